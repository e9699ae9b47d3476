"""Outlines of polygons as runs of edges: whole rings, eighths of them, and so on down to edges."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely

FANOUT: Final = 8
"""Runs that a longer run is made of."""


class Runs(NamedTuple):
    """
    Runs of consecutive edges of one ring.

    Parameters
    ----------
    first, last : array of int
        Of each run: its first run of the finer level (edge, at the finest) and the one after its
        last.
    ends : array of float, shape (n, 2)
        x where each starts and where it ends. [map]
    bounds : array of float, shape (n, 4)
        West, south, east, north of each. [map]
    """

    first: np.ndarray
    last: np.ndarray
    ends: np.ndarray
    bounds: np.ndarray


class Rings(NamedTuple):
    """
    Rings of polygons.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Vertices, ring after ring, the first of each repeated as its last; edge k goes from point
        k to point k + 1. [map]
    first : array of int
        First vertex of each ring, and one more for the end of all.
    sign : array of float
        1 for a ring that has its polygon on its left, -1 on its right.
    polygon : array of int
        Position of the polygon that each ring is one of.
    """

    points: np.ndarray
    first: np.ndarray
    sign: np.ndarray
    polygon: np.ndarray

    @classmethod
    def of(cls, polygons: np.ndarray) -> "Rings":
        """
        Shells and holes of simple polygons.

        Parameters
        ----------
        polygons : array of Polygon
            Valid, not empty. [map]

        Returns
        -------
        Rings
            Polygon after polygon.

        Examples
        --------
        >>> square = shapely.box(0, 0, 9, 9)
        >>> Rings.of(np.array([square, shapely.reverse(square)])).sign.tolist()
        [1.0, -1.0]
        """
        holes = shapely.get_num_interior_rings(polygons)
        polygon = np.repeat(np.arange(len(polygons)), 1 + holes)
        size = shapely.get_num_coordinates(polygons)[polygon]
        # Rings are taken apart only where there are several: that makes a geometry of each.
        size[holes[polygon] > 0] = shapely.get_num_coordinates(
            shapely.get_rings(polygons[holes > 0])
        )
        first = np.append(0, np.cumsum(size))
        points = shapely.get_coordinates(polygons)
        return cls(points, first, _signs(points, first, polygon), polygon)

    def edges(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the edges, and the ring of each."""
        ring = np.repeat(np.arange(len(self.sign)), np.diff(self.first))
        edge = np.flatnonzero(ring[1:] == ring[:-1])
        return edge, ring[edge]


def _signs(points: np.ndarray, first: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    if not len(polygon):
        return np.zeros(0)
    # Relative to a corner of the ring, so that the sign survives far from the origin.
    x, y = (points - np.repeat(points[first[:-1]], np.diff(first), axis=0)).T
    turn = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    is_hole = np.append(False, polygon[1:] == polygon[:-1])
    turns_left = np.add.reduceat(turn, first[:-1]) > 0
    return np.where(turns_left != is_hole, 1.0, -1.0)


@dataclass(frozen=True, slots=True)
class Outlines:
    """
    Rings of polygons, and an index of their edges.

    Parameters
    ----------
    rings : Rings
        The rings.
    levels : tuple of Runs
        Runs of up to 8 edges, of 8 such runs, and so on.
    top : array of int, shape (n, 2)
        Level, from 1, and number of the run that is each whole ring.
    tree : STRtree
        Index of whole rings.
    """

    rings: Rings
    levels: tuple[Runs, ...]
    top: np.ndarray
    tree: shapely.STRtree

    @classmethod
    def of(cls, polygons: np.ndarray) -> "Outlines":
        """
        Outlines of simple polygons.

        Parameters
        ----------
        polygons : array of Polygon
            Valid, not empty. [map]

        Returns
        -------
        Outlines
            Their shells and holes.

        Examples
        --------
        A disk of 32 edges: four runs of eight, and one of the four.

        >>> disk = Outlines.of(np.array([shapely.Point(0, 0).buffer(1, quad_segs=8)]))
        >>> [len(level.first) for level in disk.levels], disk.top.tolist()
        ([4, 1], [[2, 0]])
        """
        rings = Rings.of(polygons)
        levels, top = _levels(rings.points, rings.first)
        return cls(rings, levels, top, _tree(polygons, rings.polygon))


def _tree(polygons: np.ndarray, polygon: np.ndarray) -> shapely.STRtree:
    """Index of the rings; a polygon without holes stands for its only one."""
    shapes = polygons[polygon]
    has_holes = shapely.get_num_interior_rings(polygons) > 0
    shapes[has_holes[polygon]] = shapely.get_rings(polygons[has_holes])
    return shapely.STRtree(shapes)


def _levels(points: np.ndarray, first: np.ndarray) -> tuple[tuple[Runs, ...], np.ndarray]:
    """Longer and longer runs, and where each ring is a single one."""
    top = np.zeros((len(first) - 1, 2), dtype=np.int64)
    ring, start, end = np.arange(len(top)), first[:-1], first[1:] - 1
    # A run of edges is one of vertices too, with one more: edges need no bounds of their own.
    low, high, x0, x1, more = points, points, points[:, 0], points[1:, 0], 1
    levels: list[Runs] = []
    while len(ring):
        count = -(-(end - start) // FANOUT)
        first, last = _runs(start, end, count)
        bounds = _bounds(low, high, first, last + more)
        levels.append(Runs(first, last, np.column_stack([x0[first], x1[last - 1]]), bounds))
        (x0, x1), low, high, more = levels[-1].ends.T, bounds[:, :2], bounds[:, 2:], 0
        end = np.cumsum(count)
        start, is_whole = end - count, count == 1
        top[ring[is_whole], 0] = len(levels)
        top[ring[is_whole], 1] = start[is_whole]
        ring, start, end = ring[~is_whole], start[~is_whole], end[~is_whole]
    return tuple(levels), top


def _runs(start: np.ndarray, end: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last of each run of up to eight between each start and end."""
    rank = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    first = np.repeat(start, count) + FANOUT * rank
    return first, np.minimum(first + FANOUT, np.repeat(end, count))


def _bounds(low: np.ndarray, high: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Bounds of what lies between each first and last."""
    # Pairs of places: what is reduced between a last and the next first is left out.
    places = np.column_stack([first, last]).ravel()
    places = places[: len(places) - (places[-1] == len(low))]
    least = np.minimum.reduceat(low, places, axis=0)[::2]
    return np.hstack([least, np.maximum.reduceat(high, places, axis=0)[::2]])


def spread(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    Whole numbers from each first to before each last, and the position of that first.

    Parameters
    ----------
    first, last : array of int
        Ranges.

    Returns
    -------
    tuple of array of int
        Position of the range, number.

    Examples
    --------
    >>> which, number = spread(np.array([3, 9]), np.array([5, 10]))
    >>> which.tolist(), number.tolist()
    ([0, 0, 1], [3, 4, 9])
    """
    count = last - first
    which = np.repeat(np.arange(len(count)), count)
    before = np.cumsum(count) - count
    return which, np.arange(len(which)) + np.repeat(first - before, count)
