"""The register of promises, worked by hand, on both stores."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from criteria.project import reference_projects
from zae.projects.hires import corrected_file, seen
from zae.projects.kinds import WHAT, Check, Hires, Promise, of_project
from zae.projects.promises import anniversary, kept_share, promised, register, reminders
from zae.projects.realisation import discounted, rates
from zae.store import Correction, Entry, Payload, Store, StoreError
from zae.study import parse


def said(payload: Payload, day: date, project: str = "four", **others: Any) -> Entry:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Entry(payload=payload, subject=of_project(project), author="A. Martin",
                 role="service économie", dated=noon, **others)  # fmt: skip


def promise(what: str, amount: float, due: date = date(2023, 3, 1)) -> Promise:
    return Promise(what=what, amount=amount, starts=date(2020, 3, 1), due=due,
                   evidence="bilan social", site_id="S01")  # fmt: skip


def check(of: str, year: int, amount: float, **others: Any) -> Check:
    return Check.model_validate({"promise": of, "year": year, "amount": amount,
                                 "evidence": "bilan", "verifier": "B. Roux", **others})  # fmt: skip


@pytest.fixture
def followed(store: Store) -> Store:
    """Settled on 1 March 2020: 40 jobs (30 found), 10 trucks (8), a tenth of roof, 5 places."""
    made = date(2019, 6, 1)
    for number, (what, amount) in enumerate(
        [
            ("jobs", 40),
            ("trucks_per_day", 10),
            ("renewable_roof_share", 0.1),
            ("training_places", 5),
        ]
    ):
        store.add(said(promise(what, amount), made, event_id=f"p{number}"))
    store.add(said(check("p0", 1, 12, reason="late"), date(2021, 3, 2)))
    store.add(said(check("p0", 3, 30, reason="market"), date(2023, 3, 2)))
    store.add(said(check("p1", 3, 8), date(2023, 3, 2)))
    store.add(said(check("p2", 1, 0.05, reason="late"), date(2021, 4, 1)))
    return store


def test_promise_against_fact(followed: Store) -> None:
    table = register(followed, date(2024, 1, 1)).set_index("promise")
    assert table["state"].to_dict() == {
        "p0": "missed", "p1": "kept", "p2": "under_way", "p3": "overdue",
    }  # fmt: skip
    assert table.loc["p0", ["found", "drift", "drift_share", "kept_share", "reason"]].tolist() == [
        30.0, -10.0, -0.25, 0.75, "market",
    ]  # fmt: skip
    assert table.loc["p1", "kept_share"] == 1.0  # eight trucks where ten were the most


def test_the_register_is_replayed_as_it_was_known(followed: Store) -> None:
    """In 2022 the first year alone was known; in 2019 nothing was."""
    table = register(followed, date(2022, 1, 1)).set_index("promise")
    assert table["state"].tolist() == ["under_way", "pending", "under_way", "pending"]
    assert table.loc["p0", "found"] == 12.0
    assert register(followed, date(2019, 1, 1)).empty


def test_a_check_that_was_wrong_is_corrected(followed: Store) -> None:
    wrong = followed.events(Check)[1]
    payload = Correction(corrects=wrong.event_id, changes={"amount": 40})
    followed.add(said(payload, date(2023, 6, 1)))
    assert register(followed, date(2024, 1, 1)).set_index("promise").loc["p0", "state"] == "kept"
    assert register(followed, date(2023, 4, 1)).set_index("promise").loc["p0", "state"] == "missed"


def test_what_must_be_looked_at(followed: Store) -> None:
    """On 15 January 2023: two first years are late by 685 days, four third years come in 45."""
    due = reminders(followed, date(2023, 1, 15))
    assert due[["promise", "year", "late_days"]].to_numpy().tolist() == [
        ["p1", 1, 685], ["p3", 1, 685],
        ["p0", 3, -45], ["p1", 3, -45], ["p2", 3, -45], ["p3", 3, -45],
    ]  # fmt: skip
    assert len(reminders(followed, date(2022, 6, 1))) == 2


def test_a_promise_is_found_by_its_id(followed: Store) -> None:
    assert promised(followed, "p1").read(Promise).what == "trucks_per_day"
    with pytest.raises(StoreError, match="no promise « absent »"):
        promised(followed, "absent")
    with pytest.raises(StoreError, match="« wages » cannot be promised"):
        promise("wages", 3)


@given(st.sampled_from(list(WHAT)), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e3))
def test_doing_better_never_keeps_less(what: str, amount: float, found: float, more: float) -> None:
    better = max(found - more, 0) if WHAT[what].at_most else found + more
    assert 0 <= kept_share(what, amount, found) <= kept_share(what, amount, better) <= 1


def test_a_leap_day() -> None:
    assert anniversary(date(2020, 2, 29), 3) == date(2023, 2, 28)


def settled(what: str, shares: list[float], projects: int) -> DataFrame:
    return DataFrame({
        "what": what, "project": [f"p{i % projects}" for i in range(len(shares))],
        "state": ["kept" if s == 1 else "missed" for s in shares], "kept_share": shares,
    })  # fmt: skip


def test_the_rate_of_jeffreys_by_hand() -> None:
    """Four kept and two for half: (0.5 + 5) / 7; bounds are those of Beta(5.5, 1.5)."""
    row = rates(settled("jobs", [1, 1, 1, 1, 0.5, 0.5], 6)).loc["jobs"]
    assert (row["promises"], row["projects"], row["kept"]) == (6, 6, 4)
    assert row["rate"] == pytest.approx(5.5 / 7)
    assert row["low"] < row["rate"] < row["high"] < 1


def test_jeffreys_interval_of_brown_cai_dasgupta_2001_bounds() -> None:
    """Closed form: with none kept, the upper quantile q of Beta(1/2, n + 1/2) is near q of n."""
    row = rates(settled("jobs", [0.0] * 5, 5)).loc["jobs"]
    from scipy.integrate import quad

    def density(x: float) -> float:
        return float(x**-0.5 * (1 - x) ** 4.5)

    below, whole = quad(density, 0, row["high"])[0], quad(density, 0, 1)[0]
    assert below / whole == pytest.approx(0.95, abs=1e-6)


@pytest.mark.parametrize(("count", "projects"), [(4, 4), (9, 2)])
def test_too_few_give_no_rate(count: int, projects: int) -> None:
    """Four promises, or nine of two firms: a rate would tell about a firm."""
    row = rates(settled("jobs", [1.0, *[0.0] * (count - 1)], projects)).loc["jobs"]
    assert row[["rate", "low", "high", "kept"]].isna().all()
    bakery = reference_projects()["artisanat"]
    assert discounted(bakery, rates(settled("jobs", [0.0] * count, projects))) == bakery


def test_what_is_under_way_says_nothing_yet() -> None:
    table = settled("jobs", [1.0] * 6, 6)
    assert rates(table.assign(state="under_way")).empty


def test_a_declaration_is_read_with_the_rates() -> None:
    """Half of 47 jobs are 23.5; trucks kept to 0.8 are read as a quarter more."""
    project = reference_projects()["logistique"]
    known = DataFrame({"rate": [0.5, 0.8]}, index=["jobs", "trucks_per_day"])
    read = discounted(project, known)
    assert read.total_jobs == pytest.approx(23.5)
    assert project.trucks_per_day is not None
    assert read.trucks_per_day == pytest.approx(project.trucks_per_day * 1.25)
    assert read.open_ground_share == project.open_ground_share


def test_observed_hires_correct_the_shares(store: Store, tmp_path: Any) -> None:
    from criteria.parameters import parse_overrides

    text = 'title = "t"\n[[layer]]\nrole = "zone"\npath = "z.gpkg"'
    study = parse(text, name="e.toml", folder=tmp_path)
    with pytest.raises(StoreError, match="no observed hires"):
        corrected_file(store, study, date(2024, 1, 1), tmp_path / "p.toml")
    store.add(said(Hires(parameter="n_cadres", hires=100, yes=0), date(2023, 1, 1)))
    store.add(said(Hires(parameter="n_cadres", hires=50, yes=50), date(2025, 1, 1)))
    assert len(seen(store, date(2024, 1, 1))) == 1
    assert corrected_file(store, study, date(2024, 1, 1), tmp_path / "p.toml") == ["n_cadres"]
    found = parse_overrides((tmp_path / "p.toml").read_text(encoding="utf-8"))["n_cadres"]
    assert 0 < found["low"] < found["value"] < found["high"] < 0.2
