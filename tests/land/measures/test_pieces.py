import numpy as np
import shapely
from shapely import GeometryCollection, LineString, MultiPoint, Point

from land.measures.pieces import small_pieces


def test_pieces_are_small_apart_and_add_up():
    disk = Point(50, 50).buffer(1000, quad_segs=500) - Point(200, 0).buffer(100, quad_segs=300)
    pieces, source = small_pieces(np.array([Point(0, 0), disk]))
    cut = pieces[source == 1]
    assert shapely.get_num_coordinates(cut).max() <= 96
    assert np.isclose(shapely.area(cut).sum(), disk.area, rtol=1e-12)
    assert np.isclose(shapely.union_all(cut).area, disk.area, rtol=1e-12)
    assert (source == 0).sum() == 1


def test_lines_keep_their_length():
    line = LineString([(i, (i * 7) % 11) for i in range(1000)])
    pieces, _ = small_pieces(np.array([line]))
    assert len(pieces) > 10
    assert np.isclose(shapely.length(pieces).sum(), line.length, rtol=1e-12)


def test_collections_fall_apart_and_nothing_gives_nothing():
    nested = GeometryCollection([MultiPoint([(0, 0), (1, 1)]), LineString([(0, 0), (1, 1)])])
    pieces, source = small_pieces(np.array([None, nested, Point()], dtype=object))
    assert sorted(shapely.get_type_id(pieces)) == [0, 0, 1]
    assert set(source) == {1}
    assert len(small_pieces(np.empty(0, dtype=object))[0]) == 0
