"""
What to measure next: the facts not settled, ordered by their power to change the decision.

To decide is to keep the site that is worth most on average: its expected score, less 100 points for
each class of admission that it may lose. Expected regret is what one would gain by knowing all
before deciding. A fact has power as far as learning it would lower that regret; one that is unknown
of a site far behind has none, however heavy its weight.

References
----------
.. [1] Raiffa, H. & Schlaifer, R. (1961). Applied Statistical Decision Theory, chapter 4: the
   expected value of sample information. Harvard.
.. [2] Frazier, P., Powell, W. & Dayanik, S. (2008). A knowledge-gradient policy for sequential
   information collection. SIAM Journal on Control and Optimization 47(5), 2410-2439.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Series

from criteria.expected import CLASS_COSTS, Family, expected_class, families, firing_chances
from criteria.facts import Facts
from criteria.grid import Grid
from criteria.scores import Scores, letters

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_ROUNDING: Final = 1e-9
_STEPS: Final = (np.arange(8) + 0.5) / 8
"""Places of a mark between its bounds at which what would be learnt is weighed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What is expected of each site before anything is learnt."""

    families: tuple[Family, ...]
    score: Floats
    chances: dict[int, DataFrame]
    reached: Floats
    worth: Floats
    rival: Floats

    @classmethod
    def of(cls, facts: Facts, scores: Scores, grid: Grid) -> "_State":
        parts = families(scores, grid)
        score = 100 * np.prod([f.powers().mean(axis=1) for f in parts], axis=0)
        chances = firing_chances(facts, scores, grid)
        worth = score - CLASS_COSTS * expected_class(scores, chances)
        worth = np.where(scores.table["score_low"].isna(), -np.inf, worth)
        return cls(
            families=parts,
            score=score,
            chances=chances,
            reached=scores.admitted["class_best"].to_numpy(float),
            worth=worth,
            rival=_best_other(worth),
        )


def expected_worth(facts: Facts, scores: Scores, grid: Grid) -> Series:
    """
    What each site is worth on average: its expected score less its expected class of admission.

    Parameters
    ----------
    facts : Facts
        Facts of the sites.
    scores : Scores
        Scores made of them.
    grid : Grid
        The grid that made them.

    Returns
    -------
    Series
        Points, ``CLASS_COSTS`` of them lost by class; ``-inf`` where nothing applies.
    """
    return Series(_State.of(facts, scores, grid).worth, index=facts.sites, name="worth")


def next_data(facts: Facts, scores: Scores, grid: Grid) -> DataFrame:
    """
    Facts that are unknown or uncertain, the most useful to learn first.

    Parameters
    ----------
    facts : Facts
        Facts of the sites.
    scores : Scores
        Scores made of them.
    grid : Grid
        The grid that made them.

    Returns
    -------
    DataFrame
        One row per site and fact that is not settled: ``site_id``, ``fact``, ``status``;
        ``power``, the order; ``regret``, expected regret that learning this fact alone takes away
        [points]; ``first``, ``letter`` and ``admission``, chances that it changes which site is
        first, the letter of the expected score, the admission of the site [0-1]; ``spread``,
        standard deviation that it gives to the worth of the site [points].

    Notes
    -----
    One fact may be powerless where two together are not. ``power`` is therefore ``regret`` plus
    the fact's share, by variance, of the regret that learning all of its site would take away.
    Rows that tie are ordered by the chance to change the letter, then by spread. A fact that both
    carries a mark and a veto is taken to move them independently.
    """
    state = _State.of(facts, scores, grid)
    rows = [DataFrame(_learnt(state, key, sites, grid)) for key, sites in _open(state, grid)]
    columns = ["regret", "first", "letter", "admission", "spread"]
    if not rows:
        return DataFrame(columns=["site_id", "fact", "status", "power", *columns])
    table = pd.concat(rows, ignore_index=True)
    variance = table["spread"] ** 2
    total = variance.groupby(table["site"]).transform("sum")
    share = (variance / total.where(total > 0)).fillna(0.0)
    table["power"] = table["regret"] + share * _whole_site(state)[table["site"]]
    table = table.sort_values(
        ["power", "letter", "spread"], ascending=False, kind="stable", ignore_index=True
    )
    site = table["site"].to_numpy()
    column = facts.status.columns.get_indexer(pd.Index(table["fact"]))
    table["site_id"] = facts.sites[site]
    table["status"] = facts.status.to_numpy()[site, column]
    return table[["site_id", "fact", "status", "power", *columns]]


def _open(state: _State, grid: Grid) -> Iterator[tuple[str, Places]]:
    """Facts that are not settled and the places of the sites concerned."""
    for key in grid.fact_keys:
        loose = np.zeros(len(state.worth), bool)
        for family in state.families:
            if key in family.keys:
                loose |= family.width[:, family.keys.index(key)] > 0
        if key in state.chances[1]:
            loose |= state.chances[1][key].to_numpy() > 0
        loose &= np.isfinite(state.worth)
        if loose.any():
            yield key, np.flatnonzero(loose)


def _learnt(state: _State, key: str, sites: Places, grid: Grid) -> dict[str, object]:
    """What learning one fact would change for the sites where it is open."""
    score = _scores_given(state, key, sites)
    chance, cost = _classes_given(state, key, sites)
    worth = score[:, :, None] - CLASS_COSTS * cost[:, None, :]  # sites × marks × classes
    odds = chance[:, None, :] / score.shape[1]
    mean = (worth * odds).sum(axis=(1, 2))
    rival = state.rival[sites]
    kept = np.maximum(mean, rival)
    learnt = (np.maximum(worth, rival[:, None, None]) * odds).sum(axis=(1, 2))
    ahead = worth > rival[:, None, None]
    turned = ahead != (mean > rival)[:, None, None]
    return {
        "site": sites,
        "fact": key,
        "regret": np.where(np.isfinite(rival) & (learnt - kept > _ROUNDING), learnt - kept, 0.0),
        "first": (turned * odds).sum(axis=(1, 2)),
        "letter": _other_letter(score, grid),
        "admission": chance[:, 1:].sum(axis=1),
        "spread": np.sqrt(((worth - mean[:, None, None]) ** 2 * odds).sum(axis=(1, 2))),
    }


def _scores_given(state: _State, key: str, sites: Places) -> Floats:
    """Expected score at each step of the mark; the same one throughout if the fact has none."""
    for family in state.families:
        if key in family.keys:
            factor = family.powers().mean(axis=1)[sites]
            given = family.given(key, _STEPS, sites)
            return np.asarray((state.score[sites] / factor)[:, None] * given)
    return state.score[sites, None]


def _classes_given(state: _State, key: str, sites: Places) -> tuple[Floats, Floats]:
    """Chances that the fact fires nothing, a reserve, a ban; expected class in each case."""
    own = {
        c: table[key].to_numpy()[sites] if key in table else np.zeros(len(sites))
        for c, table in state.chances.items()
    }
    reached = state.reached[sites]
    own = {c: np.where(reached >= c, 0.0, p) for c, p in own.items()}
    own[1] = np.maximum(own[1], own[2])
    others = {
        c: np.where(
            reached >= c,
            1.0,
            1 - (1 - table.drop(columns=key, errors="ignore").to_numpy()[sites]).prod(axis=1),
        )
        for c, table in state.chances.items()
    }
    chance = np.stack([1 - own[1], own[1] - own[2], own[2]], axis=1)
    cost = np.stack([others[1] + others[2], 1 + others[2], np.full(len(sites), 2.0)], axis=1)
    return chance, cost


def _whole_site(state: _State) -> Floats:
    """Regret that learning everything of one site, and nothing of the others, takes away."""
    score = 100 * np.prod([f.powers() for f in state.families], axis=0)
    reach = [
        np.where(state.reached >= c, 1.0, 1 - (1 - state.chances[c].to_numpy()).prod(axis=1))
        for c in (1, 2)
    ]
    reach[0] = np.maximum(*reach)
    odds = np.stack([1 - reach[0], reach[0] - reach[1], reach[1]], axis=1)
    worth = score[:, :, None] - CLASS_COSTS * np.arange(3)
    odds = odds[:, None, :] / score.shape[1]
    mean = (worth * odds).sum(axis=(1, 2))
    rival = np.where(np.isfinite(state.rival), state.rival, mean)
    learnt = (np.maximum(worth, rival[:, None, None]) * odds).sum(axis=(1, 2))
    gain = learnt - np.maximum(mean, rival)
    return np.where(gain > _ROUNDING, gain, 0.0)


def _other_letter(score: Floats, grid: Grid) -> Floats:
    middle = letters(Series(score.mean(axis=1)), grid.letters).to_numpy()
    each = letters(Series(score.ravel()), grid.letters).to_numpy().reshape(score.shape)
    return np.asarray((each != middle[:, None]).mean(axis=1))


def _best_other(worth: Floats) -> Floats:
    """Best worth among the other sites."""
    best = int(np.argmax(worth))
    others = np.full(len(worth), worth[best])
    others[best] = np.delete(worth, best).max(initial=-np.inf)
    return others
