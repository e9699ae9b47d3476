"""The pen: formats of the workbook, and cells written so that a text stays a text."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from zae.publish.report.reader import Reader
from zae.publish.workbook.layout import Layout
from zae.publish.workbook.sheet import PlainSheet

_A3: Final = 8
_A4: Final = 9
_EDGE: Final = {"border": 1, "border_color": "#d4d7dc"}
FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1c3b70"},
    "muted": {"font_color": "#53565c"},
    "head": {
        "bold": True,
        "text_wrap": True,
        "valign": "bottom",
        "bottom": 2,
        "bg_color": "#f2f4f8",
    },
    "block": {"bold": True, "font_color": "#ffffff", "bg_color": "#1c3b70"},
    "plain": {"valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "number": {"num_format": "0.###", "valign": "top"},
    "mark": {"num_format": "0.000"},
    "score": {"num_format": "0.0"},
    "main": {"num_format": "0.0", "bold": True},
    "shift": {"num_format": "+0.0;-0.0;0.0", "font_color": "#53565c"},
    "percent": {"num_format": "0.0%"},
    "letter": {"bold": True, "align": "center"},
    "input": {"num_format": "0.####", "bg_color": "#fff6cc", **_EDGE},
    "input_percent": {"num_format": "0.0%", "bg_color": "#fff6cc", **_EDGE},
}
"""Formats by name; a yellow cell is one to change."""


class Pen:
    """
    Writes cells of a workbook.

    Parameters
    ----------
    book : Workbook
        The workbook.
    layout : Layout
        Where everything stands.
    reader : Reader
        Who reads.
    """

    def __init__(self, book: Workbook, layout: Layout, reader: Reader) -> None:
        self.layout = layout
        self.reader = reader
        self.formats = {name: book.add_format(made) for name, made in FORMATS.items()}
        self._book = book

    def sheet(self, name: str, *, wide: bool = False) -> PlainSheet:
        """Add a sheet, printed one page wide; a wide one over as many pages as it needs."""
        sheet: PlainSheet = self._book.add_worksheet(name, PlainSheet)
        sheet.set_landscape()
        sheet.set_paper(_A3 if wide else _A4)
        if not wide:
            sheet.fit_to_pages(1, 0)
        return sheet

    def text(
        self, sheet: Worksheet, row: int, column: int, text: object, form: str = "plain"
    ) -> None:
        """Write a text as a text, whatever it begins with; nothing for a missing one."""
        missing = text is None or text != text  # noqa: PLR0124 (NaN)
        sheet.write_string(row, column, "" if missing else str(text), self.formats[form])

    def number(
        self, sheet: Worksheet, row: int, column: int, value: float, form: str = "number"
    ) -> None:
        """Write a number; an empty cell where there is none."""
        if value != value:  # noqa: PLR0124 (NaN)
            sheet.write_blank(row, column, None, self.formats[form])
        else:
            sheet.write_number(row, column, value, self.formats[form])

    def formula(
        self, sheet: Worksheet, at: tuple[int, int], formula: str, value: object, form: str
    ) -> None:
        """Write a formula with the figure of the engine; nothing where the engine has none."""
        known = "" if value is None or value != value else value  # noqa: PLR0124 (NaN)
        sheet.write_formula(*at, formula, self.formats[form], known)

    def texts(
        self, sheet: PlainSheet, at: tuple[int, int], texts: Iterable[object], form: str = "plain"
    ) -> None:
        """Write texts under one another."""
        sheet.texts(*at, texts, self.formats[form])

    def numbers(
        self, sheet: PlainSheet, at: tuple[int, int], values: Any, form: str = "number"
    ) -> None:
        """Write numbers under one another."""
        sheet.numbers(*at, np.asarray(values, dtype=float).tolist(), self.formats[form])

    def formulas(
        self, sheet: PlainSheet, at: tuple[int, int], formula: str, known: Sequence[Any], form: str
    ) -> None:
        """Write a formula, as it stands in row ``ROW``, under itself."""
        sheet.formulas(*at, formula, known, self.formats[form])
