"""
Message catalogues: the English text is the id, the French text lies in ``fr/*.po``.

Each part of the product keeps its own ``.po`` file; all are merged and compiled in memory, so a
translator mends a text file and nothing has to be built.
"""

import io
from collections.abc import Callable, Iterator
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import Final, Literal

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from land.errors import ZaeError

Lang = Literal["fr", "en"]

LANGS: Final[tuple[Lang, ...]] = ("fr", "en")
"""Languages of readers."""

DEFAULT_LANG: Final[Lang] = "fr"


def translator(lang: str) -> Callable[[str], str]:
    """
    Function that says a message in a language.

    Parameters
    ----------
    lang : str
        One of ``LANGS``.

    Returns
    -------
    callable
        Takes an English message, gives the message in the language; fields in braces are
        filled by the caller afterwards. A message without translation stays English.

    Raises
    ------
    ZaeError
        If the language is not one of ``LANGS``; names those that are.

    Examples
    --------
    >>> _ = translator("fr")
    >>> _("unknown"), translator("en")("unknown")
    ('inconnu', 'unknown')
    """
    if lang not in LANGS:
        raise ZaeError(
            "no messages in language « {lang} »; there are: {known}", lang=lang, known=LANGS
        )
    if lang == "en":
        return str
    compiled = _compiled(lang)
    return lambda message: compiled.gettext(message) if message else ""  # "" names the header


def N_(message: str) -> str:  # noqa: N802  the name that gettext gives it
    """
    Mark a message that is translated later, where it is shown.

    Parameters
    ----------
    message : str
        English message.

    Returns
    -------
    str
        The same message.

    Examples
    --------
    >>> N_("unknown")
    'unknown'
    """
    return message


@cache
def _compiled(lang: str) -> GNUTranslations:
    merged = Catalog(locale=lang, charset="utf-8")
    for _name, message in entries(lang):
        merged.add(message.id, message.string, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, merged)
    buffer.seek(0)
    return GNUTranslations(buffer)


def entries(lang: str) -> Iterator[tuple[str, Message]]:
    """
    Messages of the catalogues of a language.

    Parameters
    ----------
    lang : str
        A language that has a folder of catalogues.

    Yields
    ------
    str, Message
        Name of the file and a message of it, headers and fuzzy messages left out.

    Examples
    --------
    >>> next(m.string for _, m in entries("fr") if m.id == "unknown")
    'inconnu'
    """
    for path in sorted(files("zae.messages").joinpath(lang).iterdir(), key=lambda p: p.name):
        if path.name.endswith(".po"):
            catalogue = read_po(io.BytesIO(path.read_bytes()), locale=lang, abort_invalid=True)
            yield from ((path.name, m) for m in catalogue if m.id and not m.fuzzy)
