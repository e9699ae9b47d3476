"""Who holds the land of a zone over time: ownership, leases, options, pre-emption, expiries."""

from datetime import date, timedelta
from typing import Final

import pandas as pd
from pandas import DataFrame, Series

from land.errors import Message, Parts, SchemaError

RIGHTS: Final = ("ownership", "lease", "option", "preemption", "use")
"""``use`` says what a plot is used for; the others who may do what with it."""

UNKNOWN: Final = "unknown"

_COLUMNS: Final = ("plot", "right", "holder", "start")
_ROUNDING: Final = 1e-6


def title_faults(titles: DataFrame, plots: Series) -> list[str]:
    """
    Everything that is wrong with a table of titles.

    Parameters
    ----------
    titles : DataFrame
        ``plot``, ``right`` (one of ``RIGHTS``), ``holder`` (the use, for ``use``), ``start``,
        ``end`` (day from which it no longer holds; missing: none is known).
    plots : Series of float
        Area of each plot of the zone, by its id. [m²]

    Returns
    -------
    list of str
        One sentence a fault: a column that lacks, an unknown plot or right, an end before its
        start, two owners, two tenants or two uses of a plot on one day.

    Examples
    --------
    >>> title = {"plot": "P9", "right": "lease", "holder": "Ana", "start": date(2020, 1, 1)}
    >>> title_faults(DataFrame([{**title, "end": None}]), Series({"P1": 100.0}))
    ['title 1: no plot « P9 » in the zone']
    """
    lacking = [c for c in (*_COLUMNS, "end") if c not in titles.columns]
    if lacking:
        return [Message("titles: columns {lacking} absent", lacking=lacking)]
    faults: list[str] = []
    for i, row in enumerate(titles.to_dict("records"), start=1):
        if row["plot"] not in plots.index:
            faults.append(
                Message("title {i}: no plot « {plot} » in the zone", i=i, plot=row["plot"])
            )
        if row["right"] not in RIGHTS:
            faults.append(Message(
                "title {i}: « {right} » is no right; one of {known}",
                i=i, right=row["right"], known=list(RIGHTS),
            ))  # fmt: skip
        if not pd.isna(row["end"]) and row["end"] <= row["start"]:
            faults.append(Message("title {i}: ends before it starts", i=i))
    return faults or _overlaps(titles)


def _overlaps(titles: DataFrame) -> list[str]:
    alone = titles[titles["right"].isin(["ownership", "lease", "use"])]
    faults: list[str] = []
    for key, group in alone.groupby(["plot", "right"]):
        rows = group.sort_values("start", kind="stable")
        ends = rows["end"].map(lambda day: date.max if pd.isna(day) else day)
        if (rows["start"].iloc[1:].to_numpy() < ends.iloc[:-1].to_numpy()).any():
            plot, right = key
            faults.append(
                Message("plot {plot}: two of « {right} » on one day", plot=plot, right=right)
            )
    return faults


def holding(titles: DataFrame, plots: Series, on: date) -> DataFrame:
    """
    Who holds each plot on a day.

    Parameters
    ----------
    titles, plots
        As for :func:`title_faults`.
    on : date
        The day.

    Returns
    -------
    DataFrame
        One row a plot, whatever is known of it: ``area_m2``, ``owner``, ``tenant``, ``use``
        (``unknown`` where no title says), ``option``, ``preemption`` (who has one, joined with
        « | »; empty if nobody). Areas sum to the area of the zone on every day.

    Raises
    ------
    SchemaError
        If the titles have faults; lists all.

    Examples
    --------
    >>> row = {"plot": "P1", "right": "ownership", "holder": "Ana", "start": date(2020, 1, 1)}
    >>> titles = DataFrame([{**row, "end": date(2024, 1, 1)}])
    >>> [holding(titles, Series({"P1": 9.0}), date(y, 1, 1)).loc["P1", "owner"]
    ...  for y in (2023, 2024)]
    ['Ana', 'unknown']
    """
    faults = title_faults(titles, plots)
    if faults:
        raise SchemaError("{faults}", faults=Parts(faults, between="\n"))
    now = titles[_holds_on(titles, on)]
    found = DataFrame({"area_m2": plots.astype(float)}).rename_axis(index="plot")
    for right, column, empty in (
        ("ownership", "owner", UNKNOWN), ("lease", "tenant", ""), ("use", "use", UNKNOWN),
        ("option", "option", ""), ("preemption", "preemption", ""),
    ):  # fmt: skip
        rows = now[now["right"] == right]
        named = {str(plot): " | ".join(g["holder"]) for plot, g in rows.groupby("plot")}
        found[column] = [named.get(str(plot), empty) for plot in found.index]
    return found


def _holds_on(titles: DataFrame, on: date) -> "Series[bool]":
    ended = titles["end"].map(lambda day: not pd.isna(day) and day <= on)
    return (titles["start"].map(lambda day: day <= on) & ~ended).astype(bool)


def over_time(titles: DataFrame, plots: Series, by: str = "owner") -> DataFrame:
    """
    Area by holder or by use, on every day on which something changes.

    Parameters
    ----------
    titles, plots
        As for :func:`title_faults`.
    by : str
        ``owner``, ``tenant`` or ``use``.

    Returns
    -------
    DataFrame
        One row a day, one column a holder. [m²] Every row sums to the area of the zone.

    Raises
    ------
    SchemaError
        If the titles have faults; lists all.

    Examples
    --------
    >>> row = {"right": "ownership", "start": date(2020, 1, 1), "end": None}
    >>> titles = DataFrame([{**row, "plot": "P1", "holder": "EPCI"},
    ...                     {**row, "plot": "P2", "holder": "Ana"}])
    >>> over_time(titles, Series({"P1": 30.0, "P2": 70.0})).iloc[0].to_dict()
    {'Ana': 70.0, 'EPCI': 30.0}
    """
    days = sorted({d for c in ("start", "end") for d in titles[c] if not pd.isna(d)})
    rows = {day: holding(titles, plots, day).groupby(by)["area_m2"].sum() for day in days}
    return DataFrame(rows).T.fillna(0.0).rename_axis(index="day").sort_index(axis=1)


def expiries(titles: DataFrame, on: date, within_days: int = 365) -> DataFrame:
    """
    Titles that end soon, the first to end first.

    Parameters
    ----------
    titles : DataFrame
        As for :func:`title_faults`.
    on : date
        From when.
    within_days : int
        How far ahead. [day]

    Returns
    -------
    DataFrame
        Rows of ``titles`` that hold on the day and end within, with ``days_left``.

    Examples
    --------
    >>> lease = {"plot": "P1", "right": "lease", "start": date(2020, 1, 1)}
    >>> ends = {"Ana": date(2026, 1, 31), "Bo": date(2030, 1, 1)}
    >>> titles = DataFrame([{**lease, "holder": who, "end": end} for who, end in ends.items()])
    >>> expiries(titles, date(2026, 1, 1))[["holder", "days_left"]].to_dict("records")
    [{'holder': 'Ana', 'days_left': 30}]
    """
    held = titles[_holds_on(titles, on) & titles["end"].notna()]
    soon = held[held["end"].map(lambda day: day <= on + timedelta(days=within_days)).astype(bool)]
    left = soon["end"].map(lambda day: (day - on).days)
    return soon.assign(days_left=left).sort_values("days_left", kind="stable")
