"""Tools that score candidate sites, from a study or from layers of QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFolderDestination,
)

from ...answers import require_done
from ...results import score_layers
from ...words import say
from .. import styling
from ..tool import PROJECT, STUDY, Tool
from .preparing import FOLDER, add_what_is_scored, prepare

SCORES = "SCORES"
EDITIONS = ("restricted", "public")


class Scoring(Tool):
    """What both tools do once there is a study."""

    GROUP = "score"

    def add_results(self) -> None:
        """Add which scores are shown, and the outputs."""
        self.add_project()
        self.add(QgsProcessingParameterBoolean("LOAD", self.label("LOAD"), defaultValue=True))
        self.add(
            QgsProcessingParameterEnum(
                "EDITION", self.label("EDITION"), [say(f"edition.{e}") for e in EDITIONS],
                defaultValue=0,
            ),
            advanced=True,
        )  # fmt: skip
        self.addOutput(QgsProcessingOutputVectorLayer(SCORES, self.label(SCORES)))
        for name in ("GPKG", "MAP", "REPORT", "PROJECT_FILE"):
            self.addOutput(QgsProcessingOutputFile(name, self.label(name)))

    def run_study(self, study: str, folder: Path, asked: tuple[Any, Any, Any]) -> dict[str, Any]:
        """
        Carry out a study and give what it wrote.

        Parameters
        ----------
        study : str
            Study file.
        folder : Path
            Where results go.
        asked : tuple
            Parameters, context and feedback.

        Returns
        -------
        dict
            Outputs by name.
        """
        parameters, context, feedback = asked
        edition = EDITIONS[self.parameterAsEnum(parameters, "EDITION", context)]
        words = ["run", study, "--out", str(folder), "--edition", edition]
        require_done(self.call(words, feedback))
        file = folder / "scores.gpkg"
        layers = score_layers(file)
        key = self.parameterAsString(parameters, PROJECT, context).strip()
        uri, title = self._of_project(layers, key, file, feedback)
        if self.parameterAsBool(parameters, "LOAD", context):
            styling.add(context, uri, title, SCORES)
        feedback.pushInfo(say("score.where").format(folder=folder))
        return {
            SCORES: uri, "GPKG": str(file), "MAP": str(folder / "map.html"),
            "REPORT": str(folder / "report.html"), "PROJECT_FILE": str(folder / "study.qgz"),
        }  # fmt: skip

    def _of_project(
        self, layers: dict[str, str], key: str, file: Path, feedback: Any
    ) -> tuple[str, str]:
        """Layer of scores of a project; the first where the key is not one of them."""
        name = f"scores_{key}" if key else next(iter(layers))
        if name not in layers:
            known = ", ".join(n[len("scores_") :] for n in layers)
            feedback.reportError(say("score.no_project").format(key=key, known=known))
            name = next(iter(layers))
        return f"{file}|layername={name}", layers[name]


class ScoreStudy(Scoring):
    """Score the sites of a study file."""

    KEY = "score_study"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add the study and the folder."""
        self.add_study()
        self.add(QgsProcessingParameterFolderDestination(FOLDER, self.label(FOLDER)))
        self.add_results()

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Ask the command."""
        study = self.study_file(parameters, context)
        folder = Path(self.parameterAsString(parameters, FOLDER, context))
        found = self.run_study(study, folder, (parameters, context, feedback))
        return {FOLDER: str(folder), **found}


class ScoreLayers(Scoring):
    """Score sites of layers of QGIS; the study that was made stays beside the result."""

    KEY = "score_layers"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add layers and columns."""
        add_what_is_scored(self)
        self.add_results()
        self.addOutput(QgsProcessingOutputFile(STUDY, self.label("STUDY_WRITTEN")))

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Write the study, then ask the command."""
        study = prepare(self, parameters, context, feedback)
        found = self.run_study(
            str(study.resolve()), study.parent / "resultats", (parameters, context, feedback)
        )
        return {FOLDER: str(study.parent), STUDY: str(study), **found}
