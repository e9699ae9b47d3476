"""Two versions of a grid: which sites move, and lines whose shares add up to the move."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.grid import Grid, RuleError, parse
from criteria.scores import score
from criteria.versions import MEASURES, diff, lines, wording
from tests.criteria import small

ROW = {"a1": 50.0, "a2": 50.0, "b1": 50.0, "c1": 50.0, "c2": 50.0}
OTHER = (
    ("a1", "a", 0.2, small.RISES),
    ("a2", "a", 0.2, small.FALLS),
    ("b1", "b", 0.4, [[0, 0.0], [40, 0.9], [100, 1.0]]),
    ("c1", "c", 0.15, small.FALLS),
    ("c2", "a", 0.05, small.RISES),
)
STOP = small.veto("stop", "interdit", ("a1", ">", 90.0))
SOFT = small.veto("stop", "reserve", ("a1", ">", 60.0))
LETTERS = ('{ letter = "A", from_score = 80 }', '{ letter = "A", from_score = 60 }')


def _grid(*vetoes: str, criteria: tuple = small.CRITERIA, new_letters: bool = False) -> Grid:
    text = small.text(*vetoes, criteria=criteria)
    return parse(text.replace(*LETTERS) if new_letters else text)


BEFORE = _grid(STOP)
AFTER = _grid(SOFT, criteria=OTHER, new_letters=True)


def test_each_line_that_changed_is_named() -> None:
    assert lines(BEFORE, AFTER).index.tolist() == [
        "weight:a1", "weight:a2", "value:b1", "family:c2", "veto:stop", "letters",
    ]  # fmt: skip
    row = lines(BEFORE, AFTER).loc["veto:stop"]
    assert row.tolist() == ["interdit: a1 > 90.0", "reserve: a1 > 60.0"]
    assert lines(BEFORE, BEFORE).empty


def test_one_changed_veto_moves_the_rank_and_not_the_score() -> None:
    found = diff(_grid(), _grid(STOP), small.facts({"up": ROW | {"a1": 95.0}, "low": ROW}))
    assert found.moves["score_move"].tolist() == [0.0, 0.0]
    assert found.contributions["class"]["veto:stop"].tolist() == [2.0, 0.0]
    assert found.contributions["rank"]["veto:stop"].tolist() == [1.0, -1.0]


def test_a_value_function_worked_by_hand() -> None:
    # b1 alone is known: the score is its mark. At 40: 0.4 before, 0.9 after.
    facts = small.facts({"S": dict.fromkeys(ROW, small.UNKNOWN) | {"b1": 40.0}})
    found = diff(BEFORE, AFTER, facts)
    assert found.moves.loc["S", ["score_before", "score_after"]].tolist() == pytest.approx([40, 90])
    assert found.contributions["score"].loc["S", "value:b1"] == pytest.approx(50)
    assert found.contributions["score"].loc["S"].drop("value:b1").abs().max() == pytest.approx(0)
    # E to A on the new scale: two letters, which the new value alone already gives.
    assert found.moves.loc["S", "letter_move"] == -2
    assert found.contributions["letter"].loc["S", "value:b1"] == pytest.approx(-2)


@given(small.sites(1, 4))
@settings(max_examples=15, deadline=None)
def test_lines_add_up_to_every_move(rows: dict) -> None:
    facts = small.facts(rows)
    found = diff(BEFORE, AFTER, facts)
    tables = [score(facts, g).table for g in (BEFORE, AFTER)]
    for side, table in zip(("before", "after"), tables, strict=True):
        assert np.allclose(found.moves[f"score_{side}"], table["score"], equal_nan=True)
        assert found.moves[f"rank_{side}"].tolist() == table["rank"].tolist()
    for measure in MEASURES:
        total = found.contributions[measure].sum(axis=1, skipna=False)
        assert np.allclose(total, found.moves[f"{measure}_move"], equal_nan=True, atol=1e-9)


@given(small.sites(2, 3), st.booleans())
@settings(max_examples=15, deadline=None)
def test_criteria_that_come_and_go_add_up_too(rows: dict, back: bool) -> None:
    fewer = _grid(criteria=(*small.CRITERIA[:2], ("b1", "b", 0.6, small.FALLS)))
    pair = (fewer, BEFORE) if back else (BEFORE, fewer)
    found = diff(*pair, small.facts(rows))
    assert {"criterion:c1", "criterion:c2", "value:b1", "weight:b1"} <= set(found.lines.index)
    for measure in MEASURES:
        total = found.contributions[measure].sum(axis=1, skipna=False)
        assert np.allclose(total, found.moves[f"{measure}_move"], equal_nan=True, atol=1e-9)


def test_words_are_told_apart_from_lines() -> None:
    other = parse(small.text(STOP).replace('reference = "essai"', 'reference = "décret"', 1))
    assert lines(BEFORE, other).empty
    found = wording(BEFORE, other)
    assert found.loc["criteria.a1.reference"].tolist() == ["essai", "décret"]
    assert len(found) == 1


def test_a_setting_that_moves_no_site_is_told_and_what_comes_or_goes_is_told_once() -> None:
    spread = parse(small.text(STOP).replace("weight_spread = 0.5", "weight_spread = 0.2"))
    assert wording(BEFORE, spread).index.tolist() == ["aggregation.weight_spread"]
    fewer = _grid(criteria=(*small.CRITERIA[:2], ("b1", "b", 0.6, small.FALLS)))
    assert set(wording(BEFORE, fewer).index) == {
        "families.c.key",
        "families.c.label.fr",
        "families.c.label.en",
    }


def test_a_fact_that_was_not_measured_is_named() -> None:
    facts = small.facts({"S": {k: v for k, v in ROW.items() if k != "c2"}})
    with pytest.raises(RuleError, match="no fact c2"):
        diff(BEFORE, AFTER, facts)
