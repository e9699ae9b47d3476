"""Entries that the tests of the store hand in, and a writer that runs in its own process."""

import os
import sys
from datetime import UTC, datetime
from typing import Annotated, Any

from zae.store import PUBLIC, Entry, Payload, Store, Subject, kind, open_store

S1 = Subject("site", "S1")


@kind("test_promise", label="promise of the tests")
class Promised(Payload):
    jobs: Annotated[float, PUBLIC]
    contact: str = ""


@kind("test_visit", label="visit of the tests")
class Visited(Payload):
    found: str


def entry(jobs: float = 40, **others: Any) -> Entry:
    """A promise of jobs on site S1."""
    content = Promised(jobs=jobs, contact=others.pop("contact", ""))
    fields = {"subject": S1, "author": "A. Martin", "role": "porteur de projet"} | others
    return Entry(payload=content, **fields)


def day(year: int, month: int = 1, number: int = 1) -> datetime:
    return datetime(year, month, number, 12, tzinfo=UTC)


def write(store: Store, name: str, count: int) -> None:
    """Add entries one by one; say each on the standard output once it is recorded."""
    for i in range(count):
        event = store.add(entry(i, author=name))
        sys.stdout.write(f"{event.event_id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    address, schema, name, count = sys.argv[1:]
    write(open_store(address, schema=schema), name or str(os.getpid()), int(count))
