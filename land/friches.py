"""
Outlines of friches (brownfields): surveyed, taken from parcels, or only estimated.

Inventories give some friches as polygons and many as a point with an area. How each outline
came about is said in ``geometry_status``: an estimate is never taken for a survey.
"""

from typing import Final

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from land.crs import require_metric
from land.errors import GeometryError
from land.ids import require_unique, split_refs
from land.shape import require_valid

GEOMETRY_STATUSES: Final = ("surveyed", "parcels", "estimated_disk", "point_only", "unplaced")

_QUARTER: Final = 16
_POLYGON_KINDS: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def disk(points: GeoSeries, area_m2: Series) -> GeoSeries:
    """
    Disk of a given area around each point.

    Parameters
    ----------
    points : GeoSeries
        Centres, uniquely indexed. [projected, m]
    area_m2 : Series
        Area of each disk, on the index of ``points``. [m²]

    Returns
    -------
    GeoSeries
        Polygons of 64 sides whose area is ``area_m2`` (the radius makes up for the corners),
        indexed as ``points``; missing where the point or the area is, or the area is not
        above zero.

    Raises
    ------
    CRSError
        If the CRS is absent or not a legal metric one.
    IdentifierError
        If an id stands on several points.

    Examples
    --------
    >>> from shapely import Point
    >>> points = GeoSeries({"F1": Point(700000, 6600000)}, crs=2154)
    >>> disk(points, Series({"F1": 10000.0})).area.round(3).to_dict()
    {'F1': 10000.0}
    """
    require_metric(points)
    require_unique(points, name="points")
    area = area_m2.reindex(points.index).to_numpy(dtype=float, na_value=np.nan)
    sides = 4 * _QUARTER
    with np.errstate(invalid="ignore"):
        radius = np.sqrt(np.where(area > 0, area, np.nan) * 2 / (sides * np.sin(2 * np.pi / sides)))
    shapes = np.asarray(points.array, dtype=object)
    drawn = ~np.isnan(radius) & ~shapely.is_missing(shapes)
    disks = np.full(len(points), None, dtype=object)
    disks[drawn] = shapely.buffer(shapes[drawn], radius[drawn], quad_segs=_QUARTER)
    return GeoSeries(disks, index=points.index, crs=points.crs, name="geometry")


def friche_geometry(friches: GeoDataFrame, parcels: GeoDataFrame | None) -> GeoDataFrame:
    """
    Best outline of each friche, and how it came about.

    Parameters
    ----------
    friches : GeoDataFrame
        Friches, uniquely indexed: polygons, points, or nothing where parcels may tell;
        ``parcel_refs`` (text) and ``declared_area_m2`` [m²] are used where present.
        [projected, m]
    parcels : GeoDataFrame or None
        Parcels, their ids in the index, in the CRS of ``friches``; None where not loaded.

    Returns
    -------
    GeoDataFrame
        Indexed as ``friches``: ``geometry``; ``geometry_status``, one of ``surveyed`` (polygon
        of the producer), ``parcels`` (union of the parcels it names, all or some),
        ``estimated_disk`` (disk of the declared area), ``point_only`` (the point, as it was)
        and ``unplaced`` (no geometry, no parcel found); ``parcels_found`` and
        ``parcels_missing``, counts of the parcels it names.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a friche is invalid, or neither polygon nor point; names it.
    IdentifierError
        If an id stands on several friches or parcels.

    Examples
    --------
    >>> from shapely import Point, box
    >>> friches = GeoDataFrame(
    ...     {"declared_area_m2": [None, 400.0, None]},
    ...     index=["F1", "F2", "F3"],
    ...     geometry=[box(0, 0, 20, 20), Point(90, 90), Point(50, 50)],
    ...     crs=2154,
    ... )
    >>> friche_geometry(friches, None)["geometry_status"].to_dict()
    {'F1': 'surveyed', 'F2': 'estimated_disk', 'F3': 'point_only'}
    """
    require_metric(friches, *(() if parcels is None else (parcels,)))
    require_unique(friches, name="friches")
    given = friches.geometry
    _require_points_or_polygons(given)
    surveyed = Series(given.geom_type.isin(["Polygon", "MultiPolygon"]), index=friches.index)
    named = _named_parcels(friches, parcels)
    joined = _joined_parcels(named, parcels, given)
    disks = _declared_disks(friches)
    status = Series("point_only", index=friches.index)
    status = status.mask(disks.notna(), "estimated_disk").mask(joined.notna(), "parcels")
    status = status.mask(surveyed, "surveyed")
    nowhere = shapely.is_missing(given.array) & (status == "point_only").to_numpy()
    status = status.mask(nowhere, "unplaced")
    outline = given.where(status != "estimated_disk", disks).where(status != "parcels", joined)
    return GeoDataFrame(
        {
            "geometry_status": status,
            "parcels_found": _count(named["found"], friches),
            "parcels_missing": _count(~named["found"], friches),
        },
        geometry=outline,
        crs=friches.crs,
    )


def _require_points_or_polygons(given: GeoSeries) -> None:
    require_valid(given, name="friches")
    kinds = shapely.get_type_id(given.array)
    nothing = shapely.GeometryType.MISSING
    allowed = (
        *_POLYGON_KINDS,
        shapely.GeometryType.POINT,
        shapely.GeometryType.MULTIPOINT,
        nothing,
    )
    strange = given[~np.isin(kinds, allowed) | given.is_empty]
    if len(strange):
        first = strange.iloc[0]
        raise GeometryError(
            "friches: {count} neither point nor polygon, first {site!r} ({kind}, empty: {empty}); "
            "repair or refuse it where the file is read",
            count=len(strange),
            site=strange.index[0],
            kind=first.geom_type,
            empty=first.is_empty,
        )


def _named_parcels(friches: GeoDataFrame, parcels: GeoDataFrame | None) -> DataFrame:
    """One row per friche and parcel it names: ``ref``, and whether the parcel is loaded."""
    if "parcel_refs" not in friches:
        return DataFrame({"ref": Series(dtype="str"), "found": Series(dtype=bool)})
    refs = friches["parcel_refs"].dropna().astype("str").map(split_refs)
    named = refs.explode().dropna().astype("str").rename("ref")
    named = named[~DataFrame({"id": named.index, "ref": named.to_numpy()}).duplicated().to_numpy()]
    if parcels is None:
        return DataFrame({"ref": named, "found": False})
    require_unique(parcels, name="parcels")
    return DataFrame({"ref": named, "found": named.isin(parcels.index)})


def _joined_parcels(named: DataFrame, parcels: GeoDataFrame | None, given: GeoSeries) -> GeoSeries:
    shapes = np.full(len(given), None, dtype=object)
    found = named[named["found"]]
    if parcels is not None and len(found):
        outlines = parcels.geometry.loc[found["ref"]]
        require_valid(outlines, name="parcels", missing=True)
        row = given.index.get_indexer(found.index)
        order = np.argsort(row, kind="stable")
        rows, group = np.unique(row[order], return_inverse=True)
        ordered = np.asarray(outlines.array, dtype=object)[order]
        together = np.asarray(shapely.geometrycollections(ordered, indices=group))
        shapes[rows] = shapely.union_all(together[:, None], axis=1)
    return GeoSeries(shapes, index=given.index, crs=given.crs)


def _declared_disks(friches: GeoDataFrame) -> GeoSeries:
    if "declared_area_m2" not in friches:
        return GeoSeries([None] * len(friches), index=friches.index, crs=friches.crs)
    return disk(friches.geometry.centroid, friches["declared_area_m2"])


def _count(flags: Series, friches: GeoDataFrame) -> Series:
    counts = flags.astype(bool).groupby(level=0).sum()
    return counts.reindex(friches.index, fill_value=0).astype("int64")
