"""Sheets of facts, marks and scores: one row a project and site, formulas from left to right."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from pandas import DataFrame
from xlsxwriter.worksheet import Worksheet

from criteria.scores import known_shares
from criteria.vetoes import RANK_OF_LEVEL
from zae.assessment import Assessment, Run
from zae.publish.fields import labels
from zae.publish.tables import FIRM_COLUMNS, firm_columns
from zae.publish.workbook import formulas
from zae.publish.workbook.formulas import Place
from zae.publish.workbook.layout import HEAD_ROWS, ID_COLUMNS, SIDES, WEIGHT_ROW
from zae.publish.workbook.pen import Pen

_APART = 1000
"""Points between two classes of admission in the key of a rank; more than any two scores."""


class Block(NamedTuple):
    """Rows of a project: its run and the row of its first site."""

    run: Run
    top: int


def blocks(assessment: Assessment) -> Iterator[Block]:
    """Rows of each project, one under the other."""
    count = len(assessment.sites)
    for i, run in enumerate(assessment.runs.values()):
        yield Block(run, HEAD_ROWS + i * count)


def _open(pen: Pen, assessment: Assessment, name: str) -> Worksheet:
    """Add a sheet with project, id and name at the head of each row."""
    sheet, t = pen.sheet(name, wide=True), pen.reader.labels
    sheet.repeat_rows(0, HEAD_ROWS - 1)
    sheet.repeat_columns(0, ID_COLUMNS - 1)
    pen.text(sheet, 0, 0, name, "title")
    for column, (heading, width) in enumerate(
        ((t["project"], 28), (t["site_id"], 18), (t["name"], 30))
    ):
        sheet.set_column(column, column, width)
        pen.text(sheet, HEAD_ROWS - 1, column, heading, "head")
    names = assessment.sites["name"]
    for run, top in blocks(assessment):
        project = pen.reader.text(run.project.label)
        for i, (site, called) in enumerate(names.items()):
            for column, text in enumerate((project, site, called)):
                pen.text(sheet, top + i, column, text)
    sheet.freeze_panes(HEAD_ROWS, ID_COLUMNS)
    return sheet


def _criteria_heads(pen: Pen, sheet: Worksheet, titles: Sequence[str]) -> None:
    for side, title in enumerate(titles):
        first = pen.layout.block(side)
        for i, criterion in enumerate(pen.layout.criteria):
            pen.text(sheet, 1, first + i, title if i == 0 else "", "block")
            pen.text(
                sheet,
                HEAD_ROWS - 1,
                first + i,
                f"{criterion.code} {pen.reader.text(criterion.label)}",
                "head",
            )
        sheet.set_column(first, first + len(pen.layout.criteria) - 1, 12)


def write_facts(pen: Pen, assessment: Assessment) -> None:
    """
    Write the facts: lower bounds, upper bounds, statuses.

    Parameters
    ----------
    pen : Pen
        The pen.
    assessment : Assessment
        The assessment.
    """
    sheet, t = _open(pen, assessment, pen.layout.names.facts), pen.reader.labels
    _criteria_heads(pen, sheet, (t["lower_bound"], t["upper_bound"], t["status"]))
    keys = [c.key for c in pen.layout.criteria]
    for run, top in blocks(assessment):
        for side, frame in enumerate((run.facts.low, run.facts.high)):
            for i, j, value in _cells(frame[keys]):
                pen.number(sheet, top + i, pen.layout.block(side) + j, value, "input")
        statuses = run.facts.status[keys].map(pen.reader.code).to_numpy()
        for (i, j), status in np.ndenumerate(statuses):
            pen.text(sheet, top + i, pen.layout.block(2) + j, status)


def _cells(frame: DataFrame) -> Iterator[tuple[int, int, float]]:
    for (i, j), value in np.ndenumerate(frame.to_numpy(float)):
        yield i, j, float(value)


def write_marks(pen: Pen, assessment: Assessment) -> None:
    """
    Write the marks: formulas over the facts and the breakpoints of the grid.

    Parameters
    ----------
    pen : Pen
        The pen.
    assessment : Assessment
        The assessment.
    """
    layout, t = pen.layout, pen.reader.labels
    sheet = _open(pen, assessment, layout.names.marks)
    _criteria_heads(pen, sheet, (t["central_mark"], t["low_mark"], t["high_mark"]))
    pen.text(sheet, WEIGHT_ROW, ID_COLUMNS - 1, t["weight"], "muted")
    for i, criterion in enumerate(layout.criteria):
        at = (WEIGHT_ROW, layout.block(0) + i)
        pen.formula(sheet, at, f"={layout.weight(i)}", criterion.weight.share, "percent")
    keys = [c.key for c in layout.criteria]
    for side, name in enumerate(SIDES):
        written = [_mark(pen, j, name).split(_ROW) for j in range(len(keys))]
        for run, top in blocks(assessment):
            for i, j, value in _cells(getattr(run.scores.marks, name)[keys]):
                at = (top + i, layout.block(side) + j)
                pen.formula(sheet, at, str(top + i + 1).join(written[j]), value, "mark")


_LAST: Final = 2**20 - 1
"""The last row that a sheet has."""
_ROW: Final = str(_LAST + 1)
"""Its number in a formula: a formula is made once for that row, then told of each other one."""


def _mark(pen: Pen, criterion: int, side: str) -> str:
    """Formula of a mark, in row ``_ROW``."""
    layout, row = pen.layout, _LAST
    on = Place(layout.names.facts)
    low, high = (on.cell(row, layout.block(s) + criterion) for s in (0, 1))
    points = layout.points(criterion)
    if side == "central":
        return formulas.mark(low, high, f"({low}+{high})/2", points, '""')
    rises = layout.criteria[criterion].value.rises
    status = on.cell(row, layout.block(2) + criterion)
    silent = pen.reader.code("not_applicable").replace('"', '""')
    if side == "low":
        return formulas.mark(
            low, high, low if rises else high, points, f'IF({status}="{silent}","",0)'
        )
    return formulas.mark(low, high, high if rises else low, points, f'IF({status}="{silent}","",1)')


class Columns(NamedTuple):
    """Columns of the sheet of scores."""

    score: int
    letter: int
    low: int
    high: int
    rank: int
    admission: int
    origin: int
    shift: int
    key: int
    families: int


_AT = Columns(
    score=3, letter=4, low=5, high=6, rank=7, admission=8, origin=9, shift=10, key=11, families=12
)


def write_scores(pen: Pen, assessment: Assessment) -> None:
    """
    Write the scores: family means, geometric mean, letter, interval and rank.

    Parameters
    ----------
    pen : Pen
        The pen.
    assessment : Assessment
        The assessment.
    """
    sheet = _open(pen, assessment, pen.layout.names.scores)
    _score_heads(pen, sheet)
    for block in blocks(assessment):
        _family_means(pen, sheet, block)
        _whole_scores(pen, sheet, block, len(assessment.sites))
    _firmness(pen, sheet, assessment)
    count = len(assessment.sites) * len(assessment.runs)
    sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + count, _firm_column(pen) + 2)


def _firm_column(pen: Pen) -> int:
    """First column after those of the families."""
    return _AT.families + (len(SIDES) + 1) * len(pen.layout.grid.families)


def _firmness(pen: Pen, sheet: Worksheet, assessment: Assessment) -> None:
    """How firm each rank is: figures of the engine, since no formula draws weightings."""
    first, names = _firm_column(pen), labels(assessment.grid, lang=pen.reader.lang)
    for column, (name, width) in enumerate(zip(FIRM_COLUMNS, (16, 16, 60), strict=True), first):
        pen.text(sheet, HEAD_ROWS - 1, column, names[name], "head")
        sheet.set_column(column, column, width)
    for run, top in blocks(assessment):
        found = firm_columns(run, assessment.grid, pen.reader.lang)
        for i, row in enumerate(found.to_dict("records")):
            pen.number(sheet, top + i, first, row["first_share"], "percent")
            pen.number(sheet, top + i, first + 1, row["mean_rank"], "score")
            pen.text(sheet, top + i, first + 2, row["measure_first"])


def _score_heads(pen: Pen, sheet: Worksheet) -> None:
    t = pen.reader.labels
    named = (
        "mark",
        "letter",
        "low_score",
        "high_score",
        "rank",
        "admission",
        "origin",
        "shift",
        "rank_key",
    )
    for column, name in enumerate(named, start=_AT.score):
        pen.text(sheet, HEAD_ROWS - 1, column, t[name], "head")
    sheet.set_column(_AT.score, _AT.shift, 11)
    sheet.set_column(_AT.key, _AT.key, 11, None, {"hidden": True})
    titles = (t["central_score"], t["low_score"], t["high_score"], t["known_share"])
    families = pen.layout.grid.families
    for side, title in enumerate(titles):
        first = _AT.families + side * len(families)
        for k, family in enumerate(families):
            pen.text(sheet, 1, first + k, title if k == 0 else "", "block")
            pen.text(sheet, HEAD_ROWS - 1, first + k, pen.reader.text(family.label), "head")
    sheet.set_column(_AT.families, _AT.families + len(titles) * len(families) - 1, 13)


def _family_means(pen: Pen, sheet: Worksheet, block: Block) -> None:
    layout, on = pen.layout, Place(pen.layout.names.marks)
    families = layout.grid.families
    spans = [layout.inside(f.key) for f in families]
    weights = [
        on.span((WEIGHT_ROW, layout.block(0) + a), (WEIGHT_ROW, layout.block(0) + b), fixed=True)
        for a, b in spans
    ]
    for side, name in enumerate(SIDES):
        first = layout.block(side)
        for i, k, value in _cells(block.run.scores.families[name][[f.key for f in families]]):
            row, (a, b) = block.top + i, spans[k]
            marks = on.span((row, first + a), (row, first + b))
            mean = formulas.weighted_mean(marks, weights[k])
            at = (row, _AT.families + side * len(families) + k)
            pen.formula(sheet, at, mean, value, "score")
    shares = known_shares(block.run.scores.marks, layout.grid)
    for i, k, value in _cells(shares[[f.key for f in families]]):
        row, (a, b) = block.top + i, spans[k]
        low, high = (
            on.span(
                (row, layout.block(SIDES.index(s)) + a), (row, layout.block(SIDES.index(s)) + b)
            )
            for s in ("low", "high")
        )
        at = (row, _AT.families + len(SIDES) * len(families) + k)
        pen.formula(sheet, at, formulas.known_share(low, high, weights[k]), value, "percent")


def _whole_scores(pen: Pen, sheet: Worksheet, block: Block, count: int) -> None:
    layout, here = pen.layout, Place(pen.layout.names.scores)
    families = len(layout.grid.families)
    weights, floor, letters = layout.family_weights(), layout.floor(), layout.letters()
    keys = here.span((block.top, _AT.key), (block.top + count - 1, _AT.key), fixed=True)
    for i, found in enumerate(block.run.scores.table.to_dict("records")):
        row = block.top + i
        for side, (column, name) in enumerate(
            ((_AT.score, "score"), (_AT.low, "score_low"), (_AT.high, "score_high"))
        ):
            start = _AT.families + side * families
            cells = [here.cell(row, start + k) for k in range(families)]
            mean = formulas.geometric_mean(cells, weights, floor)
            pen.formula(sheet, (row, column), mean, found[name], "main" if side == 0 else "score")
        score = here.cell(row, _AT.score)
        worst = _APART * RANK_OF_LEVEL[found["admission"]]
        known = -1 if found["score"] != found["score"] else found["score"]
        origin = here.cell(row, _AT.origin)
        pen.formula(
            sheet, (row, _AT.letter), formulas.letter(score, letters), found["letter"], "letter"
        )
        pen.formula(
            sheet,
            (row, _AT.key),
            f"=IF(COUNT({score})=0,-1,{score})-{worst}",
            known - worst,
            "score",
        )
        pen.formula(
            sheet,
            (row, _AT.rank),
            formulas.rank(here.cell(row, _AT.key), keys),
            found["rank"],
            "number",
        )
        pen.text(sheet, row, _AT.admission, pen.reader.code(found["admission"]))
        pen.number(sheet, row, _AT.origin, found["score"], "score")
        pen.formula(
            sheet,
            (row, _AT.shift),
            f'=IF(COUNT({score},{origin})=2,{score}-{origin},"")',
            0,
            "shift",
        )
