"""Area of land under layers whose polygons may overlap: ground under several counts once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from land.measures.outlines import Outlines, spread
from land.measures.pieces import simple_parts, small_pieces
from land.measures.shared_area import Shared, Units, shared_areas
from land.measures.shared_twice import shared_by_two

_ROUNDING: Final = 1e-12
_LOST: Final = 1e-9
_GRID_M: Final = 1e-7
_SURE: Final = 2


@dataclass(frozen=True, slots=True)
class Layers:
    """
    Polygons of several layers, made ready once for all land.

    Parameters
    ----------
    count : int
        Number of layers.
    polygons : array of Polygon
        Simple polygons of positive area, each once, also where it is in several layers.
    bounds : array of float, shape (n, 4)
        West, south, east, north of each.
    outlines : Outlines
        Their outlines.
    layer : array of int
        Layers that each is in, polygon after polygon.
    first : array of int
        Place in ``layer`` of the first one of each polygon, and one more for the end of all.
    """

    count: int
    polygons: np.ndarray
    bounds: np.ndarray
    outlines: Outlines
    layer: np.ndarray
    first: np.ndarray

    @classmethod
    def of(cls, layers: Sequence[np.ndarray]) -> "Layers":
        """
        Layers of valid geometries, of which only polygons count, those of collections too.

        Parameters
        ----------
        layers : sequence of array of geometry
            Valid; missing and empty ones are left out. An object that is in several layers, as
            where one is a part of another, is measured once.

        Returns
        -------
        Layers
            The layers, numbered in their order.

        Examples
        --------
        >>> pond, wood = shapely.box(0, 0, 9, 9), shapely.box(5, 0, 15, 10)
        >>> nature = np.array([pond, wood])
        >>> layers = Layers.of([nature, nature[:1]])
        >>> len(layers.polygons), layers.layer.tolist()
        (2, [0, 1, 0])
        """
        shapes = np.concatenate([np.empty(0, dtype=object), *layers])
        layer = np.repeat(np.arange(len(layers)), [len(held) for held in layers])
        same, _ = pd.factorize(np.array([id(shape) for shape in shapes], dtype=np.int64))
        _, first = np.unique(same, return_index=True)
        polygons, source = _polygons(shapes[first])
        order = np.argsort(same, kind="stable")
        member = np.searchsorted(same[order], np.arange(len(first) + 1))
        part, row = spread(member[source], member[source + 1])
        bounds = shapely.bounds(polygons).reshape(-1, 4)
        start = np.searchsorted(part, np.arange(len(polygons) + 1))
        outlines = Outlines.of(polygons)
        return cls(len(layers), polygons, bounds, outlines, layer[order[row]], start)


def _polygons(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    parts, source = simple_parts(shapes)
    areal = shapely.area(parts) > 0
    return parts[areal], source[areal]


def areas_under(units: np.ndarray, layers: Layers) -> np.ndarray:
    """
    Area of each unit under each layer.

    Parameters
    ----------
    units : array of geometry
        Valid polygons, near each other.
    layers : Layers
        The layers.

    Returns
    -------
    array of float, shape (units, layers)
        Areas. [m²]

    Notes
    -----
    What a unit shares with polygons that do not overlap in it is added up; a polygon that fills
    it settles it. What two polygons of a layer share is taken away once; only where more than two
    pairs do so are they cut by the unit and united.

    Examples
    --------
    >>> shed, house = shapely.box(1, 1, 3, 3), shapely.box(8, 0, 12, 5)
    >>> layers = Layers.of([np.array([shed, house, house]), np.array([shed])])
    >>> areas_under(np.array([shapely.box(0, 0, 10, 10)]), layers).tolist()
    [[14.0, 4.0]]
    """
    parts, source = small_pieces(units)
    areal = shapely.area(parts) > 0
    parts, source = parts[areal], source[areal]
    area = np.zeros((len(units), layers.count))
    np.add.at(area, source, _areas_under(parts, layers).reshape(len(parts), layers.count))
    return area


def _areas_under(shapes: np.ndarray, layers: Layers) -> np.ndarray:
    """Areas of small units, all layers of the first, then of the second, and so on."""
    units = Units.of(shapes)
    shared = shared_areas(units, layers.outlines)
    row, place = spread(layers.first[shared.polygon], layers.first[shared.polygon + 1])
    shared = shared.take(row)
    key = shared.unit * layers.count + layers.layer[place]
    share = shared.area / units.area[shared.unit]
    whole = np.repeat(units.area, layers.count)
    is_filled = np.zeros(len(whole), dtype=bool)
    is_filled[key[share >= 1 - _ROUNDING]] = True
    partly = (share > _ROUNDING) & ~is_filled[key]
    held = shared.take(partly)
    area = np.where(is_filled, whole, np.bincount(key[partly], held.area, len(whole)))
    _take_overlaps(area, units, layers, held, key[partly])
    return np.asarray(np.minimum(area, whole))


def _take_overlaps(
    area: np.ndarray, units: Units, layers: Layers, shared: Shared, key: np.ndarray
) -> None:
    """Take away what two polygons of a layer share; unite them where several pairs do."""
    one, two = _close(units, layers, shared, key)
    if not len(one):
        return
    unit = shared.unit[one]
    # Two polygons that are in several layers share what they share: it is measured once.
    count = len(layers.polygons)
    pair = (unit * count + shared.polygon[one]) * count + shared.polygon[two]
    _, once, which = np.unique(pair, return_index=True, return_inverse=True)
    a, b = shared.polygon[one[once]], shared.polygon[two[once]]
    twice = shared_by_two(units, layers.outlines, unit[once], a, b)[which]
    counts = twice > _ROUNDING * units.area[unit]
    of, twice = key[one[counts]], twice[counts]
    area -= np.bincount(of, twice, len(area))
    # With one pair, or two, no ground lies in three polygons.
    several = np.flatnonzero(np.bincount(of, minlength=len(area)) > _SURE)
    rows = np.flatnonzero(np.isin(key, several))
    _unite(area, units, layers, shared.take(rows), key[rows])


def _close(
    units: Units, layers: Layers, shared: Shared, key: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of rows of the same unit and layer whose bounds share an area in the unit."""
    rows = np.flatnonzero(np.bincount(key, minlength=1)[key] > 1)
    own = units.bounds.take(shared.unit[rows], axis=0)
    other = layers.bounds.take(shared.polygon[rows], axis=0)
    low, high = np.maximum(own[:, :2], other[:, :2]), np.minimum(own[:, 2:], other[:, 2:])
    order = np.lexsort((low[:, 0], key[rows]))
    rows, low, high = rows[order], low.take(order, axis=0), high.take(order, axis=0)
    found = [(rows[:0], rows[:0])]
    # Each row and the next ones of its key, from west to east, while they begin before it ends.
    one, step = np.arange(len(rows)), 1
    while len(one):
        one = one[one + step < len(rows)]
        two = one + step
        reached = (key[rows[one]] == key[rows[two]]) & (low[two, 0] < high[one, 0])
        one, two = one[reached], two[reached]
        meet = (low[two, 1] < high[one, 1]) & (low[one, 1] < high[two, 1])
        found.append((rows[one[meet]], rows[two[meet]]))
        step += 1
    firsts, seconds = zip(*found, strict=True)
    return np.concatenate(firsts), np.concatenate(seconds)


def _unite(area: np.ndarray, units: Units, layers: Layers, shared: Shared, key: np.ndarray) -> None:
    """Set the areas of units and layers to those under the union of the polygons of all rows."""
    if not len(key):
        return
    cuts = _cut(units.shapes[shared.unit], layers.polygons[shared.polygon], shared.area)
    held, group = np.unique(key, return_inverse=True)
    order = np.argsort(group, kind="stable")
    gathered = np.asarray(shapely.geometrycollections(cuts[order], indices=group[order]))
    united = shapely.area(shapely.union_all(gathered[:, None], axis=1))
    least = np.zeros(len(held))
    np.maximum.at(least, group, shared.area)
    area[held] = np.maximum(united, least)


def _cut(shapes: np.ndarray, polygons: np.ndarray, area: np.ndarray) -> np.ndarray:
    """Intersections whose areas are known: on a grid where GEOS lost a part."""
    cuts = shapely.intersection(shapes, polygons)
    lost = np.abs(shapely.area(cuts) - area) > _LOST * shapely.area(shapes)
    cuts[lost] = shapely.intersection(shapes[lost], polygons[lost], grid_size=_GRID_M)
    return np.asarray(cuts)
