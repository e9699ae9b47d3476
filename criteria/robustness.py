"""
Robustness: how often a site comes first, over the weights that people may hold and the unknowns.

SMAA-2 asks the question upside down: not « who is first under these weights » but « under which
weights is each one first, and how many are they ». Weights are drawn inside the ranges of the grid
or under a ranking of the families; marks are drawn evenly between their bounds, independently, and
between 0 and 1 where nothing is known. Even in the mark, not in the fact: beyond the end points of
its value function a fact moves nothing, and an unknown one has no other bounds.

An acceptability is a share of the admissible weightings and completions. It is never the
probability that a company does well.

References
----------
.. [1] Lahdelma, R. & Salminen, P. (2001). SMAA-2: Stochastic multicriteria acceptability analysis
   for group decision making. Operations Research 49(3), 444-454.
.. [2] Tervonen, T. & Lahdelma, R. (2007). Implementing stochastic multicriteria acceptability
   analysis. European Journal of Operational Research 178(2), 500-513.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Index, Series

from criteria.draws import Plan, plan, worth
from criteria.grid import Grid
from criteria.scores import Scores

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

_CELLS: Final = 100_000
"""Sites times draws that are held at once: they fit in the cache of one core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """
    What the draws say of the ranking.

    Parameters
    ----------
    acceptability : DataFrame
        One row a site, one column a rank from 1: share of the draws that give it that rank. [0-1]
    mean_rank : Series
        Mean rank of each site over the draws.
    central_weights : DataFrame
        One row a site that some weights put first, one column a criterion: mean of these
        weights. [0-1]
    confidence : Series
        For the sites most often first: share of the completions in which its own central weights
        put it first; NaN elsewhere. A low one says that the facts are too vague to tell. [0-1]
    pairwise : DataFrame
        Among the sites that are ranked first by the central score: share of the draws in which
        the site of the row beats that of the column. [0-1]
    draws, seed : int
        Number of draws and their seed.
    """

    acceptability: DataFrame
    mean_rank: Series
    central_weights: DataFrame
    confidence: Series
    pairwise: DataFrame
    draws: int
    seed: int


def smaa(
    scores: Scores,
    grid: Grid,
    weights: Floats,
    *,
    seed: int = 0,
    ranks: int = 10,
    workers: int = 2,
) -> Robustness:
    """
    Rank acceptability, central weights, confidence and pairwise winning of the sites.

    Parameters
    ----------
    scores : Scores
        Scores of the sites; their marks are drawn between their bounds.
    grid : Grid
        The grid that made them.
    weights : array
        One row a draw, one column a criterion of the grid, as :mod:`criteria.weightings` gives
        them.
    seed : int
        Seed of the marks; the same one gives the same answer, whatever ``workers``.
    ranks : int
        Ranks to count, from 1; also the number of sites compared two by two, and of those whose
        confidence is sought.
    workers : int
        Threads.

    Returns
    -------
    Robustness
        What the draws say.

    Notes
    -----
    The classes of admission that known facts give are respected: an excluded site ranks after the
    others in every draw. Two sites closer than a hundred-thousandth of their score share the
    places by lot. Confidence takes a tenth as many draws for each site.

    Examples
    --------
    >>> from criteria.facts import assemble, constant
    >>> from criteria.grid import published
    >>> from criteria.scores import score
    >>> from criteria.weightings import weights_in_range
    >>> grid, ids = published(), Index(["A", "B"])
    >>> blind = {key: constant(None, ids) for key in grid.fact_keys}
    >>> found = smaa(score(assemble(blind, {}, ids), grid), grid, weights_in_range(grid, 2000))
    >>> bool(abs(found.acceptability.loc["A", 1] - 0.5) < 0.05)
    True
    """
    whole = plan(scores, grid)
    ranks = min(ranks, whole.sites)
    rivals = np.argsort(scores.table["rank"].to_numpy(), kind="stable")[:ranks]
    tally = _tally(whole, weights, rivals, (seed, workers))
    sites, keys = scores.table.index, [c.key for c in grid.criteria]
    first = tally.places[:, 0]
    led = np.flatnonzero(first)
    central = np.array([tally.weights[site] / first[site] for site in led.tolist()])
    often = np.argsort(-first, kind="stable")[:ranks]
    often = often[first[often] > 0]
    confidence = np.full(whole.sites, np.nan)
    completions = max(len(weights) // 10, 1)
    confidence[often] = _confidence(
        whole, central[np.searchsorted(led, often)], often, (completions, seed, workers)
    )
    return Robustness(
        acceptability=DataFrame(
            tally.places / len(weights),
            index=sites,
            columns=Index(range(1, ranks + 1), name="rank"),
        ),
        mean_rank=Series(tally.ranks / len(weights) + 1, index=sites, name="mean_rank"),
        central_weights=DataFrame(central, index=sites[led], columns=keys),
        confidence=Series(confidence, index=sites, name="confidence"),
        pairwise=DataFrame(tally.wins / len(weights), index=sites[rivals], columns=sites[rivals]),
        draws=len(weights),
        seed=seed,
    )


class _Counted(NamedTuple):
    """What a block of draws says: of the leaders alone, except the sum of the ranks."""

    leaders: Counts  # draws × places, the sites at each place
    ranks: Counts  # sum of the ranks of each site, from 0
    firsts: Counts  # sites that are first in a draw or more
    weights: Floats  # firsts × criteria, sum of the weights that put each first
    wins: Counts


@dataclass(slots=True)
class _Tally:
    """Counts over all draws; weights of the sites that some draw puts first, by their place."""

    places: Counts
    ranks: Counts
    weights: dict[int, Floats]
    wins: Counts | int = 0

    def add(self, block: _Counted) -> None:
        at = np.arange(block.leaders.shape[1])
        np.add.at(self.places, (block.leaders, at[None]), 1)
        self.ranks += block.ranks
        self.wins = self.wins + block.wins
        for site, weights in zip(block.firsts.tolist(), block.weights, strict=True):
            self.weights[site] = self.weights.get(site, 0.0) + weights


def _tally(whole: Plan, weights: Floats, rivals: Counts, how: tuple[int, int]) -> _Tally:
    """Counts over all draws; each block has its own seed, so threads do not change them."""
    seed, workers = how
    rows = max(1, _CELLS // whole.sites)
    blocks = [weights[start : start + rows] for start in range(0, len(weights), rows)]
    seeds = np.random.SeedSequence(seed).spawn(len(blocks))
    tally = _Tally(
        places=np.zeros((whole.sites, len(rivals)), np.int64),
        ranks=np.zeros(whole.sites, np.int64),
        weights={},
    )
    with ThreadPoolExecutor(workers) as threads:
        for counted in threads.map(
            lambda block, own: _count(whole, block, rivals, np.random.default_rng(own)),
            blocks,
            seeds,
        ):
            tally.add(counted)
    return tally


def _count(whole: Plan, weights: Floats, rivals: Counts, chance: np.random.Generator) -> _Counted:
    found = worth(whole, weights, chance)
    best_first = np.argsort(-found, axis=1)
    positions = np.arange(whole.sites, dtype=np.int32)[None]
    ranks = np.empty(found.shape, np.int32)
    np.put_along_axis(ranks, best_first, positions, axis=1)
    firsts, turn = np.unique(best_first[:, 0], return_inverse=True)
    under = np.zeros((len(firsts), weights.shape[1]))
    np.add.at(under, turn, weights)
    facing = found[:, rivals]
    return _Counted(
        leaders=best_first[:, : len(rivals)].copy(),
        ranks=ranks.sum(axis=0, dtype=np.int64),
        firsts=firsts,
        weights=under,
        wins=(facing[:, :, None] > facing[:, None, :]).sum(axis=0),
    )


def _confidence(whole: Plan, weights: Floats, sites: Counts, how: tuple[int, int, int]) -> Floats:
    """Share of the completions in which each site is first under its own weights."""
    completions, seed, workers = how
    parts = min(completions, 64)
    seeds = np.random.SeedSequence(seed, spawn_key=(1,)).spawn(parts)
    sizes = np.diff(np.linspace(0, completions, parts + 1).astype(int))
    with ThreadPoolExecutor(workers) as threads:
        firsts = threads.map(
            lambda own, size: _firsts(whole, weights, (np.random.default_rng(own), size)),
            seeds,
            sizes,
        )
        return np.asarray(sum(found == sites for found in chain(*firsts)) / completions)


def _firsts(whole: Plan, weights: Floats, how: tuple[np.random.Generator, int]) -> list[Counts]:
    chance, size = how
    return [worth(whole, weights, chance, shared=True).argmax(axis=1) for _ in range(size)]
