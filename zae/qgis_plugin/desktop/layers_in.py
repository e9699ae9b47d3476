"""Layers of QGIS as a GeoPackage and a study file that the command reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Sequence  # noqa: UP035  Python 3.9

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingException,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsVectorFileWriter,
)

from ..running import StoppedError
from ..study_text import Draft, Entry, Role, study_text
from ..words import say
from .tool import VECTORS, Tool

_OWN = "fid"
"""Column that a GeoPackage keeps for itself."""


def add_roles(tool: Tool, roles: Sequence[Role]) -> None:
    """Add to a tool the parameters of layers and of their columns."""
    for role in roles:
        tool.add(
            QgsProcessingParameterFeatureSource(
                role.parameter, tool.label(role.parameter), [VECTORS[role.geometry]], optional=True
            ),
            advanced=not role.usual,
        )
        for column in role.columns:
            name = role.column_parameter(column)
            tool.add(
                QgsProcessingParameterField(
                    name, tool.label(name), parentLayerParameterName=role.parameter, optional=True
                ),
                advanced=not role.is_usual(column),
            )


class Chosen:
    """
    Layers that the user chose for some roles.

    Parameters
    ----------
    tool, parameters, context
        As QGIS gives them to an algorithm.
    roles : sequence of Role
        Roles that the tool asks for.
    """

    def __init__(self, tool: Tool, parameters: Any, context: Any, roles: Sequence[Role]) -> None:
        self._tool, self._parameters, self._context = tool, parameters, context
        sources = {
            role: tool.parameterAsSource(parameters, role.parameter, context) for role in roles
        }
        self._sources = {role: source for role, source in sources.items() if source is not None}

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def roles(self) -> list[str]:
        """Roles that have a layer."""
        return [role.name for role in self._sources]

    def require(self, role: Role) -> None:
        """
        Refuse to go on without a layer.

        Raises
        ------
        QgsProcessingException
            If the role has none; names its parameter.
        """
        if role not in self._sources:
            label = self._tool.label(role.parameter)
            raise QgsProcessingException(say("layer.missing").format(label=label))

    def write(self, file: Path, feedback: Any) -> list[Entry]:
        """
        Write the layers into one GeoPackage, a table a role.

        Parameters
        ----------
        file : Path
            The file; replaced.
        feedback : QgsProcessingFeedback
            Told each layer; may stop the writing.

        Returns
        -------
        list of Entry
            The layers, as the study file names them.

        Raises
        ------
        QgsProcessingException
            If a layer has no reference system, or cannot be written.
        """
        file.unlink(missing_ok=True)
        entries = []
        for role, source in self._sources.items():
            feedback.setProgressText(say("layer.written").format(layer=source.sourceName()))
            self._write(role, source, file, feedback)
            entries.append(
                Entry(role.name, file.name, role.name, source.sourceName(), self._rename(role))
            )
        return entries

    def _rename(self, role: Role) -> dict[str, str]:
        found = {}
        for column in role.columns:
            name = role.column_parameter(column)
            given = self._tool.parameterAsString(self._parameters, name, self._context)
            if given and given != column:
                found[given] = column
        return found

    def _write(self, role: Role, source: Any, file: Path, feedback: Any) -> None:
        crs = source.sourceCrs()
        if not crs.isValid():
            raise QgsProcessingException(say("layer.no_crs").format(layer=source.sourceName()))
        kept = [i for i, f in enumerate(source.fields()) if f.name().lower() != _OWN]
        fields = QgsFields()
        for i in kept:
            fields.append(source.fields().at(i))
        writer = _writer(file, role.name, fields, source.wkbType(), crs, self._context)
        total = max(source.featureCount(), 1)
        for number, feature in enumerate(source.getFeatures()):
            if feedback.isCanceled():
                del writer
                raise StoppedError(say("run.stopped"))
            writer.addFeature(_copied(feature, fields, kept), QgsFeatureSink.FastInsert)
            if number % 500 == 0:
                feedback.setProgress(100.0 * number / total)
        if writer.hasError():
            raise QgsProcessingException(
                say("layer.not_written").format(
                    layer=source.sourceName(), error=writer.errorMessage()
                )
            )
        del writer


def _writer(file: Path, name: str, fields: Any, shape: Any, crs: Any, context: Any) -> Any:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", name
    options.layerOptions = ["GEOMETRY_NAME=geom"]
    options.actionOnExistingFile = (
        QgsVectorFileWriter.CreateOrOverwriteLayer
        if file.exists()
        else QgsVectorFileWriter.CreateOrOverwriteFile
    )
    writer = QgsVectorFileWriter.create(
        str(file), fields, shape, crs, context.transformContext(), options
    )
    if writer.hasError():
        raise QgsProcessingException(
            say("layer.not_written").format(layer=name, error=writer.errorMessage())
        )
    return writer


def _copied(feature: Any, fields: Any, kept: list[int]) -> Any:
    """Feature without its number: a GeoPackage gives its own."""
    copy = QgsFeature(fields)
    copy.setGeometry(feature.geometry())
    given = feature.attributes()
    copy.setAttributes([given[i] for i in kept])
    return copy


def write_study(draft: Draft, file: Path) -> Path:
    """
    Write a study file.

    Parameters
    ----------
    draft : Draft
        What it holds.
    file : Path
        The file; replaced.

    Returns
    -------
    Path
        The file.
    """
    file.write_text(study_text(draft), encoding="utf-8")
    return file


def epsg_of(crs: QgsCoordinateReferenceSystem) -> int:
    """
    EPSG code of a reference system.

    Raises
    ------
    QgsProcessingException
        If it has none.
    """
    authority, _, code = crs.authid().partition(":")
    if authority != "EPSG" or not code.isdigit():
        raise QgsProcessingException(say("crs.no_epsg").format(crs=crs.authid() or "?"))
    return int(code)
