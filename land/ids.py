"""
Identifiers of French communes, parcels and businesses: what they look like, how to mend them.

Spreadsheets eat leading zeros and producers glue several references into one cell; both are
mended here, and what was changed is always said.
"""

import re
from typing import Final

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from land.errors import IdentifierError

_INSEE: Final = re.compile(r"(?:(?!20)(?:0[1-9]|[1-8]\d|9[0-5])|2[AB])(?!000)\d{3}|9[78][1-8]\d{2}")
_PARCEL_TAIL: Final = re.compile(r"\d{3}(?!00)[0-9A-Z]{2}(?!0000)\d{4}")
_SEPARATORS: Final = re.compile(r"[|,;\s]+")
_LA_POSTE: Final = "356000000"


def is_insee(s: str) -> bool:
    """
    Whether a text has the form of an INSEE code of a commune.

    Parameters
    ----------
    s : str
        Five characters: department (01-95, 2A, 2B) and commune, or 97x/98x and two digits.

    Returns
    -------
    bool
        True if the form is right; that the commune exists is not checked.

    References
    ----------
    .. [1] Insee, Code officiel géographique.

    Examples
    --------
    >>> is_insee("34172"), is_insee("2A004"), is_insee("97209"), is_insee("1004")
    (True, True, True, False)
    """
    return _INSEE.fullmatch(s) is not None


def is_parcel(s: str) -> bool:
    """
    Whether a text has the form of a cadastral parcel id of 14 characters.

    Parameters
    ----------
    s : str
        INSEE code (5), prefix (3), section (2), number (4).

    Returns
    -------
    bool
        True if the form is right; that the parcel exists is not checked.

    References
    ----------
    .. [1] DGFiP, PCI vecteur, identifiant de parcelle; Etalab, cadastre.data.gouv.fr.

    Examples
    --------
    >>> is_parcel("253540000A0012"), is_parcel("2A0040000B0001"), is_parcel("253540000A12")
    (True, True, False)
    """
    return is_insee(s[:5]) and _PARCEL_TAIL.fullmatch(s[5:]) is not None


def parcel_id(commune: str, prefix: str, section: str, number: str) -> str:
    """
    Parcel id of 14 characters from its four parts.

    Parameters
    ----------
    commune : str
        INSEE code of the commune; a lost leading zero is put back.
    prefix : str
        Prefix of an absorbed commune; empty for none.
    section : str
        One or two characters.
    number : str
        Number of the parcel in its section.

    Returns
    -------
    str
        The id.

    Raises
    ------
    IdentifierError
        If the padded parts do not make a parcel id.

    Examples
    --------
    >>> parcel_id("25354", "", "A", "12")
    '253540000A0012'
    """
    parts = (p.strip().upper() for p in (commune, prefix, section, number))
    padded = "".join(p.zfill(width) for p, width in zip(parts, (5, 3, 2, 4), strict=True))
    if not is_parcel(padded):
        raise IdentifierError(
            "commune {commune!r}, prefix {prefix!r}, section {section!r}, number {number!r} "
            "make {made!r}, which is no parcel id; expected 5 + 3 + 2 + 4 characters",
            commune=commune,
            prefix=prefix,
            section=section,
            number=number,
            made=padded,
        )
    return padded


def restore_zeros(codes: Series, *, width: int) -> tuple[Series, Series]:
    """
    Codes with the leading zeros that a spreadsheet took away.

    Parameters
    ----------
    codes : Series
        Codes as text or numbers, any index; missing stays missing. Only a code that starts
        with a digit and is too short is padded: « 2A004 » and free text are left alone.
    width : int
        Length of a whole code. [characters]

    Returns
    -------
    restored : Series of str
        Codes as text, on the index of ``codes``.
    changed : Series of bool
        True where zeros were put back.

    Examples
    --------
    >>> restored, changed = restore_zeros(Series([1004, 34172]), width=5)
    >>> list(restored), list(changed)
    (['01004', '34172'], [True, False])
    """
    text = _as_text(codes)
    short = text.str.fullmatch(r"\d[0-9A-Za-z]*").fillna(value=False) & (text.str.len() < width)
    restored = text.where(~short, text.str.zfill(width))
    return restored, short.astype(bool)


def _as_text(codes: Series) -> Series:
    if pd.api.types.is_float_dtype(codes):
        codes = codes.astype("Int64")
    text = codes.astype("str").where(codes.notna())
    return text.astype("str").str.strip().str.replace(r"(?<=\d)\.0+$", "", regex=True)


def is_siren(s: str) -> bool:
    """
    Whether a text is a SIREN: nine digits whose Luhn sum ends in zero.

    Parameters
    ----------
    s : str
        The text, without spaces.

    Returns
    -------
    bool
        True if the form and the check digit are right.

    References
    ----------
    .. [1] Code de commerce, art. R. 123-221; ISO/IEC 7812-1, annex B (Luhn).

    Examples
    --------
    >>> is_siren("243400017"), is_siren("243400018")
    (True, False)
    """
    return re.fullmatch(r"[0-9]{9}", s) is not None and _luhn(s)


def is_siret(s: str) -> bool:
    """
    Whether a text is a SIRET: a SIREN and five digits, with a right check digit.

    Parameters
    ----------
    s : str
        The text, without spaces.

    Returns
    -------
    bool
        True if the form and the check are right.

    Notes
    -----
    La Poste (SIREN 356000000) has more establishments than the Luhn digit allows: there the
    sum of the digits is a multiple of five instead.

    References
    ----------
    .. [1] Insee, Sirene, « Le numéro SIRET » (exception of La Poste).

    Examples
    --------
    >>> is_siret("35600000000048"), is_siret("35600000049837"), is_siret("24340001700000")
    (True, True, False)
    """
    if re.fullmatch(r"[0-9]{14}", s) is None or not is_siren(s[:9]):
        return False
    return _luhn(s) or (s.startswith(_LA_POSTE) and sum(map(int, s)) % 5 == 0)


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0  # noqa: PLR2004


def split_refs(text: str) -> list[str]:
    """
    References written in one cell, in order.

    Parameters
    ----------
    text : str
        References separated by ``|``, commas, semicolons or spaces.

    Returns
    -------
    list of str
        The references; empty where the cell holds none.

    Examples
    --------
    >>> split_refs("253540000A0012|253540000A0013; 253540000A0014")
    ['253540000A0012', '253540000A0013', '253540000A0014']
    """
    return [ref for ref in _SEPARATORS.split(text) if ref]


def require_unique(rows: GeoSeries | GeoDataFrame | Series | DataFrame, *, name: str) -> None:
    """
    Refuse a table in which one id stands twice.

    Parameters
    ----------
    rows : Series or DataFrame
        The table, its ids in the index.
    name : str
        What the rows are, for the message.

    Raises
    ------
    IdentifierError
        If an id stands on several rows; names up to five of them.

    Examples
    --------
    >>> require_unique(Series([1, 2], index=["A", "A"]), name="units")
    Traceback (most recent call last):
    land.errors.IdentifierError: units: 1 id stands on several rows: 'A'; give each row its own id
    """
    if rows.index.is_unique:
        return
    twice = rows.index[rows.index.duplicated()].unique()
    few = [repr(i) for i in twice[:5]]
    if len(twice) == 1:
        raise IdentifierError(
            "{name}: 1 id stands on several rows: {few}; give each row its own id",
            name=name,
            few=few,
        )
    raise IdentifierError(
        "{name}: {count} ids stand on several rows: {few}; give each row its own id",
        name=name,
        count=len(twice),
        few=few,
    )
