"""Marks: what a value is worth in 0-1, by value functions with fixed breakpoints."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.grid import Criterion, Grid, ValueFunction
from criteria.sharing import held_once

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

    Examples
    --------
    >>> from criteria.facts import assemble, blank, constant
    >>> from criteria.grid import published
    >>> from pandas import Index
    >>> grid, sites = published(), Index(["A"])
    >>> parts = {c.key: blank(sites) for c in grid.criteria}
    >>> first = grid.criteria[0]
    >>> best, _ = max(first.value.points, key=lambda point: point[1])
    >>> parts[first.key] = constant(best, sites)
    >>> marks(assemble(parts, {}, sites), grid).central[first.key].tolist()
    [1.0]
    """
    return _marks(facts, grid.criteria)


def remarked(earlier: Marks, facts: Facts, criteria: Sequence[Criterion]) -> Marks:
    """
    Marks once the value functions of some criteria have changed.

    Parameters
    ----------
    earlier : Marks
        Marks of the facts under the earlier functions.
    facts : Facts
        The facts.
    criteria : sequence of Criterion
        The criteria that changed, with their new function.

    Returns
    -------
    Marks
        As :func:`marks` gives them; those of the other criteria are the earlier ones.

    Examples
    --------
    >>> from criteria.facts import assemble, blank, constant
    >>> from criteria.grid import published
    >>> from pandas import Index
    >>> grid, sites = published(), Index(["A"])
    >>> first = grid.criteria[0]
    >>> best, _ = max(first.value.points, key=lambda point: point[1])
    >>> parts = {c.key: blank(sites) for c in grid.criteria} | {first.key: constant(best, sites)}
    >>> facts = assemble(parts, {}, sites)
    >>> later = ValueFunction(points=((best, 0.0), (best + 1, 1.0)), basis="assumed")
    >>> changed = first.model_copy(update={"value": later})
    >>> remarked(marks(facts, grid), facts, [changed]).central[first.key].tolist()
    [0.0]
    """
    if not criteria:
        return earlier
    fresh = _marks(facts, criteria)
    place = earlier.low.columns.get_indexer(fresh.low.columns)
    sides = {}
    for side in ("low", "central", "high"):
        before: DataFrame = getattr(earlier, side)
        table = before.to_numpy(float, copy=True)
        table[:, place] = getattr(fresh, side).to_numpy(float)
        sides[side] = DataFrame(table, index=before.index, columns=before.columns)
    return Marks(**sides)


def _marks(facts: Facts, criteria: Sequence[Criterion]) -> Marks:
    keys = [c.key for c in criteria]
    low, high = (frame[keys].to_numpy(float) for frame in (facts.low, facts.high))
    unknown = (facts.status[keys] == "unknown").to_numpy(bool)
    ends = _marked(low, criteria), _marked(high, criteria)
    worst, best = np.minimum(*ends), np.maximum(*ends)
    worst[unknown], best[unknown] = 0.0, 1.0
    sides = {"low": worst, "central": _marked((low + high) / 2, criteria), "high": best}
    return Marks(
        **{side: DataFrame(x, index=facts.sites, columns=keys) for side, x in sides.items()}
    )


def _marked(
    values: npt.NDArray[np.float64], criteria: Sequence[Criterion]
) -> npt.NDArray[np.float64]:
    """Marks of values, one column a criterion, each in one piece; NaN where the value is."""
    found = np.empty(values.shape, order="F")
    for i, criterion in enumerate(criteria):
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

    Examples
    --------
    >>> from criteria.facts import assemble, between, blank
    >>> from criteria.grid import published
    >>> from pandas import Index
    >>> grid, sites = published(), Index(["A"])
    >>> parts = {c.key: blank(sites) for c in grid.criteria}
    >>> first = grid.criteria[0]
    >>> (worst, _), *_, (best, _) = sorted(first.value.points, key=lambda point: point[1])
    >>> low, high = Series({"A": min(worst, best)}), Series({"A": max(worst, best)})
    >>> facts = assemble(parts | {first.key: between(low, high)}, {}, sites)
    >>> facts.status.loc["A", first.key], settled(facts, grid).status.loc["A", first.key]
    ('estimated', 'unknown')
    """
    marked = marks(facts, grid)
    vague = (marked.high - marked.low).to_numpy(float) > VAGUE
    low, high, status = {}, {}, {}
    for key, open_ in zip(marked.low.columns, vague.T, strict=True):
        unsaid = open_ & (facts.status[key] != "not_applicable").to_numpy(bool)
        if unsaid.any():
            low[key], high[key] = facts.low[key].mask(unsaid), facts.high[key].mask(unsaid)
            status[key] = facts.status[key].mask(unsaid, "unknown")
    if not status:
        return facts
    return replace(
        facts,
        low=facts.low.assign(**low),
        high=facts.high.assign(**high),
        status=facts.status.assign(**status),
    )


def sharing_marks(marked: Marks, earlier: Sequence[Marks] = ()) -> Marks:
    """
    The same marks, with what they say like others held once.

    Parameters
    ----------
    marked : Marks
        Marks of the sites for one project.
    earlier : sequence of Marks
        Marks of the same sites for other projects.

    Returns
    -------
    Marks
        The same; as :func:`criteria.facts.sharing` does it with facts.

    Examples
    --------
    >>> known = lambda: DataFrame({"slope": [0.5]})
    >>> one, two = (Marks(low=known(), central=known(), high=known()) for _ in range(2))
    >>> lean = sharing_marks(two, [one])
    >>> np.shares_memory(lean.high["slope"].to_numpy(), one.low["slope"].to_numpy())
    True
    """
    low = held_once(marked.low, *(e.low for e in earlier))
    central = held_once(marked.central, low, *(e.central for e in earlier))
    high = held_once(marked.high, low, central, *(e.high for e in earlier))
    return Marks(low=low, central=central, high=high)


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
