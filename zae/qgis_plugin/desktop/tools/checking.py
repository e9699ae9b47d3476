"""Tools that say what is wrong: with the installation, with a study and its layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
)

from ...answers import content
from ...pages import check_page, doctor_page
from ..settings import command
from ..tool import Tool

HTML = "HTML"
FAULTS = "FAULTS"


def add_page(tool: Tool) -> None:
    """Add the page that a tool writes, where one is asked for."""
    tool.add(
        QgsProcessingParameterFileDestination(
            HTML, tool.label(HTML), "HTML (*.html)", optional=True, createByDefault=True
        )
    )


def write_page(tool: Tool, parameters: Any, context: Any, text: str) -> dict[str, Any]:
    """Write the page of a tool and give its output."""
    path = tool.parameterAsFileOutput(parameters, HTML, context)
    if not path:
        return {}
    Path(path).write_text(text, encoding="utf-8")
    return {HTML: path}


class Doctor(Tool):
    """What the command finds on this machine."""

    KEY, GROUP = "doctor", "prepare"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add the page and the outputs."""
        add_page(self)
        self.addOutput(QgsProcessingOutputNumber("MISSING", self.label("MISSING")))
        self.addOutput(QgsProcessingOutputString("COMMAND", self.label("COMMAND")))

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Ask the command."""
        found = content(self.call(["doctor", "--json"], feedback), accepted=(0, 1))
        missing = [row for row in found if row["state"] == "missing"]
        for row in missing:
            feedback.reportError(f"{row['subject']} : {row['found']} {row['advice']}")
        page = write_page(self, parameters, context, doctor_page(found))
        return {"MISSING": len(missing), "COMMAND": command().path, **page}


class CheckStudy(Tool):
    """Every fault of a study and its layers, without scoring."""

    KEY, GROUP = "check", "prepare"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add the study, the page and the outputs."""
        self.add_study()
        add_page(self)
        self.addOutput(QgsProcessingOutputNumber(FAULTS, self.label(FAULTS)))
        self.addOutput(QgsProcessingOutputNumber("LAYERS", self.label("LAYERS")))

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Ask the command; faults are an answer, not a failure of the tool."""
        study = self.study_file(parameters, context)
        found = content(self.call(["check", study, "--json"], feedback), accepted=(0, 1))
        for layer in found["layers"]:
            rows = "" if layer["rows"] is None else f" : {layer['rows']}"
            feedback.pushInfo(f"{layer['name']} ({layer['role']}){rows}")
        for fault in found["faults"]:
            feedback.reportError(fault)
        page = write_page(self, parameters, context, check_page(found))
        return {FAULTS: len(found["faults"]), "LAYERS": len(found["layers"]), **page}
