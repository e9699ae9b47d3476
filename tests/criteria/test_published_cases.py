"""
Published decisions, reproduced by the engine or through the decision matrix; each names its paper.

Inputs and expected results are read from the cases beside the project.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from criteria.aggregation import power_mean
from criteria.decision_matrix import to_decision_matrix
from criteria.grid import Grid, parse
from criteria.scores import across, family_scores
from criteria.values import marks
from tests.criteria import small

pytestmark = pytest.mark.shared
Case = dict[str, Any]


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, Case]:
    read = json.loads((shared / "anchors" / "mcda-cases.json").read_text(encoding="utf-8"))
    return {case["id"]: case for case in read["cases"]}


def _grid(weights: list[float], ends: list[tuple[float, float]]) -> Grid:
    """One family; each criterion runs in a line from its worst value to its best."""
    criteria = []
    for i, (weight, (worst, best)) in enumerate(zip(weights, ends, strict=True)):
        points = sorted([[worst, 0.0], [best, 1.0]])
        criteria.append((f"k{i}", "f", weight / sum(weights), points))
    return parse(small.text(criteria=tuple(criteria)))


def _facts(case: Case) -> Any:
    return small.facts(
        {
            f"A{i}": {f"k{j}": float(v) for j, v in enumerate(row)}
            for i, row in enumerate(case["matrix"])
        }
    )


def _matrix(case: Case) -> Any:
    skcriteria = pytest.importorskip("skcriteria")
    ways = {"max": max, "min": min}
    objectives = case.get("objectives", ["max"] * len(case["weights"]))
    return skcriteria.mkdm(case["matrix"], [ways[o] for o in objectives], weights=case["weights"])


def test_spotis_of_dezert_2020_is_one_minus_the_mean_of_marks_with_fixed_ends(cases) -> None:
    case = cases["SPOTIS-dezert2020-a"]
    ends = [
        (low, high) if best == high else (high, low)
        for (low, high), best in zip(case["bounds"], case["isp"], strict=True)
    ]
    grid = _grid(case["weights"], ends)
    families = family_scores(marks(_facts(case), grid).central, grid)
    found = 1 - across(families, grid, how="arithmetic") / 100
    expected = case["expected"]["SPOTIS"]
    assert found.tolist() == pytest.approx(expected["score_lower_better"], abs=case["tolerance"])
    assert found.rank().tolist() == expected["rank"]


def test_weighted_product_is_the_geometric_mean_of_the_engine(cases) -> None:
    case = cases["WPM-wikipedia"]
    matrix = np.array(case["matrix"], dtype=float)
    found = np.log10(power_mean(matrix / matrix.sum(axis=0), np.array(case["weights"]), p=0))
    expected = case["expected"]["WPM"]
    assert found.tolist() == pytest.approx(expected["score_log10"], abs=case["tolerance"])
    assert (-found).argsort().argsort().tolist() == [r - 1 for r in expected["rank"]]


def test_weighted_sum_of_kracka_2010_is_the_arithmetic_mean_of_the_engine(cases) -> None:
    case = cases["WSM-kracka2010"]
    matrix = np.array(case["matrix"], dtype=float)
    less = np.array([o == "min" for o in case["objectives"]])
    rising = np.where(less, 1 / matrix, matrix)
    found = power_mean(rising / rising.sum(axis=0), np.array(case["weights"], dtype=float), p=1)
    expected = case["expected"]["WSM"]
    assert found.tolist() == pytest.approx(expected["score"], abs=case["tolerance"])


def test_topsis_of_tzeng_2011_through_the_decision_matrix(cases) -> None:
    """Marks run from 0 to 10 in a line: a scaling, which the vector norm takes away again."""
    scalers = pytest.importorskip("skcriteria.preprocessing.scalers")
    topsis = pytest.importorskip("skcriteria.agg.topsis")
    case = cases["TOPSIS-tzeng2011"]
    grid = _grid(case["weights"], [(0, 10)] * 3)
    matrix = to_decision_matrix(marks(_facts(case), grid), grid)
    found = topsis.TOPSIS().evaluate(scalers.VectorScaler(target="matrix").transform(matrix))
    expected = case["expected"]["TOPSIS"]
    assert found.rank_.tolist() == expected["rank"]
    assert found.e_.similarity.tolist() == pytest.approx(
        expected["similarity"], abs=case["tolerance"]
    )


def test_electre_of_cebrian_2009_on_the_location_of_companies_in_aragon(cases) -> None:
    scalers = pytest.importorskip("skcriteria.preprocessing.scalers")
    electre = pytest.importorskip("skcriteria.agg.electre")
    case = cases["ELECTRE-cebrian2009"]
    matrix = scalers.SumScaler(target="both").transform(_matrix(case))
    first, expected = case["expected"]["ELECTRE1_default_pq"], case["expected"]["ELECTRE2"]
    kernel = electre.ELECTRE1(p=first["p"], q=first["q"]).evaluate(matrix)
    assert np.flatnonzero(kernel.kernel_).tolist() == first["kernel_index0"]
    ranked = electre.ELECTRE2().evaluate(matrix)
    assert ranked.rank_.tolist() == expected["rank"]
    assert ranked.e_.score.tolist() == pytest.approx(expected["score"], abs=case["tolerance"])


def test_rim_of_cables_2016_on_ideals_that_are_intervals(cases) -> None:
    rim = pytest.importorskip("skcriteria.agg.rim")
    case = cases["RIM-cables2016"]
    ideals, ranges = (list(map(tuple, case[key])) for key in ("ref_ideals", "ranges"))
    found = rim.RIM().evaluate(_matrix(case), ref_ideals=ideals, ranges=ranges)
    expected = case["expected"]["RIM"]
    assert found.rank_.tolist() == expected["rank"]
    assert found.e_.score.tolist() == pytest.approx(expected["score"], abs=case["tolerance"])


def test_every_case_is_reproduced_here(cases) -> None:
    reproduced = {"spotis", "wpm", "wsm", "topsis", "electre", "rim"}
    assert {name.split("-")[0].lower() for name in cases} == reproduced
