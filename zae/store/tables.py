"""The two tables of a store: events, and the head of their chain; for each of the two databases."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from zae.store.events import moment

POSTGRESQL: Final = "postgresql"
VERSION_TABLE: Final = "store_version"

UNREADABLE: Final = datetime.min.replace(tzinfo=UTC)
"""Stands for a time that cannot be read."""


class Moment(TypeDecorator[datetime]):
    """A time in UTC: a text that sorts in SQLite, a time with its zone in PostgreSQL."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Type of the column in a database."""
        if dialect.name == POSTGRESQL:
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Give the database what it keeps."""
        if value is None or dialect.name == POSTGRESQL:
            return value
        return moment(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Time in UTC; ``UNREADABLE`` where somebody wrote another thing over it."""
        del dialect
        try:
            read = datetime.fromisoformat(value) if isinstance(value, str) else value
            return read.astimezone(UTC)
        except (AttributeError, ValueError, OverflowError):
            return UNREADABLE


@cache
def event_table(dialect: str) -> Table:
    """
    The table of events.

    Parameters
    ----------
    dialect : str
        ``sqlite`` (the geometry is WKB) or ``postgresql`` (a PostGIS geometry, any system).

    Returns
    -------
    Table
        In the schema of the connection.
    """
    place: Any = (
        Geometry("GEOMETRY", srid=-1, spatial_index=False)
        if dialect == POSTGRESQL
        else LargeBinary()
    )
    return Table(
        "event",
        MetaData(),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("event_id", String(200), nullable=False, unique=True),
        Column("kind", String(200), nullable=False),
        Column("subject_kind", String(200), nullable=False),
        Column("subject_id", String(200), nullable=False),
        Column("author", String(200), nullable=False),
        Column("role", String(200), nullable=False),
        Column("dated", Moment, nullable=False),
        Column("recorded", Moment, nullable=False),
        Column("reason", Text, nullable=False),
        Column("grid", String(200), nullable=False),
        Column("visibility", String(10), nullable=False),
        Column("payload", Text, nullable=False),
        Column("geometry", place),
        Column("crs", Integer, nullable=False),
        Column("previous", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
        CheckConstraint("visibility IN ('public', 'restricted')", name="event_visibility"),
    )


@cache
def head_table() -> Table:
    """Return the table of the head: one row, how many events there are and the last hash."""
    return Table(
        "head",
        MetaData(),
        Column("one", Integer, primary_key=True, autoincrement=False),
        Column("events", BigInteger, nullable=False),
        Column("hash", String(64), nullable=False),
        CheckConstraint("one = 1", name="head_one"),
    )
