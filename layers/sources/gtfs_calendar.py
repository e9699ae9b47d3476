"""When the trips of a GTFS feed run: services of a day, typical days, times past midnight."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import pandas as pd
from pandas import DataFrame, Series

from layers.errors import ReadError
from layers.sources.gtfs_tables import DAYS, require_all

__all__ = ["DAYS", "Feed", "period", "require_served", "seconds_of", "services_on", "typical_day"]

ADDED: Final = "1"

LONGEST: Final = 1100
"""Most days among which a typical one is looked for: some feeds end in 2099. [day]"""

Feed = Mapping[str, DataFrame]
"""Tables of a feed by file name, all cells as text; an optional one that is absent is empty."""


def seconds_of(times: Series) -> Series:
    """
    Seconds after midnight of times that may go past it; NaN where there is none. [s]

    Raises
    ------
    ReadError
        If a time is not hours, minutes and seconds; shows it.

    Examples
    --------
    >>> seconds_of(Series(["07:00:00", "25:10:00", ""])).tolist()
    [25200.0, 90600.0, nan]
    """
    said = times.str.strip()
    parts = said.str.extract(r"^(\d{1,3}):([0-5]\d):([0-5]\d)$").astype(float)
    wrong = parts[0].isna() & said.ne("")
    if wrong.any():
        first = said[wrong].iloc[0]
        raise ReadError(
            "GTFS: {count} unreadable time(s), first « {first} »", count=wrong.sum(), first=first
        )
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def _days(table: DataFrame, column: str) -> Series:
    found = pd.to_datetime(table[column], format="%Y%m%d", errors="coerce")
    require_all(table[column], found, column)
    return found.dt.date


def services_on(feed: Feed, day: date) -> set[str]:
    """
    Services that run on a day: the calendar, its removals and its additions.

    Parameters
    ----------
    feed : mapping of str to DataFrame
        Tables by file name.
    day : date
        The service day.

    Returns
    -------
    set of str
        Ids of the services.
    """
    running: set[str] = set()
    calendar, exceptions = feed["calendar.txt"], feed["calendar_dates.txt"]
    if len(calendar):
        within = (_days(calendar, "start_date") <= day) & (_days(calendar, "end_date") >= day)
        running |= {*calendar.loc[within & (calendar[DAYS[day.weekday()]] == "1"), "service_id"]}
    if len(exceptions):
        here = exceptions[exceptions["date"] == f"{day:%Y%m%d}"]
        added = here["exception_type"] == ADDED
        running = (running - {*here.loc[~added, "service_id"]}) | {*here.loc[added, "service_id"]}
    return running


def period(feed: Feed) -> tuple[date, date]:
    """
    First and last day of the calendar of a feed.

    Raises
    ------
    ReadError
        If it has none.
    """
    ends: list[date] = []
    if len(feed["calendar.txt"]):
        ends += [_days(feed["calendar.txt"], "start_date").min()]
        ends += [_days(feed["calendar.txt"], "end_date").max()]
    exceptions = feed["calendar_dates.txt"]
    if len(exceptions):
        added = exceptions[exceptions["exception_type"] == ADDED]
        ends += [*_days(added, "date").agg(["min", "max"])] if len(added) else []
    if not ends:
        raise ReadError("GTFS: the calendar is empty, no day is served")
    return min(ends), max(ends)


def require_served(feed: Feed, day: date) -> None:
    """
    Refuse a day that the calendar of a feed does not speak of.

    Raises
    ------
    ReadError
        If it is outside; says from when to when the feed runs.
    """
    first, last = period(feed)
    if not first <= day <= last:
        raise ReadError(
            "GTFS: {day} is outside the feed, which runs from {first} to {last}",
            day=day,
            first=first,
            last=last,
        )


def _heart(feed: Feed) -> tuple[date, date]:
    """
    Days around which the trips of a feed run: half of them have begun, and half are not over.

    A service that runs alone for years, before the others or until 2099, is not the network.
    """
    trips = feed["trips.txt"]["service_id"].value_counts()
    calendar, exceptions = feed["calendar.txt"], feed["calendar_dates.txt"]
    ends: dict[str, tuple[date, date]] = {}
    if len(exceptions):
        added = exceptions[exceptions["exception_type"] == ADDED]
        said = _days(added, "date").groupby(added["service_id"])
        whole = zip(said.min(), said.max(), strict=True)
        ends |= dict(zip(map(str, said.groups), whole, strict=True))
    if len(calendar):
        whole = zip(_days(calendar, "start_date"), _days(calendar, "end_date"), strict=True)
        ends |= dict(zip(calendar["service_id"], whole, strict=True))
    run = [(*ends[str(s)], int(n)) for s, n in trips.items() if str(s) in ends]
    if not run:
        return period(feed)
    half = sum(n for *_, n in run) / 2
    first = _reached(sorted((start, n) for start, _, n in run), half)
    last = _reached(sorted(((end, n) for _, end, n in run), reverse=True), half)
    return min(first, last), max(first, last)


def _reached(counted: list[tuple[date, int]], half: float) -> date:
    total = 0
    for day, number in counted:
        total += number
        if total >= half:
            return day
    return counted[-1][0]


def typical_day(feed: Feed) -> date:
    """Of the Tuesdays on which most trips of a feed may run, the first of median number."""
    first, last = _heart(feed)
    days = [first + timedelta(days=n) for n in range(min((last - first).days, LONGEST) + 1)]
    tuesdays = [d for d in days if d.weekday() == DAYS.index("tuesday")] or days
    trips = feed["trips.txt"]["service_id"].value_counts()
    numbers = [int(trips.reindex([*services_on(feed, d)]).sum()) for d in tuesdays]
    middle = sorted(numbers)[len(numbers) // 2]
    return tuesdays[numbers.index(middle)]
