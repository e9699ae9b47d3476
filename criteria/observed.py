"""
What was observed after the settlement corrects what was assumed before it.

A share that was assumed between two bounds (newcomers among the hires, newcomers who settle in
the territory) becomes a Beta prior; the hires of years 1, 3 and 5 update it.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pandas import DataFrame
from scipy.stats import beta, betabinom

from criteria.parameters import Overrides, Parameter, parameters
from land.errors import Message, Parts, SchemaError

COLUMNS = ("parameter", "hires", "yes")


def prior(parameter: Parameter) -> tuple[float, float]:
    """
    Beta distribution with the mean and the variance of the triangle of a parameter.

    Parameters
    ----------
    parameter : Parameter
        A share: bounds in 0-1, not equal.

    Returns
    -------
    tuple of float
        Its two parameters: what was assumed weighs as much as their sum of hires.

    Raises
    ------
    ValueError
        If the parameter is not a share that may vary.

    Examples
    --------
    Mean 1/2 and variance 1/24, as Beta(2.5, 2.5).

    >>> even = Parameter(low=0, value=0.5, high=1, unit="part", basis="assumed", source="x",
    ...                  vintage="")
    >>> tuple(round(x, 6) for x in prior(even))
    (2.5, 2.5)
    """
    low, mode, high = parameter.low, parameter.value, parameter.high
    if not 0 <= low < high <= 1:
        raise ValueError(f"not a share that may vary: between {low:g} and {high:g}")
    mean = (low + mode + high) / 3
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    weight = mean * (1 - mean) / variance - 1
    return mean * weight, (1 - mean) * weight


def expected(parameter: Parameter, hires: int) -> tuple[float, float, float]:
    """
    How many of some hires are expected to answer yes, before asking: P10, P50, P90.

    Parameters
    ----------
    parameter : Parameter
        A share: newcomers among the hires, say.
    hires : int
        How many will be asked.

    Returns
    -------
    tuple of float
        Quantiles of the Beta-binomial: an observation outside P10-P90 says that the assumption
        did not hold.

    Examples
    --------
    >>> even = Parameter(low=0, value=0.5, high=1, unit="part", basis="assumed", source="x",
    ...                  vintage="")
    >>> expected(even, 10)
    (2.0, 5.0, 8.0)
    """
    alpha, rest = prior(parameter)
    low, middle, high = (float(betabinom.ppf(q, hires, alpha, rest)) for q in (0.1, 0.5, 0.9))
    return low, middle, high


def updated(
    seen: DataFrame, *, vintage: str, overrides: Overrides | None = None
) -> dict[str, Mapping[str, Any]]:
    """
    Parameters of the load, corrected by what was observed.

    Parameters
    ----------
    seen : DataFrame
        ``parameter`` (``n_cadres`` and the like, or ``settle_share``), ``hires`` (how many were
        asked; for ``settle_share`` how many newcomers), ``yes`` (newcomers among them; those who
        settled in the territory). Rows of one parameter add up.
    vintage : str
        When it was observed.
    overrides : mapping, optional
        Parameters that the territory knew better before.

    Returns
    -------
    dict of str to mapping
        Overrides, those given included: the mode of the posterior Beta, and for bounds its
        2.5 % and 97.5 % quantiles.

    Raises
    ------
    SchemaError
        If a column is missing, a parameter is not a share of the model, or a count is not
        between 0 and the number asked; lists all faults.

    Notes
    -----
    Beta-binomial: Beta(a, b) and y yes among n give Beta(a + y, b + n - y), a and b as
    :func:`prior` gives them. Hires of one company are not a random sample of those to come.

    Examples
    --------
    None of a hundred managers came from elsewhere: the share falls under its old lower bound.

    >>> seen = DataFrame({"parameter": ["n_cadres"], "hires": [100], "yes": [0]})
    >>> corrected = updated(seen, vintage="2029")["n_cadres"]
    >>> 0 < corrected["low"] < corrected["value"] < corrected["high"] < 0.2
    True
    """
    found = parameters("centrality", overrides=overrides)
    _check(seen, found)
    corrected: dict[str, Mapping[str, Any]] = dict(overrides or {})
    totals = seen.groupby("parameter", sort=False)[["hires", "yes"]].sum()
    for name, asked, yes in zip(totals.index, totals["hires"], totals["yes"], strict=True):
        corrected[name] = _posterior(found[name], float(asked), float(yes), vintage)
    return corrected


def _posterior(parameter: Parameter, asked: float, yes: float, vintage: str) -> Mapping[str, Any]:
    first, second = prior(parameter)
    after = (first + yes, second + asked - yes)
    low, high = (float(beta.ppf(q, *after)) for q in (0.025, 0.975))
    mode = (after[0] - 1) / (sum(after) - 2) if min(after) > 1 else after[0] / sum(after)
    return {
        "low": low,
        "value": float(np.clip(mode, low, high)),
        "high": high,
        "basis": "sourced",
        "source": f"observé : {yes:g} sur {asked:g} ; a priori {parameter.low:g}-"
        f"{parameter.high:g} ({parameter.source})",
        "vintage": vintage,
    }


def _check(seen: DataFrame, found: Mapping[str, Parameter]) -> None:
    absent = [c for c in COLUMNS if c not in seen]
    if absent:
        raise SchemaError("observed hires: no column {absent}", absent=absent)
    shares = [
        k
        for k, p in found.items()
        if (k.startswith("n_") or k == "settle_share") and p.low < p.high
    ]
    strange = seen.loc[~seen["parameter"].isin(shares), "parameter"].unique()
    faults = [Message("{name}: not one of {known}", name=name, known=shares) for name in strange]
    wrong = seen[~((seen["yes"] >= 0) & (seen["yes"] <= seen["hires"]))]
    faults += [
        Message("row {row}: {yes} of {hires}", row=i, yes=yes, hires=asked)
        for i, yes, asked in zip(wrong.index, wrong["yes"], wrong["hires"], strict=True)
    ]
    if faults:
        raise SchemaError("observed hires:\n  {faults}", faults=Parts(faults, between="\n  "))
