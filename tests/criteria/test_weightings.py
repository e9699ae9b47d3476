"""Weights drawn in ranges and under orders."""

import numpy as np
import pytest

from criteria.weightings import weights_in_order, weights_in_range
from tests.criteria import small

GRID = small.grid()
SHARES = np.array([0.3, 0.1, 0.4, 0.15, 0.05])


def test_weights_stay_in_their_ranges_before_they_are_brought_to_one() -> None:
    drawn = weights_in_range(GRID, 5000, seed=3)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    ratio = drawn / SHARES
    spread = ratio.max(axis=1) / ratio.min(axis=1)
    assert spread.max() <= 1.5 / 0.5 + 1e-9  # two weights: one at +50 %, the other at -50 %
    assert spread.max() > 2.5
    np.testing.assert_allclose(drawn.mean(axis=0), SHARES, atol=0.01)


def test_the_same_seed_gives_the_same_weights() -> None:
    np.testing.assert_array_equal(
        weights_in_range(GRID, 9, seed=1), weights_in_range(GRID, 9, seed=1)
    )
    assert not np.array_equal(weights_in_range(GRID, 9, seed=1), weights_in_range(GRID, 9, seed=2))


def test_no_spread_gives_back_the_grid() -> None:
    np.testing.assert_allclose(weights_in_range(GRID, 3, spread=0), np.tile(SHARES, (3, 1)))


def test_the_mean_of_ordered_families_is_the_rank_order_centroid() -> None:
    drawn = weights_in_order(GRID, ["c", "a", "b"], 20_000, seed=1)
    families = np.stack([drawn[:, :2].sum(axis=1), drawn[:, 2], drawn[:, 3:].sum(axis=1)], axis=1)
    # (1/3)(1 + 1/2 + 1/3), (1/3)(1/2 + 1/3), (1/3)(1/3) for c, a, b
    np.testing.assert_allclose(families.mean(axis=0), [5 / 18, 2 / 18, 11 / 18], atol=0.01)
    np.testing.assert_allclose(drawn[:, 0] / drawn[:, 1], 3)  # shares of the grid inside a family


def test_criteria_may_be_ordered_too() -> None:
    order = ["b1", "c2", "a1", "a2", "c1"]
    drawn = weights_in_order(GRID, order, 500)
    columns = [small.KEYS.index(k) for k in order]
    assert (np.diff(drawn[:, columns], axis=1) <= 0).all()


@pytest.mark.parametrize("order", [["a", "b"], ["a", "b", "c", "c"], ["a", "b", "c1"]])
def test_an_order_that_is_not_whole_is_refused(order: list[str]) -> None:
    with pytest.raises(ValueError, match="all families or all criteria"):
        weights_in_order(GRID, order, 10)
