"""
The case file of a negotiation: sites, uses, services, and what happens without agreement.

One TOML file that the services write together. It is checked whole: all faults at once. Every
figure says where it comes from, or « assumed »: those that nobody has checked are told apart.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from criteria.faults import at_least
from land.errors import Message, Parts, ZaeError
from zae.tomlfile import TomlFile

ASSUMED: Final = "assumed"
"""Source of a figure that nobody has measured or agreed on yet."""

_Share = Annotated[float, Field(ge=0, le=1)]
_Positive = Annotated[float, Field(gt=0)]
_NotNegative = Annotated[float, Field(ge=0)]
Points = tuple[tuple[float, float], ...]


class CaseError(ZaeError, ValueError):
    """A case file is faulty; all its faults are listed."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quantity(_Part):
    """Something that is counted over a site: hectares of open ground, jobs, dwellings, MWh."""

    key: str
    label: str
    unit: str = ""


class Use(_Part):
    """
    A use that a part of a site can have.

    Parameters
    ----------
    key, label : str
        Short name, and name for readers.
    per_ha : mapping of str to float
        What one hectare of the use brings, by quantity; a mutualised use brings several.
    piece_m2 : float
        Smallest piece that the use can live on; below, it is absent. [m²]
    lasting : bool
        Whether it stays once it is there: its share does not fall from a period to the next.
    source : str
        Where the figures come from, or « assumed ».
    """

    key: str
    label: str
    per_ha: Mapping[str, float] = Field(default_factory=dict)
    piece_m2: _NotNegative = 0.0
    lasting: bool = True
    source: str = ASSUMED


class Period(_Part):
    """A stretch of years with one mix of uses; quantities are means over all years."""

    key: str
    label: str
    years: _Positive


class Interest(_Part):
    """
    One criterion of a service: what a quantity per hectare of the site is worth to it.

    ``points`` are (quantity per hectare, worth 0-1), from the smallest quantity on; flat beyond.
    """

    quantity: str
    points: Annotated[Points, at_least(2)]
    weight: _Positive = 1.0
    source: str = ASSUMED

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        x = [point[0] for point in self.points]
        if any(b <= a for a, b in pairwise(x)):
            raise CaseError(
                "points: quantities must grow from one to the next; found {found}", found=x
            )
        if any(not 0 <= y <= 1 for _, y in self.points):
            raise CaseError(
                "points: a worth lies between 0 and 1; found {found}", found=[*self.points]
            )
        return self


class RedLine(_Part):
    """What a service does not go below or above on a site: a veto on the options beyond."""

    quantity: str
    least: float | None = None
    most: float | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _drawn(self) -> Self:
        if self.least is None and self.most is None:
            raise CaseError("red line: give « least » or « most »")
        return self


class Party(_Part):
    """
    A service at the table.

    Parameters
    ----------
    key, label : str
        Short name, and name for readers.
    interests : tuple of Interest
        Its criteria.
    red_lines : tuple of RedLine
        Its vetoes on each site.
    overall : tuple of RedLine
        Its vetoes on the sum over all sites.
    without : float or None
        What it has on a site if no agreement is found, where the site does not say it by a mix.
    """

    key: str
    label: str
    interests: Annotated[tuple[Interest, ...], at_least(1)]
    red_lines: tuple[RedLine, ...] = ()
    overall: tuple[RedLine, ...] = ()
    without: _Share | None = None


class Site(_Part):
    """
    A site whose use is negotiated.

    Parameters
    ----------
    id, name : str
        As in the study.
    area_m2 : float
        Its area. [m²]
    least, most : mapping of str to float
        Bounds on shares of uses: planning rules, easements. [0-1]
    rule : str
        The planning rule that these come from, with its reference.
    without : mapping of str to float or None
        Mix that comes about without agreement.
    source : str
        Where the facts of the site come from.
    """

    id: str
    name: str
    area_m2: _Positive
    least: Mapping[str, _Share] = Field(default_factory=dict)
    most: Mapping[str, _Share] = Field(default_factory=dict)
    rule: str = ""
    without: Mapping[str, _Share] | None = None
    source: str = ASSUMED


class Case(_Part):
    """
    A negotiation: its sites, uses and services.

    Parameters
    ----------
    title : str
        Title of the minutes.
    lang : str
        Language of readers.
    steps : int
        Number of equal steps that a site is cut into; 20 makes steps of 5 %.
    study : str
        Study file whose layers draw the map of the minutes, if any.
    store : str
        Where offers are kept; ``registre.sqlite`` beside the case where empty.
    quantities, uses, parties, sites, periods
        What is counted, what a site can hold, who negotiates, on what, over which years.
    """

    title: str
    lang: Literal["fr", "en"] = "fr"
    steps: Annotated[int, Field(ge=2, le=100)] = 20
    study: str = ""
    store: str = ""
    quantities: Annotated[tuple[Quantity, ...], at_least(1)]
    uses: Annotated[tuple[Use, ...], at_least(2)]
    parties: Annotated[tuple[Party, ...], at_least(2)]
    sites: Annotated[tuple[Site, ...], at_least(1)]
    periods: tuple[Period, ...] = (Period(key="", label="", years=1),)
    folder: Path = Path()
    """Folder of the file; paths are relative to it."""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        faults = list(_incoherent(self))
        if faults:
            raise CaseError("{faults}", faults=Parts(faults, between="\n  "))
        return self

    def site(self, key: str = "") -> Site:
        """Site of an id; the first where it is empty."""
        found = next((s for s in self.sites if key in ("", s.id)), None)
        if found is None:
            raise CaseError(
                "no site « {site} »; there are: {known}", site=key, known=[s.id for s in self.sites]
            )
        return found

    def party(self, key: str) -> Party:
        """Party of a key."""
        found = next((p for p in self.parties if p.key == key), None)
        if found is None:
            raise CaseError(
                "no service « {party} »; there are: {known}",
                party=key, known=[p.key for p in self.parties],
            )  # fmt: skip
        return found

    def assumed(self) -> list[str]:
        """Name what rests on no source: uses, interests and sites whose figures are assumed."""
        return [
            *(u.label for u in self.uses if u.source == ASSUMED),
            *(
                f"{p.label} : {i.quantity}"
                for p in self.parties
                for i in p.interests
                if i.source == ASSUMED
            ),
            *(s.name for s in self.sites if s.source == ASSUMED),
        ]


def _incoherent(case: Case) -> Iterator[Message]:
    """Names that lead nowhere, names that stand twice, mixes that do not add up."""
    quantities, uses = {q.key for q in case.quantities}, {u.key for u in case.uses}
    for kind, keys in {
        "quantity": [q.key for q in case.quantities],
        "use": [u.key for u in case.uses],
        "party": [p.key for p in case.parties],
        "site": [s.id for s in case.sites],
        "period": [p.key for p in case.periods],
    }.items():
        for key in sorted({k for k in keys if keys.count(k) > 1}):
            yield Message(
                "{kind} « {key} »: stands twice; give each its own key", kind=kind, key=key
            )
    for place, name in _named(case):
        if name not in quantities:
            yield Message(
                "{place}: unknown quantity « {name} »; one of {known}",
                place=place, name=name, known=sorted(quantities),
            )  # fmt: skip
    for site in case.sites:
        yield from _faults_of_site(site, uses, case)


def _named(case: Case) -> Iterator[tuple[str, str]]:
    """Every place where a quantity is named."""
    for use in case.uses:
        yield from ((f"use {use.key}", name) for name in use.per_ha)
    for party in case.parties:
        names = [i.quantity for i in party.interests]
        names += [line.quantity for line in (*party.red_lines, *party.overall)]
        yield from ((f"party {party.key}", name) for name in names)


def _faults_of_site(site: Site, uses: set[str], case: Case) -> Iterator[Message]:
    mixes = {"least": site.least, "most": site.most, "without": site.without or {}}
    for field, shares in mixes.items():
        for use in sorted(set(shares) - uses):
            yield Message(
                "site {site}: {field}: unknown use « {use} »; one of {known}",
                site=site.id, field=field, use=use, known=sorted(uses),
            )  # fmt: skip
    if site.without is not None and abs(sum(site.without.values()) - 1) > 1e-6:  # noqa: PLR2004
        yield Message(
            "site {site}: the shares without agreement add up to {sum}, not to 1",
            site=site.id, sum=round(sum(site.without.values()), 6),
        )  # fmt: skip
    if site.without is None:
        for party in case.parties:
            if party.without is None:
                yield Message(
                    "site {site}: what does « {party} » have without agreement? give the site a "
                    "mix « without », or the party a worth",
                    site=site.id, party=party.key,
                )  # fmt: skip


_FILE: Final = TomlFile(
    model=Case,
    fault=CaseError,
    whole=Message("case"),
    tables={
        "quantity": "quantities", "use": "uses", "party": "parties", "site": "sites",
        "period": "periods", "interest": "interests", "red_line": "red_lines",
    },
)  # fmt: skip


def read(path: Path) -> Case:
    """
    Case of a file.

    Parameters
    ----------
    path : Path
        A TOML file.

    Returns
    -------
    Case
        The case, checked.

    Raises
    ------
    CaseError
        If the file is absent, is not TOML, or has faults; every fault is listed with its place.
    """
    return parse(_FILE.text(path), name=path.name, folder=path.resolve().parent)


def parse(text: str, *, name: str, folder: Path = Path()) -> Case:
    """
    Case of the text of a file.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        Name of the file, for messages.
    folder : Path
        Folder that relative paths start from.

    Returns
    -------
    Case
        The case, checked.

    Raises
    ------
    CaseError
        If the text is not TOML or has faults; every fault is listed with its place.

    Examples
    --------
    >>> parse('title = "Friche"', name="cas.toml")
    Traceback (most recent call last):
    zae.negotiation.case.CaseError: cas.toml: 4 fault(s)
      quantity: Field required
      use: Field required
      party: Field required
      site: Field required
    """
    return _FILE.parse(text, name=name, folder=folder)
