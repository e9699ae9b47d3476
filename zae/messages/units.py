"""Units of the grid in the words of a reader."""

from collections.abc import Callable
from typing import Final

from zae.messages.catalogue import N_

UNITS: Final = {
    "%": N_("%"),
    "jobs/ha": N_("jobs/ha"),
    "class 0-3": N_("out of 3"),
    "class 0-1": "",
    "ratio": "",
    "index": "",
    "0-1": "",
    "m": N_("m"),
    "m2": N_("m²"),
    "kgCO2e/job/yr": N_("kg CO₂e/job/year"),
    "places/100": N_("places per 100 children"),
    "EUR/job/yr": N_("€/job/year"),
}
"""Units of the grid, as a reader sees them."""


def unit(code: str, translate: Callable[[str], str]) -> str:
    """
    A unit of the grid in words; itself where it is not one of ours.

    Examples
    --------
    >>> unit("m2", str), unit("ratio", str), unit("kWh", str)
    ('m²', '', 'kWh')
    """
    text = UNITS.get(code, code)
    return translate(text) if text else ""
