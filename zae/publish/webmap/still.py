"""A still map in SVG, for readers whose browser runs no program."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoSeries
from pandas import Series

from zae.publish import palette

Shapes = npt.NDArray[Any]

WIDTH: Final = 1000
"""Width of the drawing; its height follows the extent of the sites."""

DOT: Final = 5.0
"""Sites smaller than this on the drawing are drawn as dots of this size."""

MARGIN: Final = 20


def still_map(
    shapes: GeoSeries, letters: Series, *, undecided: Series, scale: tuple[str, ...], title: str
) -> str:
    """
    Sites coloured by letter, as an SVG element without any text from data.

    Parameters
    ----------
    shapes : GeoSeries
        Outlines of the sites. [projected, m]
    letters : Series
        Letter of each site; missing where the score is not known.
    undecided : Series of bool
        Whether more than one letter is possible: such a site is hatched, one without score too.
    scale : tuple of str
        Letters, best first.
    title : str
        What the drawing shows, for screen readers.

    Returns
    -------
    str
        The element; one path per letter and hatch.
    """
    drawn, height = _placed(shapes)
    colours = palette.letter_colours(scale) | {"": palette.UNKNOWN_FILL}
    named = letters.reindex(shapes.index).astype(object).fillna("").to_numpy()
    open_ = undecided.reindex(shapes.index, fill_value=False).to_numpy(bool) | (named == "")
    dots = _size(drawn) < DOT
    looks = [
        (c, hatched, dot) for c in colours for hatched in (False, True) for dot in (False, True)
    ]
    paths = [
        _path(
            drawn[(named == letter) & (open_ == hatched) & (dots == as_dot)],
            colours[letter],
            name=f"still-{place}",
            hatch=_hatch_of(letter) if hatched else "",
            as_dot=as_dot,
        )
        for place, (letter, hatched, as_dot) in enumerate(looks)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{_attribute(title)}">{_PATTERNS}{"".join(paths)}</svg>'
    )


def _pattern(name: str, colour: str, line: str) -> str:
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="{line}" stroke="{colour}" stroke-width="1.1"/></pattern>'
    )


_PATTERNS: Final = (
    "<defs>"
    + _pattern("still-undecided", palette.UNDECIDED_HATCH, "M-1-1L7 7M5-1L7 1M-1 5L1 7")
    + _pattern("still-unknown", palette.UNKNOWN_HATCH, "M-1 7L7-1M-1 1L1-1M5 7L7 5")
    + "</defs>"
)


def _hatch_of(letter: str) -> str:
    return "url(#still-undecided)" if letter else "url(#still-unknown)"


def _placed(shapes: GeoSeries) -> tuple[Shapes, int]:
    """Shapes in units of the drawing, y downwards, simplified to what can be seen."""
    x0, y0, x1, y1 = shapes.total_bounds
    unit = (WIDTH - 2 * MARGIN) / max(x1 - x0, (y1 - y0) * 1.4, 1.0)

    def place(points: Shapes) -> Shapes:
        return np.column_stack(
            [MARGIN + (points[:, 0] - x0) * unit, MARGIN + (y1 - points[:, 1]) * unit]
        )

    placed = shapely.simplify(shapely.transform(shapes.to_numpy(), place), 0.7)
    return placed, round((y1 - y0) * unit + 2 * MARGIN)


def _size(shapes: Shapes) -> Shapes:
    west, south, east, north = shapely.bounds(shapes).T
    return np.asarray(np.fmax(east - west, north - south))


def _path(shapes: Shapes, colour: str, *, name: str, hatch: str, as_dot: bool) -> str:
    """Shapes that look alike: written once, used for edge, colour and hatch."""
    if not len(shapes):
        return ""
    if as_dot:
        at = shapely.get_coordinates(shapely.centroid(shapes)).round().astype(int)
        at = np.unique(at, axis=0)  # of dots on one another, one is seen
        steps = "".join(f"M{x} {y}h0" for x, y in at)
        paints = (
            ("#4a4a4a", DOT + 1),
            (colour, DOT - 0.4),
            *([(hatch, DOT - 0.4)] if hatch else ()),
        )
        uses = "".join(
            f'<use href="#{name}" stroke="{paint}" stroke-width="{width:g}"/>'
            for paint, width in paints
        )
        return (
            f'<defs><path id="{name}" d="{steps}"/></defs>'
            f'<g fill="none" stroke-linecap="round">{uses}</g>'
        )
    rings = shapely.get_rings(shapes)
    outline = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(r)) + "Z"
        for r in rings
    )
    over = f'<use href="#{name}" fill="{hatch}"/>' if hatch else ""
    return (
        f'<defs><path id="{name}" d="{outline}" fill-rule="evenodd"/></defs>'
        f'<use href="#{name}" fill="{colour}" stroke="#4a4a4a"/>{over}'
    )


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
