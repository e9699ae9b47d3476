"""Tenure of a zone from two tables that a technician keeps: its plots, and titles over time."""

from datetime import date
from pathlib import Path
from typing import Final, get_args

import pandas as pd
from pandas import DataFrame, Series

from land.errors import Message, Parts
from zae.charter.article import CharterError
from zae.charter.land import HolderType
from zae.charter.text import text_of
from zae.messages import N_

RIGHT_LABELS: Final = {
    "ownership": N_("ownership"), "lease": N_("lease"), "option": N_("option"),
    "preemption": N_("pre-emption"), "use": N_("use"),
}  # fmt: skip
"""Rights on a plot, in the words of a reader."""


def read_plots(path: Path) -> Series:
    """
    Plots of a zone.

    Parameters
    ----------
    path : Path
        CSV with ``plot`` and ``area_m2``, separated by semicolons or commas.

    Returns
    -------
    Series of float
        Area of each plot. [m²]

    Raises
    ------
    CharterError
        If a column lacks, a plot stands twice, or an area is not above 0; lists all.
    """
    table = _table(path, ("plot", "area_m2"))
    areas = pd.to_numeric(table["area_m2"].str.replace(",", "."), errors="coerce")
    wrong = table["plot"][~(areas > 0) | table["plot"].duplicated()]
    if len(wrong):
        raise CharterError(
            "{file}: plots that stand twice or have no area: {plots}",
            file=path.name, plots=list(wrong),
        )  # fmt: skip
    return Series(areas.to_numpy(float), index=table["plot"].to_numpy(), name="area_m2")


def read_titles(path: Path) -> DataFrame:
    """
    Titles of a zone, for :mod:`land.holding`.

    Parameters
    ----------
    path : Path
        CSV with ``plot``, ``right``, ``holder``, ``start``, ``end``; days like 2026-01-31, an
        empty end where none is known. A column ``holder_type`` may say what the holder is, a type
        of owner such as ``company``: the public edition of a charter sums up areas by it.

    Returns
    -------
    DataFrame
        The same columns, days as dates.

    Raises
    ------
    CharterError
        If a column lacks, a day is none or a type unknown; lists all.
    """
    columns = ("plot", "right", "holder", "start", "end")
    whole = _table(path, columns)
    table = whole[list(columns)]
    faults: list[str] = []
    for column in ("start", "end"):
        table[column] = Series(
            [_day(v, i, column, faults) for i, v in enumerate(table[column], start=2)],
            index=table.index, dtype=object,
        )  # fmt: skip
    if "holder_type" in whole:
        table["holder_type"] = Series(
            [_type(v, i, faults) for i, v in enumerate(whole["holder_type"], start=2)],
            index=table.index, dtype=object,
        )  # fmt: skip
    if faults:
        raise CharterError("{file}: {faults}", file=path.name, faults=Parts(faults, between="\n"))
    return table


def _type(text: str, line: int, faults: list[str]) -> str | None:
    if text and text not in get_args(HolderType):
        faults.append(Message(
            "line {line}: holder_type: « {text} » is none of {known}",
            line=line, text=text, known=list(get_args(HolderType)),
        ))  # fmt: skip
    return text or None


def _day(text: str, line: int, column: str, faults: list[str]) -> date | None:
    if not text and column == "end":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(
            Message("line {line}: {column}: « {text} » is no day like 2026-01-31",
                    line=line, column=column, text=text)
        )  # fmt: skip
        return None


def _table(path: Path, columns: tuple[str, ...]) -> DataFrame:
    head = text_of(path).splitlines()[:1]
    separator = ";" if ";" in (head[0] if head else "") else ","
    table = pd.read_csv(path, sep=separator, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    lacking = [c for c in columns if c not in table.columns]
    if lacking:
        raise CharterError("{file}: columns {lacking} absent", file=path.name, lacking=lacking)
    stripped: DataFrame = table.apply(lambda column: column.str.strip())
    return stripped
