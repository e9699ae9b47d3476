"""
Rounds of a negotiation, kept as events: offers, silent estimates, answers.

Nothing is overwritten: a new offer stands beside the earlier ones, so the way to an agreement can
be read again. Estimates are silent: what is shown is their median and quartiles, never who said
what.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Final, Literal

import numpy as np
from pandas import DataFrame, Series
from pydantic import Field

from land.negotiation import settlement
from zae.messages import N_
from zae.negotiation.case import Case, CaseError
from zae.negotiation.options import broken_lines, mix_of
from zae.negotiation.table import Table, judged
from zae.store import PUBLIC, Entry, Event, Payload, Store, Subject, kind

SITE: Final = "site"

LEAST_ESTIMATES: Final = 3
"""Below, a median would tell who said what."""

_Round = Annotated[int, Field(ge=1)]


@kind("negotiation_offer", label=N_("offer on the use of a site"))
class Offer(Payload):
    """A mix that a service proposes, and what it says that it gives up with it."""

    round: Annotated[_Round, PUBLIC]
    party: Annotated[str, PUBLIC]
    shares: Annotated[Mapping[str, float], PUBLIC]
    concession: str = ""


@kind("negotiation_estimate", label=N_("silent estimate"))
class Estimate(Payload):
    """A number that a service gives without seeing those of the others."""

    round: Annotated[_Round, PUBLIC]
    party: str
    item: Annotated[str, PUBLIC]
    value: float


@kind("negotiation_answer", label=N_("answer to an offer"))
class Answer(Payload):
    """What a service answers to an offer."""

    party: Annotated[str, PUBLIC]
    offer: Annotated[str, PUBLIC]
    answer: Annotated[Literal["accept", "reserve", "refuse"], PUBLIC]
    condition: str = ""


ANSWERS: Final = {
    "accept": N_("accepts"), "reserve": N_("accepts with a reserve"), "refuse": N_("refuses"),
}  # fmt: skip
"""Answers for readers."""


def offer(
    store: Store, case: Case, site_id: str, said: Offer, *, author: str, on: datetime | None = None
) -> Event:
    """
    Record an offer.

    Parameters
    ----------
    store : Store
        Where it is kept.
    case : Case
        The case.
    site_id : str
        The site.
    said : Offer
        The offer.
    author : str
        Who speaks for the service.
    on : datetime, optional
        When it was made; now where absent.

    Returns
    -------
    Event
        The record.

    Raises
    ------
    CaseError
        If the service, the site or a use is unknown, shares do not add up to 1, or the mix breaks
        a red line or a planning rule; each is named.
    """
    site, party = case.site(site_id), case.party(said.party)
    broken = broken_lines(case, site, said.shares)
    if broken:
        raise CaseError(
            "site {site}: this offer cannot be made: {faults}", site=site.id, faults=broken
        )
    mix_of(case, said.shares)
    return store.add(_entry(said, site.id, author=author, role=party.label, on=on))


def estimate(
    store: Store,
    case: Case,
    site_id: str,
    said: Estimate,
    *,
    author: str,
    on: datetime | None = None,
) -> Event:
    """
    Record a silent estimate; a service may mend its own within the round, the last one counts.

    Parameters
    ----------
    store, case, site_id, author, on
        As for :func:`offer`.
    said : Estimate
        The estimate.

    Returns
    -------
    Event
        The record.

    Raises
    ------
    CaseError
        If the service or the site is unknown.
    """
    site, party = case.site(site_id), case.party(said.party)
    return store.add(_entry(said, site.id, author=author, role=party.label, on=on))


def answer(
    store: Store, case: Case, site_id: str, said: Answer, *, author: str, on: datetime | None = None
) -> Event:
    """
    Record what a service answers to an offer; its last answer counts.

    Parameters
    ----------
    store, case, site_id, author, on
        As for :func:`offer`.
    said : Answer
        The answer; ``offer`` is the id of the offer, or its first characters.

    Returns
    -------
    Event
        The record.

    Raises
    ------
    CaseError
        If the service, the site or the offer is unknown, or several offers begin so.
    """
    site, party = case.site(site_id), case.party(said.party)
    met = [e for e in offers(store, site.id) if e.event_id.startswith(said.offer)]
    if len(met) != 1 or not said.offer:
        raise CaseError(
            "{count} offers begin with « {offer} »; give more of its id",
            count=len(met), offer=said.offer,
        )  # fmt: skip
    full = said.model_copy(update={"offer": met[0].event_id})
    return store.add(_entry(full, site.id, author=author, role=party.label, on=on))


def answer_of(*, party: str, offer: str, answer: str, condition: str = "") -> Answer:
    """
    Answer in the words of a person.

    Parameters
    ----------
    party, offer, condition : str
        As for :class:`Answer`.
    answer : str
        One of ``ANSWERS``.

    Returns
    -------
    Answer
        The answer.

    Raises
    ------
    CaseError
        If it is none of ``ANSWERS``.
    """
    if answer not in ANSWERS:
        raise CaseError(
            "« {answer} » is no answer; one of {known}", answer=answer, known=[*ANSWERS]
        )
    return Answer.model_validate(
        {"party": party, "offer": offer, "answer": answer, "condition": condition}
    )


def _entry(said: Payload, site_id: str, *, author: str, role: str, on: datetime | None) -> Entry:
    return Entry(
        payload=said, subject=Subject(SITE, site_id), author=author, role=role, dated=on
    )  # fmt: skip


def offers(store: Store, site_id: str, *, until: datetime | None = None) -> list[Event]:
    """
    Offers on a site, oldest first, corrections applied.

    Parameters
    ----------
    store : Store
        Where they are kept.
    site_id : str
        The site.
    until : datetime, optional
        Leaves out what was said later.

    Returns
    -------
    list of Event
        The offers.
    """
    return store.current(Offer, subject=Subject(SITE, site_id), until=until)


def course(table: Table, store: Store, *, until: datetime | None = None) -> DataFrame:
    """
    How the offers on a site went, round after round.

    Parameters
    ----------
    table : Table
        The table of the site.
    store : Store
        Where the offers are kept.
    until : datetime, optional
        Leaves out what was said later: the course as it stood on a day.

    Returns
    -------
    DataFrame
        One row an offer: ``event_id``, ``dated``, ``round``, ``party``, ``concession``, shares
        (``share_…``), what it is worth to each party (``worth_…``), ``moved``, by how much the
        worth to its own party fell since its last offer, ``better``, options that are better for
        some at no cost to others, and ``accepts``, ``reserves``, ``refuses``: parties by their
        last answer.
    """
    site = table.options.site.id
    last: dict[str, float] = {}
    rows = []
    replies = _last_answers(store.current(Answer, subject=Subject(SITE, site), until=until))
    for event in offers(store, site, until=until):
        said = event.read(Offer)
        seen = judged(table, said.shares)
        own = float(seen.worths[said.party])
        rows.append(
            {
                "event_id": event.event_id,
                "dated": event.dated,
                "round": said.round,
                "party": said.party,
                "concession": said.concession,
                **_named("share", mix_of(table.case, said.shares).iloc[0]),
                **_named("worth", seen.worths),
                "moved": last.get(said.party, own) - own,
                "better": seen.better,
                **_replies(replies, event.event_id),
            }
        )
        last[said.party] = own
    return DataFrame(rows)


def _named(prefix: str, values: Series) -> dict[str, float]:
    return {f"{prefix}_{key}": float(value) for key, value in values.items()}


def _last_answers(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    said = (event.read(Answer) for event in events)
    return {(reply.offer, reply.party): reply.answer for reply in said}


def _replies(replies: Mapping[tuple[str, str], str], offer_id: str) -> dict[str, tuple[str, ...]]:
    return {
        f"{answer_}s": tuple(
            party for (of, party), given in replies.items() if (of, given) == (offer_id, answer_)
        )
        for answer_ in ANSWERS
    }


def silent_round(store: Store, site_id: str, *, until: datetime | None = None) -> DataFrame:
    """
    Silent estimates of a site, by round and item, as a Delphi round shows them.

    Parameters
    ----------
    store : Store
        Where they are kept.
    site_id : str
        The site.
    until : datetime, optional
        Leaves out what was said later.

    Returns
    -------
    DataFrame
        Indexed by ``round`` and ``item``: ``count`` of services, ``q1``, ``median``, ``q3``. The
        three are missing below ``LEAST_ESTIMATES`` services: they would tell who said what.
    """
    last: dict[tuple[int, str], dict[str, float]] = {}
    for event in store.current(Estimate, subject=Subject(SITE, site_id), until=until):
        said = event.read(Estimate)
        last.setdefault((said.round, said.item), {})[said.party] = said.value
    rows = [
        {"round": round_, "item": item, "count": len(values), **_quartiles(list(values.values()))}
        for (round_, item), values in sorted(last.items())
    ]
    columns = ["round", "item", "count", "q1", "median", "q3"]
    return DataFrame(rows, columns=columns).set_index(["round", "item"])


def _quartiles(values: list[float]) -> dict[str, float]:
    enough = len(values) >= LEAST_ESTIMATES
    found = np.percentile(values, [25, 50, 75]) if enough else np.full(3, np.nan)
    return {"q1": float(found[0]), "median": float(found[1]), "q3": float(found[2])}


def given_up(table: Table, shares: Mapping[str, float]) -> DataFrame:
    """
    What a mix gives each party and what it asks of it, as for the agreements of the rules.

    Parameters
    ----------
    table : Table
        The table.
    shares : mapping of str to float
        The mix. [0-1]

    Returns
    -------
    DataFrame
        One row a party, as :func:`land.negotiation.settlement` gives it.
    """
    worths = table.options.worths.copy()
    worths.loc[-1] = judged(table, shares).worths
    return settlement(worths, table.options.without, -1)
