"""Text tables: CSV and its kin, as French producers write them."""

import csv
import io
import warnings
from pathlib import Path
from typing import Final

import pandas as pd

from layers.account import Reason
from layers.errors import ReadError
from layers.formats.geometry_columns import with_geometry
from layers.formats.loaded import Loaded, Note, digest
from layers.options import ReadOptions
from layers.text import encoding_of

SUFFIXES: Final = (".csv", ".txt", ".tsv", ".tab")
_DELIMITERS: Final = ",;\t|"
_MISSING: Final = ["", "NULL", "null", "NaN", "nan", "N/A", "#N/A", "None"]
_SAMPLE: Final = 60


def load(path: Path, options: ReadOptions, *, kind: str) -> Loaded:
    """
    Read a text table, and its geometry where it has one.

    Parameters
    ----------
    path : Path
        The file.
    options : ReadOptions
        Its ``encoding``, ``geometry`` and ``crs`` are used.
    kind : str
        Geometry of the role; ``table`` leaves the geometry columns alone.

    Returns
    -------
    Loaded
        Rows as text, a GeoDataFrame where a geometry was wanted.

    Raises
    ------
    ReadError
        If there is no row, no header, or no geometry where one is wanted.

    Notes
    -----
    The header is the first line of which more than half of the cells are filled. A line of labels
    below it (Insee writes one) is skipped when it holds no figure where the lines that follow do.
    A cell that only says NA is missing, except in a column called ``section``.
    """
    content = path.read_bytes()
    text, encoding = _decode(content, path, options.encoding)
    delimiter, header, labels = _layout(text, path)
    frame, refused = _frame(text, path, delimiter, header, labels)
    notes: list[Note] = []
    if not encoding.startswith("utf-8"):
        notes.append(("noted", Reason.ENCODING, encoding, len(frame)))
    if header or labels:
        notes.append(("noted", Reason.TITLE_LINES, "", header + labels))
    notes.extend(refused)
    if kind != "table":
        frame, more = with_geometry(frame, options, kind=kind, label=path.name)
        notes.extend(more)
    return Loaded(frame=frame, name=path.name, sha256=digest([path]), notes=tuple(notes))


def _decode(content: bytes, path: Path, wanted: str | None) -> tuple[str, str]:
    encoding = wanted or encoding_of(content)
    try:
        text = content.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise ReadError(
            "{file}: cannot be read as {encoding} ({error})",
            file=path.name,
            encoding=encoding,
            error=error,
        ) from error
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return text, encoding


def _layout(text: str, path: Path) -> tuple[str, int, int]:
    """Delimiter, number of title lines above the header, and of label lines below it."""
    lines = [line for line in text[:2_000_000].splitlines()[: 4 * _SAMPLE] if line.strip()]
    if not lines:
        raise ReadError(
            "{file}: the file is empty; bring it in again, or ask its producer for it",
            file=path.name,
        )
    delimiter = max(_DELIMITERS, key=lambda d: _regularity(lines, d))
    rows = _rows("\n".join(lines), delimiter)
    width = _width(rows)
    header = next((i for i, row in enumerate(rows) if _filled(row) * 2 > width), 0)
    return delimiter, header, int(_is_label(rows[header + 1 : header + 12]))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(1 << 30)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    return [row for _, row in zip(range(_SAMPLE), rows, strict=False)]


def _width(rows: list[list[str]]) -> int:
    return int(pd.Series([len(row) for row in rows]).mode().max())


def _regularity(lines: list[str], delimiter: str) -> tuple[float, int]:
    rows = _rows("\n".join(lines), delimiter)
    width = _width(rows)
    share = sum(len(row) == width for row in rows) / len(rows)
    return (share if width > 1 else 0.0, width)


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_label(rows: list[list[str]]) -> bool:
    """Whether the first row is words only, where every other row has many figures."""
    if len(rows) < 3:  # noqa: PLR2004
        return False
    figures = [sum(_is_figure(cell) for cell in row) / max(_filled(row), 1) for row in rows]
    return figures[0] == 0 and min(figures[1:]) >= 1 / 3


def _is_figure(cell: str) -> bool:
    return cell.strip().replace(",", "").replace(".", "").replace("-", "").isdigit()


def _frame(
    text: str, path: Path, delimiter: str, header: int, labels: int
) -> tuple[pd.DataFrame, list[Note]]:
    body = _below(text, header)
    bad: list[str] = []
    try:
        frame = _good_lines(body, delimiter, bad)
    except pd.errors.ParserWarning as error:
        raise ReadError(
            "{file}: its rows have more cells than its header", file=path.name
        ) from error
    except pd.errors.EmptyDataError as error:
        raise ReadError("{file}: no header and no row", file=path.name) from error
    frame = frame.iloc[labels:].reset_index(drop=True)
    frame.columns = frame.columns.str.strip()
    text_na = [c for c in frame.columns if c.casefold() != "section"]
    frame[text_na] = frame[text_na].mask(frame[text_na] == "NA")
    if frame.empty:
        raise ReadError("{file}: a header and no row", file=path.name)
    refused: list[Note] = [("refused", Reason.BAD_LINE, b, 1) for b in bad]
    return frame, refused


def _good_lines(body: str, delimiter: str, bad: list[str]) -> pd.DataFrame:
    """Rows as text; the slower reading that sets lines aside runs only where the first fails."""
    try:
        return _parsed(body, delimiter, None)
    except pd.errors.ParserError:
        return _parsed(body, delimiter, bad)


def _parsed(body: str, delimiter: str, bad: list[str] | None) -> pd.DataFrame:
    """Rows as text; lines with too many cells stop the reading, or go to ``bad`` where given."""

    def set_aside(cells: list[str]) -> None:
        if bad is not None:
            bad.append(delimiter.join(cells)[:60])

    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(
            io.StringIO(body),
            sep=delimiter,
            dtype="str",
            index_col=False,
            keep_default_na=False,
            na_values=_MISSING,
            engine="c" if bad is None else "python",
            on_bad_lines="error" if bad is None else set_aside,
        )


def _below(text: str, header: int) -> str:
    """Text from the header on; blank lines above it do not count as lines."""
    stream = io.StringIO(text)
    skipped = 0
    while skipped < header:
        line = stream.readline()
        skipped += bool(line.strip())
    return stream.read()
