"""What became of practices in a zone: proposed, tried, running, stopped; kept as events."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pandas import DataFrame
from pydantic import Field

from zae.messages import N_
from zae.store import PUBLIC, Entry, Event, Payload, Store, Subject, kind

ZONE: Final = "zone"

STATES: Final = {
    "proposed": N_("proposed"), "tried": N_("tried"), "running": N_("running"),
    "stopped": N_("stopped"), "refused": N_("refused"),
}  # fmt: skip
"""What can become of a practice, for readers."""


@kind("mutualisation_step", label=N_("step of a practice that neighbours share"))
class Step(Payload):
    """
    What became of a practice in a zone.

    Parameters
    ----------
    practice : str
        Key of the catalogue.
    state : str
        One of ``STATES``.
    partners : int, optional
        How many establishments take part; their names stay out of the register.
    told : str
        What was said: what helped, what stopped it. Never published.
    """

    practice: Annotated[str, PUBLIC]
    state: Annotated[Literal["proposed", "tried", "running", "stopped", "refused"], PUBLIC]
    partners: Annotated[int | None, Field(ge=0), PUBLIC] = None
    told: str = ""


def note(
    store: Store, zone: str, step: Step, *, author: str, role: str, on: datetime | None = None
) -> Event:
    """
    Record what became of a practice in a zone.

    Parameters
    ----------
    store : Store
        Where it is kept.
    zone : str
        Id of the zone.
    step : Step
        What became of it.
    author, role : str
        Who says it, and in which capacity.
    on : datetime, optional
        When it was; now where absent.

    Returns
    -------
    Event
        The record.

    Raises
    ------
    StoreError
        If a field is too long or empty.
    """
    return store.add(
        Entry(payload=step, subject=Subject(ZONE, zone), author=author, role=role, dated=on)
    )


def history(store: Store, zone: str = "", *, until: datetime | None = None) -> DataFrame:
    """
    What became of the practices, oldest first: by the day, then in the order of recording.

    Parameters
    ----------
    store : Store
        Where it is kept.
    zone : str
        Id of a zone; all if empty.
    until : datetime, optional
        Leaves out what was later: the history as it stood on a day.

    Returns
    -------
    DataFrame
        ``zone_id``, ``dated``, ``practice``, ``state``, ``partners`` (missing where nobody said),
        ``told``, ``last``: whether nothing later is known of this practice in this zone.
    """
    subject = Subject(ZONE, zone) if zone else None
    rows = []
    events = store.current(Step, subject=subject, until=until)
    for event in sorted(events, key=lambda event: event.dated.date()):
        step = event.read(Step)
        rows.append(
            {
                "zone_id": event.subject.id, "dated": event.dated, "practice": step.practice,
                "state": step.state, "partners": step.partners, "told": step.told,
            }
        )  # fmt: skip
    columns = ["zone_id", "dated", "practice", "state", "partners", "told"]
    table = DataFrame(rows, columns=columns).astype({"partners": "Int64"})
    return table.assign(last=~table.duplicated(["zone_id", "practice"], keep="last"))
