"""Large shapes cut into small pieces, so that a spatial index can tell near from far."""

from typing import Final

import numpy as np
import shapely

_MANY_VERTICES: Final = 96
_SMALL_M: Final = 1.0


def small_pieces(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    Cut shapes in halves until each piece has few vertices.

    Parameters
    ----------
    shapes : array of geometry
        Valid points, lines or polygons; missing and empty ones give no piece.

    Returns
    -------
    pieces : array of geometry
        Simple geometries of at most 96 vertices, or less than 1 m across. Those of one shape
        do not overlap, and together are that shape.
    source : array of int
        Position in ``shapes`` that each piece came from.

    Examples
    --------
    A disk of 256 sides is cut; its pieces add up to it.

    >>> round_zone = shapely.Point(0, 0).buffer(100, quad_segs=64)
    >>> pieces, source = small_pieces(np.array([round_zone]))
    >>> len(pieces), bool(np.isclose(shapely.area(pieces).sum(), round_zone.area))
    (4, True)
    """
    done: list[tuple[np.ndarray, np.ndarray]] = []
    parts, source = simple_parts(shapes)
    while len(parts):
        large = (shapely.get_num_coordinates(parts) > _MANY_VERTICES) & (_width(parts) > _SMALL_M)
        done.append((parts[~large], source[~large]))
        parts, source = _halves(parts[large], source[large])
    if not done:
        return np.empty(0, dtype=object), np.empty(0, dtype=int)
    return np.concatenate([d[0] for d in done]), np.concatenate([d[1] for d in done])


def _width(parts: np.ndarray) -> np.ndarray:
    west, south, east, north = shapely.bounds(parts).reshape(-1, 4).T
    return np.asarray(np.maximum(east - west, north - south))


def simple_parts(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    Points, lines and polygons of shapes, collections taken apart.

    Parameters
    ----------
    shapes : array of geometry
        Missing and empty ones give no part.

    Returns
    -------
    parts : array of geometry
        Simple geometries.
    source : array of int
        Position in ``shapes`` that each part came from.

    Examples
    --------
    >>> parts, source = simple_parts(np.array([None, shapely.MultiPoint([(0, 0), (1, 1)])]))
    >>> len(parts), source.tolist()
    (2, [1, 1])
    """
    kinds = shapely.get_type_id(shapes)
    if (kinds == shapely.GeometryType.POLYGON).all() and not shapely.is_empty(shapes).any():
        return shapes, np.arange(len(shapes))
    parts, source = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        source = source[inner]
    present = ~shapely.is_empty(parts)
    return parts[present], source[present]


def _halves(parts: np.ndarray, source: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    west, south, east, north = shapely.bounds(parts).reshape(-1, 4).T
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    is_wide = east - west > north - south
    first = shapely.box(
        west, south, np.where(is_wide, middle_x, east), np.where(is_wide, north, middle_y)
    )
    second = shapely.box(
        np.where(is_wide, middle_x, west), np.where(is_wide, south, middle_y), east, north
    )
    cut = shapely.intersection(parts[:, None], np.column_stack([first, second]))
    halves, inner = simple_parts(cut.ravel())
    # Where an outline only touches the cut, a point or a line is left over.
    parent = inner // 2
    whole = shapely.get_dimensions(halves) == shapely.get_dimensions(parts)[parent]
    return halves[whole], source[parent[whole]]
