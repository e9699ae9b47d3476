import numpy as np
import pytest
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from land.errors import GeometryError, SchemaError
from land.measures.within import count_near, count_within, sum_near, sum_within

LAND = GeoSeries({"B": box(10, 0, 20, 10), "A": box(0, 0, 10, 10)}, crs=2154)
FIRMS = GeoDataFrame(
    {"jobs": [1, 2, 4, 8]},
    geometry=[Point(5, 5), Point(15, 5), Point(10, 5), Point(23, 5)],
    crs=2154,
)


def test_a_point_on_the_common_edge_counts_for_both():
    assert count_within(LAND, FIRMS.geometry).to_dict() == {"B": 2, "A": 2}
    assert sum_within(LAND, FIRMS, value="jobs").to_dict() == {"B": 6, "A": 5}


@pytest.mark.parametrize(("radius", "count"), [(2.99, 2), (3, 3), (3.01, 3)])
def test_radius_is_included(radius, count):
    assert count_near(LAND, FIRMS.geometry, radius_m=radius)["B"] == count


def test_sum_near():
    assert sum_near(LAND, FIRMS, value="jobs", radius_m=5).to_dict() == {"B": 15, "A": 7}


def test_counts_are_whole_numbers_and_none_is_zero():
    none = count_within(LAND, FIRMS.geometry.iloc[:0])
    assert none.dtype == "int64"
    assert none.tolist() == [0, 0]
    assert sum_near(LAND, FIRMS.iloc[:0], value="jobs", radius_m=9).tolist() == [0, 0]


def test_an_unknown_value_makes_the_sum_unknown():
    firms = FIRMS.assign(jobs=[1, np.nan, 4, 8])
    found = sum_within(LAND, firms, value="jobs")
    assert np.isnan(found["B"])
    assert found["A"] == 5


def test_refusals():
    with pytest.raises(SchemaError, match="'staff'; they have jobs"):
        sum_within(LAND, FIRMS, value="staff")
    with pytest.raises(GeometryError, match="'none'"):
        count_within(GeoSeries({"none": None}, crs=2154), FIRMS.geometry)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-40, 60), st.integers(-40, 60)), max_size=20), st.randoms())
def test_adding_up_the_ones_is_counting(points, random):
    ones = GeoDataFrame({"one": 1}, index=range(len(points)),
                        geometry=[Point(p) for p in points], crs=2154)  # fmt: skip
    count = count_near(LAND, ones.geometry, radius_m=12)
    rows = list(ones.index)
    random.shuffle(rows)
    assert sum_near(LAND, ones.loc[rows], value="one", radius_m=12).tolist() == count.tolist()
    apart = [sum(unit.distance(Point(p)) <= 12 for p in points) for unit in LAND]
    assert count.tolist() == apart
