"""Groups of neighbours as a GeoPackage that QGIS opens in colours, with where it comes from."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pyogrio
from geopandas import GeoDataFrame
from pandas import DataFrame

from layers import Layer, Raster
from zae.messages import N_, translator
from zae.mutualisation.finder import Finding
from zae.mutualisation.profiles import profiles
from zae.mutualisation.sheet import COLOURS, GROUP_EDGE, GROUP_FILL
from zae.mutualisation.wording import activity_words, search_notes
from zae.publish.contents import Published
from zae.publish.dates import written_at
from zae.publish.fields import printable
from zae.publish.forms import aliases, field_configuration
from zae.publish.geopackage import VERSION
from zae.publish.gpkg_tables import add_dictionary, add_documents, add_records, record
from zae.publish.palette import Outline
from zae.publish.renderers import Rule, category_renderer, single_renderer
from zae.publish.styles import VERSION as QGIS_VERSION
from zae.publish.symbols import Element, fill, marker
from zae.publish.whole import whole

READ: Final = ("zone", "establishment", "parcel", "street")
"""Roles of the layers that groups are made from."""

COLUMNS: Final = {
    "group": N_("Group"), "zone_id": N_("Zone"), "size": N_("Plots"), "jobs": N_("Jobs"),
    "walk_m": N_("Walk (m)"), "land_m2": N_("Land (m²)"), "eur_per_year": N_("EUR/year"),
    "trips_per_week": N_("Trips/week"), "establishments": N_("Establishments"),
    "activity": N_("Activity"), "activities": N_("Activities"), "parcel": N_("Parcel"),
    "layer": N_("Layer"), "producer": N_("Producer"), "vintage": N_("Vintage"),
    "licence": N_("Licence"), "citation": N_("Source"),
}  # fmt: skip
"""Columns of groups, members and sources, with their titles; those of a need have its name."""
_OF_NEED: Final = {
    "apart": N_("{need}, each alone"), "pooled": N_("{need}, together"),
    "saved": N_("{need}, saved"), "saved_low": N_("{need}, saved, lower bound"),
    "saved_high": N_("{need}, saved, upper bound"),
}  # fmt: skip


def write_groups(
    found: Finding, path: Path, *, layers: Mapping[str, Layer | Raster] | None = None,
    lang: str = "fr",
) -> Path:  # fmt: skip
    """
    Write groups and members as a GeoPackage with styles, titles of columns and sources.

    Parameters
    ----------
    found : Finding
        What was found.
    path : Path
        The file; replaced as a whole.
    layers : mapping of str to Layer or Raster, optional
        Layers that it was found in, for their producer, vintage and licence.
    lang : str
        Language of titles and legends.

    Returns
    -------
    Path
        The file: layers ``groupes`` (outlines, savings) and ``membres`` (places: activities, jobs,
        group), table ``sources``. No name and no number of an establishment.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    read = {k: x for k, x in (layers or {}).items() if isinstance(x, Layer)}
    read = {k: x for k, x in read.items() if x.role.name in READ}
    tables = _tables(found, read, lang)
    moment = written_at().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    licences = {x.source.licence for x in read.values()} - {""}
    with whole(path) as beside:
        for table in tables:
            _write(beside, table)
        with closing(sqlite3.connect(beside)) as base:
            add_documents(base, [(t, _qml(t, lang), "") for t in tables], moment=moment)
            add_dictionary(base, tables)
            of_tables = {
                t.name: record(t.title, (t.description,), t.sources, licences=licences, lang=lang)
                for t in tables
            }
            add_records(base, of_tables["groupes"], of_tables, moment=moment)
            base.commit()
    return path


def _tables(
    found: Finding, read: Mapping[str, Layer], lang: str
) -> tuple[Published, Published, Published]:
    _ = translator(lang)
    cited = tuple(printable(x.source.citation) for x in read.values())
    notes = " ".join(search_notes(found, lang))
    named = {column: _(title) for column, title in COLUMNS.items()} | _of_needs(found, lang)
    labels = profiles().labels(lang)

    def published(name: str, title: str, frame: DataFrame, shape: str = "") -> Published:
        coded = {"activity": labels} if "activity" in frame else {}
        return Published(
            name=name, title=title, description=notes, group="context", frame=frame, shape=shape,
            labels={c: named[c] for c in frame.columns if c in named}, codes=coded, sources=cited,
        )  # fmt: skip

    return (
        published("groupes", _("Groups of neighbours"), found.groups.reset_index(), "Polygon"),
        published("membres", _("Plots, alone or in a group"), _members(found, lang), "Point"),
        published("sources", _("Sources"), _sources(read)),
    )


def _of_needs(found: Finding, lang: str) -> dict[str, str]:
    _ = translator(lang)
    titles = {}
    for key in found.search.needs:
        need = profiles().need(key).label.said(lang)
        for part, template in _OF_NEED.items():
            stem, _low, bound = part.partition("_")
            column = f"{stem}_{key}_{bound}" if bound else f"{stem}_{key}"
            titles[column] = _(template).format(need=need)
    return titles


def _members(found: Finding, lang: str) -> GeoDataFrame:
    kinds = found.members["activities"]
    names = [str(name).split("|") for name in found.members.index]
    return GeoDataFrame(
        {
            "zone_id": found.members["zone_id"].to_numpy(),
            "parcel": [n[0] if len(n) > 1 else None for n in names],
            "establishments": found.members["establishments"].to_numpy(),
            "activity": [k.partition(",")[0] for k in kinds],
            "activities": [activity_words(k, lang) for k in kinds],
            "jobs": found.members["jobs"].to_numpy(),
            "group": found.members["group"].astype("Int64").to_numpy(),
        },
        geometry=found.members.geometry.array, crs=found.members.crs,
    )  # fmt: skip


def _sources(read: Mapping[str, Layer]) -> DataFrame:
    rows = [
        (name, x.source.producer, x.source.vintage, x.source.licence, x.source.citation)
        for name, x in read.items()
    ]
    columns = ["layer", "producer", "vintage", "licence", "citation"]
    return DataFrame(rows, columns=columns, dtype="str")


def _write(path: Path, table: Published) -> None:
    options = {
        "layer": table.name, "driver": "GPKG", "append": path.exists(),
        "layer_options": {"IDENTIFIER": table.title, "DESCRIPTION": table.description},
        "dataset_options": {"VERSION": VERSION} if not path.exists() else None,
    }  # fmt: skip
    if table.shape:
        options["layer_options"] |= {"GEOMETRY_NAME": "geom"}  # type: ignore[operator]
        pyogrio.write_dataframe(
            GeoDataFrame(table.frame), path, geometry_type=table.shape, **options
        )
    else:
        pyogrio.write_dataframe(table.frame, path, **options)


def _qml(table: Published, lang: str) -> str:
    root = ET.Element(
        "qgis",
        {"version": QGIS_VERSION, "styleCategories": "AllStyleCategories",
         "labelsEnabled": str(int(table.name == "groupes"))},
    )  # fmt: skip
    if table.name == "groupes":
        edge = Outline(GROUP_EDGE, 0.4, "solid")
        root.append(single_renderer(fill(GROUP_FILL, alpha=0.45, edge=edge)))
        root.append(_numbers())
    elif table.name == "membres":
        root.append(category_renderer("activity", _kinds(lang)))
    root.extend([field_configuration(table), aliases(table)])
    ET.indent(root, " ")
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def _kinds(lang: str) -> tuple[Rule, ...]:
    labels = profiles().labels(lang)
    return tuple(
        Rule(label=labels[key], filter=key, symbol=marker(colour, size_mm=2.6))
        for key, colour in COLOURS.items()
    )


def _numbers() -> Element:
    """Numbers of the groups, as in the table."""
    labeling = ET.Element("labeling", {"type": "simple"})
    settings = ET.SubElement(labeling, "settings", {"calloutType": "simple"})
    text = ET.SubElement(
        settings, "text-style",
        {"fieldName": '"group"', "isExpression": "1", "fontFamily": "Open Sans", "fontSize": "10",
         "fontSizeUnit": "Point", "fontWeight": "75", "textColor": "27,27,27,255",
         "namedStyle": "", "textOpacity": "1"},
    )  # fmt: skip
    ET.SubElement(
        text, "text-buffer",
        {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferOpacity": "0.85",
         "bufferColor": "255,255,255,255"},
    )  # fmt: skip
    ET.SubElement(
        settings, "placement", {"placement": "1", "centroidInside": "1", "priority": "10"}
    )
    ET.SubElement(settings, "rendering", {"drawLabels": "1", "scaleVisibility": "0"})
    return labeling
