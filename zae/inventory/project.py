"""The QGIS project of an inventory, on the working GeoPackage beside it."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from pyproj import CRS

from zae.inventory.geopackage import style_of
from zae.inventory.state import Inventory
from zae.inventory.wording import sources_rows
from zae.messages import translator
from zae.publish.contents import Published
from zae.publish.dates import written_at
from zae.publish.fields import printable
from zae.publish.layout import Sheet, fitted, layout
from zae.publish.qgis_layers import bounds_of, extent, layer_id, source_in, srs
from zae.publish.styles import VERSION as QGIS_VERSION
from zae.publish.symbols import Element
from zae.publish.whole import whole


def write_project(
    inventory: Inventory, path: Path, tables: tuple[Published, ...], *, gpkg_name: str, lang: str
) -> None:
    """
    Write the QGIS project on the working GeoPackage beside it.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    path : Path
        The ``.qgz`` file.
    tables : tuple of Published
        What :func:`write_geopackage` returned.
    gpkg_name : str
        Name of the GeoPackage in the same folder.
    lang : str
        Language of the titles.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    document = _project(inventory, tables, gpkg_name, lang)
    ET.indent(document, " ")
    words = printable(ET.tostring(document, encoding="unicode"))
    entry = zipfile.ZipInfo(f"{path.stem}.qgs", written_at().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    with whole(path) as beside, zipfile.ZipFile(beside, "w") as archive:
        archive.writestr(entry, head + words)


def _project(
    inventory: Inventory, tables: tuple[Published, ...], gpkg_name: str, lang: str
) -> Element:
    title = translator(lang)("Inventory of the business zones, {year}").format(
        year=inventory.entry.year
    )
    crs = CRS.from_user_input(inventory.zones.crs)
    root = ET.Element("qgis", {"projectname": title, "version": QGIS_VERSION, "saveUser": ""})
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "projectCrs").append(srs(crs))
    tree = ET.SubElement(root, "layer-tree-group")
    listed = ET.Element("projectlayers")
    for table in tables:
        ET.SubElement(
            tree, "layer-tree-layer",
            {"id": layer_id(table.name), "name": table.title, "providerKey": "ogr",
             "source": source_in(table, gpkg_name), "checked": "Qt::Checked", "expanded": "1"},
        )  # fmt: skip
        listed.append(_map_layer(table, gpkg_name, crs, lang))
    canvas = ET.SubElement(root, "mapcanvas", {"name": "theMapCanvas"})
    ET.SubElement(canvas, "units").text = "meters"
    canvas.append(extent("extent", fitted(bounds_of(inventory.zones))))
    ET.SubElement(canvas, "destinationsrs").append(srs(crs))
    root.append(listed)
    ET.SubElement(root, "Layouts").append(layout(_sheet(inventory, tables, gpkg_name, lang)))
    properties = ET.SubElement(root, "properties")
    system = ET.SubElement(properties, "SpatialRefSys")
    ET.SubElement(system, "ProjectionsEnabled", {"type": "int"}).text = "1"
    paths = ET.SubElement(properties, "Paths")
    ET.SubElement(paths, "Absolute", {"type": "bool"}).text = "false"
    return root


def _sheet(inventory: Inventory, tables: tuple[Published, ...], gpkg_name: str, lang: str) -> Sheet:
    """A4 sheet to print: land units by their occupation, on all zones."""
    _ = translator(lang)
    layers = tuple((layer_id(t.name), t.title, source_in(t, gpkg_name)) for t in tables)
    title = _("Inventory of the business zones, {year}").format(year=inventory.entry.year)
    cited = dict.fromkeys(
        ", ".join(x for x in (s["producer"], s["vintage"]) if x) or s["file"]
        for s in sources_rows(inventory)
    )
    return Sheet(
        name=title,
        title=title,
        subtitle=inventory.entry.authority,
        sources=_("Sources: {sources}").format(sources="; ".join(cited)),
        legend_title=_("Occupation on 1 January"),
        layers=layers,
        in_legend={uid: () for uid, _name, _source in layers},
        bounds=bounds_of(inventory.zones),
    )


def _map_layer(table: Published, gpkg_name: str, crs: CRS, lang: str) -> Element:
    kind = "Point" if table.shape == "Point" else "Polygon"
    layer = ET.Element("maplayer", {"type": "vector", "geometry": kind, "wkbType": table.shape})
    ET.SubElement(layer, "id").text = layer_id(table.name)
    ET.SubElement(layer, "datasource").text = source_in(table, gpkg_name)
    ET.SubElement(layer, "layername").text = table.title
    ET.SubElement(layer, "srs").append(srs(crs))
    layer.append(extent("extent", bounds_of(table.frame)))
    ET.SubElement(layer, "provider", {"encoding": "UTF-8"}).text = "ogr"
    layer.extend(style_of(table, lang))
    return layer
