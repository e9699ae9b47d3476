"""What lies in or around each land unit: counts and sums over points."""

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import Series

from land.crs import require_metric
from land.errors import SchemaError
from land.ids import require_unique
from land.shape import require_valid


def count_within(land: GeoSeries, points: GeoSeries) -> Series:
    """
    Number of points in each land unit, its outline included.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    points : GeoSeries
        Points in the CRS of ``land``. [projected, m]

    Returns
    -------
    Series of int
        Count, indexed as ``land``. A point on a shared outline counts for both sides.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a land unit is missing or invalid.
    IdentifierError
        If an id stands on several land units.

    Examples
    --------
    >>> from shapely import Point, box
    >>> land = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> count_within(land, GeoSeries([Point(5, 5), Point(10, 5), Point(11, 5)], crs=2154)).to_dict()
    {'A': 2}
    """
    return count_near(land, points, radius_m=0.0)


def sum_within(land: GeoSeries, points: GeoDataFrame, *, value: str) -> Series:
    """
    Sum of a value over the points in each land unit, its outline included.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    points : GeoDataFrame
        Points in the CRS of ``land``. [projected, m]
    value : str
        Column of ``points`` to add up.

    Returns
    -------
    Series
        Sum in the unit of ``value``, indexed as ``land``. 0 where there is no point; NaN where
        one of the points has no value: the sum is then unknown.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    SchemaError
        If ``value`` is no column of ``points``.
    GeometryError
        If a land unit is missing or invalid.

    Examples
    --------
    >>> from shapely import Point, box
    >>> land = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> firms = GeoDataFrame({"jobs": [3, 9]}, geometry=[Point(5, 5), Point(99, 5)], crs=2154)
    >>> sum_within(land, firms, value="jobs").to_dict()
    {'A': 3.0}
    """
    return sum_near(land, points, value=value, radius_m=0.0)


def count_near(land: GeoSeries, points: GeoSeries, *, radius_m: float) -> Series:
    """
    Number of points in or around each land unit.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    points : GeoSeries
        Points in the CRS of ``land``. [projected, m]
    radius_m : float
        How far from the outline a point still counts, itself included. [m]

    Returns
    -------
    Series of int
        Count, indexed as ``land``.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a land unit is missing or invalid.
    IdentifierError
        If an id stands on several land units.

    Examples
    --------
    >>> from shapely import Point, box
    >>> land = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> near = GeoSeries([Point(5, 5), Point(60, 5), Point(61, 5)], crs=2154)
    >>> count_near(land, near, radius_m=50).to_dict()
    {'A': 2}
    """
    unit, _ = _pairs(land, points, radius_m)
    return Series(np.bincount(unit, minlength=len(land)), index=land.index, name="count")


def sum_near(land: GeoSeries, points: GeoDataFrame, *, value: str, radius_m: float) -> Series:
    """
    Sum of a value over the points in or around each land unit.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    points : GeoDataFrame
        Points in the CRS of ``land``. [projected, m]
    value : str
        Column of ``points`` to add up.
    radius_m : float
        How far from the outline a point still counts, itself included. [m]

    Returns
    -------
    Series
        Sum in the unit of ``value``, indexed as ``land``. 0 where there is no point; NaN where
        one of the points has no value: the sum is then unknown.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    SchemaError
        If ``value`` is no column of ``points``.
    GeometryError
        If a land unit is missing or invalid.

    Examples
    --------
    >>> from shapely import Point, box
    >>> land = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> firms = GeoDataFrame({"jobs": [3, 9]}, geometry=[Point(5, 5), Point(60, 5)], crs=2154)
    >>> sum_near(land, firms, value="jobs", radius_m=50).to_dict()
    {'A': 12.0}
    """
    if value not in points:
        raise SchemaError(
            "points: no column {name!r}; they have {columns}",
            name=value,
            columns=list(points.columns),
        )
    unit, point = _pairs(land, points.geometry, radius_m)
    amounts = points[value].to_numpy(dtype=float, na_value=np.nan)[point]
    total = np.bincount(unit, weights=amounts, minlength=len(land))
    return Series(total, index=land.index, name=value)


def _pairs(land: GeoSeries, points: GeoSeries, radius_m: float) -> tuple[np.ndarray, np.ndarray]:
    require_metric(land, points)
    require_unique(land, name="land")
    require_valid(land, name="land", missing=True)
    tree = shapely.STRtree(np.asarray(points.array, dtype=object))
    units = np.asarray(land.array, dtype=object)
    if radius_m > 0:
        unit, point = tree.query(units, predicate="dwithin", distance=radius_m)
    else:
        unit, point = tree.query(units, predicate="intersects")
    return unit, point
