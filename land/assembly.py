"""
Plots for a company's brief: contiguous land units that together are large enough, best first.

Every connected set of units is looked at once, from its best unit on, by a branch and bound that
gives up what no further unit could lift above the plots found so far.
"""

import heapq
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from land.errors import Message, Parts, SchemaError
from land.ids import require_unique

FIRST: Final = 256
"""Sets looked at around each unit in the first pass; four times as many in each that follows."""

_ROUNDING: Final = 1e-9
_EVERY: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """
    What a company asks of a plot.

    Parameters
    ----------
    least_m2, most_m2 : float
        Smallest and largest area. [m²]
    frontage_m : float
        Least frontage along streets, summed over the units. [m]
    owners : int or None
        Most owners to buy from; any number where None.
    units : int or None
        Most land units; any number where None.
    """

    least_m2: float
    most_m2: float
    frontage_m: float = 0.0
    owners: int | None = None
    units: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assemblies:
    """
    Plots that meet a brief.

    Parameters
    ----------
    plots : DataFrame
        Best first, from 1: ``units`` (their ids, a tuple), ``score`` (mean weighted by area),
        ``area_m2``, ``frontage_m``, ``owners``, ``count``.
    complete : bool
        Whether no plot can be better than these; not if time ran out first.
    bound : float
        No plot that is not listed has a higher score.
    """

    plots: DataFrame
    complete: bool
    bound: float


def assemblies(
    units: DataFrame, near: DataFrame, brief: Brief, *, count: int = 10, seconds: float = 30.0,
    progress: Callable[[int, int], None] | None = None,
) -> Assemblies:  # fmt: skip
    """
    Best plots for a brief.

    Parameters
    ----------
    units : DataFrame
        Units that may be taken: ``area_m2`` [m²], ``score``, and where they count ``frontage_m``
        [m] and ``owner`` (missing: an owner of its own). Tenure and vetoes are settled before, by
        leaving units out.
    near : DataFrame
        ``a`` and ``b``: pairs of contiguous units, as :func:`land.units.contiguous` gives them.
    brief : Brief
        The brief.
    count : int
        How many plots.
    seconds : float
        Time in all; what is found by then is given, and said not to be complete.
    progress : callable, optional
        Told from time to time how many units have been looked at as the best of a plot, of how
        many.

    Returns
    -------
    Assemblies
        The plots; those of equal scores in no particular order.

    Raises
    ------
    SchemaError
        If a unit stands twice, an area, score or frontage is missing or negative, a pair names an
        unknown unit, or the brief has no area; all faults at once.

    Notes
    -----
    A set is looked at from its best unit, the root. Of a set with sum of scores times area ``S``
    and area ``A``, the highest mean that more units could give is that of the best units within
    reach, taken whether contiguous or not, up to the largest area: a fractional knapsack. Roots
    follow by falling score, so the search ends at the first whose own score is below the plots
    found. Passes give each root a number of sets, four times as many in each, so that one place
    does not eat the time of all.

    References
    ----------
    .. [1] Wernicke, « Efficient detection of network motifs », IEEE/ACM TCBB 3 (2006): each
       connected set once. Dantzig, « Discrete-variable extremum problems » (1957): the bound.

    Examples
    --------
    Four plots of 1,000 m² in a row; 2,000 m² are wanted. The two best do not touch.

    >>> row = DataFrame({"area_m2": 1000.0, "score": [90, 40, 70, 80]}, index=list("ABCD"))
    >>> near = DataFrame({"a": ["A", "B", "C"], "b": ["B", "C", "D"]})
    >>> found = assemblies(row, near, Brief(least_m2=2000, most_m2=2000), count=2)
    >>> found.plots[["units", "score"]].to_dict("records"), found.complete
    ([{'units': ('C', 'D'), 'score': 75.0}, {'units': ('A', 'B'), 'score': 65.0}], True)
    """
    _require_sound(units, near, brief)
    search = _Search.of(units, near, brief, count)
    ends = time.monotonic() + seconds
    left, limit, in_time = list(range(len(units))), FIRST, True
    while left and in_time:
        left, in_time = _passed(search, left, limit, ends, progress)
        limit *= 4
    return Assemblies(plots=search.table(units), complete=not left, bound=search.above(left))


def _passed(
    search: "_Search", roots: list[int], limit: int, ends: float,
    progress: Callable[[int, int], None] | None,
) -> tuple[list[int], bool]:  # fmt: skip
    """Roots that this many sets did not finish, and whether time is left."""
    unfinished: list[int] = []
    for done, root in enumerate(roots):
        if search.scores[root] <= search.floor():
            break  # so are all that follow
        if done % _EVERY == 0:
            if progress is not None:
                progress(done, len(roots))
            if time.monotonic() > ends:
                return unfinished + roots[done:], False
        if not search.around(root, limit, ends):
            unfinished.append(root)
    return unfinished, time.monotonic() <= ends


@dataclass(slots=True, kw_only=True)
class _Search:
    """Units as arrays by falling score; the best plots in a heap, the worst of them on top."""

    ids: list[str]
    areas: list[float]
    scores: list[float]
    fronts: list[float]
    owners: list[int]
    near: list[list[int]]
    brief: Brief
    count: int
    heap: list[tuple[float, tuple[int, ...]]] = field(default_factory=list)
    held: set[tuple[int, ...]] = field(default_factory=set)

    @classmethod
    def of(cls, units: DataFrame, near: DataFrame, brief: Brief, count: int) -> "_Search":
        order = np.argsort(-units["score"].to_numpy(float), kind="stable")
        sorted_units = units.iloc[order]
        zero = Series(0.0, index=units.index)
        unknown = Series(None, index=sorted_units.index, dtype=object)
        code = pd.factorize(sorted_units.get("owner", unknown).astype(object))[0]
        alone = code < 0
        code[alone] = code.max(initial=-1) + 1 + np.arange(alone.sum())
        a, b = (sorted_units.index.get_indexer(pd.Index(near[c])) for c in ("a", "b"))
        beside: list[list[int]] = [[] for _ in range(len(units))]
        for one, two in zip(a.tolist(), b.tolist(), strict=True):
            if one != two:
                beside[one].append(two)
                beside[two].append(one)
        return cls(
            ids=list(sorted_units.index), areas=sorted_units["area_m2"].astype(float).tolist(),
            scores=sorted_units["score"].astype(float).tolist(),
            fronts=sorted_units.get("frontage_m", zero).astype(float).tolist(),
            owners=code.tolist(), near=beside, brief=brief, count=count,
        )  # fmt: skip

    def floor(self) -> float:
        """Score that a plot must exceed to be kept."""
        return self.heap[0][0] + _ROUNDING if len(self.heap) == self.count else -np.inf

    def above(self, left: list[int]) -> float:
        """Score that no plot exceeds which is not among the best, with these roots not finished."""
        lowest = self.heap[0][0] if self.heap else 0.0
        if len(left) > _EVERY:
            return max(lowest, self.scores[left[0]])
        return max([lowest, *(self.reach(root) for root in left)])

    def keep(self, score: float, plot: tuple[int, ...]) -> None:
        """Put a plot among the best, if it is one and not there yet."""
        if score <= self.floor() or plot in self.held:
            return
        self.held.add(plot)
        if len(self.heap) < self.count:
            heapq.heappush(self.heap, (score, plot))
        else:
            self.held.discard(heapq.heapreplace(self.heap, (score, plot))[1])

    def reachable(self, root: int) -> list[int]:
        """Units of no better score that a chain from the root reaches within the area."""
        areas, most = self.areas, self.brief.most_m2 + _ROUNDING
        best, queue, found = {root: areas[root]}, [(areas[root], root)], []
        while queue:
            area, unit = heapq.heappop(queue)
            if area > best[unit]:
                continue
            found.append(unit)
            for other in self.near[unit]:
                total = area + areas[other]
                if other > root and total <= most and total < best.get(other, np.inf):
                    best[other] = total
                    heapq.heappush(queue, (total, other))
        return sorted(found) if areas[root] <= most else []

    def reach(self, root: int) -> float:
        """Highest score that a plot from this root could have."""
        area = _Area.of(self, root)
        return area.bound(1, 0, area.worth[0], area.areas[0]) if area.areas else -np.inf

    def around(self, root: int, limit: int, ends: float) -> bool:
        """Look at the sets whose best unit is the root; whether all of them were."""
        area = _Area.of(self, root)
        if not area.areas:
            return True
        for looked, (plot, score) in enumerate(area.sets(self.floor)):
            if score is not None:
                self.keep(score, tuple(area.units[i] for i in _bits(plot)))
            if looked >= limit or (looked % _EVERY == _EVERY - 1 and time.monotonic() > ends):
                return False
        return True

    def table(self, units: DataFrame) -> DataFrame:
        """Best plots first."""
        rows = []
        for score, plot in sorted(self.heap, key=lambda p: (-p[0], len(p[1]), p[1])):
            ids = [self.ids[i] for i in plot]
            rows.append(
                {
                    "units": tuple(i for i in units.index if i in set(ids)),
                    "score": score,
                    "area_m2": sum(self.areas[i] for i in plot),
                    "frontage_m": sum(self.fronts[i] for i in plot),
                    "owners": len({self.owners[i] for i in plot}),
                    "count": len(plot),
                }
            )
        columns = ["units", "score", "area_m2", "frontage_m", "owners", "count"]
        return DataFrame(rows, columns=columns, index=pd.RangeIndex(1, len(rows) + 1, name="plot"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Area:
    """Units within reach of a root, by falling score; sets of them are bits of a number."""

    brief: Brief
    units: list[int]
    areas: list[float]
    scores: list[float]
    worth: list[float]
    fronts: list[float]
    owners: list[int]
    beside: list[int]

    @classmethod
    def of(cls, search: _Search, root: int) -> "_Area":
        units = search.reachable(root)
        place = {unit: i for i, unit in enumerate(units)}
        codes = {code: i for i, code in enumerate({search.owners[u] for u in units})}
        return cls(
            brief=search.brief,
            units=units,
            areas=[search.areas[u] for u in units],
            scores=[search.scores[u] for u in units],
            worth=[search.areas[u] * search.scores[u] for u in units],
            fronts=[search.fronts[u] for u in units],
            owners=[1 << codes[search.owners[u]] for u in units],
            beside=[sum(1 << place[o] for o in search.near[u] if o in place) for u in units],
        )

    def bound(self, taken: int, barred: int, worth: float, area: float) -> float:
        """Highest mean score of a set that holds what is taken and nothing that is barred."""
        least, most = self.brief.least_m2, self.brief.most_m2
        free = ((1 << len(self.units)) - 1) & ~(taken | barred)
        while free and area < most:
            low = free & -free
            i = low.bit_length() - 1
            if area >= least and self.scores[i] * area <= worth:
                break  # what follows only lowers the mean
            room = (least if area < least and self.scores[i] * area <= worth else most) - area
            part = min(self.areas[i], room)
            worth, area, free = worth + part * self.scores[i], area + part, free & ~low
        return worth / area if area + _ROUNDING >= least else -np.inf

    def sets(self, floor: Callable[[], float]) -> Iterator[tuple[int, float | None]]:
        """
        Every connected set with the root whose bound exceeds the floor, with its score.

        The score is None where the set does not meet the brief itself.
        """
        brief = self.brief
        stack = [
            (1, 0, self.worth[0], self.areas[0], self.fronts[0], self.owners[0], self.beside[0])
        ]
        yield 1, self._score(1, self.worth[0], self.areas[0], self.fronts[0], self.owners[0])
        while stack:
            taken, barred, worth, area, front, owners, edge = stack.pop()
            open_ = edge & ~(taken | barred)
            if not open_ or self.bound(taken, barred, worth, area) <= floor():
                continue
            if brief.units is not None and taken.bit_count() >= brief.units:
                continue
            low = open_ & -open_
            i = low.bit_length() - 1
            stack.append((taken, barred | low, worth, area, front, owners, edge))
            more = (
                taken | low, barred, worth + self.worth[i], area + self.areas[i],
                front + self.fronts[i], owners | self.owners[i], edge | self.beside[i],
            )  # fmt: skip
            few = brief.owners is None or more[5].bit_count() <= brief.owners
            if few and more[3] <= brief.most_m2 + _ROUNDING:
                stack.append(more)
                yield more[0], self._score(more[0], *more[2:6])

    def _score(
        self, taken: int, worth: float, area: float, front: float, owners: int
    ) -> float | None:
        brief = self.brief
        met = (
            brief.least_m2 - _ROUNDING <= area <= brief.most_m2 + _ROUNDING
            and front + _ROUNDING >= brief.frontage_m
            and (brief.owners is None or owners.bit_count() <= brief.owners)
            and (brief.units is None or taken.bit_count() <= brief.units)
        )
        return worth / area if met else None


def _bits(number: int) -> Iterator[int]:
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def _require_sound(units: DataFrame, near: DataFrame, brief: Brief) -> None:
    require_unique(units, name="units")
    faults = list(_faults(units, near, brief))
    if faults:
        raise SchemaError("assembly: {faults}", faults=Parts(faults, between="; "))


def _faults(units: DataFrame, near: DataFrame, brief: Brief) -> Iterator[Message]:
    if not 0 < brief.least_m2 <= brief.most_m2:
        yield Message(
            "the brief asks for {least} to {most} m²; give a smallest area above 0 and a largest "
            "no smaller",
            least=brief.least_m2, most=brief.most_m2,
        )  # fmt: skip
    for column in ("area_m2", "score", "frontage_m"):
        if column not in units:
            if column != "frontage_m" or brief.frontage_m > 0:
                yield Message("units: no column {column}", column=column)
            continue
        values = units[column].astype(float)
        bad = values.isna() | (values < 0) | ((values <= 0) if column == "area_m2" else False)
        if bad.any():
            yield Message(
                "{column}: missing or negative on {units}",
                column=column, units=[str(i) for i in units.index[bad][:5]],
            )  # fmt: skip
    named = pd.concat([near["a"], near["b"]], ignore_index=True)
    strange = [str(n) for n in named[~named.isin(units.index)].unique()]
    if strange:
        yield Message("pairs name unknown units {units}", units=strange[:5])
