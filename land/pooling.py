"""
Neighbours that pool what they need at different hours: parking, heat, loading, services.

Pooled, a group needs the largest hour of its sum; apart, the sum of everyone's largest hours. The
difference is saved. Which groups to form is a set packing, solved by HiGHS over the groups of
neighbours, piece by piece where neighbours do not touch.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from land.errors import Message, Parts, SchemaError
from land.ids import require_unique

TOLERANCE: Final = 1e-9
"""Savings that differ by less are equal; a peak that exceeds a whole number by less is one."""

CANDIDATES: Final = 30_000
"""Groups of one piece that the solver is given at once; the best of them where there are more."""

_CELLS: Final = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """
    Something that members need, hour by hour, and that a group can have in common.

    Parameters
    ----------
    name : str
        Short name: parking, heat, loading.
    profiles : DataFrame
        What each member (index) needs at each hour (columns).
    worth : float
        What one unit saved is worth; needs that are pooled together add up in it.
    counted : str
        ``peak``: the largest hour is what must be built (places, kW). ``rounds``: what is needed
        at each hour or day is made up to whole rounds (vehicles, skips), which add up.
    """

    name: str
    profiles: DataFrame
    worth: float = 1.0
    counted: Literal["peak", "rounds"] = "peak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooling:
    """
    Groups that pool.

    Parameters
    ----------
    groups : DataFrame
        Indexed by number from 1, by falling worth: ``size``, ``worth``, and ``apart_<need>``,
        ``pooled_<need>`` and ``saved_<need>``.
    group_of : Series
        Number of the group of each member; missing for those that stay alone.
    worth : float
        Sum over the groups.
    bound : float
        No grouping is worth more.
    every_group : bool
        Whether every feasible group was among the candidates.
    """

    groups: DataFrame
    group_of: Series
    worth: float
    bound: float
    every_group: bool

    @property
    def gap(self) -> float:
        """How much more there could be, as a share of the bound; 0 where this is the best."""
        return max(0.0, 1 - self.worth / self.bound) if self.bound > TOLERANCE else 0.0


def requirement(profiles: np.ndarray, counted: str = "peak") -> np.ndarray:
    """
    What must be there for needs that vary by the hour.

    Parameters
    ----------
    profiles : array, shape (…, hours)
        Needs.
    counted : str
        As in :class:`Need`.

    Returns
    -------
    array, shape (…)
        Largest hour, or sum of whole rounds.

    Examples
    --------
    An office of 10 places by day, a gym of 8 in the evening that needs 2 by day: pooled 12, not 18.

    >>> office, gym = np.array([10.0, 0.0]), np.array([2.0, 8.0])
    >>> float(requirement(office) + requirement(gym) - requirement(office + gym))
    6.0
    """
    found = profiles.max(axis=-1) if counted == "peak" else _whole(profiles).sum(axis=-1)
    return np.asarray(found, dtype=float)


def pooling(
    needs: Sequence[Need], near: DataFrame, *, most: int = 4, cost: float = 0.0,
    seconds: float = 20.0, candidates: int = CANDIDATES,
) -> Pooling:  # fmt: skip
    """
    Groups of neighbours whose pooling is worth most.

    Parameters
    ----------
    needs : sequence of Need
        What is pooled, on the same members.
    near : DataFrame
        Columns ``a`` and ``b``: pairs of members near enough; in a group, every pair is.
    most : int
        Largest group.
    cost : float
        What setting up one group costs, in the unit of ``worth``.
    seconds : float
        Time of the solver in all, shared between the pieces; what it has found by then counts.
    candidates : int
        Largest number of groups of one piece that it is given.

    Returns
    -------
    Pooling
        The groups. Never worth less than greedy pairing; the best there is where ``gap`` is 0.

    Raises
    ------
    SchemaError
        If members stand twice or differ between needs, a need is missing, negative or infinite,
        or a pair names an unknown member; all faults at once.

    Notes
    -----
    Merging two groups never saves less, cost apart: so what a whole piece would save bounds every
    grouping of it, and the smaller of this and of the solver's own bound is given.

    Examples
    --------
    By day, by night, by day: who is between the two others can go with one of them only.

    >>> hours = DataFrame({"day": [10, 0, 6], "night": [0, 8, 0]}, index=["A", "B", "C"])
    >>> near = DataFrame({"a": ["A", "B"], "b": ["B", "C"]})
    >>> found = pooling([Need(name="parking", profiles=hours)], near)
    >>> found.groups["saved_parking"].tolist(), found.group_of.dropna().index.tolist(), found.gap
    ([8.0], ['A', 'B'], 0.0)
    """
    _require_sound(needs, near, most)
    members = needs[0].profiles.index
    frame = _Pieces.of(needs, near)
    ends = time.monotonic() + seconds
    chosen: list[np.ndarray] = []
    bound, complete = 0.0, True
    for piece in frame.pieces():
        groups, every = _candidate_groups(frame, piece, most, candidates)
        left = max(0.1, ends - time.monotonic())
        picked, above = _packed(frame, groups, cost=cost, seconds=left)
        greedy = _greedy(frame, piece, cost)
        if frame.worth_of(greedy, cost) > frame.worth_of(picked, cost):
            picked = greedy
        whole = float(frame.worths(piece[None, :])[0])
        bound += max(min(whole, above) if every else whole, frame.worth_of(picked, cost))
        complete &= every
        chosen += picked
    worth = frame.worth_of(chosen, cost)
    order = sorted(chosen, key=lambda g: (-float(frame.worths(g[None, :])[0]), g.tolist()))
    group_of = Series(pd.NA, index=members, dtype="Int64", name="group")
    for number, group in enumerate(order, 1):
        group_of.iloc[group] = number
    return Pooling(
        groups=_table(needs, order, cost), group_of=group_of, worth=worth,
        bound=max(bound, worth), every_group=complete,
    )  # fmt: skip


def greedy_pairs(needs: Sequence[Need], near: DataFrame, *, cost: float = 0.0) -> Pooling:
    """
    Pairs as a person would take them from a list: the best one first, then the best of the rest.

    Parameters
    ----------
    needs, near, cost
        As for :func:`pooling`.

    Returns
    -------
    Pooling
        The pairs; the bound is what every piece would save as a whole.

    Examples
    --------
    The best pair, A and B, leaves C and D with nothing: 7 where A, D and B, C would save 12.

    >>> hours = DataFrame({"day": [7, 0, 6, 0], "night": [0, 7, 0, 6]}, index=list("ABCD"))
    >>> near = DataFrame({"a": ["A", "A", "B"], "b": ["B", "D", "C"]})
    >>> one = Need(name="parking", profiles=hours)
    >>> greedy_pairs([one], near).worth, pooling([one], near).worth
    (7.0, 12.0)
    """
    _require_sound(needs, near, 2)
    frame = _Pieces.of(needs, near)
    chosen = [g for piece in frame.pieces() for g in _greedy(frame, piece, cost)]
    group_of = Series(pd.NA, index=needs[0].profiles.index, dtype="Int64", name="group")
    for number, group in enumerate(chosen, 1):
        group_of.iloc[group] = number
    whole = sum(float(frame.worths(piece[None, :])[0]) for piece in frame.pieces())
    worth = frame.worth_of(chosen, cost)
    return Pooling(
        groups=_table(needs, chosen, cost), group_of=group_of, worth=worth,
        bound=max(whole, worth), every_group=False,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    """Needs as arrays, neighbours as a matrix of truth."""

    needs: tuple[tuple[np.ndarray, float, str], ...]
    apart: np.ndarray
    near: csr_array

    @classmethod
    def of(cls, needs: Sequence[Need], near: DataFrame) -> "_Pieces":
        members = needs[0].profiles.index
        arrays = tuple(
            (n.profiles.reindex(members).to_numpy(dtype=float), n.worth, n.counted) for n in needs
        )
        apart = np.sum([w * requirement(p, c) for p, w, c in arrays], axis=0)
        a, b = (members.get_indexer(pd.Index(near[c])) for c in ("a", "b"))
        a, b = a[a != b], b[a != b]
        size = (len(members), len(members))
        met = csr_array((np.ones(2 * len(a), bool), (np.r_[a, b], np.r_[b, a])), shape=size)
        return cls(needs=arrays, apart=apart, near=met)

    def pieces(self) -> Iterator[np.ndarray]:
        """Members that are joined by a chain of neighbours; those without any left out."""
        _, piece = connected_components(self.near, directed=False)
        order = np.argsort(piece, kind="stable")
        cuts = np.flatnonzero(np.diff(piece[order])) + 1
        yield from (p for p in np.split(order, cuts) if len(p) > 1)

    def worths(self, groups: np.ndarray) -> np.ndarray:
        """Saving of each group, cost apart; ``groups`` has one row a group."""
        found: np.ndarray = self.apart[groups].sum(axis=1)
        hours = max(p.shape[1] for p, *_ in self.needs)
        step = max(1, _CELLS // (hours * groups.shape[1]))
        for i in range(0, len(groups), step):
            rows = groups[i : i + step]
            for profiles, worth, counted in self.needs:
                found[i : i + step] -= worth * requirement(profiles[rows].sum(axis=1), counted)
        return found

    def worth_of(self, groups: Sequence[np.ndarray], cost: float) -> float:
        return float(sum(self.worths(g[None, :])[0] - cost for g in groups))


def _candidate_groups(
    frame: _Pieces, piece: np.ndarray, most: int, limit: int
) -> tuple[list[tuple[np.ndarray, np.ndarray]], bool]:
    """Groups by size with their savings: all where they are few, else the best of each size."""
    near = frame.near[piece][:, piece].toarray()
    groups = np.arange(len(piece))[:, None]
    found, every, kept = [], True, limit // max(1, most - 1)
    for _size in range(2, most + 1):
        groups, counted = _extended(groups, near, max(kept * 8, len(piece) ** 2))
        every &= counted
        if not len(groups):
            break
        worths = frame.worths(piece[groups])
        if len(groups) > kept:
            best = _best_rows(groups, worths, kept)
            groups, worths, every = groups[best], worths[best], False
        found.append((piece[groups], worths))
    return found, every


def _extended(groups: np.ndarray, near: np.ndarray, limit: int) -> tuple[np.ndarray, bool]:
    """Every group with one more member of a higher number that is near to all of it."""
    later = np.arange(len(near))
    parts, total = [], 0
    step = max(1, _CELLS // len(near))
    for i in range(0, len(groups), step):
        rows = groups[i : i + step]
        fit = near[rows].all(axis=1) & (later > rows[:, -1:])
        row, more = np.nonzero(fit)
        parts.append(np.column_stack([rows[row], more]))
        total += len(row)
        if total > limit and i + step < len(groups):
            return np.vstack(parts), False
    return np.vstack(parts), True


def _best_rows(groups: np.ndarray, worths: np.ndarray, kept: int) -> np.ndarray:
    """Rows of the best groups, the three best of every member among them."""
    order = np.argsort(-worths, kind="stable")
    member = groups[order].ravel()
    row = np.repeat(order, groups.shape[1])
    rank = DataFrame({"member": member, "row": row}).groupby("member").cumcount().to_numpy()
    return np.unique(np.concatenate([order[:kept], row[rank < 3]]))  # noqa: PLR2004


def _packed(
    frame: _Pieces, groups: list[tuple[np.ndarray, np.ndarray]], *, cost: float, seconds: float
) -> tuple[list[np.ndarray], float]:
    """Groups without a common member that are worth most, and a bound on what they can be."""
    worth = np.concatenate([w for _, w in groups]) - cost if groups else np.zeros(0)
    rows = [g for table, _ in groups for g in table]
    gainful = np.flatnonzero(worth > TOLERANCE)
    if not len(gainful):
        return [], 0.0
    rows, worth = [rows[i] for i in gainful], worth[gainful]
    members, member = np.unique(np.concatenate(rows), return_inverse=True)
    column = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    holds = csr_array((np.ones(len(column)), (member, column)), shape=(len(members), len(rows)))
    answer = milp(
        -worth, constraints=LinearConstraint(holds, -np.inf, 1), bounds=Bounds(0, 1),
        integrality=np.ones(len(rows), dtype=int),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )  # fmt: skip
    bound = np.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    if answer.x is None:
        return [], bound
    picked = [rows[i] for i in np.flatnonzero(answer.x > 0.5)]  # noqa: PLR2004  it is 0 or 1
    reached = frame.worth_of(picked, cost)
    near_enough = abs(bound - reached) <= 1e-7 * max(1.0, reached)
    return picked, reached if near_enough else bound


def _greedy(frame: _Pieces, piece: np.ndarray, cost: float) -> list[np.ndarray]:
    a, b = frame.near[piece][:, piece].nonzero()
    pairs = piece[np.column_stack([a, b])[a < b]]
    worths = frame.worths(pairs) - cost
    free, chosen = np.ones(len(frame.apart), bool), []
    for i in np.argsort(-worths, kind="stable"):
        if worths[i] <= TOLERANCE:
            break
        if free[pairs[i]].all():
            free[pairs[i]] = False
            chosen.append(pairs[i])
    return chosen


def _table(needs: Sequence[Need], groups: Sequence[np.ndarray], cost: float) -> DataFrame:
    index = pd.RangeIndex(1, len(groups) + 1, name="group")
    table = DataFrame({"size": [len(g) for g in groups], "worth": -cost}, index=index)
    for need in needs:
        profiles = need.profiles.reindex(needs[0].profiles.index).to_numpy(dtype=float)
        alone = requirement(profiles, need.counted)
        apart = np.array([alone[g].sum() for g in groups])
        pooled = np.array([float(requirement(profiles[g].sum(axis=0), need.counted))
                           for g in groups])  # fmt: skip
        table[f"apart_{need.name}"] = apart
        table[f"pooled_{need.name}"] = pooled
        table[f"saved_{need.name}"] = apart - pooled
        table["worth"] += need.worth * (apart - pooled)
    return table


def _whole(amounts: np.ndarray) -> np.ndarray:
    return np.asarray(np.ceil(amounts - TOLERANCE))


def _require_sound(needs: Sequence[Need], near: DataFrame, most: int) -> None:
    faults = list(_faults(needs, near, most))
    if faults:
        raise SchemaError("pooling: {faults}", faults=Parts(faults, between="; "))


def _faults(needs: Sequence[Need], near: DataFrame, most: int) -> Iterator[Message]:
    if not needs or most < 2:  # noqa: PLR2004  a group has two members
        yield Message("give a need or more, and groups of 2 or more")
        return
    members = needs[0].profiles.index
    require_unique(needs[0].profiles, name="needs")
    for need in needs:
        if len(need.profiles) != len(members) or not need.profiles.index.isin(members).all():
            yield Message("« {need} » does not have the members of the first need", need=need.name)
            continue
        amounts = need.profiles.to_numpy(dtype=float)
        bad = ~(np.isfinite(amounts) & (amounts >= 0)).all(axis=1)
        if bad.any():
            yield Message(
                "« {need} » is missing, negative or infinite for {members}",
                need=need.name, members=[str(m) for m in need.profiles.index[bad][:5]],
            )  # fmt: skip
    named = pd.unique(pd.concat([near["a"], near["b"]], ignore_index=True))
    unknown = [str(m) for m in named if m not in members]
    if unknown:
        yield Message("pairs name unknown members {members}", members=unknown[:5])
