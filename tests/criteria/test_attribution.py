"""Shares of changes in a move: by hand, by brute force over orders, and beyond the exact size."""

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from criteria.attribution import EXACT, attribute


def test_changes_that_add_up_keep_what_they_bring() -> None:
    worth = np.array([1.0, -2.0, 4.0])
    shares = attribute(lambda made: np.array([10 + sum(worth[i] for i in made)]), 3)
    assert np.allclose(shares, [worth])


def test_no_change_has_no_share() -> None:
    assert attribute(lambda _: np.array([1.0, 2.0]), 0).shape == (2, 0)


@given(st.lists(st.integers(-9, 9), min_size=16, max_size=16))
def test_it_is_the_mean_over_every_order(figures: list[int]) -> None:
    def value(made: frozenset[int]) -> np.ndarray:
        return np.array([float(figures[sum(1 << i for i in made)])])

    effects = np.zeros(4)
    for order in permutations(range(4)):
        for place, one in enumerate(order):
            with_it, without = frozenset(order[: place + 1]), frozenset(order[:place])
            effects[one] += (value(with_it) - value(without))[0] / 24
    assert np.allclose(attribute(value, 4), [effects])


def test_beyond_the_exact_size_shares_still_add_up_and_twins_nearly_agree() -> None:
    changes = EXACT + 2

    def value(made: frozenset[int]) -> np.ndarray:
        return np.array([float(len(made)) ** 2, float(0 in made)])

    shares = attribute(value, changes)
    assert np.allclose(shares.sum(axis=1), [changes**2, 1.0])
    assert np.allclose(shares[1], np.eye(changes)[0])
    # Each order and its reverse: the mean place of every change is the middle one.
    assert np.allclose(shares[0], changes)
