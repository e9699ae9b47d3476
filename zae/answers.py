"""Workbooks that people filled in, read back: every fault with its sheet and cell, then weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from python_calamine import CalamineError, CalamineWorkbook

from criteria.elicit import CONSISTENT, SCALE_MAX, ahp, consensus, shares, swing, together
from criteria.grid import Grid
from land.errors import Message, Parts, ZaeError
from zae.questionnaire import FAMILIES, HASH_ROW, NAME_ROW, POINTS_ROW, Choice, choices

Method = Literal["swing", "ahp"]
Cells = list[list[Any]]


class AnswersError(ZaeError, ValueError):
    """Filled workbooks are faulty; all faults are listed with file, sheet and cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elicited:
    """
    Weights that people gave.

    Parameters
    ----------
    shares : Series
        Weight of each criterion in the whole grid, of sum 1.
    weights : DataFrame
        Index ``choice``, ``item``; column ``together``, then one an evaluator. [0-1]
    consistency : DataFrame
        One row a choice, one column an evaluator and ``together``: consistency ratio of the
        pairs; missing for points.
    consensus : Series
        One figure a choice. [0-1]
    strained : DataFrame
        Answers of those whose ratio passes 0.10, the worst of each sheet: ``evaluator``,
        ``choice``, ``first``, ``second``, ``given``, ``implied``, ``stretch``.
    source : str
        Where the weights come from, to be written beside them.
    """

    shares: Series
    weights: DataFrame
    consistency: DataFrame
    consensus: Series
    strained: DataFrame
    source: str


def elicited(paths: Sequence[Path], grid: Grid, method: Method) -> Elicited:
    """
    Weights from filled workbooks.

    Parameters
    ----------
    paths : sequence of Path
        Workbooks, one an evaluator; ``.xlsx`` or ``.ods``.
    grid : Grid
        The grid that they were made for.
    method : {"swing", "ahp"}
        Whether points or pairs are read.

    Returns
    -------
    Elicited
        Weights, consistency and consensus. Points are averaged; pairs are brought together by
        their geometric mean before weights are drawn from them.

    Raises
    ------
    AnswersError
        If a workbook cannot be read, is of another grid, or has a cell that is empty or no answer.
    """
    asked = choices(grid, "fr")
    faults: list[str] = []
    people: dict[str, dict[str, Any]] = {}
    for path in paths:
        name, answers = _one(path, grid, asked, method, faults)
        if name in people:
            faults.append(
                Message(
                    "{file}: « {name} » has answered in another file already",
                    file=path.name,
                    name=name,
                )
            )
        people[name] = answers
    if faults:
        raise AnswersError(
            "{count} fault(s)\n  {faults}",
            count=len(faults),
            faults=Parts(faults, between="\n  "),
        )
    return _result(grid, asked, people, method)


def _one(
    path: Path, grid: Grid, asked: list[Choice], method: Method, faults: list[str]
) -> tuple[str, dict[str, Any]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except (CalamineError, OSError) as error:
        faults.append(
            Message("{file}: cannot be read as a workbook: {error}", file=path.name, error=error)
        )
        return str(path), {}
    first = next(iter(sheets), "")
    name = str(_cell(sheets.get(first, []), NAME_ROW, 1)).strip()
    if not name:
        faults.append(
            Message(
                "{place}: the name of who answers is missing",
                place=f"{path.name}, {first}, B{NAME_ROW + 1}",
            )
        )
    if _cell(sheets.get(first, []), HASH_ROW, 1) != grid.sha256:
        faults.append(
            Message(
                "{place}: made for another version of the grid",
                place=f"{path.name}, {first}, B{HASH_ROW + 1}",
            )
        )
        return name or str(path), {}
    by_key = {str(_cell(cells, 0, 0)): (title, cells) for title, cells in sheets.items()}
    found = {}
    for choice in asked:
        title, cells = by_key.get(choice.key, ("", []))
        if not title:
            faults.append(
                Message(
                    "{file}: the sheet « {sheet} » is missing", file=path.name, sheet=choice.title
                )
            )
        else:
            read = _points if method == "swing" else _pairs
            found[choice.key] = read(cells, choice, f"{path.name}, {title}", faults)
    return name or str(path), found


def _cell(cells: Cells, row: int, column: int) -> Any:
    return cells[row][column] if row < len(cells) and column < len(cells[row]) else ""


def _number(value: Any, low: float, high: float) -> float | None:
    """A number of a cell, as typed or as text with a comma; None if it is no such number."""
    try:
        number = float(str(value).replace(",", ".")) if value != "" else np.nan
    except ValueError:
        return None
    return number if low <= number <= high else None


def _points(cells: Cells, choice: Choice, place: str, faults: list[str]) -> Series:
    points = {}
    for row, key in enumerate(choice.items, start=POINTS_ROW):
        if _cell(cells, row, 0) != key:
            faults.append(
                Message(
                    "{place}: « {key} » was expected; rows must stay in order",
                    place=f"{place}, A{row + 1}",
                    key=key,
                )
            )
        value = _cell(cells, row, 2)
        points[key] = _number(value, 0, 100)
        if points[key] is None:
            faults.append(
                Message(
                    "{place}: points from 0 to 100 expected, found « {found} »",
                    place=f"{place}, C{row + 1}",
                    found=value,
                )
            )
    given = [p for p in points.values() if p is not None]
    if len(given) == len(points) and max(given) != 100:  # noqa: PLR2004
        ends = f"C{POINTS_ROW + 1}:C{POINTS_ROW + len(points)}"
        faults.append(
            Message("{place}: one jump at least must have 100 points", place=f"{place}, {ends}")
        )
    return Series(points, dtype=float)


def _pairs(cells: Cells, choice: Choice, place: str, faults: list[str]) -> DataFrame:
    keys = list(choice.items)
    table = DataFrame(np.eye(len(keys)), index=keys, columns=keys)
    if not choice.pairs:
        faults.append(
            Message("{place}: too many items to compare by pairs; use points", place=place)
        )
    for row, (one, two) in enumerate(choice.pairs, start=choice.pairs_row):
        if (_cell(cells, row, 0), _cell(cells, row, 5)) != (one, two):
            faults.append(
                Message(
                    "{place}: « {one} » and « {two} » expected; keep the rows",
                    place=f"{place}, A{row + 1}",
                    one=one,
                    two=two,
                )
            )
        side, times = _cell(cells, row, 2), _cell(cells, row, 3)
        which, ratio = _number(side, 1, 2), _number(times, 1, SCALE_MAX)
        if which not in (1, 2) and ratio != 1:
            faults.append(
                Message(
                    "{place}: 1 or 2 expected, found « {found} »",
                    place=f"{place}, C{row + 1}",
                    found=side,
                )
            )
        if ratio is None:
            faults.append(
                Message(
                    "{place}: a number from 1 to 9 expected, found « {found} »",
                    place=f"{place}, D{row + 1}",
                    found=times,
                )
            )
        else:
            given = 1 / ratio if which == 2 else ratio  # noqa: PLR2004
            table.loc[one, two], table.loc[two, one] = given, 1 / given
    return table


def _result(
    grid: Grid, asked: list[Choice], people: dict[str, dict[str, Any]], method: Method
) -> Elicited:
    weights, ratios, strained = {}, {}, []
    for choice in asked:
        answers = {name: found[choice.key] for name, found in people.items()}
        if method == "swing":
            own = DataFrame({name: swing(points) for name, points in answers.items()})
            weights[choice.key] = own.assign(together=own.mean(axis=1))
            continue
        tables = answers | {"together": together(answers)}
        found = {name: ahp(table) for name, table in tables.items()}
        weights[choice.key] = DataFrame({name: one.weights for name, one in found.items()})
        ratios[choice.key] = {name: one.ratio for name, one in found.items()}
        strained += [
            found[name].answers.head(1).assign(evaluator=name, choice=choice.key)
            for name in answers
            if found[name].ratio > CONSISTENT
        ]
    table = pd.concat(weights, names=["choice", "item"])
    table = table[["together", *people]]
    agreement = Series({
        key: consensus(part[list(people)].T, scale_max=np.inf if method == "swing" else SCALE_MAX)
        for key, part in weights.items()
    })  # fmt: skip
    ratio = DataFrame(ratios).T.reindex(index=list(weights), columns=["together", *people])
    heads = ["evaluator", "choice", "first", "second", "given", "implied", "stretch"]
    return Elicited(
        shares=_whole(grid, table["together"]),
        weights=table,
        consistency=ratio,
        consensus=agreement,
        strained=pd.concat(strained)[heads] if strained else DataFrame(columns=heads),
        source=_source(list(people), method, agreement, ratio),
    )


def _whole(grid: Grid, chosen: Series) -> Series:
    within = {
        f.key: chosen.loc[f.key]
        if f.key in chosen.index.get_level_values(0)
        else Series({c.key: 1.0 for c in grid.family_criteria(f.key)})
        for f in grid.families
    }
    several = FAMILIES in chosen.index.get_level_values(0)
    families = chosen.loc[FAMILIES] if several else Series({f.key: 1.0 for f in grid.families})
    return shares(families, within)


def _source(people: list[str], method: Method, agreement: Series, ratio: DataFrame) -> str:
    how = {"swing": "points (swing)", "ahp": "comparaisons par paires (AHP)"}[method]
    worst = "" if method == "swing" else f", cohérence au pire {ratio[people].max().max():.2f}"
    return (
        f"Élicité par {how} auprès de {', '.join(people)} ; "
        f"consensus S* de {agreement.min():.2f} à {agreement.max():.2f}{worst}"
    )
