"""A sheet that writes columns of many rows straight to the file, row by row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

LAST: Final = 2**20 - 1
"""The last row that a sheet has, from 0."""
ROW: Final = str(LAST + 1)
"""Its number in a formula: a formula is made once for that row, then told of each other one."""
_LONGEST: Final = 32_767
"""Characters that a cell holds. [Excel]"""

Cells = Callable[[int], Iterator[str]]
"""Cells of a column as they stand in the file, from a row on."""


class PlainSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """
    A sheet whose formulas hold no function newer than Excel 2010, and whose rows are streamed.

    XlsxWriter looks for thirty newer functions in every formula, then makes an object and a dozen
    calls of every cell: two thirds of the time of a whole study went there. Headings are written
    its way; the rows of sites are columns here, joined row by row once the sheet is written. See
    decision 0101.
    """

    def __init__(self) -> None:
        super().__init__()
        self._columns: dict[int, dict[int, Cells]] = {}

    def texts(self, top: int, column: int, texts: Iterable[object], form: Format) -> None:
        """Write texts as texts, whatever they begin with; nothing for a missing one."""
        style, name, table = _style(form), xl_col_to_name(column), self.str_table
        codes = [table._get_shared_string_index(_text(t)) for t in texts]  # noqa: SLF001
        tail = f'" s="{style}" t="s"><v>'

        def cells(first: int) -> Iterator[str]:
            return (
                f'<c r="{name}{row}{tail}{code}</v></c>' for row, code in enumerate(codes, first)
            )

        self._add(top, column, cells, len(codes))

    def numbers(self, top: int, column: int, values: Sequence[float], form: Format) -> None:
        """Write numbers; an empty cell where there is none."""
        name, style = xl_col_to_name(column), _style(form)

        def cells(first: int) -> Iterator[str]:
            for row, value in enumerate(values, first):
                if value != value:  # noqa: PLR0124 (NaN)
                    yield f'<c r="{name}{row}" s="{style}"/>'
                else:
                    yield f'<c r="{name}{row}" s="{style}"><v>{value:.16G}</v></c>'

        self._add(top, column, cells, len(values))

    def formulas(
        self, top: int, column: int, formula: str, known: Sequence[Any], form: Format
    ) -> None:
        """
        Write a formula in each row with the figure of the engine; nothing where it has none.

        Parameters
        ----------
        top, column : int
            First row and column, from 0.
        formula : str
            The formula as it stands in row ``ROW``.
        known : sequence
            Figures or texts of the engine.
        form : Format
            Format.
        """
        name, style = xl_col_to_name(column), _style(form)
        parts = escape(formula.removeprefix("=")).split(ROW)

        def cells(first: int) -> Iterator[str]:
            for row, value in enumerate(known, first):
                kind, shown = _figure(value)
                said = str(row).join(parts)
                yield f'<c r="{name}{row}" s="{style}"{kind}><f>{said}</f><v>{shown}</v></c>'

        self._add(top, column, cells, len(known))

    def _add(self, top: int, column: int, cells: Cells, count: int) -> None:
        if not count:
            return
        for row in (top, top + count - 1):
            self._check_dimensions(row, column)
        self._columns.setdefault(top, {})[column] = cells

    def _write_rows(self) -> None:
        """Rows of headings, then those of sites."""
        bottom: int = self.dim_rowmax  # type: ignore[has-type]
        self.dim_rowmax = min([bottom, *(top - 1 for top in self._columns)])
        super()._write_rows()
        self.dim_rowmax = bottom
        for top, columns in sorted(self._columns.items()):
            side_by_side = zip(*(columns[c](top + 1) for c in sorted(columns)), strict=True)
            for row, cells in enumerate(side_by_side, top + 1):
                self.fh.write(f'<row r="{row}">{"".join(cells)}</row>')

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        del expand_future_functions
        return formula.removeprefix("=")


def _style(form: Format) -> int:
    number: int = form._get_xf_index()  # noqa: SLF001
    return number


def _text(value: object) -> str:
    missing = value is None or value != value  # noqa: PLR0124 (NaN)
    return "" if missing else str(value)[:_LONGEST]


def _figure(value: Any) -> tuple[str, str]:
    """Kind of a cell and what stands in it."""
    if value is None or value != value:  # noqa: PLR0124 (NaN)
        return "", ""
    if isinstance(value, str):
        return ' t="str"', escape(value)
    return "", f"{value:.16G}"
