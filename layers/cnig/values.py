"""
Cells of a delivery as text: one canonical form, whatever the format they come from.

A table of the standard is held as text so that a wrong cell can be shown as it was found; numbers
and dates have one way of being written, so that going through a format and back can be compared.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

import numpy as np
import pandas as pd
from pandas import Series

from layers.cnig.standard import MISSING, Field

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR: Final = re.compile(r"\d{4}")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_FRENCH_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WHOLE: Final = 1e15


def cells(values: Series, field: Field) -> Series:
    """
    A column as canonical text.

    Parameters
    ----------
    values : Series
        Texts, numbers, dates, years; any index.
    field : Field
        The field that the column holds.

    Returns
    -------
    Series of object
        Text, or None where the cell is empty. A number that is whole has no decimal point, a
        date is ``AAAA-MM-JJ``; what cannot be read as its kind stays as it was written.

    Examples
    --------
    >>> from layers.cnig.standard import cnig_class
    >>> cells(Series([21.0, "37.20", "NA"]), cnig_class("POLE-ECO").field("pole_surface")).tolist()
    ['21', '37.2', None]
    """
    known = values.astype(object)
    return Series([_cell(v, field) for v in known], index=values.index, dtype=object)


def _cell(value: object, field: Field) -> str | None:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float | np.floating) and math.isnan(value):
        return None
    text = _written(value)
    if text in MISSING:
        return None
    return _CANONICAL.get(field.kind, str)(text)


def _written(value: object) -> str:
    if isinstance(value, dt.datetime | pd.Timestamp):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool | np.bool_):
        return "oui" if value else "non"
    if isinstance(value, float | np.floating):
        return _float_text(float(value))
    return str(value).strip()


def _float_text(value: float) -> str:
    if value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return repr(value)


def _number_text(text: str) -> str:
    value = number(text)
    if value is None:
        return text
    short = _float_text(value)
    return short if _same(text, short) else text


def _same(text: str, short: str) -> bool:
    """Whether nothing is lost by holding a decimal text as a double."""
    return Decimal(text) == Decimal(short)


def number(text: str) -> float | None:
    """
    Number of a cell, or None; decimals after a point, as the published schemas want.

    Examples
    --------
    >>> number("37.2"), number("37,2"), number("inf")
    (37.2, None, None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def whole(text: str) -> int | None:
    """
    Whole number of a cell, or None.

    Examples
    --------
    >>> whole("12"), whole("12.0"), whole("12.5")
    (12, 12, None)
    """
    value = number(text)
    return int(value) if value is not None and value.is_integer() else None


def date(text: str) -> dt.date | None:
    """
    Day of a cell, or None; only ``AAAA-MM-JJ`` that exists.

    Examples
    --------
    >>> date("2024-02-29"), date("2023-02-29"), date("10/10/2022")
    (datetime.date(2024, 2, 29), None, None)
    """
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def year(text: str) -> int | None:
    """
    Year of a cell, or None.

    Examples
    --------
    >>> year("2015"), year("0000"), year("15")
    (2015, None, None)
    """
    return int(text) if _YEAR.fullmatch(text) and int(text) > 0 else None


def suggested(text: str, field: Field) -> str | None:
    """
    What was probably meant by a cell that its kind refuses.

    Parameters
    ----------
    text : str
        The cell.
    field : Field
        Its field.

    Returns
    -------
    str or None
        A cell that the standard takes, or None where nothing obvious mends it.

    Examples
    --------
    >>> from layers.cnig.standard import cnig_class
    >>> site = cnig_class("SITE-ECO")
    >>> suggested("10/12/2022", site.field("site_actu_date"))
    '2022-12-10'
    >>> suggested("1 234,5", site.field("site_surf_brute"))
    '1234.5'
    """
    if field.kind == "date" and (found := _FRENCH_DATE.fullmatch(text)):
        day, month, in_year = found.groups()
        iso = f"{in_year}-{int(month):02d}-{int(day):02d}"
        return iso if date(iso) else None
    if field.kind == "year" and (found := re.match(r"(\d{4})-\d{2}-\d{2}", text)):
        return found[1]
    if field.kind in ("number", "count"):
        mended = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
        return _number_text(mended) if number(mended) is not None else None
    return None


READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "number": number,
    "count": whole,
    "date": date,
    "year": year,
}
"""What reads a cell of each kind, None where it cannot."""

_CANONICAL: Final[Mapping[str, Callable[[str], str]]] = {
    "number": _number_text,
    "count": _number_text,
}
