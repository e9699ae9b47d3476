"""Area of land that two polygons share, so that ground under both is not counted twice."""

from typing import Final

import numpy as np

from land.measures.outlines import Outlines, spread
from land.measures.shared_area import Edges, Units, area_below, near_edges

TOGETHER: Final = 262_144
"""Pairs of edges that are looked at together."""


def shared_by_two(
    units: Units, outlines: Outlines, unit: np.ndarray, one: np.ndarray, two: np.ndarray
) -> np.ndarray:
    """
    Area of each unit that lies in both of two polygons.

    Parameters
    ----------
    units : Units
        The units.
    outlines : Outlines
        The polygons.
    unit, one, two : array of int
        Positions of units, and of two polygons for each.

    Returns
    -------
    array of float
        Area. [m²]

    Notes
    -----
    What two polygons share lies below the lower one of an edge of each: these are the edges below
    which the unit is measured, as in :mod:`land.measures.shared_area`.

    Examples
    --------
    >>> import shapely
    >>> plans = Outlines.of(np.array([shapely.box(0, 0, 6, 10), shapely.box(4, -9, 99, 5)]))
    >>> square = Units.of(np.array([shapely.box(0, 0, 10, 10)]))
    >>> shared_by_two(square, plans, np.array([0]), np.array([0]), np.array([1])).tolist()
    [10.0]
    """
    first, edges = _edges_of_both(units, outlines, np.tile(unit, 2), np.concatenate([one, two]))
    area = np.zeros(len(unit))
    pair, b = spread(first[: len(unit)], first[1 : len(unit) + 1])
    others = np.diff(first)[len(unit) + pair]
    for part in _parts(others):
        mine, of = b[part], pair[part]
        which, c = spread(first[len(unit) + of], first[len(unit) + of + 1])
        which, lower = _lower(edges, mine, which, c)
        below = area_below(units, unit[of[which]], lower)
        area += np.bincount(of[which], lower.sign * below, len(area))
    return area


def _edges_of_both(
    units: Units, outlines: Outlines, unit: np.ndarray, polygon: np.ndarray
) -> tuple[np.ndarray, Edges]:
    """Edges of each polygon that are near its unit, row after row, and where each row begins."""
    rings = outlines.rings.polygon
    row, ring = spread(np.searchsorted(rings, polygon), np.searchsorted(rings, polygon, "right"))
    found = list(near_edges(units, outlines, unit[row], ring))
    of = row[np.concatenate([pair for pair, _ in found])]
    order = np.argsort(of, kind="stable")
    edges = Edges.joined([edges for _, edges in found]).take(order)
    return np.searchsorted(of[order], np.arange(len(unit) + 1)), edges


def _parts(count: np.ndarray) -> list[np.ndarray]:
    """Consecutive places whose counts add up to a block."""
    block = np.cumsum(count) // TOGETHER
    return np.split(np.arange(len(count)), np.flatnonzero(np.diff(block)) + 1)


def _lower(
    edges: Edges, one: np.ndarray, which: np.ndarray, two: np.ndarray
) -> tuple[np.ndarray, Edges]:
    """The lower of two edges over the x of both, in two where they cross; and which pair it is."""
    b, c = one[which], two
    west, east = np.maximum(edges.west[b], edges.west[c]), np.minimum(edges.east[b], edges.east[c])
    both = np.flatnonzero(west < east)
    which, b, c, west, east = which[both], b[both], c[both], west[both], east[both]
    gap, end = _gap(edges, b, c, west), _gap(edges, b, c, east)
    crosses = gap * end < 0
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.where(crosses, west + (east - west) * gap / (gap - end), east)
    is_one = gap + np.where(crosses, 0.0, end) > 0
    sign = edges.sign[b] * edges.sign[c]
    first = _over(edges, np.where(is_one, b, c), west, middle, sign)
    rest = np.flatnonzero(crosses & (middle < east))
    other = np.where(is_one, c, b)[rest]
    second = _over(edges, other, middle[rest], east[rest], sign[rest])
    return np.concatenate([which, which[rest]]), Edges.joined([first, second])


def _gap(edges: Edges, b: np.ndarray, c: np.ndarray, x: np.ndarray) -> np.ndarray:
    """How far an edge lies above another at an x."""
    y_b = edges.y[b] + edges.slope[b] * (x - edges.west[b])
    return np.asarray(edges.y[c] + edges.slope[c] * (x - edges.west[c]) - y_b)


def _over(
    edges: Edges, rows: np.ndarray, west: np.ndarray, east: np.ndarray, sign: np.ndarray
) -> Edges:
    """Parts of edges."""
    slope = edges.slope[rows]
    y = edges.y[rows] + slope * (west - edges.west[rows])
    return Edges(west, east, y, slope, sign)
