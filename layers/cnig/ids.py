"""Ids of the rows of the standards: a form that says their class, in keys and references."""

import re
from typing import Final

from land.ids import is_insee
from layers.cnig.standard import ANYWHERE

_ID: Final = re.compile(r"(.{5})_(\S+)")

FICTIONAL: Final = "99"
"""Département of communes that there are not, as in the demonstration."""


def settled_key(key: str) -> str:
    """A key of a fictional commune as if the commune stood in the first département."""
    return "01" + key[2:] if key.startswith(FICTIONAL) else key


def is_id(text: str, name: str) -> bool:
    """
    Whether a text has the form of an id of a class.

    Parameters
    ----------
    text : str
        The id.
    name : str
        Official name of the class.

    Returns
    -------
    bool
        True for INSEE code, class and number; for FRICHE, INSEE code and a free number.

    References
    ----------
    .. [1] CNIG, Standard Sites économiques v2024-10; Standard Friches v1.0.6.

    Examples
    --------
    >>> is_id("34172_SITE-ECO_00001", "SITE-ECO"), is_id("34172_SITE-ECO_00001", "POLE-ECO")
    (True, False)
    >>> is_id("34172_22-12.0017", "FRICHE"), is_id("M. Jean Dupont", "FRICHE")
    (True, False)
    """
    found = _ID.fullmatch(text)
    if found is None or not is_insee(settled_key(found[1])):
        return False
    return name == "FRICHE" or re.fullmatch(rf"{name}_\w+", found[2]) is not None


def refers(text: str, name: str) -> bool:
    """
    Whether a cell refers to rows of a class: ids parted by bars, or a word of the standard.

    Examples
    --------
    >>> refers("34172_SITE-ECO_00001|34172_SITE-ECO_00002", "SITE-ECO"), refers("Inconnu", "FRICHE")
    (True, True)
    """
    return text.casefold() in ANYWHERE or all(is_id(part.strip(), name) for part in text.split("|"))
