"""Which piece of land became which: kept, redrawn, merged, split, appeared, gone."""

from typing import Final

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from pandas import DataFrame, Series
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from land.crs import require_metric
from land.ids import require_unique
from land.shape import require_valid

CHANGES: Final = ("kept", "redrawn", "merged", "split", "recut", "appeared", "gone")
"""What became of a piece of land between two dates."""

SAME: Final = 0.9
"""Share that two outlines have in common, each of its own area, to be the same. *assumed*"""

MOSTLY: Final = 0.5
"""Share of an outline under another from which one comes from the other. *assumed*"""


def lineage(before: GeoSeries, after: GeoSeries) -> DataFrame:
    """
    Relations between the pieces of land of two dates, by their common ground alone.

    Identifiers may have changed on every row: parcels are renumbered, outlines are not.

    Parameters
    ----------
    before, after : GeoSeries
        Polygons of the two dates, uniquely indexed, in one system. [projected, m]

    Returns
    -------
    DataFrame
        ``before``, ``after`` (ids; missing on the side that has none) and ``change``, one of
        ``CHANGES``: every id of both sides stands on one row at least.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    IdentifierError
        If an id stands twice on one side.
    GeometryError
        If an outline is missing or invalid; names it.

    Notes
    -----
    Two outlines are linked when half of one lies under the other. Linked groups of one and one are
    *kept* (nine tenths in common on both sides) or *redrawn*; of several and one *merged*; of one
    and several *split*; of several and several *recut*.

    Examples
    --------
    A plot is renumbered, its two neighbours become one.

    >>> from shapely import box
    >>> before = GeoSeries(
    ...     {"A1": box(0, 0, 10, 10), "A2": box(10, 0, 20, 10), "A3": box(20, 0, 30, 10)}, crs=2154
    ... )
    >>> after = GeoSeries({"B7": box(0, 0, 10, 10), "B8": box(10, 0, 30, 10)}, crs=2154)
    >>> lineage(before, after).to_numpy().tolist()
    [['A1', 'B7', 'kept'], ['A2', 'B8', 'merged'], ['A3', 'B8', 'merged']]
    """
    require_metric(before, after)
    for side, name in ((before, "before"), (after, "after")):
        require_unique(side, name=name)
        require_valid(side, name=name, missing=True)
    old, new = (np.asarray(side.array, dtype=object) for side in (before, after))
    links = _links(old, new)
    group = _groups(links, len(old), len(new))
    links["change"] = _changes(links, group, len(old))
    links["before"] = before.index[links.pop("old")]
    links["after"] = after.index[links.pop("new")]
    gone = before.index.difference(links["before"], sort=False)
    came = after.index.difference(links["after"], sort=False)
    rows = [
        links[["before", "after", "change"]],
        DataFrame({"before": gone, "after": None, "change": "gone"}),
        DataFrame({"before": None, "after": came, "change": "appeared"}),
    ]
    return pd.concat([r.astype(object) for r in rows], ignore_index=True)


def _links(old: np.ndarray, new: np.ndarray) -> DataFrame:
    """Pairs of which one lies mostly under the other, with the common share of each."""
    right, left = shapely.STRtree(old).query(new, predicate="intersects")
    common = shapely.area(shapely.intersection(old[left], new[right]))
    shares = DataFrame(
        {
            "old": left,
            "new": right,
            "of_old": common / np.maximum(shapely.area(old[left]), 1e-9),
            "of_new": common / np.maximum(shapely.area(new[right]), 1e-9),
        }
    )
    near = shares[["of_old", "of_new"]].max(axis=1) >= MOSTLY
    return shares[near].sort_values(["old", "new"], ignore_index=True)


def _groups(links: DataFrame, olds: int, news: int) -> np.ndarray:
    size = olds + news
    ends = (links["old"].to_numpy(), links["new"].to_numpy() + olds)
    graph = coo_array((np.ones(len(links)), ends), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1])


def _changes(links: DataFrame, group: np.ndarray, olds: int) -> Series:
    count = int(group.max()) + 1 if len(group) else 0
    of_old = np.bincount(group[:olds], minlength=count)
    of_new = np.bincount(group[olds:], minlength=count)
    at = group[links["old"].to_numpy(dtype=int)]
    one_old, one_new = of_old[at] == 1, of_new[at] == 1
    same = links[["of_old", "of_new"]].min(axis=1).to_numpy() >= SAME
    rules = [one_old & one_new & same, one_old & one_new, one_new, one_old]
    return Series(np.select(rules, ["kept", "redrawn", "merged", "split"], "recut"), dtype="str")
