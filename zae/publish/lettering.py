"""Names on a static map: inside the map, clear of its scale bar and of one another."""

from collections.abc import Iterable
from typing import Any, Final

import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from zae.publish import drawing
from zae.publish.drawing import Bounds

MOST: Final = 40
"""Letters of a name that are written."""

_WIDE: Final = 0.6
"""Width of a letter in its height, of the fonts of matplotlib and a little more."""
_TALL: Final = 1.3
_FOOT: Final = 0.13
"""Share of the height of a map that its scale bar and its arrow take."""


def names(axes: Axes, named: Iterable[tuple[str, BaseGeometry]], **style: Any) -> list[str]:
    """
    Write names on what they name, the first ones first where room is scarce.

    Parameters
    ----------
    axes : Axes
        The map.
    named : iterable of (str, geometry)
        Names, and outlines or lines that they stand on. [projected, m]
    **style
        As for :func:`zae.publish.drawing.label`, with ``fontsize``.

    Returns
    -------
    list of str
        Those that found room, whole, on their outline.
    """
    taken: list[Bounds] = []
    written = []
    for name, shape in named:
        text = name[:MOST]
        size = _size(axes, text, style["fontsize"])
        at = _place(axes, shape, size)
        if at is None:
            continue
        box = _box(at, size)
        if any(_meet(box, other) for other in taken):
            continue
        drawing.label(axes, at, text, **style)
        taken.append(box)
        written.append(name)
    return written


def _size(axes: Axes, text: str, points: float) -> tuple[float, float]:
    """Width and height of a text. [m]"""
    x0, x1 = axes.get_xlim()
    width_pt = axes.get_position().width * axes.figure.get_figwidth() * 72  # type: ignore[union-attr]
    metres = (x1 - x0) / width_pt
    return _WIDE * points * len(text) * metres, _TALL * points * metres


def _place(
    axes: Axes, shape: BaseGeometry, size: tuple[float, float]
) -> tuple[float, float] | None:
    """Where a text of some size may stand on a shape; nowhere is None."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    west, east = x0 + size[0] / 2, x1 - size[0] / 2
    south, north = y0 + _FOOT * (y1 - y0), y1 - size[1]
    if west >= east or south >= north:
        return None
    inside = shapely.intersection(shape, shapely.box(west, south, east, north))
    if shapely.is_empty(inside):
        return None
    if shapely.get_dimensions(inside) == 1:
        longest = max(shapely.get_parts(inside), key=lambda part: float(part.length))
        at = longest.interpolate(0.5, normalized=True)
    else:
        at = inside.representative_point()
    return at.x, at.y


def _box(at: tuple[float, float], size: tuple[float, float]) -> Bounds:
    (x, y), (width, height) = at, size
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
