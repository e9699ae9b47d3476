"""
Scores: from marks to one interval per site.

Arithmetic mean inside a family (its criteria partly stand for each other), geometric mean across
families (a family at the bottom cannot be bought with another), as decided in the design. Both
are monotone, so the bounds are exact: every way to fill in the unknowns falls between them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from pandas import DataFrame, Series

from criteria.aggregation import HOW, mean, power_mean
from criteria.facts import Facts
from criteria.grid import Criterion, Grid, Letters
from criteria.values import Marks, marks
from criteria.vetoes import Lift, admission, vetoes

SIDES: Final = ("low", "central", "high")

APART: Final = 1000.0
"""Farther apart than any two scores: a site of a worse class ranks after all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """
    Scores of a set of sites for one project.

    Parameters
    ----------
    table : DataFrame
        One row a site: ``score_low``, ``score``, ``score_high`` [0-100], ``letter``,
        ``letter_low``, ``letter_high``, ``completeness`` [0-1], ``decisiveness`` [0-1],
        ``admission``, ``to_check``, ``rank``, ``rank_best``, ``rank_worst``.
    families : dict of str to DataFrame
        For ``low``, ``central`` and ``high``: one column a family. [0-100]
    alternatives : DataFrame
        Central score under each way of :data:`criteria.aggregation.HOW`. [0-100]
    vetoes : DataFrame
        Vetoes that fire or must be checked, as :func:`criteria.vetoes.vetoes` gives them.
    marks : Marks
        The marks that they are made of.
    """

    table: DataFrame
    families: dict[str, DataFrame]
    alternatives: DataFrame
    vetoes: DataFrame
    marks: Marks


def score(facts: Facts, grid: Grid, *, vocation: str = "", lifted: Iterable[Lift] = ()) -> Scores:
    """
    Score every site.

    Parameters
    ----------
    facts : Facts
        What is known of the sites for one project.
    grid : Grid
        The grid.
    vocation : str
        Vocation of the project, for vetoes reserved to some.
    lifted : iterable of Lift
        Réserves whose condition is met on a site; ranks follow, scores do not.

    Returns
    -------
    Scores
        The scores and what they are made of.

    Raises
    ------
    RuleError
        If a lift is not one of a réserve of the grid on one of the sites.

    Notes
    -----
    The central score speaks of what is known only: weights of unknown criteria are set aside,
    nothing is imputed. It lies between the bounds, since every mark does between 0 and 1; it is
    missing where nothing is known.
    """
    marked = marks(facts, grid)
    families = {side: family_scores(getattr(marked, side), grid) for side in SIDES}
    whole = {side: across(frame, grid) for side, frame in families.items()}
    found = vetoes(facts, grid, vocation=vocation, lifted=lifted)
    admitted = admission(found, facts.sites)
    table = DataFrame(
        {"score_low": whole["low"], "score": whole["central"], "score_high": whole["high"]}
    )
    for side in ("", "_low", "_high"):
        table[f"letter{side}"] = letters(table[f"score{side}"], grid.letters)
    table["completeness"] = completeness(marked, grid)
    table = table.join(admitted[["admission", "to_check"]]).join(_ranks(table, admitted))
    return Scores(
        table=table,
        families={side: frame * 100 for side, frame in families.items()},
        alternatives=DataFrame({how: across(families["central"], grid, how=how) for how in HOW}),
        vetoes=found,
        marks=marked,
    )


def family_scores(marked: DataFrame, grid: Grid) -> DataFrame:
    """
    Weighted arithmetic mean of the marks of each family.

    Parameters
    ----------
    marked : DataFrame
        One column a criterion; NaN marks are set aside with their weight. [0-1]
    grid : Grid
        Families and weights.

    Returns
    -------
    DataFrame
        One column a family; NaN where it has no mark at all. [0-1]
    """
    columns = {}
    table, place = marked.to_numpy(float), {key: i for i, key in enumerate(marked.columns)}
    for family in grid.families:
        criteria = grid.family_criteria(family.key)
        values = table[:, [place[c.key] for c in criteria]]
        weights = np.array([c.weight.share for c in criteria])
        columns[family.key] = power_mean(values, weights, p=1)
    return DataFrame(columns, index=marked.index)


def across(families: DataFrame, grid: Grid, *, how: str = "geometric") -> Series:
    """
    Whole score from the scores of the families.

    Parameters
    ----------
    families : DataFrame
        One column a family, NaN where nothing is known of it. [0-1]
    grid : Grid
        Weights and floor.
    how : str
        One of :data:`criteria.aggregation.HOW`.

    Returns
    -------
    Series
        Score; NaN where no family is known. [0-100]

    Raises
    ------
    ValueError
        If ``how`` is none of them.
    """
    shares = np.array([grid.family_weight(f) for f in families.columns])
    whole = mean(families.to_numpy(float), shares, how=how, floor=grid.aggregation.floor)
    return Series(whole * 100, index=families.index)


def letters(scores: Series, scale: Letters) -> Series:
    """
    Letter of each score; missing where the score is.

    Parameters
    ----------
    scores : Series
        Scores. [0-100]
    scale : Letters
        The scale, best letter first.

    Returns
    -------
    Series
        Letters.

    Examples
    --------
    >>> from criteria.grid import Letter
    >>> scale = Letters(
    ...     scale=(Letter(letter="A", from_score=80), Letter(letter="E", from_score=0)),
    ...     basis="assumed",
    ... )
    >>> letters(Series([80.0, 79.9]), scale).tolist()
    ['A', 'E']
    """
    starts = np.array([s.from_score for s in scale.scale])[::-1]
    names = np.array([s.letter for s in scale.scale], dtype=object)[::-1]
    # A score that should be 80 must not fall to B for the last bit of a float.
    place = np.searchsorted(starts, scores.fillna(0).to_numpy(float) + 1e-9, side="right") - 1
    return Series(names[place], index=scores.index, dtype="str").mask(scores.isna())


def completeness(marked: Marks, grid: Grid) -> Series:
    """
    Share of the applicable weight that is known; an interval counts for what it narrows. [0-1]

    Parameters
    ----------
    marked : Marks
        Marks of the sites.
    grid : Grid
        Weights.

    Returns
    -------
    Series
        Completeness; it says nothing of how sure the ranking is.
    """
    return _known_share(marked, grid.criteria)


def known_shares(marked: Marks, grid: Grid) -> DataFrame:
    """
    Share of the applicable weight of each family that is known, as :func:`completeness`. [0-1]

    A family whose mark comes from one small criterion shows it here.

    Parameters
    ----------
    marked : Marks
        Marks of the sites.
    grid : Grid
        Families and weights.

    Returns
    -------
    DataFrame
        One column a family; NaN where none of its criteria applies.
    """
    return DataFrame(
        {f.key: _known_share(marked, grid.family_criteria(f.key)) for f in grid.families}
    )


def _known_share(marked: Marks, criteria: Sequence[Criterion]) -> Series:
    keys = [c.key for c in criteria]
    weights = np.array([c.weight.share for c in criteria])
    narrowed = (1 - (marked.high[keys] - marked.low[keys])).to_numpy(float)
    total = (~np.isnan(narrowed) * weights).sum(axis=1)
    known = (np.nan_to_num(narrowed) * weights).sum(axis=1)
    share = np.divide(known, total, out=np.full(len(total), np.nan), where=total > 0)
    return Series(share, index=marked.high.index)


def ranking(whole: Series, classes: Series) -> Series:
    """
    Rank of each site: by admission class, then by score; equal sites share the better rank.

    Parameters
    ----------
    whole : Series
        Scores; a site without score ranks last in its class. [0-100]
    classes : Series
        Admission classes, 0 first, as :func:`criteria.vetoes.admission` gives them.

    Returns
    -------
    Series
        Ranks from 1.

    Examples
    --------
    >>> ranking(Series([90.0, 50.0, 60.0]), Series([1, 0, 0])).tolist()
    [3, 2, 1]
    """
    return (whole.fillna(-1.0) - APART * classes).rank(method="min", ascending=False).astype(int)


def _ranks(table: DataFrame, admitted: DataFrame) -> DataFrame:
    """Rank by admission class then score, and the ranks that the unknowns leave possible."""
    bounds = table[["score_low", "score", "score_high"]].fillna(-1.0)  # no score ranks last
    best = (bounds["score_high"] - APART * admitted["class_best"]).to_numpy(float)
    worst = (bounds["score_low"] - APART * admitted["class_worst"]).to_numpy(float)
    surely_better = len(worst) - np.searchsorted(np.sort(worst), best, side="right")
    surely_worse = np.searchsorted(np.sort(best), worst, side="left")
    others = max(len(table) - 1, 1)
    return DataFrame(
        {
            "rank": ranking(bounds["score"], admitted["class_best"]),
            "rank_best": surely_better + 1,
            "rank_worst": len(table) - surely_worse,
            "decisiveness": (surely_better + surely_worse) / others if len(table) > 1 else 1.0,
        },
        index=table.index,
    )
