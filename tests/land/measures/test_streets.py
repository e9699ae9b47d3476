import numpy as np
import pytest
from geopandas import GeoSeries
from pyproj import CRS
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point

from land.errors import GeometryError
from land.measures.network import nearest_nodes
from land.measures.streets import StreetGraph, insert_points, street_graph


def graph_of(*lines, **options):
    return street_graph(GeoSeries([LineString(line) for line in lines], crs=2154), **options)


def groups(graph):
    """Number of separate networks among the nodes that have an edge."""
    used = np.unique(graph.edges)
    return len(set(connected_components(graph.matrix(), directed=False)[1][used]))


def test_shared_vertices_join_and_bridges_do_not():
    crossing = graph_of([(0, 0), (100, 0)], [(50, -50), (50, 50)])
    assert groups(crossing) == 2
    junction = graph_of([(0, 0), (50, 0), (100, 0)], [(50, -50), (50, 0), (50, 50)])
    assert groups(junction) == 1
    assert junction.length_m.sum() == 200


@pytest.mark.parametrize(("gap", "networks"), [(0, 1), (0.49, 1), (0.51, 2)])
def test_an_end_close_to_the_middle_of_a_street_joins_it(gap, networks):
    graph = graph_of([(0, 0), (100, 0)], [(30, gap), (30, 80)])
    assert groups(graph) == networks
    assert graph.length_m[graph.is_street].sum() == pytest.approx(180 - gap)


def test_two_ends_with_a_gap_join():
    assert groups(graph_of([(0, 0), (50, 0)], [(50.3, 0), (90, 0)])) == 1
    assert groups(graph_of([(0, 0), (50, 0)], [(50.3, 0), (90, 0)], snap_m=0.2)) == 2


def test_doubled_streets_keep_the_shortest_way():
    matrix = graph_of([(0, 0), (100, 0)], [(0, 0), (100, 0)]).matrix()
    assert matrix.max() == 100


def test_several_points_on_one_street():
    graph = graph_of([(0, 0), (100, 0)])
    whole, ends = insert_points(graph, np.array([Point(70, 3), Point(20, 0), Point(50, 999)]), 200)
    assert sorted(whole.length_m[whole.is_street]) == pytest.approx([20, 30, 50])
    assert sorted(whole.length_m[~whole.is_street]) == pytest.approx([0, 3])
    assert ends.tolist() == [2, 3, 4]
    assert 4 not in whole.edges
    assert len(graph.nodes) == 2


def test_missing_line_is_named_and_none_is_an_empty_graph():
    with pytest.raises(GeometryError, match="'s1'"):
        street_graph(GeoSeries({"s1": None}, crs=2154))
    empty = street_graph(GeoSeries([], crs=2154))
    assert len(empty.edges) == 0


def test_of_streets_between_the_same_nodes_the_shortest_is_walked_whichever_way_it_is_drawn():
    graph = StreetGraph(
        nodes=np.array([[0.0, 0.0], [50.0, 0.0]]),
        edges=np.array([[0, 1], [0, 1], [1, 0], [1, 0]]),
        length_m=np.array([90.0, 80.0, 70.0, 60.0]),
        is_street=np.ones(4, dtype=bool),
        crs=CRS(2154),
    )
    assert nearest_nodes(graph, np.array([0]), reach_m=np.inf)[0].tolist() == [0.0, 60.0]
