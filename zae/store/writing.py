"""One turn of a writer: entries are checked against the chain, then linked to its end."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from land.errors import Message, Parts
from zae.store.errors import StoreError
from zae.store.events import FIRST, Entry, Event, canonical
from zae.store.kinds import Correction
from zae.store.replay import corrected, correction_fault

EARLY: Final = timedelta(days=1)
"""How far in the future an entry may be dated: clocks and time zones differ. *assumed*"""


class Turn:
    """
    The turn of a writer, who holds the end of the chain while it lasts.

    Parameters
    ----------
    last : Event or None
        Last event of the chain.
    now : datetime
        Time of recording.
    known : iterable of Event
        Events that the entries speak of, by their own ids or because they correct them, and the
        corrections that there are.
    """

    def __init__(self, last: Event | None, now: datetime, known: Iterable[Event]) -> None:
        self.last = last
        self.now = now if last is None else max(now, last.recorded)
        recorded = list(known)
        self.recorded = {event.event_id: event for event in recorded}
        self.current = {event.event_id: event for event in corrected(recorded)}
        self.fresh: list[Event] = []

    def take(self, entries: Sequence[Entry]) -> tuple[Event, ...]:
        """
        Link entries to the end of the chain; ``fresh`` then holds those to be written.

        Parameters
        ----------
        entries : sequence of Entry
            What is handed in.

        Returns
        -------
        tuple of Event
            One an entry, in order; those already recorded are the ones of before.

        Raises
        ------
        StoreError
            If any is refused; lists all faults.
        """
        faults, taken = [], []
        for number, entry in enumerate(entries, start=1):
            found = self._take(entry)
            if isinstance(found, Message):
                faults.append(
                    Message("#{number} ({kind}, {subject}): {why}", number=number,
                            kind=entry.kind, subject=str(entry.subject), why=found)
                )  # fmt: skip
            else:
                taken.append(found)
        if faults:
            raise StoreError("{count} entry(ies) refused, nothing was recorded\n  {faults}",
                             count=len(faults), faults=Parts(faults, between="\n  "))  # fmt: skip
        return tuple(taken)

    def _take(self, entry: Entry) -> Event | Message:
        payload = canonical(entry.payload)
        before = self.recorded.get(entry.event_id)
        if before is not None:
            same = (before.kind, before.subject, before.author, before.payload) == (
                entry.kind, entry.subject, entry.author, payload)  # fmt: skip
            return before if same else Message("its event_id is that of another event")
        if entry.dated is not None and entry.dated > self.now + EARLY:
            return Message("dated in the future: {day}", day=entry.dated.date().isoformat())
        if isinstance(entry.payload, Correction):
            fault = correction_fault(entry.payload, entry.subject, self.current)
            if fault is not None:
                return fault
        event = self._linked(entry, payload)
        self.fresh.append(event)
        self.recorded[event.event_id] = event
        self.current = {e.event_id: e for e in corrected([*self.current.values(), event])}
        return event

    def _linked(self, entry: Entry, payload: str) -> Event:
        end = self.fresh[-1] if self.fresh else self.last
        return Event(
            seq=1 if end is None else end.seq + 1,
            previous=FIRST if end is None else end.hash,
            event_id=entry.event_id, kind=entry.kind, subject=entry.subject,
            author=entry.author, role=entry.role, dated=entry.dated or self.now,
            recorded=self.now, reason=entry.reason, grid=entry.grid,
            visibility=entry.visibility, payload=payload, geometry=entry.geometry, crs=entry.crs,
        ).sealed()  # fmt: skip
