"""A few layers as one GeoPackage: styles, titles of columns, sources, as in the whole delivery."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyogrio
from geopandas import GeoDataFrame
from pandas import DataFrame

from zae.publish.contents import Published
from zae.publish.dates import written_at
from zae.publish.geopackage import VERSION
from zae.publish.gpkg_tables import add_dictionary, add_documents, add_records, record
from zae.publish.whole import whole


def write_layers(
    path: Path, styled: Sequence[tuple[Published, str]], *, licences: Iterable[str], lang: str
) -> Path:
    """
    Write tables of a study, each with its style.

    Parameters
    ----------
    path : Path
        The file; replaced as a whole.
    styled : sequence of (Published, str)
        Each table and its QML; without style where it is empty.
    licences : iterable of str
        Licences of the layers that they were made from.
    lang : str
        Language of the metadata.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    tables = tuple(table for table, _qml in styled)
    moment = written_at().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    about = {
        t.name: record(t.title, (t.description,), t.sources, licences=licences, lang=lang)
        for t in tables
    }
    with whole(path) as beside:
        for table in tables:
            _write(table, beside)
        with closing(sqlite3.connect(beside)) as base:
            add_documents(base, [(t, qml, "") for t, qml in styled if qml], moment=moment)
            add_dictionary(base, tables)
            add_records(base, about[tables[0].name], about, moment=moment)
            base.commit()
    return path


def _write(table: Published, path: Path) -> None:
    first = not path.exists()
    options: dict[str, Any] = {"IDENTIFIER": table.title}
    if table.shape:
        options["GEOMETRY_NAME"] = "geom"
    plain = DataFrame(table.frame) if not table.shape else GeoDataFrame(table.frame)
    pyogrio.write_dataframe(
        plain, path, layer=table.name, driver="GPKG", append=not first,
        geometry_type=table.shape or None, layer_options=options,
        dataset_options={"VERSION": VERSION} if first else None,
    )  # fmt: skip
