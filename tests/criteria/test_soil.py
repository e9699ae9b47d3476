"""Trees and crops on a square of one hectare."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from criteria.soil import canopy_share, farmland_share
from tests.criteria.maps import SQUARE, frame, sites, status, values

LEFT, RIGHT = box(0, 0, 40, 100), box(40, 0, 100, 100)


def test_trees_are_the_least_and_all_that_is_not_sealed_the_most() -> None:
    wood = frame([LEFT, RIGHT], cover_code=["CS2.1.1.3", "CS2.2.1"])
    assert values(canopy_share(sites(), land_cover=wood)) == (40.0, 100.0, "estimated")
    street = frame([LEFT, RIGHT], cover_code=["CS2.1.1.3", "CS1.1.1.2"])
    assert values(canopy_share(sites(), land_cover=street)) == (40.0, 40.0, "estimated")


def test_farmed_land_by_its_use() -> None:
    land = frame([LEFT, RIGHT], cover_code=["CS2.2.1"] * 2, use_code=["US1.1", "US1.2"])
    assert values(farmland_share(sites(), land_cover=land)) == (40.0, 40.0, "measured")
    unsaid = frame([LEFT, RIGHT], cover_code=["CS2.2.1"] * 2, use_code=["US1.1", None])
    assert values(farmland_share(sites(), land_cover=unsaid)) == (40.0, 100.0, "estimated")


def test_land_without_cover_may_be_anything_and_none_at_all_is_unknown() -> None:
    half = frame([LEFT], cover_code=["CS1.1.1.1"], use_code=["US3"])
    assert values(farmland_share(sites(), land_cover=half)) == (0.0, 60.0, "estimated")
    assert values(canopy_share(sites(), land_cover=half)) == (0.0, 60.0, "estimated")
    away = sites(B=box(900, 0, 910, 10))
    for indicator in (canopy_share, farmland_share):
        assert status(indicator(away, land_cover=half), "B") == "unknown"
        assert status(indicator(sites())) == "unknown"


@settings(max_examples=30, deadline=None)
@given(st.floats(1, 99))
def test_cutting_a_cover_in_two_changes_no_share(x: float) -> None:
    codes = {"cover_code": "CS2.1.1.1", "use_code": "US1.1"}
    whole = frame([SQUARE], **{k: [v] for k, v in codes.items()})
    cut = frame([box(0, 0, x, 100), box(x, 0, 100, 100)], **{k: [v] * 2 for k, v in codes.items()})
    for indicator in (canopy_share, farmland_share):
        one, two = (values(indicator(sites(), land_cover=c))[:2] for c in (whole, cut))
        assert one == pytest.approx(two, abs=1e-6)
