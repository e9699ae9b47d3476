"""What must hold of any facts: bounds, ranks, monotony, and one site not moving another."""

import itertools

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from criteria.grid import Grid
from criteria.scores import Scores, score
from tests.criteria import small

GRID = small.grid()
ENDS = (0.0, 100.0)
"""Ends of every value function of the small grid."""
VETOED = small.grid(
    small.veto("stop", "interdit", ("a1", ">=", 70.0)),
    small.veto("mend", "reserve", ("b1", "<", "c2")),
)


def _completions(row: dict[str, small.Cell]) -> list[dict[str, small.Cell]]:
    """Every way to settle the unknowns of a site at an end or in the middle of what they may be."""
    choices = []
    for start, end, status in row.values():
        low, high = ENDS if status == "unknown" else (start, end)
        if status == "not_applicable":
            choices.append([small.NOT_APPLICABLE])
        else:
            values = sorted({low, (low + high) / 2, high})
            choices.append([(v, v, "measured") for v in values])
    return [dict(zip(row, cells, strict=True)) for cells in itertools.product(*choices)]


def _score(rows: dict, grid: Grid = GRID) -> Scores:
    return score(small.facts(rows), grid)


@settings(max_examples=120, deadline=None)
@given(small.sites(1, 1))
def test_every_completion_falls_inside_the_bounds_and_the_ends_reach_them(rows: dict) -> None:
    bounds = _score(rows).table.loc["S0", ["score_low", "score_high"]].astype(float)
    whole = {f"C{i}": row for i, row in enumerate(_completions(rows["S0"]))}
    completed = _score(whole).table["score"]
    if bounds.isna().any():
        assert completed.isna().all()
    else:
        np.testing.assert_allclose([completed.min(), completed.max()], bounds)


@settings(max_examples=60, deadline=None)
@given(small.sites(1, 4))
def test_the_middle_lies_between_the_bounds(rows: dict) -> None:
    table = _score(rows).table.dropna(subset=["score"])
    assert (table["score"] >= table["score_low"] - 1e-9).all()
    assert (table["score"] <= table["score_high"] + 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(small.sites(2, 5))
def test_adding_a_site_moves_no_other_score(rows: dict) -> None:
    columns = ["score_low", "score", "score_high", "completeness"]
    every = _score(rows).table
    last = list(rows)[-1]
    fewer = _score({k: v for k, v in rows.items() if k != last}).table
    np.testing.assert_allclose(every.loc[fewer.index, columns], fewer[columns], rtol=1e-12)
    assert every.loc[fewer.index, "letter"].equals(fewer["letter"])


@settings(max_examples=25, deadline=None)
@given(small.sites(2, 5), st.randoms(use_true_random=False))
def test_the_order_of_the_sites_changes_nothing(rows: dict, chance) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    straight = _score(rows, VETOED).table
    other = _score({k: rows[k] for k in shuffled}, VETOED).table
    pd.testing.assert_frame_equal(other.loc[straight.index], straight)


def test_an_unknown_more_lowers_completeness_and_leaves_the_score_alone() -> None:
    """The family mean of what is known stays when the one forgotten had the same mark."""
    row = dict.fromkeys(small.KEYS, 50.0) | {"c1": 62.5}  # both marks of family c are 0.6 ...
    row |= {"c2": 60.0}
    known, fewer = (
        _score({"S": row | extra}).table.loc["S"] for extra in ({}, {"c2": small.UNKNOWN})
    )
    np.testing.assert_allclose(known["completeness"], 1.0)
    np.testing.assert_allclose(fewer["completeness"], 0.95)
    np.testing.assert_allclose(fewer["score"], known["score"])


@settings(max_examples=60, deadline=None)
@given(small.sites(1, 3))
def test_a_criterion_that_nobody_knows_moves_no_central_score(rows: dict) -> None:
    """Weights of the unknown are set aside: the same as a grid without the criterion."""
    blind = {s: row | {"c2": small.UNKNOWN} for s, row in rows.items()}
    without = {s: row | {"c2": small.NOT_APPLICABLE} for s, row in rows.items()}
    one, other = _score(blind), _score(without)
    np.testing.assert_allclose(one.table["score"], other.table["score"])
    compared = one.table["completeness"] <= other.table["completeness"].fillna(0.0) + 1e-12
    assert compared.all()


@settings(max_examples=60, deadline=None)
@given(small.sites(1, 1), st.sampled_from(small.KEYS))
def test_forgetting_a_fact_widens_the_bounds_and_lowers_completeness(rows: dict, key: str) -> None:
    assume(rows["S0"][key][2] not in {"unknown", "not_applicable"})
    known = _score(rows).table.loc["S0"]
    less = _score({"S0": rows["S0"] | {key: small.UNKNOWN}}).table.loc["S0"]
    assert less["score_low"] <= known["score_low"] + 1e-9
    assert less["score_high"] >= known["score_high"] - 1e-9
    assert less["completeness"] <= known["completeness"]


@settings(max_examples=60, deadline=None)
@given(small.sites(1, 1), st.sampled_from(small.KEYS), small.VALUES, small.VALUES)
def test_a_better_fact_never_lowers_the_score(rows: dict, key: str, one: float, two: float) -> None:
    worse, better = sorted((one, two), reverse=not GRID.by_key[key].value.rises)
    pair = {
        name: rows["S0"] | {key: (v, v, "measured")}
        for name, v in (("worse", worse), ("better", better))
    }
    table = _score(pair).table
    for column in ("score_low", "score", "score_high"):
        assert table.loc["better", column] >= table.loc["worse", column] - 1e-9


@settings(max_examples=20, deadline=None)
@given(small.sites(2, 3), st.data())
def test_rank_bounds_hold_the_rank_under_any_completion(rows: dict, data: st.DataObject) -> None:
    open_ranks = _score(rows, VETOED).table
    for _ in range(5):
        settled = {s: data.draw(st.sampled_from(_completions(row))) for s, row in rows.items()}
        rank = _score(settled, VETOED).table["rank"]
        assert (rank >= open_ranks["rank_best"]).all()
        assert (rank <= open_ranks["rank_worst"]).all()


@settings(max_examples=60, deadline=None)
@given(small.sites(1, 5))
def test_the_rank_lies_within_its_own_bounds(rows: dict) -> None:
    table = _score(rows, VETOED).table
    assert (table["rank"] >= table["rank_best"]).all()
    assert (table["rank"] <= table["rank_worst"]).all()
    assert table["decisiveness"].between(0, 1).all()
    assert table["completeness"].dropna().between(-1e-12, 1 + 1e-12).all()
