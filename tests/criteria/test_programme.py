"""What a project declares: floor area over land, services joined over offered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from criteria.programme import built_density, services_shared
from tests.criteria.maps import project, sites, status, values


def test_floor_area_over_the_plot_or_the_whole_site() -> None:
    declared = {"floor_m2": 4000, "plot_m2": 5000}
    assert values(built_density(sites(), project=project(**declared))) == (0.8, 0.8, "declared")
    whole = project(**declared, takes_whole_site=True)
    assert values(built_density(sites(), project=whole))[0] == 0.4


@pytest.mark.parametrize("fields", [{"floor_m2": 4000}, {"plot_m2": 5000}, {}])
def test_a_density_half_declared_is_unknown(fields: dict[str, float]) -> None:
    assert status(built_density(sites(), project=project(**fields))) == "unknown"


@given(st.floats(1, 1e6), st.floats(1.1, 10))
def test_more_floor_on_the_same_land_is_denser(floor: float, times: float) -> None:
    low, high = (
        values(built_density(sites(), project=project(floor_m2=f, plot_m2=100)))[0]
        for f in (floor, floor * times)
    )
    assert low < high


@given(st.integers(0, 20), st.integers(1, 20))
def test_services_joined_are_a_share_of_those_offered(joined: int, offered: int) -> None:
    if joined > offered:
        with pytest.raises(ValidationError, match="more than"):
            project(services_joined=joined, services_offered=offered)
        return
    member = project(services_joined=joined, services_offered=offered)
    low, high, kind = values(services_shared(sites(), project=member))
    assert low == high == pytest.approx(joined / offered, abs=1e-6)
    assert kind == "declared"


def test_nothing_offered_does_not_apply_and_nothing_said_is_unknown() -> None:
    alone = project(services_joined=0, services_offered=0)
    assert status(services_shared(sites(), project=alone)) == "not_applicable"
    assert status(services_shared(sites(), project=project())) == "unknown"
    assert status(services_shared(sites(), project=project(services_joined=2))) == "unknown"
