"""The part of a cover near each handful of neighbours: clipped from coarse to fine."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from land.measures.pieces import simple_parts

HANDFUL: Final = 16
"""Land units that are compared with the same clipped cover."""

_FANOUT: Final = 4
_MARGIN_M: Final = 0.0137
_WHOLE: Final = 1 - 1e-12
_BOX_POINTS: Final = 5
_LOST_M2: Final = 1e-4
_GRID_M: Final = 1e-7

Rect = tuple[float, float, float, float]
"""West, south, east, north. [m]"""


@dataclass(frozen=True, slots=True)
class Pieces:
    """
    Parts of the polygons of a cover.

    Parameters
    ----------
    shapes : array of geometry
        The parts, of positive area.
    bounds : array of float, shape (n, 4)
        West, south, east, north of each. [m]
    whole : array of Polygon
        The valid polygon that each is a part of.
    """

    shapes: np.ndarray
    bounds: np.ndarray
    whole: np.ndarray

    @classmethod
    def of(cls, cover: np.ndarray) -> "Pieces":
        """Polygons of a cover, those of collections too."""
        parts, _ = simple_parts(cover)
        parts = parts[shapely.area(parts) > 0]
        return cls(parts, shapely.bounds(parts).reshape(-1, 4), parts)

    def within(self, rect: Rect) -> "Pieces | None":
        """
        What of the pieces lies in a rectangle; None where one of them fills it.

        Parameters
        ----------
        rect : tuple of float
            West, south, east, north. [m]

        Returns
        -------
        Pieces or None
            Pieces of positive area; not always valid, see :func:`clip`.
        """
        west, south, east, north = rect
        left, low, right, high = self.bounds.T
        met = (left < east) & (right > west) & (low < north) & (high > south)
        inside = met & (left >= west) & (right <= east) & (low >= south) & (high <= north)
        crossing = np.flatnonzero(met & ~inside)
        if not len(crossing):
            return Pieces(self.shapes[inside], self.bounds[inside], self.whole[inside])
        cut = clip(self.shapes[crossing], rect)
        area = shapely.area(cut)
        is_box = shapely.get_num_coordinates(cut) == _BOX_POINTS
        if (is_box & (area >= (east - west) * (north - south) * _WHOLE)).any():
            return None
        cut, whole = cut[area > 0], self.whole[crossing[area > 0]]
        return Pieces(
            np.concatenate([self.shapes[inside], cut]),
            np.concatenate([self.bounds[inside], shapely.bounds(cut).reshape(-1, 4)]),
            np.concatenate([self.whole[inside], whole]),
        )

    def union(self, rect: Rect) -> object:
        """
        Union of the pieces as one valid geometry.

        Parameters
        ----------
        rect : tuple of float
            The rectangle that they were clipped to. [m]

        Returns
        -------
        Geometry
            Polygon, multipolygon or collection.
        """
        shapes = self.shapes.copy()
        broken = ~shapely.is_valid(shapes)
        if broken.any():
            shapes[broken] = shapely.intersection(self.whole[broken], shapely.box(*rect))
        if len(shapes) == 1:
            return shapes[0]
        together = shapely.union_all(shapes)
        if shapely.area(shapes).sum() - shapely.area(together) <= _LOST_M2:
            return together
        # They overlap, or GEOS lost a part where edges run side by side; on a grid it does not.
        gridded = shapely.union_all(shapes, grid_size=_GRID_M)
        lost = shapely.area(gridded) - shapely.area(together) > _LOST_M2
        return gridded if lost else together


def clip(polygons: np.ndarray, rect: Rect) -> np.ndarray:
    """
    Polygons clipped to a rectangle.

    Parameters
    ----------
    polygons : array of geometry
        Polygonal.
    rect : tuple of float
        West, south, east, north. [m]

    Returns
    -------
    array of geometry
        Polygons, multipolygons or collections. Seldom one is not valid: an edge of no width may
        lie on the rectangle.

    Notes
    -----
    ``clip_by_rect`` is some ten times faster than an intersection, but is not to be trusted
    where a vertex lies on a line of the rectangle: there the intersection is taken.

    Examples
    --------
    >>> clip(np.array([shapely.box(0, 0, 10, 10)]), (5.0, -1.0, 20.0, 4.0))[0].area
    20.0
    """
    west, south, east, north = rect
    x, y = shapely.get_coordinates(polygons).T
    on_line = (x == west) | (x == east) | (y == south) | (y == north)
    of_point = np.repeat(np.arange(len(polygons)), shapely.get_num_coordinates(polygons))
    doubtful = np.zeros(len(polygons), dtype=bool)
    doubtful[of_point[on_line]] = True
    cut = np.empty(len(polygons), dtype=object)
    try:
        cut[~doubtful] = shapely.clip_by_rect(polygons[~doubtful], west, south, east, north)
    except shapely.errors.GEOSException:
        for place in np.flatnonzero(~doubtful):
            cut[place] = _clipped_alone(polygons[place], rect)
        doubtful |= shapely.is_missing(cut)
    if doubtful.any():
        sound = shapely.make_valid(polygons[doubtful])
        cut[doubtful] = shapely.intersection(sound, shapely.box(*rect))
    return cut


def _clipped_alone(polygon: shapely.Geometry, rect: Rect) -> shapely.Geometry | None:
    """Nothing where a sliver shrinks to a line: that stops GEOS, and all the others with it."""
    try:
        return shapely.clip_by_rect(polygon, *rect)
    except shapely.errors.GEOSException:
        return None


def rectangles(units: np.ndarray, *, handful: int = HANDFUL) -> list[np.ndarray]:
    """
    Bounds of each handful of units, of four handfuls, of sixteen, and so on.

    Parameters
    ----------
    units : array of geometry
        Shapes in an order that keeps neighbours together.
    handful : int
        How many units are together at the finest level.

    Returns
    -------
    list of array of float, shape (n, 4)
        From fine to coarse, the last of one row. Coarser ones are wider by a margin, so that the
        lines of finer ones never lie on theirs. [m]

    Examples
    --------
    >>> [len(level) for level in rectangles(shapely.points(np.zeros((100, 2))))]
    [7, 2, 1]
    """
    found = [_joined(shapely.bounds(units).reshape(-1, 4), handful)]
    while len(found[-1]) > 1:
        found.append(_joined(found[-1], _FANOUT))
    margin = np.array([-1, -1, 1, 1]) * _MARGIN_M
    return [rows + margin * (level + 1) for level, rows in enumerate(found)]


def _joined(bounds: np.ndarray, size: int) -> np.ndarray:
    start = np.arange(0, len(bounds), size)
    least = np.minimum.reduceat(bounds[:, :2], start, axis=0)
    return np.hstack([least, np.maximum.reduceat(bounds[:, 2:], start, axis=0)])


def descend(levels: list[np.ndarray], pieces: Pieces) -> Iterator[tuple[int, Rect, Pieces | None]]:
    """
    Rectangles of the finest level with the pieces of a cover that lie in them.

    Parameters
    ----------
    levels : list of array
        As from :func:`rectangles`.
    pieces : Pieces
        The cover.

    Yields
    ------
    tuple of int, Rect and Pieces
        Number of a rectangle, the rectangle, its pieces; None for one that is covered whole.
        Rectangles without any piece are passed over.
    """
    waiting: list[tuple[int, int, Pieces | None]] = [(len(levels) - 1, 0, pieces)]
    while waiting:
        level, row, held = waiting.pop()
        west, south, east, north = levels[level][row].tolist()
        rect = west, south, east, north
        held = None if held is None else held.within(rect)
        if held is not None and not len(held.shapes):
            continue
        if level == 0:
            yield row, rect, held
            continue
        last = min((row + 1) * _FANOUT, len(levels[level - 1]))
        waiting += [(level - 1, child, held) for child in range(last - 1, row * _FANOUT - 1, -1)]
