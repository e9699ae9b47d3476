"""The commands that record and show what became of practices in a zone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pandas import isna

from zae.cli.mutualisations import mutualisations
from zae.cli.tables import print_json, print_table, say
from zae.messages import N_, date, translator
from zae.mutualisation.catalogue import catalogue
from zae.mutualisation.history import STATES, Step, history, note
from zae.mutualisation.reading import CatalogueError
from zae.mutualisation.steps import plain_rows
from zae.store import create, open_store
from zae.store.address import SCHEMA, address_of

if TYPE_CHECKING:
    from zae.cli.root import Reader

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Schema = Annotated[str, typer.Option(help=N_("Schema of the store in a shared database."))]


@mutualisations.command(name="note", help=N_("Record what became of a practice in a zone."))
def note_step(  # noqa: PLR0913  one option a field
    ctx: typer.Context,
    study: StudyFile,
    zone: Annotated[str, typer.Option(help=N_("Id of the zone."))],
    practice: Annotated[str, typer.Option(help=N_("Key of the practice, as in the catalogue."))],
    state: Annotated[str, typer.Option(help=N_("proposed, tried, running, stopped or refused."))],
    author: Annotated[str, typer.Option(help=N_("Who says it; never published."))],
    *,
    role: Annotated[str, typer.Option(help=N_("In which capacity."))] = "collectivité",
    partners: Annotated[
        int | None, typer.Option(min=0, help=N_("How many establishments take part."))
    ] = None,
    told: Annotated[str, typer.Option(help=N_("What helped or stopped it; never published."))] = "",
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=N_("When; today if none."))
    ] = None,
    practices: Annotated[
        Path | None,
        typer.Option(
            "--catalogue", help=N_("Catalogue of practices; that of the toolkit if none.")
        ),
    ] = None,
    schema: Schema = SCHEMA,
) -> None:
    """Record a step."""
    del ctx
    if state not in STATES:
        raise CatalogueError(
            "« {state} » is no state of a practice; one of {known}", state=state, known=[*STATES]
        )
    step = Step.model_validate(
        {"practice": practice, "state": state, "partners": partners, "told": told}
    )
    catalogue(practices).practice(practice)
    event = note(
        create(address_of(str(study)), schema=schema), zone, step, author=author, role=role,
        on=day.replace(hour=12, tzinfo=UTC) if day else None,
    )  # fmt: skip
    say(event.event_id)


@mutualisations.command(name="history", help=N_("Show what became of practices, oldest first."))
def show_history(
    ctx: typer.Context, study: StudyFile, *,
    zone: Annotated[str, typer.Option(help=N_("Id of a zone; all if none."))] = "",
    schema: Schema = SCHEMA,
    as_json: Annotated[
        bool, typer.Option("--json", help=N_("Print JSON, for a machine."))
    ] = False,
) -> None:  # fmt: skip
    """Show the history."""
    reader: Reader = ctx.obj
    found = history(open_store(address_of(str(study)), schema=schema), zone)
    if as_json:
        print_json(plain_rows(found.assign(dated=[d.isoformat() for d in found["dated"]])))
        return
    _ = translator(reader.lang)
    labels = {p.key: p.label.said(reader.lang) for p in catalogue().practices}
    lines = [
        [row["zone_id"], date(row["dated"].date(), reader.lang),
         labels.get(row["practice"], row["practice"]),
         _(STATES[row["state"]]), "–" if isna(row["partners"]) else str(row["partners"]),
         row["told"]]
        for row in found.to_dict("records")
    ]  # fmt: skip
    heads = [_("Zone"), _("Date"), _("Practice"), _("State"), _("Partners"), _("What was said")]
    print_table(_("What became of practices"), heads, lines)
