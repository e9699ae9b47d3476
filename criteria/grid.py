"""
The grid: families, criteria, value functions, weights, vetoes and letters, as versioned data.

A grid is a TOML file that a planner can read. Every number in it carries a source or the word
« assumed ». It is checked whole when it is loaded: all faults are listed at once.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from functools import cached_property, partial
from importlib import resources
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from criteria.faults import faults_of, keyed, toml_fault
from land.errors import Message, Parts, ZaeError

DEFAULT = "implantation-1"
"""Name of the grid that is used when a study names none."""

Basis = Literal["sourced", "assumed"]
Level = Literal["interdit", "reserve", "alerte"]
Kind = Literal["criteria", "uses"]
Text = Mapping[Literal["fr", "en"], str]


class RuleError(ZaeError, ValueError):
    """A grid file is faulty; all its faults are listed, each with its place."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Based(_Part):
    """A number or list of numbers that says where it comes from."""

    basis: Basis
    source: str = ""

    @model_validator(mode="after")
    def _sourced_has_source(self) -> Self:
        if self.basis == "sourced" and not self.source:
            raise RuleError("basis is « sourced » but no source is named")
        return self


class Weight(Based):
    """Share of the whole grid. [0-1]"""

    share: Annotated[float, Field(ge=0, le=1)]


class ValueFunction(Based):
    """
    Piecewise linear value function with fixed, absolute breakpoints.

    Parameters
    ----------
    points : tuple of (x, mark)
        Increasing x in the unit of the criterion, mark in 0-1; constant outside the end points.
    """

    points: tuple[tuple[float, float], ...]

    @model_validator(mode="after")
    def _monotone(self) -> Self:
        x = [p[0] for p in self.points]
        marks = [p[1] for p in self.points]
        if len(x) < 2 or any(b <= a for a, b in pairwise(x)):  # noqa: PLR2004
            raise RuleError("breakpoints must be two or more, increasing: {points}", points=x)
        if (min(marks), max(marks)) != (0, 1):
            raise RuleError("marks must run from 0 to 1: {marks}", marks=marks)
        steps = np.diff(marks)
        if not (np.all(steps >= 0) or np.all(steps <= 0)):
            raise RuleError("marks neither rise nor fall throughout: {marks}", marks=marks)
        return self

    @property
    def rises(self) -> bool:
        """Whether more is better."""
        return self.points[-1][1] >= self.points[0][1]


class Criterion(_Part):
    """One question of the grid."""

    key: str
    code: str
    family: str
    label: Text
    unit: str
    formula: str
    reference: str
    needs: tuple[str, ...]
    weight: Weight
    value: ValueFunction
    followup: str


class Observation(_Part):
    """A fact that carries no weight: only vetoes look at it."""

    key: str
    label: Text
    unit: str
    needs: tuple[str, ...]


class Clause(_Part):
    """A comparison of a fact with a number, as a veto makes it."""

    fact: str
    operator: Literal[">=", ">", "<=", "<"]
    threshold: float

    def __str__(self) -> str:
        return f"{self.fact} {self.operator} {self.threshold:g}"


class Veto(_Part):
    """
    A rule that stands apart from the score.

    It fires on a known value only; an unknown one gives « à vérifier ». With ``only_if`` it speaks
    where all of these hold; with ``except_if`` it is silent where one of these holds.
    """

    key: str
    level: Level
    label: Text
    fact: str
    operator: Literal[">=", ">", "<=", "<"]
    threshold: float | None = None
    threshold_fact: str | None = None
    vocations: tuple[str, ...] = ()
    only_if: tuple[Clause, ...] = ()
    except_if: tuple[Clause, ...] = ()
    lifting: Text
    basis: Basis
    reference: str

    @model_validator(mode="after")
    def _one_threshold(self) -> Self:
        if (self.threshold is None) == (self.threshold_fact is None):
            raise RuleError("name either threshold or threshold_fact")
        return self

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that it looks at, its own first."""
        own = (self.fact,) if self.threshold_fact is None else (self.fact, self.threshold_fact)
        return own + tuple(c.fact for c in (*self.only_if, *self.except_if))

    @property
    def rule(self) -> str:
        """The rule as a line: what it compares, for whom, where, and but for what."""
        limit = self.threshold_fact or self.threshold
        who = f" ({', '.join(self.vocations)})" if self.vocations else ""
        only = "".join(f" & {c}" for c in self.only_if)
        but = "".join(f" ∖ {c}" for c in self.except_if)
        return f"{self.fact} {self.operator} {limit}{who}{only}{but}"


class Family(_Part):
    """A family of criteria; its weight is the sum of theirs."""

    key: str
    label: Text


class Letter(_Part):
    """A letter and the lowest score that earns it. [0-100]"""

    letter: str
    from_score: float


class Letters(Based):
    """Scale of letters, best first; the last starts at 0."""

    scale: tuple[Letter, ...]

    @model_validator(mode="after")
    def _falls_to_zero(self) -> Self:
        starts = [s.from_score for s in self.scale]
        if starts != sorted(starts, reverse=True) or starts[-1] != 0:
            raise RuleError("letters must fall to 0: {starts}", starts=starts)
        return self


class Aggregation(Based):
    """Arithmetic mean inside a family, geometric mean across, never below ``floor``."""

    floor: Annotated[float, Field(gt=0, lt=1)]
    weight_spread: Annotated[float, Field(ge=0, le=1)]
    """How far a weight may be moved, as a share of itself, in what-ifs and robustness."""


class Grid(_Part):
    """A whole grid, immutable."""

    name: str
    version: str
    published: str
    based_on: str = ""
    """Name of the published grid that this one was copied from."""
    label: Text
    families: tuple[Family, ...]
    criteria: tuple[Criterion, ...]
    observations: tuple[Observation, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    letters: Letters
    aggregation: Aggregation
    sha256: str = ""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        faults = [*self._weight_faults(), *self._name_faults(), *self._veto_faults()]
        if faults:
            raise RuleError("{faults}", faults=Parts(faults, between="; "))
        return self

    def _weight_faults(self) -> list[str]:
        total = sum(c.weight.share for c in self.criteria)
        if abs(total - 1) < 1e-9:  # noqa: PLR2004
            return []
        return [Message("weights sum to {total:.6g}, not 1", total=total)]

    def _name_faults(self) -> list[str]:
        keys = [c.key for c in self.criteria] + [o.key for o in self.observations]
        twice = sorted({k for k in keys if keys.count(k) > 1})
        faults: list[str] = [Message("key used twice: {key}", key=k) for k in twice]
        families = {f.key for f in self.families}
        faults += [
            Message("{key}: unknown family {family}", key=c.key, family=c.family)
            for c in self.criteria
            if c.family not in families
        ]
        empty = families - {c.family for c in self.criteria}
        return faults + [
            Message("family without criterion: {family}", family=f) for f in sorted(empty)
        ]

    def _veto_faults(self) -> list[str]:
        keys = set(self.fact_keys)
        named = [(v.key, name) for v in self.vetoes for name in v.facts]
        return [
            Message("veto {veto}: unknown fact {fact}", veto=veto, fact=name)
            for veto, name in named
            if name not in keys
        ]

    @property
    def fact_keys(self) -> tuple[str, ...]:
        """Keys of every fact that the grid looks at: criteria, then observations."""
        return tuple(c.key for c in self.criteria) + tuple(o.key for o in self.observations)

    @cached_property
    def by_key(self) -> dict[str, Criterion]:
        """Criteria by key."""
        return {c.key: c for c in self.criteria}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, in which criteria are looked up anew: they may be others."""
        made = super().model_copy(update=update, deep=deep)
        made.__dict__.pop("by_key", None)
        return made

    def family_criteria(self, family: str) -> tuple[Criterion, ...]:
        """Criteria of a family, in order."""
        return tuple(c for c in self.criteria if c.family == family)

    def family_weight(self, family: str) -> float:
        """Weight of a family: the sum of its criteria's. [0-1]"""
        return sum(c.weight.share for c in self.family_criteria(family))


def parse(text: str, *, name: str = "grid") -> Grid:
    """
    Grid from the text of a TOML file.

    Parameters
    ----------
    text : str
        Content of the file.
    name : str
        Name for messages.

    Returns
    -------
    Grid
        The grid; its ``sha256`` is that of the text.

    Raises
    ------
    RuleError
        If the text is not TOML or the grid is faulty; every fault is listed with its place.

    Examples
    --------
    >>> grid = parse(packaged("implantation-1"))
    >>> round(sum(criterion.weight.share for criterion in grid.criteria), 9)
    1.0
    """
    try:
        content = tomllib.loads(text)
        return Grid.model_validate(content | {"sha256": hashlib.sha256(text.encode()).hexdigest()})
    except tomllib.TOMLDecodeError as error:
        raise RuleError(
            "grid {name}: not valid TOML: {error}", name=name, error=toml_fault(error)
        ) from error
    except ValidationError as error:
        raise RuleError(
            "grid {name}: {count} fault(s)\n  {faults}",
            name=name,
            count=error.error_count(),
            faults=Parts(faults_of(error, partial(keyed, content), model=Grid), between="\n  "),
        ) from error


def published(name: str = DEFAULT) -> Grid:
    """
    A grid that comes with the toolkit.

    Parameters
    ----------
    name : str
        Its name, one of ``names()``.

    Returns
    -------
    Grid
        The grid.

    Raises
    ------
    RuleError
        If there is none of that name; lists those there are.

    Examples
    --------
    >>> len(published().criteria)
    18
    """
    if name in names(kind="uses"):
        raise RuleError(
            "« {name} » is a grid of uses; published: {known}", name=name, known=list(names())
        )
    if name not in names():
        raise RuleError("no grid « {name} »; published: {known}", name=name, known=list(names()))
    return parse(packaged(name), name=name)


def packaged(name: str) -> str:
    """
    Text of a file of the grids that come with the toolkit.

    Parameters
    ----------
    name : str
        Name of a grid, of either kind, without its ending.

    Returns
    -------
    str
        TOML.

    Examples
    --------
    >>> parse(packaged("implantation-1"), name="implantation-1").name
    'implantation-1'
    """
    return resources.files("criteria").joinpath(f"grids/{name}.toml").read_text(encoding="utf-8")


def names(*, kind: Kind = "criteria") -> tuple[str, ...]:
    """
    Names of the grids that come with the toolkit.

    Parameters
    ----------
    kind : {"criteria", "uses"}
        Grids of value functions, or of classes and uses.

    Examples
    --------
    >>> "implantation-1" in names()
    True
    """
    folder = resources.files("criteria").joinpath("grids")
    found = sorted(p.name[:-5] for p in folder.iterdir() if p.name.endswith(".toml"))
    return tuple(name for name in found if kind_of(packaged(name)) == kind)


def kind_of(text: str) -> Kind:
    """
    Kind of the grid in a text: a grid of uses says so on a line of its own.

    Examples
    --------
    >>> kind_of('kind = "uses"'), kind_of('name = "implantation-1"')
    ('uses', 'criteria')
    """
    return "uses" if re.search(r'^kind\s*=\s*"uses"', text, flags=re.MULTILINE) else "criteria"
