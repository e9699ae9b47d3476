"""What the plugin adds to the window of QGIS: the panel, its button, entries of the menu."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ..words import say
from .identify import IdentifySite
from .panel import Panel
from .provider import ICON


class Desk:
    """
    Panel, map tool and menu.

    Parameters
    ----------
    iface : QgisInterface
        The application.
    """

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self.panel: Panel | None = None
        self.tool: IdentifySite | None = None
        self.actions: list[QAction] = []

    def add(self) -> None:
        """Add everything."""
        window = self._iface.mainWindow()
        self.panel = Panel(window)
        self._iface.addDockWidget(Qt.RightDockWidgetArea, self.panel)
        self.panel.hide()
        self.tool = IdentifySite(self._iface.mapCanvas(), self._found, self._nothing)
        explain = QAction(QIcon(ICON), say("desk.explain"), window)
        explain.setCheckable(True)
        explain.triggered.connect(self._explain)
        self.tool.setAction(explain)
        settings = QAction(say("desk.settings"), window)
        settings.triggered.connect(self._settings)
        self.actions = [explain, settings]
        self._iface.addToolBarIcon(explain)
        for action in self.actions:
            self._iface.addPluginToMenu(say("desk.menu"), action)

    def remove(self) -> None:
        """Take everything away."""
        for action in self.actions:
            self._iface.removePluginMenu(say("desk.menu"), action)
            self._iface.removeToolBarIcon(action)
        if self.tool is not None:
            self._iface.mapCanvas().unsetMapTool(self.tool)
        if self.panel is not None:
            self._iface.removeDockWidget(self.panel)
            self.panel.deleteLater()
        self.panel, self.tool, self.actions = None, None, []

    def _explain(self) -> None:
        assert self.panel is not None
        assert self.tool is not None
        self.panel.show()
        self._iface.mapCanvas().setMapTool(self.tool)
        if not self.tool.layers():
            self.panel.tell(say("panel.no_layer"))

    def _found(self, file: Path, site: str, table: str) -> None:
        assert self.panel is not None
        self.panel.show()
        self.panel.show_site(file, site, table)

    def _nothing(self) -> None:
        assert self.panel is not None
        assert self.tool is not None
        self.panel.tell(say("panel.nothing" if self.tool.layers() else "panel.no_layer"))

    def _settings(self) -> None:
        """Settings of the provider, where QGIS keeps them."""
        self._iface.showOptionsDialog(self._iface.mainWindow(), currentPage="processingOptions")
