"""Ways across families: worked means, their order, their exact bounds."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.aggregation import HOW, mean, owa, power_mean, side_by_side
from criteria.scores import score
from tests.criteria import small

MARKS = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(np.array)
WEIGHTS = np.array([0.4, 0.4, 0.2])


def test_power_means_of_one_and_a_quarter() -> None:
    marks, even = np.array([1.0, 0.25]), np.ones(2)
    assert power_mean(marks, even, p=1) == pytest.approx(0.625)
    assert power_mean(marks, even, p=0.5) == pytest.approx(0.75**2)  # ((1 + 1/2) / 2)²
    assert power_mean(marks, even, p=0) == pytest.approx(0.5)
    assert power_mean(marks, even, p=-1) == pytest.approx(2 / 5)
    assert power_mean(marks, even, p=-np.inf) == 0.25


def test_owa_hears_the_worst_family_most() -> None:
    # orness 0.3: Q(r) = r^(7/3); the best mark weighs Q(0.4), the worst 1 - Q(0.6)
    q = 7 / 3
    counts = [0.4**q, 0.6**q - 0.4**q, 1 - 0.6**q]
    # marks by weight: 0.9 (0.4), 0.6 (0.2), 0.2 (0.4)
    found = owa(np.array([0.2, 0.9, 0.6]), WEIGHTS, orness=0.3)
    assert found == pytest.approx(0.9 * counts[0] + 0.6 * counts[1] + 0.2 * counts[2])


def test_owa_of_orness_a_half_is_the_arithmetic_mean() -> None:
    marks = np.array([0.2, 0.9, 0.6])
    assert owa(marks, WEIGHTS, orness=0.5) == pytest.approx(power_mean(marks, WEIGHTS, p=1))


@pytest.mark.parametrize("orness", [0.0, 1.0, -0.2])
def test_an_orness_at_the_ends_is_refused(orness: float) -> None:
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        owa(np.array([0.5]), np.array([1.0]), orness=orness)


@pytest.mark.parametrize("how", HOW)
def test_a_missing_mark_leaves_with_its_weight(how: str) -> None:
    missing = mean(np.array([0.3, np.nan, 0.8]), WEIGHTS, how=how)
    without = mean(np.array([0.3, 0.8]), WEIGHTS[[0, 2]], how=how)
    assert missing == pytest.approx(without)
    assert np.isnan(mean(np.full(3, np.nan), WEIGHTS, how=how))


@pytest.mark.parametrize("how", HOW)
def test_a_criterion_without_weight_says_nothing(how: str) -> None:
    found = mean(np.array([0.3, 0.8, 0.0]), np.array([0.5, 0.5, 0.0]), how=how)
    assert found == pytest.approx(mean(np.array([0.3, 0.8]), np.ones(2), how=how))


@settings(max_examples=100, deadline=None)
@given(MARKS)
def test_means_rise_with_their_exponent_between_worst_and_best(marks: np.ndarray) -> None:
    powers = (-np.inf, -3.0, -1.0, 0.0, 0.5, 1.0, 2.0)
    means = [float(power_mean(marks, WEIGHTS, p=p, floor=0.01)) for p in powers]
    floored = np.maximum(marks, 0.01)
    assert all(b >= a - 1e-9 for a, b in itertools.pairwise(means[:4]))  # all floored
    assert all(b >= a - 1e-9 for a, b in itertools.pairwise(means[4:]))  # none floored
    assert means[0] == pytest.approx(floored.min())
    assert marks.min() - 1e-9 <= owa(marks, WEIGHTS) <= power_mean(marks, WEIGHTS, p=1) + 1e-9


@settings(max_examples=100, deadline=None)
@given(MARKS, st.integers(0, 2), st.floats(0, 1), st.sampled_from(HOW))
def test_no_way_falls_when_a_mark_rises(marks, at, to, how) -> None:
    better = marks.copy()
    better[at] = max(better[at], to)
    before, after = (mean(m, WEIGHTS, how=how, floor=0.01) for m in (marks, better))
    assert after >= before - 1e-9


def _corners(row: dict[str, small.Cell]) -> list[dict[str, small.Cell]]:
    ends = []
    for low, high, status in row.values():
        if status == "not_applicable":
            ends.append([small.NOT_APPLICABLE])
        else:
            both = (0.0, 100.0) if status == "unknown" else (low, high)
            ends.append([(v, v, "measured") for v in (*both, sum(both) / 2)])
    return [dict(zip(row, cells, strict=True)) for cells in itertools.product(*ends)]


@settings(max_examples=25, deadline=None)
@given(small.sites(1, 1))
def test_bounds_hold_every_completion_under_every_way_and_are_reached(rows: dict) -> None:
    grid = small.grid()
    bounds = side_by_side(score(small.facts(rows), grid).families, grid)
    whole = {f"C{i}": row for i, row in enumerate(_corners(rows["S0"]))}
    settled = side_by_side(score(small.facts(whole), grid).families, grid)
    for way in (*HOW, "power"):
        found = settled[way]["central"]
        if found.isna().all():
            assert bounds[way].loc["S0", ["low", "high"]].isna().all()
        else:
            np.testing.assert_allclose(
                [found.min(), found.max()], bounds[way].loc["S0", ["low", "high"]].astype(float)
            )
