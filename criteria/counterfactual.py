"""
Counterfactuals: the smallest change of a fact, or of two, that gives another letter or admission.

« What would have to be different? » A change is measured as a share of the range of the value
function of the criterion, so that metres and percents compare; the size of a change of two facts
is that of the larger. Only known facts change, and none leaves its range: what cannot be had by
moving one fact from one end to the other is not offered, and a fact in classes moves by whole ones.
Whether a fact can be changed at all is for the reader to say (``movable``): a project may keep more
open ground, not leave a flood plain.
"""

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.grid import Criterion, Grid
from criteria.moves import BIT, COLUMNS, UNDER, Moving, Sought
from criteria.pairs import smallest_pairs
from criteria.scores import Scores
from criteria.values import inverse


def letter_changes(
    facts: Facts,
    scores: Scores,
    grid: Grid,
    *,
    towards: str = "better",
    movable: Collection[str] | None = None,
    only: Collection[str] | None = None,
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
    only : collection of str, optional
        Sites that are wanted; all of them where none are given.

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
    sought = Sought(
        now=(facts.low + facts.high) / 2,
        target=target if only is None else target.where(target.index.isin(list(only))),
        up=up,
        scores=scores,
        heard=_heard(scores, grid),
        floor=grid.aggregation.floor,
    )
    moving = [
        Moving(c, _inner(scores, grid, c), up=up)
        for c in grid.criteria
        if movable is None or c.key in movable
    ]
    singles = [_single(sought, one) for one in moving]
    return _sorted([*singles, smallest_pairs(sought, moving)])


def _target(scores: Scores, grid: Grid, *, up: bool) -> Series:
    """Score to reach or to fall to; NaN where there is no further letter. [0-100]"""
    starts = np.array([s.from_score for s in grid.letters.scale])[::-1]
    score = scores.table["score"]
    place = np.searchsorted(starts, score.to_numpy(float) + 1e-9, side="right") - 1
    after = np.append(starts, np.nan)[place + 1] if up else starts[place] - UNDER
    after = np.where(after > 0, after, np.nan)
    return Series(after, index=score.index).where(score.notna())


def _single(sought: Sought, moving: Moving) -> DataFrame:
    scores = sought.scores
    family = (scores.families["central"] / 100)[moving.family]
    floored = np.log(family.clip(lower=sought.floor))
    missing = np.log(sought.target / scores.table["score"])
    wanted = np.exp(floored + missing / sought.heard[moving.family])
    # Below the floor a family falls no further: such a mark would change nothing.
    wanted = wanted.where(wanted >= sought.floor)
    asked = scores.marks.central[moving.key] + (wanted - family) / moving.inner
    # A mark that should be 1 must not be refused for the last bit of a float.
    asked = asked.where((asked < -BIT) | (asked > 1 + BIT), asked.clip(0, 1))
    then = moving.whole(inverse(asked, moving.function, reach=sought.up))
    now = sought.now[moving.key]
    return DataFrame(
        {
            "site_id": now.index, "fact": moving.key, "now": now, "then": then,
            "second": None, "second_now": np.nan, "second_then": np.nan,
            "size": (then - now).abs() / moving.span,
        }
    ).dropna(subset=["size"])  # fmt: skip


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


def _sorted(found: Iterable[DataFrame]) -> DataFrame:
    filled = [f for f in found if len(f)]
    if not filled:
        return DataFrame(columns=list(COLUMNS))
    every = pd.concat(filled, ignore_index=True)[list(COLUMNS)]
    return every.sort_values(["site_id", "size"], kind="stable", ignore_index=True)
