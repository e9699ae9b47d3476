"""Sheets of facts, marks and scores: one row a project and site, formulas from left to right."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from pandas import Index

from criteria.facts import STATUSES
from criteria.scores import known_shares
from criteria.vetoes import RANK_OF_LEVEL
from zae.assessment import Assessment, Run
from zae.publish.fields import labels
from zae.publish.tables import FIRM_COLUMNS, firm_columns
from zae.publish.workbook import formulas
from zae.publish.workbook.formulas import Place
from zae.publish.workbook.layout import HEAD_ROWS, ID_COLUMNS, SIDES, WEIGHT_ROW
from zae.publish.workbook.pen import Pen
from zae.publish.workbook.sheet import LAST, PlainSheet

ROWS: Final = 5_000
"""
Rows of a sheet of sites, all projects together: beyond, each project keeps the sites that rank
first. Three sheets of that many rows hold 800,000 formulas and figures, of which each rank
looks at all the others.
"""

_APART = 1000
"""Points between two classes of admission in the key of a rank; more than any two scores."""


class Block(NamedTuple):
    """Rows of a project: its run, the row of its first site, and which sites have one."""

    run: Run
    top: int
    sites: Index


def blocks(assessment: Assessment) -> Iterator[Block]:
    """Rows of each project, one under the other."""
    top = HEAD_ROWS
    for run in assessment.runs.values():
        sites = leading(run, ROWS // len(assessment.runs))
        yield Block(run, top, sites)
        top += len(sites)


def leading_only(assessment: Assessment) -> Assessment:
    """An assessment in which each project says nothing of the sites that have no row."""
    few = {block.run.project.key: block.run.among(block.sites) for block in blocks(assessment)}
    return replace(assessment, runs=few)


def leading(run: Run, most: int) -> Index:
    """
    Sites that rank first, at most so many, in the order of the study.

    They are ranks 1 and after without a gap, so that a rank among them is their rank in the study.
    """
    ranks = run.scores.table["rank"]
    if len(ranks) <= most:
        return ranks.index
    first = np.argsort(ranks.to_numpy(), kind="stable")[:most]
    return ranks.index[np.sort(first)]


def _open(pen: Pen, assessment: Assessment, name: str) -> PlainSheet:
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
    for run, top, sites in blocks(assessment):
        pen.texts(sheet, (top, 0), [pen.reader.text(run.project.label)] * len(sites))
        pen.texts(sheet, (top, 1), sites)
        pen.texts(sheet, (top, 2), names.loc[sites])
    sheet.freeze_panes(HEAD_ROWS, ID_COLUMNS)
    return sheet


def _criteria_heads(pen: Pen, sheet: PlainSheet, titles: Sequence[str]) -> None:
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
    layout, t = pen.layout, pen.reader.labels
    sheet = _open(pen, assessment, layout.names.facts)
    _criteria_heads(pen, sheet, (t["lower_bound"], t["upper_bound"], t["status"]))
    keys = [c.key for c in layout.criteria]
    said = {status: pen.reader.code(status) for status in STATUSES}
    for run, top, sites in blocks(assessment):
        for side, frame in enumerate((run.facts.low, run.facts.high)):
            for i, key in enumerate(keys):
                pen.numbers(sheet, (top, layout.block(side) + i), frame.loc[sites, key], "input")
        for i, key in enumerate(keys):
            status = run.facts.status.loc[sites, key].map(said)
            pen.texts(sheet, (top, layout.block(2) + i), status)


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
        for run, top, sites in blocks(assessment):
            marks = getattr(run.scores.marks, name).loc[sites, keys]
            for i, key in enumerate(keys):
                at, formula = (top, layout.block(side) + i), _mark(pen, i, name)
                pen.formulas(sheet, at, formula, marks[key].tolist(), "mark")


def _mark(pen: Pen, criterion: int, side: str) -> str:
    """Formula of a mark, in row ``ROW``."""
    layout, row = pen.layout, LAST
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
        _whole_scores(pen, sheet, block)
    _firmness(pen, sheet, assessment)
    count = sum(len(block.sites) for block in blocks(assessment))
    sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + count, _firm_column(pen) + 2)


def _firm_column(pen: Pen) -> int:
    """First column after those of the families."""
    return _AT.families + (len(SIDES) + 1) * len(pen.layout.grid.families)


def _firmness(pen: Pen, sheet: PlainSheet, assessment: Assessment) -> None:
    """How firm each rank is: figures of the engine, since no formula draws weightings."""
    first, names = _firm_column(pen), labels(assessment.grid, lang=pen.reader.lang)
    for column, (name, width) in enumerate(zip(FIRM_COLUMNS, (16, 16, 60), strict=True), first):
        pen.text(sheet, HEAD_ROWS - 1, column, names[name], "head")
        sheet.set_column(column, column, width)
    for run, top, sites in blocks(assessment):
        found = firm_columns(run, assessment.grid, pen.reader.lang).loc[sites]
        pen.numbers(sheet, (top, first), found["first_share"], "percent")
        pen.numbers(sheet, (top, first + 1), found["mean_rank"], "score")
        pen.texts(sheet, (top, first + 2), found["measure_first"])


def _score_heads(pen: Pen, sheet: PlainSheet) -> None:
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


def _family_means(pen: Pen, sheet: PlainSheet, block: Block) -> None:
    layout, on, row = pen.layout, Place(pen.layout.names.marks), LAST
    families = layout.grid.families
    shares = known_shares(block.run.scores.marks, layout.grid).loc[block.sites]
    for k, family in enumerate(families):
        a, b = layout.inside(family.key)
        first = layout.block(0)
        weights = on.span((WEIGHT_ROW, first + a), (WEIGHT_ROW, first + b), fixed=True)
        marks = [
            on.span((row, layout.block(side) + a), (row, layout.block(side) + b))
            for side in range(len(SIDES))
        ]
        for side, name in enumerate(SIDES):
            found = block.run.scores.families[name].loc[block.sites, family.key].tolist()
            at = (block.top, _AT.families + side * len(families) + k)
            pen.formulas(sheet, at, formulas.weighted_mean(marks[side], weights), found, "score")
        at = (block.top, _AT.families + len(SIDES) * len(families) + k)
        low, high = (marks[SIDES.index(s)] for s in ("low", "high"))
        share = formulas.known_share(low, high, weights)
        pen.formulas(sheet, at, share, shares[family.key].tolist(), "percent")


def _whole_scores(pen: Pen, sheet: PlainSheet, block: Block) -> None:
    layout, here, top = pen.layout, Place(pen.layout.names.scores), block.top
    families, row = len(layout.grid.families), LAST
    found = block.run.scores.table.loc[block.sites]
    score, key, origin = (here.cell(row, c) for c in (_AT.score, _AT.key, _AT.origin))
    for side, (column, name) in enumerate(
        ((_AT.score, "score"), (_AT.low, "score_low"), (_AT.high, "score_high"))
    ):
        start = _AT.families + side * families
        cells = [here.cell(row, start + k) for k in range(families)]
        mean = formulas.geometric_mean(cells, layout.family_weights(), layout.floor())
        form = "main" if side == 0 else "score"
        pen.formulas(sheet, (top, column), mean, found[name].tolist(), form)
    pen.formulas(
        sheet, (top, _AT.letter), formulas.letter(score, layout.letters()),
        found["letter"].tolist(), "letter",
    )  # fmt: skip
    last = top + len(found) - 1
    keys = here.span((top, _AT.key), (last, _AT.key), fixed=True)
    ranks = found["rank"].tolist()
    pen.formulas(sheet, (top, _AT.rank), formulas.rank(key, keys), ranks, "number")
    pen.texts(sheet, (top, _AT.admission), found["admission"].map(pen.reader.code))
    pen.numbers(sheet, (top, _AT.origin), found["score"], "score")
    moved = f'=IF(COUNT({score},{origin})=2,{score}-{origin},"")'
    pen.formulas(sheet, (top, _AT.shift), moved, [0] * len(found), "shift")
    _rank_keys(pen, sheet, block, score)


def _rank_keys(pen: Pen, sheet: PlainSheet, block: Block, score: str) -> None:
    """Key of each rank: the score, less what its class of admission sets it apart."""
    found = block.run.scores.table.loc[block.sites]
    admission = Place(pen.layout.names.scores).cell(LAST, _AT.admission)
    apart = "+".join(
        f'{_APART * rank}*({admission}="{pen.reader.code(level).replace(chr(34), chr(34) * 2)}")'
        for level, rank in RANK_OF_LEVEL.items()
        if rank
    )
    classes = found["admission"].map(RANK_OF_LEVEL).to_numpy(int)
    keys = found["score"].fillna(-1.0).to_numpy(float) - _APART * classes
    formula = f"=IF(COUNT({score})=0,-1,{score})-({apart})"
    pen.formulas(sheet, (block.top, _AT.key), formula, keys.tolist(), "score")
