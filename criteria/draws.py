"""
Draws: scores of all sites under many weights and many completions, block by block.

Single precision is enough here: what is counted is who comes before whom, and two sites closer
than a hundred-thousandth of their score are parted by lot. Nothing as large as sites × draws is
kept.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from criteria.grid import Grid
from criteria.scores import Scores
from criteria.vetoes import RANK_OF_LEVEL

Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

_APART: Final = 10.0  # farther apart than any two logarithms of scores above the floor
_BLANK: Final = 10 * _APART  # a site without score comes after all others
_STEP: Final = 2.0**-16
_MOST: Final = 0.3  # share of open sites from which all are drawn: picking them out costs more
_LOT: Final = np.float32(1e-5 * _STEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Sites whose mark on one criterion is not settled, and how wide it is, in steps of a draw."""

    column: int
    where: npt.NDArray[np.int64] | slice
    width: Singles


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPlan:
    """Marks of one family: lowest that are drawn, where they apply, what is open above them."""

    columns: npt.NDArray[np.int64]
    low: Singles
    applies: Singles | None
    present: Singles
    open: tuple[Open, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that the draws need, in single precision, one column a site."""

    families: tuple[FamilyPlan, ...]
    behind: Singles
    floor: float

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.behind)


def plan(scores: Scores, grid: Grid) -> Plan:
    """
    Marks of the sites made ready for :func:`worth`.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    grid : Grid
        The grid that made them.

    Returns
    -------
    Plan
        The marks by family, and how far behind its class of admission puts each site.
    """
    low = scores.marks.low.to_numpy(float)
    width = scores.marks.high.to_numpy(float) - low
    of_family = np.array([c.family for c in grid.criteria])
    families = tuple(
        _family_plan(np.flatnonzero(of_family == f.key), low, width) for f in grid.families
    )
    classes = scores.table["admission"].map(RANK_OF_LEVEL).to_numpy(float)
    blank = np.isnan(low).all(axis=1)
    behind = np.where(blank, _BLANK, classes * _APART).astype(np.float32)
    return Plan(families=families, behind=behind, floor=grid.aggregation.floor)


def _family_plan(columns: npt.NDArray[np.int64], low: Floats, width: Floats) -> FamilyPlan:
    applies = ~np.isnan(low[:, columns])
    # The first of the steps that a mark is drawn from lies half a step above its lower bound.
    lowest = np.nan_to_num(low[:, columns] + width[:, columns] * _STEP / 2)
    return FamilyPlan(
        columns=columns,
        low=np.ascontiguousarray(lowest.T, dtype=np.float32),
        applies=None if applies.all() else np.ascontiguousarray(applies.T, dtype=np.float32),
        present=np.asarray(applies.any(axis=1), dtype=np.float32),
        open=tuple(_open(int(k), width[:, k]) for k in columns if (width[:, k] > 0).any()),
    )


def _open(column: int, width: Floats) -> Open:
    some = np.flatnonzero(width > 0)
    where = slice(None) if len(some) > _MOST * len(width) else some
    return Open(
        column=column,
        where=where,
        width=np.nan_to_num(width[where] * _STEP).astype(np.float32),
    )


def worth(
    plan: Plan, weights: Floats, chance: np.random.Generator, *, shared: bool = False
) -> Singles:
    """
    What each site is worth in each draw: the logarithm of its score, behind those admitted first.

    Parameters
    ----------
    plan : Plan
        The sites.
    weights : array
        One row a draw, one column a criterion.
    chance : Generator
        Where the marks are drawn from, evenly between their bounds.
    shared : bool
        Whether all the weights judge the same completion, instead of one each.

    Returns
    -------
    array
        One row a draw, one column a site. It orders the sites; it is not a score.
    """
    drawn = weights.astype(np.float32)
    shape = (len(drawn), plan.sites)
    whole = _steps(chance, shape).astype(np.float32)
    whole *= _LOT
    whole -= plan.behind
    total = np.zeros((len(drawn), 1), np.float32)
    if any(not f.present.all() for f in plan.families):
        total = np.zeros(shape, np.float32)
    logs = np.zeros(shape, np.float32)
    for family in plan.families:
        weight = drawn[:, family.columns].sum(axis=1, keepdims=True)
        mark = _family_mark(family, drawn, chance, shared=shared)
        np.clip(mark, np.float32(plan.floor), np.float32(1), out=mark)
        np.log(mark, out=mark)
        mark *= weight
        if not family.present.all():
            mark *= family.present
        logs += mark
        total += weight if total.shape[1] == 1 else weight * family.present
    logs /= np.where(total > 0, total, np.float32(1))
    whole += logs
    return whole


def _steps(chance: np.random.Generator, shape: tuple[int, int]) -> npt.NDArray[np.uint16]:
    """Whole numbers spread evenly on 0-65,535: a quarter of the time of full floats."""
    cells = shape[0] * shape[1]
    bits = chance.integers(0, 2**64 - 1, size=-(-cells // 4), dtype=np.uint64, endpoint=True)
    return bits.view(np.uint16)[:cells].reshape(shape)


def _family_mark(
    family: FamilyPlan, drawn: Singles, chance: np.random.Generator, *, shared: bool
) -> Singles:
    # Column by column, not as a product of matrices: these are too flat for the threads of BLAS,
    # which get in the way of ours.
    inner = drawn[:, family.columns]
    mark = np.zeros((len(drawn), family.low.shape[1]), np.float32)
    for weight, low in zip(inner.T[:, :, None], family.low, strict=True):
        mark += weight * low
    for part in family.open:
        steps = _steps(chance, (1 if shared else len(drawn), len(part.width)))
        above = steps.astype(np.float32)
        above *= part.width
        weight = drawn[:, part.column, None]
        mark[:, part.where] += above * weight if shared else np.multiply(above, weight, out=above)
    known = inner.sum(axis=1, keepdims=True)
    if family.applies is not None:
        known = np.zeros_like(mark)
        for weight, applies in zip(inner.T[:, :, None], family.applies, strict=True):
            known += weight * applies
    np.divide(mark, known, out=mark, where=known > 0)
    return mark
