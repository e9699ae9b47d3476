"""Scores worked by hand on the small grid: families a (0.4), b (0.4), c (0.2)."""

import math

import pandas as pd
import pytest
from pandas import DataFrame, Series

from criteria.scores import across, known_shares, letters, score
from tests.criteria import small

# a = (0.3 x 0.8 + 0.1 x 0.8) / 0.4 = 0.8 ; b = 0.5 ; c = (0.15 x 1 + 0.05 x 0.2) / 0.2 = 0.8
KNOWN = {"a1": 80.0, "a2": 50.0, "b1": 50.0, "c1": 0.0, "c2": 20.0}


def test_a_known_site_has_one_score() -> None:
    table = score(small.facts({"S": KNOWN}), small.grid()).table.loc["S"]
    expected = 100 * 0.8**0.6 * 0.5**0.4
    assert table[["score_low", "score", "score_high"]].tolist() == pytest.approx([expected] * 3)
    assert table["letter"] == "C"  # 66.3
    assert table["completeness"] == pytest.approx(1.0)


def test_the_other_ways_across_families() -> None:
    alternatives = score(small.facts({"S": KNOWN}), small.grid()).alternatives.loc["S"]
    assert alternatives["arithmetic"] == pytest.approx(68.0)  # 0.6 x 80 + 0.4 x 50
    assert alternatives["harmonic"] == pytest.approx(100 / (0.6 / 0.8 + 0.4 / 0.5))
    assert alternatives["minimum"] == pytest.approx(50.0)


def test_an_unknown_makes_an_interval_and_is_not_imputed() -> None:
    row = KNOWN | {"a1": small.UNKNOWN}
    scores = score(small.facts({"S": row}), small.grid())
    a = {side: scores.families[side].loc["S", "a"] for side in ("low", "central", "high")}
    # weight kept in the bounds: (0.3 x {0,1} + 0.1 x 0.8) / 0.4; set aside in the middle
    assert (a["low"], a["central"], a["high"]) == pytest.approx((20.0, 80.0, 95.0))
    assert scores.table.loc["S", "completeness"] == pytest.approx(0.7)


def test_a_family_says_how_much_of_its_weight_is_known() -> None:
    rows = {
        "one": KNOWN | {"a1": small.UNKNOWN},  # 0.1 of 0.4
        "none": KNOWN | {"b1": small.UNKNOWN},
        "silent": KNOWN | {"a1": small.NOT_APPLICABLE},  # a2 alone counts, and is known
    }
    scores = score(small.facts(rows), small.grid())
    shares = known_shares(scores.marks, small.grid())
    assert shares["a"].tolist() == pytest.approx([0.25, 1.0, 1.0])
    assert shares["b"].tolist() == pytest.approx([1.0, 0.0, 1.0])
    assert shares["c"].tolist() == pytest.approx([1.0] * 3)
    # The mark of the family does not tell: it is that of the criterion which is known.
    assert scores.families["central"].loc["one", "a"] == pytest.approx(80.0)


def test_what_does_not_apply_leaves_with_its_weight() -> None:
    row = KNOWN | {"a1": small.NOT_APPLICABLE}
    table = score(small.facts({"S": row}), small.grid()).table.loc["S"]
    assert table["score_low"] == pytest.approx(table["score_high"])
    assert table["completeness"] == pytest.approx(1.0)


def test_a_family_at_nothing_is_floored() -> None:
    row = KNOWN | {"b1": 0.0}
    value = score(small.facts({"S": row}), small.grid()).table.loc["S", "score"]
    assert value == pytest.approx(100 * 0.8**0.6 * 0.01**0.4)


def test_a_site_of_which_nothing_is_known_has_no_score_but_bounds() -> None:
    table = score(
        small.facts({"S": dict.fromkeys(small.KEYS, small.UNKNOWN)}), small.grid()
    ).table.loc["S"]
    assert math.isnan(table["score"])
    assert (table["score_low"], table["score_high"]) == pytest.approx((1.0, 100.0))
    assert pd.isna(table["letter"])
    assert table["completeness"] == 0.0


def test_a_site_to_which_nothing_applies_ranks_last_and_disturbs_nobody() -> None:
    nothing = dict.fromkeys(small.KEYS, small.NOT_APPLICABLE)
    table = score(small.facts({"S": KNOWN, "N": nothing}), small.grid()).table
    assert table.loc["S", ["rank", "rank_best", "rank_worst"]].tolist() == [1, 1, 1]
    assert table.loc["N", ["rank", "rank_best", "rank_worst"]].tolist() == [2, 2, 2]


def test_letters_change_at_their_threshold() -> None:
    scale = small.grid().letters
    given = letters(Series([80.0, 80 - 1e-6, 50.0, 50 - 1e-6, 0.0, float("nan")]), scale)
    assert given.iloc[:5].tolist() == ["A", "C", "C", "E", "E"]
    assert given.isna().tolist() == [False] * 5 + [True]


def test_a_score_that_is_eighty_but_for_the_last_bit_keeps_its_letter() -> None:
    assert letters(Series([80 - 1e-13]), small.grid().letters).tolist() == ["A"]


def test_an_unknown_way_across_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown way « median »"):
        across(DataFrame({"a": [1.0], "b": [1.0], "c": [1.0]}), small.grid(), how="median")


def test_an_excluded_site_keeps_its_score_and_ranks_after_the_others() -> None:
    grid = small.grid(small.veto("v", "interdit", ("a1", ">=", 75.0)))
    poor = dict.fromkeys(small.KEYS, 1.0)
    table = score(small.facts({"good": KNOWN, "poor": poor}), grid).table
    assert table.loc["good", "score"] > table.loc["poor", "score"]
    assert table["rank"].to_dict() == {"good": 2, "poor": 1}
    assert table["admission"].to_dict() == {"good": "interdit", "poor": "admissible"}


def test_ranks_that_unknowns_leave_possible() -> None:
    best = {"a1": 100.0, "a2": 0.0, "b1": 100.0, "c1": 0.0, "c2": 100.0}
    rows = {"best": best, "known": KNOWN, "open": KNOWN | {"b1": small.UNKNOWN}}
    table = score(small.facts(rows), small.grid()).table
    assert table[["rank_best", "rank_worst"]].to_numpy().tolist() == [[1, 1], [2, 3], [2, 3]]
    # each of two rivals of « best » is settled; one of two for the others
    assert table["decisiveness"].tolist() == pytest.approx([1.0, 0.5, 0.5])


def test_sites_with_the_same_facts_share_their_rank() -> None:
    table = score(small.facts({"one": KNOWN, "two": KNOWN}), small.grid()).table
    assert table["rank"].tolist() == [1, 1]
