"""
Weights from people: swing weighting, pairwise comparisons, and how far several of them agree.

Weights are what a grid asserts most and proves least. Here they come from answers: points given
to the jump from worst to best on each criterion (swing) [1]_, or comparisons by pairs whose
contradictions are measured and shown (AHP) [2]_. Several evaluators are brought together, and the
consensus index says whether one weight for all is fair to them [3]_.

References
----------
.. [1] von Winterfeldt, D., Edwards, W. (1986). Decision Analysis and Behavioral Research.
   Cambridge University Press.
.. [2] Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.
.. [3] Goepel, K. D. (2013). Implementing the Analytic Hierarchy Process as a standard method for
   multi-criteria decision making in corporate enterprises. Proceedings of ISAHP 2013.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Series

from criteria.grid import Grid, RuleError

RANDOM_INDEX: Final = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41}
"""Mean inconsistency of comparisons answered at random, by their number (Saaty 1980)."""

CONSISTENT: Final = 0.10
"""Consistency ratio up to which answers are taken as they are (Saaty 1980)."""

SCALE_MAX: Final = 9.0
"""Largest ratio of the comparisons (Saaty's scale)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahp:
    """
    Weights from comparisons by pairs.

    Parameters
    ----------
    weights : Series
        Principal eigenvector, of sum 1.
    ratio : float
        Consistency ratio: 0 where answers never contradict each other, 1 as bad as chance.
    answers : DataFrame
        One row a pair, the most inconsistent first: ``first``, ``second``, ``given`` (how many
        times the first weighs the second), ``implied`` by all answers together, ``stretch``
        (factor between the two, 1 and more).
    """

    weights: Series
    ratio: float
    answers: DataFrame


def swing(points: Series) -> Series:
    """
    Weights from points given to the jump from worst to best on each item.

    Parameters
    ----------
    points : Series
        100 for the jump that matters most, 0 to 100 for the others.

    Returns
    -------
    Series
        Weights, of sum 1.

    Raises
    ------
    RuleError
        If points lie outside 0-100 or are missing, or none is 100; names all such items.

    Examples
    --------
    >>> swing(Series({"land": 100.0, "jobs": 60.0, "load": 40.0})).tolist()
    [0.5, 0.3, 0.2]
    """
    outside = [str(k) for k in points.index if not 0 <= points[k] <= 100]  # noqa: PLR2004
    if outside:
        raise RuleError("swing: points must lie from 0 to 100: {outside}", outside=outside)
    if points.max() != 100:  # noqa: PLR2004
        raise RuleError("swing: the jump that matters most must have 100 points")
    return Series(points / points.sum())


def ahp(comparisons: DataFrame) -> Ahp:
    """
    Weights from comparisons by pairs.

    Parameters
    ----------
    comparisons : DataFrame
        Square: how many times the item of the row weighs that of the column; reciprocal, 1 on the
        diagonal. [1/9-9]

    Returns
    -------
    Ahp
        Weights, consistency and the answers that strain it.

    Raises
    ------
    RuleError
        If the table is not square, positive and reciprocal, or has over 8 items: compare fewer.

    Examples
    --------
    >>> table = DataFrame([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]], list("abc"), list("abc"))
    >>> found = ahp(table)
    >>> found.weights.round(6).tolist(), abs(round(found.ratio, 6))
    ([0.571429, 0.285714, 0.142857], 0.0)
    """
    matrix = _checked(comparisons)
    size = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    first = int(np.argmax(values.real))
    weights = np.abs(vectors[:, first].real)
    weights /= weights.sum()
    index = (float(values[first].real) - size) / (size - 1) if size > 1 else 0.0
    return Ahp(
        weights=Series(weights, index=comparisons.index),
        ratio=index / RANDOM_INDEX[size] if size in RANDOM_INDEX else 0.0,
        answers=_strained(comparisons, weights),
    )


def _checked(comparisons: DataFrame) -> npt.NDArray[np.float64]:
    matrix = comparisons.to_numpy(float)
    size = len(matrix)
    if matrix.shape != (size, size) or list(comparisons.index) != list(comparisons.columns):
        raise RuleError("comparisons: the table must be square, with the same items both ways")
    if size > max(RANDOM_INDEX):
        raise RuleError(
            "comparisons: {size} items; over {most}, make groups of them",
            size=size,
            most=max(RANDOM_INDEX),
        )
    if not (np.all(matrix > 0) and np.allclose(matrix * matrix.T, 1)):
        raise RuleError("comparisons: the table must be positive and reciprocal, without a gap")
    return matrix


def _strained(comparisons: DataFrame, weights: npt.NDArray[np.float64]) -> DataFrame:
    rows, columns = np.triu_indices(len(weights), k=1)
    given = comparisons.to_numpy(float)[rows, columns]
    implied = weights[rows] / weights[columns]
    table = DataFrame(
        {
            "first": comparisons.index[rows],
            "second": comparisons.index[columns],
            "given": given,
            "implied": implied,
            "stretch": np.exp(np.abs(np.log(given / implied))),
        }
    )
    return table.sort_values("stretch", ascending=False, kind="stable", ignore_index=True)


def together(comparisons: Mapping[str, DataFrame]) -> DataFrame:
    """
    Comparisons of a group: the geometric mean of each answer, the one that stays reciprocal.

    Parameters
    ----------
    comparisons : mapping of str to DataFrame
        Tables of the evaluators, of the same items.

    Returns
    -------
    DataFrame
        Table of the group (Aczél and Saaty 1983).

    Examples
    --------
    >>> one = DataFrame([[1, 9], [1 / 9, 1]], list("ab"), list("ab"))
    >>> together({"x": one, "y": one.T}).to_numpy().tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    tables = list(comparisons.values())
    mean = np.exp(np.mean([np.log(t.to_numpy(float)) for t in tables], axis=0))
    return DataFrame(mean, index=tables[0].index, columns=tables[0].columns)


def consensus(weights: DataFrame, *, scale_max: float = SCALE_MAX) -> float:
    """
    How far the weights of several evaluators agree: 1 the same, 0 as far apart as can be.

    Goepel's index S*, from Shannon's entropy: with ``M`` the part of the diversity of the mean
    weights that lies inside each evaluator, ``S* = (M - m) / (1 - m)``, where ``m`` is the least
    ``M`` that the scale of answers allows.

    Parameters
    ----------
    weights : DataFrame
        One row an evaluator, of sum 1; one column an item.
    scale_max : float
        Largest ratio that answers allow between two items; infinite where points may be 0.

    Returns
    -------
    float
        S*; 1 for a single evaluator or a single item. [0-1]

    Examples
    --------
    >>> same = DataFrame([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]])
    >>> apart = DataFrame([[1.0, 0.0], [0.0, 1.0]])
    >>> consensus(same), consensus(apart, scale_max=float("inf"))
    (1.0, 0.0)
    """
    people, items = weights.shape
    if people < 2 or items < 2:  # noqa: PLR2004
        return 1.0
    inside = float(np.mean([_entropy(row) for row in weights.to_numpy(float)]))
    overall = _entropy(weights.mean().to_numpy(float))
    apart = min(people, items)
    # The farthest apart: each gives the largest ratio to an item of his own.
    top = 1.0 if np.isinf(scale_max) else scale_max / (items + scale_max - 1)
    rest = 0.0 if np.isinf(scale_max) else 1 / (items + scale_max - 1)
    own = np.array([top, *[rest] * (items - 1)])
    mean = np.array([*[(top + (apart - 1) * rest) / apart] * apart, *[rest] * (items - apart)])
    least = float(np.exp(_entropy(own) - _entropy(mean)))
    found = (float(np.exp(inside - overall)) - least) / (1 - least)
    return float(np.clip(found, 0.0, 1.0))


def _entropy(shares: npt.NDArray[np.float64]) -> float:
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())


def shares(families: Series, within: Mapping[str, Series]) -> Series:
    """
    Weight of each criterion in the whole grid.

    Parameters
    ----------
    families : Series
        Weight of each family, of sum 1.
    within : mapping of str to Series
        Weights inside each family, of sum 1.

    Returns
    -------
    Series
        Weights in millionths, whose sum is 1 exactly as written.

    Examples
    --------
    >>> within = {"a": Series({"x": 1.0}), "b": Series({"y": 1.0})}
    >>> shares(Series({"a": 0.6, "b": 0.4}), within).to_dict()
    {'x': 0.6, 'y': 0.4}
    """
    exact = Series({k: families[f] * w for f, part in within.items() for k, w in part.items()})
    # The largest remainders get the last millionths, so that rounded weights still add up.
    millionths = exact * 1e6
    floor = np.floor(millionths + 1e-6)
    missing = round(1e6 - floor.sum())
    order = (millionths - floor).sort_values(ascending=False, kind="stable").index[:missing]
    floor[order] += 1
    return Series(floor / 1e6)


def with_weights(text: str, weights: Series, grid: Grid, *, source: str) -> str:
    """
    Text of a grid file with other weights and their source; all else stays, comments too.

    Parameters
    ----------
    text : str
        TOML of the grid.
    weights : Series
        Weight of each criterion, as :func:`shares` gives them.
    grid : Grid
        The grid of the text.
    source : str
        Where the weights come from.

    Returns
    -------
    str
        TOML.

    Raises
    ------
    RuleError
        If a weight is not written on a line of its own, ``weight = { share = … }``.
    """
    said = source.replace("\\", "\\\\").replace('"', '\\"')
    for criterion in grid.criteria:
        share = f"{weights[criterion.key]:.6f}"
        new = f'weight = {{ share = {share}, basis = "sourced", source = "{said}" }}'
        head = rf'^key = "{re.escape(criterion.key)}"$'
        place = re.compile(rf"({head}(?:\n(?!\[\[).*)*?\n)weight = \{{.*\}}$", re.MULTILINE)
        text, count = place.subn(r"\g<1>" + new.replace("\\", r"\\"), text, count=1)
        if not count:
            raise RuleError(
                "{key}: write its weight on one line, weight = {{ share = … }}", key=criterion.key
            )
    return text
