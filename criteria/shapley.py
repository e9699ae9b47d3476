"""
Shapley contributions: a fair share of the score for each criterion, under any way across families.

A geometric mean, a minimum or an ordered mean is no sum: what a criterion brings depends on what
stands beside it. The Shapley value is its mean effect over every order in which the criteria could
be heard. Criteria are heard family by family, as the grid itself hears them (Owen 1977), so that
the sum over a family is the Shapley value of that family among the families; both levels are exact,
by enumeration of the families and, inside one, of its criteria.

References
----------
.. [1] Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II,
   307-317.
.. [2] Owen, G. (1977). Values of games with a priori unions. Mathematical Economics and Game
   Theory, Lecture Notes 141, 76-88. Springer.
"""

from collections.abc import Callable, Sequence
from itertools import product
from math import comb

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Series

from criteria.aggregation import mean
from criteria.grid import Grid
from criteria.scores import Scores

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BASE = "base"
"""Column of the score from which the contributions start."""


def shapley(
    scores: Scores, grid: Grid, *, how: str = "geometric", reference: Series | None = None
) -> DataFrame:
    """
    Points that each criterion brings to the central score, from a reference site.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    grid : Grid
        The grid that made them.
    how : str
        Way across families, one of :data:`criteria.aggregation.HOW`.
    reference : Series, optional
        Marks by criterion of the site to start from, for instance the median of the territory;
        the worst mark on every criterion where none is given. [0-1]

    Returns
    -------
    DataFrame
        One row a site: ``base`` (score of the reference on the criteria that are known of the
        site), then one column a criterion, NaN where it is unknown or does not apply. Each row
        sums to the score. [points of 100]

    Raises
    ------
    ValueError
        If ``reference`` lacks a criterion of the grid.

    Notes
    -----
    The base of the worst marks is the floor of the grid, not 0, under a mean that knows a floor.
    The work grows with 2 to the power of the size of the largest family: families of up to twelve
    criteria or so. Unlike :func:`criteria.explain.contributions` it serves any way across
    families; for the geometric one the two share the points differently, both exactly.

    Examples
    --------
    >>> from pandas import Index
    >>> from criteria.facts import assemble, constant
    >>> from criteria.grid import published
    >>> from criteria.scores import score
    >>> grid, ids = published(), Index(["A"])
    >>> best = {c.key: c.value.points[-1 if c.value.rises else 0][0] for c in grid.criteria}
    >>> known = {k: constant(best.get(k), ids) for k in grid.fact_keys}
    >>> row = shapley(score(assemble(known, {}, ids), grid), grid, how="arithmetic").loc["A"]
    >>> row["base"], row["hazard_class"].round(9)
    (np.float64(0.0), np.float64(5.0))
    """
    central = scores.marks.central
    start = Series(0.0, index=central.columns) if reference is None else reference
    lacking = [k for k in central.columns if k not in start.index or np.isnan(start[k])]
    if lacking:
        raise ValueError(f"reference lacks {', '.join(lacking)}")
    table = {f.key: _Side.of(scores, grid, f.key, start) for f in grid.families}
    weights = np.array([grid.family_weight(f) for f in table])

    def whole(families: Floats) -> Floats:
        return mean(families, weights, how=how, floor=grid.aggregation.floor)

    sides = list(table.values())
    low = np.stack([side.marks([False] * side.size) for side in sides], axis=-1)
    columns = {BASE: 100 * whole(low)}
    for at in range(len(sides)):
        columns |= _family_values(at, sides, whole)
    found = DataFrame(columns, index=central.index)[[BASE, *central.columns]]
    known = central.notna().to_numpy()
    found[central.columns] = found[central.columns].where(known)
    return found


class _Side:
    """Mark of one family: some criteria heard from the site, the others from the reference."""

    def __init__(self, keys: list[str], site: Floats, reference: Floats, shares: Floats) -> None:
        self.keys, self.site, self.reference, self.shares = keys, site, reference, shares
        self.size = len(keys)

    @classmethod
    def of(cls, scores: Scores, grid: Grid, family: str, start: Series) -> "_Side":
        criteria = grid.family_criteria(family)
        keys = [c.key for c in criteria]
        site = scores.marks.central[keys].to_numpy(float)
        known = ~np.isnan(site)
        shares = known * np.array([c.weight.share for c in criteria])
        total = shares.sum(axis=1, keepdims=True)
        shares = np.divide(shares, total, out=np.full_like(shares, np.nan), where=total > 0)
        return cls(keys, np.nan_to_num(site), start[keys].to_numpy(float), shares)

    def marks(self, heard: "Sequence[bool] | Flags") -> Floats:
        """Mark of the family in each site; NaN where nothing is known of it."""
        marks = np.where(np.asarray(heard), self.site, self.reference)
        return np.asarray((marks * self.shares).sum(axis=1))


def _family_values(
    at: int, sides: list[_Side], whole: Callable[[Floats], Floats]
) -> dict[str, Floats]:
    """Owen values of the criteria of one family."""
    side = sides[at]
    marks = {h: side.marks(h) for h in product([False, True], repeat=side.size)}
    values = dict.fromkeys(side.keys, np.zeros(len(side.site)))
    for families in product([False, True], repeat=len(sides) - 1):
        before = _share(len(sides), sum(families))
        beside = [*families[:at], False, *families[at:]]
        stack = np.stack(
            [s.marks([heard] * s.size) for s, heard in zip(sides, beside, strict=True)], axis=-1
        )
        worth = {}
        for heard, mark in marks.items():
            stack[:, at] = mark
            worth[heard] = whole(stack)
        for place, key in enumerate(side.keys):
            values[key] = values[key] + 100 * before * _mean_effect(worth, place, side.size)
    return values


def _mean_effect(worth: dict[tuple[bool, ...], Floats], place: int, size: int) -> Floats:
    """Mean gain from hearing one criterion, over the orders inside its family."""
    total = np.zeros_like(next(iter(worth.values())))
    for heard, value in worth.items():
        if not heard[place]:
            joined = (*heard[:place], True, *heard[place + 1 :])
            total = total + _share(size, sum(heard)) * (worth[joined] - value)
    return total


def _share(players: int, before: int) -> float:
    """Share of the orders in which a given player comes just after a given set of others."""
    return 1 / (players * comb(players - 1, before))
