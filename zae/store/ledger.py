"""Open a store, add entries, read events as they are or as they were known on a day."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, Select, Table, func, insert, or_, select, text

from layers.formats.postgis import is_address
from zae.store import migrate
from zae.store.address import SCHEMA, WRITING, engine_of, make_schema, told
from zae.store.errors import StoreError
from zae.store.events import Entry, Event, Subject
from zae.store.kinds import Correction, Payload, name_of
from zae.store.replay import CORRECTION, corrected
from zae.store.rows import event_of, row_of
from zae.store.tables import POSTGRESQL, event_table, head_table
from zae.store.writing import Turn

Clock = Callable[[], datetime]
By = Literal["dated", "recorded"]

_Rows = Select[tuple[Any, ...]]

PAGE: Final = 1_000
"""Rows that are read at a time."""


class Store:
    """
    A store of events: entries are added, nothing is changed or removed.

    Made by :func:`create` or :func:`open_store`. Any number of processes may add at the same time:
    each waits for its turn, and the chain stays one line.

    Parameters
    ----------
    engine : Engine
        Its database.
    name : str
        Its name for readers.
    clock : callable, optional
        Gives the time of recording; that of the server, or of this machine for a file.
    """

    def __init__(self, engine: Engine, name: str, clock: Clock | None = None) -> None:
        self.engine = engine
        self.name = name
        self._clock = clock
        self._events: Table = event_table(engine.dialect.name)
        self._head: Table = head_table()

    def add(self, entry: Entry) -> Event:
        """
        Record an entry.

        Parameters
        ----------
        entry : Entry
            What somebody hands in.

        Returns
        -------
        Event
            The entry as recorded; the one of before where this very entry was handed in already.

        Raises
        ------
        StoreError
            As for :meth:`add_all`.
        """
        return self.add_all([entry])[0]

    def add_all(self, entries: Sequence[Entry]) -> tuple[Event, ...]:
        """
        Record entries, all or none, next to each other in the chain.

        Parameters
        ----------
        entries : sequence of Entry
            What somebody hands in.

        Returns
        -------
        tuple of Event
            One an entry, in order.

        Raises
        ------
        StoreError
            If an entry is dated in the future, corrects what is not there, has the ``event_id``
            of another, or the database refuses; all faults of all entries are listed.
        """
        with self._writing() as (connection, count, now):
            found = self._spoken_of(connection, entries, count)
            last = next((event for event in found if event.seq == count), None)
            turn = Turn(last, now, found)
            taken = turn.take(entries)
            self._write(connection, turn.fresh)
        return taken

    def events(
        self,
        *kinds: type[Payload],
        subject: Subject | None = None,
        until: datetime | None = None,
        by: By = "dated",
    ) -> list[Event]:
        """
        Events as they were recorded, corrections among them, in the order of the chain.

        Parameters
        ----------
        *kinds : type
            Models of the kinds to read; all where none is named.
        subject : Subject, optional
            What they must be about.
        until : datetime, optional
            Leaves out what came later.
        by : str
            Later by which date: ``dated``, what was said or seen by then; ``recorded``, what the
            store itself held by then.

        Returns
        -------
        list of Event
            The events.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        wanted = self._select(subject, until, by)
        if kinds:
            wanted = wanted.where(self._events.c.kind.in_([name_of(kind) for kind in kinds]))
        return list(self._read(wanted))

    def current(
        self,
        *kinds: type[Payload],
        subject: Subject | None = None,
        until: datetime | None = None,
        by: By = "dated",
    ) -> list[Event]:
        """
        Events that hold, corrections applied: today, or as it was known on a day.

        Parameters
        ----------
        *kinds, subject, until, by
            As for :meth:`events`.

        Returns
        -------
        list of Event
            Events that are no corrections and were not withdrawn, in the order of the chain.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        wanted = self._select(subject, until, by)
        if kinds:
            names = [CORRECTION, *(name_of(kind) for kind in kinds)]
            wanted = wanted.where(self._events.c.kind.in_(names))
        return corrected(self._read(wanted))

    def records(self) -> Iterator[Event]:
        """Every record in the order of the chain, those that somebody damaged included."""
        with told(self.engine, self.name), self.engine.connect() as connection:
            wanted = select(self._events).order_by(self._events.c.seq)
            for row in connection.execution_options(yield_per=PAGE).execute(wanted):
                yield event_of(row, damaged=True)

    def head(self) -> tuple[int, str]:
        """Return how many events there are, and the hash of the last: what minutes should quote."""
        with told(self.engine, self.name), self.engine.connect() as connection:
            row = connection.execute(select(self._head.c.events, self._head.c.hash)).one()
        return int(row[0]), str(row[1])

    def _select(self, subject: Subject | None, until: datetime | None, by: By) -> _Rows:
        table = self._events
        wanted = select(table).order_by(table.c.seq)
        if subject is not None:
            wanted = wanted.where(
                table.c.subject_kind == subject.kind, table.c.subject_id == subject.id
            )
        return wanted if until is None else wanted.where(table.c[by] <= until)

    def _read(self, wanted: _Rows) -> Iterator[Event]:
        with told(self.engine, self.name), self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=PAGE).execute(wanted):
                yield event_of(row)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, int, datetime]]:
        """Hold the end of the chain, others wait here for their turn; how many events, and now."""
        engine = self.engine.execution_options(**{WRITING: True})
        held = select(self._head.c.events)
        if self.engine.dialect.name == POSTGRESQL:
            held = held.add_columns(func.clock_timestamp()).with_for_update()
        with told(self.engine, self.name), engine.begin() as connection:
            count, *clock = connection.execute(held).one()
            now = self._clock() if self._clock else clock[0] if clock else datetime.now(UTC)
            yield connection, int(count), now.astimezone(UTC)

    def _spoken_of(
        self, connection: Connection, entries: Sequence[Entry], last: int
    ) -> list[Event]:
        """Events with the id of an entry or corrected by one, their corrections, and the last."""
        targets = [e.payload.corrects for e in entries if isinstance(e.payload, Correction)]
        c = self._events.c
        parts = [c.seq == last, c.event_id.in_({e.event_id for e in entries} | set(targets))]
        parts += [c.kind == CORRECTION] if targets else []
        wanted = select(self._events).where(or_(*parts)).order_by(c.seq)
        return [event_of(row) for row in connection.execute(wanted)]

    def _write(self, connection: Connection, events: Collection[Event]) -> None:
        rows = [row_of(event, self._events) for event in events]
        if rows:
            connection.execute(insert(self._events), rows)


def create(address: str | Path, *, schema: str = SCHEMA, clock: Clock | None = None) -> Store:
    """
    Make a store, or bring the one that is there to the newest version of its tables.

    Parameters
    ----------
    address : str or Path
        A SQLite file, or a PostgreSQL address.
    schema : str
        Schema of a PostgreSQL database; made where it is absent.
    clock : callable, optional
        As for :class:`Store`.

    Returns
    -------
    Store
        The store; what it held is kept.

    Raises
    ------
    StoreError
        If the address is wrong, the database refuses, has no PostGIS, or is of a newer version.
    """
    engine, name = engine_of(str(address), schema)
    with told(engine, name):
        if is_address(address):
            make_schema(engine, schema)
        with engine.execution_options(**{WRITING: True}).begin() as connection:
            if is_address(address):  # two who make it at once: one after the other
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(current_schema()))"))
            migrate.upgrade(connection)
    return Store(engine, name, clock)


def open_store(address: str | Path, *, schema: str = SCHEMA, clock: Clock | None = None) -> Store:
    """
    Open a store that was made before.

    Parameters
    ----------
    address, schema, clock
        As for :func:`create`.

    Returns
    -------
    Store
        The store.

    Raises
    ------
    StoreError
        If there is none, it is of another version, or the database refuses.
    """
    engine, name = engine_of(str(address), schema)
    if not is_address(address) and not Path(address).is_file():
        raise StoreError("{name}: no store there; make it with « zae store init »", name=name)
    with told(engine, name), engine.connect() as connection:
        found = migrate.version(connection)
    if not found:
        raise StoreError("{name}: no store there; make it with « zae store init »", name=name)
    if found > migrate.newest():
        raise migrate.newer()
    if found < migrate.newest():
        raise StoreError("{name}: tables of an earlier version; run « zae store init »", name=name)
    return Store(engine, name, clock)


def copy(source: Store, target: Store) -> int:
    """
    Copy the whole chain into an empty store, as it is: same dates, same hashes.

    A study that began with a file goes on in a shared database, or the other way.

    Parameters
    ----------
    source : Store
        Where the events are.
    target : Store
        An empty store.

    Returns
    -------
    int
        How many events were copied.

    Raises
    ------
    StoreError
        If the target is not empty, or a database refuses; then nothing was copied.
    """
    events = source.events()
    with target._writing() as (connection, count, _now):  # noqa: SLF001
        if count:
            raise StoreError("{name}: not empty; copy into a new store", name=target.name)
        target._write(connection, events)  # noqa: SLF001
    return len(events)
