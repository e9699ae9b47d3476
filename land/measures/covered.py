"""How much of each land unit lies under a cover: buildings, flood plans, woods, planning zones."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from land.crs import require_metric
from land.errors import SchemaError
from land.ids import require_unique
from land.measures.pieces import small_pieces
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
    covered = area_covered(land, cover)
    area = shapely.area(land.array)
    share = np.divide(covered, area, out=np.full(len(land), np.nan), where=area > 0)
    return Series(np.minimum(share, 1.0), index=land.index, name="share")


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
    require_metric(land, cover)
    require_unique(land, name="land")
    require_valid(land, name="land")
    require_valid(cover, name="cover")
    units = np.asarray(land.array, dtype=object)
    area = np.where(shapely.is_missing(units), np.nan, 0.0)
    pieces, source = small_pieces(_near(np.asarray(cover.array, dtype=object), units))
    covered = _covered_areas(units, pieces, source)
    return Series(area + covered, index=land.index, name="area_m2")


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
    areas = {c: area_covered(land, cover.geometry[classes == c]) for c in sorted(classes.unique())}
    return DataFrame(areas, index=land.index)


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


def _near(cover: np.ndarray, units: np.ndarray) -> np.ndarray:
    units = units[shapely.area(units) > 0]
    if not len(units):
        return cover[:0]
    met = shapely.STRtree(cover).query(shapely.box(*shapely.total_bounds(units)))
    return np.asarray(cover[np.sort(met)])


def _covered_areas(units: np.ndarray, pieces: np.ndarray, source: np.ndarray) -> np.ndarray:
    area = np.zeros(len(units))
    shapely.prepare(pieces)
    piece, unit = shapely.STRtree(units).query(pieces, predicate="intersects")
    whole = shapely.covers(pieces[piece], units[unit])
    inside = np.zeros(len(units), dtype=bool)
    inside[unit[whole]] = True
    area[inside] = shapely.area(units[inside])
    partly = ~inside[unit]
    piece, unit = piece[partly], unit[partly]
    cuts = shapely.intersection(units[unit], pieces[piece])
    # Pieces of one polygon do not overlap: their areas add up without a union.
    one_source = _one_source(unit, source[piece], len(units))[unit]
    np.add.at(area, unit[one_source], shapely.area(cuts[one_source]))
    _add_unions(area, cuts[~one_source], unit[~one_source])
    return area


def _one_source(unit: np.ndarray, source: np.ndarray, count: int) -> np.ndarray:
    pairs = pd.MultiIndex.from_arrays([unit, source]).unique()
    return np.asarray(np.bincount(pairs.get_level_values(0), minlength=count) < 2)  # noqa: PLR2004


def _add_unions(area: np.ndarray, cuts: np.ndarray, unit: np.ndarray) -> None:
    if not len(unit):
        return
    order = np.argsort(unit, kind="stable")
    several, group = np.unique(unit[order], return_inverse=True)
    together = np.asarray(shapely.geometrycollections(cuts[order], indices=group))
    area[several] = shapely.area(shapely.union_all(together[:, None], axis=1))
