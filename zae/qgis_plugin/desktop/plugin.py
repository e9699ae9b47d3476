"""The plugin: the provider everywhere, the panel and its buttons in the application."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from .provider import Provider


class Plugin:
    """
    What QGIS starts and stops.

    Parameters
    ----------
    iface : QgisInterface or None
        The application; None in ``qgis_process``.
    """

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._provider: Provider | None = None
        self._desk: Any = None

    def initProcessing(self) -> None:
        """Add the provider; all that ``qgis_process`` asks for."""
        self._provider = Provider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        """Add the provider, the panel and the entries of the menu."""
        self.initProcessing()
        from .desk import Desk  # noqa: PLC0415  qgis_process has no window

        self._desk = Desk(self._iface)
        self._desk.add()

    def unload(self) -> None:
        """Take everything away."""
        if self._desk is not None:
            self._desk.remove()
            self._desk = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
