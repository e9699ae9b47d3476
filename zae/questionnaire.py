"""The workbook that people fill in to say what matters: a sheet for each choice to be made."""

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from criteria.elicit import RANDOM_INDEX
from criteria.grid import Grid
from zae.messages import Lang, number, translator

FAMILIES: Final = "families"
"""Key of the sheet where families are weighed against each other."""

NAME_ROW, GRID_ROW, HASH_ROW = 8, 9, 10
"""Rows of the first sheet, from 0: who answers, which grid, its hash; values in column B."""

POINTS_ROW: Final = 4
"""First row of the items, from 0."""

_WIDTHS: Final = (4, 46, 16, 16, 46, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """
    Items to weigh against each other on one sheet.

    Parameters
    ----------
    key : str
        ``families``, or the key of a family.
    title : str
        Title of the sheet.
    items : dict of str to str
        Labels by key.
    jumps : dict of str to tuple of str
        For each item, its worst and its best value, as they are to be read.
    """

    key: str
    title: str
    items: dict[str, str]
    jumps: dict[str, tuple[str, str]]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Pairs to compare; none where there are too many items for it."""
        few = len(self.items) <= max(RANDOM_INDEX)
        return list(combinations(self.items, 2)) if few else []

    @property
    def pairs_row(self) -> int:
        """First row of the pairs, from 0."""
        return POINTS_ROW + len(self.items) + 3


def choices(grid: Grid, lang: Lang) -> list[Choice]:
    """
    Choices that a grid asks for: across families, then inside each family of two criteria or more.

    Parameters
    ----------
    grid : Grid
        The grid.
    lang : str
        Language of the reader.

    Returns
    -------
    list of Choice
        The choices.

    Examples
    --------
    >>> from criteria.grid import published
    >>> [(c.key, len(c.items)) for c in choices(published(), "en")][:2]
    [('families', 4), ('land', 2)]
    """
    _ = translator(lang)
    all_worst = (_("all at their worst"), _("all at their best"))
    families = {f.key: f.label[lang] for f in grid.families}
    found = [
        Choice(
            key=FAMILIES,
            title=_("Across families"),
            items=families,
            jumps=dict.fromkeys(families, all_worst),
        )
    ]
    for family in grid.families:
        criteria = grid.family_criteria(family.key)
        items = {c.key: f"{c.code} · {c.label[lang]}" for c in criteria}
        jumps = {c.key: _jump(c.value.points, c.unit, lang) for c in criteria}
        found.append(Choice(key=family.key, title=family.label[lang], items=items, jumps=jumps))
    return [choice for choice in found if len(choice.items) > 1]


def _jump(points: tuple[tuple[float, float], ...], unit: str, lang: Lang) -> tuple[str, str]:
    worst, best = sorted((points[0], points[-1]), key=lambda p: p[1])
    low, high = (number(x, lang, 0 if x == int(x) else 1) for x in (worst[0], best[0]))
    return f"{low} {unit}", f"{high} {unit}"


def write_questionnaire(grid: Grid, out: Path, *, lang: Lang) -> Path:
    """
    Write the workbook.

    Parameters
    ----------
    grid : Grid
        The grid whose weights are asked for.
    out : Path
        File to write, ``.xlsx``.
    lang : str
        Language of the people who answer.

    Returns
    -------
    Path
        The file.
    """
    with xlsxwriter.Workbook(out) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "key": book.add_format({"font_color": "#808080", "font_size": 6}),
            "answer": book.add_format({"bg_color": "#FFF7CC", "border": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _write_first(book, grid, lang, formats)
        for choice in choices(grid, lang):
            _write_choice(book, choice, lang, formats)
    return out


def _write_first(book: Any, grid: Grid, lang: Lang, formats: dict[str, Any]) -> None:
    _ = translator(lang)
    sheet = book.add_worksheet(_("Read me"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.write(0, 0, _("What matters most?"), formats["title"])
    lines = (
        _("Fill in the yellow cells; leave all other cells as they are."),
        _("Points: give 100 to the jump from worst to best that matters most, less to the others."),
        _("Pairs: say which of the two matters more (1 or 2), and how many times (1 to 9)."),
        _("1 is the same, 3 a little more, 5 clearly, 7 much, 9 entirely."),
        _("Fill in the points, the pairs, or both, on every sheet."),
    )  # fmt: skip
    for row, line in enumerate(lines, start=2):
        sheet.write(row, 1, line, formats["text"])
    sheet.write(NAME_ROW, 0, _("Your name or department"), formats["head"])
    sheet.write_blank(NAME_ROW, 1, None, formats["answer"])
    sheet.write(GRID_ROW, 0, _("Grid"), formats["head"])
    sheet.write(GRID_ROW, 1, f"{grid.name} {grid.version}")
    sheet.write(HASH_ROW, 0, "sha256", formats["head"])
    sheet.write(HASH_ROW, 1, grid.sha256)


def _write_choice(book: Any, choice: Choice, lang: Lang, formats: dict[str, Any]) -> None:
    _ = translator(lang)
    sheet = book.add_worksheet(choice.title[:31])
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write(0, 0, choice.key, formats["key"])
    sheet.write(0, 1, choice.title, formats["title"])
    _write_points(sheet, choice, lang, formats)
    if choice.pairs:
        _write_pairs(sheet, choice, lang, formats)


def _write_points(sheet: Any, choice: Choice, lang: Lang, formats: dict[str, Any]) -> None:
    _ = translator(lang)
    heads = ("", _("Jump"), _("Points (0 to 100)"), _("From the worst"), _("To the best"))
    sheet.write_row(POINTS_ROW - 1, 0, heads, formats["head"])
    for row, (key, label) in enumerate(choice.items.items(), start=POINTS_ROW):
        sheet.write(row, 0, key, formats["key"])
        sheet.write(row, 1, label, formats["text"])
        sheet.write_blank(row, 2, None, formats["answer"])
        sheet.write_row(row, 3, choice.jumps[key], formats["text"])
    last = POINTS_ROW + len(choice.items) - 1
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    sheet.data_validation(POINTS_ROW, 2, last, 2, rule)


def _write_pairs(sheet: Any, choice: Choice, lang: Lang, formats: dict[str, Any]) -> None:
    _ = translator(lang)
    first = choice.pairs_row
    heads = ("", "1", _("Which matters more (1 or 2)"), _("How many times (1 to 9)"), "2", "")
    sheet.write_row(first - 1, 0, heads, formats["head"])
    for row, (one, two) in enumerate(choice.pairs, start=first):
        sheet.write(row, 0, one, formats["key"])
        sheet.write(row, 1, choice.items[one], formats["text"])
        sheet.write_blank(row, 2, None, formats["answer"])
        sheet.write_blank(row, 3, None, formats["answer"])
        sheet.write(row, 4, choice.items[two], formats["text"])
        sheet.write(row, 5, two, formats["key"])
    last = first + len(choice.pairs) - 1
    sheet.data_validation(first, 2, last, 2, {"validate": "list", "source": [1, 2]})
    times = {"validate": "decimal", "criteria": "between", "minimum": 1, "maximum": 9}
    sheet.data_validation(first, 3, last, 3, times)
