"""The tool that assembles plots for a company's brief."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterVectorDestination,
)

from ...answers import content
from ...words import say
from .. import styling
from ..tool import PROJECT, Tool

OUTPUT = "OUTPUT"
HANDS = ("public", "private", "unknown")
_REAL, _WHOLE = QgsProcessingParameterNumber.Double, QgsProcessingParameterNumber.Integer


class AssemblePlots(Tool):
    """Contiguous land units that meet a company's brief, best score first."""

    KEY, GROUP = "assemble_plots", "land"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add the study and the lines of the brief."""
        self.add_study()
        self._number("LEAST", _REAL, 5_000.0, 1.0)
        self._number("MOST", _REAL, 20_000.0, 1.0)
        self.add_project()
        self._number("FRONTAGE", _REAL, 0.0, 0.0)
        self._number("OWNERS", _WHOLE, None, 1, optional=True)
        self._number("UNITS", _WHOLE, None, 1, optional=True)
        self.add(
            QgsProcessingParameterEnum(
                "TENURE", self.label("TENURE"), [say(f"tenure.{h}") for h in HANDS],
                allowMultiple=True, optional=True,
            )
        )  # fmt: skip
        self._flag("RESERVES")
        self._number("COUNT", _WHOLE, 10, 1)
        self._flag("APART")
        self._number("SECONDS", _REAL, 30.0, 0.1, advanced=True)
        self.add(
            QgsProcessingParameterVectorDestination(
                OUTPUT, self.label(OUTPUT), QgsProcessing.TypeVectorPolygon
            )
        )
        self.addOutput(QgsProcessingOutputNumber("PLOTS", self.label("PLOTS")))

    def _flag(self, name: str) -> None:
        self.add(QgsProcessingParameterBoolean(name, self.label(name), defaultValue=True))

    def _number(
        self, name: str, kind: Any, value: Any, least: float, *, optional: bool = False,
        advanced: bool = False,
    ) -> None:  # fmt: skip
        self.add(
            QgsProcessingParameterNumber(
                name, self.label(name), kind, value, optional, minValue=least
            ),
            advanced=advanced,
        )

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Ask the command."""
        least = self.parameterAsDouble(parameters, "LEAST", context)
        most = self.parameterAsDouble(parameters, "MOST", context)
        if least > most:
            raise QgsProcessingException(say("assemble.areas"))
        out = self.gpkg_file(parameters, OUTPUT, context)
        words = ["assemble", self.study_file(parameters, context), "--out", out, "--json",
                 "--least", f"{least:g}", "--most", f"{most:g}"]  # fmt: skip
        words += self._options(parameters, context)
        found = content(self.call(words, feedback))
        feedback.pushInfo(
            say("assemble.found").format(count=len(found["plots"]), units=found["looked_at"])
        )
        if not found["complete"]:
            feedback.pushWarning(say("assemble.unfinished"))
        uri = f"{out}|layername=terrains"
        styling.follow(context, out, uri)
        return {OUTPUT: uri, "PLOTS": len(found["plots"])}

    def _options(self, parameters: Any, context: Any) -> list[str]:
        """Words of the command for the lines of the brief that were filled in."""
        words = []
        for option, name in (("--frontage", "FRONTAGE"), ("--seconds", "SECONDS")):
            words += [option, f"{self.parameterAsDouble(parameters, name, context):g}"]
        for option, name in (("--owners", "OWNERS"), ("--units", "UNITS"), ("--count", "COUNT")):
            if parameters.get(name, self.parameterDefinition(name).defaultValue()) is not None:
                words += [option, str(self.parameterAsInt(parameters, name, context))]
        for i in self.choices(parameters, "TENURE", context):
            words += ["--tenure", HANDS[i]]
        key = self.parameterAsString(parameters, PROJECT, context).strip()
        words += ["--project", key] if key else []
        for name, yes, no in (
            ("RESERVES", "--reserves", "--no-reserves"), ("APART", "--apart", "--overlapping"),
        ):  # fmt: skip
            words.append(yes if self.parameterAsBool(parameters, name, context) else no)
        return words
