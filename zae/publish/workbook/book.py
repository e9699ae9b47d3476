"""Writing of the workbook: sheet after sheet, each formula with the figure of the engine."""

from dataclasses import dataclass
from pathlib import Path

from pandas import DataFrame
from xlsxwriter import Workbook

from zae.assessment import Assessment
from zae.messages import N_, date
from zae.publish.dates import written_at
from zae.publish.editions import Edition, edited
from zae.publish.numerals import fixed
from zae.publish.report.reader import Reader
from zae.publish.tables import sources_table, vetoes_table
from zae.publish.whole import whole
from zae.publish.workbook import score_sheets
from zae.publish.workbook.grid_sheet import write_grid
from zae.publish.workbook.layout import Layout, Names
from zae.publish.workbook.pen import Pen


def write(
    assessment: Assessment, path: Path, *, lang: str = "fr", edition: Edition = "restricted"
) -> None:
    """
    Write the scores as a workbook with live formulas.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    path : Path
        The ``.xlsx`` file; replaced as a whole where it exists.
    lang : str
        ``fr`` or ``en``.
    edition : str
        ``restricted`` or ``public``; neither holds owners, parcels or tenure.

    Raises
    ------
    ZaeError
        If the folder cannot be written to.

    Notes
    -----
    Every formula carries the figure of the engine, so that a reader that does not compute
    (a preview, a phone) shows the same as one that does.
    """
    assessment, reader = edited(assessment, edition), Reader(lang=lang, edition=edition)
    layout = Layout(grid=assessment.grid, names=_names(reader))
    with whole(path) as beside:
        _write(assessment, beside, layout, reader)


def _write(assessment: Assessment, path: Path, layout: Layout, reader: Reader) -> None:
    assessment = score_sheets.leading_only(assessment)
    # Sheets wait on the disk, beside: they are ten times larger than the file.
    with Workbook(str(path), {"tmpdir": str(path.parent)}) as book:
        made = written_at().replace(tzinfo=None)
        book.set_properties({"title": assessment.study.title, "author": "zae", "created": made})
        pen = Pen(book, layout, reader)
        _readme(pen, assessment)
        write_grid(pen)
        score_sheets.write_facts(pen, assessment)
        score_sheets.write_marks(pen, assessment)
        score_sheets.write_scores(pen, assessment)
        _table(pen, layout.names.vetoes, _vetoes(assessment, reader))
        _table(pen, layout.names.sources, _sources(assessment, reader))


def _names(reader: Reader) -> Names:
    return Names(
        readme=reader.say(N_("Read me")),
        grid=reader.say(N_("Grid")),
        facts=reader.say(N_("Facts")),
        marks=reader.say(N_("Marks")),
        scores=reader.say(N_("Scores")),
        vetoes=reader.say(N_("Vetoes")),
        sources=reader.say(N_("Sources")),
    )


README = (
    N_(
        "Change a yellow cell of the sheet « {grid} » (a weight, a breakpoint, a letter) or "
        "of the sheet « {facts} » (a value): marks, scores, letters and ranks follow."
    ),
    N_("Weights need not add up to 100 %: only their proportions count."),
    N_(
        "A breakpoint may be moved, as long as values keep rising from left to right and "
        "marks keep their direction."
    ),
    N_(
        "An unknown fact is left empty: it opens the interval from the worst mark to the "
        "best. Fill in its two bounds to see what it would change."
    ),
    N_(
        "The score speaks of what is known; the low and high scores hold every score that the"
        " unknowns leave possible."
    ),
    N_(
        "Vetoes and admission do not follow the cells: run the study again to have them "
        "decided anew."
    ),
    N_(
        "On the sheet « {scores} », the column « Shift » says how far a score has moved from "
        "the one that the study computed."
    ),
)
"""How to use the workbook, line by line."""

FIRST_SITES = N_(
    "This workbook holds the {count} sites that rank first for each project, out of {every}: more "
    "formulas would not be computed in a reasonable time. Every site stands in scores.csv, "
    "scores.parquet and scores.gpkg."
)
"""Said where not every site has a row."""


def _readme(pen: Pen, assessment: Assessment) -> None:
    names, reader = pen.layout.names, pen.reader
    sheet = pen.sheet(names.readme)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    pen.text(sheet, 0, 0, assessment.study.title, "title")
    made = reader.say(N_("Made on {date}"), date=date(written_at().date(), reader.lang))
    edition = reader.labels[f"edition_{reader.edition}"]
    pen.text(sheet, 1, 0, f"{assessment.territory.name} · {made} · {edition}", "muted")
    for row, message in enumerate(README, start=3):
        said = reader.say(message, grid=names.grid, facts=names.facts, scores=names.scores)
        sheet.set_row(row, 32)
        pen.text(sheet, row, 0, said, "wrapped")
    end = 4 + len(README)
    held = [len(block.sites) for block in score_sheets.blocks(assessment)]
    if max(held, default=0) < len(assessment.sites):
        sheet.set_row(end - 1, 32)
        count, every = (fixed(n, reader.lang) for n in (max(held), len(assessment.sites)))
        pen.text(sheet, end - 1, 0, reader.say(FIRST_SITES, count=count, every=every), "wrapped")
        end += 1
    used = assessment.grid
    of_grid = (
        f"{reader.text(used.label)} « {used.name} », version {used.version}, SHA-256 {used.sha256}"
    )
    pen.text(sheet, end, 0, of_grid, "muted")


@dataclass(frozen=True)
class Printed:
    """A table to print: its columns, with their headings and widths."""

    frame: DataFrame
    columns: dict[str, tuple[str, int]]


def _table(pen: Pen, name: str, printed: Printed) -> None:
    sheet = pen.sheet(name)
    pen.text(sheet, 0, 0, name, "title")
    for column, (heading, width) in enumerate(printed.columns.values()):
        sheet.set_column(column, column, width)
        pen.text(sheet, 2, column, heading, "head")
    for column, key in enumerate(printed.columns):
        pen.texts(sheet, (3, column), printed.frame[key], "wrapped")
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, 2 + max(len(printed.frame), 1), len(printed.columns) - 1)


def _vetoes(assessment: Assessment, reader: Reader) -> Printed:
    found = vetoes_table(assessment, lang=reader.lang)
    labels = {k: reader.text(r.project.label) for k, r in assessment.runs.items()}
    t = reader.labels
    shown = found.assign(
        project=found["project"].map(labels),
        name=found["site_id"].map(assessment.sites["name"]),
        level=found["level"].map(reader.code),
        state=found["state"].map(reader.code),
    )
    columns = {
        "project": (t["project"], 30), "site_id": (t["site_id"], 18), "name": (t["name"], 30),
        "level": (t["level"], 12), "state": (t["state"], 14), "veto_label": (t["veto"], 40),
        "lifting": (t["lifting"], 50), "reference": (t["reference"], 70),
    }  # fmt: skip
    return Printed(shown, columns)


def _sources(assessment: Assessment, reader: Reader) -> Printed:
    t = reader.labels
    columns = {
        "layer": (t["layer"], 24), "role_label": (t["role"], 30), "file": (t["file"], 36),
        "producer": (t["producer"], 24), "vintage": (t["vintage"], 14),
        "licence": (t["licence"], 24), "sha256": ("SHA-256", 66),
    }  # fmt: skip
    return Printed(sources_table(assessment, lang=reader.lang), columns)
