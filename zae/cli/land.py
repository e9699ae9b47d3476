"""The commands about the land of a study, before anything is scored."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zae import available
from zae.cli.progress import bar
from zae.cli.tables import print_json, say
from zae.messages import N_, number, translator

if TYPE_CHECKING:
    from zae.cli.root import Reader

land = typer.Typer(
    help=N_("Land units of a study, and the land that can be had."), no_args_is_help=True
)

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Out = Annotated[Path, typer.Option(help=N_("GeoPackage to write."))]
Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]


@land.command(help=N_("Assemble contiguous parcels in the same hands into land units."))
def units(ctx: typer.Context, study: StudyFile, out: Out, *, as_json: Json = False) -> None:
    """Write the land units of a study."""
    reader: Reader = ctx.obj
    _ = translator(reader.lang)
    with bar(reader.lang) as progress:
        found = available.land_of(reader.read(study), progress=progress)
    available.write_units(found, out, lang=reader.lang)
    count = int(found.units["parcel_count"].sum())
    if as_json:
        print_json({"parcels": count, "units": len(found.units)})
        return
    told = _("{parcels} parcels, {units} land units")
    say(
        told.format(parcels=number(count, reader.lang), units=number(len(found.units), reader.lang))
    )
    say(str(out))


@land.command(name="available", help=N_("Find the land that can be had, by zone and by commune."))
def find_available(  # noqa: PLR0913  one option a line of what is asked for
    ctx: typer.Context,
    study: StudyFile,
    out: Out,
    *,
    zone: Annotated[
        list[str] | None, typer.Option(help=N_("Id of a zone to look in; repeatable."))
    ] = None,
    commune: Annotated[
        list[str] | None, typer.Option(help=N_("INSEE code of a commune; repeatable."))
    ] = None,
    availability: Annotated[
        list[str] | None,
        typer.Option(help=N_("Class to keep: bare, densifiable, friche, built_up; repeatable.")),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the available land of a study."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        there = available.land_of(reader.read(study), progress=progress)
        found = available.available(
            there, classes=availability or available.OPEN, zones=zone or (), communes=commune or ()
        )
    available.write_available(found, out, lang=reader.lang)
    sums = available.total(found)
    if as_json:
        print_json(sums)
        return
    told = translator(reader.lang)(available.SUMMARY)
    say(told.format(count=sums["count"], area=number(sums["area_m2"], reader.lang),
                    free=number(sums["free_m2"], reader.lang)))  # fmt: skip
    say(str(out))
