"""Geometry that stands in a cell: GeoJSON, WKT, or a pair of numbers."""

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
