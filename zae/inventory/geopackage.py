"""
The working GeoPackage of an inventory: layers, forms, styles.

The delivery in the national standard is another file (:mod:`zae.inventory.cnig_tables`): this one
holds what a technician looks at and corrects from.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pyogrio
import shapely
from geopandas import GeoDataFrame

from land.vacancy import EVIDENCE, STATES
from layers.naf import title
from layers.schema import LOCATION_QUALITIES, OWNER_TYPES
from zae.inventory.editions import edited
from zae.inventory.maps import COLOURS, EDGE
from zae.inventory.state import Inventory
from zae.inventory.wording import HEADS, unit_label
from zae.messages import translator
from zae.publish.contents import Published
from zae.publish.dates import written_at
from zae.publish.editions import Edition
from zae.publish.fields import code_label
from zae.publish.forms import aliases, field_configuration
from zae.publish.geopackage import VERSION
from zae.publish.gpkg_tables import add_dictionary
from zae.publish.palette import Outline
from zae.publish.renderers import Rule, category_renderer, single_renderer
from zae.publish.styles import VERSION as QGIS_VERSION
from zae.publish.symbols import Element, fill, marker, outline
from zae.publish.whole import whole

CODES: Final = {
    "state": STATES,
    "evidence": EVIDENCE,
    "owner_type": OWNER_TYPES,
    "tenure": ("public", "private", "unknown"),
    "availability": ("bare", "densifiable", "built_up", "friche", "committed", "unknown"),
    "location_quality": LOCATION_QUALITIES,
    "method": ("both", "place", "address", "near", "decided"),
    "change": ("kept", "redrawn", "merged", "split", "recut", "appeared", "gone"),
}
"""Codes of the columns that a form shows as a list."""

_STYLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
"""


def layers_of(inventory: Inventory, *, lang: str, edition: Edition) -> tuple[Published, ...]:
    """
    Layers of the working GeoPackage, top first.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    lang : str
        Language of titles, aliases and lists.
    edition : str
        ``restricted`` or ``public``: without businesses.

    Returns
    -------
    tuple of Published
        Businesses, land units, zones.
    """
    shown, _ = edited(inventory, edition), translator(lang)
    named = (
        ("etablissements", _("Businesses"), shown.occupants, "Point"),
        ("unites_foncieres", _("Land units"), shown.units, "MultiPolygon"),
        ("zones", _("Business zones"), shown.zones, "MultiPolygon"),
    )
    return tuple(
        _published(name, title, frame, shape, lang)
        for name, title, frame, shape in named
        if len(frame)
    )


def _published(name: str, title: str, frame: GeoDataFrame, shape: str, lang: str) -> Published:
    _ = translator(lang)
    full = frame.dropna(axis="columns", how="all").reset_index()
    for column in full.columns[full.dtypes == "datetime64[ns]"]:
        full[column] = full[column].dt.strftime("%Y-%m-%d")
    if shape == "MultiPolygon":
        parts = [shapely.multipolygons(shapely.get_parts(s)) for s in full.geometry]
        full = full.set_geometry(GeoDataFrame(geometry=parts, crs=frame.crs).geometry)
    columns = [c for c in full.columns if c != full.geometry.name]
    return Published(
        name=name, title=title, description=_(
            "Legal inventory of the business zones (code de l'urbanisme, L318-8-2)."
        ), group="scores", frame=full, shape=shape,
        labels={c: _(HEADS.get(c, c)) for c in columns},
        codes={
            c: {code: unit_label(code, lang) for code in CODES[c]}
            for c in columns if c in CODES
        } | _activities(full),
    )  # fmt: skip


def _activities(frame: GeoDataFrame) -> dict[str, dict[str, str]]:
    """Codes of activities that are there, with their titles."""
    if "activity_code" not in frame:
        return {}
    codes = sorted(set(frame["activity_code"].dropna()))
    return {"activity_code": {c: f"{c} {title(c) or ''}".strip() for c in codes}}


def write_geopackage(
    inventory: Inventory, path: Path, *, lang: str = "fr", edition: Edition = "restricted"
) -> tuple[Published, ...]:
    """
    Write the working GeoPackage.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    path : Path
        The file; replaced as a whole.
    lang : str
        Language of titles, aliases and lists.
    edition : str
        ``restricted`` or ``public``.

    Returns
    -------
    tuple of Published
        What was written.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    tables = layers_of(inventory, lang=lang, edition=edition)
    with whole(path) as beside:
        for table in tables:
            pyogrio.write_dataframe(
                table.frame, beside, layer=table.name, driver="GPKG", append=beside.exists(),
                geometry_type=table.shape,
                layer_options={"GEOMETRY_NAME": "geom", "IDENTIFIER": table.title,
                               "DESCRIPTION": table.description},
                dataset_options=None if beside.exists() else {"VERSION": VERSION},
            )  # fmt: skip
        with closing(sqlite3.connect(beside)) as base:
            _add_styles(base, tables, lang)
            add_dictionary(base, tables)
            base.commit()
    return tables


def _add_styles(base: sqlite3.Connection, tables: tuple[Published, ...], lang: str) -> None:
    moment = written_at().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    base.executescript(_STYLES)
    base.executemany(
        "INSERT INTO layer_styles VALUES (?,'','',?,'geom',?,?,'',1,?,'',NULL,?)",
        [(i, t.name, t.name, _qml(t, lang), t.title, moment) for i, t in enumerate(tables, 1)],
    )
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', 'QML', 0)"
    )


def _qml(table: Published, lang: str) -> str:
    root = ET.Element("qgis", {"version": QGIS_VERSION, "styleCategories": "AllStyleCategories"})
    root.extend(style_of(table, lang))
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def style_of(table: Published, lang: str) -> list[Element]:
    """Renderer, forms and titles of a layer, as parts of a QML document or of a project."""
    preview = ET.Element("previewExpression")
    preview.text = '"name"' if "name" in table.frame else '"unit_id"'
    return [_renderer(table, lang), field_configuration(table), aliases(table), preview]


def _renderer(table: Published, lang: str) -> Element:
    if table.name == "unites_foncieres":
        edge = Outline(EDGE, 0.2, "solid")
        return category_renderer(
            "state",
            tuple(
                Rule(label=code_label(s, lang=lang), filter=s, symbol=fill(c, edge=edge, alpha=0.8))
                for s, c in COLOURS.items()
            ),
        )
    if table.shape == "Point":
        return single_renderer(marker("#20639b"))
    return single_renderer(outline(Outline("#1c3b70", 0.7, "solid")))
