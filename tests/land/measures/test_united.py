import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from land.measures.united import Layers, areas_under

# Quarters of metres, so that shapes often touch, share an edge, or are the same.
boxes = st.tuples(
    st.integers(0, 80), st.integers(0, 80), st.integers(1, 36), st.integers(1, 36)
).map(lambda b: box(b[0] / 4, b[1] / 4, (b[0] + b[2]) / 4, (b[1] + b[3]) / 4))
UNITS = np.array([box(x, y, x + 7, y + 7) for x in (0, 7, 15) for y in (0, 8, 15)])


def array(*shapes):
    return np.array(shapes, dtype=object)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(boxes, max_size=8), min_size=1, max_size=3))
def test_each_layer_counts_for_itself_and_its_overlaps_once(drawn):
    layers = [np.array(shapes, dtype=object) for shapes in drawn]
    wanted = [shapely.area(shapely.intersection(UNITS, shapely.union_all(s))) for s in layers]
    found = areas_under(UNITS, Layers.of(layers))
    np.testing.assert_allclose(found, np.transpose(wanted), atol=1e-9)


def test_neighbours_that_touch_and_polygons_that_cross():
    unit = array(box(0, 0, 10, 10))
    touching = array(box(-5, 0, 4, 10), box(4, 0, 7, 10))
    crossing = array(box(-5, 4, 15, 6), box(4, -5, 6, 15))
    nested = array(box(1, 1, 9, 9), box(2, 2, 5, 5), box(2, 2, 5, 5))
    found = areas_under(unit, Layers.of([touching, crossing, nested]))
    np.testing.assert_allclose(found, [[70, 36, 64]], rtol=1e-12)


def test_a_polygon_that_fills_the_unit_settles_it_whatever_else_is_there():
    unit = array(box(2, 2, 3, 3))
    layers = Layers.of([array(box(0, 0, 9, 9), box(2, 2, 2.5, 3), Point(2.5, 2.5).buffer(0.2))])
    assert areas_under(unit, layers).tolist() == [[1.0]]


def test_units_of_many_vertices_several_parts_and_courtyards_are_taken_apart():
    disk = Point(0, 0).buffer(100, quad_segs=64)
    pair = MultiPolygon([box(200, 0, 210, 10), box(220, 0, 230, 10) - box(222, 2, 224, 4)])
    cover = array(box(-200, -200, 0, 200), box(205, -5, 225, 5))
    found = areas_under(array(disk, pair), Layers.of([cover]))[:, 0]
    np.testing.assert_allclose(found, [disk.area / 2, 25 + 25 - 4], rtol=1e-9)


def test_only_polygons_count():
    mixed = GeometryCollection([LineString([(0, 0), (9, 9)]), box(0, 0, 1, 1), Point(5, 5)])
    layers = Layers.of([array(None, Polygon(), mixed, LineString([(0, 5), (9, 5)])), array()])
    assert areas_under(array(box(0, 0, 10, 10)), layers).tolist() == [[1.0, 0.0]]
    assert areas_under(array(), layers).shape == (0, 2)
    assert areas_under(array(box(0, 0, 1, 1)), Layers.of([])).shape == (1, 0)


@pytest.mark.parametrize("gap", [0.0, 1e-9, -1e-9])
def test_zones_that_nearly_touch_add_up(gap):
    unit = array(box(700_000, 6_600_000, 700_025, 6_600_040))
    left = Polygon([(699_990, 6_599_990), (700_010, 6_599_990), (700_013, 6_600_050),
                    (699_990, 6_600_050)])  # fmt: skip
    right = Polygon([(700_010 + gap, 6_599_990), (700_050, 6_599_990), (700_050, 6_600_050),
                     (700_013 + gap, 6_600_050)])  # fmt: skip
    found = areas_under(unit, Layers.of([array(left, right)]))
    np.testing.assert_allclose(found, [[1000.0]], rtol=1e-7)


def test_a_polygon_in_several_layers_is_measured_once_and_counts_in_each():
    wood, pond = MultiPolygon([box(0, 0, 4, 10), box(6, 0, 8, 10)]), box(3, 0, 7, 5)
    layers = Layers.of([array(wood, pond), array(pond), array(pond, wood, pond), array(wood)])
    assert len(layers.polygons) == 3
    found = areas_under(array(box(0, 0, 10, 10)), layers)
    np.testing.assert_allclose(found, [[70, 20, 70, 60]])
