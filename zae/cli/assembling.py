"""The command that makes plots for a company's brief."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from land.assembly import Brief
from zae import assembly
from zae.cli.progress import bar
from zae.cli.tables import print_json, print_table, say
from zae.messages import N_, number, translator
from zae.publish.numerals import between, fixed

if TYPE_CHECKING:
    from zae.cli.root import Reader

app = typer.Typer()

Hands = Annotated[
    list[str] | None,
    typer.Option(help=N_("Hands that the land may be in: public, private, unknown; repeatable.")),
]


@app.command(help=N_("Assemble land units into plots for a company's brief, best score first."))
def assemble(  # noqa: PLR0913  one option a line of the brief
    ctx: typer.Context,
    study: Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))],
    *,
    least: Annotated[float, typer.Option(min=1, help=N_("Smallest area. [m²]"))],
    most: Annotated[float, typer.Option(min=1, help=N_("Largest area. [m²]"))],
    project: Annotated[str, typer.Option(help=N_("Key of the project; the first if none."))] = "",
    frontage: Annotated[
        float, typer.Option(min=0, help=N_("Least frontage along streets. [m]"))
    ] = 0.0,
    owners: Annotated[int | None, typer.Option(min=1, help=N_("Most owners to buy from."))] = None,
    units: Annotated[int | None, typer.Option(min=1, help=N_("Most land units."))] = None,
    tenure: Hands = None,
    reserves: Annotated[
        bool, typer.Option("--reserves/--no-reserves", help=N_("Take units under a reservation."))
    ] = True,
    count: Annotated[int, typer.Option(min=1, help=N_("How many plots."))] = 10,
    apart: Annotated[
        bool, typer.Option("--apart/--overlapping", help=N_("Whether plots share no unit."))
    ] = True,
    seconds: Annotated[float, typer.Option(min=0.1, help=N_("Time of the search."))] = 30.0,
    out: Annotated[Path | None, typer.Option(help=N_("GeoPackage to write."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))] = False,
) -> None:
    """Assemble plots for a brief."""
    reader: Reader = ctx.obj
    wish = assembly.Wish(
        brief=Brief(least_m2=least, most_m2=most, frontage_m=frontage, owners=owners, units=units),
        project=project, tenure=tuple(tenure or ()), reserves=reserves, count=count, apart=apart,
        seconds=seconds,
    )  # fmt: skip
    done = reader.assess(study)
    _ = translator(reader.lang)
    with bar(reader.lang) as progress:
        told = _("Plots: {done} of {all} starting points")
        found = assembly.assemble(
            done, wish, progress=lambda i, n: progress(told.format(done=i, all=n))
        )
    if out is not None:
        assembly.write(found, done, out, lang=done.study.lang)
    if as_json:
        print_json(_rows(found))
        return
    lines = [
        [str(plot), number(row["area_m2"], reader.lang), fixed(row["score"], reader.lang, 1),
         between(fixed(row["score_low"], reader.lang), fixed(row["score_high"], reader.lang),
                 reader.lang),
         number(row["frontage_m"], reader.lang), str(row["owners"]),
         row["units"].replace("|", " ")]
        for plot, row in found.plots.iterrows()
    ]  # fmt: skip
    heads = [_("Assembled plot"), _("Area (m²)"), _("Score"), _("Bounds"), _("Frontage (m)"),
             _("Owners"), _("Land units")]  # fmt: skip
    print_table(_("Plots for the brief"), heads, lines)
    for sentence in assembly.notes(found, reader.lang):
        say(sentence)
    if out is not None:
        say(str(out))


def _rows(found: assembly.Found) -> dict[str, Any]:
    plots = found.plots.drop(columns="geometry").reset_index().to_dict("records")
    return {
        "plots": [{str(k): v for k, v in p.items()} | {"units": p["units"].split("|")}
                  for p in plots],
        "looked_at": found.looked_at, "left_out": dict(found.left_out),
        "complete": found.complete,
    }  # fmt: skip
