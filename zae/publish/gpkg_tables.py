"""Tables that stand beside the data in a GeoPackage: styles, data dictionary, metadata."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from criteria.grid import Grid
from zae.assessment import Assessment
from zae.messages import translator
from zae.publish.contents import Published
from zae.publish.fields import printable
from zae.publish.sld import sld
from zae.publish.styles import qml

STYLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
"""

# OGC 12-128r17, annexes F.8 (metadata) and F.9 (schema), as required by the standard.
_METADATA: Final = """
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT ''
);
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
);
"""
_DICTIONARY: Final = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
);
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
  min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
"""
_EXTENSIONS: Final = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
"""
_QGIS: Final = "http://mrcc.com/qgis.dtd"


def add_styles(
    base: sqlite3.Connection,
    tables: tuple[Published, ...],
    grid: Grid,
    *,
    lang: str,
    moment: str,
) -> None:
    """
    Default style of every table, in the table that QGIS looks at when a layer is added.

    Parameters
    ----------
    base : Connection
        The GeoPackage.
    tables : tuple of Published
        What it holds.
    grid : Grid
        Its letters make the classes.
    lang : str
        Language of the legends.
    moment : str
        Date to write.
    """
    add_documents(
        base,
        [(t, qml(t, grid, lang=lang), sld(t, grid, lang=lang)) for t in tables],
        moment=moment,
    )


def add_documents(
    base: sqlite3.Connection, styled: Sequence[tuple[Published, str, str]], *, moment: str
) -> None:
    """
    Write styles that are made already.

    Parameters
    ----------
    base : Connection
        The GeoPackage.
    styled : sequence of tuple
        A table, its QML and its SLD, one or both empty where there is none.
    moment : str
        Date to write.
    """
    base.executescript(STYLES)
    base.executemany(
        "INSERT INTO layer_styles VALUES (?,'','',?,?,?,?,?,1,?,'',NULL,?)",
        [
            (number, t.name, "geom" if t.shape else "", t.name[:30], qml_, sld_, t.description,
             moment)
            for number, (t, qml_, sld_) in enumerate(styled, 1)
        ],
    )  # fmt: skip
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', 'QML, SLD', 0)"
    )


def add_dictionary(base: sqlite3.Connection, tables: tuple[Published, ...]) -> None:
    """
    Titles of the columns and labels of the codes (schema extension).

    Parameters
    ----------
    base : Connection
        The GeoPackage.
    tables : tuple of Published
        What it holds.
    """
    base.executescript(_EXTENSIONS + _DICTIONARY)
    base.executemany(
        "INSERT INTO gpkg_data_columns VALUES (?,?,NULL,?,NULL,NULL,?)",
        [
            (t.name, column, title, _constraint(t, column))
            for t in tables
            for column, title in t.labels.items()
        ],
    )
    base.executemany(
        "INSERT INTO gpkg_data_column_constraints VALUES (?,'enum',?,NULL,NULL,NULL,NULL,?)",
        [
            (_constraint(t, column), code, label)
            for t in tables
            for column, coded in t.codes.items()
            for code, label in coded.items()
        ],
    )
    _extend(base, "gpkg_schema", ("gpkg_data_columns", "gpkg_data_column_constraints"))


def _constraint(table: Published, column: str) -> str | None:
    # SQLite's GLOB and the standard want lower-case letters, digits and underscores.
    return f"{table.name}_{column}" if column in table.codes else None


def _extend(base: sqlite3.Connection, name: str, tables: tuple[str, ...]) -> None:
    definition = "http://www.geopackage.org/spec131/#extension_" + name.removeprefix("gpkg_")
    base.executemany(
        "INSERT INTO gpkg_extensions VALUES (?,NULL,?,?,'read-write')",
        [(table, name, definition) for table in tables],
    )


def add_metadata(
    base: sqlite3.Connection,
    assessment: Assessment,
    tables: tuple[Published, ...],
    *,
    lang: str,
    moment: str,
) -> None:
    """
    Metadata that QGIS shows: one record for the file and one for each table, with its sources.

    Parameters
    ----------
    base : Connection
        The GeoPackage.
    assessment : Assessment
        Gives the title of the study.
    tables : tuple of Published
        What it holds.
    lang : str
        Language.
    moment : str
        Date to write.
    """
    grid = translator(lang)("Grid: {grid}").format(
        grid=f"{assessment.grid.name} {assessment.grid.version}"
    )
    licences = {layer.source.licence for layer in assessment.layers.values()} - {""}
    title = printable(assessment.study.title)
    titles = tuple(t.title for t in tables)
    add_records(
        base,
        record(title, (grid,), titles, licences=licences, lang=lang),
        {t.name: record(t.title, (t.description, grid), t.sources, licences=licences, lang=lang)
         for t in tables},
        moment=moment,
    )  # fmt: skip


def add_records(
    base: sqlite3.Connection, whole_file: str, of_tables: Mapping[str, str], *, moment: str
) -> None:
    """
    Write records of metadata that are made already.

    Parameters
    ----------
    base : Connection
        The GeoPackage.
    whole_file : str
        Record of the file, as :func:`record` makes it.
    of_tables : mapping of str to str
        Record of each table.
    moment : str
        Date to write.
    """
    base.executescript(_EXTENSIONS + _METADATA)
    base.executemany(
        "INSERT INTO gpkg_metadata VALUES (?,'dataset',?,'text/xml',?)",
        [(i, _QGIS, text) for i, text in enumerate((whole_file, *of_tables.values()), 1)],
    )
    base.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('geopackage',NULL,NULL,NULL,?,1,NULL)",
        (moment,),
    )
    base.executemany(
        "INSERT INTO gpkg_metadata_reference VALUES ('table',?,NULL,NULL,?,?,1)",
        [(name, moment, number) for number, name in enumerate(of_tables, 2)],
    )
    _extend(base, "gpkg_metadata", ("gpkg_metadata", "gpkg_metadata_reference"))


def record(
    title: str, about: Iterable[str], sources: tuple[str, ...], *, licences: Iterable[str],
    lang: str,
) -> str:  # fmt: skip
    """
    Record of a file or table in the form of QGIS (.qmd).

    Parameters
    ----------
    title : str
        Its title.
    about : iterable of str
        Lines of the abstract.
    sources : tuple of str
        Citations of what it was made from.
    licences : iterable of str
        Their licences.
    lang : str
        Language.

    Returns
    -------
    str
        XML.
    """
    _ = translator(lang)
    root = ET.Element("qgis", {"version": "3.22"})
    ET.SubElement(root, "identifier").text = title
    ET.SubElement(root, "language").text = "FRE" if lang == "fr" else "ENG"
    ET.SubElement(root, "type").text = "dataset"
    ET.SubElement(root, "title").text = title
    told = list(about)
    told += [_("Sources:"), *[f"- {printable(s)}" for s in sources]] if sources else []
    ET.SubElement(root, "abstract").text = "\n".join(t for t in told if t)
    for licence in sorted(licences):
        ET.SubElement(root, "license").text = printable(licence)
    for source in sources:
        ET.SubElement(root, "history").text = printable(source)
    return ET.tostring(root, encoding="unicode")
