"""Mixes of uses: counted by hand, and by their bounds."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from land.errors import SchemaError
from land.mixes import mixes


def test_thirds_of_three_uses_are_ten_mixes() -> None:
    found = mixes(["p", "g", "s"], steps=3)
    assert len(found) == comb(5, 2) == 10
    assert {tuple(row) for row in (found.to_numpy() * 3).round().astype(int)} == {
        (a, b, 3 - a - b) for a in range(4) for b in range(4 - a)
    }


@given(uses=st.integers(1, 4), steps=st.integers(1, 12))
def test_every_mix_once_and_each_adds_up(uses: int, steps: int) -> None:
    found = mixes(list("abcd"[:uses]), steps=steps)
    assert len(found) == comb(steps + uses - 1, uses - 1) == len(found.drop_duplicates())
    assert np.allclose(found.sum(axis=1), 1)
    assert (found.to_numpy() >= 0).all()


def test_a_smallest_piece_is_nothing_or_large_enough() -> None:
    found = mixes(["p", "g"], steps=10, piece={"p": 0.35})
    assert sorted((found["p"] * 10).round()) == [0, 4, 5, 6, 7, 8, 9, 10]


def test_a_bound_that_is_a_step_counts_in() -> None:
    # 0.29 is not exact in binary: 29 steps of 1 % must meet it all the same.
    found = mixes(["p", "g"], least={"p": 0.29}, most={"p": 0.29})
    assert found["p"].tolist() == [0.29]


def test_all_faults_at_once() -> None:
    with pytest.raises(SchemaError) as fault:
        mixes(["p", "g"], least={"q": 0.1}, most={"p": 1.5})
    assert len(fault.value.faults) == 2


def test_bounds_that_leave_nothing_are_said() -> None:
    with pytest.raises(SchemaError, match="no mix of uses"):
        mixes(["p", "g"], least={"p": 0.6, "g": 0.6})


def test_too_many_mixes_are_refused_before_they_are_made() -> None:
    with pytest.raises(SchemaError, match="too many"):
        mixes([f"use{i}" for i in range(8)])


def test_two_uses_of_one_name_are_refused() -> None:
    with pytest.raises(SchemaError, match="name of its own"):
        mixes(["p", "p"])
