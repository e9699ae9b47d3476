"""Correlated pairs, effective weights, and criteria that only measure density."""

import numpy as np
import pytest
from pandas import DataFrame, Series

from criteria.redundancy import (
    correlated_pairs,
    correlation_ratio,
    density_twins,
    effective_weights,
)
from criteria.scores import score
from tests.criteria import small

GRID = small.grid()


def test_pairs_by_rank_by_line_and_by_neither() -> None:
    x = np.linspace(0, 1, 40)
    chance = np.random.default_rng(0)
    marks = DataFrame(
        {"x": x, "cube": x**9, "mirror": 1 - x, "else": chance.random(40), "flat": 0.5}
    )
    pairs = correlated_pairs(marks)
    named = {(r.one, r.other): r for r in pairs.itertuples()}
    assert set(named) == {("x", "cube"), ("x", "mirror"), ("cube", "mirror")}
    assert named["x", "cube"].spearman == pytest.approx(1.0)
    assert named["x", "cube"].pearson < 0.8  # seen by rank only
    assert named["x", "mirror"].pearson == pytest.approx(-1.0)
    assert (pairs["sites"] == 40).all()


def test_only_sites_where_both_are_known_count() -> None:
    marks = DataFrame({"a": [0.0, 0.5, 1.0, np.nan], "b": [0.0, 0.5, 1.0, 0.0]})
    assert correlated_pairs(marks).iloc[0][["pearson", "sites"]].tolist() == [pytest.approx(1.0), 3]


def test_the_correlation_ratio_of_classes_worked_by_hand() -> None:
    # two classes, means 1 and 3, total 20 about 2: inside 4, so 1 - (4 / 6) / (12 / 7)
    y = Series([0.0, 1, 1, 2, 2, 3, 3, 4])
    x = Series([0.0] * 4 + [1.0] * 4)
    assert correlation_ratio(y, x) == pytest.approx(1 - (4 / 6) / (12 / 7))
    assert correlation_ratio(y, Series(1.0, index=y.index)) == 0.0
    assert np.isnan(correlation_ratio(y[:3], x[:3]))


def test_chance_alone_explains_nothing() -> None:
    chance = np.random.default_rng(1)
    found = [correlation_ratio(*map(Series, chance.random((2, 200)))) for _ in range(50)]
    assert np.mean(found) < 0.04


def test_a_criterion_that_does_not_vary_weighs_on_paper_only() -> None:
    chance = np.random.default_rng(2)
    rows = {
        f"S{i}": dict(
            zip(
                small.KEYS,
                (*chance.uniform(30, 70, 2), 50.0, *chance.uniform(30, 70, 2)),
                strict=True,
            )
        )
        for i in range(300)
    }
    table = effective_weights(score(small.facts(rows), GRID), GRID)
    assert table.loc["b1", ["nominal", "effective"]].tolist() == [0.4, 0.0]
    assert table["effective"].sum() == pytest.approx(1.0)
    assert table.loc["a1", "ratio"] > 1
    assert table["sites"].tolist() == [300] * 5


def test_under_independent_marks_the_main_effects_are_the_shares_of_variance() -> None:
    """Families far from the floor and narrow: the score is nearly linear in the marks."""
    chance = np.random.default_rng(3)
    rows = {
        f"S{i}": dict(zip(small.KEYS, chance.uniform(48, 52, 5), strict=True)) for i in range(4000)
    }
    scores = score(small.facts(rows), GRID)
    table = effective_weights(scores, GRID)
    families = scores.families["central"].mean()
    share = {"a1": 0.3 / 0.4 * 0.4 / families["a"], "b1": 0.4 / families["b"]}
    ratio = (share["a1"] / share["b1"]) ** 2
    assert table.loc["a1", "main_effect"] / table.loc["b1", "main_effect"] == pytest.approx(
        ratio, rel=0.15
    )
    assert table["main_effect"].sum() == pytest.approx(1.0, abs=0.05)


def _territories() -> tuple[dict[str, DataFrame], dict[str, Series]]:
    chance = np.random.default_rng(4)
    density = {
        "town": Series(chance.uniform(1500, 4000, 60)),
        "country": Series(chance.uniform(10, 60, 60)),
    }
    marks = {
        t: DataFrame(
            {
                "follows": np.clip(np.log(d) / 9 + chance.normal(0, 0.03, 60), 0, 1),
                "against": np.clip(1 - d / 4000, 0, 1),
                "own": chance.random(60),
                "urban only": chance.random(60) if t == "town" else np.full(60, np.nan),
            }
        )
        for t, d in density.items()
    }
    return marks, density


def test_criteria_that_only_measure_density_are_flagged() -> None:
    table = density_twins(*_territories())
    assert table["flagged"].to_dict() == {
        "follows": True, "against": True, "own": False, "urban only": False,
    }  # fmt: skip
    assert table.loc["follows", "between"] > 0.8
    assert table.loc["against", "spearman"] == pytest.approx(-1.0)
    assert table.loc["urban only", ["sites", "territories"]].tolist() == [60, 1]


def test_other_sites_than_those_of_the_density_are_refused() -> None:
    marks, density = _territories()
    with pytest.raises(ValueError, match="not of the same sites: town"):
        density_twins(marks, density | {"town": density["town"].iloc[:10]})


def test_one_site_says_nothing_of_how_criteria_go_together() -> None:
    assert correlated_pairs(DataFrame({"a": [0.5], "b": [0.5]})).empty


def test_rounding_is_no_variation() -> None:
    """The same project has one job density everywhere, to the last bit but one."""
    density = {"town": Series([5000.0, 6000.0] * 10), "country": Series([20.0, 30.0] * 10)}
    marks = {
        "town": DataFrame({"job_density": [0.6] * 20}),
        "country": DataFrame({"job_density": [0.6 + 1e-16] * 20}),
    }
    assert marks["country"]["job_density"][0] > marks["town"]["job_density"][0]
    row = density_twins(marks, density).loc["job_density"]
    assert row["explained"] == row["between"] == 0
    assert not row["flagged"]
