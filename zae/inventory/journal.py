"""
The journal of an inventory: dated events in a file that only grows, each bound to the one before.

One JSON object a line. Each holds the hash of the line before it and its own: a line that was
changed, taken out or put in shows. Nothing is ever rewritten; a mistake is corrected by an event.
"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from land.errors import Message, Parts, ZaeError
from zae.messages.system import system_fault
from zae.publish.dates import written_at

FILE: Final = "journal.jsonl"
"""Name of the journal in the folder of the inventory."""

Kind = Literal[
    "draft", "unit_decision", "establishment_decision", "consultation", "answer", "follow_up",
    "adoption", "sending",
]  # fmt: skip

_ORIGIN: Final = "0" * 64


class JournalError(ZaeError, ValueError):
    """The journal of an inventory was altered, cut, or cannot be read; the message says where."""


class Event(BaseModel):
    """
    One event.

    Parameters
    ----------
    number : int
        Its place, from 1.
    written : datetime
        When it was written down. [UTC]
    day : date
        Day on which it took place.
    kind : str
        What happened.
    year : int
        Year of the inventory that it speaks of.
    content : mapping of str to str
        What is said of it.
    previous, hash : str
        Hash of the event before and of this one (SHA-256).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    written: dt.datetime
    day: dt.date
    kind: Kind
    year: int
    content: Mapping[str, str] = {}
    previous: str
    hash: str = ""

    def sealed(self) -> "Event":
        """The event with its hash."""
        return self.model_copy(update={"hash": self.digest()})

    def digest(self) -> str:
        """Hash of all but the hash itself."""
        told = self.model_dump(mode="json", exclude={"hash"})
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def read(folder: Path) -> tuple[Event, ...]:
    """
    Events of a journal, in order; none where there is no journal yet.

    Parameters
    ----------
    folder : Path
        Folder of the inventory.

    Returns
    -------
    tuple of Event
        The events.

    Raises
    ------
    JournalError
        If a line is not an event, or does not follow from the one before; all faults at once.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        fault = system_fault(error) if isinstance(error, OSError) else Message("not UTF-8")
        raise JournalError("{file}: {fault}", file=FILE, fault=fault) from error
    events, faults = _parsed(lines)
    faults += _broken(events)
    if faults:
        raise JournalError(
            "{file}: {count} line(s) altered or cut; bring the file back from a copy\n  {faults}",
            file=FILE, count=len(faults), faults=Parts(faults, between="\n  "),
        )  # fmt: skip
    return tuple(events.values())


def _parsed(lines: Sequence[str]) -> tuple[dict[int, Event], list[str]]:
    events: dict[int, Event] = {}
    faults: list[str] = []
    for number, line in enumerate(lines, 1):
        try:
            events[number] = Event.model_validate_json(line)
        except ValidationError:
            faults.append(Message("line {number}: not an event", number=number))
    return events, faults


def _broken(events: Mapping[int, Event]) -> list[str]:
    faults: list[str] = []
    previous = _ORIGIN
    for line, event in events.items():
        if event.hash != event.digest():
            faults.append(Message("line {number}: changed after it was written", number=line))
        elif event.previous != previous or event.number != line:
            faults.append(Message("line {number}: does not follow the one before", number=line))
        previous = event.hash
    return faults


def append(
    folder: Path, kind: Kind, year: int, *, day: dt.date, contents: Sequence[Mapping[str, str]]
) -> tuple[Event, ...]:
    """
    Write events at the end of the journal.

    Parameters
    ----------
    folder : Path
        Folder of the inventory; made where it is absent.
    kind : str
        What happened.
    year : int
        Year of the inventory.
    day : date
        Day on which it took place.
    contents : sequence of mapping of str to str
        What is said of each event.

    Returns
    -------
    tuple of Event
        The new events.

    Raises
    ------
    JournalError
        If the journal so far is not sound; nothing is then written.
    """
    known = read(folder)
    previous = known[-1].hash if known else _ORIGIN
    made: list[Event] = []
    for content in contents:
        event = Event(
            number=len(known) + len(made) + 1, written=written_at(), day=day, kind=kind, year=year,
            content=dict(content), previous=previous,
        ).sealed()  # fmt: skip
        previous = event.hash
        made.append(event)
    if made:
        _write(folder, made)
    return tuple(made)


def _write(folder: Path, events: Sequence[Event]) -> None:
    text = "".join(e.model_dump_json() + "\n" for e in events)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / FILE).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise JournalError("{file}: {fault}", file=FILE, fault=system_fault(error)) from error


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as the journal keeps it of what was shown, adopted or sent."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def latest(events: Sequence[Event], kind: Kind, key: str) -> dict[str, Mapping[str, Any]]:
    """
    Last word of the journal on each subject.

    Parameters
    ----------
    events : sequence of Event
        Events in order.
    kind : str
        Which of them.
    key : str
        Key of the content that names the subject.

    Returns
    -------
    dict of str to mapping
        Last content by subject, its day under ``day``.
    """
    return {
        e.content[key]: {**e.content, "day": e.day.isoformat()}
        for e in events
        if e.kind == kind and key in e.content
    }
