"""The explanation adds up to the score, and is enough to work it out again by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from criteria.explain import available_points, contributions, explain, points_lost
from criteria.scores import score
from tests.criteria import small

GRID = small.grid()
KNOWN = {"a1": 80.0, "a2": 50.0, "b1": 50.0, "c1": 0.0, "c2": 20.0}


@settings(max_examples=60, deadline=None)
@given(small.sites(4, 8))
def test_contributions_add_up_to_the_score_and_losses_to_the_rest(rows: dict) -> None:
    scores = score(small.facts(rows), GRID)
    brought, lost = contributions(scores, GRID), points_lost(scores, GRID)
    np.testing.assert_allclose(brought.sum(axis=1, min_count=1), scores.table["score"], atol=1e-9)
    # a criterion contributes exactly where it is known
    assert (brought.notna() == scores.marks.central.notna()).all(axis=None)
    known = scores.table["score"].notna()
    np.testing.assert_allclose(
        lost.sum(axis=1)[known], 100 - scores.table["score"][known], atol=1e-9
    )
    offered = available_points(scores, GRID).sum(axis=1)[known]
    np.testing.assert_allclose(offered, 100, atol=1e-9)
    assert (lost.fillna(0) >= -1e-12).all(axis=None)


def _by_hand(rows: list[dict]) -> float:
    """Score from the rows of one site, with nothing but arithmetic."""
    families: dict[str, list[dict]] = {}
    for row in rows:
        families.setdefault(row["family"], []).append(row)
    total, logs = 0.0, 0.0
    for members in families.values():
        known = [m for m in members if not math.isnan(m["mark"])]
        if not known:
            continue
        weight = sum(m["weight"] for m in members)
        mean = sum(m["weight"] * m["mark"] for m in known) / sum(m["weight"] for m in known)
        logs += weight * math.log(max(mean, 0.01))
        total += weight
    return 100 * math.exp(logs / total) if total else math.nan


@settings(max_examples=25, deadline=None)
@given(small.sites(3, 6))
def test_a_score_is_worked_out_again_from_the_rows(rows: dict) -> None:
    facts = small.facts(rows)
    scores = score(facts, GRID)
    table = explain(facts, scores, GRID)
    for site in rows:
        again = _by_hand(table[table["site_id"] == site].to_dict("records"))
        np.testing.assert_allclose(again, scores.table.loc[site, "score"], atol=1e-9)


def test_the_rows_of_a_site_read_like_its_facts() -> None:
    facts = small.facts({"S": KNOWN | {"b1": (40.0, 60.0, "estimated")}})
    table = explain(facts, score(facts, GRID), GRID).set_index("criterion")
    assert list(table.index) == list(small.KEYS)
    row = table.loc["b1"]
    assert row[["family", "weight", "low", "high", "status"]].tolist() == [
        "b", 0.4, 40.0, 60.0, "estimated",
    ]  # fmt: skip
    assert row[["mark_low", "mark", "mark_high"]].tolist() == pytest.approx([0.4, 0.5, 0.6])
    assert row["available"] == pytest.approx(40.0)
    assert row["available"] - row["lost"] == pytest.approx(row["contribution"])
    assert row["origin"] == "stops"


def test_a_full_mark_loses_nothing_and_the_loss_is_shared_by_weight_and_shortfall() -> None:
    row = {"a1": 50.0, "a2": 100.0, "b1": 100.0, "c1": 0.0, "c2": 100.0}
    lost = points_lost(score(small.facts({"S": row}), GRID), GRID).loc["S"]
    assert lost[["b1", "c1", "c2"]].tolist() == pytest.approx([0.0, 0.0, 0.0])
    # in family a: 0.3 x (1 - 0.5) against 0.1 x (1 - 0)
    assert lost["a1"] / lost["a2"] == pytest.approx(1.5)
    whole = 0.375**0.4
    assert lost["a1"] + lost["a2"] == pytest.approx(100 * (1 - whole))


def test_the_input_frames_are_left_alone() -> None:
    facts = small.facts({"S": KNOWN})
    before = facts.low.copy(), facts.status.copy()
    scores = score(facts, GRID)
    explain(facts, scores, GRID)
    assert before[0].equals(facts.low)
    assert before[1].equals(facts.status)
