"""Zones with collective management beside zones without: what differs, and how sure that is."""

from typing import Final

import numpy as np
from pandas import DataFrame, Series
from scipy.stats import bootstrap

from zae.mutualisation.measures import MEASURES, bounds

LEAST: Final = 3
"""Zones on each side under which no interval is given. *assumed*"""

_DECIDES: Final = "collective_management"
_LEVEL: Final = 0.95


def comparison(zones: DataFrame, *, seed: int = 1) -> DataFrame:
    """
    Medians of each measure in zones with and without collective management.

    Parameters
    ----------
    zones : DataFrame
        Measures of zones; the middle of their bounds counts.
    seed : int
        Seed of the draws.

    Returns
    -------
    DataFrame
        Indexed by measure: ``with_zones``, ``without_zones`` (zones where it is known), ``with``,
        ``without`` (medians), ``difference``, ``low``, ``high`` (95 % interval of the difference;
        missing where a side has fewer than three zones), ``not_told`` (zones of which nobody says
        whether they are managed). A difference is no effect: large zones are managed more often.

    References
    ----------
    .. [1] Efron and Tibshirani, « An Introduction to the Bootstrap », 1993: percentile interval.

    Examples
    --------
    >>> zones = DataFrame({"jobs_low": [100, 300, 900], "jobs_high": [100, 300, 900],
    ...     "collective_management_low": [0, 1, 1], "collective_management_high": [0, 1, 1]})
    >>> comparison(zones).loc["jobs", ["with", "without", "difference"]].astype(int).tolist()
    [600, 100, 500]
    """
    told = bounds(zones, _DECIDES)
    managed, free = told["low"] >= 1, told["high"] < 1
    rows = {}
    for key in MEASURES:
        if key == _DECIDES:
            continue
        middle = bounds(zones, key).mean(axis=1, skipna=False)
        rows[key] = _compared(middle[managed].dropna(), middle[free].dropna(), seed)
    table = DataFrame.from_dict(rows, orient="index")
    table["not_told"] = int((~managed & ~free).sum())
    return table


def _compared(one: Series, other: Series, seed: int) -> dict[str, float]:
    low = high = np.nan
    if min(len(one), len(other)) >= LEAST:
        found = bootstrap(
            (one.to_numpy(), other.to_numpy()), _difference, confidence_level=_LEVEL,
            method="percentile", n_resamples=2000, rng=np.random.default_rng(seed),
        )  # fmt: skip
        low, high = (float(x) for x in found.confidence_interval)
    return {
        "with_zones": float(len(one)), "without_zones": float(len(other)),
        "with": float(one.median()), "without": float(other.median()),
        "difference": float(one.median() - other.median()), "low": low, "high": high,
    }  # fmt: skip


def _difference(one: np.ndarray, other: np.ndarray, axis: int = -1) -> np.ndarray:
    return np.asarray(np.median(one, axis=axis) - np.median(other, axis=axis))
