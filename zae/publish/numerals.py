"""
Numbers of maps and reports: values with few digits, intervals, shares, a dash for no number.

They build on :mod:`zae.messages.figures`, so that paper, screen and messages say the same.
"""

import math
from functools import lru_cache
from typing import Final

from zae.messages import number

NOTHING: Final = "–"
"""What stands in a table where there is no number: a dash, never 0."""

NO_BREAK: Final = "\u00a0"
MINUS: Final = "\u2212"
_SHORT_UNIT: Final = 4
_TO: Final = {"fr": "à", "en": "to"}


def fixed(value: float | None, lang: str, decimals: int = 0) -> str:
    """
    A number for a column of a table; a dash where there is none.

    Parameters
    ----------
    value : float or None
        The number.
    lang : str
        Language of the reader.
    decimals : int
        Digits after the decimal sign.

    Returns
    -------
    str
        The text, with a true minus sign.

    Examples
    --------
    >>> fixed(-2.5, "fr", 1), fixed(float("nan"), "fr"), fixed(-0.01, "en")
    ('−2,5', '–', '0')
    """
    if value is None or math.isnan(value):
        return NOTHING
    return _written(round(float(value), decimals) + 0.0, lang, decimals)


@lru_cache(maxsize=1 << 16)
def _written(value: float, lang: str, decimals: int) -> str:
    """Kept, for the same few figures come back on every page."""
    return number(value, lang, decimals).replace("-", MINUS)


def measure(value: float, lang: str, *, unit: str = "") -> str:
    """
    A measured value: whole from 100 on, three significant digits below.

    Parameters
    ----------
    value : float
        The value.
    lang : str
        Language of the reader.
    unit : str
        Unit, set after a no-break space.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> measure(0.1264, "fr"), measure(41.0, "fr", unit="m").split(), measure(1234.5, "en")
    ('0,126', ['41', 'm'], '1,234')
    """
    if value is None or math.isnan(value):
        return NOTHING
    text = fixed(value, lang, _decimals(value))
    return with_unit(text, unit)


def with_unit(text: str, unit: str) -> str:
    """
    A number in words with its unit; a long unit may go to the next line.

    Examples
    --------
    >>> with_unit("3", "ha") == f"3{NO_BREAK}ha", with_unit("3", "jobs/ha"), with_unit("–", "ha")
    (True, '3 jobs/ha', '–')
    """
    if not unit or text == NOTHING:
        return text
    return f"{text}{NO_BREAK if len(unit) <= _SHORT_UNIT else ' '}{unit}"


def _decimals(value: float) -> int:
    """Decimals of a value at three significant digits, trailing zeros left out."""
    if value == 0:
        return 0
    most = max(0, 2 - math.floor(math.log10(abs(value))))
    digits = f"{value:.{most}f}"
    return len(digits.rstrip("0").partition(".")[2]) if "." in digits else 0


def between(low: str, high: str, lang: str, *, unit: str = "") -> str:
    """
    Two bounds already in words, or one where they read alike.

    Examples
    --------
    >>> between("48", "71", "fr").split(), between("3", "3", "fr", unit="m").split()
    (['48', 'à', '71'], ['3', 'm'])
    """
    text = low if low == high else f"{low}{NO_BREAK}{_TO[lang]}{NO_BREAK}{high}"
    return with_unit(text, unit)


def percent(share: float, lang: str, decimals: int = 0) -> str:
    """
    A share of 1 as a percentage.

    Examples
    --------
    >>> percent(0.125, "fr", 1).split(), percent(0.5, "en")
    (['12,5', '%'], '50%')
    """
    text = fixed(share * 100, lang, decimals)
    if text == NOTHING:
        return text
    return f"{text}{NO_BREAK}%" if lang == "fr" else f"{text}%"


def signed(value: float, lang: str, decimals: int = 1) -> str:
    """
    A number with its sign.

    Examples
    --------
    >>> signed(4.25, "fr"), signed(-2.0, "fr"), signed(0.01, "fr")
    ('+4,2', '−2,0', '0,0')
    """
    text = fixed(value, lang, decimals)
    return f"+{text}" if round(value, decimals) > 0 else text
