"""Layers that a tool adds to the map come with the style of their GeoPackage."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingLayerPostProcessorInterface


class OwnStyle(QgsProcessingLayerPostProcessorInterface):
    """Loads the default style of a layer: Processing adds layers without it."""

    def postProcessLayer(self, layer: Any, context: Any, feedback: Any) -> None:
        """Load the style, once the layer is there."""
        del context, feedback
        layer.loadDefaultStyle()
        layer.triggerRepaint()


_KEPT: list[OwnStyle] = []
# QGIS deletes what it was given, but keeps no reference to it before: Python must.


def _style() -> OwnStyle:
    """Return a fresh one; those of the runs before are let go."""
    del _KEPT[:-20]
    _KEPT.append(OwnStyle())
    return _KEPT[-1]


def add(context: Any, uri: str, title: str, output: str) -> None:
    """
    Have a layer added to the map when the tool has ended, if there is a map.

    Parameters
    ----------
    context : QgsProcessingContext
        Of the run.
    uri : str
        ``file|layername=table``.
    title : str
        Its name in the list of layers.
    output : str
        Name of the output.
    """
    if context.project() is None:
        return
    details = QgsProcessingContext.LayerDetails(title, context.project(), output)
    details.setPostProcessor(_style())
    context.addLayerToLoadOnCompletion(uri, details)


def follow(context: Any, file: str, uri: str) -> None:
    """
    Have the layer of a destination added as the table that it is, with its style.

    Parameters
    ----------
    context : QgsProcessingContext
        Of the run.
    file : str
        Destination, as the user chose it.
    uri : str
        ``file|layername=table``.
    """
    asked = dict(context.layersToLoadOnCompletion())
    if file not in asked:
        return
    details = asked.pop(file)
    details.setPostProcessor(_style())
    asked[uri] = details
    context.setLayersToLoadOnCompletion(asked)
