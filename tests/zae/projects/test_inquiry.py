"""The back-test by hand: what was known by a day, what was found since, which layers came later."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pandas import DataFrame

from criteria.project import Project
from tests.zae.projects.places import study as small_study
from tests.zae.projects.test_promises import check, promise, said
from zae.projects.comparison import by_site, differences
from zae.projects.inquiry import as_found, back_test, case, known_by, known_on
from zae.projects.kinds import Declaration, Implantation
from zae.store import Store, StoreError, create

JOBS = {"cadres": 0, "professions_intermediaires": 0, "employes": 10, "ouvriers": 30}
FIELDS: dict[str, Any] = {
    "key": "four", "label": {"fr": "Fournil"}, "vocation": "artisanat", "plot_m2": 5000,
    "jobs": JOBS, "open_ground_share": 0.3, "renewable_roof_share": 0.3,
}  # fmt: skip


def declared(day: date, **fields: Any) -> Any:
    return said(Declaration(by="owner", project=FIELDS | fields), day)


def told(store: Store) -> Store:
    """Open ground declared at 0.5, then 0.3 by the decision of June 2019, then 0.9 too late."""
    store.add(declared(date(2019, 1, 1), open_ground_share=0.5))
    store.add(declared(date(2019, 5, 1)))
    store.add(said(Implantation(name="Fournil", site_id="Z1", decision="accepted"),
                   date(2019, 6, 30)))  # fmt: skip
    store.add(declared(date(2020, 1, 1), open_ground_share=0.9))
    store.add(said(promise("jobs", 40), date(2019, 6, 1), event_id="p0"))
    store.add(said(promise("open_ground_share", 0.3), date(2019, 6, 1), event_id="p1"))
    store.add(said(promise("homes", 4), date(2019, 6, 1), event_id="p2"))
    store.add(said(check("p0", 3, 20, reason="market"), date(2023, 3, 2)))
    store.add(said(check("p1", 3, 0.1), date(2023, 3, 2)))
    store.add(said(check("p2", 3, 1, reason="market"), date(2023, 3, 2)))
    return store


def test_what_was_known_is_the_last_said_by_the_day(store: Store) -> None:
    file = case(told(store), "four", date(2024, 1, 1))
    assert file.known is not None
    assert file.known.as_project.open_ground_share == 0.3
    assert file.assessed is None
    early = known_on(store, "four", datetime(2019, 2, 1, tzinfo=UTC), "owner")
    assert early is not None
    assert early.as_project.open_ground_share == 0.5


def test_found_amounts_take_the_place_of_declared_ones(store: Store) -> None:
    """20 of 40 jobs, a quarter of them employees as declared; homes are no field of a project."""
    file = case(told(store), "four", date(2024, 1, 1))
    assert file.known is not None
    found = as_found(file.known.as_project, file.promises)
    assert found.jobs == {"cadres": 0, "professions_intermediaires": 0, "employes": 5,
                          "ouvriers": 15}  # fmt: skip
    assert (found.open_ground_share, found.renewable_roof_share) == (0.1, 0.3)
    nothing = as_found(Project.model_validate(FIELDS), DataFrame({"what": [], "found": []}))
    assert nothing == Project.model_validate(FIELDS)


def test_the_replay_says_what_the_grid_would_have_said(tmp_path: Path) -> None:
    """On the site the score falls by the two criteria that the promises bear on, and no other."""
    file = case(told(create(tmp_path / "r.sqlite")), "four", date(2024, 1, 1))
    study = small_study(tmp_path)
    replay = back_test(study, file)
    assert replay.later == ("communes.gpkg",)  # of 2023; the zones are of 2018
    gaps = differences(replay.assessment, "Z1", "then", "found")
    changed = gaps.index[gaps["first"] != gaps["second"]].drop("commuting_ghg", errors="ignore")
    per_job = {"housing_load", "childcare_coverage", "school_load", "public_cost"}
    known = gaps.loc[changed, "first"].notna() & gaps.loc[changed, "second"].notna()
    assert (
        {"job_density", "open_ground"}
        <= set(changed[known])
        <= ({"job_density", "open_ground"} | per_job)
    )
    row = by_site(replay.assessment).loc["Z1"]
    assert gaps["difference"].sum() == pytest.approx(row["score_found"] - row["score_then"])
    assert gaps.loc["open_ground", ["first", "second"]].tolist() == [30, 10]
    assert gaps.loc["job_density", ["first", "second"]].tolist() == [80, 40]  # on half a hectare


def test_layers_of_later_are_left_out_on_demand(tmp_path: Path) -> None:
    file = case(told(create(tmp_path / "r.sqlite")), "four", date(2024, 1, 1))
    replay = back_test(small_study(tmp_path), file, only_known=True)
    assert [*replay.assessment.layers] == ["zones"]
    status = replay.assessment.runs["then"].facts.status
    assert status.loc["Z1", "jobs_balance"] == "unknown"
    assert status.loc["Z1", "open_ground"] != "unknown"


@pytest.mark.parametrize(
    ("vintage", "known"),
    [("2018", True), ("2019", False), ("2019-05", True), ("2019-06", False),
     ("2019-06-29", True), ("2019-06-30", True), ("2019-07-01", False), ("", False),
     ("inconnu", False)],
)  # fmt: skip
def test_a_vintage_counts_once_it_is_over(vintage: str, known: bool) -> None:
    """The decision is of 30 June 2019; a year or month that still runs was not known whole."""

    assert known_by(vintage, date(2019, 6, 30)) is known


def test_a_settlement_that_nobody_declared_cannot_be_replayed(tmp_path: Path) -> None:
    store = create(tmp_path / "r.sqlite")
    store.add(said(Implantation(name="F", site_id="Z1", decision="refused"), date(2019, 6, 30)))
    with pytest.raises(StoreError, match="nothing was declared by 2019-06-30"):
        back_test(small_study(tmp_path), case(store, "four", date(2020, 1, 1)))
