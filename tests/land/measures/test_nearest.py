import numpy as np
import pandas as pd
import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from land.errors import CRSError, GeometryError, IdentifierError
from land.measures.nearest import nearest_distance

LAND = GeoSeries({"A": box(0, 0, 10, 10), "B": box(100, 0, 110, 10)}, crs=2154)
coordinates = st.tuples(st.integers(-300, 300), st.integers(-300, 300))


def test_point_line_and_polygon_from_the_outline():
    targets = {"p": Point(13, 14), "l": LineString([(60, -50), (60, 50)]), "z": box(200, 0, 300, 9)}
    found = nearest_distance(LAND, GeoSeries(targets, crs=2154), reach_m=1000)
    assert found["distance_m"].to_dict() == {"A": 5, "B": 40}
    assert found["target"].to_dict() == {"A": "p", "B": "l"}


def test_inside_is_zero():
    targets = GeoSeries({"in": Point(5, 5), "around": box(90, -10, 120, 20)}, crs=2154)
    assert nearest_distance(LAND, targets, reach_m=9)["distance_m"].tolist() == [0, 0]


@pytest.mark.parametrize(("reach", "found"), [(29.99, False), (30, True), (30.01, True)])
def test_reach_is_included(reach, found):
    row = nearest_distance(LAND, GeoSeries({"t": Point(40, 5)}, crs=2154), reach_m=reach).loc["A"]
    assert row["found"] == found
    assert np.isnan(row["distance_m"]) != found
    assert pd.isna(row["target"]) != found


def test_nothing_to_find():
    found = nearest_distance(LAND, GeoSeries([], crs=2154), reach_m=100)
    assert found["found"].tolist() == [False, False]
    assert list(found.index) == ["A", "B"]
    missing = GeoSeries({"none": None}, crs=2154)
    assert not nearest_distance(missing, LAND, reach_m=1e6)["found"].any()


def test_equally_near_is_the_first_id():
    east, west = Point(12, 5), Point(-2, 5)
    for names in (["b", "a"], ["a", "b"]):
        targets = GeoSeries([east, west], index=names, crs=2154)
        assert nearest_distance(LAND, targets, reach_m=9).loc["A", "target"] == "a"


def test_a_large_target_is_as_near_as_its_outline():
    disk = Point(1000, 5).buffer(500, quad_segs=1000)
    found = nearest_distance(LAND, GeoSeries({"lake": disk}, crs=2154), reach_m=5000)
    assert found["distance_m"].tolist() == pytest.approx([490, 390], abs=1e-6)


def test_refusals():
    with pytest.raises(IdentifierError, match="targets: 1 id stands on several rows: 't'"):
        nearest_distance(LAND, GeoSeries([Point(0, 0)] * 2, index=["t", "t"], crs=2154), reach_m=1)
    with pytest.raises(CRSError):
        nearest_distance(LAND, GeoSeries([Point(3, 43)], crs=4326), reach_m=1)
    bow = GeoSeries({"bow": Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])}, crs=2154)
    with pytest.raises(GeometryError, match="'bow'"):
        nearest_distance(LAND, bow, reach_m=1)


@settings(max_examples=40, deadline=None)
@given(st.lists(coordinates, min_size=1, max_size=8, unique=True), st.floats(0, 360), st.randoms())
def test_same_as_trying_all_and_turning_and_shuffling_change_nothing(points, angle, random):
    targets = GeoSeries([Point(p) for p in points], crs=2154)
    found = nearest_distance(LAND, targets, reach_m=1e4)
    assert found["distance_m"].tolist() == [targets.distance(unit).min() for unit in LAND]
    rows = list(targets.index)
    random.shuffle(rows)
    turned = nearest_distance(
        LAND.iloc[::-1].rotate(angle, origin=(0, 0)),
        targets.loc[rows].rotate(angle, origin=(0, 0)),
        reach_m=1e4,
    )
    assert turned["distance_m"].tolist()[::-1] == pytest.approx(found["distance_m"].tolist())


places = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=150)


@settings(max_examples=60, deadline=None)
@given(places, st.sampled_from([0.0, 3.0, 500.0]))
def test_points_are_found_as_disks_of_no_width_are(where, reach_m):
    """Many of them are equally near or in the same place; some units are long and thin."""
    land = GeoSeries({"a": box(0, 0, 2, 2), "long": box(3, 0, 4, 30), "wide": box(5, 5, 25, 6),
                      "big": box(6, 7, 30, 30), "none": None}, crs=2154)  # fmt: skip
    points = GeoSeries([Point(x, y) for x, y in where], crs=2154)
    found = nearest_distance(land, points, reach_m=reach_m)
    for name in ("a", "long", "wide", "big"):
        gaps = points.distance(land[name])
        if gaps.min() <= reach_m:
            assert found.loc[name].tolist() == [gaps.min(), gaps.idxmin(), True]
        else:
            assert not found.loc[name, "found"]
    assert not found.loc["none", "found"]
