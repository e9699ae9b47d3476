"""
What of a land cover is artificialised: the regulation's matrix, then its thresholds.

Annex to article R101-1 of the code de l'urbanisme (decree 2023-1096 of 27 November 2023), on the
cover and use codes of OCS GE.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

BUILT: Final = "CS1.1.1.1"
SEALED: Final = "CS1.1.1.2"
COMPOSITE: Final = "CS1.1.2.2"
MINERAL: Final = "CS1.1.2.1"
ALWAYS: Final = (BUILT, SEALED, COMPOSITE)
"""OCS GE covers that are artificialised whatever their use: built, sealed, composite."""

QUARRY: Final = "US1.3"
GRASS: Final = ("CS2.2.1", "CS2.2.2")
GRASS_USES: Final = (
    "US2", "US3", "US5", "US235", "US4.1.1", "US4.1.2", "US4.1.3", "US4.1.4", "US4.1.5", "US4.2",
    "US4.3", "US6.1", "US6.2",
)  # fmt: skip
"""Uses under which herbaceous cover counts as artificialised."""

BUILT_M2: Final = 50.0
"""Least footprint of a patch of buildings that counts by itself (R101-1, annex). [m²]"""

OTHER_M2: Final = 2500.0
"""Least area of a patch of any other category (R101-1, annex). [m²]"""

AROUND_M: Final = 500.0
"""
Cover this near a site is looked at: a strip of five metres, the narrowest that OCS GE draws, that
reaches so far has 2,500 m². [m]
"""

_UNDECIDED: Final = -1
_NATURAL: Final = 0


def artificialised(cover: GeoDataFrame) -> DataFrame:
    """
    Which polygons of a land cover are artificialised, surely and possibly.

    Parameters
    ----------
    cover : GeoDataFrame
        Polygons with ``cover_code``, ``use_code``; ``artif`` where IGN has already decided.
        [projected, m]

    Returns
    -------
    DataFrame
        ``sure``, ``possible``, indexed as ``cover``.

    Notes
    -----
    Side by the matrix of cover and use; where the use is missing and would decide, undecided.
    Then the thresholds: polygons of one category that touch are one patch, whole, not cut by the
    site. A patch of buildings from 50 m², and any other from 2,500 m², keeps its side. A smaller
    one takes that of the patches around it that are large enough; where these are of both sides,
    undecided, or absent, it may be either.

    Exact: the matrix, the size of patches of a cover without overlaps. Not exact: categories 7° to
    10° are one, as is 5° with those that it would be; polygons that touch at a corner are one
    patch; the decree does not say which side takes what is too small; a patch cut by the edge of
    the layer is smaller than it is. The voluntary exemptions (public parks, photovoltaic plants)
    are not applied. Where the layer has the column ``artif`` of IGN, it is taken as it is.

    Examples
    --------
    A car park of 1,000 m² alone in a meadow is not counted; a house of 80 m² is.

    >>> from shapely import box
    >>> lot, house = box(0, 0, 20, 50), box(90, 90, 98, 100)
    >>> meadow = box(0, 0, 200, 200) - lot - house
    >>> cover = GeoDataFrame(
    ...     {"cover_code": [SEALED, BUILT, "CS2.2.1"], "use_code": ["US4.1.1", "US5", "US1.1"]},
    ...     geometry=[lot, house, meadow], crs=2154,
    ... )
    >>> artificialised(cover)["possible"].tolist()
    [False, True, False]
    """
    if "artif" in cover:
        said = cover["artif"].astype(str).str.strip().str.lower()
        sure = said.isin(["artif", "artificialise", "artificialisé", "true", "1"])
        undecided = cover["artif"].isna()
        return DataFrame({"sure": sure & ~undecided, "possible": sure | undecided})
    category = _category(cover)
    low, high = _by_patch(np.asarray(cover.geometry.array, dtype=object), category)
    return DataFrame({"sure": low, "possible": high}, index=cover.index)


def near(sites: GeoSeries, cover: GeoDataFrame) -> GeoDataFrame:
    """
    Part of a land cover that may say something of the sites: within 500 m.

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    cover : GeoDataFrame
        Polygons. [projected, m]

    Returns
    -------
    GeoDataFrame
        Rows of ``cover``, in their order, whole.
    """
    places = np.asarray(sites.array, dtype=object)
    places = places[~(shapely.is_missing(places) | shapely.is_empty(places))]
    shapes = np.asarray(cover.geometry.array, dtype=object)
    kept = _corners_near(shapes, places)
    # The nearest site of each polygon, not every pair: towns have a thousand polygons in reach.
    left = np.flatnonzero(~kept)
    near_one, _ = shapely.STRtree(places).query_nearest(
        shapes[left], max_distance=AROUND_M, all_matches=False
    )
    kept[left[near_one]] = True
    return cover[kept]


def _corners_near(
    shapes: npt.NDArray[np.object_], places: npt.NDArray[np.object_]
) -> npt.NDArray[np.bool_]:
    """Polygons of which one corner is within reach of a corner of a site: most of them are."""
    kept = np.zeros(len(shapes), dtype=bool)
    (row, one), (_, other) = _corners(shapes), _corners(places)
    if len(other):
        kept[row] = np.isfinite(KDTree(other).query(one, distance_upper_bound=AROUND_M)[0])
    return kept


def _corners(
    shapes: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Position of each shape that has an outline, and its first corner."""
    points, of_point = shapely.get_coordinates(shapes, return_index=True)
    row, first = np.unique(of_point, return_index=True)
    return row, points[first]


def _category(cover: GeoDataFrame) -> npt.NDArray[np.int64]:
    """Category of each polygon: 1 to 4 as the annex numbers them, natural or undecided."""
    code, use = cover["cover_code"], cover["use_code"]
    grass, mineral = code.isin(GRASS), code == MINERAL
    unsaid = use.isna()
    return np.select(
        [
            code == BUILT,
            code == SEALED,
            (code == COMPOSITE) | (mineral & ~unsaid & (use != QUARRY)),
            grass & use.isin(GRASS_USES),
            (grass | mineral) & unsaid,
        ],
        [1, 2, 3, 4, _UNDECIDED],
        _NATURAL,
    )


def _by_patch(
    shapes: npt.NDArray[np.object_], category: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether each polygon is surely, and possibly, artificialised."""
    one, other = _touching(shapes)
    alike = (category[one] == category[other]) & (category[one] != _UNDECIDED)
    links = coo_array(
        (np.ones(alike.sum()), (one[alike], other[alike])), shape=(len(shapes), len(shapes))
    )
    count, patch = connected_components(links, directed=False)
    area = np.bincount(patch, weights=shapely.area(shapes), minlength=count)
    kind = np.zeros(count, dtype=int)
    kind[patch] = category
    large = (area >= np.where(kind == 1, BUILT_M2, OTHER_M2)) & (kind != _UNDECIDED)
    low = Series(np.where(large, kind > 0, np.nan))
    high = low.copy()
    around = DataFrame({"patch": patch[one], "near": patch[other]}).drop_duplicates()
    around = around[large[around["near"]] | (kind[around["near"]] == _UNDECIDED)]
    sides = around["near"].map(low).groupby(around["patch"])
    open_ = ~large & (kind != _UNDECIDED)
    all_said = sides.count() == sides.size()
    low[open_] = sides.min().where(all_said, 0.0).reindex(np.flatnonzero(open_)).fillna(0.0)
    high[open_] = sides.max().where(all_said, 1.0).reindex(np.flatnonzero(open_)).fillna(1.0)
    sure, possible = (s.fillna(v).to_numpy(float) > 0 for s, v in ((low, 0.0), (high, 1.0)))
    return np.asarray(sure[patch]), np.asarray(possible[patch])


def _touching(
    shapes: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Pairs of polygons that meet, both ways round, each with itself."""
    size = len(shapes)
    one, other = shapely.STRtree(shapes).query(shapes)
    boxed, joined = one[one < other] * size + other[one < other], _with_a_corner_in_common(shapes)
    one, other = np.divmod(np.setdiff1d(boxed, joined, assume_unique=True), size)
    # A meadow of ten thousand vertices meets its thousand houses: it is the one to prepare.
    detail = shapely.get_num_coordinates(shapes)
    larger = detail[one] < detail[other]
    one, other = np.where(larger, other, one), np.where(larger, one, other)
    asked = shapes[np.unique(one)]
    shapely.prepare(asked)
    meet = shapely.intersects(shapes[one], shapes[other])
    # They are those of the layer: its polygons would keep their indexes, tile after tile.
    shapely.destroy_prepared(asked)
    one, other = (
        np.concatenate(pair)
        for pair in zip(np.divmod(joined, size), (one[meet], other[meet]), strict=True)
    )
    same = np.arange(size)
    return np.concatenate([one, other, same]), np.concatenate([other, one, same])


def _with_a_corner_in_common(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """Pairs of polygons that meet for sure: first times their number, and second."""
    points, of_point = shapely.get_coordinates(shapes, return_index=True)
    _, corner = np.unique(points.view(np.complex128).ravel(), return_inverse=True)
    size = len(shapes), corner.max(initial=-1) + 1
    has = csr_array((np.ones(len(corner), dtype=bool), (of_point, corner)), shape=size)
    pair = (has @ has.T).tocoo()
    once = pair.row < pair.col
    first, second = (np.asarray(at[once], dtype=np.int64) for at in (pair.row, pair.col))
    return first * len(shapes) + second
