"""The commands about the store of events."""

from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from land.errors import said
from zae.cli.exits import Exit
from zae.cli.tables import print_json, print_table, say
from zae.messages import N_, Lang, translator
from zae.publish.editions import Edition
from zae.store import Event, Subject, copy, create, kinds, open_store
from zae.store.address import SCHEMA, address_of
from zae.store.export import export, record
from zae.store.verify import verify

if TYPE_CHECKING:
    from zae.cli.root import Reader

KINDS: Final = (
    "zae.charter.land", "zae.charter.votes", "zae.mutualisation.history",
    "zae.negotiation.rounds", "zae.projects.kinds",
)  # fmt: skip
"""Modules that register kinds of events: without them an event has no label and nothing public."""

for _module in KINDS:
    import_module(_module)

stores = typer.Typer(
    help=N_("The store of events: what was said, promised, decided and seen; nothing is erased."),
    no_args_is_help=True,
)

Named = Annotated[
    str,
    typer.Argument(
        metavar="[STORE]",
        help=N_("Study file, file of the store, or address of a database; ZAE_STORE if none."),
    ),
]
Schema = Annotated[str, typer.Option(help=N_("Schema of the store in a shared database."))]


@stores.command(help=N_("Make a store, or bring its tables to the version of the toolkit."))
def init(ctx: typer.Context, store: Named = "", *, schema: Schema = SCHEMA) -> None:
    """Make a store."""
    reader: Reader = ctx.obj
    made = create(address_of(store), schema=schema)
    said_ = translator(reader.lang)("{name}: store ready, {count} event(s)")
    say(said_.format(name=made.name, count=made.head()[0]))


@stores.command(
    name="verify", help=N_("Check that no record was changed, removed or moved since written.")
)
def verify_store(
    ctx: typer.Context,
    store: Named = "",
    *,
    head: Annotated[
        str, typer.Option(help=N_("Hash that minutes quote; it must still be there."))
    ] = "",
    schema: Schema = SCHEMA,
) -> None:
    """Check the chain."""
    reader: Reader = ctx.obj
    _ = translator(reader.lang)
    found = verify(open_store(address_of(store), schema=schema), quoted=head)
    for fault in found.faults:
        say(said(fault, _))
    say(_("{count} event(s), {faults} fault(s); hash of the last: {hash}").format(
        count=found.events, faults=len(found.faults), hash=found.hash
    ))  # fmt: skip
    if found.faults:
        raise typer.Exit(Exit.FAULT)


@stores.command(help=N_("List the events, oldest first."))
def history(
    ctx: typer.Context,
    store: Named = "",
    *,
    subject: Annotated[
        str, typer.Option(help=N_("Only about this: KIND:ID, such as site:S01."))
    ] = "",
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=N_("Only what was said or seen by that day.")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))] = False,
    schema: Schema = SCHEMA,
) -> None:
    """List the events."""
    reader: Reader = ctx.obj
    kind, _colon, name = subject.partition(":")
    events = open_store(address_of(store), schema=schema).events(
        subject=Subject(kind, name) if subject else None, until=end_of(until)
    )
    if as_json:
        print_json([record(event) for event in events])
    else:
        print_history(events, reader.lang)


@stores.command(
    name="export",
    help=N_("Write the events to .csv, .jsonl or .gpkg, whole or open to all."),
)
def export_store(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help=N_("File to write."))],
    store: Named = "",
    *,
    edition: Annotated[
        Edition, typer.Option(help=N_("For the services, or for everyone: fewer columns."))
    ] = "restricted",
    schema: Schema = SCHEMA,
) -> None:
    """Write the events to a file."""
    reader: Reader = ctx.obj
    count = export(open_store(address_of(store), schema=schema), out, edition)
    said_ = translator(reader.lang)("{file}: {count} event(s)")
    say(said_.format(file=out, count=count))


@stores.command(
    name="copy", help=N_("Copy a store into an empty one, hashes kept: from a file to a database.")
)
def copy_store(
    ctx: typer.Context,
    source: Named,
    target: Annotated[str, typer.Argument(metavar="TARGET", help=N_("File or address to make."))],
    *,
    schema: Schema = SCHEMA,
) -> None:
    """Copy a store."""
    reader: Reader = ctx.obj
    made = create(address_of(target), schema=schema)
    count = copy(open_store(address_of(source), schema=schema), made)
    said_ = translator(reader.lang)("{file}: {count} event(s)")
    say(said_.format(file=made.name, count=count))


def end_of(day: datetime | None) -> datetime | None:
    """Return the last moment of a day, in UTC; None where no day is given."""
    if day is None:
        return None
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(days=1, microseconds=-1)


def print_history(events: list[Event], lang: Lang) -> None:
    """
    Print events, one a line.

    Parameters
    ----------
    events : list of Event
        Events.
    lang : str
        Language of the reader.
    """
    _ = translator(lang)
    known = kinds()
    print_table(
        _("{count} event(s)").format(count=len(events)),
        ("n°", _("Date"), _("Kind"), _("Subject"), _("Role"), _("Author"), _("Reason")),
        [
            (str(e.seq), e.dated.date().isoformat(),
             _(known[e.kind].label) if e.kind in known else e.kind,
             str(e.subject), e.role, e.author, e.reason)
            for e in events
        ],
    )  # fmt: skip
