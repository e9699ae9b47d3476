"""The commands about companies' projects: declared, promised, looked at again over the years."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from pandas import DataFrame

from zae.cli.progress import bar
from zae.cli.tables import print_files, print_json, print_table, say
from zae.explanation import plain
from zae.messages import N_, Lang, number, translator
from zae.messages import date as long_date
from zae.projects.comparison import assessed, by_site, differences
from zae.projects.content import amount, words
from zae.projects.demo import DAY as DEMO_DAY
from zae.projects.demo import demo as run_demo
from zae.projects.form import By, read_form, write_form
from zae.projects.hires import corrected_file
from zae.projects.inquiry import back_test, case, side_by_side
from zae.projects.kinds import REASONS, STATES, WHAT, Reason, of_project
from zae.projects.promises import promised, register, reminders
from zae.projects.realisation import discounted, rates
from zae.projects.report import write
from zae.projects.scenarios import LOADS, compared, read_scenarios
from zae.publish.editions import Edition
from zae.publish.numerals import percent
from zae.store import Entry, Payload, Store, Subject, create, open_store
from zae.store.address import SCHEMA, address_of
from zae.store.kinds import content_of
from zae.study import Study

if TYPE_CHECKING:
    from zae.cli.commands import Reader

followup = typer.Typer(
    help=N_("Companies' projects: form, promises, checks at years 1, 3 and 5, inquiry, scenarios."),
    no_args_is_help=True,
)

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Key = Annotated[str, typer.Argument(metavar="PROJECT", help=N_("Key of a project."))]
Form = Annotated[Path, typer.Argument(metavar="FORM", help=N_("Filled form: .xlsx or .toml."))]
Schema = Annotated[str, typer.Option(help=N_("Schema of the store in a shared database."))]
Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]
Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help=N_("Day of the follow-up; today if none.")),
]
Author = Annotated[str, typer.Option(help=N_("Who says it; never published."))]
Role = Annotated[str, typer.Option(help=N_("In which quality."))]


def of_day(day: datetime | None) -> date:
    """Return the day that was asked for, or today."""
    return day.date() if day else datetime.now(UTC).date()


def store_of(study: Path, schema: str) -> Store:
    """Store of a study, that must have been made."""
    return open_store(address_of(str(study)), schema=schema)


@contextmanager
def watched(lang: Lang) -> Iterator[Any]:
    """A bar for what scores sites."""
    with bar(lang) as progress:
        yield progress


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
    author: Author,
    *,
    by: Annotated[By, typer.Option(help=N_("Whose reading it is."))] = "owner",
    day: Day = None,
    schema: Schema = SCHEMA,
) -> None:
    """Record a declaration."""
    reader: Reader = ctx.obj
    said = read_form(form_file, by)
    key = said.as_project.key
    store = create(address_of(str(study)), schema=schema)
    role = "porteur de projet" if by == "owner" else "collectivité"
    event = store.add(_entry(said, of_project(key), author, role, day))
    _ = translator(reader.lang)
    say(_("{project}: declaration recorded, n° {seq}").format(project=key, seq=event.seq))


def _entry(
    payload: Payload, subject: Subject, author: str, role: str, day: datetime | None
) -> Entry:
    when = day.replace(hour=12, tzinfo=UTC) if day else None
    return Entry(payload=payload, subject=subject, author=author, role=role, dated=when)


@followup.command(
    help=N_("Score a filled form on the candidate sites; with two, say why they differ.")
)
def score(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    form_file: Form,
    second: Annotated[
        Path | None, typer.Option("--against", help=N_("The other reading of the project."))
    ] = None,
    *,
    site: Annotated[str, typer.Option(help=N_("Id of the site to explain."))] = "",
    discount: Annotated[
        bool, typer.Option("--discount", help=N_("Read it with the rates of earlier promises."))
    ] = False,
    as_json: Json = False,
    schema: Schema = SCHEMA,
) -> None:
    """Score a project on the candidate sites."""
    reader: Reader = ctx.obj
    content = reader.read(study)
    own = read_form(form_file).as_project
    projects = [own.model_copy(update={"key": "first"})]
    if second is not None:
        projects.append(
            read_form(second, "collectivity").as_project.model_copy(update={"key": "second"})
        )
    if discount:
        known = rates(register(store_of(study, schema), of_day(None)))
        projects.append(discounted(own, known).model_copy(update={"key": "discounted"}))
    with watched(reader.lang) as progress:
        found = assessed(content, projects, progress=progress)
    if site and len(projects) > 1:
        show(differences(found, site, "first", projects[-1].key), reader.lang, as_json=as_json)
    else:
        show(
            by_site(found).sort_values("score_first", ascending=False), reader.lang, as_json=as_json
        )


def show(table: DataFrame, lang: Lang, *, as_json: bool) -> None:
    """Print a frame: numbers as a reader writes them, or JSON."""
    flat = table.reset_index()
    if as_json:
        print_json(plain(flat))
        return
    print_table("", map(str, flat.columns), [
        [number(v, lang, 1) if isinstance(v, float) else str(v) for v in row]
        for row in flat.to_numpy().tolist()
    ])  # fmt: skip


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
    day: Day = None,
    schema: Schema = SCHEMA,
) -> None:
    """Record a promise."""
    reader: Reader = ctx.obj
    said = content_of("promise", {
        "what": what, "amount": how_much, "starts": starts.date(), "due": due.date(),
        "evidence": evidence, "site_id": site,
    })  # fmt: skip
    store = create(address_of(str(study)), schema=schema)
    event = store.add(_entry(said, of_project(project), author, "porteur de projet", day))
    _ = translator(reader.lang)
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
    day: Day = None,
    schema: Schema = SCHEMA,
) -> None:
    """Record a check."""
    reader: Reader = ctx.obj
    store = store_of(study, schema)
    event = store.add(check_entry(store, {
        "promise": promise_id, "year": year, "amount": found, "evidence": evidence,
        "verifier": verifier, "reason": reason, "comment": comment,
    }, day))  # fmt: skip
    _ = translator(reader.lang)
    say(_("{subject}: check recorded, n° {seq}").format(subject=event.subject, seq=event.seq))


def check_entry(store: Store, said: dict[str, Any], day: datetime | None) -> Entry:
    """Return the entry of a check, about the project of its promise."""
    found = promised(store, said["promise"])
    payload = content_of("promise_check", said)
    return _entry(payload, found.subject, said["verifier"], "vérificateur", day)


@followup.command(help=N_("Say which checks are due, the latest first."))
def due(
    ctx: typer.Context,
    study: StudyFile,
    *,
    day: Day = None,
    as_json: Json = False,
    schema: Schema = SCHEMA,
) -> None:
    """Say which checks are due."""
    reader: Reader = ctx.obj
    lang, _ = reader.lang, translator(reader.lang)
    found = reminders(store_of(study, schema), of_day(day))
    if as_json:
        print_json(plain(found.assign(on=found["on"].map(str))))
        return
    t = words(lang)
    heads = (t["project"], t["what"], t["promised"], t["year"], t["on"], _("Days late"))
    print_table(t["reminders"], heads, [
        (row["name"], _(WHAT[row["what"]].label), amount(row["amount"], row["what"], lang),
         str(row["year"]), long_date(row["on"], lang), str(row["late_days"]))
        for row in found.to_dict("records")
    ])  # fmt: skip


@followup.command(name="promises", help=N_("Show the register: promise against fact."))
def show_register(
    ctx: typer.Context,
    study: StudyFile,
    *,
    day: Day = None,
    as_json: Json = False,
    schema: Schema = SCHEMA,
) -> None:
    """Show the register."""
    reader: Reader = ctx.obj
    lang, _ = reader.lang, translator(reader.lang)
    found = register(store_of(study, schema), of_day(day))
    if as_json:
        print_json(plain(found.astype(dict.fromkeys(("starts", "due", "found_on"), "str"))))
        return
    t = words(lang)
    print_table(t["promises"], (t["project"], t["what"], t["promised"], t["found"], t["year"],
                                t["state"], t["reason"], "id"), [
        (row["name"], _(WHAT[row["what"]].label), amount(row["amount"], row["what"], lang),
         "" if pd.isna(row["found"]) else amount(row["found"], row["what"], lang),
         "" if pd.isna(row["found"]) else str(int(row["checked_year"])), _(STATES[row["state"]]),
         _(REASONS[row["reason"]]) if REASONS.get(row["reason"]) else "", row["promise"])
        for row in found.to_dict("records")
    ])  # fmt: skip


@followup.command(name="rates", help=N_("Show what is realised of what is promised, by kind."))
def show_rates(
    ctx: typer.Context,
    study: StudyFile,
    *,
    day: Day = None,
    as_json: Json = False,
    schema: Schema = SCHEMA,
) -> None:
    """Show the realisation rates."""
    reader: Reader = ctx.obj
    lang, _ = reader.lang, translator(reader.lang)
    found = rates(register(store_of(study, schema), of_day(day)))
    if as_json:
        print_json(plain(found.reset_index()))
        return
    t = words(lang)
    print_table(t["rates"], (t["what"], t["count"], t["projects"], t["rate"], t["interval"]), [
        (_(WHAT[str(key)].label), str(int(row["promises"])), str(int(row["projects"])),
         _("too few") if pd.isna(row["rate"]) else percent(row["rate"], lang),
         _interval(row, lang))
        for key, row in found.iterrows()
    ])  # fmt: skip


@followup.command(help=N_("Put past settlements side by side; with one, replay its decision."))
def inquiry(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    projects: Annotated[
        list[str], typer.Argument(metavar="PROJECT...", help=N_("Keys of one to three projects."))
    ],
    *,
    replay: Annotated[
        bool, typer.Option("--replay", help=N_("What would the grid have said that day?"))
    ] = False,
    only_known: Annotated[
        bool, typer.Option("--only-known", help=N_("Leave out layers of a later vintage."))
    ] = False,
    day: Day = None,
    as_json: Json = False,
    schema: Schema = SCHEMA,
) -> None:
    """Look into past settlements."""
    reader: Reader = ctx.obj
    _ = translator(reader.lang)
    cases = [case(store_of(study, schema), key, of_day(day)) for key in projects]
    show(side_by_side(cases).astype(object), reader.lang, as_json=as_json)
    for file in cases if replay else []:
        with watched(reader.lang) as progress:
            found = back_test(reader.read(study), file, only_known=only_known, progress=progress)
        if found.later:
            told = _("Layers that were not known on {day}: {layers}")
            on = long_date(file.decided_on, reader.lang)
            say(told.format(day=on, layers=", ".join(found.later)))
        if file.site_id in found.assessment.sites.index:
            show(
                differences(found.assessment, file.site_id, "then", "found"),
                reader.lang,
                as_json=as_json,
            )
        ranked = by_site(found.assessment).sort_values("score_then", ascending=False)
        show(ranked.head(10), reader.lang, as_json=as_json)


@followup.command(help=N_("Compare levers on a project: scores, loads and cost."))
def scenarios(
    ctx: typer.Context,
    study: StudyFile,
    form_file: Form,
    file: Annotated[Path, typer.Argument(metavar="SCENARIOS.toml", help=N_("Levers."))],
    site: Annotated[str, typer.Argument(metavar="SITE", help=N_("Id of the site."))],
    *,
    as_json: Json = False,
) -> None:
    """Compare scenarios."""
    reader: Reader = ctx.obj
    content: Study = reader.read(study)
    with watched(reader.lang) as progress:
        found = compared(
            content, read_form(form_file).as_project, site, read_scenarios(file), progress=progress
        )
    if as_json:
        print_json(plain(found.reset_index()))
        return
    _ = translator(reader.lang)
    lang = reader.lang
    print_table(_("Levers"), (_("Scenario"), _("Score"), *LOADS, _("Cost [€]")), [
        (row["label"], _span(row, "score", "score_low", "score_high", lang),
         *(_span(row, n, f"{n}_low", f"{n}_high", lang) for n in LOADS),
         f"{number(row['cost_low_eur'], lang)} – {number(row['cost_high_eur'], lang)}")
        for row in found.to_dict("records")
    ])  # fmt: skip


def _interval(row: Any, lang: Lang) -> str:
    if pd.isna(row["rate"]):
        return ""
    return f"{percent(row['low'], lang)} – {percent(row['high'], lang)}"


def _span(row: Any, middle: str, low: str, high: str, lang: Lang) -> str:
    return (
        f"{number(row[middle], lang, 1)} ({number(row[low], lang, 1)}–{number(row[high], lang, 1)})"
    )


@followup.command(help=N_("Write parameters of the induced load corrected by observed hires."))
def hires(
    ctx: typer.Context,
    study: StudyFile,
    out: Annotated[Path, typer.Argument(metavar="OUT.toml", help=N_("File to write."))],
    *,
    day: Day = None,
    schema: Schema = SCHEMA,
) -> None:
    """Write corrected parameters."""
    reader: Reader = ctx.obj
    found = corrected_file(store_of(study, schema), reader.read(study), of_day(day), out)
    say(f"{out}: {', '.join(found)}")


@followup.command(help=N_("Write the follow-up: page, PDF, workbook and layer of settlements."))
def report(
    ctx: typer.Context,
    study: StudyFile,
    out: Annotated[Path, typer.Option(help=N_("Folder to write to."))],
    *,
    day: Day = None,
    edition: Annotated[
        Edition, typer.Option(help=N_("For the services, or for everyone: fewer columns."))
    ] = "restricted",
    schema: Schema = SCHEMA,
) -> None:
    """Write the follow-up."""
    reader: Reader = ctx.obj
    found = reader.assess(study)
    files = write(
        store_of(study, schema), found, out, day=of_day(day), lang=reader.lang, edition=edition
    )
    print_files(files, reader.lang)


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
    with watched(reader.lang) as progress:
        files = run_demo(out, lang=reader.lang, store=store, schema=schema, progress=progress)
    _ = translator(reader.lang)
    say(_("A fictional history, told up to {day}.").format(day=long_date(DEMO_DAY, reader.lang)))
    print_files(files, reader.lang)
