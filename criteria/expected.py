"""
Expected scores: what a site is worth on average while some of its facts are unknown.

Marks are taken as even between their bounds and independent, as in :mod:`criteria.robustness`. The
score is then a product over families, and so is its mean: families are averaged one by one, over a
fixed set of completions that is the same for all sites.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.grid import Grid, Veto
from criteria.scores import Scores
from criteria.vetoes import RANK_OF_LEVEL

Floats = npt.NDArray[np.float64]

CLASS_COSTS: Final = 100.0
"""Points that a worse class of admission costs: no score makes up for it."""

_COMPLETIONS: Final = 64
_EVEN: Final = 0.5
_SURE: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Powers of the mark of one family over the completions, and what moves them."""

    keys: tuple[str, ...]
    drawn: Floats  # completions × criteria
    share: Floats  # sites × criteria, weight inside the family
    width: Floats  # sites × criteria, width of the mark
    mark: Floats  # sites × completions
    heard: Floats  # sites, weight among the families
    floor: float

    def powers(self) -> Floats:
        """Factor that the family brings to the score, by site and completion."""
        return self._power(self.mark, self.heard)

    def given(self, key: str, at: Floats, sites: npt.NDArray[np.int64]) -> Floats:
        """Mean factor of some sites once one mark is known, at each of some places of its width."""
        k = self.keys.index(key)
        swing = (self.share[sites, k] * self.width[sites, k])[:, None, None]
        moved = self.mark[sites, None, :] + swing * (at[:, None] - self.drawn[:, k])
        return np.asarray(self._power(moved, self.heard[sites, None]).mean(axis=2))

    def _power(self, mark: Floats, heard: Floats) -> Floats:
        return np.asarray(np.exp(heard[..., None] * np.log(np.clip(mark, self.floor, 1))))


def families(scores: Scores, grid: Grid, *, seed: int = 0) -> tuple[Family, ...]:
    """
    Families of the grid with their marks over a fixed set of completions.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    grid : Grid
        The grid that made them.
    seed : int
        Seed of the completions.

    Returns
    -------
    tuple of Family
        In the order of the grid; a family that does not apply to a site brings the factor 1.
    """
    chance = np.random.default_rng(seed)
    low, high = scores.marks.low, scores.marks.high
    weights = DataFrame(
        {
            f.key: low[[c.key for c in grid.family_criteria(f.key)]].notna().any(axis=1)
            * grid.family_weight(f.key)
            for f in grid.families
        }
    )
    heard = weights.div(weights.sum(axis=1).where(lambda total: total > 0, 1.0), axis=0)
    built = []
    for family in grid.families:
        criteria = grid.family_criteria(family.key)
        keys = [c.key for c in criteria]
        least, most = low[keys].to_numpy(float), high[keys].to_numpy(float)
        share = ~np.isnan(least) * np.array([c.weight.share for c in criteria])
        total = share.sum(axis=1, keepdims=True)
        share = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
        width, drawn = np.nan_to_num(most - least), _spread(chance, len(keys))
        mark = ((np.nan_to_num(least) * share).sum(axis=1))[:, None] + (share * width) @ drawn.T
        built.append(
            Family(
                keys=tuple(keys),
                drawn=drawn,
                share=share,
                width=width,
                mark=mark,
                heard=heard[family.key].to_numpy(float),
                floor=grid.aggregation.floor,
            )
        )
    return tuple(built)


def _spread(chance: np.random.Generator, criteria: int) -> Floats:
    """Latin hypercube: each criterion takes every one of the even steps of 0-1 once."""
    steps = np.tile((np.arange(_COMPLETIONS) + 0.5) / _COMPLETIONS, (criteria, 1))
    return np.asarray(chance.permuted(steps, axis=1).T)


def firing_chances(facts: Facts, scores: Scores, grid: Grid) -> dict[int, DataFrame]:
    """
    Chance that each fact, once known, fires a veto of a class or a worse one.

    Parameters
    ----------
    facts : Facts
        Facts of the sites.
    scores : Scores
        Scores of the sites; their vetoes say what is undecided.
    grid : Grid
        The grid and its vetoes.

    Returns
    -------
    dict of int to DataFrame
        For classes 1 and 2: one column per fact that a veto looks at. [0-1] 0 where nothing is
        undecided.

    Notes
    -----
    The share of the interval that lies beyond the threshold; one in two where nothing is known,
    which is a convention and not an estimate. Vetoes on one fact fire together. Where the fact is
    settled and its threshold is not, the veto hangs on the threshold.
    """
    undecided = scores.vetoes[scores.vetoes["state"] == "to_check"]
    keys = [key for veto in grid.vetoes for key in veto.facts]
    chances = {c: DataFrame(0.0, index=facts.sites, columns=list(dict.fromkeys(keys)))
               for c in (1, 2)}  # fmt: skip
    settled = facts.low == facts.high
    for veto in grid.vetoes:
        told = undecided.loc[undecided["veto"] == veto.key, "site_id"]
        for key, sites in _hanging_on(veto, told, settled):
            chance = _chance(facts, veto).loc[sites]
            for least, table in chances.items():
                if RANK_OF_LEVEL[veto.level] >= least:
                    table.loc[sites, key] = np.maximum(table.loc[sites, key], chance)
    return chances


def _hanging_on(veto: Veto, sites: Series, settled: DataFrame) -> list[tuple[str, Series]]:
    """The fact that each veto hangs on: the first of those it looks at that is not settled."""
    parts = []
    for key in veto.facts[:-1]:
        known = settled.loc[sites, key].to_numpy()
        parts.append((key, sites[~known]))
        sites = sites[known]
    return [(key, part) for key, part in (*parts, (veto.facts[-1], sites)) if len(part)]


def _chance(facts: Facts, veto: Veto) -> Series:
    low, high = facts.low[veto.fact], facts.high[veto.fact]
    threshold = Series(veto.threshold, index=facts.sites, dtype=float)
    if veto.threshold_fact is not None:
        least, most = facts.low[veto.threshold_fact], facts.high[veto.threshold_fact]
        # A settled fact against an open threshold: the same interval, seen from the other end.
        swung = (low == high) & (most > least)
        threshold = ((least + most) / 2).mask(swung, low)
        low, high = low.mask(swung, 2 * low - most), high.mask(swung, 2 * high - least)
    width = (high - low).where(high > low)
    above = (high - threshold) / width
    share = above if veto.operator in (">=", ">") else 1 - above
    # Undecided is neither sure nor impossible, however thin the interval.
    return share.clip(_SURE, 1 - _SURE).fillna(_EVEN)


def expected_class(scores: Scores, chances: dict[int, DataFrame]) -> Floats:
    """
    Mean class of admission of each site, between the one that known facts give and the worst.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    chances : dict of int to DataFrame
        What :func:`firing_chances` gave.

    Returns
    -------
    array
        One value a site. [0-2]
    """
    reached = scores.admitted["class_best"].to_numpy()
    return np.asarray(
        sum(
            np.where(reached >= c, 1.0, 1 - (1 - table.to_numpy()).prod(axis=1))
            for c, table in chances.items()
        )
    )
