"""Weights from answers: worked by hand, and their consistency and consensus at the limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Series

from criteria.elicit import ahp, consensus, shares, swing, together, with_weights
from criteria.grid import RuleError, packaged, parse, published
from criteria.versions import lines

RATIOS = st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 5.0, 9.0])


def table(answers: list[float], names: str) -> DataFrame:
    """Reciprocal table from the answers above the diagonal, row by row."""
    matrix = np.ones((len(names), len(names)))
    upper = np.triu_indices(len(names), k=1)
    matrix[upper] = answers
    matrix.T[upper] = 1 / np.array(answers)
    return DataFrame(matrix, list(names), list(names))


def test_swing_shares_out_the_points() -> None:
    assert swing(Series({"a": 100, "b": 75, "c": 25, "d": 0})).tolist() == [0.5, 0.375, 0.125, 0]


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        ({"a": 90, "b": 10}, "must have 100"),
        ({"a": 100, "b": -1, "c": 101, "d": float("nan")}, "b, c, d"),
    ],
)
def test_swing_points_that_mean_nothing_are_refused(points: dict, fault: str) -> None:
    with pytest.raises(RuleError, match=fault):
        swing(Series(points, dtype=float))


def test_a_contradiction_worked_by_hand() -> None:
    # a = 2 b, b = 2 c, yet a = c. For three items the eigenvector is the geometric mean of rows,
    # 2^(1/3), 1, 2^(-1/3), and lambda = 1 + t + 1/t with t = (2 × 2 / 1)^(1/3).
    found = ahp(table([2.0, 1.0, 2.0], "abc"))
    rows = np.array([2 ** (1 / 3), 1.0, 2 ** (-1 / 3)])
    assert np.allclose(found.weights, rows / rows.sum())
    t = 4 ** (1 / 3)
    assert found.ratio == pytest.approx(((1 + t + 1 / t) - 3) / 2 / 0.58)
    assert found.ratio > 0.1


def test_the_answer_that_strains_most_comes_first_with_what_the_others_imply() -> None:
    # a : b : c : d as 8 : 4 : 2 : 1, but a : d answered 1 instead of 8.
    found = ahp(table([2, 4, 1, 2, 4, 2], "abcd"))
    worst = found.answers.iloc[0]
    assert (worst["first"], worst["second"], worst["given"]) == ("a", "d", 1.0)
    assert worst["implied"] > 2
    assert worst["stretch"] == pytest.approx(worst["implied"])


@given(st.lists(st.floats(0.2, 5), min_size=3, max_size=8))
def test_answers_that_follow_weights_give_them_back(raw: list[float]) -> None:
    weights = np.array(raw) / sum(raw)
    names = list("abcdefgh"[: len(raw)])
    found = ahp(DataFrame(weights[:, None] / weights[None, :], names, names))
    assert np.allclose(found.weights, weights)
    assert abs(found.ratio) < 1e-9
    assert np.allclose(found.answers["stretch"], 1)


@given(st.lists(RATIOS, min_size=6, max_size=6))
def test_no_answers_are_better_than_consistent(answers: list[float]) -> None:
    found = ahp(table(answers, "abcd"))
    assert found.ratio >= -1e-9
    assert found.weights.sum() == pytest.approx(1)


def test_one_and_two_items_cannot_contradict_themselves() -> None:
    assert ahp(table([], "a")).weights.tolist() == [1.0]
    found = ahp(table([3.0], "ab"))
    assert found.weights.tolist() == pytest.approx([0.75, 0.25])
    assert found.ratio == 0.0


@pytest.mark.parametrize(
    ("faulty", "fault"),
    [
        (table([2.0], "ab") + 1, "reciprocal"),
        (table([2.0], "ab").rename(columns={"a": "z"}), "same items"),
        (table([1.0] * 36, "abcdefghi"), "9 items"),
        (table([2.0], "ab").mask(np.eye(2) == 1), "without a gap"),
    ],
)
def test_a_table_that_is_none_is_refused(faulty: DataFrame, fault: str) -> None:
    with pytest.raises(RuleError, match=fault):
        ahp(faulty)


@given(st.lists(RATIOS, min_size=3, max_size=3), st.lists(RATIOS, min_size=3, max_size=3))
def test_the_answers_of_a_group_stay_reciprocal(one: list[float], two: list[float]) -> None:
    mean = together({"x": table(one, "abc"), "y": table(two, "abc")})
    assert np.allclose(mean.to_numpy() * mean.to_numpy().T, 1)
    assert mean.loc["a", "b"] == pytest.approx((one[0] * two[0]) ** 0.5)


@pytest.mark.parametrize(("people", "items"), [(2, 2), (2, 5), (4, 4), (7, 3)])
def test_consensus_runs_from_opposite_to_equal(people: int, items: int) -> None:
    top, rest = 9 / (items + 8), 1 / (items + 8)
    own = np.full((people, items), rest)
    own[range(people), [i % items for i in range(people)]] = top
    if people <= items:
        assert consensus(DataFrame(own)) == pytest.approx(0, abs=1e-9)
    assert consensus(DataFrame([own[0]] * people)) == pytest.approx(1)


def test_consensus_worked_by_hand() -> None:
    # Two people, two items, (3/4, 1/4) and (1/4, 3/4), points may be 0: mean (1/2, 1/2).
    # exp(inside - overall) = exp(0.562335) / 2 = 0.877383; least 1/2: (0.877383 - 0.5) / 0.5.
    opposed = DataFrame([[0.75, 0.25], [0.25, 0.75]])
    assert consensus(opposed, scale_max=float("inf")) == pytest.approx(0.754765, abs=1e-6)
    assert consensus(opposed.head(1)) == 1.0


@given(st.lists(st.floats(0.05, 1), min_size=7, max_size=7))
def test_written_weights_add_up_to_one(raw: list[float]) -> None:
    part = Series(raw[:5], list("abcde")) / sum(raw[:5])
    other = Series({"z": 1.0})
    families = Series(raw[5:], ["f", "g"]) / sum(raw[5:])
    whole = shares(families, {"f": part, "g": other})
    assert sum(float(f"{w:.6f}") for w in whole) == pytest.approx(1, abs=1e-12)
    assert np.allclose(whole["z"], families["g"], atol=2e-6)


def test_a_grid_file_takes_new_weights_and_keeps_the_rest() -> None:
    grid, text = published(), packaged("implantation-1")
    weights = Series({c.key: 1 for c in grid.criteria}) / 18
    even = shares(Series({"all": 1.0}), {"all": weights})
    new = parse(with_weights(text, even, grid, source='atelier « du 3 mars », salle "B"'))
    assert {c.weight.source for c in new.criteria} == {'atelier « du 3 mars », salle "B"'}
    assert {round(c.weight.share, 6) for c in new.criteria} == {0.055555, 0.055556}
    assert set(lines(grid, new).index) == {f"weight:{c.key}" for c in grid.criteria}


def test_a_weight_that_is_not_on_one_line_is_told() -> None:
    grid, text = published(), packaged("implantation-1")
    other = text.replace("weight = { share = 0.07,", "weight={ share = 0.07,", 1)
    with pytest.raises(RuleError, match="job_density: write its weight on one line"):
        with_weights(other, Series({c.key: 1 / 18 for c in grid.criteria}), grid, source="x")
