"""
Opens the QGIS project of an inventory in a real QGIS and prints what it finds as JSON.

Run by the tests with the system's Python, where PyQGIS lives; never imported by them.
Usage: ``qgis_open.py PROJECT.qgz PICTURE.png``
"""

import json
import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import QgsApplication, QgsLayoutExporter, QgsProject


def forms(layer):
    """Title, kind of entry and menu of each field."""
    found = {}
    for i, field in enumerate(layer.fields()):
        setup = layer.editorWidgetSetup(i)
        menu = setup.config().get("map", [])
        pairs = menu.items() if isinstance(menu, dict) else [p for m in menu for p in m.items()]
        found[field.name()] = [field.alias(), setup.type(), {v: k for k, v in pairs}]
    return found


def main():
    application = QgsApplication([], False)  # noqa: FBT003
    application.initQgis()
    messages = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: messages.append([tag, int(level), text])
    )
    project = QgsProject.instance()
    read = project.read(sys.argv[1])
    layers = {x.name(): x for x in project.mapLayers().values()}
    (sheet,) = project.layoutManager().printLayouts()
    picture = QgsLayoutExporter.ImageExportSettings()
    picture.dpi = 60
    found = {
        "read": read,
        "title": project.title(),
        "crs": project.crs().authid(),
        "order": [x.name() for x in project.layerTreeRoot().findLayers()],
        "valid": {n: x.isValid() for n, x in layers.items()},
        "rows": {n: x.featureCount() for n, x in layers.items()},
        "classes": {n: [i.label() for i in x.renderer().legendSymbolItems()]
                    for n, x in layers.items()},
        "forms": {n: forms(x) for n, x in layers.items()},
        "sheet": sheet.name(),
        "items": sorted({type(i).__name__ for i in sheet.items()}),
        "drawn": int(QgsLayoutExporter(sheet).exportToImage(sys.argv[2], picture)),
        "messages": [m for m in messages if m[1] > 0],
    }  # fmt: skip
    json.dump(found, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # QGIS tears its layers down badly


main()
