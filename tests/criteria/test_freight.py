"""Sidings at read-off distances."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from criteria.freight import siding_distance
from tests.criteria.maps import frame, project, sites, status, values

DEPOT = project(vocation="logistique")


def at(*xs: float):
    return frame([Point(x, 50) for x in xs], facility_kind=["freight_siding"] * len(xs))


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (50, (0.0, 0.0, "measured")),
        (1100, (1.0, 1.0, "measured")),
        (10_100, (10.0, 10.0, "measured")),
        (10_101, (10.0, 10.0, "none_found")),
    ],
)
def test_kilometres_from_the_outline_up_to_ten(x: float, expected: tuple) -> None:
    assert values(siding_distance(sites(), project=DEPOT, facilities=at(x))) == expected


def test_offices_need_none_and_a_layer_without_siding_says_nothing() -> None:
    office = project(vocation="tertiaire")
    assert status(siding_distance(sites(), project=office)) == "not_applicable"
    assert status(siding_distance(sites(), project=DEPOT)) == "unknown"
    school = frame([Point(0, 0)], facility_kind=["school"])
    assert status(siding_distance(sites(), project=DEPOT, facilities=school)) == "unknown"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(100, 9000), min_size=1, max_size=5), st.floats(100, 9000))
def test_one_siding_more_is_never_farther(xs: list[float], more: float) -> None:
    few, many = (
        values(siding_distance(sites(), project=DEPOT, facilities=at(*x)))[0]
        for x in (xs, [*xs, more])
    )
    assert many <= few + 1e-9
