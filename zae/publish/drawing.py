"""
Drawing of geometry with matplotlib: polygons, lines and points, a scale bar, a north arrow.

No window, no global state: figures are made by hand and written as bytes that do not change
from one run to the next.
"""

import io
from typing import Any, Final

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

INK: Final = "#1b1b1b"
MUTED: Final = "#5f6368"
PAPER: Final = "#ffffff"
MM: Final = 1 / 25.4
Bounds = tuple[float, float, float, float]
_FORMS: Final[dict[str, dict[str, Any]]] = {
    "svg": {"metadata": {"Date": None, "Creator": None}},
    "png": {"metadata": {"Software": None}},
    # No chroma left out: thin lines keep their colour.
    "jpeg": {"pil_kwargs": {"quality": 85, "subsampling": 0, "optimize": True}},
}


def sheet(width_mm: float, height_mm: float, bounds: Bounds) -> tuple[Figure, Axes]:
    """
    A figure with one frameless map in true proportions.

    Parameters
    ----------
    width_mm, height_mm : float
        Size on paper. [mm]
    bounds : tuple
        Extent that must be seen; grown to the proportions of the paper. [m]

    Returns
    -------
    Figure, Axes
        The figure and its map.

    Examples
    --------
    >>> figure, axes = sheet(100, 50, (0, 0, 10, 10))
    >>> [float(x) for x in axes.get_xlim()]
    [-5.0, 15.0]
    """
    figure = Figure(figsize=(width_mm * MM, height_mm * MM))
    axes = figure.add_axes((0, 0, 1, 1))
    x0, y0, x1, y1 = filled(bounds, width_mm / height_mm)
    axes.set_xlim(x0, x1)
    axes.set_ylim(y0, y1)
    axes.set_axis_off()
    return figure, axes


def filled(bounds: Bounds, ratio: float) -> Bounds:
    """
    Extent grown about its centre to a ratio of width to height.

    Examples
    --------
    >>> filled((0, 0, 10, 10), 2.0)
    (-5.0, 0.0, 15.0, 10.0)
    """
    x0, y0, x1, y1 = bounds
    width, height = max(x1 - x0, 1.0), max(y1 - y0, 1.0)
    width, height = max(width, height * ratio), max(height, width / ratio)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def grown(bounds: Bounds, share: float, *, least: float = 0.0) -> Bounds:
    """
    Extent with a margin on each side: a share of its larger side, ``least`` metres at least.

    Examples
    --------
    >>> grown((0, 0, 100, 50), 0.1)
    (-10.0, -10.0, 110.0, 60.0)
    """
    x0, y0, x1, y1 = bounds
    margin = max(share * max(x1 - x0, y1 - y0), least)
    return x0 - margin, y0 - margin, x1 + margin, y1 + margin


def seen(frame: GeoDataFrame | GeoSeries, axes: Axes) -> GeoSeries:
    """
    Shapes of a layer that touch the map, without what is finer than a hair on it.

    Parameters
    ----------
    frame : GeoDataFrame or GeoSeries
        The layer. [projected, m]
    axes : Axes
        The map.

    Returns
    -------
    GeoSeries
        Shapes, clipped to a little more than the map and simplified.
    """
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    shapes = frame.geometry
    touched = shapes.iloc[np.sort(shapes.sindex.query(shapely.box(x0, y0, x1, y1)))]
    margin = (x1 - x0) * 0.02
    clipped = shapely.clip_by_rect(
        touched.array, x0 - margin, y0 - margin, x1 + margin, y1 + margin
    )
    thinned = shapely.simplify(clipped, (x1 - x0) / 4000)
    kept = ~(shapely.is_empty(thinned) | shapely.is_missing(thinned))
    return GeoSeries(thinned[kept], index=touched.index[kept], crs=shapes.crs)


def polygons(axes: Axes, shapes: GeoSeries, **style: Any) -> None:
    """Draw the polygonal parts of shapes, holes left open; ``style`` as for a collection."""
    parts = shapes.explode(index_parts=False)
    flat = parts[shapely.get_type_id(parts.array) == shapely.GeometryType.POLYGON]
    if len(flat):
        axes.add_collection(PathCollection([_path(p) for p in flat], **style), autolim=False)


def lines(axes: Axes, shapes: GeoSeries, **style: Any) -> None:
    """Draw the linear parts of shapes."""
    parts = shapes.explode(index_parts=False)
    flat = parts[shapely.get_type_id(parts.array) == shapely.GeometryType.LINESTRING]
    if len(flat):
        paths = [shapely.get_coordinates(p) for p in flat]
        axes.add_collection(LineCollection(paths, **style), autolim=False)


def points(axes: Axes, shapes: GeoSeries, **style: Any) -> None:
    """Draw the points of shapes; lines and polygons are left out."""
    parts = shapes.explode(index_parts=False)
    flat = parts[shapely.get_type_id(parts.array) == shapely.GeometryType.POINT]
    if len(flat):
        x, y = shapely.get_coordinates(flat.array).T
        axes.scatter(x, y, **style)


def _path(polygon: Polygon) -> Path:
    rings = [polygon.exterior, *polygon.interiors]
    return Path.make_compound_path(*(Path(shapely.get_coordinates(r), closed=True) for r in rings))


def label(axes: Axes, at: tuple[float, float], text: str, **style: Any) -> None:
    """
    A text with a pale halo; never read as a formula, cut off at the edge of the map.

    Parameters
    ----------
    axes : Axes
        The map.
    at : tuple
        Place. [m]
    text : str
        Any text.
    **style
        As for ``Axes.text``.
    """
    halo = [withStroke(linewidth=1.8, foreground=PAPER, alpha=0.9)]
    given: dict[str, Any] = {"fontsize": 6, "color": INK, "ha": "center", "va": "center"} | style
    axes.text(*at, text, parse_math=False, clip_on=True, path_effects=halo, **given)


def scale_bar(axes: Axes) -> float:
    """
    Draw a scale bar and a north arrow at the foot of the map.

    Parameters
    ----------
    axes : Axes
        The map.

    Returns
    -------
    float
        Length of the bar. [m]
    """
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    length = round_length((x1 - x0) / 5)
    left, foot = x0 + (x1 - x0) * 0.03, y0 + (y1 - y0) * 0.035
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"  # noqa: PLR2004
    halo = [withStroke(linewidth=3, foreground=PAPER, alpha=0.9)]
    axes.plot(
        [left, left + length],
        [foot, foot],
        color=INK,
        lw=1.6,
        solid_capstyle="butt",
        path_effects=halo,
        zorder=20,
    )
    label(
        axes,
        (left + length / 2, foot + (y1 - y0) * 0.012),
        text.replace(".", ","),
        va="bottom",
        zorder=20,
    )
    right = x1 - (x1 - x0) * 0.03
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 0.8, "shrinkA": 0, "shrinkB": 0}
    tip = (right, foot + (y1 - y0) * 0.085)
    axes.annotate("N", tip, (right, foot), fontsize=7, ha="center", arrowprops=arrow, zorder=20)
    return length


def round_length(length: float) -> float:
    """
    The largest of 1, 2, 5 × 10ⁿ that is not longer.

    Examples
    --------
    >>> [round_length(x) for x in (730.0, 40.0, 1999.0)]
    [500.0, 20.0, 1000.0]
    """
    power = 10.0 ** np.floor(np.log10(length))
    return float(power * max(s for s in (1, 2, 5) if s * power <= length))


def written(figure: Figure, *, form: str = "svg", dpi: int = 200) -> bytes:
    """
    Bytes of a figure, the same from one run to the next.

    Parameters
    ----------
    figure : Figure
        The figure.
    form : str
        ``svg``, ``png`` or ``jpeg``.
    dpi : int
        Dots per inch of what is drawn as an image.

    Returns
    -------
    bytes
        The file.
    """
    buffer = io.BytesIO()
    with rc_context({"svg.hashsalt": "zae", "svg.fonttype": "path"}):
        figure.savefig(buffer, format=form, dpi=dpi, **_FORMS[form])
    return buffer.getvalue()


def bounds_of(shape: BaseGeometry | GeoSeries) -> Bounds:
    """Extent of a shape or of all shapes. [m]"""
    found = shape.total_bounds if isinstance(shape, GeoSeries) else shape.bounds
    x0, y0, x1, y1 = (float(v) for v in found)
    return x0, y0, x1, y1
