"""What holds after the corrections: the record stays as it was, its current state is derived."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from land.errors import Message
from zae.store.errors import StoreError
from zae.store.events import Event, Subject, canonical
from zae.store.kinds import Correction, content_of, name_of

CORRECTION = name_of(Correction)


def corrected(events: Iterable[Event]) -> list[Event]:
    """
    Events with their corrections applied, in the order of the chain.

    Parameters
    ----------
    events : iterable of Event
        Events, corrections among them, in the order of the chain.

    Returns
    -------
    list of Event
        Events that are no corrections and were not withdrawn. A corrected one has the new values,
        the visibility of the correction, and its geometry where it has one; ``seq`` and ``hash``
        stay those of the record.
    """
    found: dict[str, Event] = {}
    for event in events:
        if event.kind != CORRECTION:
            found[event.event_id] = event
            continue
        correction = event.read(Correction)
        target = found.get(correction.corrects)
        if target is None:  # withdrawn before, or left out by whoever chose the events
            continue
        if correction.withdrawn:
            del found[target.event_id]
        else:
            found[target.event_id] = _changed(target, event, correction)
    return list(found.values())


def _changed(target: Event, event: Event, correction: Correction) -> Event:
    return replace(
        target,
        payload=json.dumps(
            {**target.plain, **correction.changes}, ensure_ascii=False, sort_keys=True
        ),
        visibility=event.visibility,
        geometry=target.geometry if event.geometry is None else event.geometry,
        crs=target.crs if event.geometry is None else event.crs,
    )


def correction_fault(
    correction: Correction, subject: Subject, known: Mapping[str, Event]
) -> Message | None:
    """
    What is wrong with a correction, before it is recorded.

    Parameters
    ----------
    correction : Correction
        What is handed in.
    subject : Subject
        What it is about: the same as the event that it corrects.
    known : mapping of str to Event
        Events by their ``event_id``, earlier corrections applied.

    Returns
    -------
    Message or None
        The fault; None where it may be recorded.
    """
    target = known.get(correction.corrects)
    if target is None:
        return Message("no event {event_id} to correct", event_id=correction.corrects)
    if target.subject != subject:
        return Message("corrects an event about {subject}", subject=str(target.subject))
    if not correction.withdrawn:
        try:
            canonical(content_of(target.kind, {**target.plain, **correction.changes}))
        except StoreError as error:
            return error.message
    return None
