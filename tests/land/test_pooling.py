"""Pooling: hand-worked hours, exhaustive search on small cases, greedy pairing as a floor."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from land.errors import SchemaError
from land.pooling import Need, greedy_pairs, pooling, requirement


def partitions(members: list[int]) -> Iterator[list[list[int]]]:
    """Every way to part members into groups."""
    if not members:
        yield []
        return
    first, *rest = members
    for parted in partitions(rest):
        yield [[first], *parted]
        for i, group in enumerate(parted):
            yield [*parted[:i], [first, *group], *parted[i + 1 :]]


def exhaustive(needs: list[Need], near: set[tuple[int, int]], most: int, cost: float) -> float:
    """Worth of the best partition whose groups are cliques of neighbours."""
    best = 0.0
    for parted in partitions(list(range(len(needs[0].profiles)))):
        total = 0.0
        for group in parted:
            pairs = [(a, b) for a in group for b in group if a < b]
            if len(group) > most or any(p not in near for p in pairs):
                break
            if len(group) > 1:
                total -= cost
                for need in needs:
                    rows = need.profiles.to_numpy(float)[group]
                    apart = requirement(rows, need.counted).sum()
                    total += need.worth * (apart - requirement(rows.sum(axis=0), need.counted))
        else:
            best = max(best, total)
    return float(best)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Need], DataFrame, int, float]:
    count = draw(st.integers(2, 6))
    hours = draw(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3),
                          min_size=count, max_size=count))  # fmt: skip
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if draw(st.booleans())]
    profiles = DataFrame(hours, dtype=float)
    needs = [Need(name="parking", profiles=profiles, worth=25.0)]
    if draw(st.booleans()):
        needs.append(Need(name="waste", profiles=profiles / 7, worth=30.0, counted="rounds"))
    near = DataFrame(pairs, columns=["a", "b"], dtype=int)
    return needs, near, draw(st.integers(2, 4)), draw(st.sampled_from([0.0, 40.0]))


@given(cases())
@settings(max_examples=60, deadline=None)
def test_it_is_the_best_of_all_partitions_and_not_worse_than_greedy_pairing(
    case: tuple[list[Need], DataFrame, int, float],
) -> None:
    needs, near, most, cost = case
    found = pooling(needs, near, most=most, cost=cost)
    met = set(zip(near["a"], near["b"], strict=True))
    assert found.worth == pytest.approx(exhaustive(needs, met, most, cost))
    assert found.every_group
    assert found.gap == pytest.approx(0, abs=1e-6)
    assert found.worth >= greedy_pairs(needs, near, cost=cost).worth - 1e-9
    assert found.groups["worth"].sum() == pytest.approx(found.worth)


def test_shops_and_a_cinema_share_their_places() -> None:
    """30 places by day and 24 in the evening; together the peak is 34, by day."""
    hours = DataFrame({"day": [30, 4], "evening": [5, 24]}, index=["shops", "cinema"], dtype=float)
    near = DataFrame({"a": ["shops"], "b": ["cinema"]})
    found = pooling([Need(name="parking", profiles=hours, worth=25)], near)
    row = found.groups.loc[1]
    assert (row["apart_parking"], row["pooled_parking"], row["saved_parking"]) == (54, 34, 20)
    assert found.worth == 500


def test_three_half_full_rounds_become_two() -> None:
    days = DataFrame({"Monday": [0.5, 0.6, 0.7]}, index=list("ABC"))
    near = DataFrame({"a": ["A", "A", "B"], "b": ["B", "C", "C"]})
    found = pooling([Need(name="waste", profiles=days, counted="rounds")], near)
    assert found.groups["pooled_waste"].sum() + found.group_of.isna().sum() == 2
    assert found.worth == 1


def test_nothing_is_pooled_that_costs_more_than_it_saves() -> None:
    hours = DataFrame({"day": [5, 0], "night": [0, 5]}, index=["A", "B"], dtype=float)
    near = DataFrame({"a": ["A"], "b": ["B"]})
    assert pooling([Need(name="parking", profiles=hours)], near, cost=5).groups.empty


def test_with_few_candidates_it_still_beats_greedy_pairing_and_says_its_gap() -> None:
    rng = np.random.default_rng(7)
    hours = DataFrame(rng.integers(0, 20, (30, 4)).astype(float))
    pairs = [(a, b) for a in range(30) for b in range(a + 1, 30)]
    near = DataFrame(pairs, columns=["a", "b"])
    needs = [Need(name="parking", profiles=hours)]
    found = pooling(needs, near, most=4, candidates=600, seconds=3)
    assert not found.every_group
    assert found.worth >= greedy_pairs(needs, near).worth
    whole = hours.max(axis=1).sum() - hours.sum(axis=0).max()
    assert found.bound == pytest.approx(whole)
    assert found.gap == pytest.approx(1 - found.worth / whole)


def test_all_faults_are_said_at_once() -> None:
    hours = DataFrame({"day": [5.0, np.nan]}, index=["A", "B"])
    near = DataFrame({"a": ["A"], "b": ["Z"]})
    with pytest.raises(SchemaError, match=r"missing, negative.* B; pairs name .*Z"):
        pooling([Need(name="parking", profiles=hours)], near)
