"""
Counterfactuals: the smallest change of a fact, or of two, that gives another letter or admission.

« What would have to be different? » A change is measured as a share of the range of the value
function of the criterion, so that metres and percents compare; the size of a change of two facts
is that of the larger. Only known facts change, and none leaves its range: what cannot be had by
moving one fact from one end to the other is not offered. Whether a fact can be changed at all is
for the reader to say (``movable``): a building may keep more open ground, not leave a flood plain.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.grid import Criterion, Grid
from criteria.scores import Scores
from criteria.values import inverse, mark

Floats = npt.NDArray[np.float64]

COLUMNS: Final = ("site_id", "fact", "now", "then", "second", "second_now", "second_then", "size")
"""Columns of the changes: a fact and its value now and then, a second one or none, the size."""

_UNDER: Final = 1e-6  # points under a threshold, which is enough to fall below it
_HALVINGS: Final = 44
_BIT: Final = 1e-12


def letter_changes(
    facts: Facts,
    scores: Scores,
    grid: Grid,
    *,
    towards: str = "better",
    movable: Collection[str] | None = None,
) -> DataFrame:
    """
    Changes of one fact, and the smallest change of two, that give each site the next letter.

    Parameters
    ----------
    facts : Facts
        Facts of the sites.
    scores : Scores
        Scores made of them.
    grid : Grid
        The grid that made them.
    towards : str
        ``better``, the next letter up, or ``worse``, the next one down.
    movable : collection of str, optional
        Keys of the criteria that may change; all of them where none are given.

    Returns
    -------
    DataFrame
        One row a change, smallest first for each site: ``COLUMNS``, values in the unit of the
        facts, size as a share of the range [0-1 and beyond where a fact lies outside its range].
        ``second`` is missing in a change of one fact. A site for which nothing is enough, or whose
        letter is the last of its side, has no row.

    Notes
    -----
    Exact for one fact: the score is inverted through the logarithm, the family and the value
    function. For two, both move by the same share of their range, which is what the smallest
    change does when its size is that of the larger; found by bisection, since scores are monotone.
    A fact known between bounds moves as its middle, and becomes known.
    """
    up = towards == "better"
    target = _target(scores, grid, up=up)
    moving = [c for c in grid.criteria if movable is None or c.key in movable]
    now = (facts.low + facts.high) / 2
    singles = [_single(now, scores, grid, (c, target, up)) for c in moving]
    pairs = [_pair(now, scores, grid, (c, d, target, up)) for c, d in combinations(moving, 2)]
    return _sorted([*singles, _smallest(pairs)])


def _target(scores: Scores, grid: Grid, *, up: bool) -> Series:
    """Score to reach or to fall to; NaN where there is no further letter. [0-100]"""
    starts = np.array([s.from_score for s in grid.letters.scale])[::-1]
    score = scores.table["score"]
    place = np.searchsorted(starts, score.to_numpy(float) + 1e-9, side="right") - 1
    after = np.append(starts, np.nan)[place + 1] if up else starts[place] - _UNDER
    after = np.where(after > 0, after, np.nan)
    return Series(after, index=score.index).where(score.notna())


def _single(
    now: DataFrame, scores: Scores, grid: Grid, sought: tuple[Criterion, Series, bool]
) -> DataFrame:
    criterion, target, up = sought
    family = (scores.families["central"] / 100)[criterion.family]
    floored = np.log(family.clip(lower=grid.aggregation.floor))
    missing = np.log(target / scores.table["score"])
    wanted = np.exp(floored + missing / _heard(scores, grid)[criterion.family])
    # Below the floor a family falls no further: such a mark would change nothing.
    wanted = wanted.where(wanted >= grid.aggregation.floor)
    central = scores.marks.central[criterion.key]
    asked = central + (wanted - family) / _inner(scores, grid, criterion)
    # A mark that should be 1 must not be refused for the last bit of a float.
    asked = asked.where((asked < -_BIT) | (asked > 1 + _BIT), asked.clip(0, 1))
    then = inverse(asked, criterion.value, reach=up)
    first = now[criterion.key]
    return DataFrame(
        {
            "site_id": now.index, "fact": criterion.key, "now": first, "then": then,
            "second": None, "second_now": np.nan, "second_then": np.nan,
            "size": (then - first).abs() / _span(criterion),
        }
    ).dropna(subset=["size"])  # fmt: skip


def _pair(
    now: DataFrame, scores: Scores, grid: Grid, sought: tuple[Criterion, Criterion, Series, bool]
) -> DataFrame:
    one, two, target, up = sought
    both = now[[one.key, two.key]].notna().all(axis=1) & target.notna()
    site = now.index[both]
    gap = _Gap(now.loc[site], scores, grid, (one, two), up=up)
    goal = np.log(target[site].to_numpy(float) / 100)
    low, high = np.zeros(len(site)), gap.farthest()
    reached = (gap.log_score(high) >= goal) if up else (gap.log_score(high) <= goal)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        log_score = gap.log_score(middle)
        enough = (log_score >= goal) if up else (log_score <= goal)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    then = gap.moved(high)
    return DataFrame(
        {
            "site_id": site, "fact": one.key, "now": now.loc[site, one.key], "then": then[0],
            "second": two.key, "second_now": now.loc[site, two.key], "second_then": then[1],
            "size": high,
        }
    )[reached]  # fmt: skip


class _Gap:
    """Scores of some sites as two facts move together by a share of their ranges."""

    def __init__(
        self,
        now: DataFrame,
        scores: Scores,
        grid: Grid,
        moving: tuple[Criterion, Criterion],
        *,
        up: bool,
    ) -> None:
        site = now.index
        self.moving, self.up, self.floor = moving, up, grid.aggregation.floor
        self.now = [now[c.key].to_numpy(float) for c in moving]
        self.marks = [scores.marks.central.loc[site, c.key].to_numpy(float) for c in moving]
        self.inner = [_inner(scores, grid, c)[site].to_numpy(float) for c in moving]
        keys = list(dict.fromkeys(c.family for c in moving))
        families = scores.families["central"].loc[site] / 100
        self.family = {f: families[f].to_numpy(float) for f in keys}
        heard = _heard(scores, grid).loc[site]
        self.heard = {f: heard[f].to_numpy(float) for f in keys}
        logs = {f: self.heard[f] * self._log(self.family[f]) for f in keys}
        whole = np.log(scores.table.loc[site, "score"].to_numpy(float) / 100)
        self.apart = whole - sum(logs.values())

    def _log(self, family: Floats) -> Floats:
        return np.asarray(np.log(np.clip(family, self.floor, 1)))

    def _end(self, criterion: Criterion) -> float:
        rising = criterion.value.rises == self.up
        return criterion.value.points[-1 if rising else 0][0]

    def farthest(self) -> Floats:
        """Share of the range after which neither fact can move further."""
        ways = [
            np.abs(self._end(c) - now) / _span(c)
            for c, now in zip(self.moving, self.now, strict=True)
        ]
        return np.maximum(*ways)

    def moved(self, share: Floats) -> list[Floats]:
        """Values of the two facts; one that has come to its end, or lies beyond it, stays."""
        found = []
        for criterion, now in zip(self.moving, self.now, strict=True):
            end, step = self._end(criterion), share * _span(criterion)
            rising = criterion.value.rises == self.up
            ahead = np.minimum(now + step, np.maximum(end, now))
            found.append(ahead if rising else np.maximum(now - step, np.minimum(end, now)))
        return found

    def log_score(self, share: Floats) -> Floats:
        """Logarithm of the score once both have moved."""
        family = dict(self.family)
        moved = self.moved(share)
        for criterion, value, before, inner in zip(
            self.moving, moved, self.marks, self.inner, strict=True
        ):
            after = mark(Series(value), criterion.value).to_numpy()
            family[criterion.family] = family[criterion.family] + inner * (after - before)
        return np.asarray(
            self.apart + sum(self.heard[f] * self._log(mark) for f, mark in family.items())
        )


def _span(criterion: Criterion) -> float:
    return criterion.value.points[-1][0] - criterion.value.points[0][0]


def _heard(scores: Scores, grid: Grid) -> DataFrame:
    """Weight of each family among those of which something is known. [0-1]"""
    families = scores.families["central"]
    weights = families.notna() * [grid.family_weight(str(f)) for f in families.columns]
    return weights.div(weights.sum(axis=1), axis=0)


def _inner(scores: Scores, grid: Grid, criterion: Criterion) -> Series:
    """Weight of a criterion among the known ones of its family. [0-1]"""
    family = grid.family_criteria(criterion.family)
    known = scores.marks.central[[c.key for c in family]].notna()
    total = (known * [c.weight.share for c in family]).sum(axis=1)
    return criterion.weight.share / total.where(known[criterion.key])


def _smallest(found: Iterable[DataFrame]) -> DataFrame:
    filled = [f for f in found if len(f)]
    if not filled:
        return DataFrame(columns=list(COLUMNS))
    every = pd.concat(filled, ignore_index=True)
    return every.loc[every.groupby("site_id", sort=False)["size"].idxmin()]


def _sorted(found: Iterable[DataFrame]) -> DataFrame:
    filled = [f for f in found if len(f)]
    if not filled:
        return DataFrame(columns=list(COLUMNS))
    every = pd.concat(filled, ignore_index=True)[list(COLUMNS)]
    return every.sort_values(["site_id", "size"], kind="stable", ignore_index=True)


def with_values(facts: Facts, site: object, values: Mapping[str, float]) -> Facts:
    """
    Facts as they would be once a change is made.

    Parameters
    ----------
    facts : Facts
        Facts of the sites; they are left as they are.
    site : label
        Id of the site that changes.
    values : mapping of str to float
        New values by key of the fact, in its unit.

    Returns
    -------
    Facts
        The same, with these facts declared for that site.

    Examples
    --------
    >>> from pandas import Index
    >>> from criteria.facts import assemble, constant
    >>> now = assemble({"slope": constant(3.0, Index(["A"]))}, {}, Index(["A"]))
    >>> with_values(now, "A", {"slope": 1.0}).low.loc["A", "slope"], now.low.loc["A", "slope"]
    (np.float64(1.0), np.float64(3.0))
    """
    low, high, status = facts.low.copy(), facts.high.copy(), facts.status.copy()
    for key, value in values.items():
        low.loc[site, key] = high.loc[site, key] = value
        status.loc[site, key] = "declared"
    return Facts(low=low, high=high, status=status, origin=facts.origin)
