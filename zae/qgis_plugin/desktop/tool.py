"""What every tool of the toolbox does: words from the catalogue, one call of the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtGui import QIcon

from ..answers import CommandFaultError
from ..command import CommandMissingError
from ..running import Answer, Step, StoppedError, run
from ..words import has, say
from . import settings

STUDY = "STUDY"
PROJECT = "PROJECT"


class Tool(QgsProcessingAlgorithm):
    """
    A tool.

    A subclass names itself by ``KEY`` and ``GROUP``, adds its parameters in ``initAlgorithm`` and
    does its work in ``work``; names, help and labels come from the catalogue by these keys.
    """

    KEY = ""
    GROUP = ""

    def name(self) -> str:
        """Name in identifiers, after ``zae:``."""
        return self.KEY

    def displayName(self) -> str:
        """Name in the toolbox."""
        return say(f"tool.{self.KEY}")

    def group(self) -> str:
        """Group in the toolbox: the task."""
        return say(f"group.{self.GROUP}")

    def groupId(self) -> str:
        """Group in identifiers."""
        return self.GROUP

    def shortHelpString(self) -> str:
        """Help beside the parameters."""
        return say(f"tool.{self.KEY}.help")

    def tags(self) -> list[str]:
        """Words by which the toolbox finds it."""
        return say("provider.tags").split(",")

    def icon(self) -> QIcon:
        """Return the icon of the provider."""
        return QIcon(str(Path(__file__).parent.parent / "icon.svg"))

    def createInstance(self) -> Tool:
        """Return a fresh one."""
        return type(self)()

    def label(self, parameter: str) -> str:
        """Label of a parameter or output: the tool's own, or that of all tools."""
        own = f"tool.{self.KEY}.{parameter}"
        return say(own if has(own) else f"parameter.{parameter}")

    def add(self, parameter: Any, *, advanced: bool = False) -> None:
        """Add a parameter, with its help where the catalogue has one."""
        for key in (f"tool.{self.KEY}.{parameter.name()}", f"parameter.{parameter.name()}"):
            if has(f"{key}.help"):
                parameter.setHelp(say(f"{key}.help"))
                break
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
        self.addParameter(parameter)

    def add_study(self, *, optional: bool = False) -> None:
        """Add the parameter of the study file."""
        self.add(
            QgsProcessingParameterFile(
                STUDY, self.label(STUDY), extension="toml", optional=optional
            )
        )

    def add_project(self) -> None:
        """Add the parameter of the project whose scores count."""
        self.add(QgsProcessingParameterString(PROJECT, self.label(PROJECT), "", optional=True))

    def processAlgorithm(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Do the work; whatever refuses becomes one readable message."""
        try:
            return self.work(parameters, context, feedback)
        except (CommandMissingError, CommandFaultError, StoppedError) as error:
            raise QgsProcessingException(str(error)) from error

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Do the work of the tool and give its outputs by name."""
        del parameters, context, feedback
        raise QgsProcessingException(say("tool.no_work").format(tool=self.KEY))

    def call(self, words: list[str], feedback: Any, *, folder: Path | None = None) -> Answer:
        """
        Call the command, its steps and its end tied to the feedback.

        Raises
        ------
        CommandMissingError
            If it is not on this machine.
        StoppedError
            If the user stopped it.
        """
        line = [settings.command().path, *words]
        feedback.pushCommandInfo(" ".join(f'"{w}"' if " " in w else w for w in line))

        def told(step: Step) -> None:
            feedback.setProgressText(step.name)
            if step.total:
                feedback.setProgress(100.0 * (step.number - 1) / step.total)

        try:
            return run(line, folder=folder, told=told, stopped=feedback.isCanceled)
        except OSError as error:
            raise CommandMissingError(
                say("command.not_started").format(path=line[0], error=error)
            ) from error

    def choices(self, parameters: Any, name: str, context: Any) -> list[int]:
        """Choices of an enumeration; none where nothing was said and nothing is the default."""
        # parameterAsEnums reads a missing value as the first choice.
        given = parameters.get(name)
        if given in (None, "", []) and self.parameterDefinition(name).defaultValue() is None:
            return []
        return list(self.parameterAsEnums(parameters, name, context))

    def study_file(self, parameters: Any, context: Any) -> str:
        """
        Path of the study file that was chosen.

        Raises
        ------
        QgsProcessingException
            If it is not there.
        """
        path = self.parameterAsFile(parameters, STUDY, context)
        if path and not Path(path).is_file():
            raise QgsProcessingException(say("study.absent").format(path=path))
        return str(Path(path).resolve()) if path else ""

    def gpkg_file(self, parameters: Any, name: str, context: Any) -> str:
        """
        Path of a GeoPackage to write.

        Raises
        ------
        QgsProcessingException
            If another format, or a database, was chosen.
        """
        path = str(self.parameterAsOutputLayer(parameters, name, context))
        if not path.lower().endswith(".gpkg"):
            raise QgsProcessingException(say("output.not_gpkg").format(path=path))
        return path


VECTORS = {
    "point": QgsProcessing.TypeVectorPoint,
    "line": QgsProcessing.TypeVectorLine,
    "polygon": QgsProcessing.TypeVectorPolygon,
    "any": QgsProcessing.TypeVectorAnyGeometry,
}
"""Kinds of layers, by the words of the roles."""
