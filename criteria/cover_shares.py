"""How much of each site lies under what of a land cover: measured once, for all facts that ask."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from criteria.landcover import artificialised, near
from land.crs import require_metric
from land.measures.covered import shares_covered

WHOLE: Final = 0.995
"""A site of which this share is covered by a layer is covered (*assumed*)."""

TREES: Final = ("CS2.1.1.1", "CS2.1.1.2", "CS2.1.1.3")
"""OCS GE covers of trees: broad-leaved, coniferous, mixed."""

SEALED: Final = ("CS1.1.1.1", "CS1.1.1.2")
"""OCS GE covers that are built or sealed."""

FARMING: Final = "US1.1"
"""OCS GE use of farmed land."""

Rows = npt.NDArray[np.bool_]


def cover_shares(
    sites: GeoSeries, *, land_cover: GeoDataFrame, kinds: Sequence[str] | None = None
) -> DataFrame:
    """
    Share of each site under what a land cover surely and possibly is.

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    land_cover : GeoDataFrame
        OCS GE polygons: ``cover_code``, ``use_code``. [projected, m]
    kinds : sequence of str, optional
        Of ``artificialised``, ``trees``, ``farmed``; all by default.

    Returns
    -------
    DataFrame
        Indexed as ``sites``: ``seen``, the share under any cover, then for each kind its name, the
        share that surely is of it, and its name and ``_at_most``, the share that may be. [0-1]

    Notes
    -----
    A polygon is measured once, however many of these it counts for.

    Examples
    --------
    Trees on 30 of 90 m; a lawn whose use is not said may be farmed, and may have trees.

    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> cover = GeoDataFrame(
    ...     {"cover_code": ["CS2.1.1.1", "CS2.2.1"], "use_code": ["US1.2", None]},
    ...     geometry=[box(0, 0, 30, 100), box(30, 0, 90, 100)], crs=2154,
    ... )
    >>> cover_shares(sites, land_cover=cover, kinds=["trees", "farmed"]).round(6).to_dict("index")
    {'A': {'seen': 0.9, 'trees': 0.3, 'trees_at_most': 0.9, 'farmed': 0.0, 'farmed_at_most': 0.6}}
    """
    require_metric(sites, land_cover)
    cover = near(sites, land_cover)
    parts = {"seen": cover.geometry}
    for kind in KINDS if kinds is None else kinds:
        sure, possible = KINDS[kind](cover)
        parts |= {kind: cover.geometry[sure], f"{kind}_at_most": cover.geometry[possible]}
    return shares_covered(sites, parts)


def bounds(shares: DataFrame, kind: str) -> tuple[Series, Series, Series]:
    """
    What is seen, surely of a kind, and possibly, in the order of :func:`cover_shares`. [0-1]

    Examples
    --------
    >>> shares = DataFrame({"seen": [0.9], "trees": [0.3], "trees_at_most": [0.9]})
    >>> [float(part[0]) for part in bounds(shares, "trees")]
    [0.9, 0.3, 0.9]
    """
    return shares["seen"], shares[kind], shares[f"{kind}_at_most"]


def _artificialised(cover: GeoDataFrame) -> tuple[Rows, Rows]:
    side = artificialised(cover)
    return side["sure"].to_numpy(bool), side["possible"].to_numpy(bool)


def _trees(cover: GeoDataFrame) -> tuple[Rows, Rows]:
    code = cover["cover_code"]
    return code.isin(TREES).to_numpy(bool), ~code.isin(SEALED).to_numpy(bool)


def _farmed(cover: GeoDataFrame) -> tuple[Rows, Rows]:
    use = cover["use_code"]
    is_farmed = (use == FARMING).fillna(value=False).to_numpy(bool)
    return is_farmed, is_farmed | use.isna().to_numpy(bool)


KINDS: Final[Mapping[str, Callable[[GeoDataFrame], tuple[Rows, Rows]]]] = {
    "artificialised": _artificialised, "trees": _trees, "farmed": _farmed,
}  # fmt: skip
"""For each kind, which polygons of a cover surely are of it, and which may be."""
