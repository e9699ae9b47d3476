"""Print docs/reference/settings.md: every key of the files that people write."""

import csv
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import griffe
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from criteria.grid import Grid
from criteria.parameters import Parameter
from criteria.use_grid import UseGrid
from docs.tables import table
from zae.charter.text import Charter
from zae.mutualisation.catalogue import Catalogue
from zae.negotiation.case import Case
from zae.projects.scenarios import Scenario
from zae.study import Study
from zae.territory import Territory

DOCS: Final = Path(__file__).parent
PAGE: Final = DOCS / "reference" / "settings.md"
WORDS: Final = DOCS / "settings.csv"
"""What the docstrings do not say of a key: model, key, and its meaning."""
NOT_WRITTEN: Final = frozenset({"folder", "sha256"})
"""Filled in by whoever reads the file."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its model, its name for readers, how it is checked, tables by their field."""

    title: str
    model: type[BaseModel]
    checked: str
    tables: tuple[tuple[str, str], ...] = ()

    def shown(self, name: str, field: FieldInfo) -> str:
        """Name of a field in the file: a table is named for one of its kind."""
        return dict(self.tables).get(name, name) if any(_models(field.annotation)) else name


KINDS: Final = (
    Kind("Study", Study, "`zae check etude.toml`",
         (("layers", "layer"), ("projects", "project"))),
    Kind("Grid of criteria", Grid, "`zae grid check grille.toml`"),
    Kind("Grid of classes and uses", UseGrid, "`zae grid check grille.toml`"),
    Kind("Parameter of the induced load or of commuting", Parameter,
         "`zae check etude.toml`, of the file that `parameters` names; one table a parameter"),
    Kind("Scenario of a project", Scenario, "`zae followup scenarios`; one `[[scenario]]` each"),
    Kind("Charter", Charter, "`zae charter check charte.toml`",
         (("subjects", "subject"), ("articles", "article"), ("members", "member"),
          ("commons", "common"), ("principles", "principle"))),
    Kind("Case of negotiation", Case, "`zae negotiate check cas.toml`",
         (("quantities", "quantity"), ("uses", "use"), ("parties", "party"), ("sites", "site"),
          ("periods", "period"), ("interests", "interest"), ("red_lines", "red_line"))),
    Kind("Catalogue of practices", Catalogue,
         "`zae mutualise catalogue --catalogue pratiques.toml`",
         (("practices", "practice"), ("conditions", "condition"), ("benefits", "benefit"))),
    Kind("Territory", Territory, "any command with a study that names it"),
)  # fmt: skip


def page() -> str:
    """Text of the page."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield from ("# Settings", "")
    yield "Printed by `python -m docs.make settings` from the models that check these files: TOML,"
    yield "read whole, all faults at once, each with its line. An unknown key is a fault. « [[x]] »"
    yield "is written once for each x, or as a list `x = [{ … }]`."
    for kind in KINDS:
        yield from ("", f"## {kind.title}", "", f"Checked by {kind.checked}.")
        for model, place in tables(kind):
            if place:
                yield from ("", f"### {kind.title}: `{place}`")
            yield from table(("Key", "What it says", "Kind", "By default"), _rows(kind, model))


def tables(kind: Kind) -> Iterator[tuple[type[BaseModel], str]]:
    """Every table of a kind of file with its place, the whole first; each model once."""
    held: set[type[BaseModel]] = set()
    waiting: list[tuple[type[BaseModel], str]] = [(kind.model, "")]
    while waiting:
        model, place = waiting.pop(0)
        if model in held:
            continue
        held.add(model)
        yield model, place
        for name, field in written(model):
            for inner in _models(field.annotation):
                many = get_origin(_bare(field.annotation)) is tuple
                at = f"{place.strip('[]')}.{kind.shown(name, field)}".strip(".")
                waiting.append((inner, f"[[{at}]]" if many else f"[{at}]"))


def written(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """Fields that a person writes."""
    yield from ((n, f) for n, f in model.model_fields.items() if n not in NOT_WRITTEN)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _bare(annotation: Any) -> Any:
    """Type without « or nothing »."""
    if get_origin(annotation) in (Union, UnionType):
        some = [a for a in get_args(annotation) if a is not type(None)]
        return some[0] if len(some) == 1 else annotation
    return annotation


def _rows(kind: Kind, model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    for name, field in written(model):
        said = meaning(model, name)
        yield f"`{kind.shown(name, field)}`", said, _kind(field), _default(field)


def _kind(field: FieldInfo) -> str:
    limits = [_limit(m) for m in field.metadata]
    return ", ".join([_type(field.annotation), *(x for x in limits if x)])


_PLAIN: Final = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    date: "day",
}


def _type(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{x}`" if x != "" else "empty" for x in inner)
    if origin is not None:
        return _made_of(origin, inner)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    return _PLAIN.get(annotation, "anything")


def _made_of(origin: Any, inner: tuple[Any, ...]) -> str:
    """Type that is made of others."""
    if origin in (Union, UnionType):
        return " or ".join(_type(a) for a in inner if a is not type(None))
    if origin is tuple and inner[-1] is not Ellipsis:
        return f"({', '.join(map(_type, inner))})"
    if origin in (tuple, list):
        return f"list of {_type(inner[0])}"
    if issubclass(origin, Mapping):
        return f"table of {_type(inner[1])} by {_type(inner[0])}"
    return _type(inner[0])


_SIGNS: Final = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def _limit(one: Any) -> str:
    for name, sign in _SIGNS.items():
        if getattr(one, name, None) is not None:
            return f"{sign} {getattr(one, name):g}"
    pattern = getattr(one, "pattern", None)
    return f"form `{pattern}`" if pattern else ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.default
    if field.default_factory is not None or value is None or value in ("", ()) or value == {}:
        return ""
    if isinstance(value, BaseModel) or (value and isinstance(value[0], BaseModel)
                                        if isinstance(value, tuple) else False):  # fmt: skip
        return "see its table"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return ", ".join(f"`{x}`" for x in value)
    return f"`{value:.4g}`" if isinstance(value, float) else f"`{value}`"


def meaning(model: type[BaseModel], name: str) -> str:
    """What a key says: words beside the pages, else its docstring, else that of its model."""
    for owner in model.__mro__:
        known = words().get((owner.__name__, name)) or _documented(owner).get(name)
        if known:
            return known
    return ""


@cache
def words() -> dict[tuple[str, str], str]:
    """Meanings that no docstring gives."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {(r["model"], r["key"]): r["meaning"] for r in csv.DictReader(file)}


@cache
def _documented(model: type) -> dict[str, str]:
    """Meanings in the docstring of a model, and under its fields."""
    module = _module(model.__module__)
    one = module.members.get(model.__name__) if module else None
    if one is None:
        return {}
    found = {}
    for section in one.docstring.parsed if one.docstring else ():
        for part in section.value if section.kind.value == "parameters" else ():
            found |= {name.strip(): _plain(part.description) for name in part.name.split(",")}
    for name, member in one.members.items():
        if member.is_attribute and member.docstring:
            found[name] = _plain(member.docstring.value)
    return found


@cache
def _module(name: str) -> Any:
    path = DOCS.parent / f"{name.replace('.', '/')}.py"
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    logging.getLogger("griffe").setLevel(logging.ERROR)  # classes document their fields so
    return griffe.visit(name, filepath=path, code=text, docstring_parser="numpy")


def _plain(text: str) -> str:
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", " ".join(text.split()).replace("``", "`"))
