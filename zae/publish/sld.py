"""
The same symbols as Styled Layer Descriptor 1.1 (OGC 05-078r4), for programs other than QGIS.

Simpler than the QML: fills by letter, a hatch for the unknown, edges by admission.
"""

from typing import Final
from xml.etree import ElementTree as ET

from criteria.grid import Grid
from zae.messages import translator
from zae.publish.contents import Published
from zae.publish.fields import codes
from zae.publish.palette import (
    ADMISSION_OUTLINES,
    CONTEXT_COLOURS,
    UNKNOWN_FILL,
    UNKNOWN_HATCH,
    Outline,
    letter_colours,
)

Element = ET.Element
SLD: Final = "http://www.opengis.net/sld"
SE: Final = "http://www.opengis.net/se"
OGC: Final = "http://www.opengis.net/ogc"
_PIXELS_PER_MM: Final = 1 / 0.28  # OGC's « standardised rendering pixel » is 0.28 mm wide

for _prefix, _address in (("sld", SLD), ("se", SE), ("ogc", OGC)):
    ET.register_namespace(_prefix, _address)


def sld(table: Published, grid: Grid, *, lang: str = "fr") -> str:
    """
    Style of a layer as an SLD document.

    Parameters
    ----------
    table : Published
        A layer of the deliverable.
    grid : Grid
        Its letters make the classes.
    lang : str
        Language of the legend.

    Returns
    -------
    str
        XML; empty for a plain table.
    """
    if not table.shape:
        return ""
    root = ET.Element(f"{{{SLD}}}StyledLayerDescriptor", {"version": "1.1.0"})
    layer = ET.SubElement(root, f"{{{SLD}}}NamedLayer")
    ET.SubElement(layer, f"{{{SE}}}Name").text = table.name
    user = ET.SubElement(layer, f"{{{SLD}}}UserStyle")
    ET.SubElement(user, f"{{{SE}}}Name").text = table.name
    feature = ET.SubElement(user, f"{{{SE}}}FeatureTypeStyle")
    feature.extend(_score_rules(grid, lang) if table.role == "score" else [_plain_rule(table)])
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _score_rules(grid: Grid, lang: str) -> list[Element]:
    colours = letter_colours(tuple(s.letter for s in grid.letters.scale))
    rules = [_rule(k, _equals("letter", k), _polygon(colour)) for k, colour in colours.items()]
    missing = ET.Element(f"{{{OGC}}}PropertyIsNull")
    ET.SubElement(missing, f"{{{OGC}}}PropertyName").text = "score"
    unknown = translator(lang)("Score unknown")
    rules.append(_rule(unknown, missing, _polygon(UNKNOWN_FILL), _hatched(UNKNOWN_HATCH)))
    named = codes("admission", lang=lang)
    rules += [
        _rule(named[k].capitalize(), _equals("admission", k), _polygon(None, edge))
        for k, edge in ADMISSION_OUTLINES.items()
    ]
    return rules


def _plain_rule(table: Published) -> Element:
    colour = CONTEXT_COLOURS.get(table.role, CONTEXT_COLOURS["context"])
    if table.shape == "MultiPolygon":
        return _rule(table.title, None, _polygon(colour, Outline(colour, 0.3, "solid"), alpha=0.3))
    if table.shape == "MultiLineString":
        symbolizer = ET.Element(f"{{{SE}}}LineSymbolizer")
        symbolizer.append(_stroke(Outline(colour, 0.5, "solid")))
        return _rule(table.title, None, symbolizer)
    symbolizer = ET.Element(f"{{{SE}}}PointSymbolizer")
    graphic = ET.SubElement(symbolizer, f"{{{SE}}}Graphic")
    mark = ET.SubElement(graphic, f"{{{SE}}}Mark")
    ET.SubElement(mark, f"{{{SE}}}WellKnownName").text = "circle"
    mark.append(_fill(colour, 1.0))
    ET.SubElement(graphic, f"{{{SE}}}Size").text = "8"
    return _rule(table.title, None, symbolizer)


def _rule(name: str, condition: Element | None, *symbolizers: Element) -> Element:
    rule = ET.Element(f"{{{SE}}}Rule")
    ET.SubElement(rule, f"{{{SE}}}Name").text = name
    if condition is not None:
        ET.SubElement(rule, f"{{{OGC}}}Filter").append(condition)
    rule.extend(symbolizers)
    return rule


def _equals(column: str, value: str) -> Element:
    test = ET.Element(f"{{{OGC}}}PropertyIsEqualTo")
    ET.SubElement(test, f"{{{OGC}}}PropertyName").text = column
    ET.SubElement(test, f"{{{OGC}}}Literal").text = value
    return test


def _polygon(colour: str | None, edge: Outline | None = None, *, alpha: float = 1.0) -> Element:
    symbolizer = ET.Element(f"{{{SE}}}PolygonSymbolizer")
    if colour is not None:
        symbolizer.append(_fill(colour, alpha))
    if edge is not None:
        symbolizer.append(_stroke(edge))
    return symbolizer


def _hatched(colour: str) -> Element:
    symbolizer = ET.Element(f"{{{SE}}}PolygonSymbolizer")
    inside = ET.SubElement(symbolizer, f"{{{SE}}}Fill")
    graphic = ET.SubElement(ET.SubElement(inside, f"{{{SE}}}GraphicFill"), f"{{{SE}}}Graphic")
    mark = ET.SubElement(graphic, f"{{{SE}}}Mark")
    ET.SubElement(mark, f"{{{SE}}}WellKnownName").text = "slash"
    mark.append(_stroke(Outline(colour, 0.35, "solid")))
    ET.SubElement(graphic, f"{{{SE}}}Size").text = "6"
    return symbolizer


def _fill(colour: str, alpha: float) -> Element:
    inside = ET.Element(f"{{{SE}}}Fill")
    ET.SubElement(inside, f"{{{SE}}}SvgParameter", {"name": "fill"}).text = colour
    if alpha < 1:
        ET.SubElement(inside, f"{{{SE}}}SvgParameter", {"name": "fill-opacity"}).text = f"{alpha:g}"
    return inside


def _stroke(edge: Outline) -> Element:
    stroke = ET.Element(f"{{{SE}}}Stroke")
    pixels = edge.width_mm * _PIXELS_PER_MM
    parameters = {"stroke": edge.colour, "stroke-width": f"{pixels:.2g}"}
    if edge.dash == "dash":
        parameters["stroke-dasharray"] = "4 2"
    for name, value in parameters.items():
        ET.SubElement(stroke, f"{{{SE}}}SvgParameter", {"name": name}).text = value
    return stroke
