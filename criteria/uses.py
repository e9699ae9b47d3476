"""
Several uses of one site, scored on criteria with classes.

The index of the aggregation named ``mutafriches`` weighs advantages against constraints:
``100 · A / (A + C)``, where each class brings its weight times its score to one side, and the
neutral score to both. What is unknown is skipped, so the index speaks of what is known; beside
it stand its exact bounds over every way to settle the unknowns, which the original does not give.
A completeness note, called reliability there, never enters the index.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Index, Series

from criteria.grid import RuleError
from criteria.scores import APART
from criteria.use_grid import ClassCriterion, Exclusion, Labels, UseGrid
from land.errors import Message, Parts

Floats = npt.NDArray[np.float64]
Answer = str | float | bool | Collection[str] | None

_FILLED: Final = ("measured", "declared", "none_found")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFacts:
    """
    Classes that each site may fall in.

    Parameters
    ----------
    possible : dict of str to DataFrame
        For each criterion one row a site, one column a known class: whether it is possible. A
        known answer leaves one, an unknown one leaves all, a skipped one none.
    status : DataFrame
        One row a site, one column a criterion: ``measured``, ``estimated`` (some classes are
        ruled out), ``none_found`` (looked for, nothing there) or ``unknown``.
    """

    possible: dict[str, DataFrame]
    status: DataFrame

    @property
    def sites(self) -> Index:
        """Ids of the sites."""
        return self.status.index


@dataclass(frozen=True, slots=True, kw_only=True)
class UseScores:
    """
    Uses of a set of sites.

    Parameters
    ----------
    table : DataFrame
        One row a site and use: ``index`` of what is known, ``index_low``, ``index_high`` (exact
        bounds once everything is known) [0-100], ``excluded``, ``to_check`` (an exclusion that an
        unknown leaves open), ``rank``, ``potential`` (key of the label in French).
    reliability : DataFrame
        One row a site: ``note`` [0-10], ``level``, and ``filled`` [0-1].
    """

    table: DataFrame
    reliability: DataFrame


def class_facts(answers: Mapping[str, Mapping[str, Answer]], grid: UseGrid) -> ClassFacts:
    """
    Facts from answers, as people and services give them.

    Parameters
    ----------
    answers : mapping of str to mapping
        For each site, its answer by criterion: the name of a class, a number in the unit of the
        criterion, True or False for classes of that name, several class names that remain
        possible, None where it was looked for and nothing found. What is absent, or answered by
        the class « does not know », is unknown.
    grid : UseGrid
        The grid.

    Returns
    -------
    ClassFacts
        The facts.

    Raises
    ------
    RuleError
        If an answer names an unknown criterion or class, or is a number where classes have
        names; all are listed with their site.

    Examples
    --------
    >>> from criteria.use_grid import published_uses
    >>> grid = published_uses("mutafriches-1.19")
    >>> answers = {"surfaceSite": 9999.0, "presencePollution": "ne-sait-pas"}
    >>> facts = class_facts({"A": answers}, grid)
    >>> facts.status.loc["A", list(answers)].tolist()
    ['measured', 'unknown']
    """
    sites = Index(list(answers), dtype=object)
    asked = set(grid.by_key)
    faults: list[str] = [
        Message("{site}: no criterion « {key} »", site=s, key=k)
        for s in answers
        for k in answers[s]
        if k not in asked
    ]
    possible, status = {}, {}
    for criterion in grid.criteria:
        cells = [
            _possible(criterion, answers[s][criterion.key], f"{s}, {criterion.key}", faults)
            if criterion.key in answers[s]
            else _blank(criterion)
            for s in answers
        ]
        names = [c.value for c in criterion.scale.known]
        possible[criterion.key] = DataFrame(
            np.array([c[0] for c in cells], dtype=bool).reshape(len(sites), len(names)),
            index=sites,
            columns=names,
        )
        status[criterion.key] = Series([c[1] for c in cells], index=sites, dtype=object)
    if faults:
        raise RuleError("answers: {faults}", faults=Parts(faults, between="; "))
    return ClassFacts(possible=possible, status=DataFrame(status, index=sites))


def _blank(criterion: ClassCriterion) -> tuple[list[bool], str]:
    return [True] * len(criterion.scale.known), "unknown"


def _possible(
    criterion: ClassCriterion, answer: Answer, place: str, faults: list[str]
) -> tuple[list[bool], str]:
    scale = criterion.scale
    known = [c.value for c in scale.known]
    if answer is None:
        return [scale.none_found == v for v in known], "none_found"
    if isinstance(answer, bool):
        answer = str(answer).lower()
    if isinstance(answer, int | float):
        answer = _class_of(criterion, float(answer), place, faults)
    asked = {answer} if isinstance(answer, str) else set(answer)
    unknown = {c.value for c in scale.classes if c.unknown}
    if asked and asked <= unknown:
        return _blank(criterion)
    strange = sorted(asked - set(known) - {""})
    faults += [
        Message("{place}: no class « {name} »; one of {known}", place=place, name=v, known=known)
        for v in strange
    ]
    return [v in asked for v in known], "measured" if len(asked) == 1 else "estimated"


def _class_of(criterion: ClassCriterion, number: float, place: str, faults: list[str]) -> str:
    if not criterion.scale.numeric or np.isnan(number):
        faults.append(
            Message("{place}: {number:g} is not the name of a class", place=place, number=number)
        )
        return ""
    for one in criterion.scale.known:
        from_here = (
            one.above is None
            or number > one.above
            or (number == one.above and one.closed in {"both", "left"})
        )
        to_here = (
            one.below is None
            or number < one.below
            or (number == one.below and one.closed in {"both", "right"})
        )
        if from_here and to_here:
            return one.value
    return ""


def score_uses(facts: ClassFacts, grid: UseGrid) -> UseScores:
    """
    Index, bounds, rank and label of every use of every site.

    Parameters
    ----------
    facts : ClassFacts
        Facts of the sites.
    grid : UseGrid
        The grid.

    Returns
    -------
    UseScores
        The uses of each site, and how complete its answers are.

    Notes
    -----
    The bounds are those of a ratio of sums, where each unknown criterion may take each of its
    possible classes: Dinkelbach's method [1]_ finds both exactly, without listing the
    completions. The index of what is known may lie outside them: settling an unknown as neutral
    pulls the index towards 50, which is the rule of this aggregation and not an uncertainty.

    References
    ----------
    .. [1] Dinkelbach, W. (1967). On nonlinear fractional programming. Management Science 13(7).
    """
    sides = _sides(facts, grid)
    known = _skip_unknown(sides, facts)
    columns = {
        "index": _index(*known, grid),
        "index_low": _bound(sides, grid, best=False),
        "index_high": _bound(sides, grid, best=True),
    }
    excluded, to_check = excluded_uses(facts, grid)
    uses = [u.key for u in grid.uses]
    index = pd.MultiIndex.from_product([facts.sites, uses], names=["site_id", "use"])
    table = DataFrame({k: v.ravel() for k, v in columns.items()}, index=index)
    table["excluded"] = excluded.to_numpy().ravel()
    table["to_check"] = to_check.to_numpy().ravel()
    table["rank"] = _ranks(table)
    table["potential"] = words(table["index"], grid.potential)
    return UseScores(table=table, reliability=reliability(facts, grid))


Side = tuple[Floats, Floats, npt.NDArray[np.bool_]]
"""Of one criterion: advantages and constraints [class, use], possible classes [site, class]."""


def _sides(facts: ClassFacts, grid: UseGrid) -> list[Side]:
    found = []
    for criterion in grid.criteria:
        scores = np.array([c.scores for c in criterion.scale.known]) * 1.0
        neutral = scores == grid.aggregation.neutral
        up = np.where(scores > 0, scores, 0.0) * criterion.weight.points
        down = np.where(neutral, scores, np.where(scores < 0, -scores, 0.0))
        possible = facts.possible[criterion.key].to_numpy(bool)
        found.append((up, down * criterion.weight.points, possible))
    return found


def _skip_unknown(sides: list[Side], facts: ClassFacts) -> tuple[Floats, Floats]:
    """Sums over the criteria whose class is settled."""
    shape = (len(facts.sites), sides[0][0].shape[1])
    adv, con = np.zeros(shape), np.zeros(shape)
    for up, down, possible in sides:
        settled = possible * (possible.sum(axis=1, keepdims=True) == 1)
        adv, con = adv + settled @ up, con + settled @ down
    return adv, con


def _index(adv: Floats, con: Floats, grid: UseGrid) -> Floats:
    total = adv + con
    share = np.divide(adv, total, out=np.zeros_like(adv), where=total > 0)
    scale = 10.0**grid.aggregation.decimals
    # Halves round up, as the original does; the last bit of a float must not decide.
    return np.asarray(np.floor(100 * share * scale + 0.5 + 1e-9) / scale)


def _bound(sides: list[Side], grid: UseGrid, *, best: bool) -> Floats:
    """Highest or lowest index over all completions, by Dinkelbach's iteration."""
    sign = 1.0 if best else -1.0
    ratio = np.full((len(sides[0][2]), sides[0][0].shape[1]), 0.0 if best else 1.0)
    while True:
        adv, con = np.zeros_like(ratio), np.zeros_like(ratio)
        for up, down, possible in sides:
            gain = sign * (up[None] - ratio[:, None, :] * (up + down)[None])
            chosen = np.where(possible[:, :, None], gain, -np.inf).argmax(axis=1)
            there = possible.any(axis=1, keepdims=True)
            adv += np.take_along_axis(up, chosen, axis=0) * there
            con += np.take_along_axis(down, chosen, axis=0) * there
        total = adv + con
        better = np.divide(adv, total, out=np.zeros_like(adv), where=total > 0)
        if np.all(sign * (better - ratio) <= 1e-12):  # noqa: PLR2004  no pair can gain any more
            return _index(adv, con, grid)
        ratio = better


def excluded_uses(facts: ClassFacts, grid: UseGrid) -> tuple[DataFrame, DataFrame]:
    """
    Uses that an exclusion puts last, and those that an unknown may still put last.

    Parameters
    ----------
    facts : ClassFacts
        Facts of the sites.
    grid : UseGrid
        The grid.

    Returns
    -------
    excluded, to_check : DataFrame
        One row a site, one column a use. Only known classes exclude.
    """
    uses = [u.key for u in grid.uses]
    excluded = DataFrame(data=False, index=facts.sites, columns=uses)
    open_ = excluded.copy()
    for rule in grid.exclusions:
        certain, possible = _holds(rule, facts)
        for use in rule.excludes:
            excluded[use] |= certain
            open_[use] |= possible
    return excluded, open_ & ~excluded


def _holds(rule: Exclusion, facts: ClassFacts) -> tuple[Series, Series]:
    certain = Series(data=True, index=facts.sites)
    possible = certain.copy()
    for condition in rule.when:
        classes = facts.possible[condition.criterion]
        may = classes[condition.value]
        possible &= may
        certain &= may & (classes.sum(axis=1) == 1)
    return certain, possible


def _ranks(table: DataFrame) -> Series:
    """Rank among the uses of each site: excluded ones last, then by index."""
    apart = table["index"] - APART * table["excluded"]
    return apart.groupby(level="site_id", sort=False).rank("min", ascending=False).astype(int)


def words(figures: Series, labels: Labels) -> Series:
    """
    French label of each figure.

    Parameters
    ----------
    figures : Series
        Figures on the scale of the labels.
    labels : Labels
        Labels, best first.

    Returns
    -------
    Series
        Labels.

    Examples
    --------
    >>> from criteria.use_grid import published_uses
    >>> words(Series([70.0, 69.9]), published_uses("mutafriches-1.19").potential).tolist()
    ['Excellent', 'Très bon']
    """
    starts = np.array([s.from_score for s in labels.scale])[::-1]
    texts = np.array([s.label["fr"] for s in labels.scale], dtype=object)[::-1]
    place = np.searchsorted(starts, figures.to_numpy(float) + 1e-9, side="right") - 1
    return Series(texts[place], index=figures.index, dtype="str")


def reliability(facts: ClassFacts, grid: UseGrid) -> DataFrame:
    """
    How complete the answers of each site are. It says nothing of how sure the ranking is.

    Parameters
    ----------
    facts : ClassFacts
        Facts of the sites.
    grid : UseGrid
        Weights, step and levels.

    Returns
    -------
    DataFrame
        ``note`` (10 times the filled share of the weight, rounded to the step, halves up),
        ``level`` (in French), ``filled`` [0-1]. What was looked for and not found is filled; what
        is unknown, or known only in part, is not.
    """
    weights = Series({c.key: c.weight.points for c in grid.criteria})
    filled = facts.status[list(weights.index)].isin(_FILLED).to_numpy() @ weights.to_numpy(float)
    share = Series(filled / weights.sum(), index=facts.sites)
    rule = grid.reliability
    note = np.floor(rule.out_of * share / rule.step + 0.5 + 1e-9) * rule.step
    return DataFrame({"note": note, "level": words(note, rule), "filled": share})
