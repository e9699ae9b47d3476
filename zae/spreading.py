"""Facts of many sites, tile after tile, here or by several processes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geopandas import GeoDataFrame

from criteria.facts import Facts
from criteria.indicators import Recall, facts_by_project, straight
from criteria.project import Project
from zae.tiles import MOST, Surroundings, tiles


def spread(
    places: GeoDataFrame, known: Mapping[str, Any], projects: Sequence[Project], *,
    progress: Callable[[str], None], recall: Recall = straight, most: int = MOST,
) -> list[list[Facts]]:  # fmt: skip
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
    progress : callable
        Told ``facts`` before each tile.
    recall : callable
        How to come by each fact.
    most : int
        Sites of a tile.

    Returns
    -------
    list of list of Facts
        For each tile, the facts of its sites, project by project.
    """
    located = places.assign(commune_insee=places["commune_insee"].replace("", None))
    surroundings = Surroundings(known)
    found = []
    for tile in tiles(located, most):
        progress("facts")
        here = located.iloc[tile.rows]
        found.append([*facts_by_project(here, surroundings.of(here), projects, recall=recall)])
    return found
