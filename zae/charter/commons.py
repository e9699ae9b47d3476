"""Commons of a zone: what is shared, who uses it, who pays by which key, and is it a common yet."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal

import numpy as np
from pandas import DataFrame
from pydantic import Field

from criteria.faults import at_least
from zae.charter.article import CharterError, Part
from zae.messages import N_

Key = Literal["area_m2", "jobs", "trips_per_day", "equal"]

KEYS: Final = {
    "area_m2": N_("by area"),
    "jobs": N_("by jobs"),
    "trips_per_day": N_("by trips"),
    "equal": N_("in equal parts"),
}
"""Keys by which a cost is shared."""

COMMON_KINDS: Final = {
    "road": N_("roads"),
    "green": N_("green space"),
    "basin": N_("retention basin"),
    "parking": N_("parking"),
    "fence": N_("fences"),
    "energy": N_("energy"),
    "service": N_("services"),
    "data": N_("data"),
    "name": N_("name and signs"),
}
"""Kinds of shared things."""

PRINCIPLES: Final = (
    N_("Boundaries: which land, which members, which things are shared"),
    N_("Fit and proportion: who uses more pays more"),
    N_("Collective choice: those whom a rule concerns can change it"),
    N_("Monitoring: indicators are public, who watches answers to the members"),
    N_("Graduated sanctions, from a reminder to a clause of the lease"),
    N_("Conflicts are settled fast and cheaply"),
    N_("Recognition: the public authority acknowledges the association"),
    N_("Nested levels: plot, zone, intercommunality, region"),
)
"""Principles of lasting commons: E. Ostrom, Governing the Commons, 1990, table 3.1."""

POINTS: Final = {"yes": 2, "partly": 1, "no": 0}

ENOUGH: Final = 8
"""Below, of 16: not yet a common. *assumed*"""


class Member(Part):
    """Somebody who holds or uses land of the zone, and what keys of sharing look at."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    label: Annotated[str, Field(min_length=1)]
    college: str = ""
    votes: Annotated[float, Field(ge=0)] = 1
    area_m2: Annotated[float, Field(ge=0)] = 0
    jobs: Annotated[float, Field(ge=0)] = 0
    trips_per_day: Annotated[float, Field(ge=0)] = 0


class Common(Part):
    """
    A shared thing.

    Parameters
    ----------
    key, label, kind : str
        What it is; ``kind`` is one of ``COMMON_KINDS``.
    place : str
        Where it is, as WKT in the system of the study; empty for what has no place.
    users, payers : tuple of str
        Keys of members; payers are the users where empty.
    cost_eur_year : float
        What it costs. [EUR/year]
    share_by : str
        Key of sharing, one of ``KEYS``.
    article : str
        Number of the article that rules it.
    basis, source : str
        Where the cost comes from.
    """

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    label: Annotated[str, Field(min_length=1)]
    kind: Literal["road", "green", "basin", "parking", "fence", "energy", "service", "data", "name"]
    place: str = ""
    users: Annotated[tuple[str, ...], at_least(1)]
    payers: tuple[str, ...] = ()
    cost_eur_year: Annotated[float, Field(ge=0)] = 0
    share_by: Key = "area_m2"
    article: str = ""
    basis: Literal["sourced", "assumed"] = "assumed"
    source: str = ""

    @property
    def who_pays(self) -> tuple[str, ...]:
        """Keys of the members who pay."""
        return self.payers or self.users


class Governance(Part):
    """
    How the charter is voted and changed.

    Parameters
    ----------
    quorum : float
        Share of all votes that must be cast. [0-1]
    adoption, amendment : float
        Share of the votes for or against that must be for. [0-1]
    """

    quorum: Annotated[float, Field(ge=0, le=1)] = 0.5
    adoption: Annotated[float, Field(ge=0.5, le=1)] = 0.5
    amendment: Annotated[float, Field(ge=0.5, le=1)] = 2 / 3


class Principle(Part):
    """What a zone answers to one of the eight principles, with its evidence."""

    number: Annotated[int, Field(ge=1, le=8)]
    answer: Literal["yes", "partly", "no"]
    evidence: str = ""


def shared_out(cost_cents: int, weights: Sequence[float]) -> tuple[int, ...]:
    """
    Cost shared in proportion, to the cent; the parts add up to the cost exactly.

    Parameters
    ----------
    cost_cents : int
        What is shared. [cent]
    weights : sequence of float
        What the parts follow; not all 0.

    Returns
    -------
    tuple of int
        One part a weight. [cent]

    Raises
    ------
    CharterError
        If a weight is negative, or all are 0.

    Notes
    -----
    The method of largest remainders (Hamilton): each part is rounded down, the cents left go to
    the largest remainders, the first of equals.

    Examples
    --------
    >>> shared_out(100, [1, 1, 1])
    (34, 33, 33)
    """
    wanted = np.asarray(weights, dtype=float)
    if (wanted < 0).any() or not wanted.sum() > 0:
        raise CharterError("a cost cannot be shared by {weights}", weights=list(weights))
    exact = cost_cents * (wanted / wanted.sum())
    parts = np.floor(exact + 1e-9).astype(int)
    left = cost_cents - int(parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:left]] += 1
    return tuple(int(part) for part in parts)


def contributions(commons: Sequence[Common], members: Sequence[Member]) -> DataFrame:
    """
    What each member pays for each shared thing.

    Parameters
    ----------
    commons : sequence of Common
        The shared things.
    members : sequence of Member
        The members.

    Returns
    -------
    DataFrame
        One row a member, one column a thing. [EUR/year] Each column adds up to its cost, to the
        cent.

    Raises
    ------
    CharterError
        If no payer of a thing has what its key looks at; names it.

    Examples
    --------
    >>> ana = Member(key="ana", label="Ana", area_m2=3000)
    >>> bo = Member(key="bo", label="Bo", area_m2=1000)
    >>> road = Common(key="road", label="Voie", kind="road", users=("ana", "bo"), cost_eur_year=10)
    >>> contributions([road], [ana, bo])["road"].to_dict()
    {'ana': 7.5, 'bo': 2.5}
    """
    table = DataFrame(0.0, index=[m.key for m in members], columns=[c.key for c in commons])
    by_key: Mapping[str, Member] = {m.key: m for m in members}
    for common in commons:
        payers = [by_key[key] for key in common.who_pays]
        weights = [
            1.0 if common.share_by == "equal" else float(getattr(p, common.share_by))
            for p in payers
        ]
        if common.cost_eur_year and not sum(weights):
            raise CharterError(
                "common {key}: no payer has any {by}; give it to the members",
                key=common.key, by=common.share_by,
            )  # fmt: skip
        if common.cost_eur_year:
            parts = shared_out(round(common.cost_eur_year * 100), weights)
            table.loc[list(common.who_pays), common.key] = np.asarray(parts) / 100
    return table.rename_axis(index="member", columns="common")


def checklist(principles: Sequence[Principle]) -> DataFrame:
    """
    The eight principles with what the zone answers.

    Parameters
    ----------
    principles : sequence of Principle
        Answers; a principle without one counts as « no », as does one without evidence.

    Returns
    -------
    DataFrame
        Indexed by ``number`` 1-8: ``principle``, ``answer``, ``evidence``, ``points`` 0-2.

    Examples
    --------
    >>> told = checklist([Principle(number=1, answer="yes", evidence="plan annexé")])
    >>> int(told["points"].sum()), told["points"].idxmin()
    (2, 2)
    """
    given = {p.number: p for p in principles}
    rows = []
    for number, words in enumerate(PRINCIPLES, start=1):
        said = given.get(number)
        shown = said is not None and bool(said.evidence.strip())
        answer = said.answer if said is not None and shown else "no"
        rows.append((number, words, answer, said.evidence if said else "", POINTS[answer]))
    heads = ["number", "principle", "answer", "evidence", "points"]
    return DataFrame(rows, columns=heads).set_index("number")


def weakest(told: DataFrame) -> list[int]:
    """Numbers of the principles with the fewest points, in their order."""
    return [int(n) for n in told.index[told["points"] == told["points"].min()]]
