"""Several sites at once: a service may give on one and gain on another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
from pandas import DataFrame, Series

from land.allocation import RULES, Allocation, allocation
from land.negotiation import pareto_efficient
from zae.negotiation.case import Case, RedLine
from zae.negotiation.options import Options, labelled, options_of

GAP: Final = 1e-3
"""Distance to the best choice at which the solver may stop. *assumed*"""

NEGLIGIBLE: Final = 1e-6
"""A distance below it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """
    One option for each site of a case, by one rule.

    Parameters
    ----------
    allocation : Allocation
        The choice.
    sites : DataFrame
        One row a site: ``name``, ``mix`` in words, ``worth_…`` and ``gain_…`` of each party.
    """

    allocation: Allocation
    sites: DataFrame


def packages(case: Case, *, gap: float = GAP) -> dict[str, Package]:
    """
    What each rule agrees on over all sites together.

    Parameters
    ----------
    case : Case
        The case; ``overall`` red lines of its parties hold for the sums over its sites.
    gap : float
        Relative distance to the best choice that is near enough: a thousandth, far below what
        worths are known to; each answer says its own.

    Returns
    -------
    dict of str to Package
        By rule. Worths of sites are added up by area: one hectare weighs as another.

    Raises
    ------
    CaseError
        If the red lines of a site leave no option.
    NoAllocationError
        If no choice keeps the red lines over all sites.
    """
    found = {site.id: options_of(case, site) for site in case.sites}
    areas = Series({site.id: site.area_m2 for site in case.sites})
    weights = areas / areas.sum()
    worths = pd.concat({key: o.worths * weights[key] for key, o in found.items()})
    floors, amounts = _floors(
        pd.concat({key: o.quantities for key, o in found.items()}),
        [line for party in case.parties for line in party.overall],
    )
    kept = _worth_a_look(worths, amounts[list(floors)])
    without = DataFrame({key: o.without * weights[key] for key, o in found.items()}).T
    made = {}
    for rule in RULES:
        chosen = allocation(
            worths[kept], without, rule=rule, quantities=amounts[kept], least=floors, gap=gap
        )
        made[rule] = Package(allocation=chosen, sites=_by_site(case, found, chosen))
    return made


def _floors(quantities: DataFrame, lines: Iterable[RedLine]) -> tuple[dict[str, float], DataFrame]:
    """Bounds as floors of quantities; a ceiling is a floor of the negative."""
    floors: dict[str, float] = {}
    columns = {str(name): quantities[name] for name in quantities}
    for line in lines:
        if line.least is not None:
            floors[line.quantity] = max(line.least, floors.get(line.quantity, line.least))
        if line.most is not None:
            name = f"-{line.quantity}"
            columns[name] = -quantities[line.quantity]
            floors[name] = max(-line.most, floors.get(name, -line.most))
    return floors, DataFrame(columns)


def _worth_a_look(worths: DataFrame, bounded: DataFrame) -> Series:
    """Options that none of the same site betters, bounded quantities counted as worths."""
    both = pd.concat([worths, bounded.add_prefix("amount_")], axis=1)
    parts = [
        pareto_efficient(part) & ~part.round(9).duplicated()
        for _, part in both.groupby(level=0, sort=False)
    ]
    return pd.concat(parts).reindex(worths.index)


def _by_site(case: Case, found: Mapping[str, Options], chosen: Allocation) -> DataFrame:
    rows = {}
    for site in case.sites:
        options, label = found[site.id], int(chosen.options[site.id])
        worth = options.worths.T[label]
        rows[site.id] = {
            "name": site.name,
            "mix": labelled(case, options.shares.T[label]),
            **worth.add_prefix("worth_").to_dict(),
            **(worth - options.without).add_prefix("gain_").to_dict(),
        }
    return DataFrame.from_dict(rows, orient="index").rename_axis("site")
