"""The tool that opens the map of a study in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputFile,
    QgsProcessingParameterFile,
)
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from ...words import say
from ..tool import Tool

RESULTS = "RESULTS"
MAP = "map.html"


class OpenMap(Tool):
    """The map that can be sent, in the browser."""

    KEY, GROUP = "open_map", "publish"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add the folder of results."""
        self.add(
            QgsProcessingParameterFile(
                RESULTS, self.label(RESULTS), QgsProcessingParameterFile.Folder
            )
        )
        self.addOutput(QgsProcessingOutputFile("MAP", self.label("MAP")))
        self.addOutput(QgsProcessingOutputBoolean("OPENED", self.label("OPENED")))

    def flags(self) -> Any:
        """Run in the thread of the window: a browser is started from there."""
        return super().flags() | QgsProcessingAlgorithm.FlagNoThreading

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Open the file."""
        given = Path(self.parameterAsString(parameters, RESULTS, context))
        places = (given, given / MAP, given / "resultats" / MAP)
        found = next((p for p in places if p.is_file() and p.suffix == ".html"), None)
        if found is None:
            raise QgsProcessingException(say("map.absent").format(folder=given))
        opened = bool(QDesktopServices.openUrl(QUrl.fromLocalFile(str(found.resolve()))))
        if not opened:
            feedback.pushWarning(say("map.not_opened").format(path=found))
        return {"MAP": str(found), "OPENED": opened}
