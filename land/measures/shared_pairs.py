"""How much of each piece of land lies under each polygon, pair by pair."""

from typing import Final

import numpy as np
import shapely

from land.measures.blocks import blocks, hilbert_order
from land.measures.outlines import Outlines
from land.measures.pieces import simple_parts, small_pieces
from land.measures.shared_area import Units, shared_areas

_ROUNDING: Final = 1e-12


def shared_pairs(
    units: np.ndarray, shapes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Area that pieces of land share with each of some polygons.

    Parameters
    ----------
    units : array of geometry
        Valid polygons; missing and empty ones share nothing.
    shapes : array of geometry
        Valid polygons, the same; may overlap.

    Returns
    -------
    unit, shape : array of int
        Positions of the pairs that share ground, unit after unit.
    area_m2 : array of float
        What they share. [m²]

    See Also
    --------
    land.measures.covered.areas_covered : ground under any of them, once.

    Examples
    --------
    >>> plot = np.array([shapely.box(0, 0, 10, 10)])
    >>> zones = np.array([shapely.box(-9, 0, 4, 10), shapely.box(50, 0, 60, 10)])
    >>> [part.tolist() for part in shared_pairs(plot, zones)]
    [[0], [0], [40.0]]
    """
    polygons, shape_of = simple_parts(shapes)
    outlines = Outlines.of(polygons)
    keys, areas = [np.empty(0, dtype=np.int64)], [np.empty(0)]
    for rows in blocks(hilbert_order(units)):
        pieces, unit_of = small_pieces(units[rows])
        found = shared_areas(Units.of(pieces), outlines)
        keys.append(rows[unit_of[found.unit]] * len(shapes) + shape_of[found.polygon])
        areas.append(found.area)
    key, place = np.unique(np.concatenate(keys), return_inverse=True)
    area = np.bincount(place, np.concatenate(areas), len(key))
    shares = area > _ROUNDING * shapely.area(units[key // max(len(shapes), 1)])
    unit, shape = np.divmod(key[shares], max(len(shapes), 1))
    return unit, shape, area[shares]
