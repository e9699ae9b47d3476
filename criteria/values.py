"""Marks: what a value is worth in 0-1, by value functions with fixed breakpoints."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.grid import Grid, ValueFunction

VAGUE: Final = 0.9
"""Share of the marks that an interval may leave open and still say something. *assumed*"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """
    Marks of a set of sites. [0-1]

    Parameters
    ----------
    low, high : DataFrame
        Worst and best mark that the fact allows; 0 and 1 where the fact is unknown; NaN where
        the criterion does not apply.
    central : DataFrame
        Mark of the middle of the interval; NaN where unknown or not applicable.
    """

    low: DataFrame
    central: DataFrame
    high: DataFrame


def mark(values: Series, function: ValueFunction) -> Series:
    """
    Mark of each value.

    Parameters
    ----------
    values : Series
        In the unit of the criterion.
    function : ValueFunction
        Its value function.

    Returns
    -------
    Series
        Marks, NaN where the value is. [0-1]

    Examples
    --------
    Full mark at 300 m, half-way down at 400 m.

    >>> walk = ValueFunction(points=((300, 1.0), (500, 0.0)), basis="assumed")
    >>> mark(Series({"A": 100.0, "B": 400.0, "C": 900.0}), walk).tolist()
    [1.0, 0.5, 0.0]
    """
    x, y = np.array(function.points, dtype=float).T
    return Series(np.interp(values.to_numpy(float), x, y), index=values.index).mask(values.isna())


def marks(facts: Facts, grid: Grid) -> Marks:
    """
    Marks of every site on every criterion of the grid.

    Parameters
    ----------
    facts : Facts
        Facts, one column per criterion at least.
    grid : Grid
        The grid.

    Returns
    -------
    Marks
        Low, central and high, one column per criterion in the order of the grid.
    """
    keys = [c.key for c in grid.criteria]
    low, high = (frame[keys].to_numpy(float) for frame in (facts.low, facts.high))
    unknown = facts.status[keys].to_numpy(object) == "unknown"
    ends = np.stack([_marked(low, grid), _marked(high, grid)])
    sides = {
        "low": np.where(unknown, 0.0, ends.min(axis=0)),
        "central": _marked((low + high) / 2, grid),
        "high": np.where(unknown, 1.0, ends.max(axis=0)),
    }
    return Marks(
        **{side: DataFrame(x, index=facts.sites, columns=keys) for side, x in sides.items()}
    )


def _marked(values: npt.NDArray[np.float64], grid: Grid) -> npt.NDArray[np.float64]:
    """Marks of values, one column a criterion; NaN where the value is."""
    found = np.empty(values.shape)
    for i, criterion in enumerate(grid.criteria):
        x, y = np.array(criterion.value.points, dtype=float).T
        found[:, i] = np.interp(values[:, i], x, y)
    return found


def settled(facts: Facts, grid: Grid) -> Facts:
    """
    Facts in which an interval that says next to nothing counts as unknown.

    Parameters
    ----------
    facts : Facts
        Facts, one column per criterion at least.
    grid : Grid
        The grid.

    Returns
    -------
    Facts
        The same facts; a criterion is unknown where its interval leaves open more than
        ``VAGUE`` of the marks. A shed on a meadow proves a thousandth of its soil
        artificialised: the middle of that interval would be a mark that nobody measured.
    """
    marked = marks(facts, grid)
    keys = [c.key for c in grid.criteria]
    vague = marked.high - marked.low > VAGUE
    vague &= facts.status[keys] != "not_applicable"
    if not vague.any(axis=None):
        return facts
    low, high, status = facts.low.copy(), facts.high.copy(), facts.status.copy()
    for key in [str(k) for k in vague if vague[k].any()]:
        low[key], high[key] = low[key].mask(vague[key]), high[key].mask(vague[key])
        status[key] = status[key].mask(vague[key], "unknown")
    return replace(facts, low=low, high=high, status=status)


def inverse(wanted: Series, function: ValueFunction, *, reach: bool = True) -> Series:
    """
    Value that earns a mark: the worst one that reaches it, or the best one that stays under it.

    Parameters
    ----------
    wanted : Series
        Marks. [0-1]
    function : ValueFunction
        Value function of the criterion.
    reach : bool
        Whether the mark is to be reached (``mark >= wanted``), or not to be passed
        (``mark <= wanted``). They differ where the function is level.

    Returns
    -------
    Series
        Values in the unit of the criterion, NaN where the mark lies outside 0-1 or is missing.

    Examples
    --------
    >>> points = ((300, 1.0), (500, 0.5), (800, 0.5), (900, 0.0))
    >>> walk = ValueFunction(points=points, basis="assumed")
    >>> inverse(Series([0.75, 0.5]), walk).tolist()
    [400.0, 800.0]
    >>> inverse(Series([0.5]), walk, reach=False).tolist()
    [500.0]
    """
    x, y = np.array(function.points if function.rises else function.points[::-1], dtype=float).T
    marked = wanted.to_numpy(float)
    inside = (marked >= 0) & (marked <= 1)
    sought = np.where(inside, marked, 0.0)
    after = np.searchsorted(y, sought, side="left" if reach else "right")
    after = np.clip(after, 1, len(y) - 1)
    step = y[after] - y[after - 1]
    part = np.divide(sought - y[after - 1], step, out=np.zeros_like(sought), where=step > 0)
    part = np.clip(np.where(step > 0, part, 0.0 if reach else 1.0), 0, 1)
    found = x[after - 1] + part * (x[after] - x[after - 1])
    return Series(found, index=wanted.index).where(inside)
