"""Thresholds of the regulation on patches whose area is read off the drawing."""

import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity, box
from shapely.geometry.base import BaseGeometry

from criteria.landcover import artificialised, near
from criteria.sobriety import artificialised_share
from tests.criteria.maps import frame, sites, values

HOUSE, LOT, LAWN, FIELD, WOOD = (
    ("CS1.1.1.1", "US5"), ("CS1.1.1.2", "US4.1.1"), ("CS2.2.1", "US3"), ("CS2.2.1", "US1.1"),
    ("CS2.1.1.1", "US3"),
)  # fmt: skip
ALL = box(0, 0, 200, 200)


def cover(*patches: tuple[tuple[str, str | None], BaseGeometry]) -> GeoDataFrame:
    return frame(
        [g for _, g in patches],
        cover_code=[k[0] for k, _ in patches],
        use_code=[k[1] for k, _ in patches],
    )


def sides(*patches: tuple[tuple[str, str | None], BaseGeometry]) -> list[tuple[bool, bool]]:
    found = artificialised(cover(*patches))
    return [*zip(found["sure"].tolist(), found["possible"].tolist(), strict=True)]


YES, NO, EITHER = (True, True), (False, False), (False, True)


@pytest.mark.parametrize(
    ("kind", "width", "expected"),
    [
        (HOUSE, 4.9, NO), (HOUSE, 5.0, YES),  # 49 and 50 m² of building
        (LOT, 249.0, NO), (LOT, 250.0, YES),  # 2,490 and 2,500 m² of anything else
        (LAWN, 249.0, NO), (LAWN, 250.0, YES),
    ],
)  # fmt: skip
def test_a_patch_alone_in_the_fields_counts_from_its_threshold(
    kind: tuple[str, str], width: float, expected: tuple[bool, bool]
) -> None:
    patch = box(10, 10, 10 + width, 20)
    assert sides((kind, patch), (FIELD, box(0, 0, 400, 400) - patch))[0] == expected


def test_polygons_that_touch_are_one_patch_and_those_of_another_category_are_not() -> None:
    west, east = box(0, 0, 20, 100), box(20, 0, 40, 100)  # 2,000 m² each
    rest = ALL - west - east
    assert sides((LOT, west), (LOT, east), (FIELD, rest)) == [YES, YES, NO]
    # two categories, each too small, between fields: neither counts
    assert sides((LOT, west), (LAWN, east), (FIELD, rest)) == [NO, NO, NO]


def test_what_is_too_small_takes_the_side_around_it() -> None:
    hole = box(50, 50, 90, 90)  # 1,600 m²
    assert sides((LAWN, hole), (LOT, ALL - hole)) == [YES, YES]
    assert sides((WOOD, hole), (LOT, ALL - hole)) == [YES, YES]
    assert sides((LOT, hole), (WOOD, ALL - hole)) == [NO, NO]


def test_between_both_sides_or_alone_it_may_be_either() -> None:
    between = box(0, 90, 10, 110)
    west, east = box(-200, 0, 0, 200), box(10, 0, 200, 200)
    assert sides((LAWN, between), (LOT, west), (FIELD, east)) == [EITHER, YES, NO]
    assert sides((LAWN, box(0, 0, 9, 9))) == [EITHER]


def test_a_use_that_is_missing_leaves_its_neighbours_open_too() -> None:
    hole = box(50, 50, 90, 90)
    unsaid = ("CS2.2.1", None)
    assert sides((LOT, hole), (unsaid, ALL - hole)) == [EITHER, EITHER]


def test_the_patch_is_not_cut_by_the_site() -> None:
    lot = box(0, 0, 100, 100)
    land = cover((LOT, lot), (FIELD, box(-900, -900, 900, 900) - lot))
    corner = sites(A=box(90, 90, 110, 110))  # 100 m² of the lot, 300 of field
    assert values(artificialised_share(corner, land_cover=land)) == (25.0, 25.0, "measured")


def test_what_ign_has_decided_is_taken_as_it_is() -> None:
    land = cover((LOT, box(0, 0, 10, 10)), (FIELD, box(10, 0, 20, 10)), (LOT, box(20, 0, 30, 10)))
    decided = artificialised(land.assign(artif=["non artif", "artif", None]))
    assert decided["sure"].tolist() == [False, True, False]
    assert decided["possible"].tolist() == [False, True, True]


def test_only_what_is_near_is_looked_at() -> None:
    land = cover((LOT, box(0, 0, 1, 1)), (LOT, box(501, 0, 502, 1)), (LOT, box(500, 0, 501, 1)))
    assert near(sites(A=box(-10, 0, 0, 1)), land).index.tolist() == [0, 2]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([HOUSE, LOT, LAWN, FIELD, WOOD, ("CS2.2.1", None)]),
            st.integers(0, 5), st.integers(0, 5),
        ),
        max_size=12,
        unique_by=lambda t: t[1:],
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_moving_and_shuffling_change_no_side_and_what_is_sure_is_possible(
    cells: list, chance
) -> None:
    patches = [(k, box(40 * x, 40 * y, 40 * x + 40, 40 * y + 40)) for k, x, y in cells]
    straight = dict(zip([g.wkt for _, g in patches], sides(*patches), strict=True))
    assert all(possible for sure, possible in straight.values() if sure)
    shuffled = list(patches)
    chance.shuffle(shuffled)
    moved = [(k, affinity.translate(g, 7e5, 6e6)) for k, g in shuffled]
    for (_, shape), side in zip(shuffled, sides(*moved), strict=True):
        assert straight[shape.wkt] == side


def test_a_corner_on_a_side_and_a_corner_in_common_make_one_patch() -> None:
    """Two lots of 1,300 m² are one patch of 2,600, though no corner of one is one of the other."""
    low, beside = box(0, 0, 26, 50), box(26, 10, 52, 60)
    at_corner = box(26, 50, 52, 100)
    for other in (beside, at_corner):
        assert sides((LOT, low), (LOT, other)) == [(True, True)] * 2
    assert (
        sides((LOT, low), (LOT, box(27, 10, 53, 60)), (FIELD, box(0, 60, 100, 160)))[0][0] is False
    )
