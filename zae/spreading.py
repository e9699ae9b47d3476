"""Facts of many sites, tile after tile, here or by several processes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from geopandas import GeoDataFrame

from criteria.facts import Facts
from criteria.indicators import Recall, facts_by_project, straight
from criteria.project import Project
from zae.rereading import Readable, Reading
from zae.tiles import Surroundings, Tile

NONE: Final[Mapping[str, Readable]] = MappingProxyType({})
"""No layer that workers may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """
    A tile to be measured.

    Parameters
    ----------
    places : GeoDataFrame
        Its sites. [projected, m]
    around : mapping of str to frame
        By role, layers cut to what may say something of them.
    whole : mapping of str to object
        What all tiles are given alike.
    projects : sequence of Project
        What would settle.
    recall : callable
        How to come by each fact.
    readings : callable
        Of some layers of ``around``, how somebody who is not here reads the same rows.
    """

    places: GeoDataFrame
    around: Mapping[str, Any]
    whole: Mapping[str, Any]
    projects: Sequence[Project]
    recall: Recall
    readings: Callable[[], Mapping[str, Reading]] = dict


Carry = Callable[[Iterable[Job]], Iterator[list[Facts]]]
"""How tiles are carried out: yields the facts of each, in the order of the jobs."""


def of_tile(job: Job) -> list[Facts]:
    """Facts of the sites of a tile, project by project."""
    known = {**job.whole, **job.around}
    return [*facts_by_project(job.places, known, job.projects, recall=job.recall)]


def here(jobs: Iterable[Job]) -> Iterator[list[Facts]]:
    """Carry out tiles in this process, one after the other."""
    return map(of_tile, jobs)


def spread(  # noqa: PLR0913  each is a choice of its own
    places: GeoDataFrame,
    known: Mapping[str, Any],
    projects: Sequence[Project],
    *,
    cut: Sequence[Tile],
    recall: Recall = straight,
    carry: Carry = here,
    files: Mapping[str, Readable] = NONE,
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
    files : mapping of str to Readable
        By role, layers that workers may read by themselves.

    Yields
    ------
    list of Facts
        For each tile, in order, the facts of its sites, project by project.
    """
    located = places.assign(commune_insee=places["commune_insee"].replace("", None))
    surroundings = Surroundings(known)

    def job(part: GeoDataFrame) -> Job:
        def readings() -> dict[str, Reading]:
            return {role: file.reading(role, surroundings, part) for role, file in files.items()}

        return Job(
            places=part, around=surroundings.of(part), whole=surroundings.whole,
            projects=projects, recall=recall, readings=readings,
        )  # fmt: skip

    return carry(job(located.iloc[tile.rows]) for tile in cut)
