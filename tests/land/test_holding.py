"""Tenure over time: areas sum to the zone on every day, whoever holds what."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from land.errors import SchemaError
from land.holding import expiries, holding, over_time, title_faults

PLOTS = Series({"P1": 30_000.0, "P2": 50_000.0, "P3": 20_000.0})
DAY = date(2020, 1, 1)


def titles(*rows: tuple[str, str, str, int, int | None]) -> DataFrame:
    """Titles from plot, right, holder, first year and the year in which it no longer holds."""
    return DataFrame(
        [(p, r, h, date(a, 1, 1), None if b is None else date(b, 1, 1)) for p, r, h, a, b in rows],
        columns=["plot", "right", "holder", "start", "end"],
    )


PUISAYE = titles(
    ("P1", "ownership", "EPCI", 2021, None),
    ("P2", "ownership", "Scierie", 2010, None),
    ("P3", "ownership", "Fromagerie", 2012, 2025),
    ("P3", "ownership", "EPCI", 2025, None),
    ("P1", "use", "bare", 2010, 2024),
    ("P1", "use", "developed", 2024, None),
    ("P1", "lease", "Atelier", 2024, 2033),
    ("P2", "preemption", "EPCI", 2022, 2027),
)


def test_bare_land_bought_and_developed_land_kept_are_thirty_and_seventy() -> None:
    found = over_time(PUISAYE, PLOTS)
    assert found.loc[date(2021, 1, 1)].to_dict() == {
        "EPCI": 30_000, "Fromagerie": 20_000, "Scierie": 50_000, "unknown": 0,
    }  # fmt: skip
    assert found["unknown"][date(2010, 1, 1)] == 50_000
    assert found["EPCI"][date(2025, 1, 1)] == 50_000


def test_a_day_says_owner_tenant_use_and_who_may_preempt() -> None:
    found = holding(PUISAYE, PLOTS, date(2026, 6, 1))
    assert list(found.loc["P1", ["owner", "tenant", "use"]]) == ["EPCI", "Atelier", "developed"]
    assert list(found.loc["P2", ["preemption", "use", "tenant"]]) == ["EPCI", "unknown", ""]
    assert expiries(PUISAYE, date(2026, 6, 1))["days_left"].tolist() == [214]
    assert expiries(PUISAYE, date(2026, 6, 1), within_days=213).empty


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("P9", "lease", "A", 2020, None)], "no plot « P9 »"),
        ([("P1", "gift", "A", 2020, None)], "« gift » is no right"),
        ([("P1", "lease", "A", 2020, 2020)], "ends before it starts"),
        (
            [("P1", "ownership", "A", 2020, 2023), ("P1", "ownership", "B", 2022, None)],
            "plot P1: two of « ownership »",
        ),
    ],
)
def test_faults_of_titles_are_told(
    rows: list[tuple[str, str, str, int, int | None]], told: str
) -> None:
    assert any(told in fault for fault in title_faults(titles(*rows), PLOTS))
    with pytest.raises(SchemaError):
        holding(titles(*rows), PLOTS, DAY)


def test_a_sale_on_the_day_the_first_title_ends_is_no_overlap() -> None:
    rows = [("P1", "ownership", "A", 2020, 2022), ("P1", "ownership", "B", 2022, None)]
    assert title_faults(titles(*rows), PLOTS) == []


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_areas_sum_to_the_zone_on_every_day(data: st.DataObject) -> None:
    rows = []
    for plot in PLOTS.index:
        for right in ("ownership", "lease", "use"):
            cuts = sorted(data.draw(st.sets(st.integers(0, 4000), max_size=2)))
            for a, b in zip(cuts, [*cuts[1:], None], strict=False):
                end = None if b is None else DAY + timedelta(days=b)
                holder = data.draw(st.sampled_from("ABC"))
                rows.append((plot, right, holder, DAY + timedelta(days=a), end))
    table = DataFrame(rows, columns=["plot", "right", "holder", "start", "end"])
    on = DAY + timedelta(days=data.draw(st.integers(-10, 4100)))
    assert holding(table, PLOTS, on)["area_m2"].sum() == PLOTS.sum()
    for by in ("owner", "use"):
        sums = over_time(table, PLOTS, by).sum(axis=1) if rows else Series(dtype=float)
        assert (sums == PLOTS.sum()).all()
