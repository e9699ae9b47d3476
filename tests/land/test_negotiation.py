"""Agreements: a case worked in full, the axioms of each rule, and small options by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pandas import DataFrame, Series
from pandas.testing import assert_frame_equal

from land.errors import SchemaError
from land.mixes import mixes
from land.negotiation import (
    RULES,
    agreements,
    pareto_efficient,
    rational,
    settlement,
)

PARTIES = ["economy", "energy", "housing"]
few = settings(max_examples=30, deadline=None)


def tables(options: int = 12) -> st.SearchStrategy[DataFrame]:
    """Worths in hundredths, so that sums and ties are exact."""
    shape = st.tuples(st.integers(1, options), st.integers(2, 3))
    return shape.flatmap(lambda s: arrays(np.int64, s, elements=st.integers(0, 100))).map(
        lambda a: DataFrame(a / 100, columns=PARTIES[: a.shape[1]])
    )


def nothing(worths: DataFrame) -> Series:
    return Series(0.0, index=worths.columns)


@pytest.fixture(scope="module")
def ten_hectares() -> tuple[DataFrame, DataFrame, Series]:
    """Ten hectares between production p, open ground g and shared services s, by steps of 1 %."""
    shares = mixes(["p", "g", "s"], least={"g": 0.20})
    p, g, s = (shares[use] for use in "pgs")
    worths = DataFrame(
        {
            "development": np.minimum(1, p / 0.70),
            "ecology": np.clip((g - 0.10) / 0.30, 0, 1),
            "centrality": 0.7 * np.minimum(1, s / 0.20) + 0.3 * np.clip((0.80 - p) / 0.40, 0, 1),
        }
    )
    return shares, worths, Series({"development": 0.5, "ecology": 0.2, "centrality": 0.2})


def test_ten_hectares_has_1003_feasible_mixes_of_which_352_are_efficient(
    ten_hectares: tuple[DataFrame, DataFrame, Series],
) -> None:
    _, worths, without = ten_hectares
    feasible = worths[rational(worths, without)]
    assert len(feasible) == 1003
    assert pareto_efficient(feasible).sum() == 352


@pytest.mark.parametrize(
    ("rule", "shares", "worth", "total", "product"),
    [
        ("utilitarian", (0.40, 0.40, 0.20), (0.571, 1.000, 1.000), 2.571, 0.0457),
        ("nash", (0.49, 0.34, 0.17), (0.700, 0.800, 0.827), 2.327, 0.0753),
        ("kalai_smorodinsky", (0.56, 0.30, 0.14), (0.800, 0.667, 0.670), 2.137, 0.0658),
        ("egalitarian", (0.61, 0.27, 0.12), (0.871, 0.567, 0.562), 2.001, 0.0494),
    ],
)
def test_ten_hectares_by_each_rule(
    ten_hectares: tuple[DataFrame, DataFrame, Series],
    rule: str,
    shares: tuple[float, ...],
    worth: tuple[float, ...],
    total: float,
    product: float,
) -> None:
    mix, worths, without = ten_hectares
    option = agreements(worths, without)[rule]
    assert tuple(mix.loc[option].round(2)) == shares
    said = settlement(worths, without, option)
    # The published figures are cut, not rounded, at the third decimal.
    assert said["worth"].to_numpy() == pytest.approx(worth, abs=1e-3)
    assert said["worth"].sum() == pytest.approx(total, abs=1e-3)
    assert said["gain"].prod() == pytest.approx(product, abs=1e-4)


@few
@given(tables())
def test_efficient_is_what_two_loops_find(worths: DataFrame) -> None:
    table = worths.to_numpy()
    expected = [
        not any((other >= one).all() and (other > one).any() for other in table) for one in table
    ]
    assert pareto_efficient(worths).tolist() == expected


@few
@given(tables())
def test_every_agreement_is_efficient_and_rational(worths: DataFrame) -> None:
    without = worths.min()
    efficient, reasonable = pareto_efficient(worths), rational(worths, without)
    for option in agreements(worths, without):
        assert efficient[option]
        assert reasonable[option]


@pytest.mark.parametrize("rule", RULES)
@few
@given(worths=tables())
def test_parties_that_change_places_change_their_gains(rule: str, worths: DataFrame) -> None:
    """Symmetry: what a rule reaches does not depend on who is who."""
    turned = worths.iloc[:, ::-1].set_axis(worths.columns, axis=1)
    reached = [
        np.sort(np.ravel(RULES[rule](t.loc[[agreements(t, nothing(t))[rule]]], t.max())))
        for t in (worths, turned)
    ]
    assert reached[0] == pytest.approx(reached[1])


@few
@given(tables(), st.lists(st.sampled_from([0.5, 2.0, 8.0]), min_size=3, max_size=3))
def test_the_scale_of_a_party_does_not_matter_to_nash_and_kalai_smorodinsky(
    worths: DataFrame, scales: list[float]
) -> None:
    factors = Series(scales[: worths.shape[1]], index=worths.columns)
    before, after = (agreements(t, nothing(t)) for t in (worths, worths * factors))
    nash = [worths.loc[a["nash"]].prod() for a in (before, after)]
    assert nash[0] == pytest.approx(nash[1])
    best = worths.max().where(worths.max() > 0, 1)
    shares = [(worths.loc[a["kalai_smorodinsky"]] / best).min() for a in (before, after)]
    assert shares[0] == pytest.approx(shares[1])


@few
@given(tables(), st.data())
def test_nash_keeps_its_choice_when_others_are_struck_off(
    worths: DataFrame, data: st.DataObject
) -> None:
    """Independence of irrelevant alternatives (Nash 1950)."""
    chosen = agreements(worths, nothing(worths))["nash"]
    kept = data.draw(st.lists(st.sampled_from(list(worths.index)), unique=True))
    fewer = worths.loc[sorted({*kept, chosen})]
    product = fewer.loc[agreements(fewer, nothing(fewer))["nash"]].prod()
    assert product == pytest.approx(worths.loc[chosen].prod())


@few
@given(tables(), tables())
def test_more_options_with_the_same_best_never_lower_the_smallest_share(
    worths: DataFrame, more: DataFrame
) -> None:
    """What Kalai-Smorodinsky keeps of monotonicity on a list of options."""
    assume(worths.shape[1] == more.shape[1])
    best = worths.max()
    assume((best > 0).all())
    added = more[(more <= best).all(axis=1)]
    larger = pd.concat([worths, added], ignore_index=True)
    smallest = [
        (t.loc[agreements(t, nothing(t))["kalai_smorodinsky"]] / best).min()
        for t in (worths, larger)
    ]
    assert smallest[1] >= smallest[0] - 1e-9


def test_kalai_smorodinsky_1975_more_for_the_second_costs_it_something_under_nash_only() -> None:
    """Corners (0,1) (3/4,3/4) (1,0), then (0,1) (1,0.7): the second can have more everywhere."""
    a = np.linspace(0, 1, 1001)
    before = DataFrame({"a": a, "b": np.where(a <= 0.75, 1 - a / 3, 3 * (1 - a))})
    after = DataFrame({"a": a, "b": 1 - 0.3 * a})
    assert (after["b"] >= before["b"] - 1e-12).all()
    had, has = (t["b"].loc[agreements(t, nothing(t)).to_numpy()] for t in (before, after))
    rules = list(RULES)
    assert had.iloc[rules.index("nash")] == pytest.approx(0.75)
    assert has.iloc[rules.index("nash")] == pytest.approx(0.70)
    assert had.iloc[rules.index("kalai_smorodinsky")] == pytest.approx(0.75)
    assert has.iloc[rules.index("kalai_smorodinsky")] == pytest.approx(1 / 1.3, abs=1e-3)


def test_without_a_rational_option_nothing_is_agreed() -> None:
    worths = DataFrame({"economy": [1.0], "energy": [0.0]}, index=["A"])
    found = agreements(worths, Series({"economy": 0, "energy": 0.5}))
    assert found.isna().all()


def test_what_each_party_gives_up() -> None:
    worths = DataFrame({"economy": [1.0, 0.6], "energy": [0.2, 0.8]}, index=["A", "B"])
    said = settlement(worths, Series({"economy": 0.5, "energy": 0.2}), "B")
    expected = DataFrame(
        {
            "worth": [0.6, 0.8],
            "gain": [0.1, 0.6],
            "best": [1.0, 0.8],
            "regret": [0.4, 0.0],
            "given_up": [0.8, 0.0],
        },
        index=["economy", "energy"],
    )
    assert_frame_equal(said, expected)


def test_faults_name_the_party_and_the_option() -> None:
    worths = DataFrame({"economy": [1.0, None], "energy": [0.2, 0.8]}, index=["A", "B"])
    with pytest.raises(SchemaError) as fault:
        agreements(worths, Series({"economy": 0}))
    said = str(fault.value)
    assert "« energy »: no worth without agreement" in said
    assert "« economy »: 1 option(s) without a worth, e.g. B" in said


def test_the_order_of_options_does_not_move_what_is_efficient() -> None:
    """Large worths whose sums are equal in floating point: the better one must win."""
    worths = DataFrame({"a": [1e6, 1e6], "b": [0.0, 1e-11]})
    assert pareto_efficient(worths).tolist() == [False, True]
