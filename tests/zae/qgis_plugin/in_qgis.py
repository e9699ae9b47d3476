"""
Works in a real QGIS with the plugin of its profile, and writes what it finds as JSON.

Run by the tests as ``qgis --code in_qgis.py`` under Xvfb; never imported by them. The folder
``ZAE_TEST_FOLDER`` holds ``scores.gpkg``; pictures and ``found.json`` are written into it.
"""

import json
import os
import sys
import time
import traceback
from pathlib import Path

import processing
from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFile,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QEvent, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QApplication, QDockWidget
from qgis.utils import iface, plugins

FOLDER = Path(os.environ["ZAE_TEST_FOLDER"])
FILE = FOLDER / "scores.gpkg"


def wait(until, seconds=20):
    """Let QGIS work until something holds."""
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.02)
    return until()


def opened(table):
    layer = QgsVectorLayer(f"{FILE}|layername={table}", table, "ogr")
    QgsProject.instance().addMapLayer(layer)
    return layer


def clicked(place):
    """Press and release the left button at a place of the map."""
    canvas = iface.mapCanvas()
    pixel = canvas.getCoordinateTransform().transform(place)
    at = QPointF(pixel.x(), pixel.y())
    for kind in (QEvent.MouseButtonPress, QEvent.MouseButtonRelease):
        QApplication.sendEvent(
            canvas.viewport(),
            QMouseEvent(kind, at, Qt.LeftButton, Qt.LeftButton, Qt.NoModifier),
        )
    QApplication.processEvents()


def site(layer, site_id):
    return next(f for f in layer.getFeatures() if f["site_id"] == site_id)


def panel():
    """What the panel says of the site that is clicked, project after project."""
    desk = plugins["zae_qgis"]._desk
    before = desk.panel.isVisible()
    desk.actions[0].trigger()
    wait(lambda: False, 0.5)  # the dock takes its place beside the map
    without = desk.panel.sheet.toPlainText()
    layer = opened("scores_artisanat")
    canvas = iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    extent = layer.extent()
    extent.scale(1.3)
    canvas.setExtent(extent)
    canvas.refresh()
    wait(lambda: False, 0.5)
    wait(lambda: not canvas.isDrawing())
    clicked(site(layer, "S05").geometry().centroid().asPoint())
    first = desk.panel.sheet.toPlainText()
    projects = [desk.panel.chooser.itemText(i) for i in range(desk.panel.chooser.count())]
    desk.panel.chooser.setCurrentIndex(1)
    second = desk.panel.sheet.toPlainText()
    clicked(site(layer, "S01").geometry().centroid().asPoint())
    hostile = desk.panel.sheet.toPlainText()
    corner = layer.extent()
    corner.scale(1.2)
    clicked(
        type(site(layer, "S01").geometry().centroid().asPoint())(
            corner.xMinimum(), corner.yMinimum()
        )
    )
    nothing = desk.panel.sheet.toPlainText()
    clicked(site(layer, "S05").geometry().centroid().asPoint())
    return {
        "before": before, "visible": desk.panel.isVisible(), "without": without, "first": first,
        "projects": projects, "second": second, "hostile": hostile, "nothing": nothing,
        "renderer": layer.renderer().type(),
    }  # fmt: skip


def loaded():
    """The layer of scores that a tool adds to the map when it has ended well."""
    before = set(QgsProject.instance().mapLayers())
    processing.runAndLoadResults(
        "zae:score_study",
        {"STUDY": str(FOLDER / "etude.toml"), "FOLDER": str(FOLDER / "notes"),
         "PROJECT": "industrie"},
    )  # fmt: skip
    wait(lambda: set(QgsProject.instance().mapLayers()) - before)
    added = set(QgsProject.instance().mapLayers()) - before
    processing.runAndLoadResults(
        "zae:land_units",
        {"STUDY": str(FOLDER / "etude.toml"), "OUTPUT": str(FOLDER / "unités.gpkg")},
    )
    wait(lambda: len(set(QgsProject.instance().mapLayers()) - before) > 1)
    added = set(QgsProject.instance().mapLayers()) - before
    layers = [QgsProject.instance().mapLayer(i) for i in added]
    return [[x.name(), x.renderer().type(), x.featureCount()] for x in layers]


def toolbox():
    """The tools as the toolbox shows them, by group."""
    provider = QgsApplication.processingRegistry().providerById("zae")
    found = {}
    for tool in provider.algorithms():
        found.setdefault(tool.group(), []).append(tool.displayName())
    return found


def cancelled():
    """A tool whose command would last an hour, stopped after its first step."""
    tool = QgsApplication.processingRegistry().createAlgorithmById("zae:check")
    context = QgsProcessingContext()

    class Asked(QgsProcessingFeedback):
        """Says to stop once the command has told its first step."""

        def setProgressText(self, text):
            self.told = text
            self.cancel()

    asked, started = Asked(), time.monotonic()
    _results, done = tool.run({"STUDY": str(FOLDER / "etude.toml")}, context, asked)
    child = int((FOLDER / "child").read_text())
    alive = not wait(lambda: ended(child), 5)
    return {
        "done": done, "told": asked.told, "log": asked.textLog(), "alive": alive,
        "seconds": time.monotonic() - started,
    }  # fmt: skip


def ended(child):
    """Whether a process is gone, or waits only to be counted by its parent."""
    state = Path(f"/proc/{child}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def setting():
    """The setting wins over the path; a wrong one is said."""
    ProcessingConfig.setSettingValue("ZAE_COMMAND", str(FOLDER))
    feedback = QgsProcessingFeedback()
    tool = QgsApplication.processingRegistry().createAlgorithmById("zae:doctor")
    tool.run({}, QgsProcessingContext(), feedback)
    ProcessingConfig.setSettingValue("ZAE_COMMAND", "")
    return feedback.textLog()


def selected():
    """What is selected in a layer is what is written, as QGIS sees it."""
    layer = opened("sites")
    layer.selectByExpression("\"site_id\" IN ('S01', 'S02', 'S03')")
    source = QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)
    done = processing.run(
        "zae:prepare_study",
        {"SITES": source, "SITES_NAME": "kind", "TITLE": "Choisis", "VOCATIONS": [0],
         "FOLDER": str(FOLDER / "étude")},
    )  # fmt: skip
    text = Path(done["STUDY"]).read_text(encoding="utf-8")
    written = QgsVectorLayer(f"{FOLDER / 'étude' / 'couches.gpkg'}|layername=site", "x", "ogr")
    return {"study": text, "rows": written.featureCount(), "crs": written.crs().authid()}


def chained():
    """A model hands the units of a tool on to one of QGIS; then it runs over a batch of studies."""
    model = QgsProcessingModelAlgorithm("centres", "essai")
    model.addModelParameter(
        QgsProcessingParameterFile("etude", "Étude"), QgsProcessingModelParameter("etude")
    )
    units = QgsProcessingModelChildAlgorithm("zae:land_units")
    units.setChildId("unites")
    units.addParameterSources(
        "STUDY", [QgsProcessingModelChildParameterSource.fromModelParameter("etude")]
    )
    model.addChildAlgorithm(units)
    middles = QgsProcessingModelChildAlgorithm("native:centroids")
    middles.setChildId("centres")
    middles.addParameterSources(
        "INPUT", [QgsProcessingModelChildParameterSource.fromChildOutput("unites", "OUTPUT")]
    )
    kept = QgsProcessingModelOutput("centres", "Centres")
    kept.setChildId("centres")
    kept.setChildOutputName("OUTPUT")
    middles.setModelOutputs({"centres": kept})
    model.addChildAlgorithm(middles)
    model.updateDestinationParameters()
    name = next(d.name() for d in model.destinationParameterDefinitions())
    sizes = []
    for number in range(2):
        out = str(FOLDER / f"centres-{number}.gpkg")
        processing.run(model, {"etude": str(FOLDER / "etude.toml"), name: out})
        layer = QgsVectorLayer(out, "centres", "ogr")
        sizes.append([layer.featureCount(), layer.wkbType()])
    return {"valid": model.canExecute()[0], "sizes": sizes}


def reloaded():
    """The plugin taken away and put back leaves nothing behind."""
    from qgis.utils import loadPlugin, startPlugin, unloadPlugin

    unloadPlugin("zae_qgis")
    QApplication.processEvents()
    gone = QgsApplication.processingRegistry().providerById("zae") is None
    back = loadPlugin("zae_qgis") and startPlugin("zae_qgis")
    return {"gone": gone, "back": bool(back)}


def pictures():
    """The window, the toolbox and a dialog, to be looked at."""
    if not os.environ.get("ZAE_TEST_PICTURES"):
        return
    window = iface.mainWindow()
    window.resize(1500, 900)
    box = window.findChild(QDockWidget, "ProcessingToolbox")
    if box is not None:
        box.show()
        tree = box.algorithmTree
        tree.collapseAll()
        model = tree.model()
        for row in range(model.rowCount()):
            if model.index(row, 0).data() == "zae":
                tree.expandRecursively(model.index(row, 0))
                tree.scrollTo(model.index(row, 0), tree.PositionAtTop)
    desk = plugins["zae_qgis"]._desk
    window.resizeDocks([desk.panel], [430], Qt.Horizontal)
    wait(lambda: False, 3)
    window.grab().save(str(FOLDER / "window.png"))
    desk.panel.grab().save(str(FOLDER / "panel.png"))
    for name in ("score_layers", "available_land"):
        dialog = processing.createAlgorithmDialog(f"zae:{name}", {})
        dialog.resize(1000, 760)
        dialog.show()
        wait(lambda: False, 1.5)
        dialog.grab().save(str(FOLDER / f"dialog-{name}.png"))
        dialog.close()


def work():
    found, raised = {}, []
    # QGIS would show it in a window and wait.
    sys.excepthook = lambda *what: raised.append("".join(traceback.format_exception(*what)))
    try:
        found["plugin"] = "zae_qgis" in plugins
        found["toolbox"] = toolbox()
        found["panel"] = panel()
        if os.environ.get("ZAE_TEST_PICTURES") == "only":
            pictures()
            os._exit(0)
        found["loaded"] = loaded()
        found["cancelled"] = cancelled()
        found["setting"] = setting()
        pictures()
        found["selected"] = selected()
        found["chained"] = chained()
        found["reloaded"] = reloaded()
    except Exception:  # noqa: BLE001  told to the test
        found["error"] = traceback.format_exc()
    found["raised"] = raised
    (FOLDER / "found.json").write_text(json.dumps(found), encoding="utf-8")
    os._exit(0)


QTimer.singleShot(500, work)
