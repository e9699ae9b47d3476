"""
Errors of the toolkit.

Each is a :class:`ZaeError` and the builtin that a caller would guess. A class exists only
where some caller does something different on catching it. A message says what was found,
where (file, layer, row, id) and what to do.

A message is an English template and the values that fill it, kept apart, so that whoever shows it
can say it in the language of the reader. Nothing here knows of a language or a catalogue.
"""

from collections.abc import Callable, Iterable
from string import Formatter
from typing import Final, Self

DECIMALS: Final = "{whole}.{decimals}"
"""Template of a figure with decimals, so that a language puts its own mark between them."""

Translate = Callable[[str], str]
"""Takes an English template, gives it in the language of a reader, fields in braces kept."""


class Message(str):
    """
    A sentence for a reader: its English text, which also knows how it was made.

    Parameters
    ----------
    template : str
        English text, with the names of the values in braces; read as it is where there are none.
    **values : object
        What fills the fields. A value that is itself a message, an error or parts of a message is
        said in the language of the whole; a list is said item by item, with commas between.

    Examples
    --------
    >>> fault = Message("row {row}: {why}", row="A{1}", why=Message("no geometry"))
    >>> fault == "row A{1}: no geometry"
    True
    >>> fault.said({"row {row}: {why}": "ligne {row} : {why}", "no geometry": "vide"}.__getitem__)
    'ligne A{1} : vide'
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Make the English text, and keep what it was made of."""
        message = super().__new__(cls, _filled(template, values, str))
        message.template, message.values = template, values
        return message

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.template, self.values)

    def filled(self, **values: object) -> "Message":
        """Return the same message with these values."""
        return Message(self.template, **values)

    def said(self, translate: Translate) -> str:
        """Return the message in the language of ``translate``."""
        return _filled(translate(self.template), self.values, translate)


class Parts:
    r"""
    Parts of a message, said one after another.

    Parameters
    ----------
    parts : iterable of str
        Messages, texts.
    between : str
        What stands between two of them.

    Examples
    --------
    >>> str(Message("2 faults\n  {faults}", faults=Parts(["a", Message("b")], between="\n  ")))
    '2 faults\n  a\n  b'
    """

    __slots__ = ("between", "parts")

    def __init__(self, parts: Iterable[object], *, between: str) -> None:
        self.parts: tuple[str, ...] = tuple(
            part.message
            if isinstance(part, ZaeError)
            else part
            if isinstance(part, str)
            else str(part)
            for part in parts
        )
        self.between = between

    def __str__(self) -> str:
        return self.said(str)

    def said(self, translate: Translate) -> str:
        """Return the parts in the language of ``translate``."""
        return self.between.join(said(part, translate) for part in self.parts)


class ZaeError(Exception):
    """
    Anything that the toolkit refuses, with a message for the person who can mend it.

    Parameters
    ----------
    template : str
        English text, with the names of the values in braces.
    **values : object
        What fills the fields, as for :class:`Message`.

    Examples
    --------
    >>> error = ZaeError("{file}: no column {column}", file="zac.shp", column="nom")
    >>> str(error)
    'zac.shp: no column nom'
    >>> error.said({"{file}: no column {column}": "{file} : colonne {column} absente"}.__getitem__)
    'zac.shp : colonne nom absente'
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.message = Message(template, **values)

    def __str__(self) -> str:
        return str(self.message)

    @property
    def faults(self) -> tuple[str, ...]:
        """The faults of a message that lists several under ``faults``; else the message alone."""
        listed = self.message.values.get("faults")
        return listed.parts if isinstance(listed, Parts) else (self.message,)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.message.template, self.message.values)

    def said(self, translate: Translate) -> str:
        """Return the message in the language of ``translate``."""
        return self.message.said(translate)


class CRSError(ZaeError, ValueError):
    """A coordinate reference system is missing, not allowed, or contradicts the coordinates."""


class SchemaError(ZaeError, ValueError):
    """A table lacks columns or holds values outside its declared schema; all faults are listed."""


class IdentifierError(ZaeError, ValueError):
    """An identifier (INSEE, parcel, SIREN, SIRET) has the wrong form."""


class GeometryError(ZaeError, ValueError):
    """A geometry cannot be measured: invalid, empty, or of the wrong kind."""


class MissingExtraError(ZaeError, ImportError):
    """An optional part is needed and not installed; the message names the extra."""


def said(value: object, translate: Translate) -> str:
    """
    A value in the language of a reader, as far as it can be said in another.

    Parameters
    ----------
    value : object
        A message, an error, parts, a list of any; anything else is written as it is.
    translate : callable
        Takes an English template, gives that of the language.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> said([Message("yes"), "no", 3], {"yes": "oui"}.__getitem__)
    'oui, no, 3'
    >>> said((0.5, 2.0), lambda text: text.replace(".", ","))
    '0,5, 2'
    """
    if isinstance(value, Message | Parts | ZaeError):
        return value.said(translate)
    if isinstance(value, list | tuple):
        return ", ".join(said(one, translate) for one in value)
    if isinstance(value, float):
        return _marked(str(int(value)) if value.is_integer() else str(value), translate)
    return str(value)


class _Sayer(Formatter):
    """Fills the fields of a template in a language."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate

    def format_field(self, value: object, format_spec: str) -> str:
        if not format_spec:
            return said(value, self._translate)
        text = format(value, format_spec)
        return _marked(text, self._translate) if isinstance(value, float) else text


def _marked(figure: str, translate: Translate) -> str:
    """Figure with the decimal mark of the language."""
    whole, point, decimals = figure.partition(".")
    return translate(DECIMALS).format(whole=whole, decimals=decimals) if point else figure


def _filled(template: str, values: dict[str, object], translate: Translate) -> str:
    return _Sayer(translate).vformat(template, (), values) if values else template


def _again(kind: type[ZaeError | Message], template: str, values: dict[str, object]) -> object:
    return kind(template, **values)
