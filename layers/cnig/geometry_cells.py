"""Geometry that stands in a cell: GeoJSON, WKT, or a pair of numbers."""

import json
import math
import re
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pandas import Series

_PAIR: Final = re.compile(
    r"\s*[\[(]?\s*([+-]?\d+(?:\.\d+)?)\s*[,; ]\s*([+-]?\d+(?:\.\d+)?)\s*[\])]?\s*"
)
_SRID: Final = re.compile(r"^\s*SRID=\d+;")


def shapes(cells: Series) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """
    Geometries of cells.

    Parameters
    ----------
    cells : Series
        Texts, shapes, or empty.

    Returns
    -------
    array of geometry
        Missing where the cell is empty or cannot be read.
    array of bool
        Cells that hold something that is no geometry.

    Examples
    --------
    >>> found, unread = shapes(Series(["3.9815, 49.2527", "POINT (3 49)", "POLYGON((1 2, ...))"]))
    >>> [str(s) for s in found], unread.tolist()
    (['POINT (3.9815 49.2527)', 'POINT (3 49)', 'None'], [False, False, True])
    """
    out = np.full(len(cells), None, dtype=object)
    texts = cells.to_numpy(dtype=object)
    known = np.array([_filled(c) for c in texts], dtype=bool)
    for place in np.flatnonzero(known):
        out[place] = _shape(texts[place])
    finite = np.isfinite(shapely.bounds(out)).all(axis=1)
    out[~finite & ~shapely.is_missing(out) & ~shapely.is_empty(out)] = None
    return out, known & shapely.is_missing(out)


def gap(cell: object) -> float | None:
    """
    How far the ends of the first open ring of a GeoJSON outline are from each other.

    Parameters
    ----------
    cell : object
        What stands in the cell.

    Returns
    -------
    float or None
        In the unit of the coordinates; None where no ring is open, or the text is no outline.

    Examples
    --------
    >>> gap('{"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [3, 4]]]}')
    5.0
    """
    try:
        found = json.loads(str(cell))
        rings = found["coordinates"]
        if found["type"] == "MultiPolygon":
            rings = [ring for part in rings for ring in part]
        ends = [(ring[0][:2], ring[-1][:2]) for ring in rings]
        return next((math.dist(a, b) for a, b in ends if a != b), None)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None


def _filled(cell: object) -> bool:
    return cell is not None and cell == cell and str(cell).strip() not in ("", "NA", "NaN", "N/A")  # noqa: PLR0124


def _shape(cell: object) -> object:
    if isinstance(cell, shapely.Geometry):
        return cell
    text = _SRID.sub("", str(cell)).strip()
    if pair := _PAIR.fullmatch(text):
        return shapely.Point(float(pair[1]), float(pair[2]))
    if text.startswith("{"):
        return shapely.from_geojson(text, on_invalid="ignore")
    return shapely.from_wkt(text, on_invalid="ignore")
