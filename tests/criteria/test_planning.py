"""Planning zones on squares of one hectare."""

import pytest
from shapely import Polygon, box

from criteria.planning import open_ground_floor, planning_closed_share
from land.errors import GeometryError
from tests.criteria.maps import SQUARE, frame, sites, status, values

LEFT, RIGHT = box(0, 0, 50, 100), box(50, 0, 100, 100)


@pytest.mark.parametrize(
    ("kind", "share"), [("A", 100.0), ("N", 100.0), ("AUs", 100.0), ("U", 0.0), ("AUc", 0.0)]
)
def test_zones_that_are_closed_to_business(kind: str, share: float) -> None:
    plan = frame([SQUARE], zone_type=[kind])
    part = planning_closed_share(sites(), planning_zones=plan)
    assert values(part) == (share, share, "measured")


def test_the_part_that_no_zone_covers_may_be_closed() -> None:
    plan = frame([box(0, 0, 30, 100), box(30, 0, 80, 100)], zone_type=["N", "U"])
    places = sites(A=SQUARE, B=box(500, 0, 600, 100))
    part = planning_closed_share(places, planning_zones=plan)
    assert values(part) == (30.0, 50.0, "estimated")
    assert status(part, "B") == "unknown"
    assert status(planning_closed_share(places)) == "unknown"


def test_the_strictest_floor_over_more_than_a_hundredth_holds() -> None:
    plan = frame([LEFT, RIGHT, box(0, 0, 0.9, 100)], open_ground_floor=[0.2, 0.25, 0.7])
    assert values(open_ground_floor(sites(), planning_zones=plan)) == (25.0, 25.0, "measured")


def test_a_zone_that_does_not_say_leaves_the_floor_open_upwards() -> None:
    plan = frame([LEFT, RIGHT], open_ground_floor=[0.2, float("nan")])
    assert values(open_ground_floor(sites(), planning_zones=plan)) == (20.0, 100.0, "estimated")


def test_rules_of_the_business_zone_hold_where_the_plan_is_silent_or_laxer() -> None:
    silent = frame([SQUARE], open_ground_floor=[float("nan")])
    laxer = frame([SQUARE], open_ground_floor=[0.1])
    stricter = frame([SQUARE], open_ground_floor=[0.3])
    zone = frame([SQUARE], open_ground_floor=[0.2])
    floors = [
        values(open_ground_floor(sites(), planning_zones=plan, zones=zone))[0]
        for plan in (silent, laxer, stricter)
    ]
    assert floors == [20.0, 20.0, 30.0]


def test_no_rule_at_all_is_unknown() -> None:
    silent = frame([SQUARE], open_ground_floor=[float("nan")])
    assert status(open_ground_floor(sites(), planning_zones=silent)) == "unknown"
    assert status(open_ground_floor(sites())) == "unknown"


def test_a_zone_that_crosses_itself_is_refused_rather_than_said_to_cover_nothing():
    """The two halves of a bow turn against each other: their areas would cancel."""
    bow = frame([Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])], open_ground_floor=[0.2])
    with pytest.raises(GeometryError, match="zones: 1 invalid"):
        open_ground_floor(sites(A=SQUARE), planning_zones=bow)
