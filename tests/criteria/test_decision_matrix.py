"""The marks as a decision matrix: same weights, same order, nothing missing."""

import sys

import numpy as np
import pytest

from criteria.decision_matrix import to_decision_matrix
from criteria.scores import across, family_scores
from criteria.values import marks
from land.errors import MissingExtraError
from tests.criteria import small

GRID = small.grid()
EVEN = dict.fromkeys(small.KEYS, 50.0)


def test_a_weighted_sum_of_the_matrix_is_that_of_the_engine() -> None:
    simple = pytest.importorskip("skcriteria.agg.simple")
    chance = np.random.default_rng(0)
    rows = {
        f"S{i}": dict(zip(small.KEYS, chance.uniform(0, 100, 5), strict=True)) for i in range(12)
    }
    marked = marks(small.facts(rows), GRID)
    found = simple.WeightedSumModel().evaluate(to_decision_matrix(marked, GRID))
    ours = across(family_scores(marked.central, GRID), GRID, how="arithmetic")
    np.testing.assert_allclose(found.e_.score * 100, ours)
    assert found.alternatives.tolist() == list(rows)


def test_a_missing_mark_is_named_and_its_bounds_are_taken() -> None:
    pytest.importorskip("skcriteria")
    marked = marks(small.facts({"S": EVEN, "T": EVEN | {"b1": small.UNKNOWN}}), GRID)
    with pytest.raises(ValueError, match=r"1 site\(s\) lack marks \(T: b1\)"):
        to_decision_matrix(marked, GRID)
    high = to_decision_matrix(marked, GRID, side="high").matrix
    assert high.loc["T"].tolist() == [0.5, 0.8, 1.0, 0.8, 0.5]


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "skcriteria", None)
    marked = marks(small.facts({"S": EVEN}), GRID)
    with pytest.raises(MissingExtraError, match=r"zae-toolkit\[mcda\]"):
        to_decision_matrix(marked, GRID)
