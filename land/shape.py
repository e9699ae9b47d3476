"""
Shape of a piece of land: how compact it is, and how wide a thing fits in it.

Area alone flatters land: a hectare of verge holds no building.
"""

from collections.abc import Iterator

import numpy as np
import shapely
from geopandas import GeoSeries
from pandas import Series

from land.crs import require_metric
from land.errors import GeometryError, Message
from land.measures.blocks import blocks, in_threads

_PRECISION_M = 0.05
_POLYGON_KINDS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def compactness(geoms: GeoSeries) -> Series:
    """
    Compactness of each polygon (Polsby and Popper): 1 for a disk, near 0 for a ribbon.

    Parameters
    ----------
    geoms : GeoSeries
        Polygons. [projected, m]

    Returns
    -------
    Series
        4πA/P², indexed as ``geoms``. [0-1] NaN where there is no outline.

    Raises
    ------
    CRSError
        If the CRS is absent or not a legal metric one.

    References
    ----------
    .. [1] Polsby and Popper, « The Third Criterion: Compactness as a Procedural Safeguard
       Against Partisan Gerrymandering », Yale Law & Policy Review 9(2), 1991.

    Examples
    --------
    A square: 4π·s² / (4s)² = π/4.

    >>> from shapely import box
    >>> compactness(GeoSeries({"A": box(0, 0, 50, 50)}, crs=2154)).round(4).to_dict()
    {'A': 0.7854}
    """
    require_metric(geoms)
    area, perimeter = shapely.area(geoms.array), shapely.length(geoms.array)
    round_area = np.square(perimeter) / (4 * np.pi)
    ratio = np.divide(area, round_area, out=np.full(len(geoms), np.nan), where=perimeter > 0)
    return Series(ratio, index=geoms.index, name="compactness")


def inscribed_radius_m(geoms: GeoSeries) -> Series:
    """
    Radius of the largest circle that fits in each polygon.

    Parameters
    ----------
    geoms : GeoSeries
        Polygons. [projected, m]

    Returns
    -------
    Series
        Radius, indexed as ``geoms``. [m] NaN where the polygon is missing, empty or flat.

    Raises
    ------
    CRSError
        If the CRS is absent or not a legal metric one.

    Notes
    -----
    Found by subdivision to 0.05 m, or to a thousandth of the width of small polygons.

    Examples
    --------
    >>> from shapely import box
    >>> inscribed_radius_m(GeoSeries({"A": box(0, 0, 80, 20)}, crs=2154)).round(1).to_dict()
    {'A': 10.0}
    """
    require_metric(geoms)
    outlines = np.asarray(geoms.array, dtype=object)
    radius = np.full(len(outlines), np.nan)
    wide = shapely.area(outlines) > 0
    tolerance = np.minimum(_PRECISION_M, np.sqrt(shapely.area(outlines[wide])) / 1000)
    radius[wide] = np.concatenate([*in_threads(_radii, _shares(outlines[wide], tolerance))])
    return Series(radius, index=geoms.index, name="inscribed_radius_m")


def _shares(*columns: np.ndarray) -> Iterator[tuple[np.ndarray, ...]]:
    """The same rows of each column, a block at a time; one empty block where there is no row."""
    for rows in blocks(np.arange(len(columns[0]))):
        yield tuple(column[rows] for column in columns)
    if not len(columns[0]):
        yield columns


def _radii(given: tuple[np.ndarray, ...]) -> np.ndarray:
    return np.asarray(shapely.length(shapely.maximum_inscribed_circle(*given)))


def usable_width_m(geoms: GeoSeries) -> Series:
    """
    Widest square-on passage of each polygon: the diameter of its largest inscribed circle.

    Parameters
    ----------
    geoms : GeoSeries
        Polygons. [projected, m]

    Returns
    -------
    Series
        Twice ``inscribed_radius_m``, indexed as ``geoms``. [m]

    Raises
    ------
    CRSError
        If the CRS is absent or not a legal metric one.

    Notes
    -----
    For a rectangle it is the short side. It says what fits somewhere, not everywhere.

    Examples
    --------
    >>> from shapely import box
    >>> usable_width_m(GeoSeries({"A": box(0, 0, 80, 20)}, crs=2154)).round(1).to_dict()
    {'A': 20.0}
    """
    return (2 * inscribed_radius_m(geoms)).rename("usable_width_m")


def largest_piece(geoms: GeoSeries) -> GeoSeries:
    """
    Largest polygon of each geometry.

    Parameters
    ----------
    geoms : GeoSeries
        Polygons, multipolygons or collections. [projected, m]

    Returns
    -------
    GeoSeries
        One polygon each, indexed as ``geoms``; an empty polygon where there is none.

    Raises
    ------
    CRSError
        If the CRS is absent or not a legal metric one.

    Examples
    --------
    >>> from shapely import box
    >>> two = box(0, 0, 10, 10) | box(20, 0, 50, 10)
    >>> largest_piece(GeoSeries({"A": two}, crs=2154)).area.to_dict()
    {'A': 300.0}
    """
    require_metric(geoms)
    parts, owner = _polygons_of(geoms)
    order = np.lexsort((-shapely.area(parts), owner))
    first = np.unique(owner[order], return_index=True)[1]
    largest = np.full(len(geoms), shapely.Polygon(), dtype=object)
    largest[owner[order][first]] = parts[order][first]
    return GeoSeries(largest, index=geoms.index, crs=geoms.crs, name="geometry")


def polygonal(geoms: GeoSeries) -> GeoSeries:
    """
    Geometries without the points and lines that an intersection leaves where edges touch.

    Parameters
    ----------
    geoms : GeoSeries
        Any geometries. [projected, m]

    Returns
    -------
    GeoSeries
        Polygons or multipolygons, indexed as ``geoms``; an empty polygon where there is none.

    Examples
    --------
    >>> from shapely import GeometryCollection, LineString, box
    >>> touching = GeometryCollection([box(0, 0, 1, 1), LineString([(1, 0), (2, 0)])])
    >>> polygonal(GeoSeries({"A": touching})).geom_type.to_dict()
    {'A': 'Polygon'}
    """
    shapes = np.asarray(geoms.array, dtype=object).copy()
    kinds = shapely.get_type_id(shapes)
    mixed = np.flatnonzero(~np.isin(kinds, _POLYGON_KINDS))
    parts, owner = _polygons_of(geoms.iloc[mixed])
    shapes[mixed] = shapely.Polygon()
    if len(parts):
        owners, group = np.unique(owner, return_inverse=True)
        collected = np.asarray(shapely.multipolygons(parts, indices=group))
        single = shapely.get_num_geometries(collected) == 1
        collected[single] = shapely.get_geometry(collected[single], 0)
        shapes[mixed[owners]] = collected
    return GeoSeries(shapes, index=geoms.index, crs=geoms.crs, name="geometry")


def _polygons_of(geoms: GeoSeries) -> tuple[np.ndarray, np.ndarray]:
    parts, owner = shapely.get_parts(np.asarray(geoms.array, dtype=object), return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    is_polygon = (shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)  # noqa: PLR2004
    return parts[is_polygon], owner[is_polygon]


def require_valid(geoms: GeoSeries, *, name: str, missing: bool = False) -> None:
    """
    Refuse geometries whose area or overlap cannot be trusted.

    Parameters
    ----------
    geoms : GeoSeries
        Geometries, their ids in the index.
    name : str
        What they are, for the message.
    missing : bool
        Whether a missing geometry is refused too.

    Raises
    ------
    GeometryError
        If one is invalid (or missing): names up to three ids and what is wrong with the first.

    Examples
    --------
    >>> from shapely import Polygon
    >>> bow = GeoSeries({"Z": Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}, crs=2154)
    >>> require_valid(bow, name="cover")
    Traceback (most recent call last):
    land.errors.GeometryError: cover: 1 invalid geometry ('Z': Self-intersection[0.5 0.5]); ...
    """
    shapes = np.asarray(geoms.array, dtype=object)
    bad = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    if bad.any():
        first = shapely.is_valid_reason(shapes[bad][0])
        raise GeometryError(
            "{name}: {count} invalid {noun} ({first}: {reason}{others}); "
            "repair or refuse it where the file is read",
            reason=first,
            **_which(geoms, bad, name),
        )
    absent = shapely.is_missing(shapes)
    if missing and absent.any():
        raise GeometryError(
            "{name}: {count} missing {noun} ({first}: no geometry{others}); "
            "repair or refuse it where the file is read",
            **_which(geoms, absent, name),
        )


def _which(geoms: GeoSeries, bad: np.ndarray, name: str) -> dict[str, object]:
    first, *rest = [repr(i) for i in geoms.index[bad][:3]]
    return {
        "name": name,
        "count": bad.sum(),
        "noun": Message("geometry") if bad.sum() == 1 else Message("geometries"),
        "first": first,
        "others": Message("; also {ids}", ids=rest) if rest else "",
    }
