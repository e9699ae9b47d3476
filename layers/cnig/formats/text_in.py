"""CSV as delivered: any delimiter and encoding that French tools write, each row accounted for."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pandas import DataFrame, Index

from land.errors import Message
from layers.cnig.faults import Fault
from layers.cnig.formats.raw import Raw
from layers.errors import ReadError
from layers.text import encoding_of

_DELIMITERS: Final = ";,\t|"
_LONGEST: Final = 1 << 30


def load(path: Path) -> Raw:
    """
    Read a CSV.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Raw
        Cells as text, on the number of the line where each row begins. A row that lacks cells is
        completed with empty ones, a row with too many is refused; both are said.

    Raises
    ------
    ReadError
        If the file holds no header, or cannot be decoded.
    """
    content = path.read_bytes()
    encoding = encoding_of(content)
    text = content.decode(encoding, errors="replace").replace("\0", "")
    faults = []
    if not encoding.startswith("utf-8"):
        faults.append(
            Fault(rule="file.encoding", file=path.name, found=encoding,
                  to_do=Message("save the file in UTF-8"))
        )  # fmt: skip
    rows = list(_rows(text, _delimiter(text)))
    if not rows:
        raise ReadError(
            "{file}: the file is empty; bring it in again, or ask its producer for it",
            file=path.name,
        )
    header = [name.strip() for name in rows[0][1]]
    kept, lines, more = _fitted(rows[1:], header, path.name)
    frame = DataFrame(kept, columns=header, index=Index(lines, dtype="int64"), dtype=object)
    return Raw(
        frame=frame,
        file=path.name,
        rows=len(rows) - 1,
        refused=len(rows) - 1 - len(kept),
        faults=(*faults, *more),
    )


def _delimiter(text: str) -> str:
    """The sign that parts the header: names of the standard hold none of them."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=header.count)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Line where each row begins, and its cells; blank rows are no rows."""
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for cells in reader:
        if any(c.strip() for c in cells):
            yield line, cells
        line = reader.line_num + 1


def _fitted(
    rows: list[tuple[int, list[str]]], header: list[str], file: str
) -> tuple[list[list[str]], list[int], list[Fault]]:
    kept, lines, faults = [], [], []
    for line, found in rows:
        cells = found
        while len(cells) > len(header) and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) != len(header):
            faults.append(_uneven(file, line, cells, len(header)))
        if len(cells) <= len(header):
            kept.append([*cells, *[""] * (len(header) - len(cells))])
            lines.append(line)
    return kept, lines, faults


def _uneven(file: str, line: int, cells: list[str], width: int) -> Fault:
    if len(cells) < width:
        to_do = Message(
            "{count} cells where the header has {width}: the file was cut, or a delimiter is "
            "missing; the cells that lack are read as empty",
            count=len(cells),
            width=width,
        )
    else:
        to_do = Message(
            "{count} cells where the header has {width}: put texts that hold the delimiter between "
            "quotation marks; the row is refused",
            count=len(cells),
            width=width,
        )
    return Fault(rule="file.cells", file=file, row=line, id=cells[0].strip(), found=cells[0],
                 to_do=to_do)  # fmt: skip
