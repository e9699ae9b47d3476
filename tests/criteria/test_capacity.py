"""Load against capacity: the same draws divided by hand."""

import numpy as np
import pytest
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from criteria.capacity import childcare_coverage, housing_load, over, school_load
from criteria.centrality import likely_range, load, project_draws
from tests.criteria.maps import SQUARE, communes, jobs, project, sites, status, values

HUNDRED = project(
    jobs=jobs(cadres=30, professions_intermediaires=30, employes=20, ouvriers=20),
    transfer_share=0.0,
)
BROUGHT = load(HUNDRED.jobs, project_draws(HUNDRED))
IN_1 = Series({"A": "1"})
NAN = float("nan")


def town(**columns: float) -> GeoDataFrame:
    return communes({"1": SQUARE}, **{k: [v] for k, v in columns.items()})


def _near(part: DataFrame, expected: tuple) -> bool:
    low, high, kind = values(part)
    return (low, high) == pytest.approx(expected, rel=1e-5) and kind == "estimated"


def test_dwellings_over_completions_alone() -> None:
    place = town(dwellings_per_year=200.0, private_dwellings=0.0, long_vacancy_share=0.0)
    part = housing_load(sites(), project=HUNDRED, commune_of=IN_1, communes=place)
    # 13.4 to 21.9 dwellings (published deciles, newcomer shares independent) over 200 a year;
    # wider where they move together
    assert _near(part, tuple(np.array(likely_range(BROUGHT.dwellings)) / 2))
    assert 5.5 < part.loc["A", "low"] < 6.7
    assert 10.95 < part.loc["A", "high"] < 12.5


def test_long_vacancy_eases_the_load_and_where_it_is_not_said_it_is_drawn() -> None:
    def at(vacancy: float) -> tuple[float, float, str]:
        place = town(
            dwellings_per_year=10.0, private_dwellings=10_000.0, long_vacancy_share=vacancy
        )
        return values(housing_load(sites(), project=HUNDRED, commune_of=IN_1, communes=place))

    none, national_low, national_high, unsaid = at(0.0), at(0.02), at(0.12), at(NAN)
    assert national_high[1] < national_low[1] < none[1]
    assert national_high[0] < unsaid[0] < unsaid[1] < none[1]


@pytest.mark.parametrize("column", ["dwellings_per_year", "private_dwellings"])
def test_a_capacity_that_is_missing_is_unknown(column: str) -> None:
    sound = {"dwellings_per_year": 10.0, "private_dwellings": 10.0, "long_vacancy_share": 0.1}
    part = housing_load(
        sites(), project=HUNDRED, commune_of=IN_1, communes=town(**sound | {column: NAN})
    )
    assert status(part) == "unknown"


def test_childcare_places_over_children_old_and_new() -> None:
    place = town(childcare_places=60.0, children_0_2=100.0)
    part = childcare_coverage(sites(), project=HUNDRED, commune_of=IN_1, communes=place)
    few, many = likely_range(BROUGHT.children_0_2)
    assert _near(part, (6000 / (100 + many), 6000 / (100 + few)))
    assert part.loc["A", "high"] < 60.0


def test_pupils_over_free_seats() -> None:
    place = town(school_free_seats=10.0)
    part = school_load(sites(), project=HUNDRED, commune_of=IN_1, communes=place)
    assert _near(part, tuple(np.array(likely_range(BROUGHT.pupils_3_10)) / 10))


@pytest.mark.parametrize("function", [housing_load, childcare_coverage, school_load])
def test_what_makes_each_of_them_unknown_or_without_object(function) -> None:
    place = town(
        dwellings_per_year=1.0, private_dwellings=1.0, long_vacancy_share=0.1,
        childcare_places=1.0, children_0_2=1.0, school_free_seats=1.0,
    )  # fmt: skip
    given = {"commune_of": IN_1, "communes": place}
    assert status(function(sites(), project=project(), **given)) == "unknown"
    assert status(function(sites(), project=project(jobs=jobs()), **given)) == "not_applicable"
    assert status(function(sites(), project=HUNDRED, commune_of=IN_1)) == "unknown"
    elsewhere = {"commune_of": Series({"A": "2"}), "communes": place}
    assert status(function(sites(), project=HUNDRED, **elsewhere)) == "unknown"


def test_a_load_is_capped_at_ten_times_and_where_there_is_nothing() -> None:
    ratio = over(np.array([[5.0]]), np.array([[10.0, 0.5, 0.4, 0.0, NAN]]))
    np.testing.assert_array_equal(ratio, [[0.5, 10.0, 10.0, 10.0, NAN]])


def test_jobs_that_nobody_there_can_take_raise_the_load_between_the_bounds_of_the_match() -> None:
    place = town(dwellings_per_year=200.0, private_dwellings=0.0, long_vacancy_share=0.0)
    given = {"project": HUNDRED, "commune_of": Series(dict.fromkeys("ABC", "1")), "communes": place}
    where = sites(**dict.fromkeys("ABC", SQUARE))
    match = DataFrame({"low": [1.0, 0.2, NAN], "high": [1.0, 0.6, NAN]}, index=list("ABC"))
    part = housing_load(where, match=match, **given)
    plain = housing_load(where, **given)
    assert values(part, "A") == values(plain, "A")
    assert values(part, "C") == values(plain, "C")  # not known: the shares stand for all jobs
    drawn = project_draws(HUNDRED)
    fewest = likely_range(load(HUNDRED.jobs, drawn, unmatched=0.4).dwellings)[0] / 2
    most = likely_range(load(HUNDRED.jobs, drawn, unmatched=0.8).dwellings)[1] / 2
    assert values(part, "B")[:2] == pytest.approx((fewest, most), rel=1e-5)


def test_a_territory_replaces_a_parameter() -> None:
    place = town(school_free_seats=10.0)
    given = {"project": HUNDRED, "commune_of": IN_1, "communes": place}
    half = {"settle_share": {"low": 0.0, "value": 0.0, "high": 0.0, "basis": "assumed",
                             "source": "essai", "vintage": ""}}  # fmt: skip
    assert values(school_load(sites(), **given))[1] > 0.1
    assert values(school_load(sites(), overrides=half, **given))[:2] == (0.0, 0.0)
