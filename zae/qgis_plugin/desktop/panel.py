"""The panel: the sheet of the site that was clicked, for the project that is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from .. import results
from ..sheet_page import page
from ..words import say


class Panel(QDockWidget):
    """
    Sheet of a site beside the map.

    Parameters
    ----------
    parent : QWidget or None
        The window.
    """

    def __init__(self, parent: Any = None) -> None:
        super().__init__(say("panel.title"), parent)
        self.setObjectName("zae-panel")
        self._file: Path | None = None
        self._site = ""
        self.chooser = QComboBox()
        self.chooser.currentIndexChanged.connect(self._draw)
        self.sheet = QTextBrowser()
        self.sheet.setOpenExternalLinks(True)
        self.map_button = QPushButton(say("panel.open_map"))
        self.map_button.clicked.connect(self._open_map)
        self.setWidget(self._laid_out())
        self.clear()

    def _laid_out(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        top = QHBoxLayout()
        top.addWidget(QLabel(say("panel.project")))
        top.addWidget(self.chooser, 1)
        column.addLayout(top)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.map_button)
        inside.setMinimumWidth(340)
        return inside

    def clear(self) -> None:
        """Say how to begin."""
        self._file, self._site = None, ""
        self.chooser.clear()
        self.chooser.setEnabled(False)
        self.map_button.setEnabled(False)
        self.sheet.setHtml(say("panel.empty"))

    def show_site(self, file: Path, site: str, layer: str = "") -> None:
        """
        Show a site of a file of results.

        Parameters
        ----------
        file : Path
            GeoPackage that ``zae run`` wrote.
        site : str
            Id of the site.
        layer : str
            Layer that was clicked: its project is chosen.
        """
        try:
            self._choose(file, layer)
        except results.NoResultsError as error:
            self.tell(str(error))
            return
        self._file, self._site = file, site
        self.map_button.setEnabled(file.with_name("map.html").is_file())
        self._draw()

    def _choose(self, file: Path, layer: str) -> None:
        """Fill the chooser with the projects of a file, and keep or follow the choice."""
        known = results.projects(file)
        names = list(results.score_layers(file))
        before = self.chooser.currentData()
        wanted = list(known)[names.index(layer)] if layer in names else before
        self.chooser.blockSignals(True)  # noqa: FBT003
        self.chooser.clear()
        for key, label in known.items():
            self.chooser.addItem(label, key)
        self.chooser.setCurrentIndex(max(self.chooser.findData(wanted), 0))
        self.chooser.setEnabled(True)
        self.chooser.blockSignals(False)  # noqa: FBT003

    def _draw(self) -> None:
        project = self.chooser.currentData()
        if self._file is None or project is None:
            return
        try:
            self.sheet.setHtml(page(results.sheet(self._file, self._site, project)))
        except results.NoResultsError as error:
            self.tell(str(error))

    def tell(self, text: str) -> None:
        """Say something in the place of a sheet."""
        self.sheet.setPlainText(text)

    def _open_map(self) -> None:
        if self._file is not None:
            address = QUrl.fromLocalFile(str(self._file.with_name("map.html")))
            QDesktopServices.openUrl(address)
