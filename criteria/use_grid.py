"""
Grids of classes and uses: what each class of each criterion is worth for several uses of a site.

The same rules as for other grids: a TOML file, frozen once published, each number with its source
or the word « assumed », and all faults listed at once. Such a file says ``kind = "uses"``; its
aggregation has a name, and :mod:`criteria.uses` knows what the name means.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from criteria.faults import at_least, faults_of, toml_fault
from criteria.grid import Based, RuleError, Text, names, packaged
from land.errors import Message, Parts


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Use(_Part):
    """One use that a site may be put to."""

    key: str
    label: Text


class Class(_Part):
    """
    One class of a scale: a named value, or the numbers between two bounds.

    Parameters
    ----------
    value : str
        Name of the class.
    scores : tuple of float
        What it is worth for each use, in the order of the uses.
    above, below : float or None
        Bounds in the unit of the criterion, for classes of numbers; None is unbounded.
    closed : {"both", "left", "right", "neither"}
        Which bounds belong to the class.
    unknown : bool
        Whether the class is the answer « does not know ».
    """

    value: str
    scores: tuple[float, ...]
    above: float | None = None
    below: float | None = None
    closed: Literal["both", "left", "right", "neither"] = "left"
    unknown: bool = False


class Points(Based):
    """Weight of a criterion, of any sum."""

    points: Annotated[float, Field(gt=0)]


class Scale(Based):
    """Classes of a criterion, by name or by bounds."""

    classes: Annotated[tuple[Class, ...], at_least(2)]
    none_found: str = ""
    """Class of a site where it was looked for and nothing found; none: the criterion is skipped."""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        known = [c.value for c in self.classes if not c.unknown]
        if len(set(known)) < len(known):
            raise RuleError("class named twice: {known}", known=known)
        if self.none_found and self.none_found not in known:
            raise RuleError("none_found: no class « {name} »", name=self.none_found)
        if self.numeric:
            self._without_gap()
        return self

    def _without_gap(self) -> None:
        if (self.classes[0].above, self.classes[-1].below) != (None, None):
            raise RuleError("the first and the last class must be unbounded outside")
        for first, then in pairwise(self.classes):
            once = (first.closed in {"both", "right"}) != (then.closed in {"both", "left"})
            if first.below is None or first.below != then.above or not once:
                raise RuleError(
                    "classes « {first} » and « {then} » leave a gap or overlap",
                    first=first.value,
                    then=then.value,
                )

    @property
    def numeric(self) -> bool:
        """Whether its classes have bounds."""
        return any(c.above is not None or c.below is not None for c in self.classes)

    @property
    def known(self) -> tuple[Class, ...]:
        """Classes that say something: all but « does not know »."""
        return tuple(c for c in self.classes if not c.unknown)


class ClassCriterion(_Part):
    """One question with its classes."""

    key: str
    label: Text
    unit: str = ""
    weight: Points
    scale: Scale


class Condition(_Part):
    """A criterion that falls in a class."""

    criterion: str
    value: str


class Exclusion(Based):
    """Uses that rank last where all conditions are known to hold."""

    key: str
    label: Text
    when: Annotated[tuple[Condition, ...], at_least(1)]
    excludes: Annotated[tuple[str, ...], at_least(1)]


class Label(_Part):
    """Words for figures from a threshold up."""

    label: Text
    from_score: float


class Labels(Based):
    """Words for a figure, best first; the last starts at 0."""

    scale: tuple[Label, ...]

    @model_validator(mode="after")
    def _falls_to_zero(self) -> Self:
        starts = [s.from_score for s in self.scale]
        if not starts or starts != sorted(starts, reverse=True) or starts[-1] != 0:
            raise RuleError("labels must fall to 0: {starts}", starts=starts)
        return self


class IndexAggregation(Based):
    """Advantages over advantages and constraints, by a named rule."""

    name: Literal["mutafriches"]
    neutral: float
    """Score that counts on both sides at once."""
    decimals: Annotated[int, Field(ge=0, le=6)]


class Reliability(Labels):
    """Note of completeness: filled weight over all weight, in steps."""

    out_of: Annotated[float, Field(gt=0)]
    step: Annotated[float, Field(gt=0)]


class UseGrid(_Part):
    """A whole grid of classes and uses, immutable."""

    kind: Literal["uses"]
    name: str
    version: str
    published: str
    based_on: str = ""
    label: Text
    uses: Annotated[tuple[Use, ...], at_least(1)]
    criteria: Annotated[tuple[ClassCriterion, ...], at_least(1)]
    exclusions: tuple[Exclusion, ...] = ()
    aggregation: IndexAggregation
    reliability: Reliability
    potential: Labels
    sha256: str = ""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        faults = [*self._name_faults(), *self._score_faults(), *self._exclusion_faults()]
        if faults:
            raise RuleError("{faults}", faults=Parts(faults, between="; "))
        return self

    def _name_faults(self) -> list[str]:
        lists: tuple[tuple[Message, Iterable[str]], ...] = (
            (Message("use named twice: {key}"), (u.key for u in self.uses)),
            (Message("criterion named twice: {key}"), (c.key for c in self.criteria)),
            (Message("exclusion named twice: {key}"), (e.key for e in self.exclusions)),
        )
        return [
            fault.filled(key=key)
            for fault, found in lists
            for keys in [list(found)]
            for key in sorted({k for k in keys if keys.count(k) > 1})
        ]

    def _score_faults(self) -> list[str]:
        return [
            Message(
                "{key}, « {name} »: {count} scores for {uses} uses",
                key=c.key,
                name=x.value,
                count=len(x.scores),
                uses=len(self.uses),
            )
            for c in self.criteria
            for x in c.scale.classes
            if len(x.scores) != len(self.uses)
        ]

    def _exclusion_faults(self) -> list[str]:
        classes = {c.key: {x.value for x in c.scale.known} for c in self.criteria}
        uses = {u.key for u in self.uses}
        faults: list[str] = [
            Message(
                "exclusion {key}: no class « {name} » of « {criterion} »",
                key=e.key,
                name=w.value,
                criterion=w.criterion,
            )
            for e in self.exclusions
            for w in e.when
            if w.value not in classes.get(w.criterion, set())
        ]
        return faults + [
            Message("exclusion {key}: no use « {use} »", key=e.key, use=u)
            for e in self.exclusions
            for u in e.excludes
            if u not in uses
        ]

    @property
    def by_key(self) -> Mapping[str, ClassCriterion]:
        """Criteria by key."""
        return {c.key: c for c in self.criteria}


def parse_uses(text: str, *, name: str = "grid") -> UseGrid:
    """
    Grid of uses from the text of a TOML file.

    Parameters
    ----------
    text : str
        Content of the file.
    name : str
        Name for messages.

    Returns
    -------
    UseGrid
        The grid; its ``sha256`` is that of the text.

    Raises
    ------
    RuleError
        If the text is not TOML or the grid is faulty; every fault is listed with its place.
    """
    try:
        content = tomllib.loads(text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return UseGrid.model_validate(content | {"sha256": digest})
    except tomllib.TOMLDecodeError as error:
        raise RuleError(
            "grid {name}: not valid TOML: {error}", name=name, error=toml_fault(error)
        ) from error
    except ValidationError as error:
        raise RuleError(
            "grid {name}: {count} fault(s)\n  {faults}",
            name=name,
            count=error.error_count(),
            faults=Parts(faults_of(error), between="\n  "),
        ) from error


def published_uses(name: str) -> UseGrid:
    """
    A grid of uses that comes with the toolkit.

    Parameters
    ----------
    name : str
        Its name, one of ``names(kind="uses")``.

    Returns
    -------
    UseGrid
        The grid.

    Raises
    ------
    RuleError
        If there is none of that name; lists those there are.

    Examples
    --------
    >>> grid = published_uses("mutafriches-1.19")
    >>> len(grid.uses), len(grid.criteria), sum(c.weight.points for c in grid.criteria)
    (7, 32, 34.0)
    """
    if name not in names(kind="uses"):
        raise RuleError(
            "no grid of uses « {name} »; published: {known}",
            name=name,
            known=list(names(kind="uses")),
        )
    return parse_uses(packaged(name), name=name)
