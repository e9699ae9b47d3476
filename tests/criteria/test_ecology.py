"""Nature, hazards, heritage and soil on squares of one hectare."""

import pytest
from geopandas import GeoDataFrame, GeoSeries
from shapely import LineString, Point, box

from criteria import ecology
from criteria.ecology import (
    COEFFICIENTS,
    complete_for,
    ecological_sensitivity,
    hazard_class,
    heritage_share,
    known_pollution,
    strict_protection_share,
    wetland_m2,
)
from layers.schema import PROTECTIONS
from tests.criteria.maps import FAR, SQUARE, frame, sites, status, values

BASIC = ["wetland", "znieff1", "natura2000"]


def nature(*areas: tuple[str, object]):
    """Areas, and one of each basic kind far away so that all were looked for."""
    kinds = [k for k, _ in areas] + BASIC
    return frame([g for _, g in areas] + [FAR] * 3, protection=kinds)


def test_every_protection_of_the_schema_has_a_coefficient() -> None:
    assert set(COEFFICIENTS) == set(PROTECTIONS)


def test_overlapping_areas_count_once_for_the_strongest() -> None:
    areas = nature(
        ("green_corridor", box(0, 0, 60, 100)),  # 60 %, of which 20 under a wetland
        ("wetland", box(40, 0, 70, 100)),  # 30 %
        ("znieff1", box(40, 0, 70, 100)),  # the same again
        ("znieff2", box(0, 0, 100, 100)),
    )
    # 30 x 1 + 40 x 0.6 + 30 x 0.3
    part = ecological_sensitivity(sites(), natural_areas=areas)
    assert values(part) == (63.0, 63.0, "measured")


def test_nothing_on_the_site_is_an_answer_when_it_was_looked_for() -> None:
    assert values(ecological_sensitivity(sites(), natural_areas=nature())) == (
        0.0, 0.0, "none_found",
    )  # fmt: skip


def test_without_the_basic_inventories_the_rest_may_be_anything() -> None:
    only = frame([box(0, 0, 20, 100)], protection=["wetland"])
    places = sites(A=SQUARE, B=box(500, 0, 600, 100))
    part = ecological_sensitivity(places, natural_areas=only)
    assert values(part) == (20.0, 100.0, "estimated")
    assert status(part, "B") == "unknown"


def test_a_wetland_layer_gives_areas_and_its_absence_gives_nothing() -> None:
    wet = frame([box(0, 0, 10, 100), box(5, 0, 15, 100)], protection=["wetland"] * 2)
    places = sites(A=SQUARE, B=box(500, 0, 600, 100))
    part = wetland_m2(places, natural_areas=wet)
    assert values(part) == (1500.0, 1500.0, "measured")
    assert values(part, "B") == (0.0, 0.0, "none_found")
    dry = frame([FAR], protection=["znieff1"])
    assert status(wetland_m2(places, natural_areas=dry)) == "unknown"
    assert status(wetland_m2(places)) == "unknown"


def test_biotope_orders_and_reserves_are_strict_and_other_inventories_are_not() -> None:
    areas = frame(
        [box(0, 0, 10, 100), box(10, 0, 30, 100), SQUARE],
        protection=["appb", "nature_reserve", "natura2000"],
    )
    assert values(strict_protection_share(sites(), natural_areas=areas))[0] == 30.0


@pytest.mark.parametrize(("width", "expected"), [(0.99, 0.0), (1.0, 0.0), (1.01, 3.0)])
def test_a_hazard_counts_from_one_hundredth_of_the_site(width: float, expected: float) -> None:
    red = frame([box(0, 0, width, 100)], severity=[3])
    assert values(hazard_class(sites(), hazards=red))[0] == expected


def test_the_strongest_hazard_counts_and_none_is_an_answer() -> None:
    plans = frame([SQUARE, box(0, 0, 50, 100), box(0, 0, 9, 9)], severity=[1, 2, 3])
    places = sites(A=SQUARE, B=box(500, 0, 600, 100))
    part = hazard_class(places, hazards=plans)
    assert values(part) == (2.0, 2.0, "measured")
    assert values(part, "B") == (0.0, 0.0, "none_found")
    assert status(hazard_class(places)) == "unknown"


def test_only_classified_sites_with_an_area_count() -> None:
    items = frame(
        [box(0, 0, 40, 100), SQUARE, Point(50, 50), LineString([(0, 0), (100, 100)])],
        heritage_kind=["classified_site", "registered_site", "monument", "classified_site"],
    )
    assert values(heritage_share(sites(), heritage=items)) == (40.0, 40.0, "measured")


def test_heritage_of_unknown_kind_may_be_classified() -> None:
    items = frame([box(0, 0, 40, 100)], heritage_kind=[None])
    assert values(heritage_share(sites(), heritage=items)) == (0.0, 40.0, "estimated")
    monuments = frame([Point(5, 5)], heritage_kind=["monument"])
    assert status(heritage_share(sites(), heritage=monuments)) == "unknown"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["known"], (1.0, 1.0, "declared")),
        (["none"], (0.0, 0.0, "declared")),
        (["treated"], (0.0, 0.0, "declared")),
        (["none", "known"], (1.0, 1.0, "declared")),
        (["suspected", "known"], (1.0, 1.0, "declared")),
    ],
)
def test_pollution_as_declared_the_worst_of_several(said: list[str], expected: tuple) -> None:
    friches = frame([Point(50, 50)] * len(said), pollution=said)
    assert values(known_pollution(sites(), friches=friches)) == expected


@pytest.mark.parametrize("said", [["suspected"], ["unknown"], [None], ["none", "suspected"]])
def test_suspected_pollution_is_not_known(said: list[str | None]) -> None:
    friches = frame([box(10, 10, 20, 20)] * len(said), pollution=said)
    assert status(known_pollution(sites(), friches=friches)) == "unknown"


def test_a_friche_over_a_part_of_the_site_leaves_its_soil_unknown() -> None:
    across = frame([box(60, 0, 300, 100)], pollution=["known"])  # 40 % of the site
    assert status(known_pollution(sites(), friches=across)) == "unknown"


def test_a_friche_next_door_does_not_count() -> None:
    neighbour = frame([box(100, 0, 200, 100)], pollution=["known"])
    assert status(known_pollution(sites(), friches=neighbour)) == "not_applicable"
    sliver = frame([box(99.5, 0, 200, 100)], pollution=["known"])
    assert status(known_pollution(sites(), friches=sliver)) == "not_applicable"
    around = frame([box(-50, -50, 150, 150)], pollution=["known"])
    assert values(known_pollution(sites(), friches=around))[0] == 1.0


def test_a_layer_that_is_complete_for_a_kind_says_that_there_is_none() -> None:
    areas = frame([FAR], protection=["znieff2"])
    assert status(strict_protection_share(sites(), natural_areas=areas)) == "unknown"
    areas.attrs["complete_for"] = ("appb",)
    assert status(strict_protection_share(sites(), natural_areas=areas)) == "unknown"
    areas.attrs["complete_for"] = ("appb", "nature_reserve")
    assert complete_for(areas) == {"appb", "nature_reserve"}
    part = strict_protection_share(sites(), natural_areas=areas)
    assert values(part) == (0.0, 0.0, "none_found")
    assert status(wetland_m2(sites(), natural_areas=areas)) == "unknown"
    areas.attrs["complete_for"] = ("wetland",)
    assert values(wetland_m2(sites(), natural_areas=areas)) == (0.0, 0.0, "none_found")


def test_sensitivity_is_measured_once_the_basic_inventories_are_complete_rows_or_not() -> None:
    areas = frame([box(0, 0, 20, 100)], protection=["wetland"])
    areas.attrs["complete_for"] = ("znieff1", "natura2000")
    places = sites(A=SQUARE, B=box(500, 0, 600, 100))
    part = ecological_sensitivity(places, natural_areas=areas)
    assert values(part) == (20.0, 20.0, "measured")
    assert values(part, "B") == (0.0, 0.0, "none_found")


def test_heritage_complete_for_classified_sites() -> None:
    items = frame([Point(5, 5)], heritage_kind=["monument"])
    items.attrs["complete_for"] = ("classified_site",)
    assert values(heritage_share(sites(), heritage=items)) == (0.0, 0.0, "none_found")


def test_a_friche_speaks_for_itself_before_its_neighbour_does() -> None:
    """Two friches whose disks overlap: each keeps what the inventory says of it."""
    ground = GeoSeries({"F1": box(0, 0, 100, 100), "F2": box(40, 0, 140, 100)}, crs=2154)
    plot = GeoSeries({"P": box(60, 10, 90, 90)}, crs=2154)
    friches = GeoDataFrame(
        {"friche_status": ["converted", "without_project"], "pollution": ["none", "known"]},
        geometry=ground.array,
        index=ground.index,
    )
    assert ecology.already_taken(ground, friches=friches)["low"].to_dict() == {"F1": 1, "F2": 0}
    assert ecology.known_pollution(ground, friches=friches)["low"].to_dict() == {"F1": 0, "F2": 1}
    # A plot that lies on both is no friche of its own: the worst that is said holds.
    assert ecology.already_taken(plot, friches=friches).loc["P", "low"] == 1
    assert ecology.known_pollution(plot, friches=friches).loc["P", "low"] == 1


def test_nobody_says_whether_a_friche_of_unknown_status_is_taken() -> None:
    ground = GeoSeries({"F1": box(0, 0, 100, 100)}, crs=2154)
    friches = GeoDataFrame({"friche_status": [None]}, index=["F1"], geometry=ground.array)
    assert ecology.already_taken(ground, friches=friches)["status"].tolist() == ["unknown"]
    assert ecology.already_taken(ground)["status"].tolist() == ["unknown"]
