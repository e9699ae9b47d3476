"""
The QGIS project, written without QGIS: opens from 3.22 LTR on, wherever the folder is moved.

Every layer is read from the GeoPackage beside it by a relative path; layers, styles and words
are those of :mod:`zae.publish.contents` and :mod:`zae.publish.styles`.
"""

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from pyproj import CRS

from zae.assessment import Assessment
from zae.messages import translator
from zae.publish.contents import Published, contents
from zae.publish.dates import written_at
from zae.publish.editions import Edition, edited
from zae.publish.fields import printable
from zae.publish.layout import fitted, layout
from zae.publish.qgis_layers import bounds_of, drawn, extent, layer_id, map_layer, source_in, srs
from zae.publish.sheets import sheets
from zae.publish.styles import VERSION
from zae.publish.symbols import Element
from zae.publish.whole import whole


def write(
    assessment: Assessment,
    path: Path,
    *,
    gpkg_name: str = "scores.gpkg",
    lang: str = "fr",
    edition: Edition = "restricted",
    tables: tuple[Published, ...] | None = None,
) -> None:
    """
    Write the QGIS project of an assessment.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out.
    path : Path
        The ``.qgz`` file.
    gpkg_name : str
        Name of the GeoPackage that lies in the same folder.
    lang : str
        Language of the layer tree, the aliases and the layouts.
    edition : str
        Edition of the GeoPackage.
    tables : tuple of Published, optional
        What :func:`zae.publish.geopackage.write` returned; made again where absent.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
    assessment = edited(assessment, edition)
    held = tables if tables is not None else contents(assessment, lang=lang)
    document = _project(assessment, held, gpkg_name, lang)
    ET.indent(document, " ")
    words = printable(ET.tostring(document, encoding="unicode"))
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    entry = zipfile.ZipInfo(f"{path.stem}.qgs", written_at().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    with whole(path) as beside, zipfile.ZipFile(beside, "w") as archive:
        archive.writestr(entry, head + words)


def _project(
    assessment: Assessment, tables: tuple[Published, ...], gpkg_name: str, lang: str
) -> Element:
    title = assessment.study.title
    crs = CRS.from_user_input(assessment.sites.crs)
    root = ET.Element(
        "qgis",
        {"projectname": title, "version": VERSION, "saveUser": "", "saveUserFull": "",
         "saveDateTime": written_at().strftime("%Y-%m-%dT%H:%M:%S")},
    )  # fmt: skip
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "projectCrs").append(srs(crs))
    root.append(_tree(tables, gpkg_name, lang))
    root.append(_relations(tables))
    root.append(_canvas(assessment, crs))
    listed = ET.SubElement(root, "projectlayers")
    listed.extend(map_layer(t, assessment, gpkg_name, crs, lang) for t in tables)
    order = ET.SubElement(root, "layerorder")
    for table in tables:
        ET.SubElement(order, "layer", {"id": layer_id(table.name)})
    root.append(_properties())
    ET.SubElement(root, "Layouts").extend(
        layout(sheet) for sheet in sheets(assessment, tables, gpkg_name, lang)
    )
    root.append(_view(assessment, crs))
    return root


def _tree(tables: tuple[Published, ...], gpkg_name: str, lang: str) -> Element:
    _ = translator(lang)
    names = {"scores": _("Sites and scores"), "context": _("Context"), "tables": _("Plain tables")}
    root = ET.Element("layer-tree-group")
    first = next((t.project for t in tables if t.role == "score"), "")
    shown_first = drawn(tables, first)
    for group, name in names.items():
        held = [t for t in tables if t.group == group]
        branch = ET.SubElement(
            root, "layer-tree-group",
            {"name": name, "checked": "Qt::Checked", "expanded": str(int(group != "tables"))},
        )  # fmt: skip
        ordered = sorted(held, key=lambda t: t.role == "site" and t.group == "scores")
        for table in ordered:
            shown = table in shown_first or not table.shape
            ET.SubElement(
                branch, "layer-tree-layer",
                {"id": layer_id(table.name), "name": table.title,
                 "source": source_in(table, gpkg_name),
                 "providerKey": "ogr", "checked": "Qt::Checked" if shown else "Qt::Unchecked",
                 "expanded": str(int(table.role == "score" and shown))},
            )  # fmt: skip
    return root


def _relations(tables: tuple[Published, ...]) -> Element:
    """From a site to its facts and rules: the form of a site lists them."""
    relations = ET.Element("relations")
    for table in (t for t in tables if t.name in ("facts", "vetoes")):
        relation = ET.SubElement(
            relations, "relation",
            {"id": f"sites_{table.name}", "name": table.title, "strength": "Association",
             "referencingLayer": layer_id(table.name), "referencedLayer": layer_id("sites")},
        )  # fmt: skip
        ET.SubElement(
            relation, "fieldRef", {"referencingField": "site_id", "referencedField": "site_id"}
        )
    return relations


def _canvas(assessment: Assessment, crs: CRS) -> Element:
    canvas = ET.Element("mapcanvas", {"name": "theMapCanvas", "annotationsVisible": "1"})
    ET.SubElement(canvas, "units").text = "meters"
    canvas.append(extent("extent", fitted(bounds_of(assessment.sites))))
    ET.SubElement(canvas, "rotation").text = "0"
    ET.SubElement(canvas, "destinationsrs").append(srs(crs))
    return canvas


def _properties() -> Element:
    properties = ET.Element("properties")
    system = ET.SubElement(properties, "SpatialRefSys")
    ET.SubElement(system, "ProjectionsEnabled", {"type": "int"}).text = "1"
    paths = ET.SubElement(properties, "Paths")
    ET.SubElement(paths, "Absolute", {"type": "bool"}).text = "false"
    gui = ET.SubElement(properties, "Gui")
    for colour in ("Red", "Green", "Blue"):
        ET.SubElement(gui, f"CanvasColor{colour}Part", {"type": "int"}).text = "255"
    measure = ET.SubElement(properties, "Measurement")
    ET.SubElement(measure, "AreaUnits", {"type": "QString"}).text = "ha"
    ET.SubElement(measure, "DistanceUnits", {"type": "QString"}).text = "meters"
    return properties


def _view(assessment: Assessment, crs: CRS) -> Element:
    view = ET.Element("ProjectViewSettings", {"UseProjectScales": "0", "rotation": "0"})
    sides = zip(("xmin", "ymin", "xmax", "ymax"), fitted(bounds_of(assessment.sites)), strict=True)
    first_view = ET.SubElement(view, "DefaultViewExtent", {k: f"{v:.3f}" for k, v in sides})
    first_view.append(srs(crs))
    return view
