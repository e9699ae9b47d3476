"""Renewable energy: the roof, and a heat network within 200 m."""

import pytest
from shapely import Point

from criteria.energy import renewable_energy, renewable_roof
from tests.criteria.maps import frame, project, sites, status, values


@pytest.mark.parametrize(("x", "expected"), [(299.9, 60.0), (300.0, 60.0), (300.1, 40.0)])
def test_a_network_counts_up_to_two_hundred_metres(x: float, expected: float) -> None:
    network = frame([Point(x, 50)], facility_kind=["heat_network"])
    would = project(renewable_roof_share=0.4, heat_network=True)
    part = renewable_energy(sites(), project=would, facilities=network)
    assert values(part) == (expected, expected, "declared")


def test_a_project_that_would_not_connect_needs_no_map() -> None:
    part = renewable_energy(sites(), project=project(renewable_roof_share=0.4, heat_network=False))
    assert values(part) == (40.0, 40.0, "declared")


@pytest.mark.parametrize("would", [True, None])
def test_without_a_network_layer_both_answers_are_kept(would: bool | None) -> None:
    asked = project(renewable_roof_share=0.9, heat_network=would)
    schools = frame([Point(0, 0)], facility_kind=["school"])
    for facilities in (None, schools):
        part = renewable_energy(sites(), project=asked, facilities=facilities)
        assert values(part) == (90.0, 100.0, "estimated")


def test_an_unknown_roof_is_unknown_and_a_small_one_is_free() -> None:
    assert status(renewable_energy(sites(), project=project())) == "unknown"
    assert status(renewable_roof(sites(), project=project(roof_m2=501))) == "unknown"
    assert status(renewable_roof(sites(), project=project(roof_m2=500))) == "not_applicable"
    large = project(roof_m2=501, renewable_roof_share=0.3)
    assert values(renewable_roof(sites(), project=large)) == (30.0, 30.0, "declared")
