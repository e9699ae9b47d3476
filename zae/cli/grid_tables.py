"""What the commands about grids print."""

import pandas as pd
from pandas import DataFrame

from criteria.elicit import CONSISTENT
from criteria.grid import Grid
from criteria.grid_check import AnyGrid
from criteria.use_grid import UseGrid
from criteria.versions import GridDiff, wording
from land.errors import said
from zae.answers import Elicited
from zae.cli.tables import print_table, say
from zae.messages import Lang, number, translator
from zae.publish.fields import code_label
from zae.questionnaire import choices

SHOWN = 0.05
"""Share of a line in a move below which a reader is not told of it. [points of 100]"""


def print_grid_faults(reference: str, found: list[str], lang: Lang) -> None:
    """
    Print the faults of a grid.

    Parameters
    ----------
    reference : str
        The grid.
    found : list of str
        Its faults.
    lang : str
        Language of the reader.
    """
    _ = translator(lang)
    for fault in found:
        say(said(fault, _))
    say(_("{grid}: {count} fault(s)").format(grid=reference, count=len(found)))


def print_grid(grid: AnyGrid, lang: Lang) -> None:
    """
    Print a grid as a planner reads it.

    Parameters
    ----------
    grid : Grid or UseGrid
        The grid.
    lang : str
        Language of the reader.
    """
    say(f"{grid.label[lang]} · {grid.name} {grid.version} · {grid.published} · {grid.sha256[:12]}")
    if isinstance(grid, UseGrid):
        _print_uses(grid, lang)
    else:
        _print_criteria(grid, lang)
        _print_vetoes(grid, lang)


def _print_criteria(grid: Grid, lang: Lang) -> None:
    _ = translator(lang)
    families = {f.key: f.label[lang] for f in grid.families}
    print_table(
        _("Criteria"),
        (_("Family"), _("Criterion"), _("Weight"), _("Value function"), _("Source")),
        [
            (
                families[c.family], f"{c.code} · {c.label[lang]} [{c.unit}]",
                number(c.weight.share, lang, 3),
                " ".join(f"{x:g}→{mark:g}" for x, mark in c.value.points),
                " ; ".join(x.source or code_label(x.basis, lang=lang) for x in (c.weight, c.value)),
            )
            for c in grid.criteria
        ],
    )  # fmt: skip


def _print_vetoes(grid: Grid, lang: Lang) -> None:
    _ = translator(lang)
    print_table(
        _("Vetoes"),
        (_("Level"), _("Veto"), _("Rule"), _("To be lifted"), _("Source")),
        [
            (
                code_label(v.level, lang=lang), v.label[lang],
                v.rule,
                v.lifting[lang], v.reference,
            )
            for v in grid.vetoes
        ],
    )  # fmt: skip


def _print_uses(grid: UseGrid, lang: Lang) -> None:
    _ = translator(lang)
    print_table(
        _("Criteria"),
        (_("Criterion"), _("Weight"), _("Class"), *(u.label[lang] for u in grid.uses)),
        [
            (
                f"{c.label[lang]} [{c.unit}]" if c.unit else c.label[lang],
                f"{c.weight.points:g}", x.value, *(f"{s:+g}" for s in x.scores),
            )
            for c in grid.criteria for x in c.scale.classes
        ],
    )  # fmt: skip
    labels = {u.key: u.label[lang] for u in grid.uses}
    for rule in grid.exclusions:
        say(f"{rule.label[lang]} : {', '.join(labels[u] for u in rule.excludes)}")


def print_lines(before: AnyGrid, after: AnyGrid, changed: DataFrame, lang: Lang) -> None:
    """
    Print the lines that differ between two grids, then the words that move no site.

    Parameters
    ----------
    before, after : Grid or UseGrid
        The two grids.
    changed : DataFrame
        Lines, as :func:`zae.grids.changed_lines` gives them.
    lang : str
        Language of the reader.
    """
    _ = translator(lang)
    heads = (_("Line"), f"{before.name} {before.version}", f"{after.name} {after.version}")
    rows = changed.reset_index().to_numpy().tolist()
    print_table(_("Lines that can move a site"), heads, rows)
    if isinstance(before, Grid) and isinstance(after, Grid):
        words = wording(before, after).reset_index().to_numpy().tolist()
        print_table(_("Words and sources that move no site"), heads, words)


def print_moves(found: GridDiff, lang: Lang) -> None:
    """
    Print which sites move, the farthest first, and what each line does to them.

    Parameters
    ----------
    found : GridDiff
        What was found.
    lang : str
        Language of the reader.
    """
    _ = translator(lang)
    score, rank = found.contributions["score"], found.contributions["rank"]
    far = found.moves["score_move"].abs().sort_values(ascending=False, kind="stable").index
    rows = [
        (
            str(site),
            *(number(found.moves.loc[site, f"score_{x}"], lang, 1) for x in ("before", "after")),
            *(number(found.moves.loc[site, f"rank_{x}"], lang) for x in ("before", "after")),
            _because(score.loc[site], lang), _because(rank.loc[site], lang),
        )
        for site in far
    ]  # fmt: skip
    print_table(
        _("Sites that move"),
        (_("Site"), _("Score before"), _("Score after"), _("Rank before"), _("Rank after"),
         _("Points that each line brings"), _("Ranks that each line costs")),
        rows,
    )  # fmt: skip


def _because(shares: "pd.Series[float]", lang: Lang) -> str:
    told = shares[shares.abs() >= SHOWN].sort_values(key=abs, ascending=False)
    signed = (f"{'+' if x > 0 else ''}{number(x, lang, 1)} {line}" for line, x in told.items())
    return "\n".join(signed)


def print_elicited(grid: Grid, found: Elicited, lang: Lang) -> None:
    """
    Print the weights that people gave, how consistent and how much of one mind they are.

    Parameters
    ----------
    grid : Grid
        The grid whose weights were asked for.
    found : Elicited
        What they gave.
    lang : str
        Language of the reader.
    """
    _ = translator(lang)
    titles = {choice.key: choice.title for choice in choices(grid, lang)}
    print_table(
        _("Weights"),
        (_("Criterion"), _("Weight before"), _("Weight after")),
        [
            (f"{c.code} · {c.label[lang]}", number(c.weight.share, lang, 3),
             number(found.shares[c.key], lang, 3))
            for c in grid.criteria
        ],
    )  # fmt: skip
    _print_agreement(found, titles, lang)
    if len(found.strained):
        print_table(
            _("Answers to look at again: ratio over {limit}").format(
                limit=number(CONSISTENT, lang, 2)
            ),
            (_("Who"), _("Sheet"), "1", "2", _("Answered"), _("The other answers imply")),
            [
                (who, titles[key], one, two, number(given, lang, 2), number(implied, lang, 2))
                for who, key, one, two, given, implied, _stretch in found.strained.to_numpy()
            ],
        )


def _print_agreement(found: Elicited, titles: dict[str, str], lang: Lang) -> None:
    _ = translator(lang)
    # Points cannot contradict each other: they have no consistency to show.
    ratios = found.consistency.dropna(axis="columns", how="all")
    named = [_("Consistency together") if name == "together" else name for name in ratios.columns]
    print_table(
        _("Agreement: consensus 1 where all give the same weights; consistency up to 0.10"),
        (_("Sheet"), _("Consensus"), *named),
        [
            (
                titles[str(key)],
                number(found.consensus[key], lang, 2),
                *(number(ratio, lang, 2) for ratio in ratios.loc[key]),
            )
            for key in found.consensus.index
        ],
    )
