"""The commands about mutualisation."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pandas import DataFrame

from zae.assess import grid_of
from zae.cli.progress import bar
from zae.cli.tables import print_json, print_table, say
from zae.messages import N_, Lang, number, translator
from zae.mutualisation import settling, steps
from zae.mutualisation.catalogue import catalogue
from zae.mutualisation.comparison import comparison
from zae.mutualisation.finder import LARGEST, REACH_M, Finding, Search
from zae.mutualisation.geopackage import write_groups
from zae.mutualisation.profiles import Objective, profiles
from zae.mutualisation.sheet import write_sheet
from zae.mutualisation.transposability import rows_of
from zae.mutualisation.wording import (
    FIT_LABELS,
    activity_words,
    compared_words,
    comparison_notes,
    condition_words,
    fit_words,
    lacking_words,
    rank_words,
    saved_words,
    search_notes,
    settled_notes,
    verdict,
)
from zae.publish.fields import text
from zae.publish.numerals import fixed, measure, signed

if TYPE_CHECKING:
    from zae.cli.root import Reader

mutualisations = typer.Typer(
    help=N_("What neighbours could share: practices, where they fit, groups to form."),
    no_args_is_help=True,
)

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]
Practices = Annotated[
    Path | None,
    typer.Option("--catalogue", help=N_("Catalogue of practices; that of the toolkit if none.")),
]
ZoneTable = Annotated[
    Path | None,
    typer.Option("--table", help=N_("Table of what no layer knows, by zone_id: CSV or XLSX.")),
]
ZoneId = Annotated[str, typer.Option(help=N_("Id of a zone; all if none."))]
Reach = Annotated[float, typer.Option(min=1, help=N_("Longest walk between two members. [m]"))]
Most = Annotated[int, typer.Option(min=2, max=8, help=N_("Largest group."))]
Needs = Annotated[
    list[str] | None,
    typer.Option(help=N_("parking, loading, heat, meeting or waste; may be repeated.")),
]


@mutualisations.command(name="catalogue", help=N_("List the practices and their conditions."))
def list_practices(
    ctx: typer.Context, *, practices: Practices = None, as_json: Json = False
) -> None:
    """List the practices."""
    reader: Reader = ctx.obj
    book = catalogue(practices)
    if as_json:
        print_json(book.model_dump(mode="json"))
        return
    _ = translator(reader.lang)
    lines = [
        [
            p.key,
            p.label.said(reader.lang),
            "\n".join(condition_words(c, reader.lang) for c in p.conditions),
        ]
        for p in book.practices
    ]
    print_table(_("Practices"), [_("Key"), _("Practice"), _("Conditions")], lines)
    say(_("{count} threshold(s) rest on an assumption").format(count=book.assumed()))


@mutualisations.command(help=N_("Say which practices fit each zone, and what is missing."))
def zones(
    ctx: typer.Context, study: StudyFile, *, zone: ZoneId = "", table: ZoneTable = None,
    practices: Practices = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Show which practices fit."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        found = steps.territory(
            reader.read(study), table=table, practices=practices, progress=progress
        )
    ranked = found.ranked
    if zone:
        ranked = ranked[ranked["zone_id"] == found.zone(zone)]
    if as_json:
        rows = list(rows_of(ranked, found.judged))
        print_json({"measures": steps.measures_rows(found.measures), "practices": rows})
    elif zone:
        _print_zone(found, ranked, reader.lang)
    else:
        _print_zones(found, reader.lang)


def _print_zones(found: steps.Territory, lang: Lang) -> None:
    _ = translator(lang)
    reference = steps.reference_ranking(found.practices)[1]
    lines = [[str(key), name, *_counts(rows, found, lang)] for key, name, rows in _by_zone(found)]
    lines += [
        [str(key), _("(reference)"), *_counts(rows, found, lang)]
        for key, rows in reference.groupby("zone_id", sort=False)
    ]  # fmt: skip
    heads = [_("Zone"), _("Name"), *(_(FIT_LABELS[f]) for f in FIT_LABELS), _("Fit already")]
    print_table(_("Practices by zone"), heads, lines)


def _by_zone(found: steps.Territory) -> Iterator[tuple[str, str, DataFrame]]:
    names = found.measures["name"]
    for key, rows in found.ranked.groupby("zone_id", sort=False):
        name = names[key]
        yield str(key), name if isinstance(name, str) else "", rows


def _counts(rows: DataFrame, found: steps.Territory, lang: Lang) -> list[str]:
    counts = rows["fit"].value_counts()
    best = rows[rows["fit"] == "fits"]["practice"]
    return [
        *(number(counts.get(f, 0), lang) for f in FIT_LABELS),
        ", ".join(found.practices.practice(p).label.said(lang) for p in best),
    ]


def _print_zone(found: steps.Territory, ranked: DataFrame, lang: Lang) -> None:
    _ = translator(lang)
    lines = [
        [
            found.practices.practice(row["practice"]).label.said(lang),
            verdict(row, lang),
            fit_words(row, lang),
            rank_words(row, lang),
            "\n".join(lacking_words(c, lang) for c in row["lacking"]),
        ]
        for row in rows_of(ranked, found.judged)
    ]
    heads = [_("Practice"), _("Verdict"), _("Fit"), _("Rank"), _("What is missing")]
    print_table(str(ranked["zone_id"].iloc[0]), heads, lines)


@mutualisations.command(name="find", help=N_("Find groups of neighbours that save most."))
def find_groups(  # noqa: PLR0913  one option a parameter of the search
    ctx: typer.Context,
    study: StudyFile,
    *,
    need: Needs = None,
    objective: Annotated[
        Objective, typer.Option("--by", help=N_("What is to be saved: land, money or trips."))
    ] = "land",
    reach: Reach = REACH_M,
    most: Most = LARGEST,
    cost: Annotated[
        float, typer.Option(min=0, help=N_("What a group costs, in the unit of what is saved."))
    ] = 0.0,
    seconds: Annotated[float, typer.Option(min=1, help=N_("Time of the solver."))] = 20.0,
    out: Annotated[Path | None, typer.Option(help=N_("GeoPackage to write."))] = None,
    as_json: Json = False,
) -> None:
    """Find groups of neighbours."""
    reader: Reader = ctx.obj
    wanted = Search(
        needs=tuple(need or ["parking"]), objective=objective, reach_m=reach, most=most, cost=cost,
        seconds=seconds,
    )  # fmt: skip
    with bar(reader.lang) as progress:
        content = reader.read(study)
        found, layers = steps.search(content, wanted, progress=progress)
    if out is not None:
        write_groups(found, out, layers=layers, lang=content.lang)
    if as_json:
        print_json(steps.finding_rows(found))
        return
    _print_groups(found, reader.lang)
    if out is not None:
        say(str(out))


def _print_groups(found: Finding, lang: Lang) -> None:
    _ = translator(lang)
    kinds = [profiles().need(key) for key in found.search.needs]
    lines: list[list[Any]] = [
        [
            str(group), str(row["zone_id"]), number(row["size"], lang),
            number(row["jobs"], lang), number(row["walk_m"], lang),
            *(saved_words(row, k.key, lang) for k in kinds), number(row["land_m2"], lang),
            number(row["eur_per_year"], lang), number(row["trips_per_week"], lang),
        ]
        for group, row in found.groups.iterrows()
    ]  # fmt: skip
    heads = [_("Group"), _("Zone"), _("Plots"), _("Jobs"), _("Walk (m)")]
    heads += [k.label.said(lang) for k in kinds]
    heads += [_("Land (m²)"), _("EUR/year"), _("Trips/week")]
    print_table(_("Groups of neighbours"), heads, lines)
    for sentence in search_notes(found, lang):
        say(sentence)


@mutualisations.command(help=N_("Write a sheet of each zone as PDF, to start the conversation."))
def sheet(  # noqa: PLR0913  one option a file
    ctx: typer.Context,
    study: StudyFile,
    *,
    zone: ZoneId = "",
    table: ZoneTable = None,
    practices: Practices = None,
    need: Needs = None,
    out: Annotated[Path, typer.Option(help=N_("Folder to write to."))] = Path("fiches-zones"),
    page: Annotated[bool, typer.Option("--page", help=N_("Also write each as a page."))] = False,
) -> None:
    """Write sheets of zones."""
    reader: Reader = ctx.obj
    content = reader.read(study)
    with bar(reader.lang) as progress:
        found = steps.territory(content, table=table, practices=practices, progress=progress)
        groups = found.groups(Search(needs=tuple(need or ["parking"])))
    wanted = [found.zone(zone)] if zone else list(found.measures.index)
    for key in wanted:
        stem = re.sub(r"[^\w-]", "_", key)
        for ending in (".pdf", ".html") if page else (".pdf",):
            path = out / f"{stem}{ending}"
            say(str(write_sheet(found, groups, key, path, lang=content.lang)))


@mutualisations.command(
    help=N_("Score a project on a site, alone and using what its neighbours leave empty.")
)
def settle(  # noqa: PLR0913  one option a parameter of the search
    ctx: typer.Context,
    study: StudyFile,
    site: Annotated[str, typer.Argument(metavar="SITE", help=N_("Id of the site."))],
    *,
    project: Annotated[str, typer.Option(help=N_("Key of the project; the first if none."))] = "",
    need: Needs = None,
    reach: Reach = REACH_M,
    most: Most = LARGEST,
    as_json: Json = False,
) -> None:
    """Score a project beside its neighbours."""
    reader: Reader = ctx.obj
    wanted = Search(needs=tuple(need or ["parking"]), reach_m=reach, most=most)
    with bar(reader.lang) as progress:
        content = reader.read(study)
        found = settling.settle(content, site, project=project, search=wanted, progress=progress)
    if as_json:
        print_json(settling.settling_rows(found))
        return
    lang, _ = reader.lang, translator(reader.lang)
    lines = [
        [str(name).partition("|")[0], activity_words(row["activities"], lang),
         number(row["jobs"], lang), number(row["walk_m"], lang)]
        for name, row in found.neighbours.iterrows()
    ]  # fmt: skip
    heads = [_("Plot"), _("Activities"), _("Jobs"), _("Walk (m)")]
    print_table(_("Neighbours to share with"), heads, lines)
    for sentence in settled_notes(found, lang):
        say(sentence)
    families = {f.key: text(f.label, lang) for f in grid_of(content).families}
    scores = [
        [families.get(str(key), _("Score (0-100)")), fixed(row["before"], lang, 1),
         fixed(row["after"], lang, 1), signed(row["after"] - row["before"], lang)]
        for key, row in found.families().iterrows()
    ]  # fmt: skip
    labels = {c.key: f"{text(c.label, lang)} ({c.unit})" for c in grid_of(content).criteria}
    scores += [
        [labels[str(key)], measure(row["before"], lang), measure(row["after"], lang),
         signed(row["after"] - row["before"], lang)]
        for key, row in found.moved().iterrows()
    ]  # fmt: skip
    heads = [_("Family"), _("Alone"), _("Sharing"), _("Difference")]
    print_table(_("Scores of the site"), heads, scores)


@mutualisations.command(help=N_("Compare zones with and without collective management."))
def compare(
    ctx: typer.Context, study: StudyFile, *, table: ZoneTable = None, as_json: Json = False
) -> None:
    """Compare zones by their management."""
    reader: Reader = ctx.obj
    with bar(reader.lang) as progress:
        found = steps.territory(reader.read(study), table=table, progress=progress)
    rows = comparison(found.measures)
    if as_json:
        print_json(steps.plain_rows(rows.rename_axis("measure").reset_index()))
        return
    _ = translator(reader.lang)
    lines = [compared_words(str(key), dict(row), reader.lang) for key, row in rows.iterrows()]
    heads = [_("Measure"), _("With"), _("Without"), _("Difference"), _("95 % interval")]
    print_table(_("With and without collective management (medians)"), heads, lines)
    for sentence in comparison_notes(rows, reader.lang):
        say(sentence)
