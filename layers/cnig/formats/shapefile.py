"""Shapefile of a standard: the official short names, UTF-8, one file a class."""

from pathlib import Path
from typing import Any, Final

import fiona
from geopandas import GeoDataFrame
from shapely.geometry import mapping

from layers.cnig.formats.geopackage import PLACE, point_texts
from layers.cnig.standard import CnigClass, Field
from layers.cnig.tables import Table
from layers.cnig.values import READERS, number

WIDTH: Final = 254
"""Longest text of a dBase file. [bytes]"""

DIGITS: Final = (24, 15)
"""Characters of a number of a dBase file, and decimals among them."""

_TYPES: Final = {"number": f"float:{DIGITS[0]}.{DIGITS[1]}", "count": "int:18", "date": "date"}
_SHAPES: Final = {"MultiPolygon": "Polygon"}


def column_type(field: Field) -> str:
    """
    Type of a column, as fiona writes it.

    Examples
    --------
    >>> from layers.cnig.standard import cnig_class
    >>> column_type(cnig_class("SITE-ECO").field("site_nom"))
    'str:254'
    """
    # A width is in characters, dBase counts bytes: keys are plain ASCII, other texts take all.
    return _TYPES.get(field.kind, f"str:{field.width if field.form and field.width else WIDTH}")


def cannot_carry(cell: str, field: Field) -> bool:
    """
    Whether a cell would come out of a dBase file other than it went in.

    Parameters
    ----------
    cell : str
        Canonical text.
    field : Field
        Its field.

    Returns
    -------
    bool
        True for a text longer than 254 bytes (or than the width of a key), and for a number of
        more digits than the file holds.

    Examples
    --------
    >>> from layers.cnig.standard import cnig_class
    >>> cannot_carry("é" * 128, cnig_class("SITE-ECO").field("site_nom"))
    True
    """
    if field.kind == "number":
        value = number(cell)
        written = "" if value is None else f"{value:.{DIGITS[1]}f}"
        return value is None or len(written) > DIGITS[0] or float(written) != value
    if field.kind == "count":
        return len(cell) > 18  # noqa: PLR2004  digits of a dBase integer
    if field.kind == "date":
        return False
    most = field.width if field.form and field.width else WIDTH
    return len(cell.encode("utf-8")) > most


def write(table: Table, path: Path) -> None:
    """
    Write a table as a shapefile, and its second geometry as another beside it.

    Parameters
    ----------
    table : Table
        Rows of a class; every cell must fit its type, see :func:`cannot_carry`.
    path : Path
        The ``.shp``.
    """
    kind = table.kind
    kept = [f for f in kind.fields if not f.spatial or _as_text(kind, f)]
    properties = {f.short: _column(table, f) for f in kept}
    types = {f.short: column_type(f) for f in kept}
    _make(path, _SHAPES.get(kind.shape, kind.shape), types, properties, table.frame)
    if kind.second is not None and kind.second.kind == "surface":
        outlines = table.frame.set_geometry(kind.second.name)
        key = kind.field(kind.key)
        listed = {PLACE: list(range(1, len(outlines) + 1)), key.short: outlines[key.name].tolist()}
        beside = path.with_name(f"{path.stem}_{kind.second.name}.shp")
        _make(beside, "Polygon", {PLACE: "int:18", key.short: column_type(key)}, listed, outlines)


def _as_text(kind: CnigClass, field: Field) -> bool:
    return kind.second is not None and field.name == kind.second.name and field.kind == "point"


def _column(table: Table, field: Field) -> list[Any]:
    if field.spatial:
        return point_texts(table, field)
    cells: list[Any] = table.frame[field.name].tolist()
    if field.kind not in ("number", "count", "date"):
        return cells
    return [None if c is None else READERS[field.kind](c) for c in cells]


def _make(
    path: Path,
    shape: str,
    types: dict[str, str],
    properties: dict[str, list[Any]],
    frame: GeoDataFrame,
) -> None:
    with fiona.open(
        path,
        "w",
        driver="ESRI Shapefile",
        schema={"geometry": shape, "properties": types},
        crs=frame.crs.to_wkt(),
        encoding="UTF-8",
    ) as target:
        target.writerecords(
            {
                "geometry": None if geometry is None else mapping(geometry),
                "properties": dict(zip(properties, values, strict=True)),
            }
            for geometry, values in zip(
                frame.geometry, zip(*properties.values(), strict=True), strict=True
            )
        )
