"""Forms and map tips of QGIS layers: aliases, coded values, a short card per site."""

from typing import Final
from xml.etree import ElementTree as ET

from zae.publish.contents import Published
from zae.publish.fields import codes
from zae.publish.symbols import Element

TIP_COLUMNS: Final = (
    "score", "letter", "admission", "rank", "vetoes", "best_project", "best_letter", "area_m2",
    "tenure",
)  # fmt: skip


def _columns(table: Published) -> list[str]:
    return ["fid", *[str(c) for c in table.frame.columns if c != "geometry"]]


def field_configuration(table: Published) -> Element:
    """
    Widgets of the form: coded columns show their labels, the row number is hidden.

    Parameters
    ----------
    table : Published
        A table of the deliverable.

    Returns
    -------
    Element
        ``fieldConfiguration``.
    """
    configured = ET.Element("fieldConfiguration")
    for column in _columns(table):
        entry = ET.SubElement(configured, "field", {"name": column, "configurationFlags": "None"})
        coded = table.codes.get(column, {})
        widget = ET.SubElement(
            entry, "editWidget", {"type": "ValueMap" if coded else "Hidden" * (column == "fid")}
        )
        options = ET.SubElement(ET.SubElement(widget, "config"), "Option")
        if coded:
            options.set("type", "Map")
            listed = ET.SubElement(options, "Option", {"name": "map", "type": "List"})
            for code, label in coded.items():
                pair = ET.SubElement(listed, "Option", {"type": "Map"})
                ET.SubElement(pair, "Option", {"name": label, "type": "QString", "value": code})
    return configured


def aliases(table: Published) -> Element:
    """
    Names of the columns for a reader.

    Parameters
    ----------
    table : Published
        A table of the deliverable.

    Returns
    -------
    Element
        ``aliases``.
    """
    named = ET.Element("aliases")
    for number, column in enumerate(_columns(table)):
        name = table.labels.get(column, "")
        ET.SubElement(named, "alias", {"index": str(number), "field": column, "name": name})
    return named


def map_tip(table: Published) -> Element:
    """
    Short card of a site; every text from the data is escaped, since a map tip is a web page.

    Parameters
    ----------
    table : Published
        A layer of sites.

    Returns
    -------
    Element
        ``mapTip``.
    """
    shown = [c for c in TIP_COLUMNS if c in table.frame]
    rows = "".join(
        f"<tr><td>{table.labels[c]}&nbsp;</td><td>[% {_escaped(_told(c))} %]</td></tr>"
        for c in shown
    )
    tip = ET.Element("mapTip")
    tip.text = f"<b>[% {_escaped(chr(34) + 'name' + chr(34))} %]</b><table>{rows}</table>"
    return tip


def _told(column: str) -> str:
    if column in ("score", "area_m2"):
        decimals = 1 if column == "score" else 0
        return f'format_number("{column}", {decimals})'
    return f"represent_value(\"{column}\", '{column}')" if codes(column) else f'"{column}"'


def _escaped(expression: str) -> str:
    text = f"coalesce(to_string({expression}), '—')"
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = f"replace({text}, '{sign}', '{entity}')"
    return text
