"""Observed hires against conjugate updates worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame
from scipy.stats import beta

from criteria.observed import expected, prior, updated
from criteria.parameters import Parameter, parameters
from land.errors import SchemaError


def seen(*rows: tuple[str, int, int]) -> DataFrame:
    return DataFrame(rows, columns=["parameter", "hires", "yes"])


def share(low: float, value: float, high: float) -> Parameter:
    return Parameter(low=low, value=value, high=high, unit="part", basis="assumed",
                     source="essai", vintage="")  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3, unique=True))
def test_the_prior_has_the_mean_and_the_variance_of_the_triangle(ends: list[float]) -> None:
    low, mode, high = sorted(ends)
    if high - low < 0.02:
        return
    found = beta(*prior(share(low, mode, high)))
    drawn = np.random.default_rng(1).triangular(low, mode, high, 200_000)
    assert found.mean() == pytest.approx(drawn.mean(), abs=0.002)
    assert found.std() == pytest.approx(drawn.std(), rel=0.02)


def test_the_posterior_of_an_even_prior_by_hand() -> None:
    even = {"settle_share": {"low": 0.0, "value": 0.5, "high": 1.0, "basis": "assumed",
                             "source": "essai", "vintage": ""}}  # fmt: skip
    found = updated(seen(("settle_share", 10, 8)), vintage="2029", overrides=even)["settle_share"]
    # Beta(2.5, 2.5) and 8 of 10 give Beta(10.5, 4.5), of mode 9.5 / 13
    assert found["value"] == pytest.approx(9.5 / 13)
    assert found["low"] == pytest.approx(beta.ppf(0.025, 10.5, 4.5))
    assert found["source"].startswith("observé : 8 sur 10")


def test_surveys_add_up_in_any_order_and_what_was_not_asked_stays() -> None:
    once = updated(seen(("n_cadres", 40, 12)), vintage="2029")
    twice = updated(seen(("n_cadres", 30, 7), ("n_cadres", 10, 5)), vintage="2029")
    assert once == twice
    found = parameters("centrality", overrides=once)
    assert {k for k, p in parameters("centrality").items() if found[k] != p} == {"n_cadres"}
    assert found["n_cadres"].basis == "sourced"


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 500), st.floats(0, 1))
def test_the_share_moves_towards_what_was_observed_and_the_more_the_narrower(
    hires: int, part: float
) -> None:
    yes = round(hires * part)
    before = parameters("centrality")["n_employes"]
    first, second = prior(before)
    few = updated(seen(("n_employes", hires, yes)), vintage="x")["n_employes"]
    many = updated(seen(("n_employes", 20 * hires, 20 * yes)), vintage="x")["n_employes"]
    observed, at_first = yes / hires, first / (first + second)
    assert abs(many["value"] - observed) <= abs(at_first - observed) + 0.02
    assert few["low"] <= few["value"] <= few["high"]
    if 0 < yes < hires:
        assert many["high"] - many["low"] < few["high"] - few["low"]


def test_what_is_expected_before_asking() -> None:
    low, middle, high = expected(parameters("centrality")["n_cadres"], 100)
    # mean 38, and the spread of the assumption dominates that of a hundred answers
    assert low < 30 < middle < 42 < high


def test_all_faults_are_listed() -> None:
    with pytest.raises(SchemaError) as refused:
        updated(seen(("n_cadre", 3, 1), ("n_cadres", 3, 4)), vintage="x")
    assert "n_cadre: not one of" in str(refused.value)
    assert "row 1: 4 of 3" in str(refused.value)
    with pytest.raises(SchemaError, match="no column yes"):
        updated(seen().drop(columns="yes"), vintage="x")
    with pytest.raises(ValueError, match="not a share"):
        prior(share(0.5, 0.5, 0.5))
