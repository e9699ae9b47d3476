"""Access to jobs: shares worked by hand, and totals that no reading may change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from shapely import box

from criteria.access import (
    CATCHMENTS,
    access_in_20_minutes,
    access_in_45_minutes,
    availability_by_commune,
    jobs_per_seeker,
    ring_weights,
    spatial_availability,
    two_step,
)
from criteria.employment import RINGS, job_seeker_access
from tests.criteria.maps import communes, jobs, labour, project, sites, status, values

WORKS = project(jobs=jobs(cadres=20, ouvriers=20))
SITE = sites(A=box(-5, -5, 5, 5))


def town(km: float):
    """A commune of 100 m whose inner point is some kilometres east of the site."""
    return box(1000 * km - 50, -50, 1000 * km + 50, 50)


@pytest.mark.parametrize("minutes", CATCHMENTS)
def test_rings_are_thirds_of_the_catchment(minutes: float) -> None:
    reach = minutes / 60 * 40_000
    edges = np.array([reach / 3 - 1, reach / 3 + 1, 2 * reach / 3 - 1, 2 * reach / 3 + 1,
                      reach - 1, reach + 1])  # fmt: skip
    assert ring_weights(edges, minutes).tolist() == [1.0, 0.68, 0.68, 0.22, 0.22, 0.0]


def test_thirty_minutes_are_the_rings_of_the_criterion() -> None:
    metres = np.linspace(0, 25_000, 200)
    expected = np.zeros(200)
    for minutes, worth in reversed(RINGS):
        expected[metres <= minutes / 60 * 40_000] = worth
    assert ring_weights(metres, 30).tolist() == expected.tolist()


NUMBERS = st.floats(0.1, 1000)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_neither_reading_makes_or_loses_a_job(data: st.DataObject) -> None:
    origins, places = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    supply = data.draw(arrays(float, places, elements=NUMBERS))
    demand = data.draw(arrays(float, origins, elements=NUMBERS))
    weights = data.draw(
        arrays(float, (origins, places), elements=st.sampled_from([0.0, 0.22, 0.68, 1.0]))
    )
    reached = supply[(weights > 0).any(axis=0)].sum()
    shared = spatial_availability(supply, demand, weights)
    _, access = two_step(supply, demand, weights)
    np.testing.assert_allclose(shared.sum(), reached, atol=1e-9)
    np.testing.assert_allclose(demand @ access, reached, atol=1e-9)
    # per head, what is available is what is accessible
    np.testing.assert_allclose(shared.sum(axis=1) / demand, access, atol=1e-12)


def test_jobs_of_a_project_by_commune_add_up_on_every_site() -> None:
    where = sites(A=box(-5, -5, 5, 5), B=box(9995, -5, 10005, 5), C=box(9e5, 0, 9e5 + 9, 9))
    places = communes({"1": town(0), "2": town(10), "3": town(500)})
    table = availability_by_commune(
        where, project=WORKS, communes=places, labour=labour({"1": 100.0, "2": 50.0, "3": 9.0})
    )
    # site A: 400 seekers at weight 1 and 200 at 0.68: 40 x 400 / 536 and 40 x 136 / 536
    found = table.set_index(["site_id", "commune_insee"])["jobs"]
    assert found["A", "1"] == pytest.approx(40 * 400 / 536)
    assert found["A", "2"] == pytest.approx(40 * 136 / 536)
    assert table.groupby("site_id")["jobs"].sum().to_dict() == pytest.approx({"A": 40, "B": 40})
    assert (found > 0).all()  # nobody reaches site C: it has no row


def test_jobs_per_thousand_seekers_by_hand() -> None:
    near = {"communes": communes({"1": town(0), "2": town(10)})}
    seekers = labour({"1": 100.0, "2": 50.0})
    part = jobs_per_seeker(SITE, project=WORKS, labour=seekers, **near)
    assert values(part) == (round(1000 * 40 / 536, 6), round(1000 * 40 / 536, 6), "estimated")
    lacking = labour({"1": 100.0})
    assert status(jobs_per_seeker(SITE, project=WORKS, labour=lacking, **near)) == "unknown"
    none = project(jobs=jobs())
    assert status(jobs_per_seeker(SITE, project=none, labour=seekers, **near)) == "not_applicable"
    assert status(jobs_per_seeker(SITE, project=project(), labour=seekers, **near)) == "unknown"
    far = {"communes": communes({"1": town(100), "2": town(110)})}
    assert status(jobs_per_seeker(SITE, project=WORKS, labour=seekers, **far)) == "unknown"


def test_three_catchments_side_by_side() -> None:
    # a commune at the site, one 15 km away, one 25 km away, of 40, 80 and 120 job seekers
    places = communes({"1": town(0), "2": town(15), "3": town(25)})
    given_ = {"communes": places, "labour": labour({"1": 10.0, "2": 20.0, "3": 30.0})}
    # 20 min, rings to 4.4, 8.9, 13.3 km: site 40; towns 40, 80 + .22 x 120, 120 + .22 x 80
    short = values(access_in_20_minutes(SITE, **given_))[0]
    assert short == pytest.approx(40 / 106.4, abs=1e-6)
    # 30 min, to 6.7, 13.3, 20: site 40 + .22 x 80; towns 57.6, 80 + .22 x 40 + .68 x 120,
    # 120 + .68 x 80
    usual = values(job_seeker_access(SITE, **given_))[0]
    assert usual == pytest.approx(57.6 / 170.4, abs=1e-6)
    # 45 min, to 10, 20, 30: site 40 + .68 x 80 + .22 x 120; towns 120.8, 80 + .68 x 40 + 120,
    # 120 + 80 + .22 x 40
    long = values(access_in_45_minutes(SITE, **given_))[0]
    assert long == pytest.approx(120.8 / 208.8, abs=1e-6)
