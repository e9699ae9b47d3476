"""The sheet of the grid: weights, breakpoints, families, letters and floor, all to be changed."""

from xlsxwriter.worksheet import Worksheet

from zae.messages import N_
from zae.publish.report.annexes import basis
from zae.publish.workbook.formulas import Place
from zae.publish.workbook.pen import Pen


def write_grid(pen: Pen) -> None:
    """
    Write the sheet that every formula speaks of.

    Parameters
    ----------
    pen : Pen
        The pen.
    """
    sheet = pen.sheet(pen.layout.names.grid)
    pen.text(sheet, 0, 0, pen.layout.names.grid, "title")
    pen.text(sheet, 1, 0, pen.reader.say(N_("Yellow cells may be changed.")), "muted")
    for first, last, width in ((0, 0, 12), (1, 1, 38), (2, 2, 24), (3, 3, 20), (4, 5, 10)):
        sheet.set_column(first, last, width)
    _heads(pen, sheet)
    _criteria(pen, sheet)
    _families(pen, sheet)
    _letters(pen, sheet)
    sheet.freeze_panes(pen.layout.GRID_TOP, 2)


def _heads(pen: Pen, sheet: Worksheet) -> None:
    t, layout = pen.reader.labels, pen.layout
    named = [t["code"], t["criterion"], t["family"], t["unit"], t["weight"], t["proportion"]]
    for k in range(layout.most_points):
        named += [f"{t['value']} {k + 1}", f"{t['mark_01']} {k + 1}"]
    named += [t["points_from"], t["weight_from"], t["reference"]]
    for column, heading in enumerate(named):
        pen.text(sheet, layout.GRID_TOP - 1, column, heading, "head")
    last = layout.FIRST_POINT + 2 * layout.most_points
    sheet.set_column(layout.FIRST_POINT, last - 1, 8)
    sheet.set_column(last, last + 2, 60)


def _criteria(pen: Pen, sheet: Worksheet) -> None:
    layout, reader = pen.layout, pen.reader
    on, column = Place(layout.names.grid), layout.WEIGHT
    top, end = layout.GRID_TOP, layout.GRID_TOP + len(layout.criteria) - 1
    every = on.span((top, column), (end, column), fixed=True)
    labels = {f.key: reader.text(f.label) for f in layout.grid.families}
    for i, criterion in enumerate(layout.criteria):
        row = top + i
        words = (criterion.code, reader.text(criterion.label), labels[criterion.family],
                 reader.unit(criterion.unit))  # fmt: skip
        for place, word in enumerate(words):
            pen.text(sheet, row, place, word)
        pen.number(sheet, row, column, criterion.weight.share, "input_percent")
        share = f"={on.cell(row, column)}/SUM({every})"
        pen.formula(sheet, (row, column + 1), share, criterion.weight.share, "percent")
        for k, (x, y) in enumerate(criterion.value.points):
            pen.number(sheet, row, layout.FIRST_POINT + 2 * k, x, "input")
            pen.number(sheet, row, layout.FIRST_POINT + 2 * k + 1, y, "input")
        last = layout.FIRST_POINT + 2 * layout.most_points
        cited = (
            basis(criterion.value, reader),
            basis(criterion.weight, reader),
            criterion.reference,
        )
        for place, source in enumerate(cited, start=last):
            pen.text(sheet, row, place, source, "muted")
    _total(pen, sheet, every)


def _total(pen: Pen, sheet: Worksheet, weights: str) -> None:
    row = pen.layout.GRID_TOP + len(pen.layout.criteria)
    pen.text(sheet, row, 1, pen.reader.labels["total"], "head")
    total = sum(c.weight.share for c in pen.layout.criteria)
    pen.formula(sheet, (row, pen.layout.WEIGHT), f"=SUM({weights})", total, "percent")


def _families(pen: Pen, sheet: Worksheet) -> None:
    layout, on = pen.layout, Place(pen.layout.names.grid)
    top = layout.families_top
    pen.text(sheet, top - 1, 0, pen.reader.labels["family"], "head")
    pen.text(sheet, top - 1, 1, pen.reader.labels["weight"], "head")
    for k, family in enumerate(layout.grid.families):
        first, last = layout.inside(family.key)
        cells = on.span(
            (layout.GRID_TOP + first, layout.WEIGHT), (layout.GRID_TOP + last, layout.WEIGHT)
        )
        pen.text(sheet, top + k, 0, pen.reader.text(family.label))
        share = layout.grid.family_weight(family.key)
        pen.formula(sheet, (top + k, 1), f"=SUM({cells})", share, "percent")


def _letters(pen: Pen, sheet: Worksheet) -> None:
    layout, t = pen.layout, pen.reader.labels
    top = layout.letters_top
    pen.text(sheet, top - 1, 0, t["letter"], "head")
    pen.text(sheet, top - 1, 1, t["from_score"], "head")
    for k, step in enumerate(layout.grid.letters.scale):
        pen.text(sheet, top + k, 0, step.letter, "letter")
        pen.number(sheet, top + k, 1, step.from_score, "input")
    pen.text(sheet, layout.floor_row, 0, t["floor"])
    pen.number(sheet, layout.floor_row, 1, layout.grid.aggregation.floor, "input")
