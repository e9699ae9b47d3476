"""Geometry that a text table keeps in its columns."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from land.errors import Message, Parts, SchemaError
from layers.account import Reason
from layers.errors import ReadError
from layers.formats.loaded import Note
from layers.options import ReadOptions
from layers.text import as_number

WGS84: Final = 4326
_LON: Final = ("lon", "long", "longitude", "lng", "stop_lon", "consolidated_longitude", "coord_lon")
_LAT: Final = ("lat", "latitude", "stop_lat", "consolidated_latitude", "coord_lat")
_X: Final = ("x", "coord_x", "x_l93", "lambert_x", "coordonneelambertabscisseetablissement")
_Y: Final = ("y", "coord_y", "y_l93", "lambert_y", "coordonneelambertordonneeetablissement")
_WKT: Final = re.compile(
    r"^\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION|SURFACE)\b",
    re.IGNORECASE,
)
_GEOJSON: Final = re.compile(r'^\s*\{.*"(?:coordinates|geometries)"\s*:', re.DOTALL)
_PAIR: Final = re.compile(
    r"^\s*[\[(]?\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*[\])]?\s*$"
)
_WAYS: Final = ({"lon", "lat"}, {"x", "y"}, {"latlon"}, {"wkt"}, {"geojson"})
_DEGREES: Final = 180.0


def with_geometry(
    frame: pd.DataFrame, options: ReadOptions, *, kind: str, label: str
) -> tuple[GeoDataFrame, list[Note]]:
    """
    Build the geometry of a text table from its columns.

    Parameters
    ----------
    frame : DataFrame
        Cells as text.
    options : ReadOptions
        ``geometry`` says where to look; sniffed where empty.
    kind : str
        Geometry of the role: an outline is preferred to a point unless points are wanted.
    label : str
        Name of the file, for messages.

    Returns
    -------
    tuple
        The frame with a geometry, and lines for the account. The system is EPSG:4326 for degrees,
        that of ``SRID=`` where written, and none otherwise.

    Raises
    ------
    ReadError
        If no column holds a geometry.
    SchemaError
        If a declared column is absent, or the way of declaring it is not known.
    """
    where = dict(options.geometry) or sniff(frame, kind=kind)
    if not where:
        raise ReadError(
            "{file}: no geometry found in its columns ({columns}); "
            "say where it is with « geometry », or give the role of a table",
            file=label,
            columns=list(frame.columns),
        )
    if set(where) not in _WAYS:
        raise SchemaError(
            "{file}: geometry by {where} is not known; say {ways}",
            file=label,
            where=list(where),
            ways=Parts(map(_way, _WAYS), between="; "),
        )
    absent = [c for c in where.values() if c not in frame.columns]
    if absent:
        raise SchemaError(
            "{file}: no column {absent}; it has {columns}",
            file=label,
            absent=absent,
            columns=list(frame.columns),
        )
    points, code, unreadable = _points(frame, where)
    used = ", ".join(where.values())
    notes: list[Note] = [("noted", Reason.GEOMETRY, used, int(points.notna().sum()))]
    if code is None and options.crs is None and _in_degrees(points):
        code = WGS84
        notes.append(("noted", Reason.CRS_ASSUMED, "EPSG:4326 (°)", 0))
    if unreadable:
        notes.append(("noted", Reason.UNREADABLE_GEOMETRY, used, unreadable))
    return GeoDataFrame(frame, geometry=gpd.GeoSeries(points, crs=code)), notes


def sniff(frame: pd.DataFrame, *, kind: str) -> dict[str, str]:
    """
    Find the columns that hold a geometry, outlines first unless points are wanted.

    Examples
    --------
    >>> sniff(pd.DataFrame({"a": ["45.1,5.7"], "b": ["x"]}), kind="point")
    {'latlon': 'a'}
    """
    found = [w for w in (*_texts(frame), _named(frame, _LON, _LAT, ("lon", "lat"))) if w]
    found += [w for w in (_pairs(frame), _named(frame, _X, _Y, ("x", "y"))) if w]
    if kind != "point":
        found.sort(key=lambda w: _is_point(frame, w))
    return found[0] if found else {}


def _texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    firsts = {c: _first(frame[c]) for c in frame.columns}
    wkt = [{"wkt": c} for c, cell in firsts.items() if _WKT.match(cell)]
    return wkt + [{"geojson": c} for c, cell in firsts.items() if _GEOJSON.match(cell[:400])]


def _first(column: pd.Series) -> str:
    at = column.first_valid_index()
    return "" if at is None else str(column[at])


def _named(
    frame: pd.DataFrame, first: tuple[str, ...], second: tuple[str, ...], keys: tuple[str, str]
) -> dict[str, str]:
    lower = {str(c).casefold(): str(c) for c in frame.columns}
    a, b = (next((lower[n] for n in names if n in lower), None) for names in (first, second))
    return {keys[0]: a, keys[1]: b} if a and b else {}


def _pairs(frame: pd.DataFrame) -> dict[str, str]:
    for name in frame.columns:
        known = frame[name].dropna().head(50)
        cells = known.str.extract(_PAIR)
        if len(known) and cells.notna().all(axis=None) and known.str.contains(r"\.\d").mean() > 0.5:  # noqa: PLR2004
            return {"latlon": str(name)}
    return {}


def _is_point(frame: pd.DataFrame, where: Mapping[str, str]) -> bool:
    if set(where) & {"lon", "latlon", "x"}:
        return True
    return "POINT" in _first(frame[next(iter(where.values()))])[:80].upper()


def _way(columns: set[str]) -> Message | str:
    first, *second = sorted(columns)
    return Message("{first} and {second}", first=first, second=second) if second else first


def _points(frame: pd.DataFrame, where: Mapping[str, str]) -> tuple[pd.Series, int | None, int]:
    """Geometries, their system where the cells say it, and how many cells cannot be read."""
    if "geojson" in where:
        return _parsed(frame[where["geojson"]], shapely.from_geojson, WGS84)
    if "wkt" in where:
        cells = frame[where["wkt"]].str.replace(r"^\s*SRID=\d+;", "", regex=True)
        srid = pd.to_numeric(frame[where["wkt"]].str.extract(r"^\s*SRID=(\d+);")[0]).dropna()
        return _parsed(cells, shapely.from_wkt, None if srid.empty else int(srid.mode()[0]))
    if "latlon" in where:
        pair = frame[where["latlon"]].str.extract(_PAIR)
        x, y = as_number(pair[1])[0], as_number(pair[0])[0]
        asked = frame[where["latlon"]]
    else:
        names = ("lon", "lat") if "lon" in where else ("x", "y")
        x, y = (as_number(frame[where[n]])[0] for n in names)
        asked = frame[where[names[0]]]
    points = pd.Series(shapely.points(x, y), index=frame.index)
    points = points.mask(x.isna() | y.isna(), None)
    return points, None, int((points.isna() & asked.notna()).sum())


def _parsed(
    cells: pd.Series, parse: Callable[..., Any], code: int | None
) -> tuple[pd.Series, int | None, int]:
    text = cells.astype(object).where(cells.notna(), None)
    found: NDArray[np.object_] = parse(text.to_numpy(), on_invalid="ignore")
    geometries = pd.Series(found, index=cells.index)
    return geometries, code, int((geometries.isna() & cells.notna()).sum())


def _in_degrees(points: pd.Series) -> bool:
    bounds = shapely.total_bounds(points.to_numpy())
    if not np.isfinite(bounds).all():
        return False
    # Either order may come: which of the two axes is latitude is settled with the system.
    return bool(np.abs(bounds).max() <= _DEGREES)
