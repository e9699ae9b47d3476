"""SMAA-2: shares known by geometry, closure, seeds, admission, dominated sites."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from criteria.grid import parse
from criteria.robustness import Robustness, smaa
from criteria.scores import score
from criteria.weightings import weights_in_order, weights_in_range
from tests.criteria import small

GRID = small.grid()
BEST = {"a1": 100.0, "a2": 0.0, "b1": 100.0, "c1": 0.0, "c2": 100.0}
MIDDLE = {"a1": 50.0, "a2": 50.0, "b1": 50.0, "c1": 50.0, "c2": 50.0}
TWO = parse(small.text(criteria=(("one", "f", 0.5, small.RISES), ("two", "g", 0.5, small.RISES))))


def _run(rows: dict, *, grid=GRID, draws: int = 2000, seed: int = 0, **rest) -> Robustness:
    scores = score(small.facts(rows), grid)
    return smaa(scores, grid, weights_in_range(grid, draws, seed=seed), seed=seed, **rest)


def test_two_mirror_sites_share_the_first_place_by_the_weights() -> None:
    rows = {"west": {"one": 90.0, "two": 30.0}, "east": {"one": 30.0, "two": 90.0}}
    scores = score(small.facts(rows), TWO)
    found = smaa(scores, TWO, weights_in_order(TWO, ["f", "g"], 500))
    assert found.acceptability[1].to_dict() == {"west": 1.0, "east": 0.0}  # f weighs more
    free = _run(rows, grid=TWO, draws=20_000)
    assert free.acceptability[1].to_dict() == pytest.approx({"west": 0.5, "east": 0.5}, abs=0.015)
    # within the draws that put it first, its strong side weighs more than half
    assert free.central_weights.loc["west", "one"] > 0.55
    assert free.central_weights.loc["west"].sum() == pytest.approx(1.0)
    assert free.confidence.to_dict() == {"west": 1.0, "east": 1.0}  # facts are known


def test_an_unknown_alone_against_a_known_site() -> None:
    """x even in 0-1 against 0.3 on the same criterion: first in 70 % of the completions."""
    rows = {"open": {"one": small.UNKNOWN, "two": 50.0}, "known": {"one": 30.0, "two": 50.0}}
    found = _run(rows, grid=TWO, draws=20_000)
    assert found.acceptability.loc["open", 1] == pytest.approx(0.7, abs=0.015)
    assert found.pairwise.loc["open", "known"] == pytest.approx(0.7, abs=0.015)
    assert found.confidence["open"] == pytest.approx(0.7, abs=0.05)
    assert found.mean_rank["open"] == pytest.approx(1.3, abs=0.015)


def test_what_does_not_apply_is_left_out_of_every_draw() -> None:
    blank = small.NOT_APPLICABLE
    rows = {"half": {"one": 60.0, "two": blank}, "full": {"one": 50.0, "two": 50.0}}
    assert _run(rows, grid=TWO, draws=200).acceptability.loc["half", 1] == 1.0
    nothing = {"none": {"one": blank, "two": blank}, "poor": {"one": 0.0, "two": 0.0}}
    assert _run(nothing, grid=TWO, draws=200).acceptability.loc["none", 2] == 1.0


def test_sites_with_the_same_facts_share_by_lot() -> None:
    found = _run({"x": MIDDLE, "y": MIDDLE, "z": MIDDLE}, draws=9000)
    np.testing.assert_allclose(found.acceptability.to_numpy(), 1 / 3, atol=0.03)


def test_an_excluded_site_ranks_after_the_others_in_every_draw() -> None:
    grid = small.grid(
        small.veto("ban", "interdit", ("a1", ">=", 90.0)),
        small.veto("wait", "reserve", ("b1", ">=", 75.0)),
    )
    rows = {"ban": BEST, "wait": MIDDLE | {"b1": 80.0}, "free": dict.fromkeys(small.KEYS, 1.0)}
    found = _run(rows, grid=grid)
    assert found.mean_rank.to_dict() == {"ban": 3.0, "wait": 2.0, "free": 1.0}


def test_one_seed_one_answer_whatever_the_threads() -> None:
    rows = {f"S{i}": MIDDLE | {"b1": small.UNKNOWN} for i in range(30)}
    one, two = (_run(rows, draws=500, seed=7, workers=w) for w in (1, 3))
    assert_frame_equal(one.acceptability, two.acceptability)
    assert_frame_equal(one.central_weights, two.central_weights)
    assert_series_equal(one.confidence, two.confidence)
    other = _run(rows, draws=500, seed=8)
    assert not one.acceptability.equals(other.acceptability)


@settings(max_examples=20, deadline=None)
@given(small.sites(2, 6), st.integers(0, 3))
def test_acceptabilities_close(rows: dict, seed: int) -> None:
    found = _run(rows, draws=100, seed=seed)
    np.testing.assert_allclose(found.acceptability.sum(axis=0), 1)  # each rank is taken
    np.testing.assert_allclose(found.acceptability.sum(axis=1), 1)  # each site has a rank
    np.testing.assert_allclose(found.mean_rank.sum(), len(rows) * (len(rows) + 1) / 2)
    wins = found.pairwise.to_numpy()
    apart = ~np.eye(len(rows), dtype=bool)
    assert ((wins + wins.T)[apart] <= 1).all()
    assert ((wins + wins.T)[apart] >= 0.9).all()  # a draw seldom ends level
    ranks = found.acceptability.columns.to_numpy(float)
    np.testing.assert_allclose(found.acceptability @ ranks, found.mean_rank)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(*[st.integers(10, 90)] * 5), min_size=2, max_size=4, unique=True))
def test_adding_a_dominated_site_takes_no_first_place(values: list[tuple[int, ...]]) -> None:
    rows = {
        f"S{i}": dict(zip(small.KEYS, map(float, v), strict=True)) for i, v in enumerate(values)
    }
    worst = {"a1": 0.0, "a2": 100.0, "b1": 0.0, "c1": 100.0, "c2": 0.0}
    alone, joined = _run(rows, draws=300), _run(rows | {"worst": worst}, draws=300)
    assert joined.acceptability.loc["worst", len(rows) + 1] == 1.0
    # the same weights; only sites that are level may share their places otherwise
    settled = (alone.pairwise + alone.pairwise.T)[alone.acceptability.index].sum().eq(len(rows) - 1)
    sites = settled.index[settled & (alone.acceptability[1] > 0)]
    np.testing.assert_allclose(
        joined.acceptability.loc[sites, 1], alone.acceptability.loc[sites, 1], atol=0.02
    )


def test_only_the_first_ranks_are_kept() -> None:
    rows = {f"S{i}": MIDDLE | {"b1": float(i)} for i in range(15)}
    found = _run(rows, draws=50, ranks=4)
    assert list(found.acceptability.columns) == [1, 2, 3, 4]
    assert found.acceptability.loc["S14", 1] == 1.0
    assert found.pairwise.shape == (4, 4)
    assert found.central_weights.notna().any(axis=1).sum() == 1
