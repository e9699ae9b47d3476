"""Forms and symbols of a CNIG GeoPackage, so that QGIS opens it ready for data entry."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from layers.cnig import CnigClass, Field, cnig_class
from layers.cnig.standard import plain
from zae.publish.dates import written_at
from zae.publish.gpkg_tables import STYLES
from zae.publish.palette import UNKNOWN_FILL, Outline
from zae.publish.renderers import Rule, category_renderer
from zae.publish.styles import VERSION
from zae.publish.symbols import Element, Symbol, fill, marker

# Okabe and Ito's set without black, then its tints: told apart without colour vision.
_COLOURS: Final = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8c6bb1",
    "#7fbf9f", "#f4b183", "#a6761d", "#66a0c8", "#b2abd2", "#c7c7c7",
)  # fmt: skip
_NAMELESS: Final = ("inconnu", "autre", "sans objet")
_HARD: Final = "1"
_SOFT: Final = "2"


def add_forms(path: Path, names: Iterable[str]) -> None:
    """
    Put a default style with forms into a GeoPackage that :func:`layers.cnig.write` wrote.

    Parameters
    ----------
    path : Path
        The GeoPackage.
    names : iterable of str
        Official names of the classes that it holds.

    Notes
    -----
    Each field has its French title, its definition as a comment of the constraint, its list as a
    menu, a calendar for dates; fields that are always filled are constrained, softly where the
    standard only asks under a condition. Features are coloured by the list of one field.
    """
    moment = written_at().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    with closing(sqlite3.connect(path)) as base:
        there = {row[0] for row in base.execute("SELECT table_name FROM gpkg_contents")}
        if "layer_styles" not in there:
            base.executescript(STYLES)
            base.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)"
                " VALUES ('layer_styles', 'attributes', 'layer_styles', 'QML', 0)"
            )
        for name in names:
            kind = cnig_class(name)
            base.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, "
                "owner, update_time) VALUES ('','',?,'geom',?,?,'',1,?,'',?)",
                (kind.layer, kind.layer, qml(kind), kind.source, moment),
            )
        base.commit()


def qml(kind: CnigClass) -> str:
    """
    Style of the layer of a class as a QML document.

    Parameters
    ----------
    kind : CnigClass
        The class.

    Returns
    -------
    str
        XML that QGIS 3.22 and later read.
    """
    root = ET.Element("qgis", {"version": VERSION, "styleCategories": "AllStyleCategories"})
    root.append(_renderer(kind))
    fields = [f for f in kind.fields if not f.spatial]
    root.append(_configuration(fields))
    root.append(_per_field("aliases", "alias", fields, _alias))
    root.append(_per_field("constraints", "constraint", fields, _constraint))
    root.append(_per_field("constraintExpressions", "constraint", fields, _reason))
    layout = ET.SubElement(root, "editorlayout")
    layout.text = "tablayout"
    root.append(_form(kind))
    preview = ET.SubElement(root, "previewExpression")
    preview.text = f'"{plain(kind.display)}"'
    ET.indent(root, " ")
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def _renderer(kind: CnigClass) -> Element:
    field = kind.field(kind.drawn_by)
    rules = [
        Rule(label=value, filter=value, symbol=_symbol(kind, UNKNOWN_FILL if value in _NAMELESS
             else _COLOURS[n % len(_COLOURS)]))
        for n, value in enumerate(field.choices)
    ]  # fmt: skip
    return category_renderer(plain(field.name), tuple(rules))


def _symbol(kind: CnigClass, colour: str) -> Symbol:
    if kind.shape == "MultiPolygon":
        return fill(colour, alpha=0.6, edge=Outline(colour, 0.4, "solid"))
    return marker(colour, size_mm=2.6)


def _configuration(fields: list[Field]) -> Element:
    configured = ET.Element("fieldConfiguration")
    for field in fields:
        entry = ET.SubElement(
            configured, "field", {"name": plain(field.name), "configurationFlags": "None"}
        )
        kind, options = _widget(field)
        widget = ET.SubElement(entry, "editWidget", {"type": kind})
        held = ET.SubElement(ET.SubElement(widget, "config"), "Option", {"type": "Map"})
        for option in options:
            held.append(option)
    return configured


def _widget(field: Field) -> tuple[str, list[Element]]:
    if field.choices and not field.several:
        listed = ET.Element("Option", {"name": "map", "type": "List"})
        for value in field.choices:
            pair = ET.SubElement(listed, "Option", {"type": "Map"})
            ET.SubElement(pair, "Option", {"name": value, "type": "QString", "value": value})
        return "ValueMap", [listed]
    if field.kind == "date":
        return "DateTime", [
            _option("display_format", "yyyy-MM-dd"),
            _option("field_format", "yyyy-MM-dd"),
            _option("calendar_popup", "true", kind="bool"),
            _option("allow_null", "true", kind="bool"),
        ]
    return "TextEdit", [_option("IsMultiline", "false", kind="bool")]


def _option(name: str, value: str, *, kind: str = "QString") -> Element:
    return ET.Element("Option", {"name": name, "type": kind, "value": value})


def _per_field(
    parent: str, child: str, fields: list[Field], said: Callable[[Field], dict[str, str]]
) -> Element:
    root = ET.Element(parent)
    for field in fields:
        ET.SubElement(root, child, {"field": plain(field.name), **said(field)})
    return root


def _alias(field: Field) -> dict[str, str]:
    return {"name": field.label}


def _constraint(field: Field) -> dict[str, str]:
    """Not null (1) and unique (2) as QGIS counts them; a condition is only asked softly."""
    key = field.form in ("id", "siret")
    kinds = (1 if field.need == "always" else 0) + (2 if key else 0)
    kinds += 4 if field.need in ("zae", "no_address") else 0
    return {
        "constraints": str(kinds),
        "notnull_strength": _HARD if kinds & 1 else "0",
        "unique_strength": _HARD if key else "0",
        "exp_strength": _SOFT if kinds & 4 else "0",
    }


def _reason(field: Field) -> dict[str, str]:
    name = plain(field.name)
    asked = {
        "zae": f"\"site_type\" <> 'zone d''activité économique' OR \"{name}\" IS NOT NULL",
        "no_address": f'"ban_id" IS NOT NULL OR "{name}" IS NOT NULL',
    }
    return {"exp": asked.get(field.need, ""), "desc": field.definition}


def _form(kind: CnigClass) -> Element:
    form = ET.Element("attributeEditorForm")
    numbers = {f.name: n for n, f in enumerate((f for f in kind.fields if not f.spatial), 1)}
    for title, first, last in kind.groups:
        box = ET.SubElement(
            form, "attributeEditorContainer",
            {"name": title, "columnCount": "1", "groupBox": "0", "showLabel": "1"},
        )  # fmt: skip
        start, end = kind.names.index(first), kind.names.index(last)
        for name in kind.names[start : end + 1]:
            if name in numbers:
                ET.SubElement(
                    box, "attributeEditorField",
                    {"name": plain(name), "index": str(numbers[name]), "showLabel": "1"},
                )  # fmt: skip
    return form
