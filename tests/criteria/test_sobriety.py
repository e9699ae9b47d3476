"""Land sobriety on squares of one hectare."""

import pytest
from pandas import DataFrame
from shapely import box

from criteria.sobriety import (
    artificialised_share,
    job_density,
    land_needed_m2,
    natural_land_taken_m2,
    open_ground,
    plot_fit,
)
from tests.criteria.maps import SQUARE, frame, jobs, project, sites, status, values

LEFT, RIGHT = box(0, 0, 50, 100), box(50, 0, 100, 100)


@pytest.mark.parametrize(
    ("cover", "use", "share"),
    [
        ("CS1.1.1.1", None, 100.0),
        ("CS1.1.1.2", "US1.1", 100.0),
        ("CS1.1.2.2", "US6.3", 100.0),
        ("CS1.1.2.1", "US2", 100.0),
        ("CS1.1.2.1", "US1.3", 0.0),  # active quarry
        ("CS2.2.1", "US3", 100.0),  # lawn of a business zone
        ("CS2.2.1", "US235", 100.0),
        ("CS2.2.2", "US4.1.1", 100.0),
        ("CS2.2.1", "US1.1", 0.0),  # meadow
        ("CS2.2.1", "US6.3", 0.0),
        ("CS2.1.1.1", "US2", 0.0),  # wood, even in a zone
        ("CS1.2.2", "US3", 0.0),
    ],
)
def test_the_matrix_of_cover_and_use(cover: str, use: str | None, share: float) -> None:
    land_cover = frame([SQUARE], cover_code=[cover], use_code=[use])
    assert values(artificialised_share(sites(), land_cover=land_cover)) == (
        share, share, "measured",
    )  # fmt: skip


def test_a_use_that_is_missing_and_would_decide_keeps_both_answers() -> None:
    land_cover = frame([LEFT, RIGHT], cover_code=["CS2.2.1", "CS1.1.1.1"], use_code=[None, None])
    assert values(artificialised_share(sites(), land_cover=land_cover)) == (
        50.0, 100.0, "estimated",
    )  # fmt: skip


def test_land_without_cover_may_be_either() -> None:
    land_cover = frame([box(0, 0, 80, 100)], cover_code=["CS1.1.1.1"], use_code=["US2"])
    places = sites(A=SQUARE, B=box(500, 0, 600, 100))
    part = artificialised_share(places, land_cover=land_cover)
    assert values(part) == (80.0, 100.0, "estimated")
    assert status(part, "B") == "unknown"


def test_sealed_soil_and_buildings_are_a_lower_bound_only() -> None:
    sealed = DataFrame({"mean": [40.0], "covered_share": [0.5]}, index=["A"])
    houses = frame([box(0, 0, 30, 100)])
    assert values(artificialised_share(sites(), imperviousness=sealed)) == (
        20.0, 100.0, "estimated",
    )  # fmt: skip
    assert values(artificialised_share(sites(), imperviousness=sealed, buildings=houses))[0] == 30.0


def test_no_building_says_nothing_of_the_soil() -> None:
    far = frame([box(900, 900, 910, 910)])
    assert status(artificialised_share(sites(), buildings=far)) == "unknown"
    assert status(artificialised_share(sites())) == "unknown"


def test_density_counts_the_plot_or_the_whole_site() -> None:
    staff = jobs(cadres=10, ouvriers=20)
    on_plot = project(jobs=staff, plot_m2=5000)
    whole = project(jobs=staff, plot_m2=5000, takes_whole_site=True)
    assert values(job_density(sites(), project=on_plot)) == (60.0, 60.0, "declared")
    assert values(job_density(sites(), project=whole)) == (30.0, 30.0, "declared")


@pytest.mark.parametrize("fields", [{"plot_m2": 5000}, {"jobs": jobs(cadres=1)}])
def test_density_is_unknown_without_jobs_or_plot(fields: dict) -> None:
    assert status(job_density(sites(), project=project(**fields))) == "unknown"


def test_a_project_fits_from_its_own_area_on() -> None:
    places = sites(A=SQUARE, B=box(0, 0, 100, 99))
    part = plot_fit(places, project=project(plot_m2=10_000))
    assert part["low"].tolist() == pytest.approx([1.0, 0.99])
    assert status(plot_fit(places, project=project())) == "unknown"
    assert status(plot_fit(places, project=project(takes_whole_site=True))) == "not_applicable"


@pytest.mark.parametrize(
    ("share", "plot", "expected"),
    [
        (40.0, 20_000, (6000.0, 6000.0, "measured")),  # takes all: 60 % of a hectare
        (40.0, 3000, (0.0, 3000.0, "estimated")),  # fits on either part
        (40.0, 5000, (1000.0, 5000.0, "estimated")),
        (100.0, 5000, (0.0, 0.0, "measured")),
        (0.0, 5000, (5000.0, 5000.0, "measured")),
    ],
)
def test_natural_land_taken_first_or_last(share: float, plot: float, expected: tuple) -> None:
    soil = DataFrame({"low": [share], "high": [share], "status": ["measured"]}, index=["A"])
    part = natural_land_taken_m2(sites(), project=project(plot_m2=plot), artificialised=soil)
    assert values(part) == expected


def test_an_unknown_soil_still_bounds_what_is_taken() -> None:
    soil = artificialised_share(sites())
    part = natural_land_taken_m2(sites(), project=project(plot_m2=2000), artificialised=soil)
    assert values(part) == (0.0, 2000.0, "estimated")
    unknown_plot = natural_land_taken_m2(sites(), project=project(), artificialised=soil)
    assert status(unknown_plot) == "unknown"


def test_open_ground_is_declared_or_unknown() -> None:
    kept = open_ground(sites(), project=project(open_ground_share=0.07))
    assert values(kept) == (7.0, 7.0, "declared")
    assert status(open_ground(sites(), project=project())) == "unknown"


def test_the_land_needed_follows_the_site_only_where_all_is_taken() -> None:
    places = sites(A=SQUARE, B=box(0, 0, 10, 10))
    assert land_needed_m2(places, project(plot_m2=300)).tolist() == [300.0, 300.0]
    assert land_needed_m2(places, project(takes_whole_site=True)).tolist() == [10_000.0, 100.0]
