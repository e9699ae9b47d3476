"""The tool that writes a study file from layers of QGIS; scoring from layers starts with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingException,
    QgsProcessingOutputFile,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...study_text import KINDS, ROLES, VOCATIONS, Draft, kinds_of
from ...words import say
from ..layers_in import Chosen, add_roles, epsg_of, write_study
from ..tool import STUDY, Tool

FOLDER = "FOLDER"
LAYERS_FILE = "couches.gpkg"
STUDY_FILE = "etude.toml"
LAMBERT_93 = 2154


def add_what_is_scored(tool: Tool) -> None:
    """Add layers, title, kinds of sites and projects to a tool."""
    tool.add(QgsProcessingParameterString("TITLE", tool.label("TITLE"), say("study.title")))
    add_roles(tool, ROLES)
    tool.add(
        QgsProcessingParameterEnum(
            "KINDS", tool.label("KINDS"), [say(f"kind.{k}") for k in KINDS],
            allowMultiple=True, optional=True,
        )
    )  # fmt: skip
    tool.add(
        QgsProcessingParameterEnum(
            "VOCATIONS", tool.label("VOCATIONS"), [say(f"vocation.{v}") for v in VOCATIONS],
            allowMultiple=True, defaultValue=list(range(len(VOCATIONS))),
        )
    )  # fmt: skip
    tool.add(
        QgsProcessingParameterNumber(
            "MIN_AREA", tool.label("MIN_AREA"), QgsProcessingParameterNumber.Double, 0.0,
            minValue=0.0,
        )
    )  # fmt: skip
    tool.add(
        QgsProcessingParameterBoolean("EVERYWHERE", tool.label("EVERYWHERE"), defaultValue=False),
        advanced=True,
    )
    add_crs(tool)
    tool.add(QgsProcessingParameterFolderDestination(FOLDER, tool.label(FOLDER)))


def add_crs(tool: Tool) -> None:
    """Add the reference system in which everything is measured."""
    # Optional: qgis_process 3.22 does not see the default of such a parameter.
    tool.add(
        QgsProcessingParameterCrs("CRS", tool.label("CRS"), f"EPSG:{LAMBERT_93}", optional=True),
        advanced=True,
    )


def crs_of(tool: Tool, parameters: Any, context: Any) -> int:
    """EPSG code in which everything is measured: Lambert-93 where nothing was said."""
    crs: QgsCoordinateReferenceSystem = tool.parameterAsCrs(parameters, "CRS", context)
    return epsg_of(crs) if crs.isValid() else LAMBERT_93


def prepare(tool: Tool, parameters: Any, context: Any, feedback: Any) -> Path:
    """
    Write the layers and the study file into the folder that was chosen.

    Raises
    ------
    QgsProcessingException
        If no layer gives candidate sites, or one cannot be written.
    """
    chosen = Chosen(tool, parameters, context, ROLES)
    asked = [KINDS[i] for i in tool.choices(parameters, "KINDS", context)]
    kinds = kinds_of(chosen.roles, asked)
    if not kinds:
        raise QgsProcessingException(say("layer.no_sites"))
    folder = Path(tool.parameterAsString(parameters, FOLDER, context))
    folder.mkdir(parents=True, exist_ok=True)
    draft = Draft(
        title=tool.parameterAsString(parameters, "TITLE", context) or say("study.title"),
        entries=chosen.write(folder / LAYERS_FILE, feedback),
        crs=crs_of(tool, parameters, context),
        kinds=kinds,
        everywhere=_everywhere(tool, parameters, context, chosen),
        vocations=[VOCATIONS[i] for i in tool.choices(parameters, "VOCATIONS", context)],
        min_area_m2=tool.parameterAsDouble(parameters, "MIN_AREA", context),
        repeat=(f"zae check {STUDY_FILE}", f"zae run {STUDY_FILE} --out resultats"),
    )
    return write_study(draft, folder / STUDY_FILE)


def _everywhere(tool: Tool, parameters: Any, context: Any, chosen: Chosen) -> bool:
    """Whether land units count outside zones: if it is asked for, or there are no zones."""
    asked = tool.parameterAsBool(parameters, "EVERYWHERE", context)
    return bool(asked) or "zone" not in chosen.roles


class PrepareStudy(Tool):
    """A study file from layers of QGIS, to be completed and repeated by hand."""

    KEY, GROUP = "prepare_study", "prepare"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add layers and columns."""
        add_what_is_scored(self)
        self.addOutput(QgsProcessingOutputFile(STUDY, self.label("STUDY_WRITTEN")))

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Write the files; the command is not needed."""
        study = prepare(self, parameters, context, feedback)
        feedback.pushInfo(say("study.written").format(path=study))
        return {FOLDER: str(study.parent), STUDY: str(study)}
