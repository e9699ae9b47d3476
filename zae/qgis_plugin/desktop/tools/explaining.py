"""The tool that explains the score of a site: the same figures as the panel, from a study."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ...answers import content
from ...sheet import Sheet, from_json
from ...sheet_page import page
from ...words import say
from ..tool import PROJECT, Tool
from .checking import add_page, write_page

SITE = "SITE"
TABLE = "CONTRIBUTIONS"
COLUMNS = (
    ("site_id", QVariant.String), ("project", QVariant.String), ("family", QVariant.String),
    ("criterion", QVariant.String), ("label", QVariant.String), ("unit", QVariant.String),
    ("low", QVariant.Double), ("high", QVariant.Double), ("status", QVariant.String),
    ("weight", QVariant.Double), ("mark", QVariant.Double), ("contribution", QVariant.Double),
    ("lost", QVariant.Double),
)  # fmt: skip


class ExplainSite(Tool):
    """Where the score of a site comes from."""

    KEY, GROUP = "explain_site", "score"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add the study, the site, the page and the table."""
        self.add_study()
        self.add(QgsProcessingParameterString(SITE, self.label(SITE)))
        self.add_project()
        add_page(self)
        self.add(
            QgsProcessingParameterFeatureSink(
                TABLE, self.label(TABLE), QgsProcessing.TypeVector, optional=True,
                createByDefault=False,
            )
        )  # fmt: skip
        self.addOutput(QgsProcessingOutputNumber("SCORE", self.label("SCORE")))
        self.addOutput(QgsProcessingOutputString("LETTER", self.label("LETTER")))

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Ask the command."""
        site = self.parameterAsString(parameters, SITE, context).strip()
        if not site:
            raise QgsProcessingException(say("explain.no_site"))
        words = ["explain", self.study_file(parameters, context), "--json"]
        key = self.parameterAsString(parameters, PROJECT, context).strip()
        words += ["--project", key] if key else []
        sheet = from_json(content(self.call([*words, "--", site], feedback)))
        found = write_page(self, parameters, context, page(sheet))
        sink, where = self.parameterAsSink(
            parameters, TABLE, context, _fields(), QgsWkbTypes.NoGeometry,
            QgsCoordinateReferenceSystem(),
        )  # fmt: skip
        if sink is not None:
            _fill(sink, sheet)
            found[TABLE] = where
        return {"SCORE": sheet.score, "LETTER": sheet.letter, **found}


def _fields() -> Any:
    fields = QgsFields()
    for name, kind in COLUMNS:
        fields.append(QgsField(name, kind))
    return fields


def _fill(sink: Any, sheet: Sheet) -> None:
    fields = _fields()
    for line in sheet.lines:
        feature = QgsFeature(fields)
        feature.setAttributes(
            [sheet.site, sheet.project, line.family, line.criterion, line.label, line.unit,
             line.low, line.high, line.status, line.weight, line.mark, line.contribution,
             line.lost]
        )  # fmt: skip
        sink.addFeature(feature)
