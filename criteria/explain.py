"""
Explanation: the same frames, read line by line.

Contributions add up to the score, exactly. Across families the mean is geometric, so the points
that are lost are shared out with the logarithmic mean (Ang 2005, LMDI decomposition): a family at
``F`` costs ``W · L(score, 100) · ln(1/F)`` points, and inside it each criterion costs in proportion
to ``w · (1 - mark)``.
"""

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from criteria.facts import Facts
from criteria.grid import Grid
from criteria.scores import Scores


def contributions(scores: Scores, grid: Grid) -> DataFrame:
    """
    Points that each criterion brings to the central score.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    grid : Grid
        The grid that made them.

    Returns
    -------
    DataFrame
        One column a criterion: points brought, NaN where the criterion is unknown or does not
        apply. Each row sums to the score. A bad mark can bring less than nothing: under a
        geometric mean it drags the others down. [points of 100]
    """
    lost = points_lost(scores, grid)
    return available_points(scores, grid) - lost


def available_points(scores: Scores, grid: Grid) -> DataFrame:
    """
    Points that each criterion could bring at the most: its weight among those that are known.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    grid : Grid
        The grid that made them.

    Returns
    -------
    DataFrame
        One column a criterion; each row sums to 100. [points of 100]
    """
    return _family_share(scores, grid) * _inner_share(scores, grid) * 100


def points_lost(scores: Scores, grid: Grid) -> DataFrame:
    """
    Points that each criterion costs; each row sums to 100 minus the score.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    grid : Grid
        The grid that made them.

    Returns
    -------
    DataFrame
        One column a criterion. [points of 100]
    """
    central = scores.marks.central
    shortfall = (1 - central) * _inner_share(scores, grid)
    families = [grid.by_key[k].family for k in central.columns]
    family_mark = scores.families["central"] / 100
    floored = family_mark.clip(lower=grid.aggregation.floor)
    whole = scores.alternatives["geometric"] / 100
    scale = _log_mean(whole)
    family_loss = -np.log(floored[families].to_numpy(float)) * scale.to_numpy(float)[:, None]
    gap = 1 - family_mark[families].to_numpy(float)
    part = np.divide(shortfall.to_numpy(float), gap, out=np.zeros(shortfall.shape), where=gap > 0)
    lost = _family_share(scores, grid).to_numpy(float) * family_loss * part * 100
    return DataFrame(lost, index=central.index, columns=central.columns).where(central.notna())


def _log_mean(whole: Series) -> Series:
    """Logarithmic mean of the score and 1; 1 where they are equal."""
    values = whole.to_numpy(float)
    logs = -np.log(values)
    return Series(
        np.divide(1 - values, logs, out=np.ones_like(values), where=logs > 1e-12),  # noqa: PLR2004
        index=whole.index,
    )


def _inner_share(scores: Scores, grid: Grid) -> DataFrame:
    """Weight of each criterion among the known ones of its family."""
    central = scores.marks.central
    weights = DataFrame(
        np.array([grid.by_key[k].weight.share for k in central.columns])[None, :]
        * central.notna().to_numpy(),
        index=central.index,
        columns=central.columns,
    )
    families = [grid.by_key[k].family for k in central.columns]
    totals = weights.T.groupby(families, sort=False).sum().T
    return weights.div(totals[families].to_numpy(float)).where(central.notna())


def _family_share(scores: Scores, grid: Grid) -> DataFrame:
    """Weight of each criterion's family among the families of which something is known."""
    central = scores.marks.central
    known = scores.families["central"].notna()
    weights = known * [grid.family_weight(f) for f in known.columns]
    share = weights.div(weights.sum(axis=1), axis=0)
    families = [grid.by_key[k].family for k in central.columns]
    return DataFrame(
        share[families].to_numpy(float), index=central.index, columns=central.columns
    ).where(central.notna())


def explain(facts: Facts, scores: Scores, grid: Grid) -> DataFrame:
    """
    Everything behind the scores, one row per site and criterion.

    Parameters
    ----------
    facts : Facts
        The facts.
    scores : Scores
        The scores made of them.
    grid : Grid
        The grid that made them.

    Returns
    -------
    DataFrame
        ``site_id``, ``criterion``, ``family``, ``weight`` [0-1], ``low``, ``high`` (unit of the
        criterion), ``status``, ``mark_low``, ``mark``, ``mark_high`` [0-1], ``available``,
        ``contribution``, ``lost`` [points of 100], ``origin``.
    """
    keys = [c.key for c in grid.criteria]
    wide = {
        "low": facts.low[keys], "high": facts.high[keys], "status": facts.status[keys],
        "mark_low": scores.marks.low, "mark": scores.marks.central, "mark_high": scores.marks.high,
        "available": available_points(scores, grid),
        "contribution": contributions(scores, grid), "lost": points_lost(scores, grid),
    }  # fmt: skip
    index = pd.MultiIndex.from_product([facts.sites, keys], names=["site_id", "criterion"])
    tidy = DataFrame(
        {n: f[keys].to_numpy().ravel() for n, f in wide.items()}, index=index
    ).reset_index()
    tidy.insert(2, "family", tidy["criterion"].map({c.key: c.family for c in grid.criteria}))
    tidy.insert(3, "weight", tidy["criterion"].map({c.key: c.weight.share for c in grid.criteria}))
    tidy["origin"] = tidy["criterion"].map({k: "|".join(facts.origin.get(k, ())) for k in keys})
    return tidy
