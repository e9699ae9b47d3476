"""
TOML files that a person writes: read whole, every fault at once, with its line and its key.

Studies, charters, cases of negotiation, scenarios, practices: each names its model, its error and
the tables that stand in the file under another name; what is read and how faults are said is here.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from criteria.faults import Place, faults_of, toml_fault
from land.errors import Message, Parts, ZaeError
from zae.messages import N_
from zae.messages.system import system_fault

_NOT_READ: Final = N_("{file}: {error}")
_NOT_UTF8: Final = N_("{file}: not written in UTF-8; save it so")
_NOT_TOML: Final = N_("{file}: not valid TOML: {error}")
_FAULTS: Final = N_("{file}: {count} fault(s)\n  {faults}")

_Model = TypeVar("_Model", bound=BaseModel)


def text_of(path: Path, fault: type[ZaeError]) -> str:
    """
    Text of a file that a person wrote.

    Parameters
    ----------
    path : Path
        The file.
    fault : type
        Error to raise.

    Returns
    -------
    str
        The text, without a byte order mark.

    Raises
    ------
    ZaeError
        ``fault``, if the file cannot be read or is not written in UTF-8; names it without folder.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise fault(_NOT_READ, file=path.name, error=system_fault(error)) from error
    except UnicodeDecodeError as error:
        raise fault(_NOT_UTF8, file=path.name) from error


def content_of(text: str, fault: type[ZaeError], *, name: str) -> dict[str, Any]:
    """
    Tables of a text in TOML.

    Parameters
    ----------
    text : str
        The text.
    fault : type
        Error to raise.
    name : str
        Name of the file, for messages.

    Returns
    -------
    dict
        What it holds, unchecked.

    Raises
    ------
    ZaeError
        ``fault``, if the text is not TOML; says the line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise fault(_NOT_TOML, file=name, error=toml_fault(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlFile(Generic[_Model]):
    r"""
    A kind of file: what it must hold, and how its faults are said.

    Parameters
    ----------
    model : type
        Model of its content.
    fault : type
        Error to raise.
    whole : str
        What a fault of no key is put down to: « study ».
    tables : mapping of str to str
        Name of a table in the file, and field of the model that holds all of them:
        ``[[layer]]`` and ``layers``.

    Examples
    --------
    >>> class Shop(BaseModel):
    ...     door: tuple[dict[str, float], ...]
    >>> kind = TomlFile(model=Shop, fault=ZaeError, whole="shop")
    >>> kind.parse("[[door]]\nwidth_m = 0.9\n[[door]]\nwidth_m = 'x'", name="s.toml")
    Traceback (most recent call last):
    land.errors.ZaeError: s.toml: 1 fault(s)
      line 4, door #2 width_m: Input should be a valid number, found « x »
    """

    model: type[_Model]
    fault: type[ZaeError]
    whole: str
    tables: Mapping[str, str] = field(default_factory=dict)

    def text(self, path: Path) -> str:
        """Text of a file of this kind, as :func:`text_of`."""
        return text_of(path, self.fault)

    def read(self, path: Path, **beside: object) -> _Model:
        """Content of a file, as :meth:`parse`."""
        return self.parse(self.text(path), name=path.name, **beside)

    def parse(self, text: str, *, name: str, **beside: object) -> _Model:
        """
        Content of a text.

        Parameters
        ----------
        text : str
            TOML.
        name : str
            Name of the file, for messages.
        **beside : object
            Fields of the model that do not stand in the file.

        Returns
        -------
        BaseModel
            The content, checked.

        Raises
        ------
        ZaeError
            ``fault``, if the text is not TOML or has faults; every fault is listed with its line,
            as far as it has one, and its key.
        """
        content = content_of(text, self.fault, name=name)
        top = {self.tables.get(key, key): self._renamed(value) for key, value in content.items()}
        try:
            return self.model.model_validate(top | beside)
        except ValidationError as error:
            lines = dict(lines_of(text, self.tables))
            found = faults_of(error, lambda place: self._said(place, lines), model=self.model)
            found.sort(key=_line_of)
            raise self.fault(
                _FAULTS, file=name, count=len(found), faults=Parts(found, between="\n  ")
            ) from error

    def _renamed(self, value: Any) -> Any:
        """Inner tables under the names of their fields; other lists and keys stay as they are."""
        if isinstance(value, list):
            return [self._renamed(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            self.tables.get(key, key) if _is_tables(inner) else key: self._renamed(inner)
            for key, inner in value.items()
        }

    def _said(self, place: Place, lines: Mapping[Place, int]) -> str:
        """Place of a fault in words of the file: « line 12, layer #3 role »."""
        singular = {many: one for one, many in self.tables.items()}
        words = [f"#{p + 1}" if isinstance(p, int) else singular.get(p, p) for p in place]
        said = " ".join(words) or self.whole
        known = (lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines)
        line = next(known, None)
        return said if line is None else Message("line {line}, {place}", line=line, place=said)


def _line_of(fault: Message) -> int:
    """Line that a fault names; those of no line come first."""
    place = fault.values.get("place")
    line = place.values.get("line") if isinstance(place, Message) else None
    return line if isinstance(line, int) else 0


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


_TOKENS: Final = (
    r'"""(?:\\.|[^\\])*?"""', r"'''.*?'''", r'"(?:\\.|[^"\\\n])*"', r"'[^'\n]*'", r"#[^\n]*",
)  # fmt: skip
_TOKEN: Final = re.compile("|".join(_TOKENS), re.DOTALL)
_HEAD: Final = re.compile(r"\s*(\[{1,2})([^\[\]]+)\]{1,2}\s*$")
_KEY: Final = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w.\s-])+?)\s*=""")
_PART: Final = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\.?""")


def lines_of(text: str, tables: Mapping[str, str]) -> Iterator[tuple[Place, int]]:
    r"""
    Line of every table and key of a text that is TOML.

    Parameters
    ----------
    text : str
        TOML. Keys inside of inline tables and arrays have no line of their own.
    tables : mapping of str to str
        Name of a table in the file, and name to give it.

    Yields
    ------
    tuple of place and int
        Place, entries of arrays of tables counted from 0; its line, from 1.

    Examples
    --------
    >>> dict(lines_of('a = 1\n[[layer]]\nrole = "zone"', {"layer": "layers"}))
    {('a',): 1, ('layers', 0): 2, ('layers', 0, 'role'): 3}
    """
    counts: dict[Place, int] = {}
    inside: Place = ()
    depth = 0
    for number, line in enumerate(_TOKEN.sub(_masked, text).split("\n"), start=1):
        head, key = _HEAD.match(line), _KEY.match(line)
        if depth == 0 and head:
            inside = _under(head[2], tables, counts)
            if head[1] == "[[":
                counts[inside] = counts.get(inside, -1) + 1
                inside = (*inside, counts[inside])
            yield inside, number
        elif depth == 0 and key:
            yield (*inside, *(tables.get(p, p) for p in _parts(key[1]))), number
        bare = _TOKEN.sub("", line)
        depth += sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))


def _masked(token: re.Match[str]) -> str:
    """Comments go; a text over several lines leaves its lines, and nothing to be read in them."""
    text = token[0]
    if text.startswith("#"):
        return ""
    return '""' + "\n" * text.count("\n") if text.startswith(('"""', "'''")) else text


def _under(head: str, tables: Mapping[str, str], counts: Mapping[Place, int]) -> Place:
    """Place of a head of table: inside of the last entry of each array of tables before it."""
    place: Place = ()
    for part in _parts(head):
        if place in counts:
            place = (*place, counts[place])
        place = (*place, tables.get(part, part))
    return place


def _parts(dotted: str) -> list[str]:
    return ["".join(filter(None, found)) for found in _PART.findall(dotted)]
