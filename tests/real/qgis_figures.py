"""
Walks along the streets of Montpellier, by the network library of QGIS, as JSON.

Run by the tests with the system's Python, where PyQGIS lives; never imported by them.
Usage: ``qgis_figures.py DATA SITES.json``, with the outlines of the sites as WKT by id.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())

from qgis.analysis import (
    QgsGraphAnalyzer,
    QgsGraphBuilder,
    QgsNetworkDistanceStrategy,
    QgsVectorLayerDirector,
)
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsProject,
    QgsSpatialIndex,
    QgsVectorLayer,
)

STREETS = "transit/VilleMTP_MTP_FilaireVoies.zip"
STOPS = ("transit/montpellier_osm_tram_stops.geojson", "transit/montpellier_osm_bus_stops.geojson")
SNAP_M = 0.5
ACCESS_M = 200.0


def opened(path, name):
    layer = QgsVectorLayer(str(path), name, "ogr")
    if not layer.isValid():
        sys.exit(f"{path} cannot be opened")
    return layer


def stops_of(data):
    lambert = QgsCoordinateReferenceSystem("EPSG:2154")
    found = []
    for path in STOPS:
        layer = opened(data / path, Path(path).stem)
        turn = QgsCoordinateTransform(layer.crs(), lambert, QgsProject.instance())
        found += [turn.transform(f.geometry().asPoint()) for f in layer.getFeatures()]
    return found


def way_out(outline, index, shapes):
    """Shortest line from an outline to a street; None where there is none within reach."""
    box = outline.boundingBox().buffered(ACCESS_M)
    lines = [outline.shortestLine(shapes[i]) for i in index.intersects(box)]
    return min(lines, key=QgsGeometry.length) if lines else None


def main():
    data, sites = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    application = QgsApplication([], False)  # noqa: FBT003
    application.initQgis()
    streets = opened(f"/vsizip/{data / STREETS}", "streets")
    shapes = {f.id(): QgsGeometry(f.geometry()) for f in streets.getFeatures()}
    index = QgsSpatialIndex(streets.getFeatures())
    stops = stops_of(data)
    outlines = {key: QgsGeometry.fromWkt(wkt) for key, wkt in sites.items()}
    ways = {key: way_out(o, index, shapes) for key, o in outlines.items()}
    doors = {key: line.asPolyline()[-1] for key, line in ways.items() if line is not None}

    director = QgsVectorLayerDirector(streets, -1, "", "", "", QgsVectorLayerDirector.DirectionBoth)
    director.addStrategy(QgsNetworkDistanceStrategy())
    system = QgsCoordinateReferenceSystem("EPSG:2154")
    builder = QgsGraphBuilder(system, False, SNAP_M)  # noqa: FBT003
    tied = director.makeGraph(builder, [*stops, *doors.values()])
    graph = builder.graph()
    ends = [
        (graph.findVertex(at), at.distance(stop)) for stop, at in zip(stops, tied, strict=False)
    ]
    ends = [(vertex, leg) for vertex, leg in ends if leg <= ACCESS_M]
    walks = {}
    for key, at in zip(doors, tied[len(stops) :], strict=True):
        _, cost = QgsGraphAnalyzer.dijkstra(graph, graph.findVertex(at), 0)
        gap = ways[key].length()
        walk = min(gap + cost[vertex] + leg for vertex, leg in ends)
        walks[key] = [gap, walk if walk < 1e9 else None]
    counted = {"streets": len(shapes), "stops": len(stops), "walks": walks}
    sys.stdout.write(json.dumps(counted) + "\n")
    sys.stdout.flush()
    os._exit(0)  # PyQGIS may crash while it takes itself apart


main()
