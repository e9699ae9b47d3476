"""The nearest thing of a kind, as the crow flies, and whether there is one within reach."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from pandas import DataFrame, Series

from land.crs import require_metric
from land.ids import require_unique
from land.measures.pieces import small_pieces
from land.shape import require_valid

_TOUCHING_M = 1e-6


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
    pieces, source = small_pieces(np.asarray(in_order.array, dtype=object))
    (unit, piece), gap = shapely.STRtree(pieces).query_nearest(
        units, max_distance=reach_m, return_distance=True
    )
    # Cutting a target moves the ends of its pieces by a rounding error.
    gap, target = np.where(gap < _TOUCHING_M, 0.0, gap), source[piece]
    first = np.lexsort((target, gap, unit))
    unit, kept = np.unique(unit[first], return_index=True)
    return found_table(land.index, unit, gap[first][kept], in_order.index[target[first][kept]])


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
