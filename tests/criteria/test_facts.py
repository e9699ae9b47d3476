"""Facts: bounds in order, one index, a status for what is missing."""

import pytest
from pandas import Index, Series

from criteria.facts import assemble, between, blank, constant, is_known, joined, known, long

A_B = Index(["A", "B"])


def test_zero_is_measured_and_missing_is_unknown() -> None:
    part = known(Series({"A": 0.0, "B": float("nan")}))
    assert part["status"].tolist() == ["measured", "unknown"]
    assert part.loc["A", "low"] == 0.0


def test_a_bound_that_is_missing_makes_the_fact_unknown() -> None:
    part = between(Series({"A": 1.0, "B": 1.0}), Series({"A": 2.0, "B": float("nan")}))
    assert part["status"].tolist() == ["estimated", "unknown"]
    assert part.loc["B", ["low", "high"]].isna().all()


def test_a_lower_bound_alone_does_not_make_an_upper_one() -> None:
    part = between(Series({"A": 0.0}), Series({"A": float("nan")}))
    assert part["high"].isna().all()
    assert part["status"].tolist() == ["unknown"]


def test_bounds_that_differ_by_rounding_are_one_value() -> None:
    part = between(Series({"A": 0.1 + 0.2}), Series({"A": 0.3}))
    assert part["high"].tolist() == part["low"].tolist()


def test_bounds_upside_down_are_refused_with_the_site() -> None:
    with pytest.raises(ValueError, match=r"lower bound above upper bound[\s\S]*B"):
        between(Series({"A": 1.0, "B": 3.0}), Series({"A": 2.0, "B": 2.0}))


def test_a_fact_of_other_sites_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="fact slope"):
        assemble({"slope": blank(Index(["A"]))}, {}, A_B)


def test_a_declared_constant_and_none() -> None:
    assert constant(3.0, A_B)["low"].tolist() == [3.0, 3.0]
    assert constant(None, A_B)["status"].tolist() == ["unknown", "unknown"]


def test_the_long_table_has_a_row_per_site_and_fact() -> None:
    facts = assemble(
        {"x": known(Series([1.0, 2.0], A_B)), "y": blank(A_B, "not_applicable")},
        {"x": ("stop", "street")},
        A_B,
    )
    table = long(facts)
    assert table[["site_id", "fact", "status", "origin"]].to_numpy().tolist() == [
        ["A", "x", "measured", "stop|street"],
        ["A", "y", "not_applicable", ""],
        ["B", "x", "measured", "stop|street"],
        ["B", "y", "not_applicable", ""],
    ]
    assert table["low"].dropna().tolist() == [1.0, 2.0]
    assert is_known(facts).to_numpy().tolist() == [[True, False], [True, False]]


def test_a_trace_that_two_sums_see_differently_is_no_contradiction() -> None:
    """1.094885e-11 % against 1.094680e-11 %: the last bits of a share met among 10,000 sites."""
    part = between(Series({"A": 1.094885e-11}), Series({"A": 1.094680e-11}))
    assert part.loc["A", "low"] == part.loc["A", "high"]


def test_a_fact_of_two_parts_comes_from_all_that_either_says() -> None:
    """Public cost: the soil is known here only, those who look for work there only."""
    said = {"A": ("project", "land_cover"), "B": ("project", "commune", "labour")}
    parts = [
        assemble({"cost": constant(1.0, Index([site]))}, {"cost": names}, Index([site]))
        for site, names in said.items()
    ]
    found = joined(parts, Index(["A", "B"])).origin["cost"]
    assert sorted(found) == ["commune", "labour", "land_cover", "project"]
