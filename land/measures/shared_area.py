"""
Area that polygons share, two by two, without their intersection.

A polygon is what lies below its upper edges less what lies below its lower ones. So is what it
shares with a land unit: the ground of the unit below each upper edge, less that below each lower
one. And the ground of a unit below an edge b is a sum over the edges a of the unit::

    area(A ∩ B) = Σ_b s_b · area of A below b
    area of A below b = - Σ_a s_a ∫ max(0, y_b(x) - y_a(x)) dx

with s = 1 for an upper edge and -1 for a lower one, and each integral over the x that both edges
have. An edge that passes under the unit, or beside it, has
nothing of it below; a run of edges that passes over it counts as one flat edge, however it winds.
Nothing is asked about what lies inside what, and no outline is built: outlines that touch, follow
each other or meet in a vertex need no care, and rounding of coordinates makes a rounding of areas
and no more.

References
----------
.. [1] Areas as signed sums of trapezoids: Meister, « Generalia de genesi figurarum planarum »,
   1769.
.. [2] Areas of overlays as sums over local parts, without the shapes: Franklin, « Calculating map
   overlay polygons' areas without explicitly calculating the polygons », 4th International
   Symposium on Spatial Data Handling, 1990. There the parts are vertices, here pairs of edges.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely

from land.measures.outlines import Outlines, Rings, spread

TOGETHER: Final = 32_768
"""Runs of edges that are looked at together: what stays in the cache of a processor."""

_NO_GAP: Final = 1e-300


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges from west to east, y in the west; sign 1 for an upper edge, -1 for a lower one."""

    west: np.ndarray
    east: np.ndarray
    y: np.ndarray
    slope: np.ndarray
    sign: np.ndarray

    @classmethod
    def between(
        cls, start: np.ndarray, end: np.ndarray, corner: np.ndarray, sign: np.ndarray
    ) -> "Edges":
        """
        Edges between points, none straight above the other.

        Parameters
        ----------
        start, end : array of float, shape (n, 2)
            Points. [map]
        corner : array of float, shape (n, 2)
            Where the coordinates of each edge are counted from. [map]
        sign : array of float
            1 where the polygon lies on the left of the edge, -1 where it lies on the right.

        Returns
        -------
        Edges
            The edges, in the same order.
        """
        (x0, y0), (x1, y1) = (start - corner).T, (end - corner).T
        goes_east = x1 > x0
        west, east = np.where(goes_east, x0, x1), np.where(goes_east, x1, x0)
        y, slope = np.where(goes_east, y0, y1), (y1 - y0) / (x1 - x0)
        return cls(west, east, y, slope, np.where(goes_east, -sign, sign))

    @classmethod
    def joined(cls, parts: list["Edges"]) -> "Edges":
        """Edges of several, one after the other."""
        columns = zip(*(part.columns() for part in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))

    def columns(self) -> tuple[np.ndarray, ...]:
        """West, east, y, slope and sign."""
        return self.west, self.east, self.y, self.slope, self.sign

    def take(self, rows: np.ndarray) -> "Edges":
        """Some of the edges."""
        return Edges(*(column[rows] for column in self.columns()))


class Units(NamedTuple):
    """
    Land units, as they are compared.

    Parameters
    ----------
    shapes : array of Polygon
        Their shapes.
    edges : Edges
        Of unit after unit, counted from its south-west corner. [map]
    first : array of int
        First edge of each unit, and one more for the end of all.
    bounds : array of float, shape (n, 4)
        West, south, east, north. [map]
    area : array of float
        Area. [m²]
    """

    shapes: np.ndarray
    edges: Edges
    first: np.ndarray
    bounds: np.ndarray
    area: np.ndarray

    @classmethod
    def of(cls, polygons: np.ndarray) -> "Units":
        """
        Units that are simple polygons, of few vertices: all edges are compared with what is near.

        Parameters
        ----------
        polygons : array of Polygon
            Valid, not empty. [map]

        Returns
        -------
        Units
            Without edges that go straight up or down: there is nothing between these and another.
        """
        bounds = shapely.bounds(polygons).reshape(-1, 4)
        rings = Rings.of(polygons)
        edge, ring = rings.edges()
        leans = rings.points[edge, 0] != rings.points[edge + 1, 0]
        edge, ring = edge[leans], ring[leans]
        unit = rings.polygon[ring]
        start, end = rings.points.take(edge, axis=0), rings.points.take(edge + 1, axis=0)
        corner = bounds.take(unit, axis=0)[:, :2]
        edges = Edges.between(start, end, corner, rings.sign[ring])
        first = np.searchsorted(unit, np.arange(len(polygons) + 1))
        return cls(polygons, edges, first, bounds, shapely.area(polygons))


class Shared(NamedTuple):
    """Pairs whose bounds meet: positions of unit and polygon, and the area that they share."""

    unit: np.ndarray
    polygon: np.ndarray
    area: np.ndarray

    def take(self, rows: np.ndarray) -> "Shared":
        """Some of the pairs."""
        return Shared(self.unit[rows], self.polygon[rows], self.area[rows])


def shared_areas(units: Units, outlines: Outlines) -> Shared:
    """
    Area that each unit shares with each polygon whose bounds meet its own.

    Parameters
    ----------
    units : Units
        The units.
    outlines : Outlines
        The polygons.

    Returns
    -------
    Shared
        Unit after unit. Rounding may leave an area a little below zero or above the whole. [m²]

    Examples
    --------
    >>> zones = Outlines.of(np.array([shapely.box(5, -9, 99, 99), shapely.box(0, 0, 2, 2)]))
    >>> shared_areas(Units.of(np.array([shapely.box(0, 0, 10, 10)])), zones).area.tolist()
    [50.0, 4.0]
    """
    unit, ring = outlines.tree.query(units.shapes)
    area = np.zeros(len(unit))
    for pair, edges in near_edges(units, outlines, unit, ring):
        area += np.bincount(pair, edges.sign * area_below(units, unit[pair], edges), len(area))
    polygon = outlines.rings.polygon[ring]
    count = polygon.max(initial=0) + 1
    key, place = np.unique(unit * count + polygon, return_inverse=True)
    return Shared(key // count, key % count, np.bincount(place, area, len(key)))


def area_below(units: Units, unit: np.ndarray, edges: Edges) -> np.ndarray:
    """
    Area of a unit below each of several edges.

    Parameters
    ----------
    units : Units
        The units.
    unit : array of int
        Position of the unit of each edge.
    edges : Edges
        The edges, counted from the corner of their unit.

    Returns
    -------
    array of float
        Area below each edge, over its x, whatever its sign. [m²]

    Examples
    --------
    A square of 10 m below an edge that climbs from its corner to the middle of its top: a triangle.

    >>> square = Units.of(np.array([shapely.box(0, 0, 10, 10)]))
    >>> start, end = np.array([[0.0, 0.0]]), np.array([[5.0, 10.0]])
    >>> edge = Edges.between(start, end, start, np.ones(1))
    >>> area_below(square, np.array([0]), edge).tolist()
    [25.0]
    """
    own = units.edges
    b, a = spread(units.first[unit], units.first[unit + 1])
    west = np.maximum(own.west[a], edges.west[b])
    width = np.minimum(own.east[a], edges.east[b]) - west
    both = np.flatnonzero(width > 0)
    a, b, west, width = a[both], b[both], west[both], width[both]
    climb, rise = own.slope[a], edges.slope[b]
    gap = edges.y[b] + rise * (west - edges.west[b]) - own.y[a] - climb * (west - own.west[a])
    end = gap + (rise - climb) * width
    over = np.maximum(gap, 0.0) + np.maximum(end, 0.0)
    # A trapezoid where both gaps are positive, a triangle up to the crossing where one is.
    area = width * over * over / (2.0 * (np.abs(gap) + np.abs(end) + _NO_GAP))
    return np.bincount(b, -own.sign[a] * area, len(unit))


def near_edges(
    units: Units, outlines: Outlines, unit: np.ndarray, ring: np.ndarray
) -> Iterator[tuple[np.ndarray, Edges]]:
    """
    Edges of rings that have something of their unit below them.

    Parameters
    ----------
    units : Units
        The units.
    outlines : Outlines
        The rings.
    unit, ring : array of int
        Pairs.

    Yields
    ------
    tuple of array of int and Edges
        Number of the pair, and the edge, counted from the corner of the unit. What passes over
        the whole unit is one flat edge along the top of its bounds.
    """
    waiting = _from_top(*outlines.top[ring].T)
    while waiting:
        level, pair, run = waiting.pop()
        if len(pair) > TOGETHER:
            half = len(pair) // 2
            waiting += [(level, pair[half:], run[half:]), (level, pair[:half], run[:half])]
            continue
        # Rows are taken by ``take``: of arrays of two dimensions an index takes ten times as long.
        box = units.bounds.take(unit[pair], axis=0)
        if level == 0:
            yield _single(pair, box, outlines.rings, run, ring[pair])
        else:
            runs = outlines.levels[level - 1]
            west, south, east, north = runs.bounds.take(run, axis=0).T
            left, low, right, high = box.T
            met = (west < right) & (east > left) & (north > low)
            over = np.flatnonzero(met & (south >= high))
            sign = outlines.rings.sign[ring[pair[over]]]
            ends = runs.ends.take(run[over], axis=0)
            yield _flat(pair[over], box.take(over, axis=0), ends, sign)
            near = np.flatnonzero(met & (south < high))
            which, shorter = spread(runs.first[run[near]], runs.last[run[near]])
            waiting.append((level - 1, pair[near[which]], shorter))


def _from_top(level: np.ndarray, run: np.ndarray) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """Numbers of the pairs whose rings are runs of the same level, and these runs."""
    alike = [(n, np.flatnonzero(level == n)) for n in np.unique(level).tolist()]
    return [(n, pair, run[pair]) for n, pair in alike]


def _single(
    pair: np.ndarray, box: np.ndarray, rings: Rings, edge: np.ndarray, ring: np.ndarray
) -> tuple[np.ndarray, Edges]:
    """Edges as they are, but for those that are below, beside or upright."""
    start, end = rings.points.take(edge, axis=0), rings.points.take(edge + 1, axis=0)
    (x0, y0), (x1, y1) = start.T, end.T
    left, low, right, _ = box.T
    met = (np.minimum(x0, x1) < right) & (np.maximum(x0, x1) > left) & (np.maximum(y0, y1) > low)
    kept = np.flatnonzero(met & (x0 != x1))
    sign = rings.sign[ring[kept]]
    start, end, box = (rows.take(kept, axis=0) for rows in (start, end, box))
    return pair[kept], Edges.between(start, end, box[:, :2], sign)


def _flat(
    pair: np.ndarray, box: np.ndarray, ends: np.ndarray, sign: np.ndarray
) -> tuple[np.ndarray, Edges]:
    """Edges along the top of each box, from where a run starts to where it ends."""
    left, _, right, high = box.T
    x0, x1 = np.clip(ends, left[:, None], right[:, None]).T
    kept = np.flatnonzero(x0 != x1)
    top = high[kept]
    start, end = np.column_stack([x0[kept], top]), np.column_stack([x1[kept], top])
    return pair[kept], Edges.between(start, end, box.take(kept, axis=0)[:, :2], sign[kept])
