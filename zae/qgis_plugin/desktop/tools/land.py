"""Tools about land before any score: land units, and what can be had."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from ...answers import content
from ...study_text import BUILDINGS, FRICHES, PARCELS, ZONES, Draft, Role
from ...words import say
from .. import styling
from ..layers_in import Chosen, add_roles, write_study
from ..tool import Tool
from .preparing import add_crs, crs_of

OUTPUT = "OUTPUT"
CLASSES = ("bare", "densifiable", "friche", "committed", "built_up")
OPEN = [0, 1, 2]
ROLES = (PARCELS, BUILDINGS, ZONES, FRICHES)


class LandTool(Tool):
    """A tool that takes a study, or layers of QGIS from which it writes one beside its result."""

    GROUP = "land"
    NEEDED: tuple[Role, ...] = (PARCELS,)
    VERB = ""

    def add_land(self) -> None:
        """Add the study and the layers that stand for one."""
        self.add_study(optional=True)
        add_roles(self, ROLES)
        add_crs(self)

    def add_output(self) -> None:
        """Add the layer that is written and the study beside it."""
        self.add(
            QgsProcessingParameterVectorDestination(
                OUTPUT, self.label(OUTPUT), QgsProcessing.TypeVectorPolygon
            )
        )
        self.addOutput(QgsProcessingOutputFile("STUDY_USED", self.label("STUDY_USED")))

    def study(self, parameters: Any, context: Any, feedback: Any) -> str:
        """
        Study that was chosen, or the one written from the layers.

        Raises
        ------
        QgsProcessingException
            If both, or neither, were given.
        """
        study = self.study_file(parameters, context)
        chosen = Chosen(self, parameters, context, ROLES)
        if study and len(chosen):
            raise QgsProcessingException(say("study.or_layers"))
        if study:
            return study
        for role in self.NEEDED:
            chosen.require(role)
        out = Path(self.gpkg_file(parameters, OUTPUT, context))
        out.parent.mkdir(parents=True, exist_ok=True)
        file = out.with_name(f"{out.stem}-etude.toml")
        draft = Draft(
            title=self.displayName(),
            entries=chosen.write(out.with_name(f"{out.stem}-couches.gpkg"), feedback),
            crs=crs_of(self, parameters, context),
            everywhere="zone" not in chosen.roles,
            availability=self.thresholds(parameters, context),
            repeat=(f'zae land {self.VERB} "{file.name}" --out "{out.name}"',),
        )
        return str(write_study(draft, file).resolve())

    def thresholds(self, parameters: Any, context: Any) -> dict[str, float]:
        """Thresholds of availability that the study says; none here."""
        del parameters, context
        return {}


class LandUnits(LandTool):
    """Contiguous parcels in the same hands."""

    KEY, VERB = "land_units", "units"

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add layers and outputs."""
        self.add_land()
        self.add_output()
        self.addOutput(QgsProcessingOutputNumber("PARCEL_COUNT", self.label("PARCEL_COUNT")))
        self.addOutput(QgsProcessingOutputNumber("UNIT_COUNT", self.label("UNIT_COUNT")))

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Ask the command."""
        study = self.study(parameters, context, feedback)
        out = self.gpkg_file(parameters, OUTPUT, context)
        found = content(self.call(["land", "units", study, "--out", out, "--json"], feedback))
        feedback.pushInfo(say("land.units").format(**found))
        uri = f"{out}|layername=land_units"
        styling.follow(context, out, uri)
        return {
            OUTPUT: uri, "STUDY_USED": study,
            "PARCEL_COUNT": found["parcels"], "UNIT_COUNT": found["units"],
        }  # fmt: skip


class AvailableLand(LandTool):
    """Land that can be had, in zones or communes."""

    KEY, VERB = "available_land", "available"
    NEEDED = (PARCELS, BUILDINGS)

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002
        """Add layers, what is asked for, and outputs."""
        self.add_land()
        self.add(
            QgsProcessingParameterEnum(
                "CLASSES", self.label("CLASSES"), [say(f"class.{c}") for c in CLASSES],
                allowMultiple=True, defaultValue=OPEN,
            )
        )  # fmt: skip
        for name in ("ZONE_IDS", "COMMUNE_CODES"):
            self.add(QgsProcessingParameterString(name, self.label(name), "", optional=True))
        for name, value in (("FREE_AREA", 500.0), ("WIDTH", 15.0), ("SETBACK", 5.0)):
            self.add(
                QgsProcessingParameterNumber(
                    name, self.label(name), QgsProcessingParameterNumber.Double, value,
                    minValue=0.0,
                ),
                advanced=True,
            )  # fmt: skip
        self.add_output()
        for name in ("STOCK_BY_ZONE", "STOCK_BY_COMMUNE"):
            self.addOutput(QgsProcessingOutputVectorLayer(name, self.label(name)))
        for name in ("COUNT", "AREA_M2", "FREE_M2"):
            self.addOutput(QgsProcessingOutputNumber(name, self.label(name)))

    def thresholds(self, parameters: Any, context: Any) -> dict[str, float]:
        """Thresholds of the dialog; a study that was chosen keeps its own."""
        named = {"free_area_m2": "FREE_AREA", "usable_width_m": "WIDTH", "setback_m": "SETBACK"}
        return {
            key: self.parameterAsDouble(parameters, name, context) for key, name in named.items()
        }

    def work(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        """Ask the command."""
        study = self.study(parameters, context, feedback)
        out = self.gpkg_file(parameters, OUTPUT, context)
        words = ["land", "available", study, "--out", out, "--json"]
        for i in self.choices(parameters, "CLASSES", context):
            words += ["--availability", CLASSES[i]]
        for option, name in (("--zone", "ZONE_IDS"), ("--commune", "COMMUNE_CODES")):
            for text in self.parameterAsString(parameters, name, context).split(","):
                words += [option, text.strip()] if text.strip() else []
        found = content(self.call(words, feedback))
        feedback.pushInfo(say("land.available").format(**found))
        tables = {"STOCK_BY_COMMUNE": f"{out}|layername=stock_by_commune"}
        if found["zones"]:
            tables["STOCK_BY_ZONE"] = f"{out}|layername=stock_by_zone"
        uri = f"{out}|layername=available_land"
        styling.follow(context, out, uri)
        return {
            OUTPUT: uri, "STUDY_USED": study, **tables,
            "COUNT": found["count"], "AREA_M2": found["area_m2"], "FREE_M2": found["free_m2"],
        }  # fmt: skip
