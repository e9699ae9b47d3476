"""Votes on a charter and its amendments, kept as events: any past day can be read again."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, Literal

from pandas import DataFrame

from zae.charter.article import CharterError
from zae.charter.text import Charter, parse, text_of
from zae.messages import N_
from zae.store import PUBLIC, Entry, Event, Payload, Store, Subject, kind

CHARTER: Final = "charter"

CHOICES: Final = {"for": N_("for"), "against": N_("against"), "abstain": N_("abstains")}
"""What a member may say."""


@kind("charter_proposal", label=N_("proposed text of a charter"))
class Proposal(Payload):
    """A text put to the vote: the whole charter, and whether it amends one in force."""

    title: Annotated[str, PUBLIC]
    version: Annotated[str, PUBLIC]
    sha256: Annotated[str, PUBLIC]
    text: str
    amends: Annotated[bool, PUBLIC] = False


@kind("charter_vote", label=N_("vote on a charter"))
class Vote(Payload):
    """What a member says of a proposal; its last word counts."""

    proposal: Annotated[str, PUBLIC]
    member: str
    choice: Annotated[Literal["for", "against", "abstain"], PUBLIC]


def propose(
    store: Store, file: Path, *, author: str, on: datetime | None = None, event_id: str = ""
) -> Event:
    """
    Put a charter to the vote; it amends the one in force, if there is one.

    Parameters
    ----------
    store : Store
        Where votes are kept.
    file : Path
        The charter.
    author : str
        Who proposes it.
    on : datetime, optional
        When; now where absent.
    event_id : str
        Id to give it; made up where empty. The same proposal handed in again is recorded once.

    Returns
    -------
    Event
        The record; votes name its ``event_id``.

    Raises
    ------
    CharterError
        If the charter is faulty.
    """
    done = [e for e in store.current(Proposal) if e.event_id == event_id]
    text = text_of(file)
    content = parse(text, name=file.name, folder=file.resolve().parent)
    said = Proposal(
        title=content.title, version=content.version, text=text,
        sha256=sha256(text.encode()).hexdigest(),
        amends=in_force(store, until=on) is not None,
    )  # fmt: skip
    if done and done[0].read(Proposal).sha256 == said.sha256:
        return done[0]
    entry = _entry(said, author=author, role="auteur", on=on)
    return store.add(replace(entry, event_id=event_id) if event_id else entry)


def vote(store: Store, said: Vote, *, author: str, on: datetime | None = None) -> Event:
    """
    Record a vote.

    Parameters
    ----------
    store, author, on
        As for :func:`propose`.
    said : Vote
        The vote; ``proposal`` is the id of the proposal, or its first characters.

    Returns
    -------
    Event
        The record.

    Raises
    ------
    CharterError
        If there is no such proposal, or the member is not in its text.
    """
    event = _proposal(store, said.proposal)
    content = _charter(event)
    if said.member not in {m.key for m in content.members}:
        raise CharterError(
            "no member « {member} »; there are {known}",
            member=said.member, known=[m.key for m in content.members],
        )  # fmt: skip
    full = said.model_copy(update={"proposal": event.event_id})
    return store.add(_entry(full, author=author, role="membre", on=on))


def tallies(store: Store, *, until: datetime | None = None) -> DataFrame:
    """
    Where each proposal stands.

    Parameters
    ----------
    store : Store
        Where votes are kept.
    until : datetime, optional
        Leaves out what was said later.

    Returns
    -------
    DataFrame
        Indexed by ``proposal`` (event id), in their order: ``title``, ``version``, ``amends``,
        ``for``, ``against``, ``abstain`` (votes, weighted), ``cast`` (share of all votes),
        ``needed`` (share of for and against), ``adopted``.
    """
    last: dict[tuple[str, str], str] = {}
    for event in store.current(Vote, until=until):
        said = event.read(Vote)
        last[said.proposal, said.member] = said.choice
    rows = {}
    for event in store.current(Proposal, until=until):
        rows[event.event_id] = _tally(event, last)
    heads = ["title", "version", "amends", *CHOICES, "cast", "needed", "adopted"]
    return DataFrame.from_dict(rows, orient="index", columns=heads).rename_axis(index="proposal")


def _tally(event: Event, last: dict[tuple[str, str], str]) -> list[object]:
    said, content = event.read(Proposal), _charter(event)
    weights = dict.fromkeys(CHOICES, 0.0)
    for member in content.members:
        choice = last.get((event.event_id, member.key))
        if choice is not None:
            weights[choice] += member.votes
    rules, total = content.governance, sum(m.votes for m in content.members)
    cast = sum(weights.values()) / total if total else 0.0
    needed = rules.amendment if said.amends else rules.adoption
    decided = weights["for"] + weights["against"]
    # A simple majority is more than one half; a larger one is reached at its share.
    share = weights["for"] / decided if decided else 0.0
    enough = share > needed if needed == 0.5 else share >= needed  # noqa: PLR2004
    adopted = cast >= rules.quorum and enough
    return [said.title, said.version, said.amends, *weights.values(), cast, needed, adopted]


def in_force(store: Store, *, until: datetime | None = None) -> Charter | None:
    """
    Charter in force, now or on a past day: the last proposal that was adopted.

    Parameters
    ----------
    store : Store
        Where votes are kept.
    until : datetime, optional
        The day.

    Returns
    -------
    Charter or None
        None where none is.
    """
    found = tallies(store, until=until)
    adopted = [str(i) for i in found.index[found["adopted"].astype(bool)]]
    return _charter(_proposal(store, adopted[-1])) if adopted else None


def end_of(day: date) -> datetime:
    """Last moment of a day."""
    return datetime.combine(day, time.max, tzinfo=UTC)


def _proposal(store: Store, wanted: str) -> Event:
    met = [e for e in store.current(Proposal) if wanted and e.event_id.startswith(wanted)]
    if len(met) != 1:
        raise CharterError(
            "{count} proposals begin with « {wanted} »; give more of its id",
            count=len(met), wanted=wanted,
        )  # fmt: skip
    return met[0]


def _charter(event: Event) -> Charter:
    said = event.read(Proposal)
    return parse(said.text, name=f"{said.title} {said.version}")


def _entry(said: Payload, *, author: str, role: str, on: datetime | None) -> Entry:
    return Entry(payload=said, subject=Subject(CHARTER, "zone"), author=author, role=role, dated=on)
