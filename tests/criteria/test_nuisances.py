"""Distance to those who would be disturbed, over that which is required."""

import pytest
from geopandas import GeoDataFrame
from shapely import Geometry, Point, box

from criteria.nuisances import receptor_distance
from tests.criteria.maps import frame, project, sites, status, values

WORKSHOP = project(nuisance_distance_m=50)
SCHOOL = frame([Point(200, 50)], facility_kind=["school"])  # 100 m from the site


def house(x: float, usage: str | None = "residential", dwellings: float = float("nan")):
    return homes([box(x, 0, x + 10, 10)], [usage], [dwellings])


def homes(shapes: list[Geometry], usage: list[str | None], dwellings: list[float]) -> GeoDataFrame:
    return frame(shapes, usage=usage, dwellings=dwellings)


def test_the_nearest_of_homes_and_schools_counts() -> None:
    part = receptor_distance(sites(), project=WORKSHOP, facilities=SCHOOL, buildings=house(175))
    assert values(part) == (1.5, 1.5, "measured")
    nearer = receptor_distance(sites(), project=WORKSHOP, facilities=SCHOOL, buildings=house(300))
    assert values(nearer) == (2.0, 2.0, "measured")


def test_one_layer_only_leaves_the_nearest_open() -> None:
    part = receptor_distance(sites(), project=WORKSHOP, facilities=SCHOOL)
    assert values(part) == (0.0, 2.0, "estimated")
    part = receptor_distance(sites(), project=WORKSHOP, buildings=house(150))
    assert values(part) == (0.0, 1.0, "estimated")


def test_a_building_of_unknown_usage_may_be_a_home() -> None:
    buildings = homes(
        [box(125, 0, 130, 10), box(300, 0, 310, 10)], ["unknown", "residential"], [float("nan")] * 2
    )
    part = receptor_distance(sites(), project=WORKSHOP, facilities=SCHOOL, buildings=buildings)
    assert values(part) == (0.5, 2.0, "estimated")


def test_dwellings_make_a_home_whatever_the_usage() -> None:
    shop = house(110, usage="commercial", dwellings=2)
    part = receptor_distance(sites(), project=WORKSHOP, facilities=SCHOOL, buildings=shop)
    assert values(part) == (0.2, 0.2, "measured")


def test_nobody_within_reach_is_an_answer_only_when_both_were_looked_for() -> None:
    far = house(5000)
    far_school = frame([Point(9000, 0)], facility_kind=["health"])
    part = receptor_distance(sites(), project=WORKSHOP, facilities=far_school, buildings=far)
    assert values(part) == (20.0, 20.0, "none_found")  # 1,000 m of reach over 50
    assert status(receptor_distance(sites(), project=WORKSHOP, buildings=far)) == "unknown"


@pytest.mark.parametrize(
    ("required", "expected"), [(None, "unknown"), (0, "not_applicable"), (50, "unknown")]
)
def test_without_layers_or_need(required: float | None, expected: str) -> None:
    asked = project(nuisance_distance_m=required)
    assert status(receptor_distance(sites(), project=asked)) == expected


def test_buildings_of_which_no_usage_is_said_are_no_homes_layer() -> None:
    mute = house(120, usage=None)
    part = receptor_distance(sites(), project=WORKSHOP, facilities=SCHOOL, buildings=mute)
    assert values(part) == (0.0, 2.0, "estimated")
