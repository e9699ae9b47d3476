"""Smallest changes of letter: worked ones, and none smaller on a fine mesh."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.counterfactual import COLUMNS, letter_changes
from criteria.facts import with_values
from criteria.grid import parse
from criteria.scores import score
from tests.criteria import small

GRID = small.grid()
KNOWN = {"a1": 80.0, "a2": 50.0, "b1": 50.0, "c1": 0.0, "c2": 20.0}  # 66.3, letter C
MESH = np.linspace(0, 100, 201)


def _letters(rows: dict) -> dict[str, str]:
    return score(small.facts(rows), GRID).table["letter"].to_dict()


def _changes(row: dict, **rest):
    facts = small.facts({"S": row})
    return facts, letter_changes(facts, score(facts, GRID), GRID, **rest)


def test_the_fact_that_lifts_to_the_next_letter_worked_by_hand() -> None:
    """80 = 100 (0.8^0.6) b^0.4, so b = 0.8; the other families at 1 would not be enough."""
    _, found = _changes(KNOWN)
    single = found[found["second"].isna()]
    assert single["fact"].tolist() == ["b1"]
    assert single.iloc[0][["now", "then", "size"]].tolist() == pytest.approx([50.0, 80.0, 0.3])


def test_two_facts_move_by_the_same_share_of_their_range() -> None:
    """a = 0.8 + 0.75 d, b = 0.5 + d: a^0.4 b^0.4 0.8^0.2 = 0.8, so a b = 0.64."""
    _, found = _changes(KNOWN, movable=["a1", "b1"])
    pair = found[found["second"].notna()].iloc[0]
    b = 0.8 + 0.375
    d = (-b + math.sqrt(b**2 - 4 * 0.75 * (0.4 - 0.64))) / 1.5
    assert pair["size"] == pytest.approx(d)
    assert pair[["then", "second_then"]].tolist() == pytest.approx([80 + 100 * d, 50 + 100 * d])


def test_a_letter_may_be_lost_too() -> None:
    """50 = 100 (0.8^0.6) b^0.4."""
    facts, found = _changes(KNOWN, towards="worse", movable=["b1"])
    b = (0.5 / 0.8**0.6) ** 2.5
    assert found["then"].tolist() == pytest.approx([100 * b], abs=1e-4)
    fallen = with_values(facts, "S", {"b1": found["then"].iloc[0]})
    assert score(fallen, GRID).table.loc["S", "letter"] == "E"
    kept = with_values(facts, "S", {"b1": 100 * b + 1e-3})
    assert score(kept, GRID).table.loc["S", "letter"] == "C"


def test_the_best_letter_has_no_better_and_the_unknown_does_not_move() -> None:
    best = {"a1": 100.0, "a2": 0.0, "b1": 100.0, "c1": 0.0, "c2": 100.0}
    _, found = _changes(best)
    assert found.empty
    assert list(found.columns) == list(COLUMNS)
    _, found = _changes(KNOWN | {"b1": small.UNKNOWN})
    assert "b1" not in set(found["fact"]) | set(found["second"].dropna())


CLASSES = parse(
    small.text(
        criteria=(
            ("k", "f", 0.5, [[0, 1.0], [1, 0.7], [2, 0.4], [3, 0.0]]),
            ("x", "g", 0.5, small.RISES),
        )
    ).replace('unit = "m"', 'unit = "class 0-3"', 1)
)


def test_a_fact_in_classes_moves_by_whole_ones() -> None:
    """k = 2, x = 50: 44.7, E. From class 1 up 59.2, C, though 1.67 would do: mark 0.5."""
    facts = small.facts({"S": {"k": 2.0, "x": 50.0}})
    found = letter_changes(facts, score(facts, CLASSES), CLASSES)
    single = found[found["second"].isna()].set_index("fact")
    assert single.loc["k", "then"] == 1.0
    assert single.loc["k", "size"] == pytest.approx(1 / 3)
    assert single.loc["x", "then"] == pytest.approx(62.5)  # 0.4 x = 0.25
    # moving x alone by 0.125 is the smallest of two as well: a class is a third of the range
    pair = found[found["second"].notna()].iloc[0]
    assert pair[["then", "second_then"]].tolist() == pytest.approx([2.0, 62.5])


def test_with_values_leaves_the_facts_as_they_are() -> None:
    facts = small.facts({"S": KNOWN, "T": KNOWN})
    moved = with_values(facts, "S", {"b1": 10.0})
    assert facts.low.loc["S", "b1"] == 50.0
    assert moved.low["b1"].tolist() == [10.0, 50.0]
    assert moved.status.loc["S", "b1"] == "declared"


def _towards(key: str, *, up: bool) -> float:
    return 1.0 if GRID.by_key[key].value.rises == up else -1.0


@settings(max_examples=30, deadline=None)
@given(small.sites(1, 1), st.sampled_from(["better", "worse"]))
def test_applying_it_flips_and_nothing_smaller_does(rows: dict, towards: str) -> None:
    facts = small.facts(rows)
    before = score(facts, GRID)
    found = letter_changes(facts, before, GRID, towards=towards)
    letter = before.table.loc["S0", "letter"]
    up = towards == "better"
    tried = {}
    for i, change in enumerate(found[found["size"] >= 1e-5].itertuples()):
        moves = [(change.fact, change.now, change.then)]
        if change.second is not None:
            moves.append((change.second, change.second_now, change.second_then))
        tried[f"whole {i}"] = rows["S0"] | {k: then for k, _, then in moves}
        tried[f"short {i}"] = rows["S0"] | {k: _short(now, then) for k, now, then in moves}
    for name, after in _letters(tried).items() if tried else ():
        if name.startswith("short"):
            assert after == letter
        else:
            assert (after < letter) if up else (after > letter)


def _short(now: float, then: float) -> float:
    return now + (then - now) * (1 - 1e-4)


@settings(max_examples=30, deadline=None)
@given(small.sites(1, 1))
def test_no_smaller_change_of_one_fact_is_found_on_a_mesh(rows: dict) -> None:
    facts = small.facts(rows)
    before = score(facts, GRID)
    letter = before.table.loc["S0", "letter"]
    found = letter_changes(facts, before, GRID)
    single = found[found["second"].isna()].set_index("fact")["size"]
    open_ = [k for k in small.KEYS if not math.isnan(facts.low.loc["S0", k]) and letter != "A"]
    tried = {
        f"{key}/{i}": rows["S0"] | {key: (x, x, "measured")}
        for key in open_
        for i, x in enumerate(MESH)
    }
    every = score(small.facts(tried), GRID).table["letter"].to_numpy() if tried else np.array([])
    for key, letters in zip(open_, every.reshape(-1, len(MESH)), strict=True):
        now = (facts.low.loc["S0", key] + facts.high.loc["S0", key]) / 2
        enough = np.abs(MESH[letters < letter] - now) / 100
        if key in single:
            assert enough.size == 0 or enough.min() >= single[key] - 1e-6
            assert enough.size > 0
        else:
            assert enough.size == 0


@settings(max_examples=15, deadline=None)
@given(st.tuples(*[st.integers(0, 100)] * 5))
def test_no_smaller_change_of_two_facts_is_found_on_a_mesh(values: tuple[int, ...]) -> None:
    row = dict(zip(small.KEYS, map(float, values), strict=True))
    facts, found = _changes(row, movable=["a1", "c1"])
    letter = score(facts, GRID).table.loc["S", "letter"]
    pair = found[found["second"].notna()]
    size = pair["size"].iloc[0] if len(pair) else 1.0
    mesh = np.linspace(-size, size, 15) * 100 * 0.999
    tried = {
        f"{i}/{j}": row
        | {"a1": float(np.clip(row["a1"] + i, 0, 100)), "c1": float(np.clip(row["c1"] + j, 0, 100))}
        for i in mesh
        for j in mesh
    }
    if size > 1e-5:
        assert min(_letters(tried).values()) >= letter
