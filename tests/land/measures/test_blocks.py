import numpy as np
from shapely import Point

from land.measures.blocks import hilbert_order, in_threads


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
