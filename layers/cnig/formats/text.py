"""CSV of a standard, as the published samples are: one file a class."""

import csv
from pathlib import Path
from typing import Final

import shapely

from layers.cnig.formats.geopackage import point_texts
from layers.cnig.place import degrees
from layers.cnig.standard import Field
from layers.cnig.tables import Table

DELIMITERS: Final = {"sites-economiques": ";", "friches": ","}
"""What the published sample of each standard is written with."""


def write(table: Table, path: Path) -> None:
    """
    Write a table as CSV, UTF-8, official header.

    Parameters
    ----------
    table : Table
        Rows of a class.
    path : Path
        The file.

    Notes
    -----
    Outlines are GeoJSON in the legal system (metres), points are in degrees, as in the published
    samples of *Sites économiques*; *Friches* takes WKT, in the legal system.
    """
    columns = [geometry_texts(table, f) if f.spatial else table.frame[f.name].tolist()
               for f in table.kind.fields]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        pen = csv.writer(file, delimiter=DELIMITERS[table.kind.standard], lineterminator="\n")
        pen.writerow(table.kind.names)
        pen.writerows(["" if c is None else c for c in row] for row in zip(*columns, strict=True))


def geometry_texts(table: Table, field: Field) -> list[object]:
    """
    Geometries of a field as the texts that its schema wants.

    Parameters
    ----------
    table : Table
        Rows of a class.
    field : Field
        One of its geometries.

    Returns
    -------
    list of str or None
        WKT for *Friches*; « longitude, latitude », GeoJSON points in degrees or GeoJSON outlines
        in metres for *Sites économiques*.
    """
    if table.kind.standard == "friches":
        written = shapely.to_wkt(table.frame[field.name].to_numpy(), rounding_precision=-1)
        return list(written)
    if field.kind == "point":
        return point_texts(table, field)
    shapes = table.frame[field.name]
    shapes = degrees(shapes) if field.kind == "points" else shapes
    return list(shapely.to_geojson(shapes.to_numpy()))
