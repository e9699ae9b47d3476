"""A charter as a file that people can read: articles, subjects, members, commons, governance."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from shapely import from_wkt
from shapely.errors import ShapelyError

from criteria.faults import at_least
from criteria.grid import DEFAULT, Grid
from land.errors import Message, Parts
from zae.charter.article import Article, CharterError, Part, Subject
from zae.charter.commons import Common, Governance, Member, Principle
from zae.tomlfile import TomlFile
from zae.weighting import marked_grid

_LOWER: Final = (">=", ">")


class Charter(Part):
    """
    A charter, checked.

    Parameters
    ----------
    title, version : str
        For readers; both stand in every citation.
    status : str
        ``hypothetical`` (nobody has agreed on it), ``draft`` or ``adopted``.
    territory : str
        Whose charter it is.
    grid : str
        Grid that its rules are added to: a published one, or a file beside.
    preamble : str
        What it is for.
    subjects, articles, members, commons, governance, principles
        Its parts.
    folder : Path
        Folder that relative paths start from.
    """

    title: Annotated[str, Field(min_length=1)]
    version: Annotated[str, Field(min_length=1)]
    status: Literal["hypothetical", "draft", "adopted"] = "draft"
    territory: str = ""
    grid: str = DEFAULT
    preamble: str = ""
    subjects: tuple[Subject, ...] = ()
    articles: Annotated[tuple[Article, ...], at_least(1)]
    members: tuple[Member, ...] = ()
    commons: tuple[Common, ...] = ()
    governance: Governance = Governance()
    principles: tuple[Principle, ...] = ()
    folder: Path = Path()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        faults = [*_names(self), *_against_grid(self, self.base), *_contradictions(self)]
        faults += _of_commons(self)
        if faults:
            raise CharterError("{faults}", faults=Parts(faults, between="; "))
        return self

    @cached_property
    def base(self) -> Grid:
        """Grid that its rules are added to."""
        return marked_grid(self.grid_path)

    @property
    def grid_path(self) -> str:
        """Name of the grid, or its path from here."""
        return str(self.folder / self.grid) if self.grid.endswith(".toml") else self.grid

    @property
    def own(self) -> frozenset[str]:
        """Keys of subjects that a candidate declares and the grid does not measure."""
        return frozenset(s.key for s in self.subjects)

    def article(self, number: str) -> Article:
        """
        Article of a number.

        Raises
        ------
        CharterError
            If there is none.
        """
        found = [a for a in self.articles if a.number == number]
        if not found:
            raise CharterError(
                "no article « {number} »; there are {known}",
                number=number, known=[a.number for a in self.articles],
            )  # fmt: skip
        return found[0]

    def cites(self, article: Article) -> str:
        """How a refusal, reserve or mark cites an article."""
        return f"{self.title} ({self.version}), article {article.number} : {article.title}"


def _twice(keys: list[str]) -> list[str]:
    return sorted({k for k in keys if keys.count(k) > 1})


def _names(charter: Charter) -> Iterator[str]:
    parts: dict[str, list[str]] = {
        "article": [a.number for a in charter.articles],
        "subject": [s.key for s in charter.subjects],
        "member": [m.key for m in charter.members],
        "common": [c.key for c in charter.commons],
    }
    for part, keys in parts.items():
        for key in _twice(keys):
            yield Message("{part} used twice: {key}", part=part, key=key)


def _against_grid(charter: Charter, grid: Grid) -> Iterator[str]:
    for key in sorted(charter.own & set(grid.fact_keys)):
        yield Message("subject {key}: the grid measures it already; give another key", key=key)
    known = [*grid.fact_keys, *charter.own]
    vetoes = {v.key: v for v in grid.vetoes}
    for a in charter.articles:
        for name in a.subjects:
            if name not in known:
                near = get_close_matches(name, known, n=3) or sorted(known)
                yield Message(
                    "article {number}: no subject « {name} »; perhaps {near}",
                    number=a.number, name=name, near=near,
                )  # fmt: skip
        for key in a.replaces:
            if key not in vetoes:
                yield Message(
                    "article {number}: the grid has no veto « {key} »", number=a.number, key=key
                )
            elif vetoes[key].basis == "sourced" or vetoes[key].level == "interdit":
                yield Message(
                    "article {number}: « {key} » comes from the law; a charter cannot take it away",
                    number=a.number, key=key,
                )  # fmt: skip
    yield from _notes(charter, grid)


def _notes(charter: Charter, grid: Grid) -> Iterator[str]:
    notes = [a for a in charter.articles if a.level == "note"]
    for a in notes:
        if a.subject in grid.fact_keys and a.subject not in grid.by_key:
            yield Message(
                "article {number}: « {name} » is no criterion and cannot be marked",
                number=a.number, name=a.subject,
            )  # fmt: skip
    for key in _twice([a.subject for a in notes]):
        yield Message("« {name} » is marked by two articles", name=key)
    total = sum(a.weight or 0 for a in notes)
    if total >= 1:
        yield Message("weights of the articles sum to {total:.6g}; keep them below 1", total=total)


def _contradictions(charter: Charter) -> Iterator[str]:
    """Pairs of refusals without condition that no candidate can both pass."""
    plain = [
        a
        for a in charter.articles
        if a.level == "interdit" and not (a.vocations or a.only_if or a.except_if)
        and isinstance(a.threshold, float)
    ]  # fmt: skip
    for low in (a for a in plain if a.operator in _LOWER):
        for high in (a for a in plain if a.operator not in _LOWER and a.subject == low.subject):
            strict = low.operator == ">" or high.operator == "<"
            least, most = float(low.threshold), float(high.threshold)
            if least > most or (strict and least == most):
                yield Message(
                    "articles {first} and {second} cannot both hold: {subject}",
                    first=low.number, second=high.number, subject=low.subject,
                )  # fmt: skip


def _of_commons(charter: Charter) -> Iterator[str]:
    members = {m.key for m in charter.members}
    numbers = {a.number for a in charter.articles}
    for common in charter.commons:
        for name in (*common.users, *common.payers):
            if name not in members:
                yield Message("common {key}: no member « {name} »", key=common.key, name=name)
        if common.place and not _drawn(common.place):
            yield Message("common {key}: its place is no geometry in WKT", key=common.key)
        if common.article and common.article not in numbers:
            yield Message(
                "common {key}: no article « {number} »", key=common.key, number=common.article
            )


def _drawn(place: str) -> bool:
    try:
        return not from_wkt(place).is_empty
    except ShapelyError:
        return False


_FILE: Final = TomlFile(
    model=Charter,
    fault=CharterError,
    whole=Message("charter"),
    tables={
        "subject": "subjects", "article": "articles", "member": "members", "common": "commons",
        "principle": "principles",
    },
)  # fmt: skip


def parse(text: str, *, name: str, folder: Path = Path()) -> Charter:
    """
    Charter of the text of a file.

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
    Charter
        The charter, checked; its examples are not yet run.

    Raises
    ------
    CharterError
        If the text is not TOML or has faults; every fault is listed with its place.

    Examples
    --------
    >>> parse('title = "Charte"', name="charte.toml")
    Traceback (most recent call last):
    zae.charter.article.CharterError: charte.toml: 2 fault(s)
      version: Field required
      article: Field required
    """
    return _FILE.parse(text, name=name, folder=folder)


def read(path: Path) -> Charter:
    """
    Charter of a file.

    Parameters
    ----------
    path : Path
        A TOML file.

    Returns
    -------
    Charter
        The charter.

    Raises
    ------
    CharterError
        If the file cannot be read, or as for :func:`parse`.
    """
    return parse(text_of(path), name=path.name, folder=path.resolve().parent)


def text_of(path: Path) -> str:
    """
    Text of a charter file.

    Raises
    ------
    CharterError
        If the file cannot be read.
    """
    return _FILE.text(path)
