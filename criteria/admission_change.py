"""
Counterfactuals of admission: the smallest change of facts that lifts vetoes, or fires one.

A veto gives way exactly at its threshold, whatever the score. Reaching the threshold is not lifting
the veto: a compensation, an authorisation or a new zoning may do that too (its ``lifting``).
"""

from typing import Final

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.grid import Grid, Veto
from criteria.moves import COLUMNS, in_classes
from criteria.vetoes import RANK_OF_LEVEL, admission, speaks, vetoes

_PAST: Final = 1e-6
_PAIR: Final = 2


def admission_changes(
    facts: Facts, grid: Grid, *, vocation: str = "", towards: str = "better"
) -> DataFrame:
    """
    Smallest changes of facts that move each site to another class of admission.

    Parameters
    ----------
    facts : Facts
        Facts of the sites.
    grid : Grid
        The grid and its vetoes.
    vocation : str
        Vocation of the project; vetoes reserved to other vocations are left out.
    towards : str
        ``better``: what must change for the class to improve, all its vetoes silenced at once;
        ``worse``: for each veto that would worsen it, the value at which it fires.

    Returns
    -------
    DataFrame
        One row a change: columns of :data:`criteria.counterfactual.COLUMNS`. The size is a share
        of the range of the criterion, or of the threshold for a fact that is no criterion. A site
        held by vetoes on three facts or more has no row: no change of two facts is enough.

    Notes
    -----
    A threshold that is itself a fact stays where it is. Where a veto fires at the threshold
    itself, the value is a millionth past it, or in the next class for a fact in classes.
    """
    found = vetoes(facts, grid, vocation=vocation)
    classes = admission(found, facts.sites)["class_best"]
    heard = [v for v in grid.vetoes if not v.vocations or vocation in v.vocations]
    parts = [_moves(facts, grid, v, lift=towards == "better") for v in heard]
    parts = [p for p in parts if len(p)]
    if not parts:
        return DataFrame(columns=list(COLUMNS))
    moves = pd.concat(parts, ignore_index=True)
    moves["class"] = moves["site_id"].map(classes).astype(int)
    state = found.set_index(["site_id", "veto"])["state"]
    keys = pd.MultiIndex.from_frame(moves[["site_id", "veto"]])
    fired = (state.reindex(keys) == "fired").to_numpy()
    if towards == "better":
        held = moves[fired & (moves["level"] == moves["class"]) & (moves["class"] > 0)]
        return _together(held)
    worse = moves[~fired & (moves["level"] > moves["class"])]
    worse = worse.assign(second=None, second_now=np.nan, second_then=np.nan)
    return worse.sort_values(["site_id", "size"], ignore_index=True)[list(COLUMNS)]


def _moves(facts: Facts, grid: Grid, veto: Veto, *, lift: bool) -> DataFrame:
    """Value at which a veto falls silent (or fires) for each site where its fact is known."""
    now = (facts.low[veto.fact] + facts.high[veto.fact]) / 2
    above = veto.operator in (">=", ">")
    inclusive = veto.operator in (">=", "<=")
    # What fires for certain is compared with the end of the threshold that is hardest to pass.
    threshold = (
        Series(float(veto.threshold or 0.0), index=facts.sites)
        if veto.threshold_fact is None
        else (facts.high if above else facts.low)[veto.threshold_fact]
    )
    past = threshold.abs().clip(lower=1.0) * _PAST if inclusive == lift else 0.0
    then = threshold - past if above == lift else threshold + past
    if not lift:  # where a clause keeps the veto silent, no value of its fact makes it fire
        then = then.where(speaks(facts, veto)[0])
    if in_classes(_units(grid)[veto.fact]):
        then = Series(np.floor(then) if above == lift else np.ceil(then))
    return DataFrame(
        {
            "site_id": facts.sites, "veto": veto.key, "level": RANK_OF_LEVEL[veto.level],
            "fact": veto.fact, "now": now, "then": then,
            "size": (then - now).abs() / _range(grid, veto, threshold, now),
        }
    ).dropna(subset=["now", "then"])  # fmt: skip


def _units(grid: Grid) -> dict[str, str]:
    units = {c.key: c.unit for c in grid.criteria}
    return units | {o.key: o.unit for o in grid.observations}


def _range(grid: Grid, veto: Veto, threshold: Series, now: Series) -> Series:
    if veto.fact in grid.by_key:
        points = grid.by_key[veto.fact].value.points
        return Series(points[-1][0] - points[0][0], index=now.index)
    larger = np.maximum(threshold.abs(), now.abs())
    return Series(larger, index=now.index).where(larger > 0, 1.0)


def _together(held: DataFrame) -> DataFrame:
    """One row a site: the fact, or the two facts, on which all its vetoes hang."""
    farthest = held.sort_values("size", kind="stable").drop_duplicates(
        ["site_id", "fact"], keep="last"
    )
    by_site = farthest.groupby("site_id")["fact"]
    placed = farthest.assign(order=by_site.cumcount(), facts=by_site.transform("size"))
    few = placed[placed["facts"] <= _PAIR]
    last = few[few["order"] == few["facts"] - 1].set_index("site_id")
    other = few[few["order"] < few["facts"] - 1].set_index("site_id").reindex(last.index)
    table = last[["fact", "now", "then", "size"]].assign(
        second=other["fact"].astype(object).where(other["fact"].notna(), None),
        second_now=other["now"],
        second_then=other["then"],
    )
    return table.reset_index()[list(COLUMNS)]
