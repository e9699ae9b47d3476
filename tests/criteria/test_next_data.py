"""What to measure next: worked gains, and the curve of regret on simulated sites."""

import numpy as np
import pytest
from pandas import DataFrame

from criteria.facts import Facts
from criteria.grid import parse
from criteria.next_data import expected_worth, next_data
from criteria.scores import score
from tests.criteria import small

GRID = small.grid()
KNOWN = {"a1": 80.0, "a2": 50.0, "b1": 50.0, "c1": 0.0, "c2": 20.0}
LINE = parse(small.text(criteria=(("x", "f", 1.0, small.RISES),)))


def _next(rows: dict, grid=GRID) -> DataFrame:
    facts = small.facts(rows)
    return next_data(facts, score(facts, grid), grid)


def test_the_gain_of_one_unknown_against_a_known_site() -> None:
    """x even in 0-1 against 0.4: E max(x, 0.4) = 0.4² + (1 - 0.4²) / 2 = 0.58, instead of 0.5."""
    row = _next({"open": {"x": small.UNKNOWN}, "known": {"x": 40.0}}, LINE).iloc[0]
    assert row[["site_id", "fact", "status"]].tolist() == ["open", "x", "unknown"]
    assert row["regret"] == pytest.approx(8.0, abs=0.3)
    assert row["first"] == pytest.approx(0.4, abs=0.07)  # it proves worse than the known one
    assert row["letter"] == pytest.approx(0.7, abs=0.07)  # it stays C from 50 to 80 only
    assert row["spread"] == pytest.approx(100 / 12**0.5, rel=0.02)


def test_an_interval_that_cannot_reach_the_first_has_no_power() -> None:
    rows = {"far": {"x": (0.0, 30.0, "estimated")}, "known": {"x": 40.0}}
    row = _next(rows, LINE).iloc[0]
    assert row[["power", "regret", "first", "letter", "admission"]].tolist() == [0.0] * 5
    assert row["spread"] > 0


def test_a_veto_to_check_on_the_first_site_comes_first() -> None:
    grid = small.grid(small.veto("ban", "interdit", ("a1", ">=", 70.0)))
    rows = {
        "best": KNOWN | {"a1": (50.0, 90.0, "estimated"), "b1": 90.0, "c2": small.UNKNOWN},
        "next": KNOWN | {"a1": 10.0},
    }
    first = _next(rows, grid).iloc[0]
    assert first[["site_id", "fact"]].tolist() == ["best", "a1"]
    assert first["admission"] == pytest.approx(0.5)
    assert first["regret"] > 10


def test_settled_sites_leave_nothing_to_measure() -> None:
    assert _next({"A": KNOWN, "B": KNOWN}).empty
    blank = dict.fromkeys(small.KEYS, small.NOT_APPLICABLE)
    assert _next({"A": blank}).empty


def test_two_facts_that_only_matter_together_still_have_power() -> None:
    """Neither alone brings the site to the first; both do."""
    pair = parse(small.text(criteria=(("x", "f", 0.5, small.RISES), ("y", "f", 0.5, small.RISES))))
    rows = {"open": {"x": small.UNKNOWN, "y": small.UNKNOWN}, "known": {"x": 80.0, "y": 80.0}}
    found = _next(rows, pair)
    assert found["regret"].tolist() == [0.0, 0.0]
    assert (found["power"] > 0).all()
    assert (found["first"] == 0).all()


def _simulated(seed: int) -> tuple[Facts, Facts]:
    """Ten sites, half of whose facts are not settled; and the same once all is known."""
    chance = np.random.default_rng(seed)
    truth = {
        f"S{i}": dict(zip(small.KEYS, chance.uniform(0, 100, 5), strict=True)) for i in range(10)
    }
    seen = {}
    for site, row in truth.items():
        seen[site] = {}
        for key, value in row.items():
            kind = chance.random()
            near = (
                max(value - 40 * chance.random(), 0.0),
                min(value + 40 * chance.random(), 100.0),
            )
            seen[site][key] = (
                small.UNKNOWN if kind < 0.25 else (*near, "estimated") if kind < 0.5 else value
            )
    return small.facts(seen), small.facts(truth)


def _settled(facts: Facts, truth: Facts, cell: tuple[str, str]) -> Facts:
    parts = {side: getattr(facts, side).copy() for side in ("low", "high", "status")}
    for side, frame in parts.items():
        frame.loc[cell] = getattr(truth, side).loc[cell]
    return Facts(**parts, origin=facts.origin)


def _regrets(seed: int, steps: int, *, at_random: bool) -> list[float]:
    """Regret of keeping the best expected site, after each fact that is revealed."""
    facts, truth = _simulated(seed)
    chance = np.random.default_rng(seed)
    worth = score(truth, GRID).table["score"]
    found = []
    for step in range(steps + 1):
        scores = score(facts, GRID)
        kept = expected_worth(facts, scores, GRID).idxmax()
        found.append(worth.max() - worth[kept])
        if step == steps:
            break
        cells = next_data(facts, scores, GRID)
        at = int(chance.integers(len(cells))) if at_random else 0
        facts = _settled(facts, truth, tuple(cells.loc[at, ["site_id", "fact"]]))
    return found


@pytest.mark.slow
def test_revealing_in_this_order_lowers_regret_faster_than_at_random() -> None:
    steps, runs = 8, 14
    ordered = np.mean([_regrets(s, steps, at_random=False) for s in range(runs)], axis=0)
    blind = np.mean([_regrets(s, steps, at_random=True) for s in range(runs)], axis=0)
    assert ordered[0] == blind[0]  # nothing is revealed yet
    assert (ordered[3:] < blind[3:]).all()
    assert ordered[1:].mean() < 0.6 * blind[1:].mean()
    assert ordered[-1] < 0.25 * ordered[0]


def test_a_fact_that_only_a_veto_looks_at_moves_no_letter() -> None:
    seen = """
[[observations]]
key = "wet"
label = { fr = "wet", en = "wet" }
unit = "m2"
needs = ["natural_area"]
"""
    grid = parse(small.text(seen, small.veto("wet", "reserve", ("wet", ">", 1000.0))))
    rows = {"A": KNOWN | {"wet": small.UNKNOWN}, "B": KNOWN | {"b1": 40.0, "wet": 0.0}}
    row = _next(rows, grid).iloc[0]
    assert row[["site_id", "fact"]].tolist() == ["A", "wet"]
    # one in two for a class, 100 points: A is worth 66.3 - 50, B 60.6; learnt clear, A gains 5.7
    gain = 100 * 0.8**0.6 * (0.5**0.4 - 0.4**0.4)
    assert row["regret"] == pytest.approx(gain / 2)
    assert row[["first", "letter", "admission"]].tolist() == pytest.approx([0.5, 0.0, 0.5])
    assert row["spread"] == pytest.approx(50.0)
