"""
Several sites at once: one option for each, so that what a party gives here it gains there.

The choice is exact, up to a stated gap: mixed-integer programming through HiGHS.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from land.errors import Message, Parts, SchemaError, ZaeError
from land.ids import require_unique

RULES: Final = ("utilitarian", "nash", "kalai_smorodinsky", "egalitarian")
"""The rules of :mod:`land.negotiation`, on the sums over all sites."""

TOLERANCE: Final = 1e-9
"""Gains and sums that differ by less are equal."""

SECONDS: Final = 60.0
"""Time that the solver has for one round."""

ROUNDS: Final = 60
"""Rounds of tangents that the product of gains is approached by; a dozen are enough as a rule."""


class NoAllocationError(ZaeError, ValueError):
    """No choice keeps every red line, or none was found in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """
    One option for each site.

    Parameters
    ----------
    rule : str
        The rule that chose it.
    options : Series
        Label of the option of each site, indexed by site.
    gains : Series
        What each party gains over all sites, indexed by party.
    quantities : Series
        Sums of the quantities over all sites.
    gap : float
        How far the choice may be from the best one, relative to what the rule reaches; 0 where it
        is proved best.
    """

    rule: str
    options: Series
    gains: Series
    quantities: Series
    gap: float


def allocation(
    worths: DataFrame,
    disagreement: DataFrame,
    *,
    rule: str,
    quantities: DataFrame | None = None,
    least: Mapping[str, float] | None = None,
    gap: float = 1e-6,
) -> Allocation:
    """
    Option of each site that a rule agrees on, the red lines of all parties kept.

    Parameters
    ----------
    worths : DataFrame
        Indexed by site and option, one column a party; worths of the sites add up. A party that
        cares for area gives worth times area.
    disagreement : DataFrame
        Indexed by site, one column a party: what it has there if none is found.
    rule : str
        One of ``RULES``.
    quantities : DataFrame, optional
        Indexed as ``worths``: hectares, dwellings, jobs of each option.
    least : mapping of str to float, optional
        Red lines: smallest sum of a quantity over all sites.
    gap : float
        Relative distance to the best choice that is near enough. Each round of the solver has
        ``SECONDS``; what it has found by then counts, and the answer says its own gap.

    Returns
    -------
    Allocation
        The choice. No party does worse over all sites than without agreement; on one site it may.

    Raises
    ------
    SchemaError
        If the rule is unknown, labels are not unique, a site has no disagreement, a red line names
        no quantity, or a worth is missing; all faults at once.
    NoAllocationError
        If no choice keeps the red lines and is worth its while to every party.

    Notes
    -----
    ``egalitarian`` and ``kalai_smorodinsky`` serve the worst-served party first, then the sum of
    gains. ``nash`` maximises the sum of logarithms, from above by tangents, until the tangents
    touch: the answer is exact, not approximate.

    Examples
    --------
    Each party has a site that it cares for: it gives the other one away.

    >>> labels = pd.MultiIndex.from_product([["north", "south"], ["factory", "homes"]])
    >>> worth = DataFrame({"economy": [5, 1, 2, 1], "housing": [0, 1, 0, 4]}, index=labels)
    >>> nothing = DataFrame(0, index=["north", "south"], columns=["economy", "housing"])
    >>> allocation(worth, nothing, rule="nash").options.to_dict()
    {'north': 'factory', 'south': 'homes'}
    """
    amounts = DataFrame(index=worths.index) if quantities is None else quantities
    _require_sound(worths, disagreement, rule, amounts, least or {})
    model = _Model.of(worths, disagreement, amounts, least or {}, gap)
    possible = model.possible() if rule == "kalai_smorodinsky" else np.ones(worths.shape[1])
    if rule == "utilitarian":
        chosen, reached = model.most_in_sum()
    elif rule == "nash":
        chosen, reached = model.most_in_product()
    else:
        chosen, reached = model.most_for_the_worst(possible)
    picked = worths.index[chosen > 0.5]  # noqa: PLR2004  a choice of the solver is 0 or 1
    sites = Series(picked.get_level_values(1), index=picked.get_level_values(0), name="option")
    return Allocation(
        rule=rule,
        options=sites.reindex(disagreement.index),
        gains=Series(model.gains(chosen), index=worths.columns, name="gain"),
        quantities=amounts.loc[picked].sum(),
        gap=reached,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """Choices as 0 or 1 per site and option; gains are ``worth @ x - start``."""

    worth: np.ndarray
    start: np.ndarray
    rows: Any
    low: np.ndarray
    high: np.ndarray
    gap: float

    @classmethod
    def of(
        cls,
        worths: DataFrame,
        disagreement: DataFrame,
        amounts: DataFrame,
        least: Mapping[str, float],
        gap: float,
    ) -> "_Model":
        site = pd.Categorical(worths.index.get_level_values(0), categories=disagreement.index)
        entries = (np.ones(len(worths)), (site.codes, np.arange(len(worths))))
        one_each = csr_array(entries, shape=(len(disagreement), len(worths)))
        worth = worths.to_numpy(float).T
        start = disagreement[worths.columns].sum().to_numpy(float)
        floors = np.array([amounts[q].to_numpy(float) for q in least]).reshape(-1, len(worths))
        free = np.full(len(start) + len(floors), np.inf)
        ones = np.ones(len(disagreement))
        return cls(
            worth=worth,
            start=start,
            rows=vstack([one_each, csr_array(worth), csr_array(floors)]),
            low=np.concatenate([ones, start, list(least.values())]) - TOLERANCE,
            high=np.concatenate([ones, free]),
            gap=gap,
        )

    def gains(self, chosen: np.ndarray) -> np.ndarray:
        found: np.ndarray = self.worth @ chosen - self.start
        return found

    def possible(self) -> np.ndarray:
        """Largest gain of each party."""
        return np.array([self.gains(self._solve(w)[0])[i] for i, w in enumerate(self.worth)])

    def most_in_sum(self) -> tuple[np.ndarray, float]:
        return self._solve(self.worth.sum(axis=0))

    def most_for_the_worst(self, possible: np.ndarray) -> tuple[np.ndarray, float]:
        """Largest smallest share of what is possible; of those, the largest sum."""
        counted = possible > 0
        worth, start = self.worth[counted], self.start[counted]
        floor = possible[counted][:, None]
        shares = LinearConstraint(np.hstack([worth, -floor]), start, np.inf)
        objective = np.append(np.zeros(self.worth.shape[1]), 1.0)
        chosen, gap = self._solve(objective, more=[shares], extra=1)
        reached = ((worth @ chosen - start) / possible[counted]).min(initial=np.inf)
        if not np.isfinite(reached):
            return self.most_in_sum()
        kept = LinearConstraint(worth, start + reached * possible[counted] - TOLERANCE, np.inf)
        with suppress(
            NoAllocationError
        ):  # out of time: the worst served is what it is all the same
            chosen = self._solve(self.worth.sum(axis=0), more=[kept])[0]
        return chosen, gap

    def most_in_product(self) -> tuple[np.ndarray, float]:
        """Largest sum of the logarithms of the gains, approached from above by tangents."""
        possible = self.possible()
        counted = np.flatnonzero(possible > 0)
        if not len(counted):
            return self.most_in_sum()
        first, _ = self.most_for_the_worst(possible)
        points = [p * possible[counted] for p in (0.02, 0.1, 0.3, 0.6, 1.0)]
        chosen, best = first, self._logs(first, counted)
        for _ in range(ROUNDS):
            objective = np.append(np.zeros(self.worth.shape[1]), np.ones(len(counted)))
            cuts = [self._tangents(p, counted) for p in points]
            found, gap = self._solve(objective, more=cuts, extra=len(counted))
            reached = self._logs(found, counted)
            chosen, best = (found, reached) if reached > best else (chosen, best)
            above = self._under(found, points, counted) - best
            if above <= 1e-7:  # noqa: PLR2004  tangents and logarithms touch
                return chosen, gap
            points.append(np.maximum(self.gains(found)[counted], possible[counted] * 1e-6))
        return chosen, float(np.expm1(above))

    def _logs(self, chosen: np.ndarray, counted: np.ndarray) -> float:
        gains = self.gains(chosen)[counted]
        return float(np.log(gains).sum()) if (gains > 0).all() else -np.inf

    def _under(self, chosen: np.ndarray, points: list[np.ndarray], counted: np.ndarray) -> float:
        """What the tangents allow the sum of logarithms to be."""
        gains = self.gains(chosen)[counted]
        return float(
            sum(
                np.min([np.log(p[i]) + (g - p[i]) / p[i] for p in points])
                for i, g in enumerate(gains)
            )
        )

    def _tangents(self, at: np.ndarray, counted: np.ndarray) -> LinearConstraint:
        """``t <= log(at) + (gain - at) / at`` for each party."""
        slopes = self.worth[counted] / at[:, None]
        rows = np.hstack([-slopes, np.eye(len(counted))])
        return LinearConstraint(rows, -np.inf, np.log(at) - 1 - self.start[counted] / at)

    def _solve(
        self,
        objective: np.ndarray,
        *,
        more: list[LinearConstraint] | None = None,
        extra: int = 0,
    ) -> tuple[np.ndarray, float]:
        """Choices with the largest objective; the last ``extra`` variables are free numbers."""
        count = self.worth.shape[1]
        rows = hstack([self.rows, csr_array((len(self.low), extra))])
        answer: Any = milp(
            -objective,
            integrality=np.append(np.ones(count), np.zeros(extra)),
            bounds=Bounds(
                np.append(np.zeros(count), np.full(extra, -np.inf)),
                np.append(np.ones(count), np.full(extra, np.inf)),
            ),
            constraints=[LinearConstraint(rows, self.low, self.high), *(more or [])],
            options={"mip_rel_gap": self.gap, "time_limit": SECONDS},
        )
        if answer.x is None:
            raise NoAllocationError(
                "no choice of options keeps every red line and leaves no party worse off ({why}); "
                "loosen a red line, or add options",
                why=answer.message,
            )
        return np.round(answer.x[:count]), float(answer.mip_gap or 0.0)


def _require_sound(
    worths: DataFrame,
    disagreement: DataFrame,
    rule: str,
    amounts: DataFrame,
    least: Mapping[str, float],
) -> None:
    require_unique(worths, name="options")
    require_unique(disagreement, name="sites")
    sites = worths.index.get_level_values(0)
    faults = []
    if rule not in RULES:
        faults.append(Message("unknown rule « {rule} »; one of {known}", rule=rule, known=RULES))
    faults += [
        Message("site « {site} »: no option, or no worth without agreement", site=s)
        for s in sorted(set(map(str, sites)) ^ set(map(str, disagreement.index)))
    ]
    faults += [
        Message(
            "red line « {name} »: no such quantity; there are {known}", name=n, known=[*amounts]
        )
        for n in least
        if n not in amounts
    ]
    faults += [
        Message("« {party} »: no worth without agreement", party=p)
        for p in worths.columns
        if p not in disagreement
    ]
    if not amounts.index.equals(worths.index):
        faults.append(Message("quantities: their rows are not those of the options"))
    if worths.isna().to_numpy().any() or amounts.isna().to_numpy().any():
        faults.append(Message("options: a worth or a quantity is missing; give each a number"))
    if faults:
        raise SchemaError("{faults}", faults=Parts(faults, between="\n"))
