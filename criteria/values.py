"""Marks: what a value is worth in 0-1, by value functions with fixed breakpoints."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.grid import Criterion, Grid, ValueFunction

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
    columns = {c.key: _mark_bounds(facts, c) for c in grid.criteria}
    return Marks(
        **{
            side: DataFrame({key: bounds[side] for key, bounds in columns.items()})
            for side in ("low", "central", "high")
        }
    )


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
    low, high, status = facts.low.copy(), facts.high.copy(), facts.status.copy()
    marked = marks(facts, grid)
    for key in marked.low:
        vague = (marked.high[key] - marked.low[key] > VAGUE) & status[key].ne("not_applicable")
        low[key], high[key] = low[key].mask(vague), high[key].mask(vague)
        status[key] = status[key].mask(vague, "unknown")
    return replace(facts, low=low, high=high, status=status)


def _mark_bounds(facts: Facts, criterion: Criterion) -> dict[str, Series]:
    key, function = criterion.key, criterion.value
    status, low, high = facts.status[key], facts.low[key], facts.high[key]
    at_low, at_high = mark(low, function), mark(high, function)
    unknown = status == "unknown"
    return {
        "low": at_low.where(at_low <= at_high, at_high).mask(unknown, 0.0),
        "central": mark((low + high) / 2, function),
        "high": at_high.where(at_low <= at_high, at_low).mask(unknown, 1.0),
    }


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
