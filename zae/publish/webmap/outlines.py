"""Geometry for the page: WGS84, in whole steps, simplified where it cannot show."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoSeries

from zae.publish.webmap.columns import Pack, zigzag

STEP: Final = 2e-6
"""Size of a step of the coordinates; about 0.2 m. [degree]"""

_KINDS: Final = {"polygon": (3, 6), "line": (1, 5), "point": (0, 4)}


def polygons(pack: Pack, name: str, shapes: GeoSeries, *, tolerance_m: float) -> None:
    """
    Add polygons to a pack, one multipolygon per row; an empty one where there is none.

    Parameters
    ----------
    pack : Pack
        Where to.
    name : str
        Prefix of the columns: ``x`` and ``y`` (zigzag steps), ``points`` of each ring, the one
        that closes it left out, ``rings`` of each part, ``parts`` of each row.
    shapes : GeoSeries
        Polygons; other kinds are left empty. [projected, m]
    tolerance_m : float
        How far an outline may move. [m]
    """
    found = _ready(shapes, "polygon", tolerance_m)
    parts, places = shapely.get_parts(found, return_index=True)
    multi = np.full(len(found), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts, indices=places, out=multi)
    # Holes turn against what they are cut from: where sites overlap, one path fills them all.
    _, corners, offsets = shapely.to_ragged_array(shapely.orient_polygons(multi))
    rings, ends, rows = offsets
    closing = rings[1:] - 1
    coordinates(pack, name, np.delete(corners, closing, axis=0))
    pack.numbers(f"{name}/points", np.diff(rings) - 1, "u4")
    pack.numbers(f"{name}/rings", np.diff(ends), "u2")
    pack.numbers(f"{name}/parts", np.diff(rows), "u2")


def lines(pack: Pack, name: str, shapes: GeoSeries, *, tolerance_m: float) -> None:
    """Add lines to a pack, as :func:`polygons`: ``x``, ``y``, ``points`` of each, ``parts``."""
    found = _ready(shapes, "line", tolerance_m)
    parts, places = shapely.get_parts(found, return_index=True)
    multi = np.full(len(found), shapely.MultiLineString(), dtype=object)
    shapely.multilinestrings(parts, indices=places, out=multi)
    _, corners, (ends, rows) = shapely.to_ragged_array(multi)
    coordinates(pack, name, corners)
    pack.numbers(f"{name}/points", np.diff(ends), "u4")
    pack.numbers(f"{name}/parts", np.diff(rows), "u2")


def points(pack: Pack, name: str, shapes: GeoSeries) -> None:
    """Add points to a pack: ``x`` and ``y``; no row may be without one."""
    coordinates(pack, name, shapely.get_coordinates(shapes.to_crs(4326).to_numpy()))


def _ready(shapes: GeoSeries, kind: str, tolerance_m: float) -> npt.NDArray[Any]:
    """Shapes of one kind in WGS84; simplified, unless nothing of them would be left."""
    plain: npt.NDArray[Any] = shapes.to_numpy().copy()
    plain[~np.isin(shapely.get_type_id(plain), _KINDS[kind])] = shapely.GeometryCollection()
    simple = np.asarray(shapely.simplify(plain, tolerance_m))
    lost = shapely.is_empty(simple)
    simple[lost] = plain[lost]
    return np.asarray(GeoSeries(simple, crs=shapes.crs).to_crs(4326))


def coordinates(pack: Pack, name: str, places: npt.NDArray[np.float64]) -> None:
    """Add places, in steps from one to the next: ``x`` and ``y``. [degree]"""
    steps = np.round(places[:, :2] / STEP).astype(np.int64)
    pack.numbers(f"{name}/x", zigzag(steps[:, 0]), "u4")
    pack.numbers(f"{name}/y", zigzag(steps[:, 1]), "u4")
