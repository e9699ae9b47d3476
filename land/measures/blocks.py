"""Land in blocks of neighbours, so that work is local and memory is bounded by the block."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final, TypeVar

import numpy as np
import shapely
from geopandas import GeoSeries

BLOCK: Final = 4096
"""Land units that are worked on together."""

WORKERS: Final = min(4, os.cpu_count() or 1)
"""Threads that share the blocks: GEOS lets go of Python's lock while it works."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def hilbert_order(shapes: np.ndarray) -> np.ndarray:
    """
    Order of shapes along a Hilbert curve: neighbours in the list are neighbours on the ground.

    Parameters
    ----------
    shapes : array of geometry
        Shapes; missing and empty ones are left out.

    Returns
    -------
    array of int
        Positions in ``shapes``.

    Examples
    --------
    >>> points = shapely.points([[0, 0], [90, 90], [1, 1], [91, 91]])
    >>> [int(i) for i in hilbert_order(points)]
    [0, 2, 1, 3]
    """
    present = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if not len(present):
        return present
    along = GeoSeries(shapes[present]).hilbert_distance().to_numpy()
    return present[np.argsort(along, kind="stable")]


def blocks(order: np.ndarray, size: int = BLOCK) -> Iterator[np.ndarray]:
    """
    Consecutive runs of an order.

    Parameters
    ----------
    order : array of int
        Positions.
    size : int
        Most positions in a run.

    Yields
    ------
    array of int
        The next run.

    Examples
    --------
    >>> [len(run) for run in blocks(np.arange(10), 4)]
    [4, 4, 2]
    """
    for start in range(0, len(order), size):
        yield order[start : start + size]


def in_threads(work: Callable[[_Given], _Made], given: Iterable[_Given]) -> Iterator[_Made]:
    """
    Results of a function for each block, in order; a few blocks are under way at a time.

    Parameters
    ----------
    work : callable
        What to do with a block.
    given : iterable
        Blocks, drawn only as threads become free, so that few are in memory.

    Yields
    ------
    object
        The next result.

    Examples
    --------
    >>> list(in_threads(len, ["a" * n for n in range(12)])) == list(range(12))
    True
    """
    waiting = iter(given)
    with ThreadPoolExecutor(WORKERS) as pool:
        under_way = [pool.submit(work, block) for block in islice(waiting, 2 * WORKERS)]
        try:
            while under_way:
                yield under_way.pop(0).result()
                under_way += [pool.submit(work, block) for block in islice(waiting, 1)]
        finally:
            for task in under_way:
                task.cancel()
