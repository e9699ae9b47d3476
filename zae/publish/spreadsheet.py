"""Texts that a spreadsheet opens without running them."""

from typing import Final

from pandas import Series

FORMULA: Final = r"^'*[=+\-@\t\r＝＋－＠]"
"""Text that a spreadsheet would run, or that :func:`guarded` has already marked."""


def guarded(texts: Series) -> Series:
    """
    Texts that no spreadsheet takes for a formula; :func:`unguarded` gives them back unharmed.

    An apostrophe goes before a text that starts with ``=``, ``+``, ``-``, ``@``, a tab or a
    carriage return (OWASP, *CSV injection*), and before one that already starts with
    apostrophes and then such a sign, so that the mark can be taken off without doubt.

    Parameters
    ----------
    texts : Series
        Texts; missing ones stay missing.

    Returns
    -------
    Series
        Marked texts.

    Examples
    --------
    >>> guarded(Series(["=1+1", "L'Îlot", "'=1"])).tolist()
    ["'=1+1", "L'Îlot", "''=1"]
    """
    risky = texts.str.contains(FORMULA, regex=True, na=False)
    return texts.mask(risky, "'" + texts)


def unguarded(texts: Series) -> Series:
    """
    Texts as they were before :func:`guarded`.

    Examples
    --------
    >>> unguarded(Series(["'=1+1", "L'Îlot", "''=1"])).tolist()
    ['=1+1', "L'Îlot", "'=1"]
    """
    marked = texts.str.contains("^'" + FORMULA[1:], regex=True, na=False)
    return texts.mask(marked, texts.str[1:])
