"""The provider: what the toolbox of QGIS shows under « zae »."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..words import say
from . import settings
from .tools import TOOLS

ICON = str(Path(__file__).parent.parent / "icon.svg")


class Provider(QgsProcessingProvider):
    """Tools of the toolkit."""

    def id(self) -> str:
        """Name in identifiers, as in ``zae:check``."""
        return "zae"

    def name(self) -> str:
        """Name in the toolbox."""
        return say("provider.name")

    def longName(self) -> str:
        """Name in full."""
        return say("provider.long_name")

    def icon(self) -> QIcon:
        """Return the icon of the toolbox."""
        return QIcon(ICON)

    def svgIconPath(self) -> str:
        """Return the icon as a file."""
        return ICON

    def load(self) -> bool:
        """Add the setting, then the tools."""
        settings.add(self.name(), self.icon())
        return bool(super().load())

    def unload(self) -> None:
        """Take the setting away."""
        settings.remove()
        super().unload()

    def supportedOutputVectorLayerExtensions(self) -> list[str]:
        """Return GeoPackage alone: styles and several layers travel in it."""
        return ["gpkg"]

    def loadAlgorithms(self) -> None:
        """Add every tool."""
        for tool in TOOLS:
            self.addAlgorithm(tool())
