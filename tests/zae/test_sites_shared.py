"""Sites on the same ground are told as an overlay of all pairs would tell them."""

import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box
from shapely.affinity import rotate, translate

from zae.sites import HALF, _mostly_shared

L_SHAPE = Polygon([(0, 0), (40, 0), (40, 10), (10, 10), (10, 40), (0, 40)])
SHAPES = st.builds(
    lambda shape, x, y, turn: rotate(translate(shape, x, y), turn),
    st.sampled_from([box(0, 0, 10, 10), box(0, 0, 30, 20), L_SHAPE]),
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from([0, 30, 90]),
)


def _places(shapes: list[Polygon]) -> GeoDataFrame:
    return GeoDataFrame(index=[f"S{i}" for i in range(len(shapes))], geometry=shapes, crs=2154)


@settings(max_examples=60, deadline=None)
@given(shapes=st.lists(SHAPES, min_size=1, max_size=6))
def test_equal_to_every_pair_laid_over(shapes: list[Polygon]) -> None:
    expected = [
        f"S{i}"
        for i, one in enumerate(shapes)
        if any(
            i != j and shapely.area(shapely.intersection(one, other)) > HALF * one.area
            for j, other in enumerate(shapes)
        )
    ]
    assert _mostly_shared(_places(shapes)).tolist() == expected


def test_a_small_site_inside_a_large_one_is_told_and_not_the_large_one() -> None:
    places = _places([box(0, 0, 10, 10), box(0, 0, 100, 100), box(100, 0, 200, 100)])
    assert _mostly_shared(places).tolist() == ["S0"]


def test_boxes_that_overlap_are_not_land_that_does() -> None:
    corner = box(12, 12, 40, 40)  # in the box of the L, on none of its land
    assert _mostly_shared(_places([L_SHAPE, corner])).empty
