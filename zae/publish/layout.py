"""Print layouts of the QGIS project: A4 landscape, one per project, ready to be exported."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from zae.publish.symbols import Element, fill, key

Box = tuple[float, float, float, float]
"""Left, top, width and height on the page. [mm]"""

PAGE: Final = (297.0, 210.0)
MAP: Final[Box] = (10, 25, 204, 165)
_TITLE: Final[Box] = (10, 7, 277, 9)
_SUBTITLE: Final[Box] = (10, 16, 277, 6)
_LEGEND: Final[Box] = (219, 25, 68, 120)
_NORTH: Final[Box] = (219, 160, 10, 14)
_SCALE: Final[Box] = (219, 178, 68, 12)
_SOURCES: Final[Box] = (10, 192, 277, 13)

_TYPES: Final = {
    "page": "65638", "map": "65639", "picture": "65640", "label": "65641", "legend": "65642",
    "scalebar": "65646",
}  # fmt: skip
_ARROW: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 28"><path d="M10 8 16 28 10 23 4 28Z" '
    'fill="#1b1b1b"/><path d="M7.3 6.5V.5L12.7 6.5V.5" fill="none" stroke="#1b1b1b" '
    'stroke-width="1.5"/></svg>'
)
_LONG_M: Final = 8000
_TITLE_LETTERS: Final = 66  # that a line holds at 16 points


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    What one layout shows.

    Parameters
    ----------
    name, title, subtitle, sources, legend_title : str
        Its texts.
    layers : tuple of (id, name, source)
        Layers of the map, top first.
    in_legend : mapping of str to tuple of int
        Ids of those that the legend explains, with the classes to show; none means all.
    bounds : tuple of float
        Extent to show: west, south, east, north. [m]
    """

    name: str
    title: str
    subtitle: str
    sources: str
    legend_title: str
    layers: tuple[tuple[str, str, str], ...]
    in_legend: Mapping[str, tuple[int, ...]]
    bounds: tuple[float, float, float, float]


def fitted(
    bounds: tuple[float, float, float, float], *, margin: float = 0.06
) -> tuple[float, float, float, float]:
    """
    Extent of the proportions of the map on the page, around what must be seen.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north. [m]
    margin : float
        Share of the extent added on each side.

    Returns
    -------
    tuple of float
        West, south, east, north; at least 200 m wide. [m]

    Examples
    --------
    The map is 204 mm by 165 mm: around 1650 m from south to north it shows 2040 m.

    >>> fitted((0, 0, 100, 1650), margin=0)
    (-970.0, 0.0, 1070.0, 1650.0)
    """
    west, south, east, north = bounds
    width, height = (east - west) * (1 + 2 * margin), (north - south) * (1 + 2 * margin)
    width = max(width, height * MAP[2] / MAP[3], 200.0)
    height = width * MAP[3] / MAP[2]
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def scale_of(bounds: tuple[float, float, float, float]) -> float:
    """
    Scale denominator of the map on the page.

    Examples
    --------
    204 mm show 2040 m:

    >>> round(scale_of((0, 0, 100, 1650 / 1.12)))
    10000
    """
    west, _south, east, _north = fitted(bounds)
    return (east - west) / (MAP[2] / 1000)


def layout(sheet: Sheet) -> Element:
    """
    XML of a layout.

    Parameters
    ----------
    sheet : Sheet
        What it shows.

    Returns
    -------
    Element
        ``Layout``: map, title, legend, scale bar, north arrow, sources.
    """
    root = ET.Element(
        "Layout", {"name": sheet.name, "units": "mm", "printResolution": "300", "worldFileMap": ""}
    )
    pages = ET.SubElement(root, "PageCollection")
    pages.append(fill("#ffffff").element(""))
    page = _item(sheet, "page", (0, 0, *PAGE), number=0)
    page.append(fill("#ffffff").element(""))
    pages.append(page)
    map_id = key("layout", sheet.name, "map")
    root.extend(
        [
            _north(sheet, map_id),
            _scale_bar(sheet, map_id),
            _legend(sheet, map_id),
            _label(sheet, sheet.sources, _SOURCES, size=6, number=4, grey=90),
            _label(sheet, sheet.subtitle, _SUBTITLE, size=9, number=3, grey=90),
            _label(sheet, sheet.title, _TITLE, size=_title_size(sheet.title), number=2, bold=True),
            _map(sheet, map_id),
        ]
    )
    ET.SubElement(root, "Atlas", {"enabled": "0", "coverageLayer": ""})
    return root


def _title_size(title: str) -> int:
    return max(7, min(16, 16 * _TITLE_LETTERS // max(len(title), 1)))


def _item(sheet: Sheet, kind: str, box: Box, *, number: int, **more: str) -> Element:
    left, top, width, height = box
    uid = more.pop("uuid", key("layout", sheet.name, kind, str(number)))
    return ET.Element(
        "LayoutItem",
        {
            "type": _TYPES[kind], "uuid": uid, "templateUuid": uid, "id": kind,
            "position": f"{left:g},{top:g},mm", "positionOnPage": f"{left:g},{top:g},mm",
            "size": f"{width:g},{height:g},mm", "referencePoint": "0", "visibility": "1",
            "zValue": str(number), "opacity": "1", "itemRotation": "0", "frame": "false",
            "background": "false", "outlineWidthM": "0.2,mm", "excludeFromExports": "0", **more,
        },
    )  # fmt: skip


def _map(sheet: Sheet, uid: str) -> Element:
    item = _item(
        sheet, "map", MAP, number=1, uuid=uid, frame="true", background="true",
        keepLayerSet="true", followPreset="false", drawCanvasItems="true", mapRotation="0",
    )  # fmt: skip
    ET.SubElement(item, "FrameColor", {"red": "90", "green": "90", "blue": "90", "alpha": "255"})
    west, south, east, north = fitted(sheet.bounds)
    ET.SubElement(
        item, "Extent",
        {"xmin": f"{west:.3f}", "ymin": f"{south:.3f}", "xmax": f"{east:.3f}",
         "ymax": f"{north:.3f}"},
    )  # fmt: skip
    listed = ET.SubElement(item, "LayerSet")
    for uid_of_layer, name, source in sheet.layers:
        entry = ET.SubElement(listed, "Layer", {"name": name, "source": source, "provider": "ogr"})
        entry.text = uid_of_layer
    return item


def _label(  # noqa: PLR0913
    sheet: Sheet, text: str, box: Box, *, size: int, number: int, bold: bool = False, grey: int = 27
) -> Element:
    item = _item(
        sheet, "label", box, number=number, labelText=text, htmlState="0", halign="1", valign="32",
        marginX="0", marginY="0",
    )  # fmt: skip
    ET.SubElement(item, "LabelFont", {"description": _font(size, bold=bold), "style": ""})
    colour = {"red": str(grey), "green": str(grey), "blue": str(grey), "alpha": "255"}
    ET.SubElement(item, "FontColor", colour)
    return item


def _font(size: int, *, bold: bool = False) -> str:
    return f"Open Sans,{size},-1,5,{75 if bold else 50},0,0,0,0,0"


def _legend(sheet: Sheet, map_id: str) -> Element:
    item = _item(
        sheet, "legend", _LEGEND, number=5, map_uuid=map_id, title=sheet.legend_title,
        resizeToContents="1", columnCount="1", boxSpace="0", symbolWidth="6", symbolHeight="3.5",
        wrapChar="\n", fontColor="#1b1b1b", titleAlignment="1", symbolAlignment="1",
        legendFilterByAtlas="0", lineSpacing="1", columnSpace="2", splitLayer="0",
    )  # fmt: skip
    styles = ET.SubElement(item, "styles")
    for name, size, above, bold in (("title", 11, 0, True), ("group", 9, 2, True),
                                    ("subgroup", 8, 2.5, True), ("symbol", 8, 1.2, False),
                                    ("symbolLabel", 8, 1, False)):  # fmt: skip
        style = ET.SubElement(
            styles, "style",
            {"name": name, "alignment": "1", "marginTop": f"{above:g}", "indent": "0",
             "marginLeft": "2" if name == "symbolLabel" else "0"},
        )  # fmt: skip
        ET.SubElement(style, "styleFont", {"description": _font(size, bold=bold), "style": ""})
    tree = ET.SubElement(item, "layer-tree-group")
    for uid, name, source in sheet.layers:
        if uid in sheet.in_legend:
            node = ET.SubElement(
                tree, "layer-tree-layer",
                {"id": uid, "name": name, "source": source, "providerKey": "ogr",
                 "checked": "Qt::Checked", "expanded": "1", "patch_size": "-1,-1"},
            )  # fmt: skip
            _legend_options(node, _wrapped(name), sheet.in_legend[uid])
    return item


def _legend_options(node: Element, name: str, classes: tuple[int, ...]) -> None:
    options = {"cached_name": name, "legend/title-label": name}
    if classes:
        options["legend/node-order"] = ",".join(str(c) for c in classes)
    held = ET.SubElement(ET.SubElement(node, "customproperties"), "Option", {"type": "Map"})
    for key_of, value in options.items():
        ET.SubElement(held, "Option", {"name": key_of, "type": "QString", "value": value})


def _wrapped(name: str, *, width: int = 38) -> str:
    """Name over several lines: the legend is 68 mm wide."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _scale_bar(sheet: Sheet, map_id: str) -> Element:
    west, _south, east, _north_edge = fitted(sheet.bounds)
    long = east - west > _LONG_M
    item = _item(
        sheet, "scalebar", _SCALE, number=6, mapUuid=map_id, style="Single Box",
        unitType="meters", unitLabel="km" if long else "m",
        numMapUnitsPerScaleBarUnit="1000" if long else "1", segmentSizeMode="1",
        minBarWidth="30", maxBarWidth="60",
        numSegments="2", numSegmentsLeft="0", height="2", outlineWidth="0.2", boxContentSpace="0",
        labelBarSpace="1.5", alignment="0", numUnitsPerSegment="100", segmentMillimeters="25",
    )  # fmt: skip
    text = {"fontFamily": "Open Sans", "fontSize": "8", "fontSizeUnit": "Point",
            "textColor": "27,27,27,255", "textOpacity": "1", "fontWeight": "50"}  # fmt: skip
    ET.SubElement(item, "text-style", text)
    item.append(_plain_numbers())
    dark = {"red": "27", "green": "27", "blue": "27", "alpha": "255"}
    ET.SubElement(item, "fillColor", dark)
    ET.SubElement(item, "fillColor2", dict.fromkeys(dark, "255"))
    ET.SubElement(item, "strokeColor", dark)
    return item


def _plain_numbers() -> Element:
    """Thousands without a separator: the comma of some locales is the decimal one of others."""
    form = ET.Element("numericFormat", {"id": "basic"})
    options = ET.SubElement(form, "Option", {"type": "Map"})
    for name, kind, value in (("decimals", "int", "6"), ("rounding_type", "int", "0"),
                              ("show_plus", "bool", "false"),
                              ("show_thousand_separator", "bool", "false"),
                              ("show_trailing_zeros", "bool", "false")):  # fmt: skip
        ET.SubElement(options, "Option", {"name": name, "type": kind, "value": value})
    return form


def _north(sheet: Sheet, map_id: str) -> Element:
    drawing = base64.b64encode(_ARROW.encode()).decode()
    return _item(
        sheet, "picture", _NORTH, number=7, file=f"base64:{drawing}", mode="2", resizeMode="0",
        mapUuid=map_id, northMode="0", northOffset="0", pictureRotation="0", anchorPoint="4",
        svgFillColor="27,27,27,255", svgBorderColor="27,27,27,255", svgBorderWidth="0.2",
    )  # fmt: skip
