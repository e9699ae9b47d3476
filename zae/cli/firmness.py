"""The commands about how sure the scores are: robustness, what to measure first, redundancy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pandas import DataFrame

from zae.assessment import Run
from zae.cli.tables import print_json, print_table, say
from zae.explanation import known_site, plain
from zae.firmness import firmness, importance
from zae.messages import N_, Lang, number, translator
from zae.publish.numerals import percent
from zae.publish.report.firm import first_facts, share_first, to_measure
from zae.publish.report.reader import Reader as Words
from zae.publish.tables import fact_labels
from zae.twins import redundancy, run_of, twins

if TYPE_CHECKING:
    from zae.cli.root import Reader

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Project = Annotated[str, typer.Option(help=N_("Key of the project; the first if none."))]
Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]

SITES_SHOWN = 20
"""Sites that a reader sees; a machine gets all of them."""


app = typer.Typer(no_args_is_help=True)


@app.command(help=N_("Say how often each site is first under other weights."))
def robustness(
    ctx: typer.Context,
    study: StudyFile,
    *,
    project: Project = "",
    draws: Annotated[
        int, typer.Option(min=0, help=N_("Weightings to draw; 0 suits their number to the sites."))
    ] = 0,
    order: Annotated[
        str,
        typer.Option(help=N_("Families, or criteria, by importance: keys parted by commas.")),
    ] = "",
    as_json: Json = False,
) -> None:
    """Say how often each site is first."""
    reader: Reader = ctx.obj
    assessment = reader.assess(study)
    run = run_of(assessment, project)
    keys = importance(order, assessment.grid)
    found = firmness(run.facts, run.scores, assessment.grid, draws=draws, order=keys).robustness
    table = DataFrame(
        {
            "name": assessment.sites["name"],
            "rank": run.scores.table["rank"],
            "first_share": found.acceptability[1],
            "mean_rank": found.mean_rank,
            "confidence": found.confidence,
            "completeness": run.scores.table["completeness"],
            "decisiveness": run.scores.table["decisiveness"],
        }
    )
    table = table.sort_values(["first_share", "rank"], ascending=[False, True], kind="stable")
    table = table.rename_axis("site_id").reset_index()
    if as_json:
        print_json({"draws": found.draws, "seed": found.seed, "sites": plain(table)})
    else:
        _print_robustness(table, found.draws, reader.lang)


def _print_robustness(table: DataFrame, draws: int, lang: Lang) -> None:
    _ = translator(lang)
    words = Words(lang=lang)
    print_table(
        _("Ranking under {draws} admissible weightings, the unknowns drawn").format(draws=draws),
        (_("Identifier"), _("Name"), _("Rank"), _("How often"), _("Mean rank"),
         _("First under its own weights"), _("Known share"), _("Order settled")),
        [
            (
                str(row["site_id"]), str(row["name"] or ""), str(row["rank"]),
                share_first(row["first_share"], words), number(row["mean_rank"], lang, 1),
                percent(row["confidence"], lang), percent(row["completeness"], lang),
                percent(row["decisiveness"], lang),
            )
            for row in table.head(SITES_SHOWN).to_dict("records")
        ],
    )  # fmt: skip
    say(
        _(
            "It forecasts the success of no one: it says how far the first place hangs on weights "
            "and unknowns."
        )
    )


@app.command(name="unknowns", help=N_("Say what to measure first, over all sites or on one."))
def next_to_measure(
    ctx: typer.Context,
    study: StudyFile,
    *,
    site: Annotated[str, typer.Option(help=N_("Id of a site; all of them if none."))] = "",
    project: Project = "",
    as_json: Json = False,
) -> None:
    """Say what to measure first."""
    reader: Reader = ctx.obj
    assessment = reader.assess(study)
    run, _ = run_of(assessment, project), translator(reader.lang)
    if site:
        known_site(assessment, site)
    words = Words(lang=reader.lang)
    if as_json:
        print_json(plain(_of(run, site)))
    elif site:
        lines = to_measure(run, assessment, words).get(site, [])
        print_table(
            _("What to measure first"), (_("Criterion"), _("What it would do"), _("Settled by")),
            [(x["label"], x["changes"], x["settled_by"]) for x in lines],
        )  # fmt: skip
    else:
        print_table(
            _("What to measure first"),
            (_("Criterion"), _("Sites where it is open"), _("First place changed"),
             _("Letters changed"), _("Admissions changed"), _("Settled by")),
            [
                (x["label"], x["sites"], x["first"], x["letters"], x["admissions"], x["settled_by"])
                for x in first_facts(run, assessment, words)
            ],
        )  # fmt: skip
    if not as_json:
        say(words.labels["measure_note"])


def _of(run: Run, site: str) -> DataFrame:
    order = run.firmness.order
    return order[order["site_id"] == site] if site else order


@app.command(
    name="redundancy",
    help=N_("Say which criteria repeat each other; of several studies, which follow density."),
)
def repeated(
    ctx: typer.Context,
    studies: Annotated[
        list[Path], typer.Argument(metavar="STUDY.toml...", help=N_("Study files."))
    ],
    *,
    project: Project = "",
    as_json: Json = False,
) -> None:
    """Say which criteria repeat each other, and which follow density."""
    reader: Reader = ctx.obj
    done = {path.stem: reader.assess(path) for path in studies}
    labels = {
        key: text[reader.lang] for key, text in fact_labels(next(iter(done.values())).grid).items()
    }
    twin = twins(done, project) if len(done) > 1 else None
    found = {name: redundancy(assessment, project) for name, assessment in done.items()}
    if as_json:
        said: dict[str, object] = {
            name: {"pairs": plain(x.pairs), "weights": plain(x.weights.reset_index())}
            for name, x in found.items()
        }
        print_json({"studies": said, "twins": None if twin is None else plain(twin.reset_index())})
        return
    for name, x in found.items():
        _print_pairs(name, x.pairs, labels, reader.lang)
        _print_weights(name, x.weights, labels, reader.lang)
    if twin is not None:
        _print_twins(twin, labels, reader.lang)


def _print_pairs(name: str, pairs: DataFrame, labels: dict[str, str], lang: Lang) -> None:
    _ = translator(lang)
    print_table(
        _("{study}: criteria that go together").format(study=name),
        (_("Criterion"), _("Other criterion"), _("Correlation"), _("Of ranks"), _("Sites")),
        [
            (labels[x["one"]], labels[x["other"]], number(x["pearson"], lang, 2),
             number(x["spearman"], lang, 2), str(x["sites"]))
            for x in pairs.to_dict("records")
        ],
    )  # fmt: skip


def _print_weights(name: str, weights: DataFrame, labels: dict[str, str], lang: Lang) -> None:
    _ = translator(lang)
    print_table(
        _("{study}: weight on paper and weight in fact").format(study=name),
        (_("Criterion"), _("Weight"), _("In fact"), _("Sites where it is known")),
        [
            (labels[str(key)], percent(x["nominal"], lang), percent(x["effective"], lang),
             str(x["sites"]))
            for key, x in weights.to_dict("index").items()
        ],
    )  # fmt: skip


def _print_twins(twin: DataFrame, labels: dict[str, str], lang: Lang) -> None:
    _ = translator(lang)
    verdict = {True: _("follows density"), False: _("does not follow density")}
    print_table(
        _("Territory twin test: criteria that only measure density"),
        (_("Criterion"), _("Explained by density"), _("Between territories"), _("Sites"),
         _("Territories"), _("Verdict")),
        [
            (labels[str(key)], percent(x["explained"], lang), percent(x["between"], lang),
             str(x["sites"]), str(x["territories"]),
             _verdict(x["sites"], x["territories"], verdict[bool(x["flagged"])], lang))
            for key, x in twin.to_dict("index").items()
        ],
    )  # fmt: skip


def _verdict(sites: int, territories: int, found: str, lang: Lang) -> str:
    """A test of one territory, or of hardly any site, says nothing."""
    enough = territories > 1 and sites >= 4  # noqa: PLR2004
    return found if enough else translator(lang)("not tested: too few data")
