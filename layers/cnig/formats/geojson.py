"""GeoJSON of a standard (RFC 7946): official names, longitude and latitude, one file a class."""

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping

from layers.cnig.formats.geopackage import point_texts
from layers.cnig.place import degrees
from layers.cnig.standard import Field
from layers.cnig.tables import Table
from layers.cnig.values import READERS


def write(table: Table, path: Path) -> None:
    """
    Write a table as a collection of features.

    Parameters
    ----------
    table : Table
        Rows of a class; every cell must fit its type.
    path : Path
        The file.

    Notes
    -----
    Coordinates have nine decimals: a tenth of a millimetre. The outline of a friche, its second
    geometry, is a WKT property in the legal system, as its standard writes it.
    """
    fields = [f for f in table.kind.fields if f.name != table.kind.geometry]
    columns = {f.name: _property(table, f) for f in fields}
    shapes = degrees(table.frame.geometry)
    features = [
        {
            "type": "Feature",
            "geometry": None if shape is None else mapping(shape),
            "properties": dict(zip(columns, row, strict=True)),
        }
        for shape, row in zip(shapes, zip(*columns.values(), strict=True), strict=True)
    ]
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, allow_nan=False) for f in features)
    head = f'{{"type": "FeatureCollection", "name": "{table.kind.layer}", "features": [\n'
    path.write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")


def _property(table: Table, field: Field) -> list[object]:
    if field.kind == "point" and table.kind.standard != "friches":
        return point_texts(table, field)
    if field.spatial:
        wkt = shapely.to_wkt(table.frame[field.name].to_numpy(), rounding_precision=-1)
        return list(wkt)
    cells: list[Any] = table.frame[field.name].tolist()
    if field.kind not in ("number", "count"):
        return cells
    return [None if c is None else READERS[field.kind](c) for c in cells]
