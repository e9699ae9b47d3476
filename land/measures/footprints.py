"""Area of land under many small shapes, such as buildings: few vertices, most of them inside."""

from typing import Final

import numpy as np
import shapely

SMALL: Final = 96
"""Vertices up to which a shape is small."""


def is_small(parts: np.ndarray) -> bool:
    """
    Whether all parts of a cover are small shapes.

    Parameters
    ----------
    parts : array of Polygon
        The parts.

    Returns
    -------
    bool
        True also where there is none.

    Examples
    --------
    >>> is_small(np.array([shapely.box(0, 0, 1, 1)]))
    True
    """
    return bool((shapely.get_num_coordinates(parts) <= SMALL).all())


def area_under(units: np.ndarray, parts: np.ndarray, tree: shapely.STRtree) -> np.ndarray:
    """
    Area of each unit under small shapes; where they overlap they count once.

    Parameters
    ----------
    units : array of geometry
        Valid polygons.
    parts : array of Polygon
        Valid.
    tree : STRtree
        Index of ``parts``.

    Returns
    -------
    array of float
        Area. [m²]

    Notes
    -----
    A shape inside a unit counts whole, without an intersection; only units that meet shapes
    which overlap each other need a union.

    Examples
    --------
    >>> shed, house = shapely.box(1, 1, 3, 3), shapely.box(8, 0, 12, 5)
    >>> parts = np.array([shed, house])
    >>> area_under(np.array([shapely.box(0, 0, 10, 10)]), parts, shapely.STRtree(parts)).tolist()
    [14.0]
    """
    shapely.prepare(units)
    unit, part = tree.query(units, predicate="intersects")
    inside = shapely.contains(units[unit], parts[part])
    under = np.where(inside, shapely.area(parts[part]), 0.0)
    crossing = np.flatnonzero(~inside)
    cut = shapely.intersection(units[unit[crossing]], parts[part[crossing]])
    under[crossing] = shapely.area(cut)
    twice = _overlapping(parts, np.unique(part))
    doubtful = np.zeros(len(units), dtype=bool)
    doubtful[unit[twice[part]]] = True
    sure = ~doubtful[unit]
    # Without any pair bincount would give whole numbers.
    area = np.bincount(unit[sure], under[sure], len(units)).astype(float)
    _add_unions(area, units, unit[~sure], parts[part[~sure]])
    return area


def _overlapping(parts: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Whether each part shares an area with another of those that are near."""
    clashes = np.zeros(len(parts), dtype=bool)
    one, other = shapely.STRtree(parts[near]).query(parts[near], predicate="intersects")
    one, other = near[one[one < other]], near[other[one < other]]
    shared = shapely.area(shapely.intersection(parts[one], parts[other])) > 0
    clashes[one[shared]] = clashes[other[shared]] = True
    return clashes


def _add_unions(area: np.ndarray, units: np.ndarray, unit: np.ndarray, parts: np.ndarray) -> None:
    if not len(unit):
        return
    order = np.argsort(unit, kind="stable")
    held, group = np.unique(unit[order], return_inverse=True)
    together = np.asarray(shapely.geometrycollections(parts[order], indices=group))
    union = shapely.union_all(together[:, None], axis=1)
    area[held] = shapely.area(shapely.intersection(units[held], union))
