"""
Titles of activities: the French nomenclature NAF rév. 2 of Insee (2008), 732 sub-classes.

``naf.csv`` holds code and title as Insee publishes them, under Licence Ouverte
(https://www.insee.fr/fr/information/2120875). Codes of NAF 2025 are unknown here.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def titles() -> Mapping[str, str]:
    """
    Title of each sub-class, by its code without a dot.

    Examples
    --------
    >>> len(titles()), titles()["2562B"]
    (732, 'Mécanique industrielle')
    """
    text = files("layers").joinpath("naf.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return {row["code"].replace(".", ""): row["label"] for row in rows}


def title(code: object) -> str | None:
    """
    Title of an activity.

    Parameters
    ----------
    code : object
        Code of five signs, with a dot or without.

    Returns
    -------
    str or None
        The title; None for what is no code of NAF rév. 2.

    Examples
    --------
    >>> title("25.62B") == title("2562b"), title("99"), title(None)
    (True, None, None)
    """
    return titles().get(code.replace(".", "").strip().upper()) if isinstance(code, str) else None
