"""The tool of the map: the site under a click, of whatever layer of results lies there."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from qgis.core import QgsProject, QgsProviderRegistry, QgsVectorLayer
from qgis.gui import QgsMapToolIdentify

KEY = "site_id"
MARKS = ("score", "best_score")
"""Columns of which one stands beside the id in every layer of results."""


def results_file(layer: Any) -> Path | None:
    """
    GeoPackage of results that a layer comes from.

    Parameters
    ----------
    layer : QgsMapLayer
        A layer of the project.

    Returns
    -------
    Path or None
        None where the layer is none of ours.
    """
    if not isinstance(layer, QgsVectorLayer) or layer.providerType() != "ogr":
        return None
    names = layer.fields().names()
    if KEY not in names or not any(mark in names for mark in MARKS):
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path = Path(parts.get("path", ""))
    return path if path.suffix.lower() == ".gpkg" and path.is_file() else None


def table_of(layer: Any) -> str:
    """Name of the table that a layer shows."""
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    return str(parts.get("layerName") or "")


class IdentifySite(QgsMapToolIdentify):
    """
    Identify tool that only looks at layers of results, whichever layer is current.

    Parameters
    ----------
    canvas : QgsMapCanvas
        The map.
    found : callable
        Given the file, the id of the site and the name of the table.
    nothing : callable
        Called where no site lies under the click.
    """

    def __init__(
        self, canvas: Any, found: Callable[[Path, str, str], None], nothing: Callable[[], None]
    ) -> None:
        super().__init__(canvas)
        self._found, self._nothing = found, nothing

    def layers(self) -> list[Any]:
        """Layers of results that are seen, those of scores first."""
        root = QgsProject.instance().layerTreeRoot()
        seen = [x for x in root.checkedLayers() if results_file(x) is not None]
        return sorted(seen, key=lambda x: "score" not in x.fields().names())

    def canvasReleaseEvent(self, event: Any) -> None:
        """Show the first site under the click."""
        layers = self.layers()
        hits = (
            self.identify(event.x(), event.y(), layers, self.TopDownStopAtFirst) if layers else []
        )
        if not hits:
            self._nothing()
            return
        file = results_file(hits[0].mLayer)
        if file is not None:
            self._found(file, str(hits[0].mFeature[KEY]), table_of(hits[0].mLayer))
