"""A still map in SVG, for browsers that cannot draw the moving one."""

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


def still_map(shapes: GeoSeries, letters: Series, *, scale: tuple[str, ...], title: str) -> str:
    """
    Sites coloured by letter, as an SVG element without any text from data.

    Parameters
    ----------
    shapes : GeoSeries
        Outlines of the sites. [projected, m]
    letters : Series
        Letter of each site; missing where the score is not known.
    scale : tuple of str
        Letters, best first.
    title : str
        What the drawing shows, for screen readers.

    Returns
    -------
    str
        The element; one path per letter.
    """
    drawn, height = _placed(shapes)
    colours = palette.letter_colours(scale) | {"": palette.UNKNOWN_FILL}
    named = letters.reindex(shapes.index).astype(object).fillna("").to_numpy()
    dots = _size(drawn) < DOT
    paths = [
        _path(drawn[(named == letter) & (dots == as_dot)], colour, as_dot=as_dot)
        for letter, colour in colours.items()
        for as_dot in (False, True)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{_attribute(title)}">{"".join(paths)}</svg>'
    )


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


def _path(shapes: Shapes, colour: str, *, as_dot: bool) -> str:
    if not len(shapes):
        return ""
    if as_dot:
        at = shapely.get_coordinates(shapely.centroid(shapes)).round().astype(int)
        steps = "".join(f"M{x} {y}h0" for x, y in at)
        style = f'stroke-width="{DOT + 1:g}" stroke-linecap="round"'
        return (
            f'<path d="{steps}" fill="none" stroke="#4a4a4a" {style}/>'
            f'<path d="{steps}" fill="none" stroke="{colour}" {style.replace("6", "4.6")}/>'
        )
    rings = shapely.get_rings(shapes)
    outline = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(r)) + "Z"
        for r in rings
    )
    return f'<path d="{outline}" fill="{colour}" fill-rule="evenodd" stroke="#4a4a4a"/>'


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
