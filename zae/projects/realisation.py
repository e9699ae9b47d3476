"""
How much of what is promised is realised, for each kind of promise; and what that says of the next.

A rate is that of a kind of promise (jobs, open ground…) over all projects, never that of a firm:
past drift informs how a declaration is read, it is not held against whoever makes the next.
"""

from typing import Final

import numpy as np
from pandas import DataFrame
from scipy.stats import beta

from criteria.project import Project
from zae.projects.kinds import WHAT

LEAST_PROMISES: Final = 5
"""Promises below which no rate is given: a rate of two would name them. *assumed*"""

LEAST_PROJECTS: Final = 3
"""Projects below which no rate is given. *assumed*"""

LEVEL: Final = 0.9
"""Level of the interval: from the 5 % to the 95 % quantile. *assumed*"""


def rates(register: DataFrame) -> DataFrame:
    """
    Realisation rate of each kind of promise.

    Parameters
    ----------
    register : DataFrame
        What :func:`zae.projects.promises.register` gives. Promises kept or missed count: those
        under way or never looked at say nothing yet.

    Returns
    -------
    DataFrame
        Indexed by ``what``: ``promises``, ``projects``, ``kept`` (promises wholly kept), ``rate``,
        ``low``, ``high`` [0-1]; the last four are missing under ``LEAST_PROMISES`` promises or
        ``LEAST_PROJECTS`` projects.

    Notes
    -----
    Jeffreys prior, Beta(1/2, 1/2): with n promises kept to the shares r, the rate follows
    Beta(1/2 + Σr, 1/2 + n - Σr); its mean is (1/2 + Σr) / (n + 1). A share between 0 and 1 varies
    less than a yes or no of the same mean, so the interval is never too narrow on that account
    (Brown, Cai and DasGupta, *Interval estimation for a binomial proportion*, 2001, for yes or no).

    Examples
    --------
    Nine kept wholly and one for half: (0.5 + 9.5) / 11.

    >>> seen = DataFrame({"what": "jobs", "project": list("abcdefghij"),
    ...                   "state": ["kept"] * 9 + ["missed"], "kept_share": [1.0] * 9 + [0.5]})
    >>> float(round(rates(seen).loc["jobs", "rate"], 4))
    0.9091
    """
    settled = register[register["state"].isin(["kept", "missed"])]
    grouped = settled.groupby("what", sort=True)
    found = DataFrame({
        "promises": grouped.size(),
        "projects": grouped["project"].nunique(),
        "kept": grouped["state"].agg(lambda s: float((s == "kept").sum())),
        "sum": grouped["kept_share"].sum().astype(float),
    })  # fmt: skip
    first, second = found["sum"] + 0.5, found["promises"] - found["sum"] + 0.5
    found["rate"] = first / (found["promises"] + 1)
    found["low"], found["high"] = (
        beta.ppf(q, first.to_numpy(float), second.to_numpy(float))
        for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    )
    few = (found["promises"] < LEAST_PROMISES) | (found["projects"] < LEAST_PROJECTS)
    hidden = ["kept", "rate", "low", "high"]
    found[hidden] = found[hidden].mask(few, np.nan)
    return found.drop(columns="sum")


def discounted(project: Project, found: DataFrame, side: str = "rate") -> Project:
    """
    A declared project, read with what became of earlier promises of the same kinds.

    Parameters
    ----------
    project : Project
        As declared.
    found : DataFrame
        What :func:`rates` gives.
    side : str
        ``rate``, ``low`` or ``high``: which end of the interval to read it with.

    Returns
    -------
    Project
        What was declared times the rate, or over it where less is better (a share stays under 1);
        as declared where no rate is known.

    Examples
    --------
    >>> declared = Project(key="p", label={"fr": "p"}, vocation="industrie", trucks_per_day=8)
    >>> known = DataFrame({"rate": [0.8]}, index=["trucks_per_day"])
    >>> discounted(declared, known).trucks_per_day
    10.0
    """
    changes: dict[str, object] = {}
    known = {str(key): float(rate) for key, rate in found[side].items()}
    for key, what in WHAT.items():
        declared = getattr(project, what.field) if what.field else None
        rate = known.get(key, np.nan)
        if declared is None or np.isnan(rate):
            continue
        if what.field == "jobs":
            changes["jobs"] = {profile: n * rate for profile, n in declared.items()}
        elif what.at_most:
            most = 1.0 if what.field.endswith("_share") else np.inf
            changes[what.field] = float(min(declared / rate, most)) if rate > 0 else declared
        else:
            changes[what.field] = declared * rate
    return project.model_copy(update=changes)
