"""The nearest thing of a kind, as the crow flies, and whether there is one within reach."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from pandas import DataFrame, Series
from scipy.spatial import KDTree

from land.crs import require_metric
from land.ids import require_unique
from land.measures.pieces import small_pieces
from land.shape import require_valid

_TOUCHING_M = 1e-6
_MOST_ASKED = 64


def nearest_distance(land: GeoSeries, targets: GeoSeries, *, reach_m: float) -> DataFrame:
    """
    Distance from each land unit to the nearest target, and which one it is.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    targets : GeoSeries
        Points, lines or polygons in the CRS of ``land``, uniquely indexed. [projected, m]
    reach_m : float
        How far to look; a target at exactly this distance is found. [m]

    Returns
    -------
    DataFrame
        Indexed as ``land``. ``distance_m`` from the outline, 0 where the target touches or
        lies inside [m]; ``target``, its id, the first in order where several are equally near;
        ``found``. Nothing within reach: NaN, missing, False.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    IdentifierError
        If an id stands on several rows.
    GeometryError
        If a geometry is invalid; names it.

    Examples
    --------
    >>> from shapely import Point, box
    >>> land = GeoSeries({"A": box(0, 0, 10, 10), "B": box(900, 0, 910, 10)}, crs=2154)
    >>> stops = GeoSeries({"tram": Point(40, 5), "bus": Point(-50, 5)}, crs=2154)
    >>> nearest_distance(land, stops, reach_m=500)
       distance_m target  found
    A        30.0   tram   True
    B         NaN    NaN  False
    """
    require_metric(land, targets)
    require_unique(land, name="land")
    require_unique(targets, name="targets")
    require_valid(land, name="land")
    require_valid(targets, name="targets")
    units = np.asarray(land.array, dtype=object)
    in_order = targets.sort_index()
    shapes = np.asarray(in_order.array, dtype=object)
    if (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all() and len(shapes):
        unit, target, gap = _near_points(units, shapes, reach_m)
    else:
        unit, target, gap = _near_shapes(units, shapes, reach_m)
    first = np.lexsort((target, gap, unit))
    unit, kept = np.unique(unit[first], return_index=True)
    return found_table(land.index, unit, gap[first][kept], in_order.index[target[first][kept]])


def _near_shapes(
    units: np.ndarray, shapes: np.ndarray, reach_m: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Land units, their nearest targets of any kind, and how far they are."""
    pieces, source = small_pieces(shapes)
    tree = shapely.STRtree(pieces)
    # Whether they meet is sooner told than how far the nearest is.
    met, within = tree.query(units, predicate="intersects")
    alone = np.flatnonzero(np.bincount(met, minlength=len(units)) == 0)
    (row, piece), gap = tree.query_nearest(units[alone], max_distance=reach_m, return_distance=True)
    # Cutting a target moves the ends of its pieces by a rounding error.
    gap = np.where(gap < _TOUCHING_M, 0.0, gap)
    target = source[np.concatenate([within, piece])]
    return np.concatenate([met, alone[row]]), target, np.concatenate([np.zeros(len(met)), gap])


def _near_points(
    units: np.ndarray, points: np.ndarray, reach_m: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    The same for points: those nearest to the middle of the unit, by a KD-tree, then exactly.

    A point nearer to the outline than the one first found is no farther from the middle than
    that one's distance and half the diagonal of the unit; while the tree has not gone that far,
    it is asked for more.
    """
    located = np.flatnonzero(~shapely.is_empty(points))
    rows = np.flatnonzero(~(shapely.is_missing(units) | shapely.is_empty(units)))
    found = [(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))]
    tree, asked = KDTree(shapely.get_coordinates(points[located])), 2
    while len(rows) and len(located):
        if asked > _MOST_ASKED:
            unit, target, gap = _near_shapes(units[rows], points, reach_m)
            found.append((rows[unit], target, gap))
            break
        count = min(asked, len(located))
        west, south, east, north = shapely.bounds(units[rows]).reshape(-1, 4).T
        answer = tree.query(
            np.column_stack([west + east, south + north]) / 2, k=[*range(1, count + 1)]
        )
        away, near = np.asarray(answer[0]), located[np.asarray(answer[1])]
        first = shapely.distance(units[rows], points[near[:, 0]])
        limit = first + np.hypot(east - west, north - south) / 2 + _TOUCHING_M
        enough = (away[:, -1] > limit) | (count == len(located))
        row, rank = np.nonzero(enough[:, None] & (away <= limit[:, None]))
        gap = first[row]
        later = rank > 0
        target = near[row, rank]
        gap[later] = shapely.distance(units[rows[row[later]]], points[target[later]])
        within = gap <= reach_m
        found.append((rows[row[within]], target[within], gap[within]))
        rows, asked = rows[~enough], asked * 4
    unit, target, gap = (np.concatenate(part) for part in zip(*found, strict=True))
    return unit, target, gap


def found_table(
    rows: pd.Index, found: np.ndarray, distance_m: np.ndarray, target: pd.Index
) -> DataFrame:
    """
    Table of what was found for some rows of an index, and not for the others.

    Parameters
    ----------
    rows : Index
        Ids of all that was asked.
    found : array of int
        Positions in ``rows`` for which something was found.
    distance_m : array of float
        Distance for each of them. [m]
    target : Index
        What was found for each of them.

    Returns
    -------
    DataFrame
        ``distance_m``, ``target``, ``found``, indexed by ``rows``.

    Examples
    --------
    >>> found_table(pd.Index(["A", "B"]), np.array([1]), np.array([7.0]), pd.Index(["tram"]))
       distance_m target  found
    A         NaN    NaN  False
    B         7.0   tram   True
    """
    distance = np.full(len(rows), np.nan)
    distance[found] = distance_m
    is_found = np.zeros(len(rows), dtype=bool)
    is_found[found] = True
    named = Series(target, index=rows[found]).reindex(rows)
    return DataFrame({"distance_m": distance, "target": named, "found": is_found}, index=rows)
