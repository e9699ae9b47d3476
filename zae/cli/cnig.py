"""The commands about deliveries in the CNIG standards."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layers.cnig import read, validate
from layers.cnig.faults import Fault, frame, summary
from layers.cnig.write import Edition, Format
from zae.cli.exits import Exit
from zae.cli.tables import print_json, say
from zae.messages import N_, number, translator
from zae.publish.cnig_delivery import Delivered, deliver_cnig, write_faults
from zae.publish.whole import whole

if TYPE_CHECKING:
    from zae.cli.root import Reader

cnig = typer.Typer(
    help=N_("Deliveries in the CNIG standards: Sites économiques and Friches."),
    no_args_is_help=True,
)

_LEVELS = {
    "error": N_("delivery error"),
    "warning": N_("delivery warning"),
    "note": N_("delivery note"),
}

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help=N_("CSV, GeoPackage, shapefile, GeoJSON, or a folder.")),
]


@cnig.command(name="check", help=N_("Say every fault of a delivery, with the rule that speaks."))
def check_delivery(
    ctx: typer.Context,
    files: Files,
    *,
    out: Annotated[
        Path | None, typer.Option(help=N_("CSV to write every fault to, one a line."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))] = False,
) -> None:
    """Say every fault of a delivery at once."""
    reader: Reader = ctx.obj
    delivery = read(files)
    found = validate(delivery)
    if as_json:
        print_json(frame(found).to_dict("records"))
    else:
        _print(found, delivery.rows, reader.lang)
    if out is not None:
        with whole(out) as beside:
            write_faults(found, beside, lang=reader.lang)
    if any(f.level == "error" for f in found):
        raise typer.Exit(Exit.FAULT)


@cnig.command(
    name="convert", help=N_("Write a delivery in another format, or as a public edition.")
)
def convert(
    ctx: typer.Context,
    files: Files,
    *,
    out: Annotated[Path, typer.Option(help=N_("File of a GeoPackage, folder of other formats."))],
    form: Annotated[Format, typer.Option("--format", help=N_("Format to write."))] = "gpkg",
    edition: Annotated[
        Edition, typer.Option(help=N_("For the services, or for everyone: fewer columns."))
    ] = "restricted",
    producer: Annotated[
        str,
        typer.Option(
            metavar="« SIREN NAME <MAIL> »",
            help=N_("Who answers for the data, for the INSPIRE record; the mail of a service."),
        ),
    ] = "",
) -> None:
    """Write a delivery in another format; what is lost on the way is listed beside it."""
    reader: Reader = ctx.obj
    done = deliver_cnig(
        read(files), out, form=form, edition=edition, producer=producer, lang=reader.lang
    )
    _print_written(done, reader.lang)


def _print(found: tuple[Fault, ...], rows: dict[str, tuple[int, int]], lang: str) -> None:
    _ = translator(lang)
    for file, (there, kept) in rows.items():
        told = _("{file}: {there} rows, {kept} read")
        say(told.format(file=file, there=number(there, lang), kept=number(kept, lang)))
    for group in summary(found):
        say(f"[{_(_LEVELS[group.level])}] {group.message.said(_)}")
    counts = {level: sum(f.level == level for f in found) for level in ("error", "warning", "note")}
    told = _("{error} errors, {warning} warnings, {note} notes")
    say(told.format(**{k: number(n, lang) for k, n in counts.items()}))


def _print_written(done: Delivered, lang: str) -> None:
    _ = translator(lang)
    for file in done.files:
        say(str(file))
    for group in summary(done.faults):
        say(f"[{_(_LEVELS[group.level])}] {group.message.said(_)}")
    if done.lacking is not None:
        told = _("No INSPIRE record: it needs {lacking}")
        say(told.format(lacking=done.lacking.said(_)))
