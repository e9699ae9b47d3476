"""What a command on a study and its store of events works with: one shape for all of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zae.messages import N_
from zae.store import Entry, Event, Payload, Store, Subject, create, open_store
from zae.store.address import SCHEMA, address_of
from zae.store.remarks import is_there
from zae.study import Study

if TYPE_CHECKING:
    from zae.cli.root import Reader

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.toml", help=N_("Study file."))]
Schema = Annotated[str, typer.Option(help=N_("Schema of the store in a shared database."))]
Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a machine."))]
Author = Annotated[str, typer.Option(help=N_("Who says it; never published."))]
Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help=N_("The day; today if none.")),
]


def of_day(day: datetime | None) -> date:
    """Return the day that was asked for, or today."""
    return day.date() if day else datetime.now(UTC).date()


def noon_of(day: datetime | None) -> datetime | None:
    """Return noon of the day that was asked for; None, for now, where there is none."""
    return day.replace(hour=12, tzinfo=UTC) if day else None


@dataclass(frozen=True, slots=True)
class Desk:
    """
    The reader, the study file and the schema of its store.

    Nothing is opened before it is asked for: a command that only reads the store reads no layer.
    """

    reader: "Reader"
    file: Path
    schema: str = SCHEMA

    def study(self) -> Study:
        """Study, in the language that was asked for."""
        return self.reader.read(self.file)

    def store(self) -> Store:
        """
        Store of the study.

        Raises
        ------
        StoreError
            If it was not made yet.
        """
        return open_store(address_of(str(self.file)), schema=self.schema)

    def store_if_there(self) -> Store | None:
        """Store of the study, or None where nobody made or named one."""
        return self.store() if is_there(address_of(str(self.file))) else None

    def made_store(self) -> Store:
        """Store of the study, made where there is none."""
        return create(address_of(str(self.file)), schema=self.schema)

    def record(
        self, payload: Payload, subject: Subject, *, author: str, day: datetime | None = None,
        **others: Any,
    ) -> Event:  # fmt: skip
        """
        Record that somebody said something; the store is made where there is none.

        Others are fields of :class:`zae.store.Entry`: role, reason, visibility.

        Raises
        ------
        StoreError
            If the entry is faulty.
        """
        entry = Entry(payload=payload, subject=subject, author=author, dated=noon_of(day), **others)
        return self.made_store().add(entry)
