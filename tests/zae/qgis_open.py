"""
Opens deliverables in a real QGIS and prints what it finds as JSON.

Run by the tests with the system's Python, where PyQGIS lives; never imported by them.
Usage: ``qgis_open.py FOLDER`` with ``scores.gpkg`` and, if there, ``study.qgz`` in the folder;
pictures and PDF are written into it.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())

from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsExpressionContextUtils,
    QgsLayoutExporter,
    QgsLayoutItemScaleBar,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsNumericFormatContext,
    QgsProject,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def describe(layer):
    renderer = layer.renderer()
    legend = renderer.legendSymbolItems() if renderer else []
    return {
        "valid": layer.isValid(),
        "name": layer.name(),
        "source": layer.source(),
        "crs": layer.crs().authid(),
        "rows": layer.featureCount(),
        "renderer": renderer.type() if renderer else "",
        "classes": [item.label() for item in legend],
        "aliases": {f.name(): f.alias() for f in layer.fields()},
        "widgets": {
            f.name(): layer.editorWidgetSetup(i).type() for i, f in enumerate(layer.fields())
        },
        "labels": layer.labelsEnabled() and layer.labeling() is not None,
        "tip": layer.mapTipTemplate(),
        "abstract": layer.metadata().abstract(),
    }


def classes_of_sites(layer):
    """Labels of the classes that draw each site, as the renderer itself says."""
    renderer = layer.renderer()
    context = QgsRenderContext()
    context.expressionContext().appendScopes(
        QgsExpressionContextUtils.globalProjectLayerScopes(layer)
    )
    renderer.startRender(context, layer.fields())
    labels = {item.ruleKey(): item.label() for item in renderer.legendSymbolItems()}
    found = {}
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        keys = renderer.legendKeysForFeature(feature, context)
        found[feature["site_id"]] = sorted(labels[k] for k in keys if k in labels)
    renderer.stopRender(context)
    return found


def map_tip(layer):
    """The map tip of the first site, as a reader sees it."""
    feature = next(layer.getFeatures())
    context = layer.createExpressionContext()
    context.setFeature(feature)
    return QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)


def drawn(layers, path, extent, crs):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(crs)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(1000, 700))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(path))
    return [e.message for e in job.errors()]


def alone(folder):
    """Each layer of the GeoPackage added by itself: the embedded style is all it has."""
    base = QgsVectorLayer(str(folder / "scores.gpkg"), "x", "ogr")
    found = {}
    for sub in base.dataProvider().subLayers():
        name = sub.split("!!::!!")[1]
        layer = QgsVectorLayer(f"{folder / 'scores.gpkg'}|layername={name}", name, "ogr")
        layer.loadDefaultStyle()
        found[name] = describe(layer)
        if name.startswith("scores_"):
            found[name]["drawn"] = classes_of_sites(layer)
            found[name]["told"] = map_tip(layer)
            extent = QgsRectangle(layer.extent())
            extent.scale(1.1)
            found[name]["errors"] = drawn([layer], folder / f"{name}.png", extent, layer.crs())
    return found


def project(folder):
    messages = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: messages.append([tag, int(level), text])
    )
    opened = QgsProject.instance()
    read = opened.read(str(folder / "study.qgz"))
    root = opened.layerTreeRoot()
    exports = {}
    for layout in opened.layoutManager().printLayouts():
        exporter = QgsLayoutExporter(layout)
        stem = str(folder / f"layout{len(exports) + 1}")
        picture = QgsLayoutExporter.ImageExportSettings()
        picture.dpi = 110
        exports[layout.name()] = {
            "png": int(exporter.exportToImage(stem + ".png", picture)),
            "pdf": int(exporter.exportToPdf(stem + ".pdf", exporter.PdfExportSettings())),
            "items": sorted(type(i).__name__ for i in layout.items()),
            "bar": [
                i.numericFormat().formatDouble(1200, QgsNumericFormatContext())
                for i in layout.items()
                if isinstance(i, QgsLayoutItemScaleBar)
            ],
        }
    visible = list(root.checkedLayers())
    extent = opened.viewSettings().defaultViewExtent()
    return {
        "read": read,
        "title": opened.title(),
        "crs": opened.crs().authid(),
        "bad": [layer.name() for layer in opened.mapLayers().values() if not layer.isValid()],
        "layers": {layer.id(): describe(layer) for layer in opened.mapLayers().values()},
        "groups": {
            g.name(): [c.name() for c in g.findLayers()] for g in root.findGroups(recursive=False)
        },
        "visible": [layer.name() for layer in visible],
        "extent": [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
        "layouts": exports,
        "errors": drawn(visible, folder / "canvas.png", extent, opened.crs()),
        "messages": [m for m in messages if m[1] > 0],
    }


def main():
    folder = Path(sys.argv[1])
    application = QgsApplication([], False)  # noqa: FBT003
    application.initQgis()
    found = {"version": QgsApplication.applicationVersion() or "", "alone": alone(folder)}
    if (folder / "study.qgz").exists():
        found["project"] = project(folder)
    (folder / "found.json").write_text(json.dumps(found), encoding="utf-8")
    QgsProject.instance().clear()
    application.exitQgis()


main()
