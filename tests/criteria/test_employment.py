"""Employment: communes as points on a line, 20 km being thirty minutes."""

import numpy as np
import pytest
from pandas import DataFrame, Series
from shapely import box

from criteria.employment import (
    job_dissimilarity,
    job_match,
    job_seeker_access,
    jobs_balance,
    recruitment_tension,
    seekers_in_reach,
)
from criteria.project import PROFILES
from land.errors import SchemaError
from tests.criteria.maps import communes, jobs, labour, project, sites, status, values

SITE = sites(A=box(-5, -5, 5, 5))
WIDE = box(-40_000, -40_000, 40_000, 40_000)
"""One commune that fills the whole reach; its inner point is at (0, 0)."""

WORKS = project(jobs=jobs(cadres=20, ouvriers=20))


def town(x: float):
    """A commune of 100 m whose inner point is x metres east of the site."""
    return box(x - 50, -50, x + 50, 50)


def test_jobs_are_matched_profile_by_profile() -> None:
    seekers = labour({"1": [300, 999, 999, 50]})
    # cadres min(20, 30) = 20 ; ouvriers min(20, 5) = 5 ; the others do not help
    part = job_match(SITE, project=WORKS, communes=communes({"1": WIDE}), labour=seekers)
    assert values(part) == (0.625, 0.625, "estimated")


@pytest.mark.parametrize(("x", "reached"), [(19_999, True), (20_000, True), (20_001, False)])
def test_communes_count_up_to_twenty_kilometres(x: float, reached: bool) -> None:
    places = communes({"0": WIDE, "1": town(x)})
    seekers = labour({"0": [0, 0, 0, 0], "1": [1000, 0, 0, 1000]})
    part = job_match(SITE, project=WORKS, communes=places, labour=seekers)
    assert values(part)[0] == (1.0 if reached else 0.0)


def test_a_commune_without_figures_may_have_enough() -> None:
    places = communes({"0": WIDE, "1": town(5000)})
    part = job_match(SITE, project=WORKS, communes=places, labour=labour({"0": [100, 0, 0, 0]}))
    assert values(part) == (0.25, 1.0, "estimated")


def test_land_outside_the_layer_may_be_as_dense() -> None:
    half = communes({"1": box(0, -40_000, 40_000, 40_000), "0": town(0)})
    # inner point of « 1 » is 20 km away; half of the reach is seen, and a sliver of town 0
    seekers = labour({"1": [100, 0, 0, 0], "0": [0, 0, 0, 0]})
    low, high, _ = values(job_match(SITE, project=WORKS, communes=half, labour=seekers))
    assert low == pytest.approx(0.25)
    assert high == pytest.approx(0.5, abs=0.01)  # min(20, 10 / one half) of 40


def test_no_commune_within_reach_is_unknown() -> None:
    far = communes({"1": town(50_000)})
    part = job_match(SITE, project=WORKS, communes=far, labour=labour({"1": 10.0}))
    assert status(part) == "unknown"


def test_a_project_without_jobs() -> None:
    given = {"communes": communes({"1": WIDE}), "labour": labour({"1": 10.0})}
    assert status(job_match(SITE, project=project(), **given)) == "unknown"
    assert status(job_match(SITE, project=project(jobs=jobs()), **given)) == "not_applicable"
    assert status(job_match(SITE, project=WORKS)) == "unknown"
    nobody = project(jobs=jobs())
    assert status(job_dissimilarity(SITE, project=nobody, **given)) == "not_applicable"
    assert status(job_dissimilarity(SITE, project=WORKS)) == "unknown"
    even = survey([0.5] * 4)
    assert status(recruitment_tension(SITE, project=nobody, tension=even)) == "not_applicable"
    assert status(recruitment_tension(SITE, project=WORKS)) == "unknown"


def test_the_gap_between_profiles() -> None:
    places = communes({"1": WIDE})
    seekers = labour({"1": [10, 20, 30, 40]})
    # jobs 1/2, 0, 0, 1/2 against .1, .2, .3, .4: (.4 + .2 + .3 + .1) / 2
    part = job_dissimilarity(SITE, project=WORKS, communes=places, labour=seekers)
    assert values(part) == (0.5, 0.5, "estimated")
    lacking = communes({"1": WIDE, "2": town(100)})
    part = job_dissimilarity(SITE, project=WORKS, communes=lacking, labour=seekers)
    assert status(part) == "unknown"


def survey(shares: list[float]) -> DataFrame:
    return DataFrame({"profile": list(PROFILES), "difficult_share": shares})


def test_tension_is_weighted_by_the_jobs() -> None:
    part = recruitment_tension(SITE, project=WORKS, tension=survey([0.4, 0.0, 1.0, 0.6]))
    assert values(part) == (50.0, 50.0, "measured")


def test_a_profile_without_figure_may_be_anything() -> None:
    part = recruitment_tension(
        SITE, project=WORKS, tension=survey([0.4, float("nan"), 0.5, float("nan")])
    )
    assert values(part) == (20.0, 70.0, "estimated")
    none = survey([float("nan"), 0.5, 0.5, float("nan")])
    assert status(recruitment_tension(SITE, project=WORKS, tension=none)) == "unknown"


def test_a_profile_that_stands_twice_is_refused() -> None:
    twice = DataFrame({"profile": ["cadres"] * 2, "difficult_share": [0.1, 0.9]})
    with pytest.raises(SchemaError, match="« cadres » stands twice"):
        recruitment_tension(SITE, project=WORKS, tension=twice)


def test_rings_of_ten_minutes_weigh_less_and_less() -> None:
    # 40 km/h: rings end at 6.67, 13.33 and 20 km. From the site: towns at 0, 10 and 18 km.
    places = communes({"0": town(0), "1": town(10_000), "2": town(18_000)})
    seekers = labour({"0": 25.0, "1": 25.0, "2": 25.0})  # a hundred in each
    # site and town 0: 100 + 68 + 22 = 190 ; town 1: 68 + 100 + 68 = 236 (8 km to the next) ;
    # town 2: 22 + 68 + 100 = 190 ; the median is 190
    part = job_seeker_access(sites(A=town(0), B=town(10_000)), communes=places, labour=seekers)
    assert values(part) == (1.0, 1.0, "estimated")
    assert values(part, "B")[0] == pytest.approx(236 / 190, abs=1e-6)


def test_the_median_is_that_of_the_territory_not_of_the_sites() -> None:
    places = communes({"0": town(0), "1": town(10_000), "2": town(18_000)})
    seekers = labour({"0": 25.0, "1": 25.0, "2": 25.0})
    alone = job_seeker_access(sites(A=town(0)), communes=places, labour=seekers)
    many = job_seeker_access(
        sites(A=town(0), B=town(10_000), C=town(10_050)), communes=places, labour=seekers
    )
    assert values(alone) == values(many)


def test_access_is_unknown_where_a_figure_lacks_or_nobody_seeks() -> None:
    places = communes({"0": town(0), "1": town(10_000)})
    part = job_seeker_access(SITE, communes=places, labour=labour({"0": 25.0}))
    assert status(part) == "unknown"
    part = job_seeker_access(SITE, communes=places, labour=labour({"0": 0.0, "1": 0.0}))
    assert status(part) == "unknown"
    assert status(job_seeker_access(SITE, communes=places)) == "unknown"


@pytest.mark.parametrize(
    ("work", "residents", "expected"),
    [
        (300.0, 200.0, (150.0, 150.0, "measured")),
        (0.0, 200.0, (0.0, 0.0, "measured")),
        (300.0, 0.0, "unknown"),
        (float("nan"), 200.0, "unknown"),
    ],
)
def test_jobs_per_hundred_residents(work: float, residents: float, expected: object) -> None:
    places = communes({"1": WIDE}, jobs=[work], employed_residents=[residents])
    part = jobs_balance(SITE, commune_of=Series({"A": "1"}), communes=places)
    assert expected in (values(part), status(part))


def test_a_commune_that_is_not_there_is_unknown() -> None:
    places = communes({"1": WIDE}, jobs=[1.0], employed_residents=[1.0])
    assert status(jobs_balance(SITE, commune_of=Series({"A": "2"}), communes=places)) == "unknown"
    assert status(jobs_balance(SITE, commune_of=Series({"A": "1"}))) == "unknown"


def test_reach_is_measured_together_as_alone_inside_a_layer_and_at_its_edge() -> None:
    """All of a disk far inside, half of it at an edge, a quarter at a corner, none far away."""
    cells = [box(x, y, x + 1e4, y + 1e4) for x in np.arange(6) * 1e4 for y in np.arange(6) * 1e4]
    plain = communes({str(i): cell for i, cell in enumerate(cells)})
    middles = {"inside": (3e4, 3e4), "edge": (0, 3e4), "corner": (0, 0), "away": (-9e4, 0)}
    places = sites(**{name: box(x - 5, y - 5, x + 5, y + 5) for name, (x, y) in middles.items()})
    given = {"communes": plain, "labour": labour({"1": 100.0})}
    together = seekers_in_reach(places, **given)["seen"]
    assert together.round(6).fillna(-1).to_dict() == {
        "inside": 1.0, "edge": 0.5, "corner": 0.25, "away": -1,
    }  # fmt: skip
    for name in middles:
        alone = seekers_in_reach(places.loc[[name]], **given)["seen"]
        np.testing.assert_allclose(alone, together.loc[[name]], rtol=1e-12)
