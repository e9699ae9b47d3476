"""Which practices fit which zones, what is missing, by how much, and how sure that is."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from zae.mutualisation.catalogue import Catalogue, Condition
from zae.mutualisation.measures import bounds

STATES: Final = ("met", "open", "unknown", "missed")
"""A condition: met or missed whatever the bounds; open between them; unknown without any."""

FITS: Final = ("fits", "may_fit", "no_fit")
"""A practice: all conditions met; none missed; one missed or more."""

_KEYS: Final = ["zone_id", "practice"]


def conditions(zones: DataFrame, practices: Catalogue) -> DataFrame:
    """
    Every condition of every practice on every zone.

    Parameters
    ----------
    zones : DataFrame
        Measures of zones (index), ``<measure>_low`` and ``<measure>_high``; missing is unknown.
    practices : Catalogue
        The practices.

    Returns
    -------
    DataFrame
        ``zone_id``, ``practice``, ``measure``, ``low``, ``high``, ``threshold``, ``least`` (whether
        it is a lower limit), ``state`` (one of ``STATES``), ``missing_low`` and ``missing_high``
        (how much is lacking, or too much, in the unit of the measure; 0 where it is met), and
        ``degree_low``, ``degree_high`` (share of the way to the threshold. [0-1]).

    Examples
    --------
    A crèche asks for 1,500 jobs: a zone of 900 to 1,200 lacks 300 to 600.

    >>> from zae.mutualisation.catalogue import catalogue
    >>> zone = DataFrame({"jobs_low": [900], "jobs_high": [1200]}, index=["Z"])
    >>> found = conditions(zone, catalogue()).query("practice == 'creche' and measure == 'jobs'")
    >>> found[["state", "missing_low", "missing_high", "degree_low"]].to_dict("records")
    [{'state': 'missed', 'missing_low': 300.0, 'missing_high': 600.0, 'degree_low': 0.6}]
    """
    parts = [
        _judged(zones, condition).assign(practice=practice.key)
        for practice in practices.practices
        for condition in practice.conditions
    ]
    table = pd.concat(parts, ignore_index=True)
    order = {p.key: i for i, p in enumerate(practices.practices)}
    rows = Series(range(len(zones)), index=zones.index)
    return table.sort_values(
        ["zone_id", "practice"], kind="stable",
        key=lambda c: c.map(rows if c.name == "zone_id" else order),
    ).reset_index(drop=True)  # fmt: skip


def _judged(zones: DataFrame, condition: Condition) -> DataFrame:
    found = bounds(zones, condition.measure)
    low, high = found["low"].to_numpy(), found["high"].to_numpy()
    threshold, least = condition.threshold, condition.least is not None
    worst, best = (low, high) if least else (high, low)
    sign = 1 if least else -1
    unknown = np.isnan(low) | np.isnan(high)
    lacking = [np.maximum(0.0, sign * (threshold - v)) for v in (best, worst)]
    met, missed = lacking[1] <= 0, lacking[0] > 0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        degrees = [
            np.minimum(1.0, v / threshold if least else threshold / v) for v in (worst, best)
        ]
    return DataFrame(
        {
            "zone_id": zones.index, "measure": condition.measure, "low": low, "high": high,
            "threshold": threshold, "least": least,
            "state": np.select([unknown, met, missed], ["unknown", "met", "missed"], "open"),
            "missing_low": lacking[0], "missing_high": lacking[1],
            "degree_low": np.where(unknown, 0.0, degrees[0]),
            "degree_high": np.where(unknown, 1.0, degrees[1]),
        }
    )  # fmt: skip


def ranking(judged: DataFrame) -> DataFrame:
    """
    Practices of each zone from the best fitting on, with their uncertainty.

    Parameters
    ----------
    judged : DataFrame
        As :func:`conditions` gives it.

    Returns
    -------
    DataFrame
        ``zone_id``, ``practice``, ``fit`` (one of ``FITS``), ``fit_low``, ``fit_high`` (mean share
        of the way to the thresholds; an unknown condition is 0 in the first and 1 in the second.
        [0-1]), ``conditions``, ``met``, ``open``, ``unknown``, ``missed`` (counts), ``rank_low``
        and ``rank_high``: best and worst rank among the practices of the zone that these bounds
        allow.

    Examples
    --------
    >>> from zae.mutualisation.catalogue import catalogue
    >>> zone = DataFrame({"jobs_500m_low": [800.0], "jobs_500m_high": [900.0]}, index=["Z"])
    >>> best = ranking(conditions(zone, catalogue())).head(1)
    >>> best[["practice", "fit", "fit_low", "rank_low"]].to_dict("records")
    [{'practice': 'restaurant', 'fit': 'fits', 'fit_low': 1.0, 'rank_low': 1}]
    """
    groups = judged.groupby(_KEYS, sort=False)
    means = groups[["degree_low", "degree_high"]].mean()
    flags = DataFrame({s: (judged["state"] == s).astype(int) for s in STATES})
    counts = flags.groupby([judged[key] for key in _KEYS], sort=False).sum()
    table = means.set_axis(["fit_low", "fit_high"], axis=1).join(counts)
    table["conditions"] = groups.size()
    table["fit"] = np.select(
        [table["met"] == table["conditions"], table["missed"] == 0], ["fits", "may_fit"], "no_fit"
    )
    table = table.reset_index()
    parts = [_ranked(rows) for _zone, rows in table.groupby("zone_id", sort=False)]
    return pd.concat(parts, ignore_index=True)


def _ranked(rows: DataFrame) -> DataFrame:
    low, high = rows["fit_low"].to_numpy(), rows["fit_high"].to_numpy()
    rows = rows.assign(
        rank_low=1 + (low[None, :] > high[:, None]).sum(axis=1),
        rank_high=len(rows) - (high[None, :] < low[:, None]).sum(axis=1),
        middle=(low + high) / 2,
        order=rows["fit"].map({f: i for i, f in enumerate(FITS)}),
    )
    rows = rows.sort_values(
        ["order", "middle", "conditions"], ascending=[True, False, False], kind="stable"
    )
    return rows.drop(columns=["middle", "order"])


def rows_of(ranked: DataFrame, judged: DataFrame) -> Iterator[dict[str, Any]]:
    """
    Practices with the conditions that are not met, as plain values for a machine.

    Yields
    ------
    dict
        A row of :func:`ranking` with ``lacking``: the rows of :func:`conditions` not met; what is
        unknown is None.
    """
    lacking: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    open_ = judged[judged["state"] != "met"].astype(object)
    for condition in open_.where(open_.notna(), None).to_dict("records"):
        key = condition.pop("zone_id"), condition.pop("practice")
        lacking.setdefault(key, []).append({str(k): v for k, v in condition.items()})
    for record in ranked.to_dict("records"):
        row = {str(key): value for key, value in record.items()}
        yield row | {"lacking": lacking.get((row["zone_id"], row["practice"]), [])}
