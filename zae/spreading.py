"""Facts of many sites, tile after tile, here or by several processes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from geopandas import GeoDataFrame

from criteria.facts import Facts
from criteria.indicators import Recall, facts_by_project, straight
from criteria.project import Project
from zae.tiles import Surroundings, Tile

Job = tuple[GeoDataFrame, dict[str, Any], Sequence[Project], Recall]
"""Sites of a tile, the layers around them, what would settle, how to come by each fact."""

Carry = Callable[[Iterable[Job]], Iterator[list[Facts]]]
"""How tiles are carried out: yields the facts of each, in the order of the jobs."""


def of_tile(job: Job) -> list[Facts]:
    """Facts of the sites of a tile, project by project."""
    places, around, projects, recall = job
    return [*facts_by_project(places, around, projects, recall=recall)]


def here(jobs: Iterable[Job]) -> Iterator[list[Facts]]:
    """Carry out tiles in this process, one after the other."""
    return map(of_tile, jobs)


def spread(
    places: GeoDataFrame,
    known: Mapping[str, Any],
    projects: Sequence[Project],
    *,
    cut: Sequence[Tile],
    recall: Recall = straight,
    carry: Carry = here,
) -> Iterator[list[Facts]]:
    """
    Facts of sites for some projects, tile after tile.

    Parameters
    ----------
    places : GeoDataFrame
        Sites; an empty ``commune_insee`` is not known. [projected, m]
    known : mapping of str to frame
        Frames by role.
    projects : sequence of Project
        What would settle.
    cut : sequence of Tile
        What :func:`zae.tiles.tiles` gave for the same sites.
    recall : callable
        How to come by each fact.
    carry : callable
        How tiles are carried out: :func:`here`, or by the processes of
        :func:`zae.cluster.workers`. The answer is the same.

    Yields
    ------
    list of Facts
        For each tile, in order, the facts of its sites, project by project.
    """
    located = places.assign(commune_insee=places["commune_insee"].replace("", None))
    surroundings = Surroundings(known)
    parts = (located.iloc[tile.rows] for tile in cut)
    return carry((part, surroundings.of(part), projects, recall) for part in parts)
