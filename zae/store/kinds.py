"""
Kinds of events: each part registers its own, with a model of what an event of that kind says.

A field leaves in the public export only where its model marks it ``PUBLIC``: what is new, or
forgotten, stays in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from criteria.faults import Place, faults_of
from land.errors import Message, Parts
from zae.messages import N_
from zae.store.errors import StoreError


class _Open:
    """Says of a field that anybody may read it."""

    def __repr__(self) -> str:
        return "PUBLIC"


PUBLIC: Final = _Open()
"""Marks a field of a payload that may leave in a public export: ``Annotated[float, PUBLIC]``."""


class Payload(BaseModel):
    """
    What an event says beyond who, when, on what and why; each kind has its own model.

    A model may gain fields that have a default. What is stored is never rewritten: another change
    is another kind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    public_place: ClassVar[bool] = False
    """Whether the geometry of an event of this kind may leave in a public export."""

    @classmethod
    def public_fields(cls) -> frozenset[str]:
        """Fields that the public export may hold."""
        return frozenset(
            name
            for name, field in cls.model_fields.items()
            if any(isinstance(mark, _Open) for mark in field.metadata)
        )


Model = TypeVar("Model", bound=Payload)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of events: its name in the store, its label for a reader, its model."""

    name: str
    label: str
    model: type[Payload]


_KINDS: Final[dict[str, Kind]] = {}
_NAMES: Final[dict[type[Payload], str]] = {}


def kind(name: str, *, label: str) -> Callable[[type[Model]], type[Model]]:
    """
    Register a model as that of a kind of events.

    Parameters
    ----------
    name : str
        Name of the kind in the store, unique: ``promise``.
    label : str
        English label, with ``N_``; shown translated.

    Returns
    -------
    callable
        A decorator of the model.

    Raises
    ------
    StoreError
        If another model has the name.

    Examples
    --------
    >>> @kind("doctest_visit", label="visit")
    ... class Visit(Payload):
    ...     found: Annotated[str, PUBLIC]
    ...     by_phone: bool = False
    >>> kinds()["doctest_visit"].model is Visit, sorted(Visit.public_fields())
    (True, ['found'])
    """

    def registered(model: type[Model]) -> type[Model]:
        before = _KINDS.get(name)
        if before is not None and _place(before.model) != _place(model):
            raise StoreError(
                "the kind of events « {kind} » is already that of {model}",
                kind=name, model=before.model.__name__,
            )  # fmt: skip
        _KINDS[name] = Kind(name=name, label=label, model=model)
        _NAMES[model] = name
        return model

    return registered


def _place(model: type) -> tuple[str, str]:
    """Where a model is written: a module that is loaded again registers the same model anew."""
    return model.__module__, model.__qualname__


def kinds() -> Mapping[str, Kind]:
    """Kinds that the parts loaded so far have registered, by name."""
    return dict(_KINDS)


def name_of(model: type[Payload]) -> str:
    """
    Name of the kind of a model.

    Raises
    ------
    StoreError
        If the model was not registered.
    """
    if model not in _NAMES:
        raise StoreError("{model} is not registered as a kind of events", model=model.__name__)
    return _NAMES[model]


def content_of(name: str, content: Mapping[str, Any]) -> Payload:
    """
    Payload of a kind, checked.

    Parameters
    ----------
    name : str
        Name of the kind.
    content : mapping
        Plain values.

    Returns
    -------
    Payload
        An instance of the model of the kind.

    Raises
    ------
    StoreError
        If no part has registered the kind, or the content does not fit its model; lists all
        faults.
    """
    if name not in _KINDS:
        raise StoreError("no kind of events « {kind} »; there are: {known}",
                         kind=name, known=sorted(_KINDS))  # fmt: skip
    model = _KINDS[name].model
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise StoreError(
            "{kind}: {count} fault(s)\n  {faults}",
            kind=name,
            count=error.error_count(),
            faults=Parts(faults_of(error, _of_field, model=model), between="\n  "),
        ) from None


def _of_field(place: Place) -> str:
    return ".".join(map(str, place)) or Message("payload")


@kind("correction", label=N_("correction"))
class Correction(Payload):
    """
    Corrects an earlier event: its current state has the new values, the record itself stays.

    Parameters
    ----------
    corrects : str
        ``event_id`` of the event; not a correction itself.
    changes : mapping
        New values of fields of its payload.
    withdrawn : bool
        Whether the event no longer counts at all.
    """

    corrects: Annotated[str, PUBLIC]
    changes: Mapping[str, Any] = Field(default_factory=dict)
    withdrawn: Annotated[bool, PUBLIC] = False


@kind("remark", label=N_("remark"))
class Remark(Payload):
    """What a reader wrote on a site, and what the map then showed of it; never public."""

    text: Annotated[str, Field(min_length=1)]
    project: str = ""
    score: float | None = None
    letter: str | None = None
    weights_moved: bool = False
