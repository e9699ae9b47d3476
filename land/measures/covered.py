"""How much of each land unit lies under a cover: buildings, flood plans, woods, planning zones."""

from collections.abc import Mapping

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from land.crs import require_metric
from land.errors import SchemaError
from land.ids import require_unique
from land.measures.blocks import blocks, hilbert_order
from land.measures.united import Layers, areas_under
from land.shape import require_valid


def share_covered(land: GeoSeries, cover: GeoSeries) -> Series:
    """
    Share of each land unit that lies under a cover.

    Overlapping covers count once: a parcel under two flood plans is not flooded twice.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    cover : GeoSeries
        Polygons in the CRS of ``land``; may overlap, may be empty. [projected, m]

    Returns
    -------
    Series
        Covered share, indexed as ``land``. [0-1] It is NaN, not 0, where the land unit is
        missing or has no area.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a polygon is invalid; names it.
    IdentifierError
        If an id stands on several land units.

    Notes
    -----
    Planimetric area. In Lambert-93 an area is off by -0.2 % to +0.5 % from Corsica to
    Dunkerque, but above and below the bar alike, so the share is not.

    Examples
    --------
    Two 100 m squares; a flood plan drawn twice covers a quarter of the first.

    >>> from shapely import box
    >>> land = GeoSeries({"A": box(0, 0, 100, 100), "B": box(200, 0, 300, 100)}, crs=2154)
    >>> flood = GeoSeries([box(0, 0, 25, 100), box(0, 0, 25, 100)], crs=2154)
    >>> share_covered(land, flood).to_dict()
    {'A': 0.25, 'B': 0.0}
    """
    return shares_covered(land, {"share": cover})["share"]


def area_covered(land: GeoSeries, cover: GeoSeries) -> Series:
    """
    Area of each land unit that lies under a cover; overlapping covers count once.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    cover : GeoSeries
        Polygons in the CRS of ``land``; may overlap, may be empty. [projected, m]

    Returns
    -------
    Series
        Covered area, indexed as ``land``. [m²] NaN where the land unit is missing.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a polygon is invalid; names it.
    IdentifierError
        If an id stands on several land units.

    Examples
    --------
    >>> from shapely import box
    >>> land = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> area_covered(land, GeoSeries([box(5, 0, 20, 10)], crs=2154)).to_dict()
    {'A': 50.0}
    """
    return areas_covered(land, {"area_m2": cover})["area_m2"]


def shares_covered(land: GeoSeries, covers: Mapping[str, GeoSeries]) -> DataFrame:
    """
    Share of each land unit under each of several covers, in one pass over the land.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    covers : mapping of str to GeoSeries
        Polygons in the CRS of ``land`` by name of cover; may overlap, may be empty.
        [projected, m]

    Returns
    -------
    DataFrame
        One row per land unit, one column per cover, in their order. [0-1] NaN, not 0, where the
        land unit is missing or has no area.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or two differ.
    GeometryError
        If a polygon is invalid; names it.
    IdentifierError
        If an id stands on several land units.

    Examples
    --------
    >>> from shapely import box
    >>> land = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> flood = GeoSeries([box(5, 0, 20, 10)], crs=2154)
    >>> shares_covered(land, {"flood": flood, "wood": flood.iloc[:0]}).to_dict("index")
    {'A': {'flood': 0.5, 'wood': 0.0}}
    """
    areas = areas_covered(land, covers)
    size = Series(shapely.area(land.array), index=land.index)
    return areas.div(size.where(size > 0), axis=0).clip(upper=1.0)


def areas_covered(land: GeoSeries, covers: Mapping[str, GeoSeries]) -> DataFrame:
    """
    Area of each land unit under each of several covers, in one pass over the land.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    covers : mapping of str to GeoSeries
        Polygons in the CRS of ``land`` by name of cover; may overlap, may be empty.
        [projected, m]

    Returns
    -------
    DataFrame
        One row per land unit, one column per cover, in their order. [m²] NaN where the land
        unit is missing.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or two differ.
    GeometryError
        If a polygon is invalid; names it.
    IdentifierError
        If an id stands on several land units.

    Notes
    -----
    Land is sorted along a Hilbert curve and compared with all covers at once, block after block,
    by what it shares with each of their polygons: see :mod:`land.measures.shared_area`. Only
    where several polygons of one cover overlap inside a land unit are they cut and united. Covers
    that are parts of one another, such as what is surely and what is possibly sealed, cost little
    more than the largest of them: a polygon that is in several is measured once.

    Examples
    --------
    >>> from shapely import box
    >>> land = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> flood = GeoSeries([box(5, 0, 20, 10)], crs=2154)
    >>> areas_covered(land, {"flood": flood, "wood": flood.iloc[:0]}).to_dict("index")
    {'A': {'flood': 50.0, 'wood': 0.0}}
    """
    require_metric(land, *covers.values())
    require_unique(land, name="land")
    require_valid(land, name="land")
    _require_valid(covers)
    units = np.asarray(land.array, dtype=object)
    order = hilbert_order(units)
    area = np.zeros((len(units), len(covers)))
    area[shapely.is_missing(units)] = np.nan
    layers = Layers.of([np.asarray(cover.array, dtype=object) for cover in covers.values()])

    # One thread: the work is numpy on small arrays, and two took as long (docs/performance.md).
    for rows in blocks(order):
        area[rows] = areas_under(units[rows], layers)
    return DataFrame(area, index=land.index, columns=list(covers))


def _require_valid(covers: Mapping[str, GeoSeries]) -> None:
    """Look at a shape once, however many covers it is in."""
    arrays = [np.asarray(cover.array, dtype=object) for cover in covers.values()]
    each = {id(shape): shape for array in arrays for shape in array.tolist()}
    shapes = np.fromiter(each.values(), dtype=object, count=len(each))
    if not (shapely.is_valid(shapes) | shapely.is_missing(shapes)).all():
        for cover in covers.values():
            require_valid(cover, name="cover")


def area_by_class(land: GeoSeries, cover: GeoDataFrame, *, by: str) -> DataFrame:
    """
    Area of each land unit under each class of a cover.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    cover : GeoDataFrame
        Polygons in the CRS of ``land``. Overlaps inside a class count once; two classes may
        overlap, and then their areas add up to more than the land. [projected, m]
    by : str
        Column of ``cover`` that holds the class.

    Returns
    -------
    DataFrame
        One row per land unit, one column per class, in the order of the classes. [m²]

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    SchemaError
        If ``by`` is no column of ``cover``, or a row of it has no class.
    GeometryError
        If a polygon is invalid; names it.

    Examples
    --------
    >>> from shapely import box
    >>> land = GeoSeries({"A": box(0, 0, 10, 10)}, crs=2154)
    >>> cover = GeoDataFrame(
    ...     {"kind": ["wood", "pond"]}, geometry=[box(0, 0, 10, 4), box(0, 4, 10, 5)], crs=2154
    ... )
    >>> area_by_class(land, cover, by="kind")
       pond  wood
    A  10.0  40.0
    """
    require_metric(land, cover)
    classes = _classes(cover, by)
    parts = {c: cover.geometry[classes == c] for c in sorted(classes.unique())}
    return areas_covered(land, parts)


def _classes(cover: GeoDataFrame, by: str) -> Series:
    if by not in cover:
        raise SchemaError(
            "cover: no column {name!r}; it has {columns}", name=by, columns=list(cover.columns)
        )
    blank = cover.index[cover[by].isna()]
    if len(blank):
        raise SchemaError(
            "cover: {count} rows without {name!r}: {few}; name their class",
            count=len(blank),
            name=by,
            few=[repr(i) for i in blank[:5]],
        )
    return Series(cover[by])
