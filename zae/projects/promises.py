"""The register of promises: what was promised, what was found, what must be looked at."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pandas as pd
from pandas import DataFrame

from zae.projects.kinds import WHAT, YEARS, Check, Implantation, Promise
from zae.store import Event, Store, StoreError

COLUMNS: Final = (
    "promise", "project", "name", "site_id", "what", "amount", "starts", "due", "evidence",
    "checked_year", "found", "found_on", "verifier", "reason", "comment", "kept_share", "drift",
    "drift_share", "state",
)  # fmt: skip
"""Columns of the register."""

AHEAD: Final = timedelta(days=90)
"""How long before its day a check is announced. *assumed*"""


def register(store: Store, day: date) -> DataFrame:
    """
    Every promise with the last that was found of it, as it was known on a day.

    Parameters
    ----------
    store : Store
        The store.
    day : date
        The day: nothing dated later is read.

    Returns
    -------
    DataFrame
        ``COLUMNS``, one row a promise in the order in which they were made. ``kept_share`` is
        what :func:`kept_share` gives [0-1]; ``drift`` what was found less what was promised
        [unit of the promise] and ``drift_share`` the same over what was promised; ``state`` is
        ``kept``, ``missed`` (looked at after its day, not reached), ``under_way`` (looked at
        before), ``pending`` or ``overdue`` (its day is over, nobody looked). Unknown is missing.
    """
    until = datetime.combine(day, time.max, tzinfo=UTC)
    events = store.current(Promise, Check, Implantation, until=until)
    checks: dict[str, list[Event]] = {}
    names: dict[str, str] = {}
    for event in events:
        content = event.content
        if isinstance(content, Check):
            checks.setdefault(content.promise, []).append(event)
        if isinstance(content, Implantation):
            names[event.subject.id] = content.name
    rows = [
        _row(event, checks.get(event.event_id, []), names, day)
        for event in events
        if isinstance(event.content, Promise)
    ]
    return DataFrame(rows, columns=list(COLUMNS))


def _row(event: Event, checks: list[Event], names: dict[str, str], day: date) -> dict[str, object]:
    promise = event.read(Promise)
    row: dict[str, object] = {
        "promise": event.event_id, "project": event.subject.id,
        "name": names.get(event.subject.id, event.subject.id), **promise.model_dump(),
    }  # fmt: skip
    if not checks:
        return row | {"state": "overdue" if day > promise.due else "pending"}
    last = max(checks, key=lambda e: (e.read(Check).year, e.seq))
    check = last.read(Check)
    share = kept_share(promise.what, promise.amount, check.amount)
    after = last.dated.date() >= promise.due
    drift = check.amount - promise.amount
    return row | {
        "checked_year": check.year, "found": check.amount, "found_on": last.dated.date(),
        "verifier": check.verifier, "reason": check.reason, "comment": check.comment,
        "kept_share": share, "drift": drift,
        "drift_share": drift / promise.amount if promise.amount else float("nan"),
        "state": "kept" if share >= 1 else "missed" if after else "under_way",
    }  # fmt: skip


def kept_share(what: str, promised: float, found: float) -> float:
    """
    Share of a promise that was kept, never over 1.

    Parameters
    ----------
    what : str
        One of ``WHAT``: says whether more or less is better.
    promised, found : float
        Amounts.

    Returns
    -------
    float
        Found over promised, or promised over found for what was promised « at most ». [0-1]

    Examples
    --------
    >>> kept_share("jobs", 40, 30), kept_share("trucks_per_day", 10, 20), kept_share("jobs", 0, 0)
    (0.75, 0.5, 1.0)
    """
    least, most = (found, promised) if WHAT[what].at_most else (promised, found)
    return 1.0 if most >= least else most / least


def reminders(store: Store, day: date, *, ahead: timedelta = AHEAD) -> DataFrame:
    """
    Checks that nobody has made and that are due, or will be shortly.

    Parameters
    ----------
    store : Store
        The store.
    day : date
        Today.
    ahead : timedelta
        How long before its day a check is announced.

    Returns
    -------
    DataFrame
        ``promise``, ``project``, ``name``, ``site_id``, ``what``, ``amount``, ``evidence``,
        ``year``, ``on`` (its day), ``late_days`` (negative: still to come); the latest first.
    """
    table = register(store, day)
    until = datetime.combine(day, time.max, tzinfo=UTC)
    made = {
        (check.promise, check.year)
        for check in (event.read(Check) for event in store.current(Check, until=until))
    }
    rows = [
        {**{c: row[c] for c in _REMINDED}, "year": year, "on": on, "late_days": (day - on).days}
        for row in table.to_dict("records")
        for year in YEARS
        for on in [anniversary(row["starts"], year)]
        if (row["promise"], year) not in made and on <= day + ahead
    ]
    found = DataFrame(rows, columns=[*_REMINDED, "year", "on", "late_days"])
    return found.sort_values(["late_days", "project"], ascending=[False, True], ignore_index=True)


_REMINDED: Final = ("promise", "project", "name", "site_id", "what", "amount", "evidence")


def anniversary(day: date, years: int) -> date:
    """
    The same day some years later; 28 February for a 29 that is not there.

    Examples
    --------
    >>> anniversary(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    return (pd.Timestamp(day) + pd.DateOffset(years=years)).date()


def promised(store: Store, promise: str) -> Event:
    """
    A promise that holds, by its ``event_id``.

    Raises
    ------
    StoreError
        If there is none, or it was withdrawn.
    """
    for event in store.current(Promise):
        if event.event_id == promise:
            return event
    raise StoreError("no promise « {promise} »", promise=promise)
