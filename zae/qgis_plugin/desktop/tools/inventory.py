"""The tool that makes the legal inventory of zones and its delivery in the CNIG standard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputFolder,
    QgsProcessingParameterDateTime,
)

from ...answers import CommandFaultError, require_done
from ...words import say
from ..tool import Tool

CNIG = "sites-economiques.gpkg"
FILES = {
    "CNIG": CNIG, "WORKING": "inventaire.gpkg", "PROJECT_FILE": "inventaire.qgz",
    "PAPER": "inventaire.pdf", "BOOK": "inventaire.xlsx", "CONTROL": "controle-cnig.csv",
}  # fmt: skip


class DraftInventory(Tool):
    """The draft of the year and its delivery."""

    KEY, GROUP = "export_inventory", "publish"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add the study and the day."""
        self.add_study()
        self.add(
            QgsProcessingParameterDateTime(
                "DAY", self.label("DAY"), QgsProcessingParameterDateTime.Date, None, optional=True
            )
        )
        self.addOutput(QgsProcessingOutputFolder("FOLDER", self.label("INVENTORY_FOLDER")))
        for name in FILES:
            self.addOutput(QgsProcessingOutputFile(name, self.label(name)))

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Ask the command."""
        words = ["inventory", "draft", self.study_file(parameters, context)]
        day = self.parameterAsDateTime(parameters, "DAY", context)
        if day.isValid():
            words += ["--day", day.toString("yyyy-MM-dd")]
        folder = _folder(require_done(self.call(words, feedback)))
        feedback.pushInfo(say("inventory.where").format(folder=folder))
        found = {name: folder / file for name, file in FILES.items()}
        there = {name: str(path) for name, path in found.items() if path.is_file()}
        return {"FOLDER": str(folder), **there}


def _folder(output: str) -> Path:
    """Folder of the files that the command names."""
    named = [Path(line.strip()) for line in output.splitlines() if line.strip().endswith(CNIG)]
    if named:  # the public edition lies in a folder below
        return min(named, key=lambda path: len(path.parts)).parent
    raise CommandFaultError(say("inventory.no_file").format(file=CNIG))
