"""Articles of a charter: plain French for people, a small structured core for the grid."""

from itertools import pairwise
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.grid import ValueFunction
from land.errors import ZaeError
from zae.messages import N_

Operator = Literal[">=", ">", "<=", "<"]
Level = Literal["interdit", "reserve", "alerte", "note", "engagement"]
Example = dict[str, float | str]

OPPOSITE: Final[dict[str, Operator]] = {">=": "<", ">": "<=", "<=": ">", "<": ">="}
"""What breaks an article that asks for an operator."""

LEVELS: Final = {
    "interdit": N_("admission refused"),
    "reserve": N_("admission with a reserve"),
    "alerte": N_("alert, excludes nobody"),
    "note": N_("mark"),
    "engagement": N_("commitment after settlement"),
}
"""What breaking an article leads to, in the words of a reader."""

STEPS: Final = {
    "reminder": N_("reminder"),
    "fee": N_("fee"),
    "loss_of_service": N_("loss of a service"),
    "lease_clause": N_("clause of the lease"),
    "exit": N_("exit from the zone"),
}
"""Steps of sanctions, the mildest first."""


class CharterError(ZaeError, ValueError):
    """A charter, or what it is applied to, is faulty; all faults are listed with their place."""


class Part(BaseModel):
    """A part of a charter file: nothing unknown in it, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(Part):
    """A comparison of a subject with a number."""

    subject: str
    operator: Operator
    threshold: float


class Subject(Part):
    """
    Something that the grid does not measure and a candidate declares.

    Parameters
    ----------
    key : str
        Name of the subject in articles, and of its column in a table of candidates.
    label, unit : str
        For readers.
    """

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Annotated[str, Field(min_length=1)]
    unit: Annotated[str, Field(min_length=1)]


class Article(Part):
    """
    An article: what people sign, and the same as a rule.

    Parameters
    ----------
    number : str
        « 4 » or « 4-bis ».
    title, text : str
        Plain French.
    subject, operator, threshold
        What must hold: ``open_ground >= 20``. The threshold is a number or another subject.
    level : str
        What breaking it leads to, a key of ``LEVELS``; ``note`` marks, ``engagement`` is kept or
        broken after settlement and refuses nobody.
    vocations : tuple of str
        Vocations that it is about; all where empty.
    only_if, except_if : tuple of Condition
        It speaks where all of the first hold, and is silent where one of the second holds.
    exception : str
        In words: what lifts a reserve, or who is exempt.
    sanctions : tuple of str
        Keys of ``STEPS``, milder first.
    replaces : tuple of str
        Vetoes of the grid that it takes the place of; only assumed ones.
    weight : float, optional
        Weight of its criterion in the grid, for a ``note``. [0-1]
    points : tuple of (x, mark)
        Value function of the criterion, for a ``note``; that of the grid where empty.
    basis, source : str
        Where the threshold comes from.
    passes, fails, exempt : mapping
        One example that keeps the article, one that breaks it, one that its exception lets pass.
    """

    number: Annotated[str, Field(pattern=r"^[0-9]+(-[a-z0-9]+)?$")]
    title: Annotated[str, Field(min_length=1)]
    text: Annotated[str, Field(min_length=1)]
    subject: str
    operator: Operator
    threshold: float | str
    level: Level
    vocations: tuple[str, ...] = ()
    only_if: tuple[Condition, ...] = ()
    except_if: tuple[Condition, ...] = ()
    exception: str = ""
    sanctions: tuple[
        Literal["reminder", "fee", "loss_of_service", "lease_clause", "exit"], ...
    ] = ()
    replaces: tuple[str, ...] = ()
    weight: Annotated[float, Field(gt=0, lt=1)] | None = None
    points: tuple[tuple[float, float], ...] = ()
    basis: Literal["sourced", "assumed"] = "assumed"
    source: str = ""
    passes: Example
    fails: Example
    exempt: Example = {}

    @property
    def key(self) -> str:
        """Key of the veto that it becomes."""
        return f"charter_{self.number.replace('-', '_')}"

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every subject that its core names."""
        other = (self.threshold,) if isinstance(self.threshold, str) else ()
        return (self.subject, *other, *(t.subject for t in (*self.only_if, *self.except_if)))

    @property
    def admits(self) -> bool:
        """Whether it can refuse, reserve or warn at admission."""
        return self.level in ("interdit", "reserve", "alerte")

    @model_validator(mode="after")
    def _core(self) -> Self:
        order = [list(STEPS).index(step) for step in self.sanctions]
        if any(b <= a for a, b in pairwise(order)):
            raise CharterError("sanctions must grow: {steps}", steps=list(STEPS))
        if (self.level == "note") != (self.weight is not None):
            raise CharterError("weight goes with level « note », and only with it")
        if self.points and self.level != "note":
            raise CharterError("points go with level « note »")
        if self.level == "note" and (self.vocations or self.only_if or self.except_if):
            raise CharterError("a « note » marks everybody: no vocation, condition, exception")
        if self.level == "reserve" and not self.exception:
            raise CharterError("exception: say what lifts the reserve")
        if self.level == "engagement" and not self.sanctions:
            raise CharterError("sanctions: a commitment without sanction is a wish")
        if bool(self.except_if) != bool(self.exempt):
            raise CharterError("except_if and the example « exempt » go together")
        if self.basis == "sourced" and not self.source:
            raise CharterError("basis is « sourced » but no source is named")
        if self.points:
            ValueFunction(points=self.points, basis="assumed")
        return self
