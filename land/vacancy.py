"""
Vacancy of land units, as the law of business zones counts it.

A unit is vacant when it is no longer assigned to an activity liable to the business property tax
(cotisation foncière des entreprises, CFE) for two years at 1 January, and was unoccupied all that
time. What is not known leaves the unit undecided, and makes the rate an interval.
"""

import datetime as dt
from typing import Final

import numpy as np
import pandas as pd
from pandas import DataFrame, DateOffset, Series, Timestamp

from land.errors import SchemaError
from land.ids import require_unique

YEARS: Final = 2
"""Years without activity and without occupant (L318-8-2)."""

STATES: Final = ("occupied", "recent", "vacant", "never_used", "never_liable", "unknown")
"""
States of a unit: occupied on the day; left for less than two years; vacant by the law; never used;
used in the past, but by nobody liable to CFE; not decided by what is known.
"""

EVIDENCE: Final = ("measured", "declared", "estimated")
"""How a stay is known, best first: tax file, field survey, register of businesses."""

COLUMNS: Final = ("unit_id", "start", "end", "present", "liable", "evidence")
"""Columns of the stays."""


def inventory_day(year: int) -> dt.date:
    """
    Day on which the vacancy of an inventory is counted: 1 January.

    Examples
    --------
    >>> inventory_day(2026)
    datetime.date(2026, 1, 1)
    """
    return dt.date(year, 1, 1)


def vacancy(
    stays: DataFrame, units: pd.Index, *, on: dt.date, never_used: Series | None = None
) -> DataFrame:
    """
    State of each land unit on a day, and whether it is surely and possibly vacant.

    Parameters
    ----------
    stays : DataFrame
        One row per occupant and unit, past ones included: ``unit_id``; ``start`` and ``end``, the
        first day of the stay and the first day without it (missing where not known) [day];
        ``present``, whether it is still there (missing where not known); ``liable``, whether the
        activity is liable to CFE (missing where not known); ``evidence``, one of ``EVIDENCE``.
        Stays that start on or after ``on``, or that last no day, say nothing and are left out.
    units : Index
        Ids of the land units.
    on : date
        Day of the count; in an inventory, 1 January (:func:`inventory_day`).
    never_used : Series of bool, optional
        Whether nobody ever used the unit, missing where not known; asked only where there is no
        stay. Never-used land is available, not vacant.

    Returns
    -------
    DataFrame
        Indexed as ``units``: ``state``, one of ``STATES``; ``vacant_low`` and ``vacant_high``,
        whether the unit is surely and possibly vacant; ``unoccupied_since``, the first day without
        any occupant [day], missing while there is one or where it is not known; ``evidence``, the
        weakest that the state rests on (missing where there is none).

    Raises
    ------
    SchemaError
        If a column is absent, a stay ends before it starts, is present and has ended by ``on``,
        names an unknown unit or an unknown evidence; all faults at once.
    IdentifierError
        If an id of ``units`` stands twice.

    Notes
    -----
    Two years are counted from day to day: what ended on 1 January 2024 is two years old on
    1 January 2026; what ended on 29 February is two years old on the last day of February. One
    occupant is enough for the whole unit, of whatever kind: a public service pays no CFE, and the
    unit is occupied. One day of activity inside the two years starts them again.

    References
    ----------
    .. [1] Code de l'urbanisme, art. L318-8-2, 3° (loi n° 2021-1104 du 22 août 2021, art. 220):
       unités foncières « qui ne sont plus affectées à une activité entrant dans le champ de la
       cotisation foncière des entreprises […] depuis au moins deux ans au 1er janvier de l'année
       d'imposition et qui sont restées inoccupées au cours de la même période ».
    .. [2] Code de procédure civile, art. 641 (from day to day; last day of the month).

    Examples
    --------
    >>> stays = DataFrame({
    ...     "unit_id": ["A", "B"], "start": pd.to_datetime(["2010-01-01", "2010-01-01"]),
    ...     "end": pd.to_datetime(["2024-01-01", "2024-01-02"]), "present": [False, False],
    ...     "liable": [True, True], "evidence": "measured"})
    >>> found = vacancy(stays, pd.Index(["A", "B", "C"]), on=dt.date(2026, 1, 1))
    >>> found["state"].to_dict()
    {'A': 'vacant', 'B': 'recent', 'C': 'unknown'}
    """
    ids = pd.Index(units)
    require_unique(Series(index=ids, dtype=object), name="units")
    day = Timestamp(on)
    told = _told(stays, ids, day)
    facts = _by_unit(told, ids)
    unused = _flag(never_used, ids)
    state = _state(facts, unused)
    sure = state == "vacant"
    possible = sure | ((state == "unknown") & ~facts["never_liable"])
    since = facts["since"].where(state.isin(["recent", "vacant", "never_liable"]))
    return DataFrame(
        {
            "state": state,
            "vacant_low": sure,
            "vacant_high": possible,
            "unoccupied_since": since,
            "evidence": facts["evidence"],
        },
        index=ids,
    )


def _told(stays: DataFrame, units: pd.Index, day: Timestamp) -> DataFrame:
    """Stays that began before the day, with what each says of the two years before it."""
    absent = [c for c in COLUMNS if c not in stays]
    if absent:
        raise SchemaError("stays: no column {absent}", absent=[repr(c) for c in absent])
    _require_sound(stays, units, day)
    rows = stays[list(COLUMNS)].reset_index(drop=True)
    start, end = rows["start"], rows["end"]
    present = rows["present"].astype("boolean").mask(end > day, other=True)
    rows = rows.assign(
        present=present,
        free=(~present) & (end + DateOffset(years=YEARS) <= day),
        held=present | ((~present) & (end + DateOffset(years=YEARS) > day)),
    )
    empty = start.notna() & ((start >= day) | (end <= start))
    return rows[~empty]


def _require_sound(stays: DataFrame, units: pd.Index, day: Timestamp) -> None:
    present = stays["present"].astype("boolean").fillna(value=False)
    faults = {
        "end before start": stays["end"] < stays["start"],
        "present, and ended": present & (stays["end"] <= day),
        "unit not in the list": ~stays["unit_id"].isin(units),
        "evidence not known": ~stays["evidence"].isin(EVIDENCE),
    }
    found = {why: stays.index[bad.to_numpy(bool)] for why, bad in faults.items() if bad.any()}
    if found:
        raise SchemaError(
            "stays: {faults}; mend these rows",
            faults=[f"{why}: {len(i)} ({', '.join(map(str, i[:5]))})" for why, i in found.items()],
        )


def _by_unit(told: DataFrame, units: pd.Index) -> DataFrame:
    """What the stays of each unit say together."""
    liable = told["liable"].astype("boolean")
    free = told["free"].fillna(value=False).astype(bool)
    held = told["held"].fillna(value=False).astype(bool)
    rank = Series({name: i for i, name in enumerate(EVIDENCE)})
    columns = DataFrame(
        {
            "unit_id": told["unit_id"],
            "present": told["present"].fillna(value=False).astype(bool),
            "held": held,
            "open": ~(free | held),
            "liable": liable.fillna(value=False).astype(bool),
            "not_liable": (~liable).fillna(value=False).astype(bool),
            "end": told["end"],
            "rank": told["evidence"].map(rank).astype(float),
        }
    )
    groups = columns.groupby("unit_id")
    flags = groups[["present", "held", "open", "liable"]].any().reindex(units, fill_value=False)
    last = groups["end"].max().reindex(units)
    flags["stays"] = groups.size().reindex(units, fill_value=0)
    flags["never_liable"] = groups["not_liable"].all().reindex(units, fill_value=False)
    flags["since"] = last.where(~flags["open"])
    weakest = groups["rank"].max().reindex(units)
    flags["evidence"] = weakest.map(dict(enumerate(EVIDENCE))).astype(object)
    return flags


def _state(facts: DataFrame, unused: Series) -> Series:
    rules = [
        ("occupied", facts["present"]),
        ("recent", facts["held"]),
        ("never_used", facts["stays"].eq(0) & unused.eq(other=True).fillna(value=False)),
        ("never_liable", facts["stays"].gt(0) & facts["never_liable"] & ~facts["open"]),
        ("unknown", facts["open"] | facts["stays"].eq(0) | ~facts["liable"]),
    ]
    chosen = np.select([r.to_numpy(bool) for _, r in rules], [n for n, _ in rules], "vacant")
    return Series(chosen, index=facts.index, dtype="str")


def _flag(given: Series | None, units: pd.Index) -> Series:
    if given is None:
        return Series(pd.NA, index=units, dtype="boolean")
    return given.reindex(units).astype("boolean")


def vacancy_rate(found: DataFrame, zone: Series) -> DataFrame:
    """
    Vacancy rate of each zone, between two bounds.

    Parameters
    ----------
    found : DataFrame
        As :func:`vacancy` gives it.
    zone : Series
        Zone of each land unit, on the same index; units without zone are left out.

    Returns
    -------
    DataFrame
        Indexed by zone: ``units``, ``vacant_low``, ``vacant_high`` (counts), ``rate_low``,
        ``rate_high`` [0-1]. The rates are NaN where there is no unit.

    Raises
    ------
    SchemaError
        If the two are not on the same index.

    Notes
    -----
    Vacant units over all units. The letter of the law says the inverse, « en rapportant le nombre
    total d'unités foncières […] au nombre d'unités foncières qui ne sont plus affectées… »
    (L318-8-2, 3°): a rate above one, without value where nothing is vacant. What it means is
    settled by use and by the CNIG's example (15 units, 2 vacant: 13 %).

    References
    ----------
    .. [1] Code de l'urbanisme, art. L318-8-2, 3°.
    .. [2] CNIG, Géostandard Sites économiques v2024-10, ``site_taux_vacance``.

    Examples
    --------
    >>> units = [f"U{i:02d}" for i in range(15)]
    >>> vacant = [True] * 2 + [False] * 13
    >>> found = DataFrame({"vacant_low": vacant, "vacant_high": vacant}, index=units)
    >>> rate = vacancy_rate(found, Series("Z", index=units))
    >>> round(100 * rate.loc["Z", "rate_low"])
    13
    """
    if not zone.index.equals(found.index):
        raise SchemaError(
            "{name}: its rows are not those of the units; reindex it to them", name="zone"
        )
    flags = found[["vacant_low", "vacant_high"]].astype(int).groupby(zone)
    counts = flags.sum()
    counts.insert(0, "units", flags.size())
    total = counts["units"].where(counts["units"] > 0).astype(float)
    for bound in ("low", "high"):
        counts[f"rate_{bound}"] = counts[f"vacant_{bound}"] / total
    return counts
