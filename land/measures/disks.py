"""How much of an area lies within a distance of points: in true disks, not in drawn polygons."""

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoSeries
from shapely.geometry.base import BaseGeometry

from land.crs import require_metric
from land.measures.blocks import hilbert_order
from land.shape import require_valid

TOGETHER: Final = 64
"""Neighbouring points that are compared with what lies around their disks at once."""

_PARTS: Final = 8
_ARC_SEGMENTS: Final = 8

Floats = npt.NDArray[np.float64]


def area_in_disks(points: GeoSeries, area: GeoSeries, *, radius_m: float) -> Floats:
    """
    Area of a layer within a distance of each point.

    Parameters
    ----------
    points : GeoSeries
        Points. [projected, m]
    area : GeoSeries
        Polygons, valid; where they overlap they count once. [projected, m]
    radius_m : float
        The distance. [m]

    Returns
    -------
    array
        One area a point; NaN for a missing or empty point. [m²]

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a polygon is invalid; names it.

    Notes
    -----
    The boundary of the layer is followed edge by edge: an edge and the point make a triangle, whose
    part in the disk is a triangle where the edge runs inside and a sector where it runs outside.
    What lies in the disks of many neighbours is measured once, for all of them.

    Examples
    --------
    Half of a disk of 1 km lies west of the border.

    >>> from shapely import Point, box
    >>> land = GeoSeries([box(-5000, -5000, 0, 5000)], crs=2154)
    >>> half = area_in_disks(GeoSeries([Point(0, 0)], crs=2154), land, radius_m=1000)
    >>> (half / (np.pi * 1000**2)).round(9).tolist()
    [0.5]
    """
    require_metric(points, area)
    require_valid(area, name="area")
    places = np.asarray(points.array, dtype=object)
    order = hilbert_order(places)
    found = np.full(len(places), np.nan)
    found[order] = _areas(shapely.get_coordinates(places[order]), area.union_all(), radius_m)
    return found


def _areas(points: Floats, whole: BaseGeometry, radius_m: float) -> Floats:
    """
    Area of a shape in the disk of each of some points, that follow each other on a curve.

    What lies in all the disks is measured once; they are compared with the rest, at their rims,
    eighth by eighth: the nearer the points are to each other, the thinner is that rest.
    """
    if not len(points) or whole.is_empty:
        return np.zeros(len(points))
    least, most = points.min(axis=0), points.max(axis=0)
    centre = shapely.Point((least + most) / 2)
    apart = np.hypot(*(most - least)) / 2 + 1.0
    # The polygon drawn for a circle lies inside of it: the outer one is drawn so much larger.
    outer_m = (radius_m + apart) / np.cos(np.pi / (4 * _ARC_SEGMENTS))
    outer = shapely.buffer(centre, outer_m, quad_segs=_ARC_SEGMENTS)
    inner = shapely.buffer(centre, max(radius_m - apart, 0.0), quad_segs=_ARC_SEGMENTS)
    rest = shapely.intersection(whole, shapely.difference(outer, inner))
    common = shapely.area(shapely.intersection(whole, inner))
    if len(points) > TOGETHER:
        parts = [_areas(part, rest, radius_m) for part in np.array_split(points, _PARTS)]
        return np.asarray(common + np.concatenate(parts))
    start, end = _edges(rest)
    return np.asarray(common + _followed(points, start, end, radius_m))


def _edges(shape: BaseGeometry) -> tuple[Floats, Floats]:
    """Starts and ends of the edges of a shape, which lies on the left of each."""
    polygons = shapely.orient_polygons(shapely.get_parts(shape))
    rings = shapely.get_rings(polygons)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    start, end = corners[:-1], corners[1:]
    kept = (ring[1:] == ring[:-1]) & (start != end).any(axis=1)
    return start[kept], end[kept]


def _followed(points: Floats, start: Floats, end: Floats, radius_m: float) -> Floats:
    """Sum, for each point, of the parts in its disk of its triangles with the edges."""
    ax, ay = start.T[:, None, :] - points.T[:, :, None]
    dx, dy = (end - start).T
    along = ax * dx + ay * dy
    run = dx * dx + dy * dy
    out = ax * ax + ay * ay - radius_m**2
    reach = np.sqrt(np.maximum(along * along - run * out, 0.0))
    # Where the edge comes into the disk, and leaves it; nowhere is « from 0 to 0 » or « 1 to 1 ».
    comes, leaves = (np.clip((-along + side * reach) / run, 0.0, 1.0) for side in (-1, 1))
    cx, cy, lx, ly = ax + comes * dx, ay + comes * dy, ax + leaves * dx, ay + leaves * dy
    inside = cx * ly - cy * lx
    turned = _angle(ax, ay, cx, cy) + _angle(lx, ly, ax + dx, ay + dy)
    return np.asarray((inside + radius_m**2 * turned).sum(axis=1) / 2)


def _angle(ax: Floats, ay: Floats, bx: Floats, by: Floats) -> Floats:
    """Angle from one direction to another. [-π, π]"""
    return np.asarray(np.arctan2(ax * by - ay * bx, ax * bx + ay * by))
