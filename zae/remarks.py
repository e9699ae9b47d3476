"""
Remarks of readers: files that the map saved, checked whole and kept beside the study.

They are kept as lines of JSON, one a remark, so that a line can be read, moved or taken out in any
text editor, and no spreadsheet can alter an identifier or run a text.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pandas import DataFrame
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from criteria.faults import Place, faults_of
from land.errors import Message, Parts, ZaeError
from zae.assessment import REMARK_COLUMNS, Assessment
from zae.messages.system import system_fault
from zae.publish.whole import whole
from zae.study import Study

FILE: Final = "remarques.jsonl"
"""Where remarks are kept, in the folder of the study file."""

FORMAT: Final = "zae-remarks-1"
"""What the map writes at the head of a file (``js/remarks.js``)."""

LONGEST: Final = 4_000
"""Characters of a remark, as the field of the page allows. *assumed*"""


class RemarksError(ZaeError, ValueError):
    """Files of remarks are faulty, or speak of another study; all their faults are listed."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Grid(_Part):
    name: str
    version: str


class _Remark(_Part):
    site_id: str
    name: str
    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    score: Annotated[float, Field(ge=0, le=100)] | None
    letter: str | None

    @field_validator("text")
    @classmethod
    def _legible(cls, text: str) -> str:
        if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r" for c in text):
            raise RemarksError("a character that is none for a reader (control character)")
        return text


class _Saved(_Part):
    format: Literal["zae-remarks-1"]
    study: str
    grid: _Grid
    project: str
    weights: dict[str, float]
    author: Annotated[str, Field(max_length=200)]
    written: AwareDatetime
    remarks: tuple[_Remark, ...]


def read_saved(paths: Sequence[Path], assessment: Assessment) -> DataFrame:
    """
    Remarks of files that the map saved.

    Parameters
    ----------
    paths : sequence of Path
        JSON files in the format ``zae-remarks-1``.
    assessment : Assessment
        The study that they speak of.

    Returns
    -------
    DataFrame
        One row a remark, ``REMARK_COLUMNS``, in the order of the files.

    Raises
    ------
    RemarksError
        If a file cannot be read, has another format, speaks of another study, grid or version of
        the grid, or names a site or project that the study does not have. Every fault of every
        file is listed.
    """
    faults: list[Message] = []
    rows: list[dict[str, object]] = []
    for path in paths:
        saved, found = _parsed(path)
        if saved is not None:
            found = _strangers(saved, assessment)
            rows += _rows(saved)
        faults += [Message("{file}: {fault}", file=path.name, fault=f) for f in found]
    if faults:
        raise RemarksError(
            "{count} fault(s) in the remarks\n  {faults}",
            count=len(faults), faults=Parts(faults, between="\n  "),
        )  # fmt: skip
    return DataFrame(rows, columns=list(REMARK_COLUMNS))


def _parsed(path: Path) -> tuple[_Saved | None, list[Message]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        return None, [Message("cannot be read: {why}", why=system_fault(error))]
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        return None, [Message("not a file of remarks: {why}", why=str(error))]
    try:
        return _Saved.model_validate(content), []
    except ValidationError as error:
        return None, faults_of(error, _place)


def _place(place: Place) -> str:
    """Place of a fault: keys, and the number of the remark from one."""
    return " ".join(f"#{p + 1}" if isinstance(p, int) else p for p in place) or "file"


def _strangers(saved: _Saved, assessment: Assessment) -> list[Message]:
    """What a sound file says that the study does not know."""
    study, grid = assessment.study, assessment.grid
    faults = []
    if saved.study != study.title:
        faults.append(
            Message("written on the study « {found} », this one is « {title} »",
                    found=saved.study, title=study.title)
        )  # fmt: skip
    if (saved.grid.name, saved.grid.version) != (grid.name, grid.version):
        faults.append(
            Message("written under the grid {found}, this study has {grid}: send the map again",
                    found=f"{saved.grid.name} {saved.grid.version}",
                    grid=f"{grid.name} {grid.version}")
        )  # fmt: skip
    if saved.project not in assessment.runs:
        known = ", ".join(assessment.runs)
        faults.append(
            Message("unknown project « {found} »; there are: {known}",
                    found=saved.project, known=known)
        )  # fmt: skip
    return faults + [
        Message("remark #{number}: no site « {site} » in the study", number=n, site=remark.site_id)
        for n, remark in enumerate(saved.remarks, start=1)
        if remark.site_id not in assessment.sites.index
    ]


def _rows(saved: _Saved) -> list[dict[str, object]]:
    shared = {
        "author": saved.author.strip(), "written": saved.written.astimezone(UTC).isoformat(),
        "project": saved.project, "weights_moved": bool(saved.weights), "grid": saved.grid.name,
        "grid_version": saved.grid.version, "study": saved.study,
    }  # fmt: skip
    return [
        shared
        | {"site_id": r.site_id, "text": r.text.strip(), "score": r.score, "letter": r.letter}
        for r in saved.remarks
    ]


def add(found: DataFrame, folder: Path) -> int:
    """
    Keep remarks beside a study; those that are already there are left out.

    A remark is the same when its study, site, author and text are: a reader who saves twice sends
    the first remarks again.

    Parameters
    ----------
    found : DataFrame
        Remarks, ``REMARK_COLUMNS``.
    folder : Path
        Folder of the study file.

    Returns
    -------
    int
        How many were added.

    Raises
    ------
    RemarksError
        If the remarks that are there cannot be read.
    ZaeError
        If the folder cannot be written to.
    """
    kept = _lines(folder / FILE)
    met = {_same(row) for row in kept}
    fresh = []
    for row in found.astype(object).where(found.notna(), None).to_dict("records"):
        if _same(row) not in met:
            met.add(_same(row))
            fresh.append({str(k): v for k, v in row.items()})
    if fresh:
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in (*kept, *fresh)]
        with whole(folder / FILE) as beside:
            beside.write_text("".join(lines), encoding="utf-8", newline="\n")
    return len(fresh)


def _same(row: Mapping[Any, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("study", "site_id", "author", "text"))


def _lines(path: Path) -> list[dict[str, object]]:
    if not path.exists():
        return []
    rows, wrong = [], []
    # Split on line feeds alone: other separators of lines may stand in a remark.
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if line.strip():
            row = _row(line)
            rows.append(row)
            wrong += [] if row else [str(number)]
    if wrong:
        raise RemarksError(
            "{file}: line {lines} is not a remark; mend it or take it out",
            file=path.name, lines=", ".join(wrong),
        )  # fmt: skip
    return rows


def _row(line: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return row if isinstance(row, dict) and set(REMARK_COLUMNS) <= set(row) else {}


def kept(study: Study) -> DataFrame:
    """
    Remarks that are kept beside a study.

    Parameters
    ----------
    study : Study
        A study.

    Returns
    -------
    DataFrame
        Its remarks, ``REMARK_COLUMNS``, the oldest first; none where there is no file. Those on
        another study of the same folder are left out.

    Raises
    ------
    RemarksError
        If a line of the file is not a remark.
    """
    rows: Iterable[dict[str, object]] = _lines(study.folder / FILE)
    mine = [row for row in rows if row["study"] == study.title]
    table = DataFrame(mine, columns=list(REMARK_COLUMNS))
    return table.sort_values(["written", "site_id"], kind="stable", ignore_index=True)
