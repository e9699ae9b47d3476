"""Facts that move towards one end of their range: what counterfactuals are made of."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Series

from criteria.grid import Criterion
from criteria.scores import Scores

Floats = npt.NDArray[np.float64]

COLUMNS: Final = ("site_id", "fact", "now", "then", "second", "second_now", "second_then", "size")
"""Columns of the changes: a fact and its value now and then, a second one or none, the size."""

UNDER: Final = 1e-6
"""Points under a threshold, which is enough to fall below it."""

BIT: Final = 1e-12
"""What is missing by the last bits of a float is not missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Facts and scores of all sites, and the score that each must come to."""

    now: DataFrame
    target: Series
    up: bool
    scores: Scores
    heard: DataFrame
    floor: float


class Moving:
    """A fact that moves towards one end of its range."""

    def __init__(self, criterion: Criterion, inner: Series, *, up: bool) -> None:
        self.key, self.family, self.function = criterion.key, criterion.family, criterion.value
        self.inner = inner
        self.x, self.y = np.array(criterion.value.points, dtype=float).T
        self.span = float(self.x[-1] - self.x[0])
        self.rising = criterion.value.rises == up
        self.end = float(self.x[-1] if self.rising else self.x[0])
        self.in_classes = in_classes(criterion.unit)

    def whole(self, then: Series) -> Series:
        """Value that is offered: that one, or the next class if the fact is in classes."""
        if not self.in_classes:
            return then
        values = then.to_numpy(float)
        step = np.ceil(values - UNDER) if self.rising else np.floor(values + UNDER)
        inside = (step >= self.x[0]) & (step <= self.x[-1])
        return Series(np.where(inside, step, np.nan), index=then.index)

    def moved(self, now: Floats, share: Floats) -> Floats:
        """Values after a move; one that has come to its end, or lies beyond it, stays."""
        step = share * self.span
        if self.in_classes:
            step = np.floor(step + UNDER)
        if self.rising:
            return np.asarray(np.minimum(now + step, np.maximum(self.end, now)))
        return np.asarray(np.maximum(now - step, np.minimum(self.end, now)))

    def mark(self, values: Floats) -> Floats:
        """Marks of these values. [0-1]"""
        return np.asarray(np.interp(values, self.x, self.y))


def in_classes(unit: str) -> bool:
    """
    Whether a fact of this unit is in classes, between which there is nothing.

    Examples
    --------
    >>> in_classes("class 0-3"), in_classes("m")
    (True, False)
    """
    return unit.startswith("class")
