"""The load chain against the worked example of the research, to the digit printed there."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from criteria.centrality import DRAWS, SEED, Load, load, project_draws
from criteria.parameters import draws, modes
from tests.criteria.maps import jobs, project

HUNDRED = jobs(cadres=30, professions_intermediaires=30, employes=20, ouvriers=20)

PUBLISHED = {
    "newcomers": (23.4, 1), "newcomers_in_epci": (15.68, 2), "households": (15.22, 2),
    "persons": (31.36, 2), "dwellings": (16.16, 2), "eaje_places": (0.25, 2),
    "formal_places": (0.75, 2), "pupils_3_5": (1.39, 2), "pupils_6_10": (2.43, 2),
    "pupils_11_14": (1.94, 2), "pupils_15_17": (1.45, 2), "trips": (94.1, 1),
    "creche_school_eur": (5473, 0),
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected", "digits"), [(k, *v) for k, v in PUBLISHED.items()])
def test_fixture_100_jobs(name: str, expected: float, digits: int) -> None:
    brought = load(HUNDRED, modes("centrality"))
    assert round(float(getattr(brought, name)[0]), digits) == expected


DRAWN = {
    "newcomers": (21.9, 26.4, 31.3), "households": (12.6, 16.3, 20.6),
    "persons": (25.7, 33.8, 43.6), "dwellings": (13.4, 17.3, 21.9),
    "pupils_6_10": (2.0, 2.6, 3.5), "creche_school_eur": (4415, 5930, 7848),
}  # fmt: skip
"""Published P10, P50, P90: drawn independently, age shares and school costs at their mode."""

HELD = ("share_0_2", "share_3_5", "share_6_10", "maternelle_eur", "elementaire_eur",
        "school_invest_eur", "transfer_share")  # fmt: skip


def quantiles(name: str, *, correlated: bool, held: tuple[str, ...] = HELD) -> np.ndarray:
    drawn = dict(draws("centrality", count=DRAWS, seed=SEED, correlated=correlated))
    fixed = {k: np.full(DRAWS, modes("centrality")[k][0]) for k in held}
    return np.percentile(getattr(load(HUNDRED, drawn | fixed), name), [10, 50, 90])


@pytest.mark.parametrize(("name", "expected"), DRAWN.items())
def test_fixture_100_jobs_monte_carlo(name: str, expected: tuple[float, float, float]) -> None:
    assert quantiles(name, correlated=False) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(("name", "expected"), DRAWN.items())
def test_shares_that_move_together_widen_the_published_spread_about_the_same_middle(
    name: str, expected: tuple[float, float, float]
) -> None:
    low, middle, high = quantiles(name, correlated=True)
    assert middle == pytest.approx(expected[1], rel=0.03)
    assert low < 0.97 * expected[0]
    assert high > 1.03 * expected[2]


def test_the_newcomer_shares_are_tied_as_said_and_nothing_else_is() -> None:
    drawn = draws("centrality", count=DRAWS, seed=SEED)
    shares = [drawn[f"n_{p}"] for p in HUNDRED]
    ties = spearmanr(np.stack([*shares, drawn["household_size"]], axis=1)).statistic
    assert ties[:4, :4][~np.eye(4, dtype=bool)] == pytest.approx(0.5, abs=0.03)
    assert ties[4, :4] == pytest.approx(0.0, abs=0.03)
    loose = draws("centrality", count=DRAWS, seed=SEED, correlated=False)
    assert spearmanr(loose["n_cadres"], loose["n_ouvriers"]).statistic == pytest.approx(0, abs=0.03)


def test_every_job_that_is_not_moved_has_exactly_one_taker() -> None:
    drawn = project_draws(project())
    for unmatched in (0.0, 0.4, 1.0):
        brought = load(HUNDRED, drawn, unmatched=unmatched)
        takers = brought.residents + brought.in_commuters + brought.newcomers_in_epci
        np.testing.assert_allclose(takers, 100 * (1 - drawn["transfer_share"]))
        assert min(map(np.min, (brought.residents, brought.in_commuters))) >= 0


def test_jobs_that_nobody_there_can_take_draw_newcomers_in() -> None:
    values = modes("centrality")
    alone = load(HUNDRED, values, unmatched=1.0)
    # q = 0.5 is above every newcomer share: half of the hundred
    assert alone.newcomers.tolist() == pytest.approx([50.0])
    # 40 % unmatched: 0.6 x 23.4 + 0.4 x 50
    assert load(HUNDRED, values, unmatched=0.4).newcomers.tolist() == pytest.approx([34.04])
    many = dict(values) | {"n_cadres": np.array([0.9])}
    cadres = jobs(cadres=10)
    assert load(cadres, many, unmatched=1.0).newcomers.tolist() == pytest.approx([9.0])


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_the_fewer_can_take_the_jobs_the_larger_the_load(one: float, two: float) -> None:
    drawn = project_draws(project(transfer_share=0.0))
    few, many = (load(HUNDRED, drawn, unmatched=u) for u in sorted((one, two)))
    assert (many.persons >= few.persons - 1e-9).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=4, max_size=4), st.integers(2, 5))
def test_the_chain_is_linear_in_the_jobs(numbers: list[int], times: int) -> None:
    one = dict(zip(HUNDRED, map(float, numbers), strict=True))
    single, several = (
        load({k: v * n for k, v in one.items()}, modes("centrality")) for n in (1, times)
    )
    for field in fields(Load):
        np.testing.assert_allclose(
            getattr(several, field.name), times * getattr(single, field.name), rtol=1e-12
        )


def test_moved_jobs_bring_nobody() -> None:
    values = dict(modes("centrality")) | {"transfer_share": np.array([1.0])}
    brought = load(HUNDRED, values)
    assert brought.persons.tolist() == [0.0]
    assert brought.creche_school_eur.tolist() == [0.0]


def test_pupils_of_nursery_and_primary_school_add_up() -> None:
    brought = load(HUNDRED, modes("centrality"))
    assert brought.pupils_3_10 == pytest.approx(brought.pupils_3_5 + brought.pupils_6_10)


def test_what_a_project_declares_is_not_drawn() -> None:
    asked, told = project_draws(project()), project_draws(project(transfer_share=0.25))
    assert len(set(asked["transfer_share"])) == DRAWS
    assert set(told["transfer_share"]) == {0.25}
    assert np.array_equal(asked["household_size"], told["household_size"])


def test_the_same_seed_gives_the_same_draws_within_the_bounds() -> None:
    one, two = (draws("centrality", count=200, seed=7) for _ in range(2))
    from criteria.parameters import parameters

    for name, parameter in parameters("centrality").items():
        assert np.array_equal(one[name], two[name])
        assert (one[name] >= parameter.low).all()
        assert (one[name] <= parameter.high).all()
