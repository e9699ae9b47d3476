"""Break-even weights: worked roots, and scores made equal by a grid that has them."""

import numpy as np
import pytest
from hypothesis import given, settings

from criteria.breakeven import break_even, winner_holds
from criteria.grid import Grid, parse
from criteria.scores import score
from tests.criteria import small

GRID = small.grid()
THREE = parse(
    small.text(
        criteria=(
            ("one", "f", 0.5, small.RISES),
            ("two", "g", 0.3, small.RISES),
            ("three", "h", 0.2, small.RISES),
        )
    )
)


def _reweighted(grid: Grid, kind: str, key: str, to: float) -> Grid:
    """The same grid with one weight moved and the others in proportion."""
    chosen = {c.key for c in grid.criteria if key == (c.family if kind == "family" else c.key)}
    now = sum(c.weight.share for c in grid.criteria if c.key in chosen)
    content = grid.model_dump()
    for line, criterion in zip(content["criteria"], grid.criteria, strict=True):
        factor = to / now if criterion.key in chosen else (1 - to) / (1 - now)
        line["weight"]["share"] = criterion.weight.share * factor
    return Grid.model_validate(content)


def test_a_worked_break_even_between_two_sites() -> None:
    """
    Log scores in the weight w of « one », others 3 to 2, floor far away: site A 0.8, 0.4, 0.4
    and site B 0.2, 0.8, 0.8: w ln 4 = (1 - w) ln 2, so w = 1/3.
    """
    rows = {
        "A": {"one": 80.0, "two": 40.0, "three": 40.0},
        "B": {"one": 20.0, "two": 80.0, "three": 80.0},
    }
    table = break_even(score(small.facts(rows), THREE), THREE, "A", "B").set_index(["kind", "key"])
    for kind, key in (("family", "f"), ("criterion", "one")):
        assert table.loc[(kind, key), "break_even"] == pytest.approx(1 / 3, abs=1e-9)
        assert table.loc[(kind, key), "within"]  # 0.25 to 0.75
    # « two » is 0.3 of 0.5: from r = x / (1 - x) against 5/7 one, 2/7 three: x ln 2 + ... = 0
    x = (5 / 7 * 2 - 2 / 7) / (1 + 5 / 7 * 2 - 2 / 7)
    assert table.loc[("family", "g"), "break_even"] == pytest.approx(x)


def test_a_site_better_everywhere_is_never_passed() -> None:
    rows = {"A": dict.fromkeys(THREE.by_key, 80.0), "B": dict.fromkeys(THREE.by_key, 40.0)}
    scores = score(small.facts(rows), THREE)
    assert break_even(scores, THREE, "A", "B")["break_even"].isna().all()
    held = winner_holds(scores, THREE)
    assert held[["low", "high"]].to_numpy().tolist() == [[0.0, 1.0]] * 6
    assert held["within"].all()


def test_the_range_of_the_winner_ends_at_the_nearest_rival_of_its_class() -> None:
    rows = {
        "A": {"one": 80.0, "two": 40.0, "three": 40.0},
        "B": {"one": 20.0, "two": 80.0, "three": 80.0},  # passes A under 1/3
        "C": {"one": 40.0, "two": 56.6, "three": 56.6},  # w ln 2 = (1 - w) ln 1.415: later
        "D": {"one": 100.0, "two": 100.0, "three": 100.0},  # excluded
    }
    grid = Grid.model_validate(
        THREE.model_dump()
        | {"vetoes": parse(small.text(
            small.veto("ban", "interdit", ("one", ">=", 95.0)),
            criteria=(("one", "f", 1.0, small.RISES),))).model_dump()["vetoes"]}
    )  # fmt: skip
    held = winner_holds(score(small.facts(rows), grid), grid).set_index(["kind", "key"])
    expected = np.log(1.415) / (np.log(2) + np.log(1.415))
    assert held.loc[("family", "f"), "low"] == pytest.approx(max(1 / 3, expected), abs=1e-3)
    assert held.loc[("family", "f"), "high"] == 1.0
    assert held.loc[("criterion", "one"), "low"] == pytest.approx(
        held.loc[("family", "f"), "low"], abs=1e-9
    )


@settings(max_examples=40, deadline=None)
@given(small.sites(2, 2))
def test_at_the_break_even_both_sites_have_the_same_score(rows: dict) -> None:
    facts = small.facts(rows)
    scores = score(facts, GRID)
    if scores.table["score"].isna().any():
        return
    for line in break_even(scores, GRID, "S0", "S1").dropna().itertuples():
        if not 1e-6 < line.break_even < 1 - 1e-6:
            continue
        moved = score(facts, _reweighted(GRID, line.kind, line.key, line.break_even)).table["score"]
        assert moved["S0"] == pytest.approx(moved["S1"], rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(small.sites(2, 4))
def test_inside_its_range_the_winner_is_first(rows: dict) -> None:
    facts = small.facts(rows)
    scores = score(facts, GRID)
    if scores.table["score"].isna().any():
        return
    first = scores.table["rank"].idxmin()
    for line in winner_holds(scores, GRID).itertuples():
        for part in (0.02, 0.5, 0.98):
            to = line.low + part * (line.high - line.low)
            if line.high - line.low < 1e-6 or not 1e-6 < to < 1 - 1e-6:
                continue
            moved = score(facts, _reweighted(GRID, line.kind, line.key, to)).table["score"]
            assert moved[first] >= moved.max() - 1e-6


def test_a_site_that_is_not_there_is_named() -> None:
    scores = score(small.facts({"A": dict.fromkeys(THREE.by_key, 80.0)}), THREE)
    with pytest.raises(KeyError, match="no such site among the scores: Z"):
        break_even(scores, THREE, "A", "Z")


def test_one_site_alone_holds_everywhere_and_none_holds_nothing() -> None:
    alone = winner_holds(score(small.facts({"A": dict.fromkeys(THREE.by_key, 50.0)}), THREE), THREE)
    assert alone[["low", "high"]].to_numpy().tolist() == [[0.0, 1.0]] * 6
    blind = small.facts({"A": dict.fromkeys(THREE.by_key, small.UNKNOWN)})
    assert winner_holds(score(blind, THREE), THREE).empty
