"""An entry is what is handed in; an event is what the store made of it, linked to the last."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, Literal, get_args
from unicodedata import category
from uuid import uuid4

from shapely import to_wkb
from shapely.geometry.base import BaseGeometry

from land.crs import LAMBERT_93, METRIC
from land.errors import Message, Parts
from zae.store.errors import StoreError
from zae.store.kinds import Model, Payload, content_of, name_of

Visibility = Literal["public", "restricted"]

VISIBILITIES: Final = get_args(Visibility)
SHORT: Final = 200
"""Characters of a name or an identifier, at most. *assumed*"""
LONG: Final = 4_000
"""Characters of a reason, at most; those of a remark. *assumed*"""

FIRST: Final = "0" * 64
"""What the first event holds as the hash of the one before."""

_FORMAT: Final = "zae-event-1"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """
    What an event is about.

    Parameters
    ----------
    kind : str
        « site », « project », « zone », « territory » … : a word that the part chooses.
    id : str
        Identifier among those of that kind.

    Examples
    --------
    >>> str(Subject("site", "S01"))
    'site S01'
    """

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    What somebody hands in to the store.

    Parameters
    ----------
    payload : Payload
        What it says; the kind of the event is that of its model.
    subject : Subject
        What it is about.
    author : str
        Who says it. Personal data: never in a public export.
    role : str
        In which quality: « service économie », « porteur de projet » …
    reason : str
        Why.
    grid : str
        Version of the grid in force: « implantation-1 1.0.0 ».
    dated : datetime, optional
        When it was said, seen or decided, with its time zone; the time of recording where
        absent.
    visibility : str
        ``restricted`` (default), or ``public``: what its model marks ``PUBLIC`` may leave.
    geometry : BaseGeometry, optional
        Where. [``crs``, m]
    crs : int
        EPSG code of the geometry.
    event_id : str
        Made here; handing in the same entry twice records it once.

    Raises
    ------
    StoreError
        If a text is empty, too long or holds control characters, the date has no time zone, or
        the place cannot be kept; lists all faults.

    Examples
    --------
    >>> from zae.store.kinds import Remark
    >>> Entry(payload=Remark(text="à revoir"), subject=Subject("site", "S1"), author="", role="élu")
    Traceback (most recent call last):
    zae.store.errors.StoreError: remark, site S1: author: from 1 to 200 characters
    """

    payload: Payload
    subject: Subject
    author: str
    role: str
    reason: str = ""
    grid: str = ""
    dated: datetime | None = None
    visibility: Visibility = "restricted"
    geometry: BaseGeometry | None = None
    crs: int = LAMBERT_93
    event_id: str = field(default_factory=lambda: str(uuid4()))

    def __post_init__(self) -> None:
        kind = self.kind  # refuses a model that is not that of a kind
        faults = [*self._of_texts(), *self._of_place()]
        if self.dated is not None and self.dated.tzinfo is None:
            faults.append(Message("dated: without a time zone"))
        if faults:
            raise StoreError(
                "{kind}, {subject}: {faults}",
                kind=kind, subject=str(self.subject), faults=Parts(faults, between="; "),
            )  # fmt: skip

    @property
    def kind(self) -> str:
        """Name of the kind of its payload."""
        return name_of(type(self.payload))

    def _of_texts(self) -> Iterator[Message]:
        needed = {"subject.kind": self.subject.kind, "subject.id": self.subject.id,
                  "author": self.author, "role": self.role, "event_id": self.event_id}  # fmt: skip
        for name, text in needed.items():
            if not 0 < len(text.strip()) <= SHORT:
                yield Message("{name}: from 1 to {most} characters", name=name, most=SHORT)
        for name, text in {**needed, "reason": self.reason, "grid": self.grid}.items():
            if not legible(text):
                yield Message("{name}: a character that is none for a reader", name=name)
        if len(self.reason) > LONG:
            yield Message("reason: at most {most} characters", most=LONG)

    def _of_place(self) -> Iterator[Message]:
        if self.visibility not in VISIBILITIES:
            yield Message("visibility: one of {known}", known=VISIBILITIES)
        if self.crs not in METRIC:
            yield Message("EPSG:{code} is not a legal projected system of France", code=self.crs)
        if self.geometry is not None and self.geometry.is_empty:
            yield Message("the geometry is empty; leave it out where the place is not known")


def legible(text: str) -> bool:
    r"""
    Whether a reader and a database can take a text: no control character, no half of a pair.

    Examples
    --------
    >>> legible("deux\nlignes"), legible("nul\x00")
    (True, False)
    """
    return not any(category(c) in ("Cc", "Cs") and c not in "\t\n\r" for c in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    An entry as recorded.

    ``seq`` counts from 1 without a gap; ``dated`` is when it was said, ``recorded`` when the store
    took it in (both UTC); ``hash`` covers all the rest, ``previous`` (the hash of the event
    before) included, so that no record can be changed, taken out or moved alone.
    """

    seq: int
    event_id: str
    kind: str
    subject: Subject
    author: str
    role: str
    dated: datetime
    recorded: datetime
    reason: str
    grid: str
    visibility: str
    payload: str
    """JSON, keys sorted: the text that was hashed. :attr:`content` reads it."""
    geometry: BaseGeometry | None
    crs: int
    previous: str
    hash: str = ""

    @property
    def plain(self) -> Mapping[str, Any]:
        """Payload as plain values, whatever its kind."""
        found: Mapping[str, Any] = json.loads(self.payload)
        return found

    @property
    def content(self) -> Payload:
        """
        Payload as an instance of the model of its kind.

        Raises
        ------
        StoreError
            If no loaded part knows the kind, or the content does not fit it.
        """
        return content_of(self.kind, self.plain)

    def read(self, model: type[Model]) -> Model:
        """
        Payload, as a model that the caller names.

        Raises
        ------
        StoreError
            If the event is of another kind.
        """
        found = self.content
        if not isinstance(found, model):
            raise StoreError("event {seq} is of the kind « {kind} », not « {asked} »",
                             seq=self.seq, kind=self.kind, asked=name_of(model))  # fmt: skip
        return found

    def sealed(self) -> "Event":
        """Return the same event with its hash."""
        return replace(self, hash=self.digest())

    def digest(self) -> str:
        """Hash of all that it holds, the hash itself apart: SHA-256, in hexadecimal."""
        parts = [
            _FORMAT, self.seq, self.event_id, self.kind, self.subject.kind, self.subject.id,
            self.author, self.role, moment(self.dated), moment(self.recorded), self.reason,
            self.grid, self.visibility, self.payload, plain_wkb(self.geometry).hex(), self.crs,
            self.previous,
        ]  # fmt: skip
        text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def canonical(payload: Payload) -> str:
    """
    Payload as the text that is stored and hashed: JSON, keys sorted.

    Raises
    ------
    StoreError
        If a number is not finite, or a text holds what a database does not take.
    """
    try:
        text = json.dumps(
            payload.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, allow_nan=False
        )
        text.encode()
    except ValueError:
        raise StoreError("{kind}: a number that is not finite, or a character that is none",
                         kind=name_of(type(payload))) from None  # fmt: skip
    return text


def moment(when: datetime) -> str:
    """
    Time as it is stored and hashed: UTC, to the microsecond.

    Examples
    --------
    >>> moment(datetime(2026, 3, 1, 12, tzinfo=UTC))
    '2026-03-01T12:00:00.000000+00:00'
    """
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def plain_wkb(geometry: BaseGeometry | None) -> bytes:
    """WKB of a geometry, little-endian and without its system; nothing where there is none."""
    if geometry is None:
        return b""
    return bytes(to_wkb(geometry, byte_order=1, include_srid=False))
