"""
Styles for QGIS: symbols by letter, labels, aliases, coded values, map tips.

The same elements go into ``layer_styles`` of the GeoPackage (a whole QML) and into the layers
of the project.
"""

from typing import Final
from xml.etree import ElementTree as ET

from criteria.grid import Grid
from zae.messages import translator
from zae.publish.contents import Published
from zae.publish.forms import aliases, field_configuration, map_tip
from zae.publish.palette import (
    ADMISSION_OUTLINES,
    CONTEXT_COLOURS,
    UNDECIDED_HATCH,
    UNKNOWN_FILL,
    UNKNOWN_HATCH,
    Outline,
    letter_colours,
)
from zae.publish.renderers import Rule, category_renderer, rule_renderer, single_renderer
from zae.publish.symbols import (
    Element,
    Symbol,
    at_centre,
    fill,
    hatch,
    line,
    marker,
    outline,
    seen,
    stacked,
)

VERSION: Final = "3.22.16-Białowieża"
"""Version that the files say they were written by: the oldest that must open them."""

LABEL_SCALE: Final = 25_000
"""Letters are written from this scale on."""

_SIGN_MM: Final = 2.8
_ON_PAGE: Final = "sqrt(area($geometry)) {} 0.003 * coalesce(@map_scale, 0)"
NEAR: Final = _ON_PAGE.format(">=")
FAR: Final = _ON_PAGE.format("<")
"""A site that would be less than 3 mm wide on the page is a sign of fixed size at its centre."""

FARTHEST: Final = {
    "parcel": 10_000, "building": 25_000, "establishment": 25_000, "stop": 50_000,
    "facility": 50_000, "heritage": 100_000, "street": 100_000, "water": 250_000,
}  # fmt: skip
"""Smallest scale at which a context layer is drawn, by role."""

NAME_SCALE: Final = 8_000
"""Names of sites are added to the letters from this scale on."""

_LETTER_AND_NAME: Final = (
    'coalesce("letter", \'?\') || CASE WHEN "letter_low" <> "letter_high" THEN '
    "' (' || \"letter_high\" || '–' || \"letter_low\" || ')' ELSE '' END || "
    f"CASE WHEN @map_scale < {NAME_SCALE} THEN '\n' || left(\"name\", 40) ELSE '' END"
)
_QUOTE: Final = "'"
_PALE: Final = {"planning_zone", "land_cover", "natural_area", "hazard", "water", "friche"}


def style(table: Published, grid: Grid, *, lang: str = "fr") -> list[Element]:
    """
    Everything that makes a layer look and read as it should.

    Parameters
    ----------
    table : Published
        A table of the deliverable.
    grid : Grid
        Its letters make the classes.
    lang : str
        Language of the legend.

    Returns
    -------
    list of Element
        ``renderer-v2``, ``labeling``, ``fieldConfiguration``, ``aliases``, ``mapTip``… in the
        order that QGIS writes them; no symbols for a plain table.
    """
    elements = []
    if table.shape:
        elements.append(_renderer(table, grid, lang))
        if labelled(table):
            elements.append(_labeling(table))
        opacity = ET.Element("layerOpacity")
        opacity.text = "1"
        elements.append(opacity)
    elements += [field_configuration(table), aliases(table)]
    preview = ET.Element("previewExpression")
    preview.text = '"name"' if "name" in table.frame else ""
    elements.append(preview)
    if table.role in ("score", "site"):
        elements.append(map_tip(table))
    return elements


def labelled(table: Published) -> bool:
    """Whether the layer has labels."""
    return table.role in ("score", "stop", "commune", "zone", "site") and bool(table.shape)


def scales(table: Published) -> dict[str, str]:
    """Scales at which the layer is drawn, as attributes of its element."""
    farthest = FARTHEST.get(table.role)
    return {
        "hasScaleBasedVisibilityFlag": str(int(farthest is not None)), "maxScale": "0",
        "minScale": str(farthest or 100_000_000),
    }  # fmt: skip


def qml(table: Published, grid: Grid, *, lang: str = "fr") -> str:
    """
    Style of a table as a QML document.

    Parameters
    ----------
    table : Published
        A table of the deliverable.
    grid : Grid
        Its letters make the classes.
    lang : str
        Language of the legend.

    Returns
    -------
    str
        XML that QGIS 3.22 and later read.
    """
    root = ET.Element(
        "qgis",
        {"version": VERSION, "styleCategories": "AllStyleCategories",
         "labelsEnabled": str(int(labelled(table))), **scales(table)},
    )  # fmt: skip
    root.extend(style(table, grid, lang=lang))
    ET.indent(root, " ")
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode")


def score_rules(grid: Grid, lang: str) -> tuple[Rule, ...]:
    """
    Rules of a layer of scores: fill by letter, hatches for doubt, edge by admission.

    Parameters
    ----------
    grid : Grid
        Its letters make the classes.
    lang : str
        Language of the legend.

    Returns
    -------
    tuple of Rule
        Letters and unknown, undecided letter, admission.
    """
    _ = translator(lang)
    unknown = stacked(
        _near_or_far(UNKNOWN_FILL),
        seen(hatch(UNKNOWN_HATCH, angle=45, every_mm=1.6, width_mm=0.35), NEAR),
    )
    nothing = Rule(label=_("Score unknown"), filter='"score" IS NULL', symbol=unknown)
    undecided = Rule(
        label=_("Letter undecided: more than one is possible"),
        filter='"score" IS NOT NULL AND "letter_low" <> "letter_high"',
        symbol=seen(hatch(UNDECIDED_HATCH, angle=135, every_mm=2.6, width_mm=0.16), NEAR),
    )
    return (
        Rule(label=_("Score (0-100)"), rules=(*_letter_rules(grid, lang), nothing)),
        Rule(label=_("Doubt"), rules=(undecided,)),
        Rule(label=_("Admission"), rules=_admission_rules(lang)),
    )


def _letter_rules(grid: Grid, lang: str) -> tuple[Rule, ...]:
    scale = grid.letters.scale
    colours = letter_colours(tuple(s.letter for s in scale))
    tops = [100.0, *[s.from_score for s in scale[:-1]]]
    words = translator(lang)("{letter}: {low} to {high}")
    return tuple(
        Rule(
            label=words.format(letter=s.letter, low=f"{s.from_score:g}", high=f"{top:g}"),
            filter=f"\"letter\" = '{s.letter.replace(_QUOTE, _QUOTE * 2)}'",
            symbol=_near_or_far(colours[s.letter]),
        )
        for s, top in zip(scale, tops, strict=True)
    )


def _admission_rules(lang: str) -> tuple[Rule, ...]:
    _ = translator(lang)
    named = {
        "admissible": _("Site that may be admitted"),
        "reserve": _("Reservation to be lifted first"),
        "interdit": _("Prohibited by a rule"),
    }
    return tuple(
        Rule(label=name, filter=f"\"admission\" = '{k}'", symbol=_edged(ADMISSION_OUTLINES[k]))
        for k, name in named.items()
    )


def _near_or_far(colour: str) -> Symbol:
    sign = marker(colour, size_mm=_SIGN_MM, edge=Outline(colour, 0.1, "solid"))
    return stacked(seen(fill(colour), NEAR), seen(at_centre(sign), FAR))


def _edged(edge: Outline) -> Symbol:
    ring = Outline(edge.colour, edge.width_mm * 0.6, "solid")
    sign = marker("#000000", size_mm=_SIGN_MM, edge=ring, alpha=0.0)
    return stacked(seen(outline(edge), NEAR), seen(at_centre(sign), FAR))


def _renderer(table: Published, grid: Grid, lang: str) -> Element:
    colour = CONTEXT_COLOURS.get(table.role, CONTEXT_COLOURS["context"])
    if table.role == "score":
        return rule_renderer(score_rules(grid, lang), name=table.name)
    if table.role == "hazard" and table.shape == "MultiPolygon":
        return _hazards(colour, lang)
    if table.shape == "MultiPolygon":
        return single_renderer(_area(table.role, colour))
    if table.shape == "MultiLineString":
        return single_renderer(line(colour, width_mm=0.5 if table.role == "street" else 0.4))
    shape = {"stop": "circle", "facility": "square", "friche": "diamond"}
    return single_renderer(
        marker(
            colour,
            size_mm=1.6 if table.role == "stop" else 2.0,
            shape=shape.get(table.role, "triangle"),
        )
    )


def _area(role: str, colour: str) -> Symbol:
    match role:
        case "site":
            return outline(Outline(colour, 0.4, "solid"))
        case "commune":
            return outline(Outline(colour, 0.3, "solid"))
        case "parcel":
            return outline(Outline(colour, 0.1, "solid"))
        case "zone" | "land_unit":
            return fill(colour, alpha=0.12, edge=Outline(colour, 0.4, "solid"))
        case _:
            alpha = 0.3 if role in _PALE else 0.8
            return fill(colour, alpha=alpha, edge=Outline(colour, 0.15, "solid"))


def _hazards(colour: str, lang: str) -> Element:
    """Levels 0 to 3, darker as they grow."""
    _ = translator(lang)
    names = (_("No hazard"), _("Low hazard"), _("Medium hazard"), _("High hazard"))
    levels = tuple(
        Rule(
            label=name, filter=str(level),
            symbol=fill(colour, alpha=0.12 + 0.16 * level, edge=Outline(colour, 0.15, "solid")),
        )
        for level, name in enumerate(names)
    )  # fmt: skip
    return category_renderer("severity", levels)


def _labeling(table: Published) -> Element:
    words, scale, size, priority = '"name"', LABEL_SCALE, "7.5", "1"
    if table.role == "score":
        words, size, priority = _LETTER_AND_NAME, "9", "10"
    elif table.role == "commune":
        scale = 500_000
    labeling = ET.Element("labeling", {"type": "simple"})
    settings = ET.SubElement(labeling, "settings", {"calloutType": "simple"})
    text = ET.SubElement(
        settings, "text-style",
        {"fieldName": words, "isExpression": "1", "fontFamily": "Open Sans", "fontSize": size,
         "fontSizeUnit": "Point", "fontWeight": "75" if table.role == "score" else "50",
         "textColor": "27,27,27,255", "namedStyle": "", "textOpacity": "1"},
    )  # fmt: skip
    ET.SubElement(
        text, "text-buffer",
        {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferOpacity": "0.85",
         "bufferColor": "255,255,255,255"},
    )  # fmt: skip
    ET.SubElement(settings, "text-format", {"multilineAlign": "1", "autoWrapLength": "30"})
    placement = "1" if table.shape == "MultiPolygon" else "6"  # over the area; around the point
    ET.SubElement(
        settings,
        "placement",
        {"placement": placement, "centroidInside": "1", "dist": "1", "priority": priority},
    )
    ET.SubElement(
        settings, "rendering",
        {"scaleVisibility": "1", "scaleMin": "1", "scaleMax": str(scale), "drawLabels": "1",
         "obstacle": "1", "fontMaxPixelSize": "10000"},
    )  # fmt: skip
    return labeling
