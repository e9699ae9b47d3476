"""Net public cost per job."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series

from criteria.cost import public_cost, quantile_of_lines
from criteria.facts import between, blank, known
from tests.criteria.maps import jobs, project, sites, status

STAFF = jobs(cadres=25, professions_intermediaires=25, employes=25, ouvriers=25)
MOVED = {"jobs": STAFF, "transfer_share": 1.0, "plot_m2": 10_000}
"""A hundred jobs on a hectare that bring no newcomer: land and tax only."""

BUILT, FRESH = known(Series({"A": 100.0})), known(Series({"A": 0.0}))


def _bounds(vocation: str, soil) -> tuple[float, float]:
    part = public_cost(sites(), project=project(**MOVED, vocation=vocation), artificialised=soil)
    return float(part.loc["A", "low"]), float(part.loc["A", "high"])


def test_on_built_land_a_moved_office_costs_nothing_and_brings_its_tax() -> None:
    low, high = _bounds("tertiaire", BUILT)
    # deciles of the triangular draw of the tax, 1,000 - 2,018 - 3,000
    assert (low, high) == pytest.approx((-2557, -1452), rel=0.03)


def test_other_vocations_may_bring_no_tax_at_all() -> None:
    low, high = _bounds("industrie", BUILT)
    assert low == pytest.approx(-2557, rel=0.03)
    assert high == pytest.approx(0.0, abs=1e-9)


def test_fresh_land_costs_its_roads() -> None:
    # at the modes (19,952 + 86,289 x 0.0614) / 100 jobs = 252 a job
    _, high = _bounds("industrie", FRESH)
    assert 252 < high < 252 * 1.4


def test_an_unknown_soil_keeps_both_ends() -> None:
    unknown = blank(sites().index)
    low, high = _bounds("industrie", unknown)
    assert (low, high) == (_bounds("industrie", BUILT)[0], _bounds("industrie", FRESH)[1])
    half = between(Series({"A": 40.0}), Series({"A": 60.0}))
    assert low < _bounds("industrie", half)[0] < _bounds("industrie", half)[1] < high


def test_without_jobs_or_plot() -> None:
    silent = public_cost(sites(), project=project(plot_m2=100), artificialised=BUILT)
    assert status(silent) == "unknown"
    nobody = project(plot_m2=100, jobs=jobs())
    assert status(public_cost(sites(), project=nobody, artificialised=BUILT)) == "not_applicable"
    homeless = project(jobs=STAFF)
    assert status(public_cost(sites(), project=homeless, artificialised=BUILT)) == "unknown"


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.integers(1, 9), st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]))
def test_a_quantile_of_lines_is_that_of_all_draws(draws: int, places: int, share: float) -> None:
    chance = np.random.default_rng(draws * 10 + places)
    fixed, slope = chance.normal(size=draws).round(1), chance.normal(size=draws).round(1)
    at = np.sort(chance.uniform(0, 3, places))
    whole = np.quantile(fixed[:, None] + slope[:, None] * at, share, axis=0)
    np.testing.assert_array_equal(quantile_of_lines(fixed, slope, at, share=share), whole)
