from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from land.measures.blocks import hilbert_order, in_threads
from land.measures.clipped import Pieces, clip, descend, rectangles

# Corners on a coarse lattice, so that outlines often lie on the lines of the rectangle.
stars = st.lists(st.integers(0, 6), min_size=5, max_size=12).map(
    lambda radii: Polygon(
        [
            (4 + np.round(r * np.cos(a)), 4 + np.round(r * np.sin(a)))
            for r, a in zip(radii, np.linspace(0, 6.2, len(radii)), strict=True)
        ]
    )
).filter(lambda p: p.is_valid and p.area > 0)  # fmt: skip
rects = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(4, 8), st.integers(4, 8))


@settings(max_examples=200, deadline=None)
@given(stars, rects)
def test_clipping_along_lattice_lines_is_an_intersection(star, rect):
    cut = clip(np.array([star]), rect)[0]
    assert np.isclose(cut.area, star.intersection(box(*rect)).area, rtol=1e-12, atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(st.lists(stars, min_size=1, max_size=4), rects)
def test_union_of_pieces_is_the_clipped_union(polygons, rect):
    held = Pieces.of(np.array(polygons, dtype=object)).within(rect)
    wanted = shapely.union_all(polygons).intersection(box(*rect)).area
    if held is None:
        assert np.isclose(wanted, box(*rect).area, rtol=1e-11)
    elif len(held.shapes):
        assert np.isclose(held.union(rect).area, wanted, rtol=1e-12)
    else:
        assert wanted == 0


def test_an_invalid_piece_is_cut_again_from_the_polygon_it_came_from():
    bow = Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])
    whole = box(0, 0, 10, 4)
    bounds = np.array([bow.bounds])
    held = Pieces(np.array([bow]), bounds, np.array([whole]))
    assert held.union((0.0, 0.0, 4.0, 4.0)).equals(box(0, 0, 4, 4))


def test_a_rectangle_inside_one_polygon_is_filled_and_one_in_a_hole_is_empty():
    ring = box(-99, -99, 99, 99) - box(-9, -9, 9, 9)
    pieces = Pieces.of(np.array([MultiPolygon([ring])]))
    assert pieces.within((20.0, 20.0, 30.0, 30.0)) is None
    assert len(pieces.within((-5.0, -5.0, 5.0, 5.0)).shapes) == 0


def test_descending_meets_every_group_that_the_cover_touches():
    units = shapely.box(*(np.indices((20, 20)).reshape(2, -1) * 10).repeat(2, axis=0)[[0, 2]],
                        *(np.indices((20, 20)).reshape(2, -1) * 10 + 8))  # fmt: skip
    units = units[hilbert_order(units)]
    disk = Point(70, 70).buffer(33)
    levels = rectangles(units, handful=5)
    found = {row for row, _, _ in descend(levels, Pieces.of(np.array([disk])))}
    touched = np.flatnonzero(shapely.intersects(units, disk)) // 5
    assert set(touched) <= found
    assert len(found) < len(levels[0]) / 2


def test_coarser_rectangles_are_wider_than_what_they_hold():
    levels = rectangles(shapely.points(np.random.default_rng(1).uniform(0, 99, (300, 2))))
    for fine, coarse in pairwise(levels):
        parent = coarse[np.arange(len(fine)) // 4]
        assert (parent[:, :2] < fine[:, :2]).all()
        assert (parent[:, 2:] > fine[:, 2:]).all()


def test_order_leaves_out_what_has_no_place():
    shapes = np.array([None, Point(5, 5), Point(), Point(0, 0)], dtype=object)
    assert sorted(hilbert_order(shapes).tolist()) == [1, 3]
    assert len(hilbert_order(shapes[:1])) == 0


def test_threads_keep_the_order_and_draw_few_blocks_ahead():
    drawn = []

    def given_blocks():
        for i in range(50):
            drawn.append(i)
            yield i

    results = in_threads(lambda i: i * i, given_blocks())
    assert next(results) == 0
    assert len(drawn) < 20
    assert list(results) == [i * i for i in range(1, 50)]
