"""Vetoes: rules that stand apart from the score and fire on known values only."""

import operator
from collections.abc import Callable
from typing import Any, Final

import pandas as pd
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.grid import Grid, Veto

RANK_OF_LEVEL: Final = {"admissible": 0, "alerte": 0, "reserve": 1, "interdit": 2}
"""Admission class of each level: classes rank one after the other, whatever the score."""

_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


def vetoes(facts: Facts, grid: Grid, *, vocation: str = "") -> DataFrame:
    """
    Vetoes that fire, and those that cannot be decided.

    Parameters
    ----------
    facts : Facts
        Facts of the sites.
    grid : Grid
        The grid and its vetoes.
    vocation : str
        Vocation of the project; vetoes reserved to other vocations are left out.

    Returns
    -------
    DataFrame
        One row per site and veto that fires or must be checked: ``site_id``, ``veto``,
        ``level``, ``state`` (``fired`` or ``to_check``).
    """
    heard = [v for v in grid.vetoes if not v.vocations or vocation in v.vocations]
    states = DataFrame({v.key: _state(facts, v) for v in heard}, index=facts.sites)
    index = pd.MultiIndex.from_product([facts.sites, list(states)], names=["site_id", "veto"])
    tidy = DataFrame({"state": states.to_numpy().ravel()}, index=index).reset_index()
    tidy = tidy[tidy["state"] != "clear"].reset_index(drop=True)
    tidy["level"] = tidy["veto"].map({v.key: v.level for v in heard})
    return tidy[["site_id", "veto", "level", "state"]]


def _state(facts: Facts, veto: Veto) -> Series:
    low, high, silent, unknown = _bounds(facts, veto.fact)
    t_low: Series | float
    t_high: Series | float
    if veto.threshold_fact is not None:
        t_low, t_high, t_silent, t_unknown = _bounds(facts, veto.threshold_fact)
        silent, unknown = silent | t_silent, unknown | t_unknown
    else:
        t_low = t_high = float(veto.threshold or 0.0)
    compare = _COMPARE[veto.operator]
    if veto.operator in (">=", ">"):
        certain, possible = compare(low, t_high), compare(high, t_low)
    else:
        certain, possible = compare(high, t_low), compare(low, t_high)
    state = Series("clear", index=facts.sites)
    state = state.mask(possible | unknown, "to_check").mask(certain & ~unknown, "fired")
    return state.mask(silent, "clear")


def _bounds(facts: Facts, key: str) -> tuple[Series, Series, Series, Series]:
    status = facts.status[key]
    return facts.low[key], facts.high[key], status == "not_applicable", status == "unknown"


def admission(found: DataFrame, sites: pd.Index) -> DataFrame:
    """
    Admission of each site, and the classes it may end in once unknowns are settled.

    Parameters
    ----------
    found : DataFrame
        What :func:`vetoes` returned.
    sites : Index
        Ids of all sites.

    Returns
    -------
    DataFrame
        ``admission`` (``admissible``, ``reserve`` or ``interdit``), ``to_check`` (number of
        undecided vetoes), ``class_best`` and ``class_worst`` (0, 1 or 2).

    Examples
    --------
    >>> found = DataFrame(
    ...     {"site_id": ["A"], "veto": ["wetland"], "level": ["reserve"], "state": ["to_check"]}
    ... )
    >>> admission(found, pd.Index(["A", "B"])).loc["A"].to_dict()
    {'admission': 'admissible', 'to_check': 1, 'class_best': 0, 'class_worst': 1}
    """
    ranked = found.assign(rank=found["level"].map(RANK_OF_LEVEL).astype(int))
    fired = ranked[ranked["state"] == "fired"].groupby("site_id")["rank"].max()
    worst = ranked.groupby("site_id")["rank"].max()
    undecided = ranked[ranked["state"] == "to_check"].groupby("site_id").size()
    best = fired.reindex(sites).fillna(0).astype(int)
    return DataFrame(
        {
            "admission": best.map({0: "admissible", 1: "reserve", 2: "interdit"}),
            "to_check": undecided.reindex(sites).fillna(0).astype(int),
            "class_best": best,
            "class_worst": worst.reindex(sites).fillna(0).astype(int),
        }
    )
