"""The commands: each calls the public functions and prints what they give."""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from criteria.indicators import straight
from zae.assess import assess
from zae.assessment import Assessment
from zae.caching import FOLDER, Cache
from zae.checking import check
from zae.cli import sources
from zae.cli.cache import cache
from zae.cli.charter_life import charters
from zae.cli.cnig import cnig
from zae.cli.exits import Exit
from zae.cli.firmness import add_to as add_firmness
from zae.cli.followup_tables import followup
from zae.cli.grids import grids, weights
from zae.cli.inventory import inventory
from zae.cli.mutualisations import mutualisations
from zae.cli.negotiations import negotiations
from zae.cli.notes import notes
from zae.cli.progress import bar, steps_of
from zae.cli.stores import stores
from zae.cli.tables import (
    print_check,
    print_explanation,
    print_files,
    print_json,
    print_sites,
    say,
    sites_rows,
)
from zae.demo import demo as run_demo
from zae.demo import files_to_open
from zae.explanation import working
from zae.messages import DEFAULT_LANG, N_, Lang
from zae.publish.delivery import deliver
from zae.publish.editions import Edition
from zae.starter import write_starter
from zae.study import Study, read

app = typer.Typer(
    name="zae",
    help=N_("Available land, scored sites, maps and reports for French business zones."),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

app.add_typer(cnig, name="cnig")
app.add_typer(charters, name="charter")
app.add_typer(grids, name="grid")
app.add_typer(inventory, name="inventory")
app.add_typer(mutualisations, name="mutualise")
app.add_typer(weights, name="weights")
app.add_typer(notes, name="notes")
app.add_typer(negotiations, name="negotiate")
app.add_typer(cache, name="cache")
app.add_typer(stores, name="store")
app.add_typer(followup, name="followup")
add_firmness(app)
sources.register(app)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Language of the reader, and whether it was asked for in so many words."""

    lang: Lang = DEFAULT_LANG
    asked: bool = False

    def read(self, path: Path) -> Study:
        """Study of a file, in the language that was asked for."""
        study = read(path)
        return study.model_copy(update={"lang": self.lang}) if self.asked else study

    def assess(self, path: Path) -> Assessment:
        """Assessment of a study file, behind a bar."""
        study = self.read(path)
        with bar(self.lang, steps_of(study)) as progress:
            return assess(study, progress=progress)


StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]


def print_version(asked: bool) -> None:
    """Print the version and stop, where it was asked for."""
    if asked:
        say(version("zae-toolkit"))
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    *,
    lang: Annotated[
        Lang | None,
        typer.Option(
            envvar="ZAE_LANG",
            help=N_("Language of messages and deliverables; may stand anywhere on the line."),
        ),
    ] = None,
    show_version: Annotated[
        bool,
        typer.Option(
            "--version",
            help=N_("Print the version and stop."),
            callback=print_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Take in what goes for every command."""
    del show_version  # its callback has already printed it
    ctx.obj = Reader(lang=lang or DEFAULT_LANG, asked=lang is not None)


@app.command(help=N_("Carry out a study: scores, GeoPackage, QGIS project, map and report."))
def run(
    ctx: typer.Context,
    study: StudyFile,
    out: Annotated[Path, typer.Option(help=N_("Folder to write to."))],
    *,
    edition: Annotated[
        Edition, typer.Option(help=N_("For the services, or for everyone: fewer columns."))
    ] = "restricted",
    kept: Annotated[
        bool,
        typer.Option("--cache/--no-cache", help=N_("Keep measured facts beside the study.")),
    ] = True,
    site_reports: Annotated[
        bool, typer.Option("--site-reports", help=N_("Also write a report of each site."))
    ] = False,
) -> None:
    """Carry out a study and write its deliverables."""
    reader: Reader = ctx.obj
    content = reader.read(study)
    with bar(reader.lang, steps_of(content, delivered=True)) as progress:
        recall = Cache(content.folder / FOLDER) if kept else straight
        found = assess(content, progress=progress, recall=recall)
        files = deliver(found, out, edition=edition, site_reports=site_reports, progress=progress)
    print_files(files, reader.lang)


@app.command(name="check", help=N_("Say every fault of a study and its layers, without scoring."))
def check_study(ctx: typer.Context, study: StudyFile, *, as_json: Json = False) -> None:
    """Say every fault of a study at once."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        found = check(study, progress=progress)
    if as_json:
        print_json(found.as_dict())
    else:
        print_check(found, reader.lang)
    if found.faults:
        raise typer.Exit(Exit.FAULT)


@app.command(help=N_("Show how a score was reached, so that it can be computed again by hand."))
def explain(
    ctx: typer.Context,
    study: StudyFile,
    site: Annotated[str, typer.Argument(metavar="SITE", help=N_("Id of the site."))],
    *,
    project: Annotated[str, typer.Option(help=N_("Key of the project; the first if none."))] = "",
    as_json: Json = False,
) -> None:
    """Show the working of a score."""
    reader: Reader = ctx.obj
    found = working(reader.assess(study), site, project=project, lang=reader.lang)
    if as_json:
        print_json(found.as_dict())
    else:
        print_explanation(found, reader.lang)


@app.command(help=N_("List the candidate sites with their scores."))
def sites(ctx: typer.Context, study: StudyFile, *, as_json: Json = False) -> None:
    """List the candidate sites."""
    reader: Reader = ctx.obj
    assessment = reader.assess(study)
    if as_json:
        print_json(sites_rows(assessment))
    else:
        print_sites(assessment, reader.lang)


@app.command(help=N_("Write a commented study file for a territory, to be completed."))
def init(
    ctx: typer.Context,
    territory: Annotated[
        str,
        typer.Argument(metavar="TERRITORY", help=N_("Name or SIREN of one of the territories.")),
    ],
    out: Annotated[
        Path | None, typer.Option(help=N_("File to write; etude-TERRITORY.toml if none."))
    ] = None,
) -> None:
    """Write a commented study file."""
    reader: Reader = ctx.obj
    say(str(write_starter(territory, out, lang=reader.lang)))


@app.command(help=N_("Make a fictional commune and carry out a whole study of it."))
def demo(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(help=N_("Folder to write to."))] = Path("zae-demo"),
) -> None:
    """Carry out a study of a fictional commune."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        files = run_demo(out, lang=reader.lang, progress=progress)
    print_files(files_to_open(files), reader.lang)
