"""Figures as a reader writes them: « 1 234,5 » in French, "1,234.5" in English."""

import datetime as dt
import math

from babel.dates import format_date
from babel.numbers import format_decimal

from zae.messages.catalogue import translator

HECTARE_M2 = 10_000


def number(value: float | None, lang: str, decimals: int = 0) -> str:
    """
    A number with its separators.

    Parameters
    ----------
    value : float or None
        The number; None or NaN is unknown.
    lang : str
        One of ``LANGS``.
    decimals : int
        Digits after the decimal sign; all are written.

    Returns
    -------
    str
        The text; in French, thousands are parted by a narrow no-break space (U+202F). The
        unknown is said in words: it is never an empty text nor a zero.

    Raises
    ------
    ZaeError
        If the language is not one of ``LANGS``.

    Examples
    --------
    >>> number(1234.5, "en", 2), number(0.5, "fr", 1), number(float("nan"), "fr")
    ('1,234.50', '0,5', 'inconnu')
    """
    _ = translator(lang)
    if value is None or math.isnan(value):
        return _("unknown")
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=lang))


def area(m2: float | None, lang: str) -> str:
    """
    An area with its unit: hectares from one hectare up, square metres below.

    Parameters
    ----------
    m2 : float or None
        Area [m²]; None or NaN is unknown.
    lang : str
        One of ``LANGS``.

    Returns
    -------
    str
        Number, no-break space (U+00A0), unit.

    Raises
    ------
    ZaeError
        If the language is not one of ``LANGS``.

    Examples
    --------
    >>> area(12_345, "fr").split(), area(9_999, "en").split()
    (['1,23', 'ha'], ['9,999', 'm²'])
    """
    if m2 is None or math.isnan(m2):
        return number(None, lang)
    if round(m2) < HECTARE_M2:
        return f"{number(m2, lang)}\u00a0m²"
    return f"{number(m2 / HECTARE_M2, lang, 2)}\u00a0ha"


def date(day: dt.date, lang: str) -> str:
    """
    A day in full.

    Parameters
    ----------
    day : datetime.date
        The day.
    lang : str
        One of ``LANGS``.

    Returns
    -------
    str
        The day, its month in words.

    Raises
    ------
    ZaeError
        If the language is not one of ``LANGS``.

    Examples
    --------
    >>> date(dt.date(2026, 11, 3), "fr"), date(dt.date(2026, 11, 3), "en")
    ('3 novembre 2026', 'November 3, 2026')
    >>> date(dt.date(2026, 1, 1), "fr")
    '1er janvier 2026'
    """
    translator(lang)
    said = str(format_date(day, format="long", locale=lang))
    # The first of a month alone is an ordinal in French (Lexique des règles typographiques).
    return said.replace("1 ", "1er ", 1) if lang == "fr" and day.day == 1 else said
