"""Words of the interface, in French, from the catalogue beside this module."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("words.fr.json")


def say(key: str) -> str:
    """
    Text of the interface.

    Parameters
    ----------
    key : str
        Its key, dotted.

    Returns
    -------
    str
        The text; fields in braces are filled by the caller.

    Raises
    ------
    KeyError
        If the catalogue has no such key.

    Examples
    --------
    >>> say("provider.name")
    'zae'
    """
    return words()[key]


@cache
def words() -> dict[str, str]:
    """Whole catalogue, by key."""
    found: dict[str, str] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return found


def has(key: str) -> bool:
    """Whether the catalogue has a key."""
    return key in words()
