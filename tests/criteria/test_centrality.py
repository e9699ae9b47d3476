"""The load chain against the worked example of the research, to the digit printed there."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.centrality import DRAWS, Load, likely_range, load, project_draws
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


@pytest.mark.parametrize(
    ("name", "deciles"),
    [
        ("newcomers", (21.9, 31.3)),
        ("households", (12.6, 20.6)),
        ("persons", (25.7, 43.6)),
        ("dwellings", (13.4, 21.9)),
        ("pupils_6_10", (2.0, 3.5)),
    ],
)
def test_the_spread_is_that_of_the_published_draws(name: str, deciles: tuple[float, float]) -> None:
    drawn = project_draws(project(transfer_share=0.0))
    low, high = likely_range(getattr(load(HUNDRED, drawn), name))
    assert (low, high) == pytest.approx(deciles, rel=0.06)


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
