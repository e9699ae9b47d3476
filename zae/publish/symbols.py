"""
QGIS symbols as XML, written without QGIS.

Only what differs from the program's defaults is written: QGIS 3.22 and later fill in the rest.
"""

import copy
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from zae.publish.palette import Outline, rgb

Element = ET.Element
_NAMESPACE: Final = uuid.UUID("6f1c1c1e-52a6-4d0e-9c1c-2a1f4f0e7a11")
_WHITE_EDGE: Final = Outline("#ffffff", 0.3, "solid")


def key(*parts: str) -> str:
    """
    Identifier in braces, the same for the same parts on every run.

    Examples
    --------
    >>> key("rule", "A") == key("rule", "A"), key("rule", "A") == key("rule", "B")
    (True, False)
    """
    return "{" + str(uuid.uuid5(_NAMESPACE, "/".join(parts))) + "}"


def rgba(colour: str, alpha: float = 1.0) -> str:
    """
    Colour as QGIS writes it.

    Examples
    --------
    >>> rgba("#ff8000", 0.5)
    '255,128,0,128'
    """
    return ",".join(str(v) for v in (*rgb(colour), round(alpha * 255)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A symbol: its kind (``fill``, ``line`` or ``marker``) and its layers, bottom first."""

    kind: str
    layers: tuple[Element, ...]
    alpha: float = 1.0

    def element(self, name: str) -> Element:
        """XML of the symbol under a name."""
        symbol = ET.Element(
            "symbol",
            {
                "type": self.kind, "name": name, "alpha": f"{self.alpha:g}",
                "clip_to_extent": "1", "force_rhr": "0",
            },
        )  # fmt: skip
        symbol.extend(self.layers)
        return symbol


def symbol_layer(kind: str, options: Mapping[str, str]) -> Element:
    """
    One layer of a symbol.

    Parameters
    ----------
    kind : str
        Class in QGIS, as ``SimpleFill``.
    options : mapping of str to str
        Its properties.

    Returns
    -------
    Element
        XML.
    """
    layer = ET.Element("layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    inside = ET.SubElement(layer, "Option", {"type": "Map"})
    for name, value in options.items():
        ET.SubElement(inside, "Option", {"name": name, "type": "QString", "value": value})
    return layer


def seen(symbol: Symbol, when: str) -> Symbol:
    """
    The same symbol, whose layers are drawn only when an expression is true.

    Parameters
    ----------
    symbol : Symbol
        A symbol.
    when : str
        QGIS expression.

    Returns
    -------
    Symbol
        The symbol, its ``enabled`` property defined by the expression.
    """
    layers = tuple(copy.deepcopy(layer) for layer in symbol.layers)
    for layer in layers:
        told = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option")
        told.set("type", "Map")
        ET.SubElement(told, "Option", {"name": "name", "type": "QString", "value": ""})
        properties = ET.SubElement(told, "Option", {"name": "properties", "type": "Map"})
        enabled = ET.SubElement(properties, "Option", {"name": "enabled", "type": "Map"})
        for name, kind, value in (
            ("active", "bool", "true"), ("expression", "QString", when), ("type", "int", "3"),
        ):  # fmt: skip
            ET.SubElement(enabled, "Option", {"name": name, "type": kind, "value": value})
        ET.SubElement(told, "Option", {"name": "type", "type": "QString", "value": "collection"})
    return Symbol(kind=symbol.kind, layers=layers, alpha=symbol.alpha)


def at_centre(sign: Symbol) -> Symbol:
    """
    Area shown by a point sign inside it.

    Examples
    --------
    >>> at_centre(marker("#ffffff")).kind
    'fill'
    """
    layer = symbol_layer("CentroidFill", {"point_on_surface": "1", "point_on_all_parts": "0"})
    layer.append(sign.element("@0@0"))
    return Symbol(kind="fill", layers=(layer,))


def fill(colour: str, *, alpha: float = 1.0, edge: Outline | None = None) -> Symbol:
    """
    Plain area.

    Parameters
    ----------
    colour : str
        Its colour.
    alpha : float
        Opacity of the fill. [0-1]
    edge : Outline, optional
        Its edge; none where absent.

    Returns
    -------
    Symbol
        The symbol.
    """
    options = {"color": rgba(colour, alpha), "style": "solid", "joinstyle": "miter"}
    return Symbol(kind="fill", layers=(symbol_layer("SimpleFill", options | _edge(edge)),))


def outline(edge: Outline) -> Symbol:
    """
    Area without a fill.

    Examples
    --------
    >>> outline(Outline("#4a4a4a", 0.3, "solid")).kind
    'fill'
    """
    options = {"color": "0,0,0,0", "style": "no", "joinstyle": "miter"}
    return Symbol(kind="fill", layers=(symbol_layer("SimpleFill", options | _edge(edge)),))


def _edge(edge: Outline | None) -> dict[str, str]:
    if edge is None:
        return {"outline_style": "no"}
    return {
        "outline_color": rgba(edge.colour), "outline_style": edge.dash,
        "outline_width": f"{edge.width_mm:g}", "outline_width_unit": "MM",
    }  # fmt: skip


def hatch(colour: str, *, angle: int, every_mm: float, width_mm: float) -> Symbol:
    """
    Area under parallel lines.

    Parameters
    ----------
    colour : str
        Colour of the lines.
    angle : int
        Their direction, from east, upwards. [°]
    every_mm, width_mm : float
        Distance and width of the lines. [mm]

    Returns
    -------
    Symbol
        The symbol; what lies below is seen between the lines.
    """
    layer = symbol_layer(
        "LinePatternFill", {"angle": str(angle), "distance": f"{every_mm:g}", "distance_unit": "MM"}
    )
    layer.append(line(colour, width_mm=width_mm).element("@0@0"))
    return Symbol(kind="fill", layers=(layer,))


def stacked(*symbols: Symbol) -> Symbol:
    """
    Symbols of one kind drawn over each other, the first at the bottom.

    Examples
    --------
    >>> len(stacked(fill("#ffffff"), fill("#000000")).layers)
    2
    """
    return Symbol(kind=symbols[0].kind, layers=tuple(e for s in symbols for e in s.layers))


def line(colour: str, *, width_mm: float, dash: str = "solid") -> Symbol:
    """
    Line.

    Parameters
    ----------
    colour : str
        Its colour.
    width_mm : float
        Its width. [mm]
    dash : str
        ``solid``, ``dash`` or ``dot``.

    Returns
    -------
    Symbol
        The symbol.
    """
    options = {
        "line_color": rgba(colour), "line_style": dash, "line_width": f"{width_mm:g}",
        "line_width_unit": "MM", "capstyle": "round", "joinstyle": "round",
    }  # fmt: skip
    return Symbol(kind="line", layers=(symbol_layer("SimpleLine", options),))


def marker(
    colour: str,
    *,
    shape: str = "circle",
    size_mm: float = 2.2,
    edge: Outline = _WHITE_EDGE,
    alpha: float = 1.0,
) -> Symbol:
    """
    Point sign.

    Parameters
    ----------
    colour : str
        Its colour.
    shape : str
        ``circle``, ``square``, ``triangle``, ``diamond``…
    size_mm : float
        Its size. [mm]
    edge : Outline
        Its edge; thin and white by default.
    alpha : float
        Opacity inside the edge. [0-1]

    Returns
    -------
    Symbol
        The symbol.
    """
    options = {
        "name": shape, "color": rgba(colour, alpha), "size": f"{size_mm:g}", "size_unit": "MM",
        "outline_color": rgba(edge.colour), "outline_style": "solid",
        "outline_width": f"{edge.width_mm:g}",
    }  # fmt: skip
    return Symbol(kind="marker", layers=(symbol_layer("SimpleMarker", options),))
