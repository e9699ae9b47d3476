"""Follow-up of companies' projects: what the commands record, from the form to the outcome."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from zae.cli.opening import Author, Desk, Schema, StudyFile
from zae.cli.progress import bar
from zae.cli.tables import print_files, say
from zae.messages import N_, translator
from zae.messages import date as long_date
from zae.projects.demo import DAY as DEMO_DAY
from zae.projects.demo import demo as run_demo
from zae.projects.form import By, read_form, write_form
from zae.projects.kinds import Reason, of_project
from zae.projects.promises import promised
from zae.store.address import SCHEMA
from zae.store.events import Visibility
from zae.store.kinds import content_of

if TYPE_CHECKING:
    from zae.cli.root import Reader

followup = typer.Typer(
    help=N_("Companies' projects: form, promises, checks at years 1, 3 and 5, inquiry, scenarios."),
    no_args_is_help=True,
)

Key = Annotated[str, typer.Argument(metavar="PROJECT", help=N_("Key of a project."))]
Form = Annotated[Path, typer.Argument(metavar="FORM", help=N_("Filled form: .xlsx or .toml."))]
Dated = Annotated[
    datetime | None,
    typer.Option("--day", formats=["%Y-%m-%d"], help=N_("When it was said; now if none.")),
]
Role = Annotated[str, typer.Option(help=N_("In which quality."))]
Open = Annotated[bool, typer.Option("--public", help=N_("Amount and dates may be published."))]
Decision = Literal["accepted", "accepted_with_conditions", "refused"]
State = Literal["open", "closed", "moved", "not_built"]


def _visibility(open_to_all: bool) -> Visibility:
    return "public" if open_to_all else "restricted"


@followup.command(help=N_("Write the empty form that a project owner fills in, without account."))
def form(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=N_("File to write."))],
) -> None:
    """Write the empty form."""
    reader: Reader = ctx.obj
    say(str(write_form(out, lang=reader.lang)))


@followup.command(help=N_("Take a filled form into the store, as the owner's or the services'."))
def declare(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    form_file: Form,
    *,
    author: Author,
    by: Annotated[By, typer.Option(help=N_("Whose reading it is."))] = "owner",
    day: Dated = None,
    schema: Schema = SCHEMA,
) -> None:
    """Record a declaration."""
    desk = Desk(ctx.obj, study, schema)
    said = read_form(form_file, by)
    key = said.as_project.key
    role = "porteur de projet" if by == "owner" else "collectivité"
    event = desk.record(said, of_project(key), author=author, role=role, day=day)
    _ = translator(desk.reader.lang)
    say(_("{project}: declaration recorded, n° {seq}").format(project=key, seq=event.seq))


@followup.command(help=N_("Record the decision on a project and the site that it is given."))
def decide(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    project: Key,
    site: Annotated[str, typer.Argument(metavar="SITE", help=N_("Id of the site."))],
    decision: Annotated[Decision, typer.Argument(metavar="DECISION", help=N_(
        "accepted, accepted_with_conditions or refused."))],
    *,
    name: Annotated[str, typer.Option(help=N_("Name of the company."))],
    author: Author,
    role: Role = "collectivité",
    conditions: Annotated[str, typer.Option(help=N_("Conditions, in words."))] = "",
    reason: Annotated[str, typer.Option(help=N_("Why it was decided."))] = "",
    day: Dated = None,
    schema: Schema = SCHEMA,
) -> None:  # fmt: skip
    """Record a decision."""
    desk = Desk(ctx.obj, study, schema)
    said = content_of("implantation", {
        "name": name, "site_id": site, "decision": decision, "conditions": conditions,
    })  # fmt: skip
    event = desk.record(said, of_project(project), author=author, role=role, day=day, reason=reason)
    _ = translator(desk.reader.lang)
    say(_("{project}: decision recorded, n° {seq}").format(project=project, seq=event.seq))


@followup.command(help=N_("Record a promise of a project."))
def promise(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    project: Key,
    what: Annotated[str, typer.Argument(metavar="WHAT", help=N_("What is promised: jobs…"))],
    how_much: Annotated[float, typer.Argument(metavar="AMOUNT", help=N_("Shares from 0 to 1."))],
    *,
    starts: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help=N_("Settlement."))],
    due: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help=N_("By when."))],
    author: Author,
    evidence: Annotated[str, typer.Option(help=N_("What will show it."))] = "",
    site: Annotated[str, typer.Option(help=N_("Id of the site."))] = "",
    name: Annotated[str, typer.Option("--id", help=N_("Id to give it; made up if none."))] = "",
    open_to_all: Open = False,
    day: Dated = None,
    schema: Schema = SCHEMA,
) -> None:
    """Record a promise."""
    desk = Desk(ctx.obj, study, schema)
    said = content_of("promise", {
        "what": what, "amount": how_much, "starts": starts.date(), "due": due.date(),
        "evidence": evidence, "site_id": site,
    })  # fmt: skip
    named = {"event_id": name} if name else {}
    event = desk.record(said, of_project(project), author=author, role="porteur de projet", day=day,
                        visibility=_visibility(open_to_all), **named)  # fmt: skip
    _ = translator(desk.reader.lang)
    say(_("promise recorded: {promise}").format(promise=event.event_id))


@followup.command(help=N_("Record what was found of a promise in year 1, 3 or 5."))
def observe(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    promise_id: Annotated[str, typer.Argument(metavar="PROMISE", help=N_("Id of the promise."))],
    year: Annotated[int, typer.Argument(metavar="YEAR", help=N_("1, 3 or 5."))],
    found: Annotated[float, typer.Argument(metavar="FOUND", help=N_("Shares from 0 to 1."))],
    *,
    evidence: Annotated[str, typer.Option(help=N_("What shows it."))],
    verifier: Annotated[str, typer.Option(help=N_("Who looked."))],
    reason: Annotated[Reason, typer.Option(help=N_("Why it drifts."))] = "",
    comment: Annotated[str, typer.Option(help=N_("In words."))] = "",
    open_to_all: Open = False,
    day: Dated = None,
    schema: Schema = SCHEMA,
) -> None:
    """Record a check."""
    desk = Desk(ctx.obj, study, schema)
    about = promised(desk.store(), promise_id)
    said = content_of("promise_check", {
        "promise": about.event_id, "year": year, "amount": found, "evidence": evidence,
        "verifier": verifier, "reason": reason, "comment": comment,
    })  # fmt: skip
    event = desk.record(said, about.subject, author=verifier, role="vérificateur", day=day,
                        visibility=_visibility(open_to_all))  # fmt: skip
    _ = translator(desk.reader.lang)
    say(_("{subject}: check recorded, n° {seq}").format(subject=event.subject, seq=event.seq))


@followup.command(help=N_("Record what became of a settlement."))
def outcome(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    project: Key,
    state: Annotated[
        State, typer.Argument(metavar="STATE", help=N_("open, closed, moved or not_built."))
    ],
    *,
    author: Author,
    note: Annotated[str, typer.Option(help=N_("In words."))] = "",
    day: Dated = None,
    schema: Schema = SCHEMA,
) -> None:
    """Record an outcome."""
    desk = Desk(ctx.obj, study, schema)
    said = content_of("outcome", {"state": state, "note": note})
    event = desk.record(said, of_project(project), author=author, role="collectivité", day=day)
    _ = translator(desk.reader.lang)
    say(_("{project}: outcome recorded, n° {seq}").format(project=project, seq=event.seq))


@followup.command(help=N_("Record how many of those hired came from elsewhere."))
def hired(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    project: Key,
    parameter: Annotated[str, typer.Argument(metavar="PARAMETER", help=N_(
        "Share of the induced load that it corrects: n_cadres, n_ouvriers, settle_share…"))],
    hires: Annotated[int, typer.Argument(metavar="HIRES", help=N_("How many were asked."))],
    yes: Annotated[int, typer.Argument(metavar="YES", help=N_("How many of them said yes."))],
    *,
    author: Author,
    day: Dated = None,
    schema: Schema = SCHEMA,
) -> None:  # fmt: skip
    """Record observed hires."""
    desk = Desk(ctx.obj, study, schema)
    said = content_of("hires", {"parameter": parameter, "hires": hires, "yes": yes})
    event = desk.record(said, of_project(project), author=author, role="collectivité", day=day)
    _ = translator(desk.reader.lang)
    say(_("{project}: hires recorded, n° {seq}").format(project=project, seq=event.seq))


@followup.command(help=N_("Make the fictional commune with a history of settlements."))
def demo(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(help=N_("Folder to write to."))] = Path("zae-suivi"),
    *,
    store: Annotated[str, typer.Option(help=N_("Address of a shared store; a file if none."))] = "",
    schema: Schema = SCHEMA,
) -> None:
    """Make the demonstration of the follow-up."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        files = run_demo(out, lang=reader.lang, store=store, schema=schema, progress=progress)
    _ = translator(reader.lang)
    say(_("A fictional history, told up to {day}.").format(day=long_date(DEMO_DAY, reader.lang)))
    print_files(files, reader.lang)
