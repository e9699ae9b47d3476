"""
Versions of a grid: what changed between two of them, and which sites move because of which line.

A line is one thing that a planner can point at in the file: a weight, a value function, a veto, the
letters, the floor, a criterion that comes or goes. What each line did to each site is worked out
by scoring the grids in between, with some lines already changed and others not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas import DataFrame, Series

from criteria.attribution import attribute
from criteria.facts import Facts
from criteria.grid import Criterion, Grid, RuleError
from criteria.scores import across, family_scores, letters, ranking
from criteria.values import Marks, marks
from criteria.vetoes import admission, vetoes

Floats = npt.NDArray[np.float64]

MEASURES: Final = ("score", "letter", "class", "rank")
"""What is followed: score [0-100], letter (0 the best), admission class (0 to 2), rank."""

_RULES: Final = {
    "share", "points", "family", "scale", "floor", "level", "fact", "operator", "threshold",
    "threshold_fact", "vocations", "only_if", "except_if",
}  # fmt: skip
"""Parts of a grid that are read as lines; all others move no site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridDiff:
    """
    What a new version of a grid does to sites.

    Parameters
    ----------
    lines : DataFrame
        Lines that changed: ``line`` (index), ``before``, ``after``.
    moves : DataFrame
        One row a site: each of ``MEASURES`` ``_before``, ``_after`` and ``_move``.
    contributions : dict of str to DataFrame
        For each of ``MEASURES``: one row a site, one column a line; rows add up to the move.
    """

    lines: DataFrame
    moves: DataFrame
    contributions: Mapping[str, DataFrame]


def diff(before: Grid, after: Grid, facts: Facts, *, vocation: str = "") -> GridDiff:
    """
    Which sites move between two grids, by how much, and because of which line.

    Parameters
    ----------
    before, after : Grid
        The two grids.
    facts : Facts
        Facts of the sites, with a column for every fact that either grid looks at.
    vocation : str
        Vocation of the project, for vetoes reserved to some.

    Returns
    -------
    GridDiff
        Lines, moves and the share of each line in each move: exact to ``EXACT`` lines of
        :mod:`criteria.attribution`, mean of drawn orders beyond; they add up in both cases.

    Raises
    ------
    RuleError
        If the facts lack one that a grid looks at; lists them.

    Notes
    -----
    A site without a score under one of the grids has no move. Where a grid in between has nothing
    known to score, the site is left where it was before.
    """
    _require_facts(facts, before, after)
    changed = lines(before, after)
    steps = _Steps(before, after, facts, vocation=vocation, places=list(changed.index))
    ends = {m: (steps.measure(m, frozenset()), steps.measure(m, steps.all)) for m in MEASURES}
    moves = DataFrame(
        {
            f"{m}_{side}": values
            for m, (first, last) in ends.items()
            for side, values in (("before", first), ("after", last), ("move", last - first))
        },
        index=facts.sites,
    )
    contributions = {m: steps.contributions(m, moves[f"{m}_move"]) for m in MEASURES}
    return GridDiff(lines=changed, moves=moves, contributions=contributions)


def lines(before: Grid, after: Grid) -> DataFrame:
    """
    Lines that differ between two grids and can move a site.

    Parameters
    ----------
    before, after : Grid
        The two grids.

    Returns
    -------
    DataFrame
        Index ``line`` (such as ``weight:transit_walk``, ``value:…``, ``family:…``,
        ``criterion:…``, ``veto:…``, ``letters``, ``floor``), columns ``before`` and ``after``.

    Examples
    --------
    >>> from criteria.grid import published
    >>> grid = published()
    >>> floor = grid.aggregation.model_copy(update={"floor": 0.02})
    >>> lines(grid, grid.model_copy(update={"aggregation": floor})).loc["floor"].tolist()
    ['0.01', '0.02']
    """
    old, new = _parts(before), _parts(after)
    kept = {c.key for c in before.criteria} & {c.key for c in after.criteria}
    places = [
        place
        for place in dict.fromkeys([*old, *new])
        if old.get(place) != new.get(place) and _is_line(place, kept)
    ]
    rows = [(str(old.get(p, "")), str(new.get(p, ""))) for p in places]
    return DataFrame(rows, columns=["before", "after"], index=pd.Index(places, name="line"))


def wording(before: Grid, after: Grid) -> DataFrame:
    """
    Texts, sources and settings that differ and move no site.

    Parameters
    ----------
    before, after : Grid
        The two grids.

    Returns
    -------
    DataFrame
        ``place`` (index), ``before``, ``after``. What comes or goes whole is a line, not a text.

    Examples
    --------
    >>> from criteria.grid import published
    >>> grid = published()
    >>> wording(grid, grid.model_copy(update={"version": "1.1"})).loc["version"].tolist()
    ['1.0', '1.1']
    """
    old, new = (dict(_flat(g.model_dump(exclude={"sha256"}), "")) for g in (before, after))
    gone = _keys(before) ^ _keys(after)
    places = [p for p in dict.fromkeys([*old, *new]) if old.get(p) != new.get(p)]
    texts = [
        p
        for p in places
        if _RULES.isdisjoint(p.split(".")) and ".".join(p.split(".")[:2]) not in gone
    ]
    rows = [(str(old.get(p, "")), str(new.get(p, ""))) for p in texts]
    return DataFrame(rows, columns=["before", "after"], index=pd.Index(texts, name="place"))


def _keys(grid: Grid) -> set[str]:
    """Places of the criteria and vetoes, which are lines of their own when they come or go."""
    return {f"criteria.{c.key}" for c in grid.criteria} | {f"vetoes.{v.key}" for v in grid.vetoes}


def _flat(part: Any, place: str) -> Iterable[tuple[str, Any]]:
    if isinstance(part, Mapping):
        for key, one in part.items():
            yield from _flat(one, f"{place}.{key}" if place else str(key))
    elif isinstance(part, tuple | list) and part and isinstance(part[0], Mapping):
        for i, one in enumerate(part):
            yield from _flat(one, f"{place}.{one.get('key', i)}")
    elif part != ():
        yield place, part


def _parts(grid: Grid) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for c in grid.criteria:
        points = " ".join(f"{x:g}→{mark:g}" for x, mark in c.value.points)
        parts[f"criterion:{c.key}"] = f"{c.family}, {c.weight.share:g}, {points}"
        parts[f"weight:{c.key}"] = c.weight.share
        parts[f"value:{c.key}"] = points
        parts[f"family:{c.key}"] = c.family
    for v in grid.vetoes:
        parts[f"veto:{v.key}"] = f"{v.level}: {v.rule}"
    parts["letters"] = " ".join(f"{x.letter}≥{x.from_score:g}" for x in grid.letters.scale)
    parts["floor"] = grid.aggregation.floor
    return parts


def _is_line(place: str, kept: set[str]) -> bool:
    """A criterion of both grids is read part by part, one that comes or goes as a whole."""
    what, _, key = place.partition(":")
    return (key not in kept) if what == "criterion" else (not key or what == "veto" or key in kept)


def _require_facts(facts: Facts, before: Grid, after: Grid) -> None:
    asked = dict.fromkeys([*before.fact_keys, *after.fact_keys])
    lacking = [k for k in asked if k not in facts.status.columns]
    if lacking:
        raise RuleError(
            "grids {before} and {after}: no fact {lacking}; "
            "measure the sites with a grid that looks at them",
            before=before.name,
            after=after.name,
            lacking=lacking,
        )


class _Steps:
    """Grids between two, and what they make of the same sites; each thing is computed once."""

    def __init__(
        self, before: Grid, after: Grid, facts: Facts, *, vocation: str, places: list[str]
    ) -> None:
        self.before, self.after, self.facts, self.places = before, after, facts, places
        self.vocation = vocation
        self.all = frozenset(range(len(places)))
        self.marks: dict[bool, Marks] = {
            new: marks(facts, g) for new, g in ((False, before), (True, after))
        }
        self.scores: dict[frozenset[int], Series] = {}
        self.classes: dict[frozenset[int], Series] = {}
        self.heard = {
            "score": self._numbers("weight", "value", "family", "criterion", "floor"),
            "class": self._numbers("veto"),
        }
        self.heard["letter"] = self.heard["score"] | self._numbers("letters")
        self.heard["rank"] = self.heard["score"] | self.heard["class"]

    def _numbers(self, *what: str) -> frozenset[int]:
        return frozenset(i for i, p in enumerate(self.places) if p.partition(":")[0] in what)

    def contributions(self, measure: str, move: Series) -> DataFrame:
        """Share of each line in a measure; lines that it cannot hear are worth nothing."""
        heard = sorted(self.heard[measure])
        found = np.zeros((len(self.facts.sites), len(self.places)))
        start = self.measure(measure, frozenset())

        def value(made: frozenset[int]) -> Floats:
            figures = self.measure(measure, frozenset(heard[i] for i in made))
            return np.where(np.isnan(figures), np.nan_to_num(start), figures)

        found[:, heard] = attribute(value, len(heard))
        table = DataFrame(found, index=self.facts.sites, columns=self.places)
        table.loc[move.isna()] = float("nan")
        return table

    def measure(self, measure: str, made: frozenset[int]) -> Floats:
        """One figure a site once some lines are changed."""
        made = made & self.heard[measure]
        if measure == "class":
            return self._class(made).to_numpy(float)
        score = self._score(made & self.heard["score"])
        if measure == "score":
            return score.to_numpy(float)
        if measure == "rank":
            classes = self._class(made & self.heard["class"])
            return ranking(score, classes).to_numpy(float)
        scale = (self.after if self._is_made("letters", made) else self.before).letters
        order = {x.letter: i for i, x in enumerate(scale.scale)}
        return np.asarray(letters(score, scale).map(order).astype(float))

    def _is_made(self, place: str, made: frozenset[int]) -> bool:
        """Whether the new text of a place stands; where nothing changed, both are the same."""
        return place in self.places and self.places.index(place) in made

    def _score(self, made: frozenset[int]) -> Series:
        if made not in self.scores:
            grid = self._grid(made)
            columns = {
                c.key: self.marks[self._is_new(c, made)].central[c.key] for c in grid.criteria
            }
            table = DataFrame(columns, index=self.facts.sites)
            self.scores[made] = across(family_scores(table, grid), grid)
        return self.scores[made]

    def _is_new(self, criterion: Criterion, made: frozenset[int]) -> bool:
        if criterion.key not in self.before.by_key:
            return True
        return self._is_made(f"value:{criterion.key}", made)

    def _grid(self, made: frozenset[int]) -> Grid:
        """The grid with these lines changed; its weights need not add up to 1."""
        new = {self.places[i] for i in made}
        old, late = self.before.by_key, self.after.by_key
        keys = [k for k in old if k in late or f"criterion:{k}" not in new]
        keys += [k for k in late if k not in old and f"criterion:{k}" in new]
        criteria = tuple(_mixed(old.get(k), late.get(k), new) for k in keys)
        families = {f.key: f for g in (self.before, self.after) for f in g.families}
        changed = {
            "criteria": criteria,
            "families": tuple(families.values()),
            "aggregation": (self.after if "floor" in new else self.before).aggregation,
        }
        return Grid.model_construct(**(dict(self.before) | changed))

    def _class(self, made: frozenset[int]) -> Series:
        if made not in self.classes:
            new = {self.places[i] for i in made}
            old, late = ({v.key: v for v in g.vetoes} for g in (self.before, self.after))
            rules = [
                source[key]
                for key in dict.fromkeys([*old, *late])
                for source in [late if f"veto:{key}" in new else old]
                if key in source
            ]
            grid = Grid.model_construct(**(dict(self.before) | {"vetoes": tuple(rules)}))
            found = vetoes(self.facts, grid, vocation=self.vocation)
            self.classes[made] = admission(found, self.facts.sites)["class_best"]
        return self.classes[made]


def _mixed(old: Criterion | None, late: Criterion | None, new: set[str]) -> Criterion:
    if old is None or late is None:
        one = old or late
        assert one is not None  # a key stands in one of the two grids
        return one
    changed = {
        name: getattr(late, name)
        for name in ("weight", "value", "family")
        if f"{name}:{old.key}" in new
    }
    return old.model_copy(update=changed)
