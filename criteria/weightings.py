"""
Weightings: sets of weights that people may hold, drawn with a seed.

Two ways to say what is admissible: each weight inside a range around that of the grid, or an order
of importance and nothing more.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from criteria.grid import Grid

Floats = npt.NDArray[np.float64]


def weights_in_range(
    grid: Grid, draws: int, *, seed: int = 0, spread: float | None = None
) -> Floats:
    """
    Weights drawn evenly inside the ranges of the grid, brought back to a sum of 1.

    Parameters
    ----------
    grid : Grid
        The grid.
    draws : int
        How many.
    seed : int
        Seed of the draws.
    spread : float, optional
        How far a weight may move, as a share of itself; that of the grid where none is given. [0-1]

    Returns
    -------
    array
        One row a draw, one column a criterion, each row summing to 1.

    Examples
    --------
    >>> from criteria.grid import published
    >>> grid = published()
    >>> drawn = weights_in_range(grid, 1000, spread=0.5)
    >>> drawn.shape, bool(np.allclose(drawn.sum(axis=1), 1))
    ((1000, 18), True)
    >>> bool(np.allclose(weights_in_range(grid, 1, spread=0)[0, 0], grid.criteria[0].weight.share))
    True
    """
    shares = np.array([c.weight.share for c in grid.criteria])
    within = grid.aggregation.weight_spread if spread is None else spread
    chance = np.random.default_rng(seed)
    drawn = shares * chance.uniform(1 - within, 1 + within, size=(draws, len(shares)))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def weights_in_order(grid: Grid, order: Sequence[str], draws: int, *, seed: int = 0) -> Floats:
    """
    Weights drawn evenly among all those that keep an order of importance.

    Parameters
    ----------
    grid : Grid
        The grid.
    order : sequence of str
        Keys of all families, or of all criteria, the most important first. Inside a family that
        is ranked as a whole, the shares of the grid are kept.
    draws : int
        How many.
    seed : int
        Seed of the draws.

    Returns
    -------
    array
        One row a draw, one column a criterion, each row summing to 1.

    Raises
    ------
    ValueError
        If ``order`` names neither all families nor all criteria, once each.

    Notes
    -----
    Points spread evenly over the simplex, sorted: the ordinal constraints of SMAA-2 (Lahdelma and
    Salminen 2001). Their mean is the rank order centroid: with two families, 3/4 and 1/4.

    Examples
    --------
    >>> from criteria.grid import published
    >>> grid = published()
    >>> order = ["centrality", "ecology", "employment", "land"]
    >>> drawn = weights_in_order(grid, order, 1000)
    >>> families = np.array([c.family for c in grid.criteria])
    >>> sums = [drawn[:, families == f].sum(axis=1) for f in order]
    >>> bool(all((a >= b).all() for a, b in zip(sums, sums[1:])))
    True
    """
    families, criteria = {f.key for f in grid.families}, {c.key for c in grid.criteria}
    if len(order) != len(set(order)) or set(order) not in (families, criteria):
        raise ValueError(
            f"order must name all families or all criteria once each, not {', '.join(order)}"
        )
    chance = np.random.default_rng(seed)
    simplex = chance.dirichlet(np.ones(len(order)), size=draws)
    ranked = -np.sort(-simplex, axis=1)
    place = {key: i for i, key in enumerate(order)}
    if set(order) == criteria:
        return np.asarray(ranked[:, [place[c.key] for c in grid.criteria]])
    inner = np.array([c.weight.share / (grid.family_weight(c.family) or 1) for c in grid.criteria])
    return np.asarray(ranked[:, [place[c.family] for c in grid.criteria]] * inner)
