"""The commands about grids and their weights."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zae.answers import Method, elicited
from zae.cli.exits import Exit
from zae.cli.grid_tables import (
    print_elicited,
    print_grid,
    print_grid_faults,
    print_lines,
    print_moves,
)
from zae.cli.tables import print_json, say
from zae.grids import changed_lines, grid_faults, moved, open_grid, write_copy
from zae.messages import N_
from zae.questionnaire import write_questionnaire
from zae.weighting import marked_grid, write_weighted

if TYPE_CHECKING:
    from zae.cli.root import Reader

grids = typer.Typer(help=N_("Grids: check, read, compare and copy them."), no_args_is_help=True)
weights = typer.Typer(help=N_("Weights that come from people."), no_args_is_help=True)

GridName = Annotated[
    str, typer.Argument(metavar="GRID", help=N_("Name of a published grid, or a .toml file."))
]


@grids.command(name="check", help=N_("Say every fault of a grid at once."))
def check_grid(ctx: typer.Context, grid: GridName) -> None:
    """Say every fault of a grid."""
    reader: Reader = ctx.obj
    found = grid_faults(grid)
    print_grid_faults(grid, found, reader.lang)
    if found:
        raise typer.Exit(Exit.FAULT)


@grids.command(name="show", help=N_("Show the criteria, weights, sources and vetoes of a grid."))
def show_grid(
    ctx: typer.Context,
    grid: GridName,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))] = False,
) -> None:
    """Show a grid."""
    reader: Reader = ctx.obj
    found = open_grid(grid)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print_grid(found, reader.lang)


@grids.command(
    name="diff", help=N_("Compare two grids; with a study, say which sites move and why.")
)
def diff_grids(
    ctx: typer.Context,
    before: GridName,
    after: GridName,
    *,
    study: Annotated[Path | None, typer.Option(help=N_("Study file."))] = None,
    project: Annotated[str, typer.Option(help=N_("Key of the project; the first if none."))] = "",
) -> None:
    """Compare two grids."""
    reader: Reader = ctx.obj
    old, new = open_grid(before), open_grid(after)
    print_lines(old, new, changed_lines(old, new), reader.lang)
    if study is not None:
        print_moves(moved(old, new, reader.assess(study), project), reader.lang)


@grids.command(name="new", help=N_("Copy a published grid as a territory's own commented file."))
def new_grid(
    out: Annotated[Path, typer.Argument(metavar="OUT.toml", help=N_("File to write."))],
    *,
    source: Annotated[
        str, typer.Option("--from", help=N_("Name of the published grid to copy."))
    ] = "implantation-1",
    label: Annotated[str, typer.Option(help=N_("Title of the new grid."))] = "",
) -> None:
    """Copy a published grid."""
    say(str(write_copy(source, out, label=label)))


@weights.command(
    help=N_("Write the workbook that people fill in; with filled ones, write the grid they give.")
)
def elicit(
    ctx: typer.Context,
    grid: GridName,
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help=N_("Workbook (.xlsx) or grid file (.toml) to write.")),
    ],
    filled: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILLED]...", help=N_("Filled workbooks."))
    ] = None,
    *,
    method: Annotated[Method, typer.Option(help=N_("Read the points or the pairs."))] = "swing",
) -> None:
    """Ask people for weights, then read their answers."""
    reader: Reader = ctx.obj
    if not filled:
        say(str(write_questionnaire(marked_grid(grid), out, lang=reader.lang)))
        return
    found = elicited(filled, marked_grid(grid), method)
    print_elicited(marked_grid(grid), found, reader.lang)
    say(str(write_weighted(grid, found, out)))
