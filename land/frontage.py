"""Frontage: how much of a piece of land lies along a street."""

import numpy as np
import shapely
from geopandas import GeoSeries
from pandas import Series

from land.crs import require_metric
from land.ids import require_unique

_ARC_SEGMENTS = 16


def frontage_m(units: GeoSeries, streets: GeoSeries, *, reach_m: float = 12.0) -> Series:
    """
    Length of the outline of each land unit that lies along a street.

    Parameters
    ----------
    units : GeoSeries
        Polygons, uniquely indexed. [projected, m]
    streets : GeoSeries
        Centrelines, in the CRS of ``units``. [projected, m]
    reach_m : float
        How far from a centreline the outline still faces it. [m] The default, 12 m, is
        *assumed*: half of a wide street with its verge.

    Returns
    -------
    Series
        Length, indexed as ``units``. [m] Zero where no street is within reach; NaN where the
        unit is missing.

    Raises
    ------
    CRSError
        If a CRS is absent or not a legal metric one, or the two differ.
    IdentifierError
        If an id stands on several units.

    Notes
    -----
    The outline includes the first metres of the sides that run away from the street, down to
    ``reach_m`` from the centreline. It says that land faces a street, not that one may enter.

    Examples
    --------
    A plot 30 m wide whose front is exactly at the reach of a straight street.

    >>> from shapely import LineString, box
    >>> plot = GeoSeries({"A": box(0, 12, 30, 60)}, crs=2154)
    >>> street = GeoSeries([LineString([(-50, 0), (80, 0)])], crs=2154)
    >>> frontage_m(plot, street).round(3).to_dict()
    {'A': 30.0}
    """
    require_metric(units, streets)
    require_unique(units, name="units")
    shapes = np.asarray(units.array, dtype=object)
    length = np.where(shapely.is_missing(shapes), np.nan, 0.0)
    near, faced = _streets_near(shapes, _segments(streets), reach_m)
    if len(near):
        # A hair more than the reach, so that an outline exactly at the reach is along it.
        strips = shapely.buffer(faced, reach_m * (1 + 1e-9), quad_segs=_ARC_SEGMENTS)
        along = shapely.intersection(shapely.boundary(shapes[near]), strips)
        length[near] = shapely.length(along)
    return Series(length, index=units.index, name="frontage_m")


def _segments(streets: GeoSeries) -> np.ndarray:
    lines = shapely.get_parts(np.asarray(streets.array, dtype=object))
    coords, line = shapely.get_coordinates(lines, return_index=True)
    follows = np.flatnonzero(line[1:] == line[:-1])
    return np.asarray(shapely.linestrings(np.stack([coords[follows], coords[follows + 1]], axis=1)))


def _streets_near(
    shapes: np.ndarray, segments: np.ndarray, reach_m: float
) -> tuple[np.ndarray, np.ndarray]:
    tree = shapely.STRtree(segments)
    unit, segment = tree.query(shapes, predicate="dwithin", distance=reach_m * (1 + 1e-9))
    near, group = np.unique(unit, return_inverse=True)
    order = np.argsort(group, kind="stable")
    return near, shapely.multilinestrings(segments[segment[order]], indices=group[order])
