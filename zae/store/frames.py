"""Events as plain frames, for notebooks and files."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from land.crs import LAMBERT_93
from zae.publish.editions import Edition
from zae.store.errors import StoreError
from zae.store.events import Event
from zae.store.kinds import kinds

COLUMNS: Final = (
    "seq", "kind", "subject_kind", "subject_id", "dated", "recorded", "author", "role", "reason",
    "grid", "visibility",
)  # fmt: skip
"""What every event has, in the order in which a reader wants it."""

OPEN: Final = ("seq", "kind", "subject_kind", "subject_id", "dated", "role", "grid")
"""Those of ``COLUMNS`` that may leave in a public export."""


def frame(events: Sequence[Event], edition: Edition = "restricted") -> DataFrame:
    """
    One row an event.

    Parameters
    ----------
    events : sequence of Event
        Events; for the public edition, as :meth:`zae.store.Store.current` gives them, so that what
        was corrected or withdrawn is not let out.
    edition : str
        ``restricted``: everything. ``public``: the events whose visibility is public, the columns
        of ``OPEN``, and of the payload the fields that its model marks ``PUBLIC``.

    Returns
    -------
    DataFrame
        ``COLUMNS``, then the fields of the payloads, each under its own name (``payload.NAME``
        where the name is one of ours).

    Examples
    --------
    >>> frame([]).columns[0], len(frame([], "public"))
    ('seq', 0)
    """
    shown = [event for event in events if edition == "restricted" or event.visibility == "public"]
    columns = COLUMNS if edition == "restricted" else OPEN
    rows = [{**_common(event, columns), **_payload(event, edition)} for event in shown]
    named = dict.fromkeys([*columns, *(name for row in rows for name in row)])
    return DataFrame(rows, columns=list(named))


def places(events: Sequence[Event], edition: Edition = "restricted") -> GeoDataFrame:
    """
    Events that have a place.

    Parameters
    ----------
    events : sequence of Event
        Events.
    edition : str
        As for :func:`frame`; in the public edition, only the places of kinds that allow it.

    Returns
    -------
    GeoDataFrame
        As :func:`frame`, with their geometry. [the system of the first, m]

    Raises
    ------
    StoreError
        If they are drawn in different systems.
    """
    drawn = [e for e in events if e.geometry is not None and _place_shown(e, edition)]
    systems = {event.crs for event in drawn}
    if len(systems) > 1:
        raise StoreError("events drawn in different systems: {codes}", codes=sorted(systems))
    shown = [event for event in drawn if edition == "restricted" or event.visibility == "public"]
    geometry = [event.geometry for event in shown]
    crs = next(iter(systems), LAMBERT_93)
    return GeoDataFrame(frame(shown, edition), geometry=geometry, crs=crs)


def _common(event: Event, columns: Sequence[str]) -> dict[str, Any]:
    whole = {
        **{name: getattr(event, name, None) for name in COLUMNS},
        "subject_kind": event.subject.kind, "subject_id": event.subject.id,
        "dated": pd.Timestamp(event.dated), "recorded": pd.Timestamp(event.recorded),
    }  # fmt: skip
    if "recorded" not in columns:  # the time of day says who was at work
        whole["dated"] = event.dated.date()
    return {name: whole[name] for name in columns}


def _payload(event: Event, edition: Edition) -> dict[str, Any]:
    kind = kinds().get(event.kind)
    allowed = kind.model.public_fields() if kind else frozenset()
    return {
        f"payload.{name}" if name in COLUMNS or name == "geometry" else name: value
        for name, value in event.plain.items()
        if edition == "restricted" or name in allowed
    }


def _place_shown(event: Event, edition: Edition) -> bool:
    kind = kinds().get(event.kind)
    return edition == "restricted" or (kind is not None and kind.model.public_place)
