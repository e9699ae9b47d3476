"""
Break-even weights: how far a weight must move before one site passes another.

A family or a criterion takes more or less weight, all others keep their proportions. Between two
sites the logarithm of the score is a ratio of straight lines in the weight of a family, so that the
break-even is the root of an equation of the second degree, exact. For a criterion, which stands
inside a logarithm, crossings are sought on a fine mesh and closed in by bisection.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from pandas import DataFrame, Index

from criteria.grid import Grid
from criteria.scores import Scores, family_scores
from criteria.vetoes import RANK_OF_LEVEL

Floats = npt.NDArray[np.float64]

_MESH: Final = 512
_HALVINGS: Final = 48
_TIE: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """A weight set apart: what it weighs on in each site, and all the rest."""

    weight: float
    beside: float  # weight of the other criteria of its family, unknown ones included
    own: Floats  # mark of the criterion times whether it is known
    own_known: Floats
    inside: Floats  # weighted marks of the other known criteria of its family
    inside_known: Floats
    outside: Floats  # weighted logarithms of the other known families
    outside_known: Floats
    floor: float

    def of(self, sites: npt.NDArray[np.int64]) -> "_Moved":
        """The same for some sites."""
        arrays = ("own", "own_known", "inside", "inside_known", "outside", "outside_known")
        return _Moved(
            weight=self.weight,
            beside=self.beside,
            floor=self.floor,
            **{name: getattr(self, name)[sites] for name in arrays},
        )

    def logs(self, at: Floats) -> Floats:
        """Logarithm of the score of each site (rows) at each weight (columns)."""
        rest = (1 - at) / (1 - self.weight)
        top = at * self.own[:, None] + rest * self.inside[:, None]
        known = at * self.own_known[:, None] + rest * self.inside_known[:, None]
        mark = np.divide(top, known, out=np.ones_like(top), where=known > 0)
        heard = np.where(known > 0, at + rest * self.beside, 0.0)
        whole = heard * np.log(np.clip(mark, self.floor, 1)) + rest * self.outside[:, None]
        total = heard + rest * self.outside_known[:, None]
        blank = np.full_like(whole, np.nan)
        return np.asarray(np.divide(whole, total, out=blank, where=total > 0))


def break_even(scores: Scores, grid: Grid, one: object, other: object) -> DataFrame:
    """
    Weight of each family and criterion at which two sites have the same score.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    grid : Grid
        The grid that made them.
    one, other : label
        Ids of the two sites.

    Returns
    -------
    DataFrame
        One row a family, then a criterion: ``kind`` (``family`` or ``criterion``), ``key``,
        ``weight`` of the grid, ``break_even`` nearest to it (NaN where there is none), ``within``
        (whether it lies in the range that the grid allows). [0-1]

    Raises
    ------
    KeyError
        If a site is not among the scores.

    Notes
    -----
    Speaks of central scores. Admission stands apart: a weight does not lift a veto.
    """
    places = scores.table.index.get_indexer(Index([one, other]))
    if (places < 0).any():
        missing = [s for s, p in zip((one, other), places, strict=True) if p < 0]
        raise KeyError(f"no such site among the scores: {missing[0]}")
    rows = []
    for kind, key, weight in _lines(grid):
        crossings = _crossings(scores, grid, (kind, key, weight), places[:1], places[1:])
        nearest = min(crossings, key=lambda w: abs(w - weight), default=float("nan"))
        within = abs(nearest - weight) <= grid.aggregation.weight_spread * weight + _TIE
        rows.append((kind, key, weight, nearest, bool(within)))
    return DataFrame(rows, columns=["kind", "key", "weight", "break_even", "within"])


def winner_holds(scores: Scores, grid: Grid) -> DataFrame:
    """
    Range of each weight, moved alone, within which the site that is first stays first.

    Parameters
    ----------
    scores : Scores
        Scores of the sites.
    grid : Grid
        The grid that made them.

    Returns
    -------
    DataFrame
        One row a family, then a criterion: ``kind``, ``key``, ``weight`` of the grid, ``low`` and
        ``high`` ends of the range around it, ``within`` (whether the whole range that the grid
        allows lies inside). [0-1] Empty where no site has a score.

    Notes
    -----
    Rivals are the sites of the same class of admission; the first of several equals is taken.
    """
    columns = ["kind", "key", "weight", "low", "high", "within"]
    table = scores.table
    if table["score"].isna().all():
        return DataFrame(columns=columns)
    first = int(np.argmin(table["rank"].to_numpy()))
    classes = table["admission"].map(RANK_OF_LEVEL).to_numpy(int)
    rivals = np.flatnonzero((classes == classes[first]) & table["score"].notna().to_numpy())
    rivals = rivals[rivals != first]
    rows = []
    for kind, key, weight in _lines(grid):
        found = _crossings(scores, grid, (kind, key, weight), np.array([first]), rivals)
        low = max((w for w in found if w <= weight + _TIE), default=0.0)
        high = min((w for w in found if w >= weight - _TIE), default=1.0)
        spread = grid.aggregation.weight_spread * weight
        within = low <= max(weight - spread, 0) and high >= min(weight + spread, 1)
        rows.append((kind, key, weight, abs(low), high, within))
    return DataFrame(rows, columns=columns)


def _lines(grid: Grid) -> list[tuple[str, str, float]]:
    """Kind, key and weight of all that can be moved: a weight of 1 has nothing to yield to."""
    families = [("family", f.key, grid.family_weight(f.key)) for f in grid.families]
    criteria = [("criterion", c.key, c.weight.share) for c in grid.criteria]
    return [line for line in families + criteria if line[2] < 1 - _TIE]


def _crossings(
    scores: Scores,
    grid: Grid,
    line: tuple[str, str, float],
    first: npt.NDArray[np.int64],
    rivals: npt.NDArray[np.int64],
) -> list[float]:
    """Weights at which the first site and the best of its rivals, or any of them, are equal."""
    if not len(rivals):
        return []
    kind, key, _ = line
    if kind == "family":
        return _family_roots(scores, grid, key, first, rivals)
    moved = _moved_criterion(scores, grid, key)
    return _bisected(moved.of(first), moved.of(rivals))


def _family_roots(
    scores: Scores,
    grid: Grid,
    key: str,
    first: npt.NDArray[np.int64],
    rivals: npt.NDArray[np.int64],
) -> list[float]:
    """Roots in odds ``r = W / (1 - W)`` of ``(r a + b) (r d' + k') = (r a' + b') (r d + k)``."""
    frame = scores.families["central"] / 100
    weights = np.array([grid.family_weight(f) for f in frame.columns])
    at = frame.columns.get_loc(key)
    logs = np.log(np.clip(frame.to_numpy(float), grid.aggregation.floor, 1))
    known = ~np.isnan(logs)
    logs = np.nan_to_num(logs)
    others = np.where(np.arange(len(weights)) == at, 0.0, weights) / (1 - weights[at])
    a, d, b, k = logs[:, at], known[:, at].astype(float), logs @ others, known @ others
    i, j = first, rivals
    second = a[i] * d[j] - a[j] * d[i]
    middle = a[i] * k[j] + b[i] * d[j] - a[j] * k[i] - b[j] * d[i]
    last = b[i] * k[j] - b[j] * k[i]
    odds = _quadratic(second, middle, last)
    odds = odds[np.isfinite(odds) & (odds >= 0)]
    return [float(w) for w in odds / (1 + odds)]


def _quadratic(a: Floats, b: Floats, c: Floats) -> Floats:
    """Real roots of ``a r² + b r + c``, without loss of digits; others are NaN or infinite."""
    with np.errstate(all="ignore"):
        half = -(b + np.copysign(np.sqrt(b * b - 4 * a * c), b)) / 2
        return np.concatenate([half / a, c / half])


def _moved_criterion(scores: Scores, grid: Grid, key: str) -> _Moved:
    criterion = grid.by_key[key]
    weight, central = criterion.weight.share, scores.marks.central
    family = family_scores(central, grid)
    others = [c for c in grid.family_criteria(criterion.family) if c.key != key]
    marks = central[[c.key for c in others]].to_numpy(float)
    shares = np.array([c.weight.share for c in others])
    outside = family.drop(columns=criterion.family)
    weights = np.array([grid.family_weight(f) for f in outside.columns])
    logs = np.log(np.clip(outside.to_numpy(float), grid.aggregation.floor, 1))
    own = central[key].to_numpy(float)
    return _Moved(
        weight=weight,
        beside=float(shares.sum()),
        own=np.nan_to_num(own),
        own_known=(~np.isnan(own)).astype(float),
        inside=np.nan_to_num(marks) @ shares,
        inside_known=~np.isnan(marks) @ shares,
        outside=np.nan_to_num(logs) @ weights,
        outside_known=~np.isnan(logs) @ weights,
        floor=grid.aggregation.floor,
    )


def _bisected(first: _Moved, rivals: _Moved) -> list[float]:
    def lead(at: Floats) -> Floats:
        return np.asarray(first.logs(at)[0] - np.nanmax(rivals.logs(at), axis=0))

    mesh = np.unique(np.append(np.linspace(1e-9, 1 - 1e-9, _MESH), first.weight))
    ahead = lead(mesh)
    turns = np.flatnonzero(np.sign(ahead[:-1]) * np.sign(ahead[1:]) < 0)
    low, high, sign = mesh[turns], mesh[turns + 1], np.sign(ahead[turns])
    for _ in range(_HALVINGS if len(turns) else 0):
        middle = (low + high) / 2
        same = np.sign(lead(middle)) == sign
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    level = mesh[np.abs(ahead) < _TIE] if (np.abs(ahead) >= _TIE).any() else mesh[:0]
    return [*map(float, (low + high) / 2), *map(float, level)]
