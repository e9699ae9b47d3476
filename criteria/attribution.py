"""
Attribution: how much of a move each of several changes brought, whatever their order.

The move is shared out by the Shapley value: the mean effect of a change over every order in which
the changes could have been made. Shares add up to the move exactly, two changes that do the same
get the same, and one that does nothing gets nothing [1]_.

References
----------
.. [1] Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II,
   307-317.
"""

from collections.abc import Callable
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Value = Callable[[frozenset[int]], Floats]
"""What is measured once the changes of these numbers are made, the others not."""

EXACT: Final = 12
"""Changes up to which every subset of them is tried (4,096 at the most)."""

ORDERS: Final = 64
"""Orders that are tried beyond, each with its reverse."""


def attribute(value: Value, changes: int, *, seed: int = 1) -> Floats:
    """
    Share of each change in the move from none of them to all of them.

    Parameters
    ----------
    value : callable
        From the numbers of the changes that are made to the figures of all sites; no figure may
        be missing.
    changes : int
        Number of changes.
    seed : int
        Seed of the orders that are drawn where there are more than ``EXACT`` changes.

    Returns
    -------
    array
        One row a site, one column a change. Rows add up to the move, for drawn orders too.

    Examples
    --------
    Two changes worth 1 and 2 alone and 5 together: the 2 points of both are shared.

    >>> worth = {(): 0.0, (0,): 1.0, (1,): 2.0, (0, 1): 5.0}
    >>> attribute(lambda made: np.array([worth[tuple(sorted(made))]]), 2)
    array([[2., 3.]])
    """
    if changes == 0:
        return np.zeros((len(value(frozenset())), 0))
    return _over_subsets(value, changes) if changes <= EXACT else _over_orders(value, changes, seed)


def _over_subsets(value: Value, changes: int) -> Floats:
    found: list[Floats] = [np.empty(0)] * changes
    shares = [0.0] * changes
    for size in range(changes + 1):
        for some in combinations(range(changes), size):
            figure = value(frozenset(some))
            for one in range(changes):
                # A subset speaks for each change it holds, and against each that it lacks.
                if one in some:
                    shares[one] = 1 / (changes * comb(changes - 1, size - 1))
                else:
                    shares[one] = -1 / (changes * comb(changes - 1, size))
            for one, share in enumerate(shares):
                found[one] = share * figure + (found[one] if len(found[one]) else 0.0)
    return np.stack(found, axis=-1)


def _over_orders(value: Value, changes: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    drawn = [rng.permutation(changes) for _ in range(ORDERS)]
    orders = [order for one in drawn for order in (one, one[::-1])]
    start = value(frozenset())
    total = np.zeros((len(start), changes))
    for order in orders:
        before = start
        for place, one in enumerate(order):
            after = value(frozenset(int(x) for x in order[: place + 1]))
            total[:, one] += after - before
            before = after
    return total / len(orders)
