"""Vacancy by the law: each boundary worked by hand, and what must always hold."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series
from pandas.testing import assert_frame_equal

from land.errors import IdentifierError, SchemaError
from land.vacancy import STATES, inventory_day, vacancy, vacancy_rate

DAY = dt.date(2026, 1, 1)
PRESENT, LEFT, UNSAID = True, False, None


def stay(unit: str, end: str | None, present: bool | None, **more: object) -> dict[str, object]:
    told = {
        "unit_id": unit, "start": pd.Timestamp("2010-01-01"), "end": pd.Timestamp(end),
        "present": present, "liable": True, "evidence": "measured",
    }  # fmt: skip
    given = {k: pd.Timestamp(v) if k in ("start", "end") else v for k, v in more.items()}
    return told | given


def of(*stays: dict[str, object], on: dt.date = DAY, unused: bool | None = None) -> Series:
    """What is found of unit A."""
    table = DataFrame(list(stays), columns=list(stay("A", None, PRESENT)))
    table = table.astype({"start": "M8[ns]", "end": "M8[ns]", "present": "boolean",
                          "liable": "boolean"})  # fmt: skip
    never = None if unused is None else Series({"A": unused})
    return vacancy(table, pd.Index(["A"]), on=on, never_used=never).loc["A"]


def verdict(found: Series) -> tuple[str, bool, bool]:
    return found["state"], bool(found["vacant_low"]), bool(found["vacant_high"])


NO = (False, False)
SURE = (True, True)
OPEN = (False, True)


@pytest.mark.parametrize(
    ("end", "state", "vacant"),
    [
        ("2023-12-31", "vacant", SURE),
        ("2024-01-01", "vacant", SURE),  # two years to the day
        ("2024-01-02", "recent", NO),  # a day short
        ("2025-12-31", "recent", NO),
        ("2026-01-01", "recent", NO),  # left on the day itself
        ("2026-01-02", "occupied", NO),  # closed later: still there on the day
    ],
)
def test_two_years_to_the_day(end: str, state: str, vacant: tuple[bool, bool]) -> None:
    assert verdict(of(stay("A", end, LEFT))) == (state, *vacant)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (dt.date(2026, 2, 27), "recent"),
        (dt.date(2026, 2, 28), "vacant"),  # no 29 February in 2026: the last day of the month
    ],
)
def test_what_ended_on_29_february(on: dt.date, state: str) -> None:
    assert of(stay("A", "2024-02-29", LEFT), on=on)["state"] == state


def test_a_period_that_ends_on_29_february() -> None:
    """From 28 February 2026 two years lead to 28 February 2028, not to the 29th."""
    assert of(stay("A", "2026-02-28", LEFT), on=dt.date(2028, 2, 27))["state"] == "recent"
    assert of(stay("A", "2026-02-28", LEFT), on=dt.date(2028, 2, 28))["state"] == "vacant"


def test_the_day_of_the_count_is_1_january() -> None:
    assert inventory_day(2029) == dt.date(2029, 1, 1)


def test_one_occupant_is_enough_for_the_whole_unit() -> None:
    """Partial occupation: three places of four stand empty for ten years."""
    empty = [stay("A", "2015-06-30", LEFT) for _ in range(3)]
    assert verdict(of(*empty, stay("A", None, PRESENT))) == ("occupied", *NO)
    assert verdict(of(*empty)) == ("vacant", *SURE)


def test_the_last_of_several_to_leave_decides() -> None:
    first, last = stay("A", "2019-01-01", LEFT), stay("A", "2024-06-01", LEFT)
    found = of(first, last)
    assert verdict(found) == ("recent", *NO)
    assert found["unoccupied_since"] == pd.Timestamp("2024-06-01")
    assert of(first)["unoccupied_since"] == pd.Timestamp("2019-01-01")


def test_an_occupant_who_pays_no_cfe_breaks_the_vacancy() -> None:
    """A public service or an association in a former workshop: (a) holds, (b) does not."""
    gone = stay("A", "2018-01-01", LEFT)
    assert verdict(of(gone, stay("A", None, PRESENT, liable=False))) == ("occupied", *NO)
    assert verdict(of(gone, stay("A", "2025-02-01", LEFT, liable=False))) == ("recent", *NO)
    # Gone for more than two years itself: the unit was liable once, and is empty.
    assert verdict(of(gone, stay("A", "2022-02-01", LEFT, liable=False))) == ("vacant", *SURE)


def test_a_unit_that_was_never_liable_is_not_vacant() -> None:
    assert verdict(of(stay("A", "2012-01-01", LEFT, liable=False))) == ("never_liable", *NO)


def test_land_never_used_is_available_not_vacant() -> None:
    assert verdict(of(unused=True)) == ("never_used", *NO)
    assert verdict(of(unused=False)) == ("unknown", *OPEN)
    assert verdict(of()) == ("unknown", *OPEN)


def test_one_day_of_activity_starts_the_two_years_again() -> None:
    gone = stay("A", "2015-01-01", LEFT)
    day = stay("A", "2025-03-02", LEFT, start="2025-03-01")
    assert verdict(of(gone, day)) == ("recent", *NO)
    assert of(gone, day)["unoccupied_since"] == pd.Timestamp("2025-03-02")
    none = stay("A", "2025-03-01", LEFT, start="2025-03-01")
    assert verdict(of(gone, none)) == ("vacant", *SURE)  # registered, never there


def test_a_business_that_comes_after_the_day_changes_nothing() -> None:
    gone = stay("A", "2015-01-01", LEFT)
    assert verdict(of(gone, stay("A", None, PRESENT, start="2026-01-01"))) == ("vacant", *SURE)
    assert verdict(of(gone, stay("A", None, PRESENT, start="2025-12-31"))) == ("occupied", *NO)


def test_a_business_that_moves_from_one_unit_to_another() -> None:
    table = DataFrame([stay("A", "2023-05-01", LEFT), stay("B", None, PRESENT, start="2023-05-01")])
    found = vacancy(table, pd.Index(["A", "B"]), on=DAY)
    assert found["state"].to_dict() == {"A": "vacant", "B": "occupied"}


def test_what_is_not_known_leaves_the_unit_open() -> None:
    gone = stay("A", "2015-01-01", LEFT)
    assert verdict(of(gone, stay("A", None, UNSAID))) == ("unknown", *OPEN)
    assert verdict(of(gone, stay("A", None, LEFT))) == ("unknown", *OPEN)  # left, day not known
    assert verdict(of(stay("A", "2015-01-01", LEFT, liable=None))) == ("unknown", *OPEN)
    # Whatever the unknown one did, somebody else is there, or was until lately.
    assert verdict(of(stay("A", None, UNSAID), stay("A", None, PRESENT))) == ("occupied", *NO)
    assert verdict(of(stay("A", None, UNSAID), stay("A", "2025-01-01", LEFT))) == ("recent", *NO)
    # Nobody there was ever liable: empty or not, it is not vacant.
    assert verdict(of(stay("A", None, UNSAID, liable=False))) == ("unknown", *NO)


def test_the_weakest_evidence_is_told() -> None:
    tax, register = stay("A", "2015-01-01", LEFT), stay("A", "2016-01-01", LEFT)
    assert of(tax, register | {"evidence": "estimated"})["evidence"] == "estimated"
    assert of(tax, register | {"evidence": "declared"})["evidence"] == "declared"
    assert pd.isna(of()["evidence"])


def test_rates_have_two_bounds() -> None:
    """Four units: one vacant, one open, two not: between a quarter and a half."""
    found = DataFrame(
        {"vacant_low": [True, False, False, False], "vacant_high": [True, True, False, False]},
        index=list("abcd"),
    )
    rate = vacancy_rate(found, Series("Z", index=found.index)).loc["Z"]
    assert rate[["units", "vacant_low", "vacant_high"]].tolist() == [4, 1, 2]
    assert rate[["rate_low", "rate_high"]].tolist() == [0.25, 0.5]


def test_every_fault_of_the_stays_is_told_at_once() -> None:
    rows = [
        stay("A", "2009-01-01", LEFT),
        stay("A", "2020-01-01", PRESENT),
        stay("X", None, PRESENT),
        stay("A", None, PRESENT, evidence="heard"),
    ]
    with pytest.raises(SchemaError) as fault:
        vacancy(DataFrame(rows), pd.Index(["A"]), on=DAY)
    for told in ("end before start: 1 (0)", "present, and ended: 1 (1)",
                 "unit not in the list: 1 (2)", "evidence not known: 1 (3)"):  # fmt: skip
        assert told in str(fault.value)
    with pytest.raises(SchemaError, match="no column 'liable'"):
        vacancy(DataFrame(rows).drop(columns="liable"), pd.Index(["A"]), on=DAY)
    with pytest.raises(IdentifierError):
        vacancy(DataFrame(rows[:0]), pd.Index(["A", "A"]), on=DAY)


def test_nothing_of_the_caller_is_changed() -> None:
    table = DataFrame([stay("A", "2026-05-01", LEFT), stay("B", None, PRESENT)])
    before = table.copy()
    vacancy(table, pd.Index(["A", "B"]), on=DAY)
    assert_frame_equal(table, before)


days = st.dates(dt.date(2015, 1, 1), dt.date(2027, 12, 31)).map(pd.Timestamp)
maybe = st.sampled_from([True, False, None])


@st.composite
def stays(draw: st.DrawFn) -> dict[str, object]:
    start = draw(st.none() | days)
    end = draw(st.none() | days)
    if start is not None and end is not None and end < start:
        start, end = end, start
    ended = end is not None and end <= pd.Timestamp(DAY)
    present = False if end is not None and ended else draw(maybe)
    return {
        "unit_id": draw(st.sampled_from("AB")), "start": start, "end": end, "present": present,
        "liable": draw(maybe), "evidence": draw(st.sampled_from(["measured", "estimated"])),
    }  # fmt: skip


def frame(rows: list[dict[str, object]]) -> DataFrame:
    table = DataFrame(rows, columns=["unit_id", "start", "end", "present", "liable", "evidence"])
    return table.astype({"start": "M8[ns]", "end": "M8[ns]", "present": "boolean",
                         "liable": "boolean"})  # fmt: skip


UNITS = pd.Index(["A", "B"])
some = st.lists(stays(), max_size=6)


@given(some)
@settings(max_examples=30, deadline=None)
def test_what_is_sure_is_possible_and_every_state_is_known(rows: list[dict[str, object]]) -> None:
    found = vacancy(frame(rows), UNITS, on=DAY)
    assert (found["vacant_low"] <= found["vacant_high"]).all()
    assert set(found["state"]) <= set(STATES)
    assert (found["vacant_low"] == (found["state"] == "vacant")).all()


@given(some, st.sampled_from("AB"))
@settings(max_examples=30, deadline=None)
def test_an_occupant_more_never_makes_a_unit_vacant(
    rows: list[dict[str, object]], unit: str
) -> None:
    there = {"unit_id": unit, "start": None, "end": None, "present": True, "liable": True,
             "evidence": "estimated"}  # fmt: skip
    before = vacancy(frame(rows), UNITS, on=DAY)
    after = vacancy(frame([*rows, there]), UNITS, on=DAY)
    assert not after.loc[unit, "vacant_high"]
    assert after.loc[unit, "state"] == "occupied"
    other = UNITS.drop(unit)
    assert_frame_equal(after.loc[other], before.loc[other])


@given(some, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, object]], order) -> None:
    mixed = list(rows)
    order.shuffle(mixed)
    assert_frame_equal(vacancy(frame(rows), UNITS, on=DAY), vacancy(frame(mixed), UNITS, on=DAY))


@given(some.filter(bool), st.data())
@settings(max_examples=30, deadline=None)
def test_knowing_less_only_widens_the_bounds(rows: list[dict[str, object]], data) -> None:
    forgotten = data.draw(st.integers(0, len(rows) - 1))
    less = [dict(r) for r in rows]
    if less[forgotten]["start"] is None or less[forgotten]["start"] < pd.Timestamp(DAY):
        less[forgotten] |= {"end": None, "present": None}
    known, dim = (vacancy(frame(r), UNITS, on=DAY) for r in (rows, less))
    empty = frame(rows)[frame(rows)["start"].notna() & (frame(rows)["end"] <= frame(rows)["start"])]
    if len(empty) == 0:
        assert (dim["vacant_low"] <= known["vacant_low"]).all()
        assert (dim["vacant_high"] >= known["vacant_high"]).all()


@given(some)
@settings(max_examples=20, deadline=None)
def test_time_alone_never_ends_a_vacancy(rows: list[dict[str, object]]) -> None:
    """With the stays of one day, a unit that is vacant is vacant ever after."""
    past = [
        r | ({} if r["end"] is None else {"present": False})
        for r in rows
        if r["start"] is None or r["start"] < pd.Timestamp(DAY)
    ]
    now, later = (vacancy(frame(past), UNITS, on=d) for d in (DAY, dt.date(2031, 1, 1)))
    assert (now["vacant_low"] <= later["vacant_low"]).all()
