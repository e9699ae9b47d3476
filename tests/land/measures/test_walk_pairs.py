"""Pairs within a walk: around a corner, through a dead end, beside each other."""

from geopandas import GeoSeries
from shapely import LineString, Point

from land.measures.streets import street_graph
from land.measures.walk_pairs import walk_pairs

CORNER = GeoSeries([LineString([(0, 0), (100, 0), (100, 100)])], crs=2154)


def test_the_walk_goes_round_the_corner() -> None:
    doors = GeoSeries({"A": Point(50, 0), "B": Point(100, 50), "C": Point(0, 0)}, crs=2154)
    found = walk_pairs(doors, street_graph(CORNER), reach_m=100).set_index(["a", "b"])
    assert found["distance_m"].to_dict() == {("A", "B"): 100.0, ("A", "C"): 50.0}


def test_neighbours_across_a_wall_reach_each_other_directly() -> None:
    doors = GeoSeries({"A": Point(50, 500), "B": Point(60, 500)}, crs=2154)
    found = walk_pairs(doors, street_graph(CORNER), reach_m=100)
    assert found.to_dict("records") == [{"a": "A", "b": "B", "distance_m": 10.0}]


def test_without_points_there_is_no_pair() -> None:
    none = GeoSeries([], crs=2154)
    assert walk_pairs(none, street_graph(CORNER), reach_m=100).empty
