"""The commands of the legal inventory of business zones."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zae.cli.progress import bar
from zae.cli.tables import print_files, print_json, say
from zae.inventory import steps
from zae.inventory.standing import standing, standing_lines
from zae.messages import N_, date, translator

if TYPE_CHECKING:
    from zae.cli.root import Reader

inventory = typer.Typer(
    help=N_("Legal inventory of the business zones (code de l'urbanisme, L318-8-2)."),
    no_args_is_help=True,
)

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Day = Annotated[
    dt.datetime | None,
    typer.Option("--day", formats=["%Y-%m-%d"], help=N_("Day of the act; today if none.")),
]


def _on(day: dt.datetime | None) -> dt.date:
    return day.date() if day else dt.datetime.now(tz=dt.UTC).date()


@inventory.command(help=N_("Make the draft: land units, occupants, vacancy, and every file."))
def draft(ctx: typer.Context, study: StudyFile, *, day: Day = None) -> None:
    """Make the draft of the year."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        _made, files = steps.make_draft(reader.read(study), day=_on(day), progress=progress)
    print_files(files, reader.lang)


@inventory.command(help=N_("Take in the tables of the review that were filled in."))
def review(
    ctx: typer.Context,
    study: StudyFile,
    files: Annotated[
        list[Path], typer.Argument(metavar="TABLE...", help=N_("Tables, as CSV or XLSX."))
    ],
    *,
    day: Day = None,
) -> None:
    """Take in decisions on businesses and units."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        new = steps.review(reader.read(study), files, day=_on(day), progress=progress)
    said = translator(reader.lang)("{count} decision(s) taken in; make the draft again")
    say(said.format(count=new))


@inventory.command(help=N_("Open the consultation of owners and occupants, for thirty days."))
def consult(ctx: typer.Context, study: StudyFile, *, day: Day = None) -> None:
    """Open the consultation."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        files = steps.consult(reader.read(study), day=_on(day), progress=progress)
    print_files(files, reader.lang)


@inventory.command(help=N_("Take in the register of answers, with what was done of each."))
def answers(
    ctx: typer.Context,
    study: StudyFile,
    register: Annotated[
        Path, typer.Argument(metavar="REGISTER", help=N_("Register, as CSV or XLSX."))
    ],
) -> None:
    """Take in answers and follow-ups."""
    reader: Reader = ctx.obj
    new = steps.answers(reader.read(study), register)
    say(translator(reader.lang)("{count} answer(s) or follow-up(s) taken in").format(count=new))


@inventory.command(help=N_("Write down the adoption, once the thirty days have run."))
def adopt(
    ctx: typer.Context,
    study: StudyFile,
    *,
    act: Annotated[str, typer.Option(help=N_("Reference of the deliberation or order."))],
    day: Day = None,
) -> None:
    """Write down the adoption."""
    reader: Reader = ctx.obj
    now = steps.adopt(reader.read(study), day=_on(day), act=act)
    said = translator(reader.lang)("Adopted on {day}.")
    say(said.format(day=date(now.adopted or _on(day), reader.lang)))


@inventory.command(help=N_("Prepare the files of the SCoT, local plan and housing authorities."))
def send(ctx: typer.Context, study: StudyFile, *, day: Day = None) -> None:
    """Prepare the sending to the three authorities."""
    reader: Reader = ctx.obj
    known = reader.read(study)
    print_files(steps.send(known, day=_on(day)), reader.lang)
    lacking = steps.producer(known).lacking
    if lacking is not None:
        _ = translator(reader.lang)
        told = _("No INSPIRE record: it needs {lacking}; see siren and mail of [inventory]")
        say(told.format(lacking=lacking.said(_)))


@inventory.command(help=N_("Say where the inventory stands, and what is due when."))
def status(
    ctx: typer.Context,
    study: StudyFile,
    *,
    day: Day = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))] = False,
) -> None:
    """Say where the inventory stands."""
    reader: Reader = ctx.obj
    found = standing(reader.read(study), on=_on(day))
    if as_json:
        print_json(found)
    else:
        say("\n".join(standing_lines(found, reader.lang)))


@inventory.command(help=N_("List what changed since the inventory before."))
def diff(
    ctx: typer.Context,
    study: StudyFile,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))] = False,
) -> None:
    """List what changed since the inventory before."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        rows = steps.changes(reader.read(study), progress=progress)
    if as_json:
        print_json(rows)
    else:
        say("\n".join(steps.change_lines(rows, reader.lang)))
