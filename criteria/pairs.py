"""
The smallest change of two facts together, over all pairs and sites at once.

A case is one pair on one site. All cases are halved together: what remains to be written in Python
is one step a criterion, however many sites there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame

from criteria.moves import BIT, COLUMNS, Floats, Moving, Sought

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_HALVINGS: Final = 44
_FIRST: Final = 8  # halvings after which pairs that cannot be the smallest any more are left
_SITES: Final = 2_000  # sites at a time: some hundred megabytes with eighteen criteria


def smallest_pairs(sought: Sought, moving: Sequence[Moving]) -> DataFrame:
    """
    The smallest change of two facts that brings each site to its target.

    Parameters
    ----------
    sought : Sought
        Facts, scores and targets of the sites.
    moving : sequence of Moving
        The facts that may move.

    Returns
    -------
    DataFrame
        At most one row a site: ``COLUMNS``. Both facts move by the same share of their range.
    """
    known = [_Known.of(sought, moving, at) for at in _blocks(sought)]
    found = [_smallest(one, moving) for one in known] if len(moving) > 1 else []
    filled = [f for f in found if len(f)]
    return pd.concat(filled, ignore_index=True) if filled else DataFrame(columns=list(COLUMNS))


def _blocks(sought: Sought) -> list[Places]:
    sites = np.flatnonzero(sought.target.notna().to_numpy())
    return [sites[i : i + _SITES] for i in range(0, len(sites), _SITES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of some sites, one row a fact that may move."""

    sites: pd.Index
    now: Floats
    mark: Floats
    inner: Floats
    family: Floats
    heard: Floats
    log_score: Floats
    goal: Floats
    up: bool
    floor: float

    @classmethod
    def of(cls, sought: Sought, moving: Sequence[Moving], at: Places) -> "_Known":
        scores = sought.scores
        keys, families = [m.key for m in moving], [m.family for m in moving]
        return cls(
            sites=sought.now.index[at],
            now=sought.now[keys].to_numpy(float)[at].T,
            mark=scores.marks.central[keys].to_numpy(float)[at].T,
            inner=np.array([m.inner.to_numpy(float)[at] for m in moving]),
            family=scores.families["central"][families].to_numpy(float)[at].T / 100,
            heard=sought.heard[families].to_numpy(float)[at].T,
            log_score=np.log(scores.table["score"].to_numpy(float)[at] / 100),
            goal=np.log(sought.target.to_numpy(float)[at] / 100),
            up=sought.up,
            floor=sought.floor,
        )

    def log(self, family: Floats) -> Floats:
        return np.asarray(np.log(np.clip(family, self.floor, 1)))


class _Cases:
    """Pairs of facts on sites: ``pair`` 2 × cases, places of the facts; ``site``, of the sites."""

    def __init__(self, known: _Known, moving: Sequence[Moving], pair: Places, site: Places) -> None:
        self.known, self.moving, self.pair, self.site = known, moving, pair, site
        self.now, self.mark, self.inner = (
            x[pair, site] for x in (known.now, known.mark, known.inner)
        )
        self.family, self.heard = known.family[pair, site], known.heard[pair, site]
        names = np.array([m.family for m in moving])[pair]
        self.together = names[0] == names[1]
        # Where both facts are of one family its logarithm counts once: the second is not heard.
        self.heard[1, self.together] = 0.0
        self.apart = known.log_score[site] - (self.heard * known.log(self.family)).sum(axis=0)
        self.of_fact = [[np.flatnonzero(row == i) for i in range(len(moving))] for row in pair]

    def only(self, kept: Flags) -> "_Cases":
        return _Cases(self.known, self.moving, self.pair[:, kept], self.site[kept])

    def moved(self, share: Floats) -> Floats:
        then = np.empty_like(self.now)
        for row, places in enumerate(self.of_fact):
            for one, at in zip(self.moving, places, strict=True):
                then[row, at] = one.moved(self.now[row, at], share[at])
        return then

    def farthest(self) -> Floats:
        """Share of the range after which neither fact can move further."""
        end = np.array([m.end for m in self.moving])[self.pair]
        span = np.array([m.span for m in self.moving])[self.pair]
        return np.asarray((abs(end - self.now) / span).max(axis=0))

    def size(self, then: Floats) -> Floats:
        span = np.array([m.span for m in self.moving])[self.pair]
        return np.asarray((abs(then - self.now) / span).max(axis=0))

    def enough(self, share: Floats) -> Flags:
        """Whether the target is reached once both have moved by this share of their ranges."""
        then, after = self.moved(share), np.empty_like(self.now)
        for row, places in enumerate(self.of_fact):
            for one, at in zip(self.moving, places, strict=True):
                after[row, at] = one.mark(then[row, at])
        gain = self.inner * (after - self.mark)
        gain[0] += np.where(self.together, gain[1], 0.0)
        logs = (self.heard * self.known.log(self.family + gain)).sum(axis=0)
        goal = self.known.goal[self.site]
        log_score = self.apart + logs
        return np.asarray(log_score >= goal - BIT if self.known.up else log_score <= goal)


def _smallest(known: _Known, moving: Sequence[Moving]) -> DataFrame:
    every = np.array(list(combinations(range(len(moving)), 2)), dtype=np.int64)
    there = ~np.isnan(known.now)
    place, site = np.nonzero(there[every[:, 0]] & there[every[:, 1]])
    cases = _Cases(known, moving, every[place].T, site)
    high = cases.farthest()
    reached = cases.enough(high)
    cases, high = cases.only(reached), high[reached]
    low = np.zeros(len(high))
    low, high = _halved(cases, low, high, _FIRST)
    kept = _may_be_smallest(cases, low, high)
    cases = cases.only(kept)
    _, high = _halved(cases, low[kept], high[kept], _HALVINGS - _FIRST)
    return _rows(cases, high)


def _halved(cases: _Cases, low: Floats, high: Floats, times: int) -> tuple[Floats, Floats]:
    for _ in range(times if len(low) else 0):
        middle = (low + high) / 2
        there = cases.enough(middle)
        low, high = np.where(there, low, middle), np.where(there, middle, high)
    return low, high


def _may_be_smallest(cases: _Cases, low: Floats, high: Floats) -> Flags:
    """
    Pairs that may still be the smallest of their site.

    A change is never larger than the share that both move by, and as large where neither fact is
    in classes.
    """
    best = np.full(len(cases.known.sites), np.inf)
    np.minimum.at(best, cases.site, high)
    in_classes = np.array([m.in_classes for m in cases.moving])[cases.pair].any(axis=0)
    return np.asarray(in_classes | (low <= best[cases.site]))


def _rows(cases: _Cases, share: Floats) -> DataFrame:
    then = cases.moved(share)
    size = cases.size(then)
    order = np.lexsort((size, cases.site))  # stable: of equal ones the first pair
    first = order[np.unique(cases.site[order], return_index=True)[1]]
    keys = np.array([m.key for m in cases.moving], dtype=object)[cases.pair]
    return DataFrame(
        {
            "site_id": cases.known.sites[cases.site[first]],
            "fact": keys[0, first], "now": cases.now[0, first], "then": then[0, first],
            "second": keys[1, first], "second_now": cases.now[1, first],
            "second_then": then[1, first], "size": size[first],
        }
    )  # fmt: skip
