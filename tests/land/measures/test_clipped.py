import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from land.measures.blocks import hilbert_order, in_threads
from land.measures.clipped import clip

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
