"""Smallest changes of admission: applied, they flip it; a hair less does not."""

import numpy as np
import pytest
from hypothesis import given, settings

from criteria.admission_change import admission_changes
from criteria.counterfactual import COLUMNS
from criteria.facts import with_values
from criteria.grid import Grid, parse
from criteria.scores import score
from tests.criteria import small

KNOWN = {"a1": 80.0, "a2": 50.0, "b1": 50.0, "c1": 0.0, "c2": 20.0}
BAN, MEND = (
    small.veto("ban", "interdit", ("a1", ">=", 70.0)),
    small.veto("mend", "reserve", ("b1", "<", "c2")),
)
BOTH = small.grid(BAN, MEND)


def _changes(row: dict, grid: Grid, towards: str = "better"):
    facts = small.facts({"S": row})
    return facts, admission_changes(facts, grid, towards=towards)


def test_a_ban_gives_way_just_under_its_threshold() -> None:
    facts, found = _changes(KNOWN, BOTH)
    assert found["fact"].tolist() == ["a1"]
    assert found["then"].tolist() == pytest.approx([70.0], abs=1e-4)
    assert found["size"].tolist() == pytest.approx([0.1], abs=1e-6)
    lifted = with_values(facts, "S", {"a1": found["then"].iloc[0]})
    assert score(lifted, BOTH).table.loc["S", "admission"] == "admissible"
    held = with_values(facts, "S", {"a1": 70.0})
    assert score(held, BOTH).table.loc["S", "admission"] == "interdit"


def test_a_threshold_that_is_a_fact_is_met() -> None:
    _, found = _changes(KNOWN | {"a1": 0.0, "b1": 10.0}, BOTH)
    assert found[["fact", "now", "then"]].to_numpy().tolist() == [["b1", 10.0, 20.0]]


def test_two_vetoes_of_one_class_take_two_facts_and_three_have_no_answer() -> None:
    more = small.veto("more", "interdit", ("c1", "<=", 5.0))
    _, found = _changes(KNOWN, small.grid(BAN, more))
    assert {found["fact"].iloc[0], found["second"].iloc[0]} == {"a1", "c1"}
    assert found["size"].tolist() == pytest.approx([0.1], abs=1e-6)  # the larger of 0.1 and 0.05
    third = small.veto("third", "interdit", ("b1", ">", 40.0))
    _, found = _changes(KNOWN, small.grid(BAN, more, third))
    assert found.empty


def test_two_thresholds_on_one_fact_take_the_farther() -> None:
    lower = small.veto("lower", "interdit", ("a1", ">", 60.0))
    _, found = _changes(KNOWN, small.grid(BAN, lower))
    assert found["then"].tolist() == [60.0]


def test_what_would_fire_a_veto() -> None:
    row = KNOWN | {"a1": 20.0}
    facts, found = _changes(row, BOTH, "worse")
    assert found[["fact", "then"]].to_numpy().tolist()[1] == ["a1", 70.0]
    assert found["then"].iloc[0] == pytest.approx(20.0, abs=1e-3)  # b1 just under c2
    for change in found.itertuples():
        fallen = with_values(facts, "S", {change.fact: change.then})
        assert score(fallen, BOTH).table.loc["S", "admission"] != "admissible"


def test_a_fact_in_classes_is_lifted_by_a_whole_one() -> None:
    flag = small.veto("flag", "reserve", ("a1", ">=", 1.0))
    grid = parse(small.text(flag).replace('unit = "m"', 'unit = "class 0-1"', 1))
    _, found = _changes(KNOWN | {"a1": 1.0}, grid)
    assert found["then"].tolist() == [0.0]


def test_an_admissible_site_or_a_grid_without_veto_has_nothing_to_lift() -> None:
    for grid in (BOTH, small.grid()):
        _, found = _changes(KNOWN | {"a1": 0.0}, grid)
        assert found.empty
        assert list(found.columns) == list(COLUMNS)


@settings(max_examples=60, deadline=None)
@given(small.sites(1, 1))
def test_applying_it_improves_the_class_and_a_hair_less_does_not(rows: dict) -> None:
    facts = small.facts(rows)
    before = score(facts, BOTH).table.loc["S0", "admission"]
    order = {"admissible": 0, "reserve": 1, "interdit": 2}
    for change in admission_changes(facts, BOTH).itertuples():
        moved = with_values(facts, "S0", {change.fact: change.then})
        after = score(moved, BOTH).table.loc["S0", "admission"]
        assert order[after] < order[before]
        back = change.then + np.sign(change.now - change.then) * 1e-3
        if abs(change.now - change.then) > 2e-3:
            held = with_values(facts, "S0", {change.fact: back})
            assert score(held, BOTH).table.loc["S0", "admission"] == before


def test_a_fact_that_is_no_criterion_is_measured_against_its_threshold() -> None:
    seen = """
[[observations]]
key = "wet"
label = { fr = "wet", en = "wet" }
unit = "m2"
needs = ["natural_area"]
"""
    grid = parse(small.text(seen, small.veto("wet", "reserve", ("wet", ">", 1000.0))))
    _, found = _changes(KNOWN | {"wet": 4000.0}, grid)
    assert found[["fact", "then", "size"]].to_numpy().tolist() == [["wet", 1000.0, 0.75]]
