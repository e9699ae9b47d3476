"""Static maps of a territory: all sites for a project, with legend, scale and ground."""

from typing import Any, Final, Literal

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from pandas import DataFrame, Series

from layers import Layer
from zae.assessment import Assessment, Run
from zae.messages import N_, translator
from zae.publish import drawing, lettering
from zae.publish.drawing import MUTED, PAPER
from zae.publish.fields import code_label
from zae.publish.palette import (
    ADMISSION_OUTLINES,
    CONTEXT_COLOURS,
    UNDECIDED_HATCH,
    UNKNOWN_FILL,
    UNKNOWN_HATCH,
    letter_colours,
)

PT_PER_MM: Final = 72 / 25.4
RANKS_SHOWN: Final = 10
LEGEND_MM: Final = 13
OVERVIEW_MM: Final = (180.0, 120.0)
"""Size of the map of a territory on paper, its legend apart."""
MAP_ROLES: Final = ("site", "zone", "friche", "natural_area", "water", "street", "commune")
"""Roles that may stand on a map of the territory."""

_GROUND_DPI: Final = 220
_DASHES: Final[dict[str, Literal["-", "--"]]] = {"solid": "-", "dash": "--"}
_GROUND: Final = 7
"""What lies lower than this is ground."""
_UNDECIDED: Final[dict[str, Any]] = {"hatch": "\\\\\\\\", "hatch_linewidth": 0.4}
"""Lines downwards, for a letter that is not settled."""
_THIN: Final = 0.55
"""Edges of sites on a map of the territory, as a share of those of the web map."""
_SMALL: Final = 1 / 70
"""A site narrower than this share of the map gets a dot, or nobody would see it."""


def overview_ground(assessment: Assessment) -> bytes:
    """
    What lies under the sites on the map of a territory, the same for every project.

    Parameters
    ----------
    assessment : Assessment
        The assessment.

    Returns
    -------
    bytes
        A JPEG file, as large as the map of :func:`overview` without its legend.
    """
    figure, axes = _overview_sheet(assessment)
    ground(axes, assessment)
    return drawing.written(figure, form="jpeg", dpi=_GROUND_DPI)


def _overview_sheet(assessment: Assessment) -> tuple[Figure, Axes]:
    bounds = drawing.grown(drawing.bounds_of(assessment.sites.geometry), 0.06, least=150)
    return drawing.sheet(*OVERVIEW_MM, bounds)


def overview(assessment: Assessment, run: Run, *, lang: str = "fr") -> bytes:
    """
    Map of all sites for one project: colour of the letter, edge of the admission, first ranks.

    Lines cross a site whose unknowns leave more than one letter possible. What lies under them
    is left out: :func:`overview_ground` gives it once for all projects.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    run : Run
        The run of the project.
    lang : str
        Language of the legend.

    Returns
    -------
    bytes
        An SVG file with its legend, nothing behind it.
    """
    figure, axes = _overview_sheet(assessment)
    height = OVERVIEW_MM[1] + LEGEND_MM
    figure.set_figheight(height * drawing.MM)
    axes.set_position((0, LEGEND_MM / height, 1, OVERVIEW_MM[1] / height))
    figure.patch.set_visible(False)
    _sites(axes, assessment, run)
    _ranks(axes, assessment, run)
    drawing.scale_bar(axes)
    framed(axes)
    figure.legend(
        handles=_legend(assessment, run, lang), loc="lower center", ncols=5, fontsize=6.5,
        frameon=False, handlelength=1.6, columnspacing=1.6, borderaxespad=0.2,
    )  # fmt: skip
    return drawing.written(figure)


def layers_of(assessment: Assessment, *roles: str) -> list[GeoDataFrame]:
    """Frames of the layers of these roles that have rows, in the order of the roles."""
    return [
        layer.frame
        for role in roles
        for layer in assessment.layers.values()
        if isinstance(layer, Layer) and layer.role.name == role and len(layer.frame)
    ]


def ground(axes: Axes, assessment: Assessment, *, named: bool = True) -> None:
    """
    Draw the ground of a small-scale map, pale, as an image, for it may hold very much.

    Parameters
    ----------
    axes : Axes
        The map.
    assessment : Assessment
        The assessment.
    named : bool
        Whether to write the names of the communes.
    """
    axes.set_rasterization_zorder(_GROUND)
    colours = CONTEXT_COLOURS
    for frame in layers_of(assessment, "natural_area"):
        drawing.polygons(
            axes,
            drawing.seen(frame, axes),
            facecolor=colours["natural_area"],
            alpha=0.18,
            zorder=1,
        )
    for frame in layers_of(assessment, "water"):
        shapes = drawing.seen(frame, axes)
        drawing.polygons(axes, shapes, facecolor=colours["water"], alpha=0.55, zorder=2)
        drawing.lines(axes, shapes, colors=colours["water"], linewidths=0.5, zorder=2)
    for frame in layers_of(assessment, "street"):
        drawing.lines(
            axes,
            drawing.seen(frame, axes),
            colors=colours["street"],
            linewidths=0.35,
            zorder=3,
        )
    for frame in layers_of(assessment, "zone"):
        drawing.polygons(
            axes,
            drawing.seen(frame, axes),
            facecolor="none",
            edgecolor=colours["zone"],
            linewidths=0.5,
            zorder=4,
        )
    for frame in layers_of(assessment, "commune"):
        shapes = drawing.seen(frame, axes)
        drawing.polygons(
            axes,
            shapes,
            facecolor="none",
            edgecolor=colours["commune"],
            linewidths=0.6,
            linestyle=(0, (6, 2, 1, 2)),
            zorder=5,
        )
        if named:
            _commune_names(axes, shapes, frame)


def _commune_names(axes: Axes, shapes: GeoSeries, frame: GeoDataFrame) -> None:
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    floor = (x1 - x0) * (y1 - y0) / 150
    areas = Series(shapely.area(shapes.array), index=shapes.index).sort_values(ascending=False)
    large = areas.index[areas > floor]
    called = frame.loc[large, "name"]
    named = [(n, shapes[i]) for i, n in called.items() if isinstance(n, str)]
    lettering.names(axes, named, fontsize=6, color=MUTED, style="italic", zorder=6)


def _sites(axes: Axes, assessment: Assessment, run: Run) -> None:
    """Sites with a fill, an edge and, where they would be lost, a dot."""
    if len(assessment.sites) > MANY:
        _crowd(axes, assessment, run)
        return
    fills, shapes = _fills(assessment), assessment.sites.geometry
    extent = shapes.bounds
    width = (extent["maxx"] - extent["minx"]).clip(lower=extent["maxy"] - extent["miny"])
    small = width < float(np.ptp(axes.get_xlim())) * _SMALL
    centre = shapes.representative_point()
    lettered = run.scores.table.fillna({"letter": ""})
    for (letter, admission), group in lettered.groupby(["letter", "admission"]):
        style = _site_style(fills.get(str(letter)), str(admission))
        large = group.index[~small[group.index]]
        drawing.polygons(axes, drawing.seen(shapes[large], axes), **style, zorder=8)
        dots = centre[group.index.difference(large, sort=False)]
        drawing.points(axes, dots, s=24, **(style | {"linestyle": "-"}), zorder=9)
    undecided = lettered[(lettered["letter"] != "") & _open(lettered)].index
    over = {"facecolor": "none", "edgecolor": UNDECIDED_HATCH, "linewidths": 0} | _UNDECIDED
    drawing.polygons(axes, drawing.seen(shapes[undecided[~small[undecided]]], axes), **over,
                     zorder=8.5)  # fmt: skip
    dots = centre[undecided[small[undecided]]]
    drawing.points(axes, dots, s=24, **over, zorder=9.5)


def _crowd(axes: Axes, assessment: Assessment, run: Run) -> None:
    """Sites by the thousand: dots in the colour of their letter, as one image."""
    axes.set_rasterization_zorder(10)
    middle = assessment.sites.geometry.centroid
    fills = _fills(assessment) | {"": UNKNOWN_FILL}
    colours = run.scores.table["letter"].astype(object).fillna("").map(fills)
    axes.scatter(middle.x, middle.y, s=2, c=colours.to_numpy(), linewidths=0, zorder=8)


def _open(scores: DataFrame) -> Series:
    """Whether the unknowns leave more than one letter possible."""
    return scores["letter_low"] != scores["letter_high"]


def _site_style(fill: str | None, admission: str) -> dict[str, Any]:
    edge = ADMISSION_OUTLINES[admission]
    hatch = {} if fill else {"hatch": "////", "hatch_linewidth": 0.4}
    return {
        "facecolor": fill or UNKNOWN_FILL,
        "edgecolor": edge.colour,
        "linewidths": edge.width_mm * PT_PER_MM * _THIN,
        "linestyle": _DASHES[edge.dash],
    } | hatch


def _fills(assessment: Assessment) -> dict[str, str]:
    return letter_colours(tuple(s.letter for s in assessment.grid.letters.scale))


MANY: Final = 2_000
"""Sites above which a map of all of them shows them as dots, without hatch, in one image."""


def numbered(ranks: Series) -> Series:
    """
    Ranks that are written on a map: the first ones, as far as ties leave few of them.

    Parameters
    ----------
    ranks : Series of int
        Rank of each site, equal ones sharing the first.

    Returns
    -------
    Series
        ``RANKS_SHOWN`` at the most, in their order; none where more sites than that are first.

    Examples
    --------
    >>> numbered(Series([2, 1, 2], index=["a", "b", "c"])).to_dict()
    {'b': 1, 'a': 2, 'c': 2}
    >>> len(numbered(Series([1] * 760)))
    0
    """
    ordered = ranks.dropna().sort_values(kind="stable")
    so_far = ordered.map(ordered.value_counts().sort_index().cumsum())
    return ordered[so_far <= RANKS_SHOWN]


def _ranks(axes: Axes, assessment: Assessment, run: Run) -> None:
    """Number the first sites, beside them where they are small."""
    offset = np.ptp(axes.get_xlim()) / 75
    for site, rank in numbered(run.scores.table["rank"]).items():
        at = assessment.sites.geometry[site].representative_point()
        drawing.label(
            axes, (at.x + offset, at.y + offset), str(rank), fontsize=7, weight="bold", zorder=12
        )


def framed(axes: Axes) -> None:
    """Draw the edge of a map."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    axes.plot([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0], color="#c4c7cc", lw=1.2, zorder=30)


def _legend(assessment: Assessment, run: Run, lang: str) -> list[Patch | Line2D]:
    _ = translator(lang)
    letters = [
        Patch(facecolor=fill, edgecolor=ADMISSION_OUTLINES["admissible"].colour, lw=0.6,
              label=_letter_label(assessment, letter, lang))
        for letter, fill in _fills(assessment).items()
    ]  # fmt: skip
    unknown = Patch(
        facecolor=UNKNOWN_FILL,
        edgecolor=UNKNOWN_HATCH,
        hatch="////",
        lw=0.6,
        label=_("no mark: unknown"),
    )
    undecided = Patch(
        facecolor=PAPER,
        edgecolor=UNDECIDED_HATCH,
        lw=0.6,
        label=_("letter not settled"),
        **_UNDECIDED,
    )
    edges = [
        Patch(facecolor=PAPER, edgecolor=edge.colour, lw=edge.width_mm * PT_PER_MM,
              linestyle=_DASHES[edge.dash], label=code_label(admission, lang=lang).capitalize())
        for admission, edge in ADMISSION_OUTLINES.items()
    ]  # fmt: skip
    if len(assessment.sites) > MANY:  # dots, without hatch nor edge
        return [*letters, Patch(facecolor=UNKNOWN_FILL, label=_("no mark: unknown"))]
    last = numbered(run.scores.table["rank"]).max()
    if last != last:  # noqa: PLR0124 (no rank is written)
        return [*letters, undecided, unknown, *edges]
    number = Line2D(
        [],
        [],
        marker="$1$",
        color=drawing.INK,
        lw=0,
        ms=5,
        label=_("rank, from 1 to {last}").format(last=last),
    )
    return [*letters, undecided, unknown, *edges, number]


def _letter_label(assessment: Assessment, letter: str, lang: str) -> str:
    start = next(s.from_score for s in assessment.grid.letters.scale if s.letter == letter)
    return translator(lang)(N_("{letter}: from {score}")).format(letter=letter, score=f"{start:g}")
