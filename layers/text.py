"""Text as producers write it, and the numbers, yes-or-no and codes that stand in it."""

import re
from typing import Final

import numpy as np
import pandas as pd

# How telling a letter is: the accents of running text say more than rare signs and capitals.
_FRENCH: Final = {
    **dict.fromkeys("ÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆ°²³«»’–…€", 1),
    **dict.fromkeys("ëâäîïôöùûüÿœæ", 2),
    **dict.fromkeys("èàêç", 4),
    "é": 8,
}
_SINGLE_BYTE: Final = ("cp1252", "macintosh", "cp850")
_TRUE: Final = ("oui", "o", "true", "vrai", "t", "v", "1", "yes", "y")
_FALSE: Final = ("non", "n", "false", "faux", "f", "0", "no")
_ACCENT: Final = re.compile(r"[^\x00-\x7f\ufffd]")
_UNSAID: Final = (
    "non renseigné", "non renseignée", "non connu", "non connue", "inconnu", "inconnue",
    "indéterminé", "sans objet", "nc", "n.c.", "nr", "n.r.", "nd", "n.d.", "-", "?",
)  # fmt: skip
_SPACES: Final = re.compile(r"[\s\u00a0\u202f]")
_SHORT_PARCEL: Final = re.compile(r"(?<![0-9A-Z])([1-9]\d{6}[0-9A-Z]{2}\d{4})(?![0-9A-Z])")


def encoding_of(content: bytes) -> str:
    """
    Encoding of a text, among those that French producers use.

    Parameters
    ----------
    content : bytes
        The text; a part of it is enough when it holds accents.

    Returns
    -------
    str
        ``utf-8-sig``, ``utf-16``, ``utf-8``, ``cp1252``, ``macintosh`` or ``cp850``. Among the
        last three, the one that reads most like French.

    Examples
    --------
    >>> encoding_of("Béziers".encode("utf-8")), encoding_of("Béziers".encode("mac_roman"))
    ('utf-8', 'macintosh')
    """
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if is_utf8(content):
        return "utf-8"
    high = bytes(b for b in content if b > 127)  # noqa: PLR2004
    return max(_SINGLE_BYTE, key=lambda name: _french_weight(high, name))


def _french_weight(high: bytes, name: str) -> int:
    return sum(_FRENCH.get(c, 0) for c in high.decode(name, errors="replace"))


def is_utf8(content: bytes) -> bool:
    """
    Whether accents are written in UTF-8, a few cut in two at the end of a field apart.

    Examples
    --------
    >>> is_utf8("Indifférencié".encode()), is_utf8("Indifférencié".encode("latin-1"))
    (True, False)
    """
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return broken * 20 < len(_ACCENT.findall(text)) or broken == 0


def as_text(values: pd.Series) -> pd.Series:
    """
    Values as text, whole numbers without a decimal point, blank cells missing.

    Examples
    --------
    >>> as_text(pd.Series([8190.0, None])).tolist()
    ['8190', nan]
    """
    if pd.api.types.is_float_dtype(values):
        known = values.dropna()
        if np.isfinite(known).all() and (known == known.round()).all():
            values = values.astype("Int64")
    text = values
    if values.dtype != "str":
        plain = values.astype("object").where(values.notna(), None)
        text = plain.map(_plain, na_action="ignore").astype("str")
    text = text.str.strip()
    return text.mask(text == "")


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_number(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """
    Values as numbers, however a French table writes them.

    Parameters
    ----------
    values : Series
        Numbers, or text such as ``3 297``, ``1.234,5`` or ``31,60%``.

    Returns
    -------
    tuple of Series
        The numbers (NaN where missing or unreadable; a percentage is divided by 100) and a mask
        of the cells that were percentages.

    Examples
    --------
    >>> as_number(pd.Series(["3 297", "1.234,5", "50%"]))[0].tolist()
    [3297.0, 1234.5, 0.5]
    """
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values.astype("float64"), pd.Series(data=False, index=values.index)
    text = as_text(values).str.replace(_SPACES, "", regex=True)
    percent = text.str.endswith("%").fillna(value=False).astype(bool)
    text = text.str.rstrip("%")
    both = (text.str.contains(",", regex=False) & text.str.contains(".", regex=False)).fillna(
        value=False
    )
    text = text.mask(both.astype(bool), text.str.replace(".", "", regex=False))
    numbers = pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce")
    numbers = numbers.astype("float64").replace([np.inf, -np.inf], np.nan)
    return numbers.where(~percent, numbers / 100), percent


def as_boolean(values: pd.Series) -> pd.Series:
    """
    Values as true, false or missing: oui and non, vrai and faux, 1 and 0, true and false.

    Examples
    --------
    >>> as_boolean(pd.Series(["Oui", "non", None])).tolist()
    [True, False, <NA>]
    """
    if pd.api.types.is_bool_dtype(values):
        return values.astype("boolean")
    text = as_text(values).str.casefold()
    known = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
    return text.map(known).astype("boolean")


def restore_insee(codes: pd.Series) -> pd.Series:
    """
    INSEE codes of five characters from those that lost their first zero.

    Examples
    --------
    >>> restore_insee(pd.Series(["8190", "34172", "2A004"])).tolist()
    ['08190', '34172', '2A004']
    """
    return codes.str.replace(r"^([1-9]\d{3})$", r"0\1", regex=True)


def restore_parcels(ids: pd.Series) -> pd.Series:
    """
    Parcel ids of fourteen characters, alone or listed, from those that lost their first zero.

    Examples
    --------
    >>> restore_parcels(pd.Series(["8362000AL0212|08362000AL0213"])).tolist()
    ['08362000AL0212|08362000AL0213']
    """
    return ids.str.replace(_SHORT_PARCEL, r"0\1", regex=True)


def is_unsaid(values: pd.Series) -> pd.Series:
    """
    Whether a cell says in words that nothing is known, where a figure is expected.

    Examples
    --------
    >>> is_unsaid(pd.Series(["non renseigné", "12", None])).tolist()
    [True, False, False]
    """
    return as_text(values).str.casefold().isin(_UNSAID)
