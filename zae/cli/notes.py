"""The command about remarks of readers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zae.cli.opening import Schema
from zae.cli.tables import say
from zae.messages import N_, translator
from zae.remarks import FILE, add, read_saved
from zae.store import open_store
from zae.store.address import SCHEMA, address_of
from zae.store.remarks import is_there, record_remarks

if TYPE_CHECKING:
    from zae.cli.root import Reader

notes = typer.Typer(help=N_("Remarks that readers wrote on the map."), no_args_is_help=True)


@notes.command(
    name="import", help=N_("Take remarks saved by the map into a study; twice adds nothing.")
)
def import_notes(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="NOTES.json...", help=N_("Files saved by the map."))
    ],
    *,
    study: Annotated[Path, typer.Option(help=N_("Study file."))],
    schema: Schema = SCHEMA,
) -> None:
    """Take remarks into a study."""
    reader: Reader = ctx.obj
    assessment = reader.assess(study)
    found = read_saved(files, assessment)
    added = add(found, assessment.study.folder)
    _ = translator(reader.lang)
    said = _("{file}: {added} remark(s) added, {known} already there")
    say(said.format(file=FILE, added=added, known=len(found) - added))
    at = address_of(str(study))
    if is_there(at):
        store = open_store(at, schema=schema)
        recorded = record_remarks(store, found, assessment)
        say(said.format(file=store.name, added=recorded, known=len(found) - recorded))
