"""
Colours and line widths of everything that shows a score: one place for QGIS, web map and report.

From sand (worst) to deep blue (best): lightness falls at every step, so the order survives a
grey print, and the ramp runs along the yellow-blue axis, which the common colour deficiencies
leave intact. Unknown is hatched and never a step of the ramp.
"""

from typing import Final, NamedTuple


class Outline(NamedTuple):
    """How the edge of a site is drawn."""

    colour: str
    width_mm: float
    dash: str
    """``solid`` or ``dash``."""


LETTER_COLOURS: Final = {
    "A": "#1c3b70",
    "B": "#2b7a9b",
    "C": "#62b29d",
    "D": "#b7d69b",
    "E": "#f5e9b8",
}
"""Fill of each letter, best first. For a scale with other letters, see :func:`letter_colours`."""

INK_ON_LETTER: Final = {"A": "#ffffff", "B": "#ffffff", "C": "#1b1b1b", "D": "#1b1b1b", "E": "#1b1b1b"}  # noqa: E501  # fmt: skip
"""Colour of a text written on that fill; contrast of 4.5 to 1 or more."""

UNKNOWN_FILL: Final = "#ffffff"
UNKNOWN_HATCH: Final = "#8c8c8c"
"""A site without a score: white with grey lines, upwards."""

UNDECIDED_HATCH: Final = "#3a3a3a"
"""A site whose unknowns leave more than one letter possible: thin dark lines, downwards."""

ADMISSION_OUTLINES: Final = {
    "admissible": Outline("#4a4a4a", 0.26, "solid"),
    "reserve": Outline("#d9730d", 0.7, "dash"),
    "interdit": Outline("#a50f3c", 0.9, "solid"),
}
"""Edge of a site by admission; width and dash tell them apart without colour."""

HIGHLIGHT: Final = "#e3007b"
"""A selected site."""

CONTEXT_COLOURS: Final = {
    "zone": "#8a6f9e",
    "commune": "#8f8f8f",
    "street": "#b8b2a7",
    "stop": "#20639b",
    "building": "#c9c2b8",
    "parcel": "#b5ada0",
    "natural_area": "#6b9e5b",
    "hazard": "#5b8fd6",
    "planning_zone": "#b08a5b",
    "heritage": "#a0522d",
    "water": "#7fb6d9",
    "friche": "#a1785c",
    "establishment": "#5a5a5a",
    "facility": "#7a5aa6",
    "land_cover": "#a9b78f",
    "site": "#4a4a4a",
    "context": "#9a9a9a",
}
"""Main colour of a context layer, by role."""

AVAILABILITY_COLOURS: Final = {
    "bare": "#1b7f79",
    "densifiable": "#8ccfc0",
    "friche": "#c8843c",
    "committed": "#b9a9c9",
    "built_up": "#d9d4cb",
}
"""Fill of a land unit by class of availability; what can be had stands out."""


def letter_colours(letters: tuple[str, ...]) -> dict[str, str]:
    """
    Fill of each letter of a scale, best first, spread over the ramp.

    Parameters
    ----------
    letters : tuple of str
        Letters of a grid, best first.

    Returns
    -------
    dict of str to str
        A colour for each.

    Examples
    --------
    >>> letter_colours(("A", "B", "C", "D", "E")) == LETTER_COLOURS
    True
    >>> letter_colours(("oui", "non"))
    {'oui': '#1c3b70', 'non': '#f5e9b8'}
    """
    if tuple(letters) == tuple(LETTER_COLOURS):
        return dict(LETTER_COLOURS)
    ramp = list(LETTER_COLOURS.values())
    last = max(len(letters) - 1, 1)
    return {letter: _between(ramp, i / last) for i, letter in enumerate(letters)}


def _between(ramp: list[str], share: float) -> str:
    place = share * (len(ramp) - 1)
    start = min(int(place), len(ramp) - 2)
    part = place - start
    pairs = zip(rgb(ramp[start]), rgb(ramp[start + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def rgb(colour: str) -> tuple[int, int, int]:
    """
    Red, green and blue of a colour. [0-255]

    Examples
    --------
    >>> rgb("#ff8000")
    (255, 128, 0)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
