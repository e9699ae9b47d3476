"""Layers of the QGIS project: where they are read, where they lie, what draws them."""

import warnings
from typing import Final
from xml.etree import ElementTree as ET

import numpy as np
from geopandas import GeoDataFrame
from pyproj import CRS

from zae.assessment import Assessment
from zae.publish.contents import Published
from zae.publish.styles import labelled, scales, style
from zae.publish.symbols import Element, key

SHOWN: Final = ("zone", "street", "commune", "stop", "water")
"""Roles of context layers that are drawn on opening; the others wait in the tree."""

_GEOMETRIES: Final = {"Point": "Point", "MultiLineString": "Line", "MultiPolygon": "Polygon"}


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


def source_in(table: Published, gpkg_name: str) -> str:
    """
    Where QGIS reads a table, relative to the project.

    Parameters
    ----------
    table : Published
        A table of the deliverable.
    gpkg_name : str
        Name of the GeoPackage beside the project.

    Returns
    -------
    str
        Source, as in ``./scores.gpkg|layername=sites``.
    """
    return f"./{gpkg_name}|layername={table.name}"


def drawn(tables: tuple[Published, ...], project: str) -> list[Published]:
    """
    Layers of one map, top first: the scores of a project over the context.

    Parameters
    ----------
    tables : tuple of Published
        What the GeoPackage holds.
    project : str
        Key of the project.

    Returns
    -------
    list of Published
        Its scores, then the context layers of the roles in ``SHOWN``.
    """
    scores = [t for t in tables if t.role == "score" and t.project == project]
    context = [t for t in tables if t.group == "context" and t.role in SHOWN]
    return scores + context


def bounds_of(frame: GeoDataFrame) -> tuple[float, float, float, float]:
    """
    Extent of a layer; mainland France where it has no geometry.

    Parameters
    ----------
    frame : GeoDataFrame
        A layer. [projected, m]

    Returns
    -------
    tuple of float
        West, south, east, north. [m]

    Examples
    --------
    >>> from shapely import Point
    >>> bounds_of(GeoDataFrame(geometry=[Point(1, 2), Point(3, 5)], crs=2154))
    (1.0, 2.0, 3.0, 5.0)
    """
    west, south, east, north = frame.total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return (100_000.0, 6_050_000.0, 1_250_000.0, 7_150_000.0)  # all of mainland France
    return float(west), float(south), float(east), float(north)


def extent(name: str, bounds: tuple[float, float, float, float]) -> Element:
    """
    Extent as QGIS writes it.

    Examples
    --------
    >>> extent("extent", (1, 2, 3, 5)).findtext("ymax")
    '5.000'
    """
    element = ET.Element(name)
    for side, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
        ET.SubElement(element, side).text = f"{value:.3f}"
    return element


def map_layer(
    table: Published, assessment: Assessment, gpkg_name: str, crs: CRS, lang: str
) -> Element:
    """
    A layer of the project.

    Parameters
    ----------
    table : Published
        A layer or a plain table.
    assessment : Assessment
        Its grid makes the classes.
    gpkg_name : str
        Name of the GeoPackage beside the project.
    crs : CRS
        System of the layers.
    lang : str
        Language.

    Returns
    -------
    Element
        ``maplayer``: source, system, extent, metadata, style.
    """
    kind = _GEOMETRIES.get(table.shape, "No geometry")
    layer = ET.Element(
        "maplayer",
        {"type": "vector", "geometry": kind, "styleCategories": "AllStyleCategories",
         "labelsEnabled": str(int(labelled(table))), **scales(table),
         "wkbType": table.shape or "NoGeometry"},
    )  # fmt: skip
    ET.SubElement(layer, "id").text = layer_id(table.name)
    ET.SubElement(layer, "datasource").text = source_in(table, gpkg_name)
    ET.SubElement(layer, "layername").text = table.title
    block = ET.SubElement(layer, "srs")
    if table.shape:
        # Layers of scores, whose rows come when they are written, have the outlines of the sites.
        shown = table.frame if table.made is None else assessment.sites
        layer.append(extent("extent", bounds_of(shown)))
        block.append(srs(crs))
    metadata = ET.SubElement(layer, "resourceMetadata")
    ET.SubElement(metadata, "title").text = table.title
    ET.SubElement(metadata, "abstract").text = "\n".join((table.description, *table.sources))
    ET.SubElement(layer, "provider", {"encoding": "UTF-8"}).text = "ogr"
    layer.extend(style(table, assessment.grid, lang=lang))
    return layer
