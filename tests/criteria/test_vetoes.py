"""Vetoes fire on known values only, at their threshold, at the right level."""

import pytest
from pandas import DataFrame, Index
from pydantic import ValidationError

from criteria.grid import RuleError
from criteria.scores import score
from criteria.vetoes import Lift, admission, lifts_table, vetoes
from tests.criteria import small

ROW = {"a1": 50.0, "a2": 50.0, "b1": 50.0, "c1": 50.0, "c2": 50.0}


def test_what_is_said_of_another_site_bans_none_of_these() -> None:
    elsewhere = DataFrame(
        {"site_id": ["Z", "Z"], "veto": ["v", "w"], "level": ["interdit", "reserve"],
         "state": ["fired", "to_check"]}
    )  # fmt: skip
    found = admission(elsewhere, Index(["A", "B"]))
    assert found["admission"].tolist() == ["admissible"] * 2
    assert found["to_check"].tolist() == [0, 0]


def _state(cell: small.Cell | float, operator: str) -> str:
    grid = small.grid(small.veto("v", "reserve", ("a1", operator, 50.0)))
    found = vetoes(small.facts({"S": ROW | {"a1": cell}}), grid)
    return found["state"].iloc[0] if len(found) else "clear"


@pytest.mark.parametrize(
    ("operator", "under", "at", "over"),
    [
        (">=", "clear", "fired", "fired"),
        (">", "clear", "clear", "fired"),
        ("<=", "fired", "fired", "clear"),
        ("<", "fired", "clear", "clear"),
    ],
)
def test_each_operator_just_under_at_and_just_over(
    operator: str, under: str, at: str, over: str
) -> None:
    states = [_state(50.0 + d, operator) for d in (-1e-9, 0.0, 1e-9)]
    assert states == [under, at, over]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ((50.0, 60.0, "estimated"), "fired"),
        ((40.0, 60.0, "estimated"), "to_check"),
        ((40.0, 49.0, "estimated"), "clear"),
        (small.UNKNOWN, "to_check"),
        (small.NOT_APPLICABLE, "clear"),
    ],
)
def test_bounds_decide_or_leave_to_check(cell: small.Cell, expected: str) -> None:
    assert _state(cell, ">=") == expected


@pytest.mark.parametrize(
    ("value", "floor", "expected"),
    [
        (20.0, 20.0, "clear"),
        (19.9, 20.0, "fired"),
        (19.9, small.UNKNOWN, "to_check"),
        (19.9, small.NOT_APPLICABLE, "clear"),
        (25.0, (20.0, 100.0, "estimated"), "to_check"),
        (15.0, (20.0, 100.0, "estimated"), "fired"),
        ((15.0, 25.0, "estimated"), 20.0, "to_check"),
    ],
)
def test_a_threshold_may_be_another_fact(
    value: small.Cell | float, floor: small.Cell | float, expected: str
) -> None:
    grid = small.grid(small.veto("v", "interdit", ("a1", "<", "a2")))
    found = vetoes(small.facts({"S": ROW | {"a1": value, "a2": floor}}), grid)
    assert (found["state"].tolist() or ["clear"]) == [expected]


def test_a_veto_for_some_vocations_is_silent_for_the_others() -> None:
    grid = small.grid(small.veto("v", "alerte", ("a1", ">", 1.0), vocations=("commerce",)))
    facts = small.facts({"S": ROW})
    assert len(vetoes(facts, grid, vocation="commerce")) == 1
    assert len(vetoes(facts, grid, vocation="logistique")) == 0


def test_the_strongest_veto_admits_and_an_alert_excludes_nobody() -> None:
    grid = small.grid(
        small.veto("stop", "interdit", ("a1", ">", 90.0)),
        small.veto("mend", "reserve", ("a2", ">", 90.0)),
        small.veto("look", "alerte", ("b1", ">", 90.0)),
    )
    rows = {
        "clean": ROW,
        "alert": ROW | {"b1": 95.0},
        "mend": ROW | {"a2": 95.0, "b1": 95.0},
        "stop": ROW | {"a1": 95.0, "a2": 95.0},
        "open": ROW | {"a1": small.UNKNOWN, "a2": 95.0},
    }
    found = vetoes(small.facts(rows), grid)
    table = admission(found, Index(list(rows)))
    assert table["admission"].to_dict() == {
        "clean": "admissible", "alert": "admissible", "mend": "reserve", "stop": "interdit",
        "open": "reserve",
    }  # fmt: skip
    assert table.loc["open", ["to_check", "class_best", "class_worst"]].tolist() == [1, 1, 2]
    assert table.loc["clean", "class_worst"] == 0


def test_vetoes_do_not_touch_the_score() -> None:
    facts = small.facts({"S": ROW})
    with_veto = small.grid(small.veto("v", "interdit", ("a1", ">", 1.0)))
    assert (
        score(facts, with_veto).table.loc["S", "score"]
        == (score(facts, small.grid()).table.loc["S", "score"])
    )


def test_rows_come_site_by_site_in_the_order_of_the_grid() -> None:
    grid = small.grid(
        small.veto("first", "alerte", ("a1", ">", 1.0)),
        small.veto("second", "alerte", ("a2", ">", 1.0)),
    )
    found = vetoes(small.facts({"T": ROW, "S": ROW}), grid)
    assert list(zip(found["site_id"], found["veto"], strict=True)) == [
        ("T", "first"), ("T", "second"), ("S", "first"), ("S", "second"),
    ]  # fmt: skip


RULES = (
    small.veto("stop", "interdit", ("c1", ">", 90.0)),
    small.veto("mend", "reserve", ("a2", ">", 90.0)),
    small.veto("look", "alerte", ("b1", ">", 90.0)),
)
MEND = Lift(site="best", veto="mend", reason="attestation du 2 mars 2026", author="service foncier")


def test_lifting_a_reserve_gives_its_rank_back_and_leaves_the_score() -> None:
    grid = small.grid(*RULES)
    facts = small.facts({"best": ROW | {"b1": 90.0, "a2": 95.0}, "other": ROW})
    before, after = score(facts, grid).table, score(facts, grid, lifted=[MEND]).table
    assert before["rank"].to_dict() == {"best": 2, "other": 1}
    assert after["rank"].to_dict() == {"best": 1, "other": 2}
    assert after["admission"].tolist() == ["admissible", "admissible"]
    assert after["score"].tolist() == before["score"].tolist()


def test_a_lifted_reserve_stays_in_sight() -> None:
    grid = small.grid(*RULES)
    facts = small.facts({"best": ROW | {"a2": 95.0, "b1": 95.0}, "other": ROW | {"a2": 95.0}})
    found = vetoes(facts, grid, lifted=[MEND])
    assert found[["site_id", "veto", "state"]].to_numpy().tolist() == [
        ["best", "mend", "lifted"], ["best", "look", "fired"], ["other", "mend", "fired"],
    ]  # fmt: skip
    register = lifts_table([MEND], grid)
    assert register.loc[0, ["condition_fr", "reason", "author"]].tolist() == [
        "lever", "attestation du 2 mars 2026", "service foncier",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "state"), [(small.UNKNOWN, ["lifted"]), (50.0, []), (95.0, ["lifted"])]
)
def test_a_lift_settles_what_waits_and_says_nothing_of_what_is_clear(
    cell: small.Cell | float, state: list[str]
) -> None:
    facts = small.facts({"best": ROW | {"a2": cell}})
    found = vetoes(facts, small.grid(*RULES), lifted=[MEND])
    assert found["state"].tolist() == state
    assert admission(found, facts.sites).loc["best", "class_worst"] == 0


def test_what_cannot_be_lifted_is_refused_all_at_once() -> None:
    lifted = [
        Lift(site=site, veto=veto, reason="essai")
        for site, veto in (("best", "stop"), ("best", "look"), ("nowhere", "mend"), ("best", "no"))
    ]
    with pytest.raises(RuleError) as refused:
        vetoes(small.facts({"best": ROW}), small.grid(*RULES), lifted=lifted)
    for fault in ("« stop » is interdit", "« look » is an alerte", "no site « nowhere »", "« no »"):
        assert fault in str(refused.value)


def test_a_lift_without_reason_is_refused() -> None:
    with pytest.raises(ValidationError):
        Lift(site="best", veto="mend", reason="")
