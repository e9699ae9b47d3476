"""GeoPackage of a standard: exact field types and widths, one layer a class."""

from pathlib import Path
from typing import Any, Final

import fiona
from geopandas import GeoDataFrame
from shapely.geometry import mapping

from layers.cnig.place import degrees
from layers.cnig.standard import CnigClass, Field, plain
from layers.cnig.tables import Table, shape_of
from layers.cnig.values import READERS

VERSION: Final = "1.3"
"""QGIS 3.22 warns on GeoPackage 1.4."""

_TYPES: Final = {"number": "float", "count": "int64", "date": "date"}
PLACE: Final = "rang"
"""Column of a second layer of geometries: number of the row that each belongs to, from 1."""


def column_type(field: Field) -> str:
    """
    Type of a column, as fiona writes it.

    Examples
    --------
    >>> from layers.cnig.standard import cnig_class
    >>> site = cnig_class("SITE-ECO")
    >>> [column_type(site.field(n)) for n in ("site_id", "site_surf_brute", "site_uf_nbre")]
    ['str:20', 'float', 'int64']
    """
    if field.kind in _TYPES:
        return _TYPES[field.kind]
    return f"str:{field.width}" if field.width else "str"


def schema(kind: CnigClass) -> dict[str, Any]:
    """
    Schema of the layer of a class.

    Parameters
    ----------
    kind : CnigClass
        The class.

    Returns
    -------
    dict
        ``geometry`` and ``properties``, as fiona takes them. A point beside an outline is a text
        « longitude, latitude ».
    """
    properties = {
        plain(f.name): column_type(f) for f in kind.fields if not f.spatial or _as_text(kind, f)
    }
    return {"geometry": kind.shape, "properties": properties}


def _as_text(kind: CnigClass, field: Field) -> bool:
    """Whether a geometry stands as a text in the attributes: the centroid beside an outline."""
    return kind.second is not None and field.name == kind.second.name and field.kind == "point"


def write(table: Table, path: Path) -> None:
    """
    Add a table to a GeoPackage, which is made if it is not there.

    Parameters
    ----------
    table : Table
        Rows of a class; every cell must fit its type.
    path : Path
        The file.
    """
    kind = table.kind
    properties = {plain(f.name): _column(table, f) for f in kind.fields if _kept(kind, f)}
    _add(path, kind.layer, schema(kind), properties, table.frame)
    if kind.second is not None and kind.second.kind == "surface":
        outlines = table.frame.set_geometry(kind.second.name)
        beside = {
            "geometry": shape_of(kind, kind.second),
            "properties": {PLACE: "int64", kind.key: "str", kind.display: "str"},
        }
        listed = {
            PLACE: list(range(1, len(outlines) + 1)),
            kind.key: outlines[kind.key].tolist(),
            kind.display: outlines[kind.display].tolist(),
        }
        _add(path, f"{kind.layer}_{kind.second.name}", beside, listed, outlines)


def _kept(kind: CnigClass, field: Field) -> bool:
    return not field.spatial or _as_text(kind, field)


def _column(table: Table, field: Field) -> list[object]:
    if field.spatial:
        return point_texts(table, field)
    read = READERS.get(field.kind)
    cells: list[Any] = table.frame[field.name].tolist()
    if read is None or field.kind == "year":
        return cells  # a year is a text of four digits
    # Dates go in as dates: after an ISO text, fiona 1.10 takes the next text for a date too.
    return [None if c is None else read(c) for c in cells]


def point_texts(table: Table, field: Field) -> list[object]:
    """
    Points of a field as texts « longitude, latitude », as the schemas want them.

    Parameters
    ----------
    table : Table
        Rows of a class.
    field : Field
        A geometry of points.

    Returns
    -------
    list of str or None
        One a row. [°]
    """
    points = degrees(table.frame[field.name])
    return [
        None if p is None or p.is_empty else f"{p.x:.9f}".rstrip("0").rstrip(".") + ", "
        + f"{p.y:.9f}".rstrip("0").rstrip(".")
        for p in points
    ]  # fmt: skip


def _add(
    path: Path,
    layer: str,
    described: dict[str, Any],
    properties: dict[str, list[object]],
    frame: GeoDataFrame,
) -> None:
    names = list(properties)
    with fiona.open(
        path,
        "w",
        driver="GPKG",
        layer=layer,
        schema=described,
        crs=frame.crs.to_wkt(),
        GEOMETRY_NAME="geom",
        VERSION=VERSION,
    ) as target:
        target.writerecords(
            {
                "geometry": None if shape is None else mapping(shape),
                "properties": dict(zip(names, values, strict=True)),
            }
            for shape, values in zip(
                frame.geometry, zip(*properties.values(), strict=True), strict=True
            )
        )
