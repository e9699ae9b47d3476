"""TOML of the catalogue, of the profiles and of the references: read whole, all faults at once."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from criteria.faults import Place, faults_of, toml_fault
from land.errors import Message, Parts, ZaeError
from zae.messages.system import system_fault

ASSUMED = "assumed"
"""Source of a figure that nobody has measured or published as far as we know."""


class CatalogueError(ZaeError, ValueError):
    """A file of practices, profiles or zones is faulty; all its faults are listed."""


class Part(BaseModel):
    """A part of a file: no key that is not known, nothing changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_Read = TypeVar("_Read", bound=Part)


def text_of(path: Path) -> str:
    """
    Text of a file.

    Raises
    ------
    CatalogueError
        If it cannot be read, or is not written in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CatalogueError(
            "{file}: {error}", file=path.name, error=system_fault(error)
        ) from error
    except UnicodeDecodeError as error:
        raise CatalogueError("{file}: not written in UTF-8; save it so", file=path.name) from error


def parsed(text: str, model: type[_Read], *, name: str, plurals: Mapping[str, str]) -> _Read:
    """
    Content of a text.

    Parameters
    ----------
    text : str
        TOML.
    model : type
        What it must be.
    name : str
        Name of the file, for messages.
    plurals : mapping of str to str
        Name of a table in the file, and of the field that holds all of them.

    Returns
    -------
    Part
        The content, checked.

    Raises
    ------
    CatalogueError
        If it is not TOML or has faults; every fault is listed with its place.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(
            "{file}: not valid TOML: {error}", file=name, error=toml_fault(error)
        ) from error
    try:
        return model.model_validate(_renamed(content, plurals))
    except ValidationError as error:
        singular = {plural: one for one, plural in plurals.items()}

        def place(location: Place) -> str:
            parts = [f"#{p + 1}" if isinstance(p, int) else singular.get(p, p) for p in location]
            return " ".join(parts) or Message("the whole")

        raise CatalogueError(
            "{file}: {count} fault(s)\n  {faults}",
            file=name, count=error.error_count(),
            faults=Parts(faults_of(error, place, model=model), between="\n  "),
        ) from error  # fmt: skip


def _renamed(content: object, names: Mapping[str, str]) -> object:
    if isinstance(content, list):
        return [_renamed(item, names) for item in content]
    if isinstance(content, dict):
        return {names.get(key, key): _renamed(value, names) for key, value in content.items()}
    return content
