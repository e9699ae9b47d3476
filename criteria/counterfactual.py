"""
Counterfactuals: the smallest change of a fact, or of two, that gives another letter or admission.

« What would have to be different? » A change is measured as a share of the range of the value
function of the criterion, so that metres and percents compare; the size of a change of two facts
is that of the larger. Only known facts change, and none leaves its range: what cannot be had by
moving one fact from one end to the other is not offered, and a fact in classes moves by whole ones.
Whether a fact can be changed at all is for the reader to say (``movable``): a project may keep more
open ground, not leave a flood plain.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Index, Series

from criteria.facts import Facts
from criteria.grid import Criterion, Grid
from criteria.scores import Scores
from criteria.values import inverse

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
    sought = _Sought(
        now=(facts.low + facts.high) / 2,
        target=_target(scores, grid, up=up),
        up=up,
        scores=scores,
        heard=_heard(scores, grid),
        floor=grid.aggregation.floor,
    )
    moving = [
        _Moving(c, _inner(scores, grid, c), up=up)
        for c in grid.criteria
        if movable is None or c.key in movable
    ]
    singles = [_single(sought, one) for one in moving]
    pairs = [_pair(sought, one, two) for one, two in combinations(moving, 2)]
    return _sorted([*singles, _smallest(pairs)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """Facts and scores of all sites, and the score that each must come to."""

    now: DataFrame
    target: Series
    up: bool
    scores: Scores
    heard: DataFrame
    floor: float


class _Moving:
    """A fact that moves towards one end of its range."""

    def __init__(self, criterion: Criterion, inner: Series, *, up: bool) -> None:
        self.key, self.family, self.function = criterion.key, criterion.family, criterion.value
        self.inner = inner
        self.x, self.y = np.array(criterion.value.points, dtype=float).T
        self.span = float(self.x[-1] - self.x[0])
        self.rising = criterion.value.rises == up
        self.end = float(self.x[-1] if self.rising else self.x[0])
        self.in_classes = in_classes(criterion.unit)

    def whole(self, then: Series) -> Series:
        """Value that is offered: that one, or the next class if the fact is in classes."""
        if not self.in_classes:
            return then
        values = then.to_numpy(float)
        step = np.ceil(values - _UNDER) if self.rising else np.floor(values + _UNDER)
        inside = (step >= self.x[0]) & (step <= self.x[-1])
        return Series(np.where(inside, step, np.nan), index=then.index)

    def moved(self, now: Floats, share: Floats) -> Floats:
        """Values after a move; one that has come to its end, or lies beyond it, stays."""
        step = share * self.span
        if self.in_classes:
            step = np.floor(step + _UNDER)
        if self.rising:
            return np.asarray(np.minimum(now + step, np.maximum(self.end, now)))
        return np.asarray(np.maximum(now - step, np.minimum(self.end, now)))

    def mark(self, values: Floats) -> Floats:
        return np.asarray(np.interp(values, self.x, self.y))


def in_classes(unit: str) -> bool:
    """
    Whether a fact of this unit is in classes, between which there is nothing.

    Examples
    --------
    >>> in_classes("class 0-3"), in_classes("m")
    (True, False)
    """
    return unit.startswith("class")


def _target(scores: Scores, grid: Grid, *, up: bool) -> Series:
    """Score to reach or to fall to; NaN where there is no further letter. [0-100]"""
    starts = np.array([s.from_score for s in grid.letters.scale])[::-1]
    score = scores.table["score"]
    place = np.searchsorted(starts, score.to_numpy(float) + 1e-9, side="right") - 1
    after = np.append(starts, np.nan)[place + 1] if up else starts[place] - _UNDER
    after = np.where(after > 0, after, np.nan)
    return Series(after, index=score.index).where(score.notna())


def _single(sought: _Sought, moving: _Moving) -> DataFrame:
    scores = sought.scores
    family = (scores.families["central"] / 100)[moving.family]
    floored = np.log(family.clip(lower=sought.floor))
    missing = np.log(sought.target / scores.table["score"])
    wanted = np.exp(floored + missing / sought.heard[moving.family])
    # Below the floor a family falls no further: such a mark would change nothing.
    wanted = wanted.where(wanted >= sought.floor)
    asked = scores.marks.central[moving.key] + (wanted - family) / moving.inner
    # A mark that should be 1 must not be refused for the last bit of a float.
    asked = asked.where((asked < -_BIT) | (asked > 1 + _BIT), asked.clip(0, 1))
    then = moving.whole(inverse(asked, moving.function, reach=sought.up))
    now = sought.now[moving.key]
    return DataFrame(
        {
            "site_id": now.index, "fact": moving.key, "now": now, "then": then,
            "second": None, "second_now": np.nan, "second_then": np.nan,
            "size": (then - now).abs() / moving.span,
        }
    ).dropna(subset=["size"])  # fmt: skip


def _pair(sought: _Sought, one: _Moving, two: _Moving) -> DataFrame:
    both = sought.now[[one.key, two.key]].notna().all(axis=1) & sought.target.notna()
    site = sought.now.index[both]
    gap = _Gap(sought, (one, two), site)
    goal = np.log(sought.target[site].to_numpy(float) / 100)

    def enough(share: Floats) -> npt.NDArray[np.bool_]:
        log_score = gap.log_score(share)
        return log_score >= goal - _BIT if sought.up else log_score <= goal

    low, high = np.zeros(len(site)), gap.farthest()
    reached = enough(high)
    for _ in range(_HALVINGS if reached.any() else 0):
        middle = (low + high) / 2
        there = enough(middle)
        low, high = np.where(there, low, middle), np.where(there, middle, high)
    now = gap.now
    then = [m.moved(v, high) for m, v in zip((one, two), now, strict=True)]
    return DataFrame(
        {
            "site_id": site, "fact": one.key, "now": now[0], "then": then[0],
            "second": two.key, "second_now": now[1], "second_then": then[1],
            "size": np.maximum(abs(then[0] - now[0]) / one.span, abs(then[1] - now[1]) / two.span),
        }
    )[reached]  # fmt: skip


class _Gap:
    """Scores of some sites as two facts move together by a share of their ranges."""

    def __init__(self, sought: _Sought, moving: tuple[_Moving, _Moving], site: Index) -> None:
        self.moving, self.floor = moving, sought.floor
        scores = sought.scores
        self.now = [sought.now.loc[site, m.key].to_numpy(float) for m in moving]
        self.marks = [scores.marks.central.loc[site, m.key].to_numpy(float) for m in moving]
        self.inner = [m.inner[site].to_numpy(float) for m in moving]
        keys = list(dict.fromkeys(m.family for m in moving))
        families = scores.families["central"]
        self.family = {f: families.loc[site, f].to_numpy(float) / 100 for f in keys}
        self.heard = {f: sought.heard.loc[site, f].to_numpy(float) for f in keys}
        whole = np.log(scores.table.loc[site, "score"].to_numpy(float) / 100)
        self.apart = whole - self._logs(self.family)

    def _logs(self, family: Mapping[str, Floats]) -> Floats:
        floored = {f: np.log(np.clip(mark, self.floor, 1)) for f, mark in family.items()}
        return np.asarray(sum(self.heard[f] * log for f, log in floored.items()))

    def farthest(self) -> Floats:
        """Share of the range after which neither fact can move further."""
        ways = [abs(m.end - now) / m.span for m, now in zip(self.moving, self.now, strict=True)]
        return np.asarray(np.maximum(*ways))

    def log_score(self, share: Floats) -> Floats:
        """Logarithm of the score once both have moved."""
        family = dict(self.family)
        for moving, now, before, inner in zip(
            self.moving, self.now, self.marks, self.inner, strict=True
        ):
            after = moving.mark(moving.moved(now, share))
            family[moving.family] = family[moving.family] + inner * (after - before)
        return np.asarray(self.apart + self._logs(family))


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
