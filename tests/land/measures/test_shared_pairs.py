import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from land.measures.shared_pairs import shared_pairs

boxes = st.tuples(
    st.integers(0, 40), st.integers(0, 40), st.integers(1, 20), st.integers(1, 20)
).map(lambda b: box(b[0] / 4, b[1] / 4, (b[0] + b[2]) / 4, (b[1] + b[3]) / 4))


def array(*shapes):
    return np.array(shapes, dtype=object)


def found(units, shapes):
    return {
        (u, s): a
        for u, s, a in zip(*(x.tolist() for x in shared_pairs(units, shapes)), strict=True)
    }


def test_each_pair_has_its_own_area_whatever_overlaps():
    pair = MultiPolygon([box(0, 0, 1, 1), box(9, 0, 10, 1)])
    zones = array(box(0, 0, 5, 10), box(4, 0, 10, 10), pair, box(10, 0, 20, 10))
    shared = found(array(box(0, 0, 10, 10), None, box(100, 0, 110, 10)), zones)
    assert shared == {(0, 0): 50.0, (0, 1): 60.0, (0, 2): 2.0}  # a common edge is no ground


def test_land_of_many_vertices_is_one_piece_of_land():
    disk = Point(0, 0).buffer(100, quad_segs=64)
    shared = found(array(disk), array(box(-200, -200, 0, 200)))
    np.testing.assert_allclose(shared[0, 0], disk.area / 2)


def test_without_land_or_shapes_there_is_no_pair():
    assert found(array(), array(box(0, 0, 1, 1))) == {}
    assert found(array(box(0, 0, 1, 1), Polygon()), array()) == {}


@settings(max_examples=60, deadline=None)
@given(st.lists(boxes, max_size=6), st.lists(boxes, max_size=6))
def test_areas_are_those_of_the_intersections(units, shapes):
    units, shapes = (np.array(x, dtype=object) for x in (units, shapes))
    cuts = shapely.area(shapely.intersection(units[:, None], shapes[None, :]))
    wanted = {(u, s): cuts[u, s] for u, s in zip(*np.nonzero(cuts > 1e-9), strict=True)}
    shared = found(units, shapes)
    assert shared.keys() == wanted.keys()
    np.testing.assert_allclose([shared[k] for k in wanted], [*wanted.values()])
