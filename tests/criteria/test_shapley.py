"""Shapley values against all orders, family by family."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series

from criteria.aggregation import HOW
from criteria.grid import parse
from criteria.scores import across, family_scores, score
from criteria.shapley import BASE, shapley
from tests.criteria import small

GRID = small.grid()
KNOWN = {"a1": 80.0, "a2": 50.0, "b1": 50.0, "c1": 0.0, "c2": 20.0}


def _orders() -> list[tuple[str, ...]]:
    """Every order of the criteria in which families stay together."""
    families = [("a1", "a2"), ("b1",), ("c1", "c2")]
    found = []
    for chain in itertools.permutations(families):
        found += [sum(p, ()) for p in itertools.product(*map(itertools.permutations, chain))]
    return found


def _by_hand(scores, how: str, start: float) -> Series:
    """Mean gain of each criterion over the orders, each coalition scored by the engine."""
    site = scores.marks.central.iloc[0]
    value = {}

    def worth(heard: frozenset[str]) -> float:
        if heard not in value:
            marks = site.where(site.index.isin(heard), start).where(site.notna())
            families = family_scores(marks.to_frame().T, GRID)
            value[heard] = float(across(families, GRID, how=how).iloc[0])
        return value[heard]

    gains = Series(0.0, index=site.index)
    orders = _orders()
    for order in orders:
        for place, key in enumerate(order):
            before = frozenset(order[:place])
            gains[key] += (worth(before | {key}) - worth(before)) / len(orders)
    return gains.where(site.notna())


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("row", [KNOWN, KNOWN | {"a2": small.UNKNOWN, "b1": small.NOT_APPLICABLE}])
@pytest.mark.parametrize("start", [0.0, 0.5])
def test_values_are_the_mean_over_all_orders(how: str, row: dict, start: float) -> None:
    scores = score(small.facts({"S": row}), GRID)
    reference = None if start == 0 else Series(start, index=list(small.KEYS))
    found = shapley(scores, GRID, how=how, reference=reference).loc["S"]
    np.testing.assert_allclose(found[list(small.KEYS)], _by_hand(scores, how, start), atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(small.sites(1, 3), st.sampled_from(HOW))
def test_values_and_base_add_up_to_the_score(rows: dict, how: str) -> None:
    scores = score(small.facts(rows), GRID)
    found = shapley(scores, GRID, how=how)
    np.testing.assert_allclose(
        found.sum(axis=1, min_count=1).where(found[BASE].notna()), scores.alternatives[how]
    )


def test_two_families_alike_bring_the_same_under_any_way() -> None:
    twins = parse(
        small.text(criteria=(("one", "f", 0.5, small.RISES), ("two", "g", 0.5, small.RISES)))
    )
    scores = score(small.facts({"S": {"one": 40.0, "two": 40.0}}), twins)
    for how in HOW:
        found = shapley(scores, twins, how=how).loc["S"]
        assert found["one"] == pytest.approx(found["two"])
        assert found["one"] == pytest.approx((40 - found[BASE]) / 2)


def test_the_minimum_pays_the_worst_family_by_what_it_holds_back() -> None:
    twins = parse(
        small.text(criteria=(("one", "f", 0.5, small.RISES), ("two", "g", 0.5, small.RISES)))
    )
    scores = score(small.facts({"S": {"one": 100.0, "two": 21.0}}), twins)
    found = shapley(scores, twins, how="minimum").loc["S"]
    # heard first, neither moves the floor of 1; heard second, each lifts it to 21
    assert found.to_dict() == pytest.approx({BASE: 1.0, "one": 10.0, "two": 10.0})


def test_under_the_arithmetic_mean_they_are_the_weighted_marks() -> None:
    scores = score(small.facts({"S": KNOWN}), GRID)
    found = shapley(scores, GRID, how="arithmetic").loc["S"]
    # 100 x weight x mark
    assert found.to_dict() == pytest.approx(
        {BASE: 0.0, "a1": 24.0, "a2": 8.0, "b1": 20.0, "c1": 15.0, "c2": 1.0}
    )


def test_a_reference_that_is_not_whole_is_refused() -> None:
    scores = score(small.facts({"S": KNOWN}), GRID)
    with pytest.raises(ValueError, match="reference lacks b1"):
        shapley(scores, GRID, reference=Series(0.5, index=["a1", "a2", "c1", "c2"]))
