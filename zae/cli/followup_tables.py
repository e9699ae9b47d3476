"""Follow-up of companies' projects: what the commands show and write."""

from pathlib import Path
from typing import Annotated, Any

import typer

from criteria.project import Project
from zae.assessment import Assessment
from zae.cli.followup import Form, followup
from zae.cli.opening import Day, Desk, Json, Schema, StudyFile, of_day
from zae.cli.progress import bar
from zae.cli.tables import print_files, print_json, print_table, say
from zae.explanation import plain
from zae.messages import N_, translator
from zae.messages import date as long_date
from zae.projects.comparison import assessed, by_site, differences
from zae.projects.form import read_form
from zae.projects.hires import corrected_file
from zae.projects.inquiry import BackTest, back_tests, case, side_by_side
from zae.projects.minutes import write_minutes
from zae.projects.promises import register, reminders
from zae.projects.realisation import discounted, rates
from zae.projects.report import write
from zae.projects.scenarios import compared, read_scenarios
from zae.projects.wording import (
    Shown,
    of_cases,
    of_differences,
    of_rates,
    of_register,
    of_reminders,
    of_scenarios,
    of_scores,
)
from zae.publish.editions import Edition
from zae.store.address import SCHEMA

__all__ = ["followup"]

Projects = Annotated[
    list[str], typer.Argument(metavar="PROJECT...", help=N_("Keys of one to three projects."))
]
OnlyKnown = Annotated[
    bool, typer.Option("--only-known", help=N_("Leave out layers of a later vintage."))
]
SITES_SHOWN = 10
"""Sites of a replay that are printed: those of the highest scores."""


def show(table: Shown) -> None:
    """Print a table in the words of a reader."""
    print_table(table.title, table.heads, table.rows)


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
    day: Day = None,
    as_json: Json = False,
    schema: Schema = SCHEMA,
) -> None:
    """Score a project on the candidate sites."""
    desk = Desk(ctx.obj, study, schema)
    own = read_form(form_file).as_project
    projects = {"first": own}
    if second is not None:
        projects["second"] = read_form(second, "collectivity").as_project
    if discount:
        projects["discounted"] = discounted(own, rates(register(desk.store(), of_day(day))))
    found = _assessed(desk, projects)
    last = [*projects][-1]
    if site and len(projects) > 1:
        _show_differences(desk, found, site, ("first", last), as_json=as_json)
        return
    table = by_site(found).sort_values("score_first", ascending=False)
    if as_json:
        print_json(plain(table.reset_index()))
    else:
        show(of_scores(table, [*projects], desk.reader.lang))


def _assessed(desk: Desk, projects: dict[str, Project]) -> Assessment:
    named = [project.model_copy(update={"key": key}) for key, project in projects.items()]
    with bar(desk.reader.lang) as progress:
        return assessed(desk.study(), named, progress=progress)


def _show_differences(
    desk: Desk, found: Assessment, site: str, runs: tuple[str, str], *, as_json: bool
) -> None:
    table = differences(found, site, *runs)
    if as_json:
        print_json(plain(table.reset_index()))
    else:
        show(of_differences(table, found.grid, runs, desk.reader.lang))


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
    desk = Desk(ctx.obj, study, schema)
    found = reminders(desk.store(), of_day(day))
    if as_json:
        print_json(plain(found.assign(on=found["on"].map(str))))
    else:
        show(of_reminders(found, desk.reader.lang))


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
    desk = Desk(ctx.obj, study, schema)
    found = register(desk.store(), of_day(day))
    if as_json:
        days = {c: found[c].astype(object).map(str, "ignore") for c in _DAYS}
        print_json(plain(found.assign(**days)))
    else:
        show(of_register(found, desk.reader.lang))


_DAYS = ("starts", "due", "found_on")


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
    desk = Desk(ctx.obj, study, schema)
    found = rates(register(desk.store(), of_day(day)))
    if as_json:
        print_json(plain(found.reset_index()))
    else:
        show(of_rates(found, desk.reader.lang))


@followup.command(help=N_("Put past settlements side by side; with one, replay its decision."))
def inquiry(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    projects: Projects,
    *,
    replay: Annotated[
        bool, typer.Option("--replay", help=N_("What would the grid have said that day?"))
    ] = False,
    only_known: OnlyKnown = False,
    day: Day = None,
    as_json: Json = False,
    schema: Schema = SCHEMA,
) -> None:
    """Look into past settlements."""
    desk = Desk(ctx.obj, study, schema)
    store = desk.store()
    cases = [case(store, key, of_day(day)) for key in projects]
    tests: list[BackTest] = []
    if replay:
        content = desk.study()
        with bar(desk.reader.lang) as progress:
            tests = back_tests(content, cases, only_known=only_known, progress=progress)
    table = side_by_side(cases).astype(object)
    if as_json:
        told = plain(table.reset_index())
        print_json({"cases": told, "replays": [_replayed(x) for x in tests]} if replay else told)
        return
    show(of_cases(table, desk.reader.lang))
    for one in tests:
        _show_replay(desk, one)


def _replayed(found: BackTest) -> dict[str, Any]:
    site, sites = found.case.site_id, found.assessment.sites.index
    gaps = differences(found.assessment, site, "then", "found") if site in sites else None
    return {
        "project": found.case.project, "site_id": site, "later": list(found.later),
        "differences": plain(gaps.reset_index()) if gaps is not None else [],
        "scores": plain(by_site(found.assessment).reset_index()),
    }  # fmt: skip


def _show_replay(desk: Desk, found: BackTest) -> None:
    lang, _ = desk.reader.lang, translator(desk.reader.lang)
    if found.later:
        told = _("Layers that were not known on {day}: {layers}")
        on = long_date(found.case.decided_on, lang)
        say(told.format(day=on, layers=", ".join(found.later)))
    if found.case.site_id in found.assessment.sites.index:
        runs = ("then", "found")
        _show_differences(desk, found.assessment, found.case.site_id, runs, as_json=False)
    ranked = by_site(found.assessment).sort_values("score_then", ascending=False)
    show(of_scores(ranked.head(SITES_SHOWN), ["then", "found"], lang))


@followup.command(help=N_("Write the minutes of an inquiry as PDF, with its map, to be signed."))
def minutes(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    projects: Projects,
    *,
    out: Annotated[Path, typer.Option(help=N_("PDF file to write."))],
    signs: Annotated[
        list[str] | None, typer.Option("--signs", help=N_("Who signs; may be repeated."))
    ] = None,
    only_known: OnlyKnown = False,
    day: Day = None,
    schema: Schema = SCHEMA,
) -> None:
    """Write the minutes of an inquiry."""
    desk = Desk(ctx.obj, study, schema)
    store, on = desk.store(), of_day(day)
    cases = [case(store, key, on) for key in projects]
    content = desk.study()
    with bar(desk.reader.lang) as progress:
        tests = back_tests(content, cases, only_known=only_known, progress=progress)
        progress("report")
        write_minutes(tests, out, store=store, day=on, lang=desk.reader.lang, signs=signs or ())
    print_files({out.name: out}, desk.reader.lang)


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
    desk = Desk(ctx.obj, study)
    project, levers = read_form(form_file).as_project, read_scenarios(file)
    content = desk.study()
    with bar(desk.reader.lang) as progress:
        found = compared(content, project, site, levers, progress=progress)
    if as_json:
        print_json(plain(found.reset_index()))
    else:
        show(of_scenarios(found, desk.reader.lang))


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
    desk = Desk(ctx.obj, study, schema)
    found = corrected_file(desk.store(), desk.study(), of_day(day), out)
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
    desk = Desk(ctx.obj, study, schema)
    store = desk.store()
    found = desk.reader.assess(study)
    files = write(store, found, out, day=of_day(day), lang=desk.reader.lang, edition=edition)
    print_files(files, desk.reader.lang)
