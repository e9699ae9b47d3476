"""
Scores: from marks to one interval per site.

Arithmetic mean inside a family (its criteria partly stand for each other), geometric mean across
families (a family at the bottom cannot be bought with another), as decided in the design. Both
are monotone, so the bounds are exact: every way to fill in the unknowns falls between them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Index, Series

from criteria.aggregation import HOW, mean
from criteria.facts import Facts
from criteria.grid import Criterion, Grid, Letters, RuleError
from criteria.values import Marks, marks, remarked
from criteria.vetoes import Lift, named, verdicts
from land.errors import Parts

Floats = npt.NDArray[np.float64]

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
    admitted : DataFrame
        Admission and classes of every site, as :func:`criteria.vetoes.admission` gives them.
    facts : Facts
        The facts that were scored.
    grid : Grid
        The grid that scored them.
    """

    table: DataFrame
    families: dict[str, DataFrame]
    alternatives: DataFrame
    vetoes: DataFrame
    marks: Marks
    admitted: DataFrame
    facts: Facts
    grid: Grid


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
    found, admitted = verdicts(facts, grid, vocation=vocation, lifted=lifted)
    made = _made(marks(facts, grid), admitted, grid)
    return Scores(**made, vetoes=found, admitted=admitted, facts=facts, grid=grid)


def rescore(earlier: Scores, grid: Grid) -> Scores:
    """
    Score the same facts again, with other weights, value functions, letters or floor.

    Vetoes, admission and the marks of the value functions that did not change are kept, so that
    a what-if on 100,000 sites answers at once.

    Parameters
    ----------
    earlier : Scores
        Scores of the facts under another state of the grid.
    grid : Grid
        The grid: the same criteria and vetoes.

    Returns
    -------
    Scores
        What :func:`score` gives of ``earlier.facts`` for the same vocation and lifts, to the bit.

    Raises
    ------
    RuleError
        If a criterion or a veto of the grid is not that of the earlier grid; all are listed.

    Notes
    -----
    The facts are taken as they stand. Those that :func:`criteria.values.settled` gave depend on
    the value functions: where one changed, settle the facts again and :func:`score` them.

    Examples
    --------
    >>> from criteria.facts import assemble, blank
    >>> from criteria.grid import published
    >>> from pandas import Index
    >>> grid, sites = published(), Index(["A"])
    >>> earlier = score(assemble({k: blank(sites) for k in grid.fact_keys}, {}, sites), grid)
    >>> stricter = grid.aggregation.model_copy(update={"floor": 0.1})
    >>> again = rescore(earlier, grid.model_copy(update={"aggregation": stricter}))
    >>> earlier.table["score_low"].round(9).tolist(), again.table["score_low"].round(9).tolist()
    ([1.0], [10.0])
    """
    _refuse_other_questions(earlier.grid, grid)
    both = zip(earlier.grid.criteria, grid.criteria, strict=True)
    changed = [now for before, now in both if now.value.points != before.value.points]
    marked = remarked(earlier.marks, earlier.facts, changed)
    return replace(earlier, **_made(marked, earlier.admitted, grid), grid=grid)


def among(scores: Scores, sites: Index) -> Scores:
    """
    Scores of some of the sites, with the ranks that they have among all.

    Parameters
    ----------
    scores : Scores
        Scores of all sites.
    sites : Index
        Ids of those wanted, in the order wanted.

    Returns
    -------
    Scores
        Their rows of every table.

    Examples
    --------
    >>> from criteria.facts import assemble, blank
    >>> from criteria.grid import published
    >>> grid, sites = published(), Index(["A", "B"])
    >>> whole = score(assemble({k: blank(sites) for k in grid.fact_keys}, {}, sites), grid)
    >>> among(whole, Index(["B"])).table["rank_worst"].to_dict()
    {'B': 2}
    """
    place = scores.table.index.get_indexer(sites)
    found = scores.vetoes[scores.vetoes["site_id"].isin(sites)]
    facts, marked = scores.facts, scores.marks
    return replace(
        scores,
        table=scores.table.iloc[place],
        families={side: frame.iloc[place] for side, frame in scores.families.items()},
        alternatives=scores.alternatives.iloc[place],
        vetoes=found.assign(site_id=found["site_id"].astype(sites.dtype)),
        marks=replace(marked, **{side: getattr(marked, side).iloc[place] for side in SIDES}),
        admitted=scores.admitted.iloc[place],
        facts=replace(
            facts,
            low=facts.low.iloc[place],
            high=facts.high.iloc[place],
            status=facts.status.iloc[place],
        ),
    )


def _refuse_other_questions(before: Grid, after: Grid) -> None:
    asked = [[(c.key, c.unit, c.formula) for c in grid.criteria] for grid in (before, after)]
    other = {c[0] for c in {*asked[0]} ^ {*asked[1]}}
    other |= {v.key for v in before.vetoes if v not in after.vetoes}
    other |= {v.key for v in after.vetoes if v not in before.vetoes}
    if other:
        raise RuleError(
            "another grid, not other weights: « {keys} » differ; score the facts anew",
            keys=Parts(sorted(other), between=" », « "),
        )
    if asked[0] != asked[1] or before.vetoes != after.vetoes:
        raise RuleError("criteria or vetoes stand in another order; score the facts anew")


def _made(marked: Marks, admitted: DataFrame, grid: Grid) -> dict[str, Any]:
    """Parts of the scores that follow from marks and admission."""
    families = {side: family_scores(getattr(marked, side), grid) for side in SIDES}
    low, central, high = (across(families[side], grid) for side in SIDES)
    other = {how: across(families["central"], grid, how=how) for how in HOW[1:]}
    bounds = DataFrame({"score_low": low, "score": central, "score_high": high})
    ranks = _ranks(bounds, admitted)
    return {
        "table": DataFrame(
            {
                **bounds,
                "letter": letters(central, grid.letters),
                "letter_low": letters(low, grid.letters),
                "letter_high": letters(high, grid.letters),
                "completeness": completeness(marked, grid),
                "admission": admitted["admission"],
                "to_check": admitted["to_check"],
                **ranks,
            }
        ),
        "families": {side: frame * 100 for side, frame in families.items()},
        "alternatives": DataFrame({HOW[0]: central, **other}),
        "marks": marked,
    }


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
    place = {key: i for i, key in enumerate(marked.columns)}
    columns, keys = marked.to_numpy(float).T, [f.key for f in grid.families]
    found = np.empty((len(marked), len(keys)), order="F")
    for i, family in enumerate(keys):
        criteria = grid.family_criteria(family)
        weights = [c.weight.share for c in criteria]
        found[:, i] = _mean(columns[[place[c.key] for c in criteria]], weights)
    return DataFrame(found, index=marked.index, columns=keys)


def _mean(columns: Iterable[Floats], weights: Iterable[float]) -> Floats:
    """
    Weighted arithmetic mean of columns; NaN values are set aside with their weight.

    One column after the other: a site gets the same bits alone and among 100,000.
    """
    whole: Floats | float = 0.0
    total: Floats | float = 0.0
    for column, weight in zip(columns, weights, strict=True):
        missing = np.isnan(column)
        if missing.any():
            whole = whole + weight * np.where(missing, 0.0, column)
            total = total + weight * ~missing
        else:
            whole, total = whole + weight * column, total + weight
    with np.errstate(invalid="ignore"):  # no weight at all: 0 / 0 is NaN, as it should be
        return np.asarray(np.divide(whole, total))


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

    Examples
    --------
    >>> from criteria.grid import published
    >>> halves = DataFrame({"land": [0.5], "ecology": [0.5]}, index=["A"])
    >>> across(halves, published()).round(6).tolist()
    [50.0]
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
    values = scores.to_numpy(float)
    # A score that should be 80 must not fall to B for the last bit of a float.
    place = np.searchsorted(starts, values + 1e-9, side="right") - 1
    names = [s.letter for s in reversed(scale.scale)]
    return Series(named(names, np.where(np.isnan(values), -1, place)), index=scores.index)


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

    Examples
    --------
    >>> from criteria.facts import assemble, blank
    >>> from criteria.grid import published
    >>> from pandas import Index
    >>> grid, sites = published(), Index(["A"])
    >>> unknown = assemble({c.key: blank(sites) for c in grid.criteria}, {}, sites)
    >>> completeness(marks(unknown, grid), grid).tolist()
    [0.0]
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
    narrowed = 1 - (marked.high[keys].to_numpy(float) - marked.low[keys].to_numpy(float))
    share = _mean(narrowed.T, [c.weight.share for c in criteria])
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
    behind = (APART * classes - whole.fillna(-1.0)).to_numpy(float)
    order = np.argsort(behind)
    ordered = behind[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]][: len(order)]  # of those that share a rank
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.maximum.accumulate(np.where(first, np.arange(1, len(order) + 1), 0))
    return Series(ranks, index=whole.index)


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
