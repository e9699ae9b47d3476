"""
The QGIS project, written without QGIS: opens from 3.22 LTR on, wherever the folder is moved.

Every layer is read from the GeoPackage beside it by a relative path; layers, styles and words
are those of :mod:`zae.publish.contents` and :mod:`zae.publish.styles`.
"""

import warnings
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import numpy as np
from geopandas import GeoDataFrame
from pyproj import CRS

from criteria.grid import Grid
from zae.assessment import Assessment
from zae.messages import translator
from zae.publish.contents import Published, contents
from zae.publish.dates import written_at
from zae.publish.fields import printable, text
from zae.publish.layout import Sheet, fitted, layout
from zae.publish.styles import VERSION, labelled, score_rules, style
from zae.publish.symbols import Element, key
from zae.publish.whole import whole

SHOWN: Final = ("zone", "street", "commune", "stop", "water", "friche")
"""Roles of context layers that are drawn on opening; the others wait in the tree."""

_CITED: Final = 12
_GEOMETRIES: Final = {"Point": "Point", "MultiLineString": "Line", "MultiPolygon": "Polygon"}


def write(
    assessment: Assessment,
    path: Path,
    *,
    gpkg_name: str = "scores.gpkg",
    lang: str = "fr",
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
    tables : tuple of Published, optional
        What :func:`zae.publish.geopackage.write` returned; made again where absent.

    Raises
    ------
    ZaeError
        If the file cannot be put in its place.
    """
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
    listed.extend(_map_layer(t, assessment, gpkg_name, crs, lang) for t in tables)
    order = ET.SubElement(root, "layerorder")
    for table in tables:
        ET.SubElement(order, "layer", {"id": layer_id(table.name)})
    root.append(_properties())
    ET.SubElement(root, "Layouts").extend(
        layout(sheet) for sheet in _sheets(assessment, tables, gpkg_name, lang)
    )
    root.append(_view(assessment, crs))
    return root


def srs(crs: CRS) -> Element:
    """
    Coordinate reference system as QGIS writes it.

    Parameters
    ----------
    crs : CRS
        One of the legal systems.

    Returns
    -------
    Element
        ``spatialrefsys``.

    Examples
    --------
    >>> srs(CRS.from_epsg(2154)).findtext("authid")
    'EPSG:2154'
    """
    code = crs.to_epsg()
    block = ET.Element("spatialrefsys", {"nativeFormat": "Wkt"})
    parts = {
        "wkt": crs.to_wkt("WKT2_2019"), "proj4": _proj4(crs), "srsid": "0", "srid": str(code),
        "authid": f"EPSG:{code}", "description": crs.name,
        "projectionacronym": "lcc" if "lcc" in _proj4(crs) else "utm",
        "ellipsoidacronym": "EPSG:7019", "geographicflag": "false",
    }  # fmt: skip
    for name, value in parts.items():
        ET.SubElement(block, name).text = value
    return block


def _proj4(crs: CRS) -> str:
    with warnings.catch_warnings():  # pyproj warns that the form loses detail: it is a fallback
        warnings.simplefilter("ignore", UserWarning)
        return str(crs.to_proj4())


def layer_id(name: str) -> str:
    """
    Id of a layer in the project, the same on every run (QGIS replaces ids of ten letters or less).

    Examples
    --------
    >>> layer_id("facts").startswith("facts_"), len(layer_id("facts"))
    (True, 42)
    """
    return name + "_" + key("layer", name)[1:-1].replace("-", "_")


def _source(table: Published, gpkg_name: str) -> str:
    return f"./{gpkg_name}|layername={table.name}"


def _tree(tables: tuple[Published, ...], gpkg_name: str, lang: str) -> Element:
    _ = translator(lang)
    names = {"scores": _("Sites and scores"), "context": _("Context"), "tables": _("Plain tables")}
    root = ET.Element("layer-tree-group")
    drawn = _drawn(tables, next((t.project for t in tables if t.role == "score"), ""))
    for group, name in names.items():
        held = [t for t in tables if t.group == group]
        branch = ET.SubElement(
            root, "layer-tree-group",
            {"name": name, "checked": "Qt::Checked", "expanded": str(int(group != "tables"))},
        )  # fmt: skip
        ordered = sorted(held, key=lambda t: t.role == "site" and t.group == "scores")
        for table in ordered:
            shown = table in drawn or not table.shape
            ET.SubElement(
                branch, "layer-tree-layer",
                {"id": layer_id(table.name), "name": table.title,
                 "source": _source(table, gpkg_name),
                 "providerKey": "ogr", "checked": "Qt::Checked" if shown else "Qt::Unchecked",
                 "expanded": str(int(table.role == "score" and shown))},
            )  # fmt: skip
    return root


def _drawn(tables: tuple[Published, ...], project: str) -> list[Published]:
    """Layers of one map, top first: the scores of a project over the context."""
    scores = [t for t in tables if t.role == "score" and t.project == project]
    context = [t for t in tables if t.group == "context" and t.role in SHOWN]
    return scores + context


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


def _bounds(frame: GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = frame.total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return (100_000.0, 6_050_000.0, 1_250_000.0, 7_150_000.0)  # all of mainland France
    return float(west), float(south), float(east), float(north)


def _extent(name: str, bounds: tuple[float, float, float, float]) -> Element:
    extent = ET.Element(name)
    for side, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
        ET.SubElement(extent, side).text = f"{value:.3f}"
    return extent


def _canvas(assessment: Assessment, crs: CRS) -> Element:
    canvas = ET.Element("mapcanvas", {"name": "theMapCanvas", "annotationsVisible": "1"})
    ET.SubElement(canvas, "units").text = "meters"
    canvas.append(_extent("extent", fitted(_bounds(assessment.sites))))
    ET.SubElement(canvas, "rotation").text = "0"
    ET.SubElement(canvas, "destinationsrs").append(srs(crs))
    return canvas


def _map_layer(
    table: Published, assessment: Assessment, gpkg_name: str, crs: CRS, lang: str
) -> Element:
    kind = _GEOMETRIES.get(table.shape, "No geometry")
    layer = ET.Element(
        "maplayer",
        {"type": "vector", "geometry": kind, "styleCategories": "AllStyleCategories",
         "labelsEnabled": str(int(labelled(table))), "hasScaleBasedVisibilityFlag": "0",
         "wkbType": table.shape or "NoGeometry"},
    )  # fmt: skip
    ET.SubElement(layer, "id").text = layer_id(table.name)
    ET.SubElement(layer, "datasource").text = _source(table, gpkg_name)
    ET.SubElement(layer, "layername").text = table.title
    block = ET.SubElement(layer, "srs")
    if table.shape:
        layer.append(_extent("extent", _bounds(table.frame)))
        block.append(srs(crs))
    metadata = ET.SubElement(layer, "resourceMetadata")
    ET.SubElement(metadata, "title").text = table.title
    ET.SubElement(metadata, "abstract").text = "\n".join((table.description, *table.sources))
    ET.SubElement(layer, "provider", {"encoding": "UTF-8"}).text = "ogr"
    layer.extend(style(table, assessment.grid, lang=lang))
    return layer


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
    sides = zip(("xmin", "ymin", "xmax", "ymax"), fitted(_bounds(assessment.sites)), strict=True)
    extent = ET.SubElement(view, "DefaultViewExtent", {k: f"{v:.3f}" for k, v in sides})
    extent.append(srs(crs))
    return view


def _sheets(
    assessment: Assessment, tables: tuple[Published, ...], gpkg_name: str, lang: str
) -> list[Sheet]:
    _ = translator(lang)
    grid = f"{assessment.grid.name} {assessment.grid.version}"
    crs = CRS.from_user_input(assessment.sites.crs)
    subtitle = _("{territory} · grid {grid} · {crs}").format(
        territory=assessment.territory.name, grid=grid, crs=f"{crs.name} (EPSG:{crs.to_epsg()})"
    )
    sheets = []
    for project, run in assessment.runs.items():
        label = text(run.project.label, lang)
        drawn = _drawn(tables, project)
        sheets.append(
            Sheet(
                name=_("Map: {project}").format(project=label),
                title=f"{assessment.study.title} — {label}", subtitle=subtitle,
                sources=_cited(assessment, lang), legend_title=_("Legend"),
                layers=tuple((layer_id(t.name), t.title, _source(t, gpkg_name)) for t in drawn),
                in_legend={layer_id(t.name): _classes(t, assessment.grid, lang) for t in drawn},
                bounds=_bounds(assessment.sites),
            )
        )  # fmt: skip
    return sheets


def _classes(table: Published, grid: Grid, lang: str) -> tuple[int, ...]:
    """Places of the classes of a layer of scores without its headings; none for other layers."""
    if table.role != "score":
        return ()
    flat = [r for heading in score_rules(grid, lang) for r in (heading, *heading.rules)]
    return tuple(place for place, rule in enumerate(flat) if rule.symbol is not None)


def _cited(assessment: Assessment, lang: str) -> str:
    _ = translator(lang)
    cited = list(dict.fromkeys(layer.source.citation for layer in assessment.layers.values()))
    words = " ; ".join(cited[:_CITED])
    if len(cited) > _CITED:
        more = _("and {count} more, listed in the table « sources »")
        words += " ; " + more.format(count=len(cited) - _CITED)
    return _("Sources: {sources}").format(sources=words)
