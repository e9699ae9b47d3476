from itertools import pairwise

import numpy as np
import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from land.errors import IdentifierError
from land.frontage import frontage_m

STREET = GeoSeries([LineString([(-500, 0), (500, 0)])], crs=2154)


def plot(*bounds):
    return GeoSeries({"A": box(*bounds)}, crs=2154)


def test_front_and_the_first_metres_of_both_sides():
    # Front 4 m from the centreline: 30 m of it, and 8 m of each side down to 12 m.
    assert frontage_m(plot(0, 4, 30, 60), STREET)["A"] == pytest.approx(30 + 8 + 8, abs=1e-3)


@pytest.mark.parametrize(("south", "front"), [(11.99, 30.02), (12.0, 30.0), (12.01, 0.0)])
def test_reach_is_included(south, front):
    assert frontage_m(plot(0, south, 30, 60), STREET)["A"] == pytest.approx(front, abs=1e-3)


def test_two_streets_count_the_corner_once():
    streets = GeoSeries([STREET.iloc[0], LineString([(0, -500), (0, 500)])], crs=2154)
    # Square of 40 m, 10 m from both: two fronts of 40 m, and 2 m of each of the far sides.
    assert frontage_m(plot(10, 10, 50, 50), streets)["A"] == pytest.approx(84, abs=1e-3)
    twice = GeoSeries([*streets, *streets], crs=2154)
    assert frontage_m(plot(10, 10, 50, 50), twice)["A"] == pytest.approx(84, abs=1e-3)


def test_no_street_is_zero_and_no_land_is_unknown():
    land = GeoSeries({"far": box(0, 900, 9, 950), "none": None}, crs=2154)
    found = frontage_m(land, STREET)
    assert found["far"] == 0
    assert np.isnan(found["none"])
    assert frontage_m(land, STREET.iloc[:0])["far"] == 0


def test_duplicated_unit_is_named():
    with pytest.raises(IdentifierError, match="'A'"):
        frontage_m(GeoSeries([box(0, 0, 1, 1)] * 2, index=["A", "A"], crs=2154), STREET)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), st.floats(0, 90))
def test_cutting_and_turning_streets_changes_nothing(parts, angle):
    xs = np.linspace(-500, 500, parts + 1)
    cut = [LineString([(a, 0), (b, 0)]) for a, b in pairwise(xs)]
    streets = GeoSeries(cut, crs=2154).rotate(angle, origin=(0, 0))
    land = plot(0, 4, 30, 60).rotate(angle, origin=(0, 0))
    assert frontage_m(land, streets)["A"] == pytest.approx(46, abs=0.01)
