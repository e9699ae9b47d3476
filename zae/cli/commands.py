"""The commands about a study: each calls the public functions and prints what they give."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Final

import typer

from criteria.indicators import straight
from zae.assess import assess
from zae.caching import FOLDER, Cache
from zae.checking import check
from zae.cli.exits import Exit
from zae.cli.progress import bar, steps_of
from zae.cli.root import Reader
from zae.cli.tables import (
    print_check,
    print_explanation,
    print_files,
    print_json,
    print_sites,
    say,
    sites_rows,
)
from zae.cluster import workers
from zae.demo import demo as run_demo
from zae.demo import files_to_open
from zae.explanation import working
from zae.messages import N_, translator
from zae.publish.delivery import deliver, require_writable
from zae.publish.editions import Edition
from zae.publish.partitions import require_place, write_parts
from zae.spreading import here
from zae.starter import write_starter
from zae.tiles import MOST

app = typer.Typer(no_args_is_help=True)

MANY: Final = 2 * MOST
"""Sites above which a run says that several processes may share them."""

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]


@app.command(help=N_("Carry out a study: scores, GeoPackage, QGIS project, map and report."))
def run(  # noqa: PLR0913  one argument an option
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
    shared_by: Annotated[
        str,
        typer.Option(
            "--workers",
            "--scheduler",
            metavar="N | tcp://…",
            help=N_("Share the sites among N processes, or the workers of a dask scheduler."),
        ),
    ] = "",
    partitions: Annotated[
        str,
        typer.Option(
            metavar="FOLDER | s3://…",
            help=N_("Also write the scores as GeoParquet in parts, to a folder or an address."),
        ),
    ] = "",
) -> None:
    """Carry out a study and write its deliverables."""
    reader: Reader = ctx.obj
    content = reader.read(study)
    require_writable(out)
    require_place(partitions)
    with bar(reader.lang, steps_of(content, delivered=True)) as progress:
        # Workers of other machines do not see the folder of the study.
        elsewhere = "://" in shared_by
        recall = Cache(content.folder / FOLDER) if kept and not elsewhere else straight
        with workers(shared_by) if shared_by else nullcontext(here) as carry:
            found = assess(content, progress=progress, recall=recall, carry=carry)
        files = deliver(found, out, edition=edition, site_reports=site_reports, progress=progress)
        parts = write_parts(found, partitions, edition=edition)
    print_files({**files, **parts}, reader.lang)
    if len(found.sites) > MANY and not shared_by:
        say(translator(reader.lang)("Many sites: --workers 2 shares them between two processes."))


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
