"""
The life of an inventory: draft, consultation, adoption, sending, and the clock of six years.

Each step is an event of the journal; each is refused when the law does not allow it yet, with the
day from which it does.
"""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from land.errors import Message, ZaeError
from zae.inventory.journal import Event

CONSULTATION_DAYS: Final = 30
"""Days during which owners and occupants are heard (L318-8-2). [days]"""

UPDATE_YEARS: Final = 6
"""An inventory is brought up to date at least this often (L318-8-2). [years]"""

FIRST_UPDATE: Final = dt.date(2029, 8, 24)
"""
Day by which the first inventories must have been updated: they were due two years after the law of
22 August 2021 came into force, by 24 August 2023 (calendar of the DGALN, 14 December 2022).
"""

RECIPIENTS: Final = ("scot", "plu", "plh")
"""Authorities that receive the adopted inventory: SCoT, local plan, housing plan."""

Step = Literal["none", "draft", "consultation", "adopted", "sent"]


class LifeError(ZaeError, ValueError):
    """A step of an inventory that may not be taken yet: from when, or what lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """
    Where the inventory of a year stands.

    Parameters
    ----------
    year : int
        Year of the inventory.
    step : str
        ``none``, ``draft``, ``consultation``, ``adopted`` or ``sent`` (to all three authorities).
    drafted, opened, adopted : date or None
        Days of the last draft, of the consultation, of the adoption.
    draft_hash : str
        Hash of the draft that was last made.
    shown_hash : str
        Hash of the draft that was put to consultation.
    sent : mapping of str to date
        Day on which each authority received it.
    answers, open_answers : int
        Answers received, and those of which nothing was said yet.
    """

    year: int
    step: Step = "none"
    drafted: dt.date | None = None
    opened: dt.date | None = None
    adopted: dt.date | None = None
    draft_hash: str = ""
    shown_hash: str = ""
    sent: Mapping[str, dt.date]
    answers: int = 0
    open_answers: int = 0

    @property
    def adoptable(self) -> dt.date | None:
        """First day on which it may be adopted; None before the consultation opens."""
        return None if self.opened is None else first_adoption(self.opened)


def first_adoption(opened: dt.date) -> dt.date:
    """
    First day on which an inventory may be adopted.

    Parameters
    ----------
    opened : date
        Day on which the consultation opened.

    Returns
    -------
    date
        The day after the thirtieth day; the day of opening does not count.

    Notes
    -----
    The article says thirty days, not how to count them. The day of the act is left out, as in
    procedure (code de procédure civile, art. 641): the cautious reading.

    Examples
    --------
    >>> first_adoption(dt.date(2026, 3, 2))
    datetime.date(2026, 4, 2)
    """
    return opened + dt.timedelta(days=CONSULTATION_DAYS + 1)


def next_update(adopted: dt.date | None) -> dt.date:
    """
    Day by which the inventory must be brought up to date.

    Parameters
    ----------
    adopted : date or None
        Day of the last adoption; None where none is known.

    Returns
    -------
    date
        Six years later, from day to day; where nothing is known, :data:`FIRST_UPDATE`.

    Examples
    --------
    >>> next_update(dt.date(2024, 2, 29)), next_update(None)
    (datetime.date(2030, 2, 28), datetime.date(2029, 8, 24))
    """
    if adopted is None:
        return FIRST_UPDATE
    year = adopted.year + UPDATE_YEARS
    last = calendar.monthrange(year, adopted.month)[1]
    return dt.date(year, adopted.month, min(adopted.day, last))


def life(events: Sequence[Event], year: int) -> Life:
    """
    Where the inventory of a year stands, from the journal alone.

    Parameters
    ----------
    events : sequence of Event
        The journal.
    year : int
        Year of the inventory.

    Returns
    -------
    Life
        The state.
    """
    own = [e for e in events if e.year == year]
    of: dict[str, list[Event]] = {}
    for event in own:
        of.setdefault(event.kind, []).append(event)
    told = {e.content["answer"] for e in of.get("follow_up", ())}
    received = {e.content["answer"] for e in of.get("answer", ())}
    sent = {e.content["recipient"]: e.day for e in of.get("sending", ())}
    last = {kind: found[-1] for kind, found in of.items()}
    return Life(
        year=year,
        step=_step(last, sent),
        drafted=_day(last, "draft"),
        opened=_day(last, "consultation"),
        adopted=_day(last, "adoption"),
        draft_hash=last["draft"].content["hash"] if "draft" in last else "",
        shown_hash=last["consultation"].content["hash"] if "consultation" in last else "",
        sent=sent,
        answers=len(received),
        open_answers=len(received - told),
    )


def _step(last: Mapping[str, Event], sent: Mapping[str, dt.date]) -> Step:
    if "adoption" in last:
        return "sent" if set(sent) >= set(RECIPIENTS) else "adopted"
    if "consultation" in last:
        return "consultation"
    return "draft" if "draft" in last else "none"


def _day(last: Mapping[str, Event], kind: str) -> dt.date | None:
    return last[kind].day if kind in last else None


def require_drafting(now: Life) -> None:
    """Refuse a new draft once the inventory of the year is adopted."""
    if now.adopted is not None:
        raise LifeError(
            "the inventory of {year} was adopted on {day}: it does not change any more; set a "
            "later year in the study file",
            year=now.year, day=now.adopted,
        )  # fmt: skip


def require_consulting(now: Life, day: dt.date) -> None:
    """Refuse to open a consultation without a draft, twice, or before the draft."""
    if now.drafted is None:
        raise LifeError("no draft of the inventory of {year}: make one first", year=now.year)
    if now.opened is not None:
        raise LifeError("the consultation opened on {day} already", day=now.opened)
    _require_order(day, now.drafted, Message("the draft"))


def require_answering(now: Life) -> dt.date:
    """Refuse answers before the consultation or after the adoption; return when it opened."""
    if now.opened is None:
        raise LifeError("no consultation is open for the inventory of {year}", year=now.year)
    if now.adopted is not None:
        raise LifeError("the inventory of {year} was adopted on {day}", year=now.year,
                        day=now.adopted)  # fmt: skip
    return now.opened


def require_adopting(now: Life, day: dt.date) -> None:
    """Refuse an adoption before thirty days have run, or while an answer waits."""
    if now.opened is None or now.adoptable is None:
        raise LifeError(
            "owners and occupants of the zones were not consulted on the inventory of {year}: "
            "open the consultation first",
            year=now.year,
        )
    if now.adopted is not None:
        raise LifeError("the inventory of {year} was adopted on {day}", year=now.year,
                        day=now.adopted)  # fmt: skip
    if day < now.adoptable:
        raise LifeError(
            "the consultation opened on {opened} and lasts thirty days: the inventory may be "
            "adopted from {day} on",
            opened=now.opened, day=now.adoptable,
        )  # fmt: skip
    if now.open_answers:
        raise LifeError(
            "{count} answer(s) without a follow-up: say what was done with each before adopting",
            count=now.open_answers,
        )


def require_sending(now: Life, recipient: str, day: dt.date) -> None:
    """Refuse to send what was not adopted, to somebody else, or before the adoption."""
    if recipient not in RECIPIENTS:
        raise LifeError("« {recipient} » does not receive the inventory; one of {known}",
                        recipient=recipient, known=RECIPIENTS)  # fmt: skip
    if now.adopted is None:
        raise LifeError("the inventory of {year} is not adopted yet", year=now.year)
    _require_order(day, now.adopted, Message("the adoption"))


def _require_order(day: dt.date, earlier: dt.date, what: Message) -> None:
    if day < earlier:
        raise LifeError(
            "{day} comes before {what}, of {earlier}", day=day, what=what, earlier=earlier
        )
