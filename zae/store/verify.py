"""Whether the chain is whole: every record as it was written, none missing, none moved."""

from collections.abc import Iterator
from dataclasses import dataclass

from land.errors import Message
from zae.store.events import FIRST, Event
from zae.store.ledger import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What a check of a store found.

    Parameters
    ----------
    events : int
        How many events there are.
    hash : str
        Hash of the last.
    faults : tuple of Message
        What is not as it was written; empty where the chain is whole.
    """

    events: int
    hash: str
    faults: tuple[Message, ...]


def verify(store: Store, *, quoted: str = "") -> Verdict:
    """
    Check every record of a store against the chain.

    Parameters
    ----------
    store : Store
        The store.
    quoted : str
        A hash, or the beginning of one, that earlier minutes quote: it must still be in the chain.
        Whoever can rewrite the whole database can rewrite its hashes too; not what was printed.

    Returns
    -------
    Verdict
        Events counted, faults with the number of the record.

    Raises
    ------
    StoreError
        If the database refuses.
    """
    events = list(store.records())
    faults = [*_links(events)]
    count, head = store.head()
    last = (events[-1].seq, events[-1].hash) if events else (0, FIRST)
    if (count, head) != last:
        faults.append(
            Message("the last record is {found}, {count} were written: the end was removed",
                    found=last[0], count=count)
        )  # fmt: skip
    if quoted and not any(e.hash.startswith(quoted.lower()) for e in events):
        faults.append(Message("no record has the hash {quoted} that was quoted", quoted=quoted))
    return Verdict(events=len(events), hash=last[1], faults=tuple(faults))


def _links(events: list[Event]) -> Iterator[Message]:
    seq, previous = 0, FIRST
    for event in events:
        if event.seq != seq + 1:
            yield Message("record {first} to {last}: missing", first=seq + 1, last=event.seq - 1)
        elif event.previous != previous:
            yield Message("record {seq}: does not follow the one before", seq=event.seq)
        if not _intact(event):
            yield Message("record {seq}: not as it was written ({kind}, {subject})", seq=event.seq,
                          kind=event.kind, subject=str(event.subject))  # fmt: skip
        seq, previous = event.seq, event.hash


def _intact(event: Event) -> bool:
    try:
        return event.digest() == event.hash
    except (AttributeError, TypeError, ValueError):  # another type of value was written over it
        return False
