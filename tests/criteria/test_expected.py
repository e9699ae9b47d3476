"""Expected scores against the integral and against many completions."""

import numpy as np
import pytest
from hypothesis import given, settings

from criteria.expected import expected_class, families, firing_chances
from criteria.next_data import expected_worth
from criteria.scores import score
from tests.criteria import small

GRID = small.grid()
KNOWN = {"a1": 80.0, "a2": 50.0, "b1": 50.0, "c1": 0.0, "c2": 20.0}


def _worth(row: dict, grid=GRID) -> float:
    facts = small.facts({"S": row})
    return float(expected_worth(facts, score(facts, grid), grid).iloc[0])


def test_a_known_site_is_worth_its_score() -> None:
    assert _worth(KNOWN) == pytest.approx(100 * 0.8**0.6 * 0.5**0.4)


def test_an_unknown_family_is_averaged_by_its_integral() -> None:
    # mean of x^0.4 over 0-1 is 1 / 1.4; the floor at 0.01 is felt at the fourth digit only
    assert _worth(KNOWN | {"b1": small.UNKNOWN}) == pytest.approx(100 * 0.8**0.6 / 1.4, rel=2e-3)


@settings(max_examples=15, deadline=None)
@given(small.sites(1, 1))
def test_the_expected_score_is_the_mean_over_completions(rows: dict) -> None:
    facts = small.facts(rows)
    scores = score(facts, GRID)
    if scores.table["score_low"].isna().any():
        return
    low, high = (getattr(scores.marks, s).loc["S0"].to_numpy() for s in ("low", "high"))
    chance = np.random.default_rng(0)
    drawn = low + chance.random((20_000, 5)) * (high - low)
    weights = np.array([0.3, 0.1, 0.4, 0.15, 0.05]) * ~np.isnan(low)
    total, heard = np.zeros(20_000), 0.0
    for at, weight in ((slice(0, 2), 0.4), (slice(2, 3), 0.4), (slice(3, 5), 0.2)):
        if weights[at].sum():
            mark = np.nansum(drawn[:, at] * weights[at], axis=1) / weights[at].sum()
            total += weight * np.log(np.clip(mark, 0.01, 1))
            heard += weight
    expected = 100 * np.exp(total / heard).mean()
    found = 100 * np.prod([f.powers().mean(axis=1)[0] for f in families(scores, GRID)])
    assert found == pytest.approx(expected, rel=0.03)


def test_the_chance_of_a_veto_is_the_share_of_the_interval_beyond_it() -> None:
    grid = small.grid(
        small.veto("ban", "interdit", ("a1", ">=", 70.0)),
        small.veto("wait", "reserve", ("b1", "<", "c2")),
    )
    rows = {
        "some": KNOWN | {"a1": (60.0, 100.0, "estimated")},  # 30 of 40
        "half": KNOWN | {"a1": 0.0, "b1": small.UNKNOWN},
        "both": KNOWN | {"a1": small.UNKNOWN, "b1": (0.0, 25.0, "estimated")},  # 0.5 and 0.8
        "sure": KNOWN | {"a1": 90.0},
    }
    facts = small.facts(rows)
    scores = score(facts, grid)
    chances = firing_chances(facts, scores, grid)
    assert chances[2]["a1"].to_dict() == pytest.approx(
        {"some": 0.75, "half": 0.0, "both": 0.5, "sure": 0.0}
    )
    assert chances[1]["b1"].to_dict() == pytest.approx(
        {"some": 0.0, "half": 0.5, "both": 0.8, "sure": 0.0}
    )
    # P(class >= 1) + P(class >= 2): 0.75 x 2; 0.5; (1 - 0.5 x 0.2) + 0.5; 2
    assert expected_class(scores, chances).tolist() == pytest.approx([1.5, 0.5, 1.4, 2.0])


def test_a_veto_hangs_on_its_threshold_where_its_fact_is_settled() -> None:
    """b1 = 30 against a floor c2 between 20 and 60: short of it in 30 of 40 cases."""
    grid = small.grid(small.veto("wait", "reserve", ("b1", "<", "c2")))
    rows = {
        "open": KNOWN | {"b1": 30.0, "c2": (20.0, 60.0, "estimated")},
        "blind": KNOWN | {"b1": 30.0, "c2": small.UNKNOWN},
    }
    facts = small.facts(rows)
    chances = firing_chances(facts, score(facts, grid), grid)
    assert chances[1]["c2"].to_dict() == pytest.approx({"open": 0.75, "blind": 0.5})
    assert chances[1]["b1"].to_dict() == {"open": 0.0, "blind": 0.0}
