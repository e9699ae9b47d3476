"""TOML of the catalogue, of the profiles and of the references: read whole, all faults at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from land.errors import Message, ZaeError
from zae import tomlfile

ASSUMED = "assumed"
"""Source of a figure that nobody has measured or published as far as we know."""


class CatalogueError(ZaeError, ValueError):
    """A file of practices, profiles or zones is faulty; all its faults are listed."""


class Part(BaseModel):
    """A part of a file: no key that is not known, nothing changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Part):
    """A text for readers in both languages; a plain text is the same in both."""

    fr: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def said(self, lang: str) -> str:
        """
        Return the text in a language.

        Examples
        --------
        >>> Words(fr="Industrie", en="Manufacturing").said("en")
        'Manufacturing'
        """
        return self.en if lang == "en" else self.fr


def _in_both(text: object) -> object:
    return {"fr": text, "en": text} if isinstance(text, str) else text


InWords = Annotated[Words, BeforeValidator(_in_both)]
"""``label = "Industrie"``, or ``label = { fr = "Industrie", en = "Manufacturing" }``."""

_Read = TypeVar("_Read", bound=Part)


def text_of(path: Path) -> str:
    """
    Text of a file.

    Raises
    ------
    CatalogueError
        If it cannot be read, or is not written in UTF-8.
    """
    return tomlfile.text_of(path, CatalogueError)


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
    kind = tomlfile.TomlFile(
        model=model, fault=CatalogueError, whole=Message("the whole"), tables=plurals
    )
    return kind.parse(text, name=name)
