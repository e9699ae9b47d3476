"""The commands about a charter on the ground: who holds the land, the paper, the demonstration."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pandas import DataFrame, Series

from land.holding import UNKNOWN, expiries, holding, over_time
from layers.staging import together
from zae.charter.demo import DAY as DEMO_DAY
from zae.charter.demo import demo as run_demo
from zae.charter.land import Land, land_of, record_titles, titles_on
from zae.charter.maps import commons_map, tenure_map
from zae.charter.paper import write_paper
from zae.charter.tenure import RIGHT_LABELS, read_plots, read_titles
from zae.charter.text import read
from zae.cli.charter_life import charters
from zae.cli.charters import CharterFile, Json
from zae.cli.opening import Author, Day, Desk, Schema, StudyFile, noon_of, of_day
from zae.cli.progress import bar
from zae.cli.tables import print_files, print_json, print_table, say
from zae.explanation import plain
from zae.messages import N_, Lang, area, translator
from zae.messages import date as long_date
from zae.publish.editions import Edition
from zae.publish.numerals import percent
from zae.publish.whole import whole
from zae.store.address import SCHEMA

if TYPE_CHECKING:
    from zae.cli.root import Reader

__all__ = ["charters"]

TitlesFile = Annotated[Path, typer.Argument(metavar="TITLES.csv", help=N_("Titles over time."))]
ZoneId = Annotated[str, typer.Option(help=N_("Id of the zone."))]
_COLUMNS = ("owner", "tenant", "use", "option", "preemption")


@charters.command(help=N_("Show who holds the land of a zone, on a day and over time."))
def tenure(
    ctx: typer.Context,
    plots: Annotated[Path, typer.Argument(metavar="PLOTS.csv", help=N_("Plots and areas."))],
    titles: TitlesFile,
    *,
    day: Day = None,
    as_json: Json = False,
) -> None:
    """Show tenure, from two tables."""
    reader: Reader = ctx.obj
    areas, held = read_plots(plots), read_titles(titles)
    _show(held, areas, of_day(day), reader.lang, as_json=as_json)


def _show(titles: DataFrame, areas: Series, on: date, lang: Lang, *, as_json: bool) -> None:
    found = holding(titles, areas, on)
    if as_json:
        print_json(plain(found.reset_index()))
        return
    _ = translator(lang)
    said = {UNKNOWN: _("unknown")}
    heads = (_("Plot"), _("Area"), _("Owner"), _("Tenant"), _("Use"), _("Option"), _("Pre-emption"))
    print_table(long_date(on, lang), heads, [
        (str(plot), area(row["area_m2"], lang), *(said.get(row[c], str(row[c])) for c in _COLUMNS))
        for plot, row in found.iterrows()
    ])  # fmt: skip
    _show_years(titles, areas, lang)
    for row in expiries(titles, on).to_dict("records"):
        right = RIGHT_LABELS[row["right"]]
        say(_("{plot}: {right} of {holder} ends on {end}").format(
            plot=row["plot"], right=_(right), holder=row["holder"],
            end=long_date(row["end"], lang),
        ))  # fmt: skip


def _show_years(titles: DataFrame, areas: Series, lang: Lang) -> None:
    _ = translator(lang)
    years, total = over_time(titles, areas), float(areas.sum())
    said = {UNKNOWN: _("unknown")}
    heads = (_("From"), *(said.get(str(c), str(c)) for c in years.columns), _("Sum"))
    print_table(_("Over time"), heads, [
        (long_date(when, lang), *(percent(v / total, lang) for v in row), area(row.sum(), lang))
        for when, row in zip(years.index, years.to_numpy(), strict=True)
    ])  # fmt: skip


@charters.command(help=N_("Record titles on plots of a zone of a study; twice adds nothing."))
def titles(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    titles_file: TitlesFile,
    *,
    zone: ZoneId,
    author: Author,
    day: Day = None,
    schema: Schema = SCHEMA,
) -> None:
    """Record titles."""
    desk = Desk(ctx.obj, study, schema)
    rows = read_titles(titles_file)
    count = record_titles(
        desk.made_store(), rows, land_of(desk.study(), zone), author=author, on=noon_of(day)
    )
    _ = translator(desk.reader.lang)
    say(_("{added} title(s) recorded, {known} already there").format(
        added=count, known=len(rows) - count
    ))  # fmt: skip


@charters.command(
    name="land", help=N_("Show who holds the land of a zone of a study, with its map.")
)
def show_land(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    study: StudyFile,
    *,
    zone: ZoneId,
    out: Annotated[
        Path | None, typer.Option(help=N_("Folder for a map, a layer and a table."))
    ] = None,
    day: Day = None,
    as_json: Json = False,
    schema: Schema = SCHEMA,
) -> None:
    """Show tenure, from the parcels of a study and the titles of its store."""
    desk, on = Desk(ctx.obj, study, schema), of_day(day)
    land = land_of(desk.study(), zone)
    told = titles_on(desk.store(), land, on)
    _show(told, land.plots["area_m2"], on, desk.reader.lang, as_json=as_json)
    if out is not None:
        files = _write_land(land, told, on, out, desk.reader.lang)
        if not as_json:
            print_files(files, desk.reader.lang)


def _write_land(land: Land, titles_: DataFrame, on: date, out: Path, lang: Lang) -> dict[str, Path]:
    held = holding(titles_, land.plots["area_m2"], on)
    drawn = land.plots[["geometry"]].join(held).reset_index()
    years = over_time(titles_, land.plots["area_m2"])
    writers: dict[str, Any] = {
        "foncier.svg": lambda p: p.write_bytes(tenure_map(land, held, lang)),
        "foncier.gpkg": lambda p: drawn.to_file(p, layer="foncier", driver="GPKG", VERSION="1.3"),
        "foncier.csv": lambda p: years.to_csv(p, encoding="utf-8-sig"),
    }
    with together(out) as stage:
        for name, writer in writers.items():
            writer(stage / name)
    return {name: out / name for name in writers}


@charters.command(
    help=N_("Write a charter as a PDF to sign or a page, with its map and its rules in annex.")
)
def paper(  # noqa: PLR0913  as many words as the command line has
    ctx: typer.Context,
    charter: CharterFile,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help=N_("File to write: .pdf, or .html for a page."))
    ],
    *,
    study: Annotated[Path | None, typer.Option(help=N_("Study of the zone, for its maps."))] = None,
    zone: ZoneId = "",
    edition: Annotated[
        Edition,
        typer.Option(help=N_("Name who holds the land, or sum it up by kind of owner, for all.")),
    ] = "restricted",
    day: Day = None,
    schema: Schema = SCHEMA,
) -> None:
    """Write the charter to sign."""
    reader: Reader = ctx.obj
    content = read(charter)
    land, store = None, None
    if study is not None:
        desk = Desk(reader, study, schema)
        land, store = land_of(desk.study(), zone), desk.store_if_there()
    write_paper(
        content, out, lang=reader.lang, land=land, store=store, day=of_day(day), edition=edition
    )
    print_files({out.name: out}, reader.lang)


@charters.command(name="map", help=N_("Draw where the commons of a charter lie."))
def draw_commons(
    ctx: typer.Context,
    charter: CharterFile,
    out: Annotated[Path, typer.Argument(metavar="OUT.svg", help=N_("File to write."))],
    *,
    study: Annotated[Path, typer.Option(help=N_("Study file."))],
    zone: ZoneId,
) -> None:
    """Draw the commons."""
    reader: Reader = ctx.obj
    content = read(charter)
    picture = commons_map(land_of(reader.read(study), zone), content, reader.lang)
    with whole(out) as beside:
        beside.write_bytes(picture)
    say(str(out))


@charters.command(help=N_("Make the fictional commune with a charter on one of its zones."))
def demo(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(help=N_("Folder to write to."))] = Path("zae-charte"),
    *,
    store: Annotated[str, typer.Option(help=N_("Address of a shared store; a file if none."))] = "",
    schema: Schema = SCHEMA,
) -> None:
    """Make the demonstration of the charter."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        files = run_demo(out, lang=reader.lang, store=store, schema=schema, progress=progress)
    _ = translator(reader.lang)
    say(_("A fictional history, told up to {day}.").format(day=long_date(DEMO_DAY, reader.lang)))
    print_files(files, reader.lang)
