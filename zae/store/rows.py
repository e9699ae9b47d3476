"""Events as rows of the table, and back."""

from typing import Any

from geoalchemy2 import Geometry, WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely import GEOSException, Point, from_wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Row, Table

from zae.store.errors import StoreError
from zae.store.events import Event, Subject, plain_wkb
from zae.store.tables import UNREADABLE


def row_of(event: Event, table: Table) -> dict[str, Any]:
    """
    Row of an event.

    Parameters
    ----------
    event : Event
        A recorded event.
    table : Table
        The table of events of its database.

    Returns
    -------
    dict of str to object
        A value a column; the geometry as the database keeps it.
    """
    place: object = None
    if event.geometry is not None:
        spatial = isinstance(table.c.geometry.type, Geometry)
        place = from_shape(event.geometry, event.crs) if spatial else plain_wkb(event.geometry)
    return {
        **{c: getattr(event, c) for c in _PLAIN},
        "subject_kind": event.subject.kind, "subject_id": event.subject.id, "geometry": place,
    }  # fmt: skip


_PLAIN = (
    "seq", "event_id", "kind", "author", "role", "dated", "recorded", "reason", "grid",
    "visibility", "payload", "crs", "previous", "hash",
)  # fmt: skip


def event_of(row: Row[Any], *, damaged: bool = False) -> Event:
    """
    Event of a row.

    Parameters
    ----------
    row : Row
        A row of the table of events.
    damaged : bool
        Whether to give what can be read of a record that somebody wrote over, rather than refuse.

    Returns
    -------
    Event
        The event, its hash as it is stored.

    Raises
    ------
    StoreError
        If the record cannot be read.
    """
    kept = row._mapping  # noqa: SLF001  public name of SQLAlchemy in spite of its underscore
    place, legible = _shape(kept["geometry"])
    if not damaged and not (legible and UNREADABLE not in (kept["dated"], kept["recorded"])):
        raise StoreError("record {seq} cannot be read; run « zae store verify »", seq=kept["seq"])
    return Event(
        **{c: kept[c] for c in _PLAIN},
        subject=Subject(kept["subject_kind"], kept["subject_id"]),
        geometry=place,
    )


def _shape(kept: bytes | WKBElement | None) -> tuple[BaseGeometry | None, bool]:
    """Geometry, and whether it could be read: an empty one, never recorded, stands for rubbish."""
    if kept is None:
        return None, True
    try:
        return to_shape(kept) if isinstance(kept, WKBElement) else from_wkb(kept), True
    except (GEOSException, TypeError):
        return Point(), False
