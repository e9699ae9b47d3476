"""
Aggregation: from the marks of the families to one score, by several ways side by side.

How much one family may make up for another is a choice, so it is shown. The weighted power mean
runs from the arithmetic mean (``p = 1``: a hectare of wetland can be bought with jobs) through the
geometric one (``p = 0``, that of the grid) to the minimum (``p = -inf``: the worst family alone
speaks). The ordered weighted mean (OWA) leans towards the worst families of each site without
forgetting the others. All of them rise with each mark, so that bounds are exact under each: every
way to settle the unknowns falls between the score of the low marks and that of the high ones.

References
----------
.. [1] OECD/JRC (2008). Handbook on Constructing Composite Indicators, step 6, aggregation.
.. [2] Bullen, P. S. (2003). Handbook of Means and Their Inequalities, chapter III. Kluwer.
.. [3] Yager, R. R. (1988). On ordered weighted averaging aggregation operators in multicriteria
   decisionmaking. IEEE Transactions on Systems, Man, and Cybernetics 18(1), 183-190.
.. [4] Yager, R. R. (1996). Quantifier guided aggregation using OWA operators. International
   Journal of Intelligent Systems 11(1), 49-73.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame

from criteria.grid import Grid

Floats = npt.NDArray[np.float64]

HOW: Final = ("geometric", "arithmetic", "harmonic", "minimum", "owa")
"""Ways across families; the first makes the score, the others are published beside it."""

ORNESS: Final = 0.3
"""Orness of the prudent view: 0 hears the worst family only, 0.5 is the arithmetic mean."""

_POWER: Final = {"geometric": 0.0, "arithmetic": 1.0, "harmonic": -1.0, "minimum": -np.inf}


def power_mean(values: Floats, weights: Floats, *, p: float, floor: float = 0.0) -> Floats:
    """
    Weighted power mean along the last axis.

    Parameters
    ----------
    values : array
        Marks; NaN ones are set aside with their weight. [0-1]
    weights : array
        Weights, of any sum, that broadcast against ``values``.
    p : float
        Exponent, ``-inf`` to 1 or more: 1 arithmetic, 0 geometric, -1 harmonic, ``-inf`` minimum.
    floor : float
        Marks below it count as it where ``p <= 0``, so that one zero does not erase all else.

    Returns
    -------
    array
        Means; NaN where no weight is left. It never falls when a mark or ``p`` rises. [0-1]

    Examples
    --------
    >>> marks, weights = np.array([0.25, 1.0]), np.array([1.0, 1.0])
    >>> [round(float(power_mean(marks, weights, p=p)), 3) for p in (1, 0, -1, -np.inf)]
    [0.625, 0.5, 0.4, 0.25]
    """
    share = _shares(values, weights)
    filled = np.where(share > 0, values, 1.0)
    if p <= 0:
        filled = np.maximum(filled, floor)
    with np.errstate(divide="ignore"):  # a zero without floor: the mean is zero too
        if np.isneginf(p):
            whole = filled.min(axis=-1)
        elif p == 0:
            whole = np.exp((share * np.log(filled)).sum(axis=-1))
        else:
            whole = (share * filled**p).sum(axis=-1) ** (1 / p)
    return _unless_blank(whole, share)


def owa(values: Floats, weights: Floats, *, orness: float = ORNESS) -> Floats:
    """
    Ordered weighted mean along the last axis, with weights of importance.

    The marks are taken best first; a mark whose cumulated weight runs from ``a`` to ``b`` counts
    for ``Q(b) - Q(a)`` with ``Q(r) = r ** (1 / orness - 1)``, a quantifier of that orness [4]_.

    Parameters
    ----------
    values : array
        Marks; NaN ones are set aside with their weight. [0-1]
    weights : array
        Weights, of any sum, that broadcast against ``values``.
    orness : float
        Above 0 and below 1; 0.5 is the arithmetic mean, less is more prudent.

    Returns
    -------
    array
        Means; NaN where no weight is left. They never fall when a mark rises. [0-1]

    Raises
    ------
    ValueError
        If ``orness`` is not strictly between 0 and 1.

    Examples
    --------
    Orness 1/3: Q(r) = r². The best half counts for 1/4, the worst for 3/4.

    >>> float(owa(np.array([1.0, 0.2]), np.array([0.5, 0.5]), orness=1 / 3).round(12))
    0.4
    """
    if not 0 < orness < 1:
        raise ValueError(f"orness must lie strictly between 0 and 1: {orness}")
    share = _shares(values, weights)
    filled = np.where(share > 0, values, 0.0)
    best_first = np.argsort(-filled, axis=-1, kind="stable")
    cumulated = np.cumsum(np.take_along_axis(share, best_first, axis=-1), axis=-1)
    heard = np.clip(cumulated, 0, 1) ** (1 / orness - 1)
    counts = np.diff(heard, axis=-1, prepend=0.0)
    whole = (np.take_along_axis(filled, best_first, axis=-1) * counts).sum(axis=-1)
    return _unless_blank(whole, share)


def mean(values: Floats, weights: Floats, *, how: str, floor: float = 0.0) -> Floats:
    """
    Mean along the last axis, by the name of the way.

    Parameters
    ----------
    values, weights : array
        Marks [0-1] and weights, as for :func:`power_mean`.
    how : str
        One of ``HOW``.
    floor : float
        As for :func:`power_mean`.

    Returns
    -------
    array
        Means; NaN where no weight is left. [0-1]

    Raises
    ------
    ValueError
        If ``how`` is none of them.

    Examples
    --------
    >>> float(mean(np.array([0.25, 1.0]), np.array([1.0, 1.0]), how="geometric"))
    0.5
    """
    if how == "owa":
        return owa(values, weights)
    if how not in _POWER:
        raise ValueError(f"unknown way « {how} »; one of {', '.join(HOW)}")
    return power_mean(values, weights, p=_POWER[how], floor=floor)


def side_by_side(
    families: Mapping[str, DataFrame], grid: Grid, *, p: float = 0.5, orness: float = ORNESS
) -> DataFrame:
    """
    Scores of the sites under every way across families, each with its exact bounds.

    Parameters
    ----------
    families : mapping of str to DataFrame
        For ``low``, ``central`` and ``high``: one column a family, as in ``Scores``. [0-100]
    grid : Grid
        Weights and floor.
    p : float
        Exponent of the way named ``power``.
    orness : float
        Orness of the way named ``owa``.

    Returns
    -------
    DataFrame
        One row a site; columns ``(way, side)``, ways ``HOW`` then ``power``. [0-100]

    Examples
    --------
    >>> from criteria.grid import published
    >>> grid = published()
    >>> row = DataFrame({f.key: [64.0] for f in grid.families}, index=["A"])
    >>> both = side_by_side({"low": row / 2, "central": row, "high": row}, grid)
    >>> both.loc["A", "owa"].round(6).tolist()
    [32.0, 64.0, 64.0]
    """
    floor = grid.aggregation.floor
    columns: dict[tuple[str, str], Floats] = {}
    for side, frame in families.items():
        values = frame.to_numpy(float) / 100
        weights = np.array([grid.family_weight(str(f)) for f in frame.columns])
        whole = {how: mean(values, weights, how=how, floor=floor) for how in HOW}
        whole["owa"] = owa(values, weights, orness=orness)
        whole["power"] = power_mean(values, weights, p=p, floor=floor)
        columns |= {(how, side): 100 * whole[how] for how in whole}
    order = pd.MultiIndex.from_product([[*HOW, "power"], list(families)], names=["way", "side"])
    sites = next(iter(families.values())).index
    return DataFrame({key: columns[key] for key in order}, index=sites)[order]


def _shares(values: Floats, weights: Floats) -> Floats:
    kept = np.where(np.isnan(values), 0.0, weights)
    total = kept.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(kept, total, out=np.zeros_like(kept), where=total > 0))


def _unless_blank(whole: Floats, share: Floats) -> Floats:
    return np.where(share.sum(axis=-1) > 0, whole, np.nan)
