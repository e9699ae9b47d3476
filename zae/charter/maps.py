"""Maps of a charter: who holds the land on a day, and where the commons lie."""

from typing import Any, Final

from geopandas import GeoDataFrame, GeoSeries
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from pandas import DataFrame
from shapely import from_wkt

from land.holding import UNKNOWN
from zae.charter.commons import COMMON_KINDS
from zae.charter.land import Land
from zae.charter.text import Charter
from zae.messages import translator
from zae.publish import drawing, figures

WIDTH_MM: Final = 180.0
HEIGHT_MM: Final = 110.0
LEGEND_MM: Final = 16.0
HOLDER_COLOURS: Final = (
    "#2b7a9b", "#62b29d", "#d8a300", "#a50f3c", "#6d5aa8", "#9a4a00", "#4f7d1f", "#c76b98",
)  # fmt: skip
"""Colours of the holders with most land, in their order; the others are grey."""
OTHERS: Final = "#b9bec6"
COMMON_COLOURS: Final = {
    "road": "#5f6368", "green": "#4f7d1f", "basin": "#1f6f9b", "parking": "#6d5aa8",
    "fence": "#9a4a00", "energy": "#d8a300", "service": "#a50f3c", "data": "#2b7a9b",
    "name": "#1c3b70",
}  # fmt: skip


def tenure_map(land: Land, held: DataFrame, lang: str = "fr") -> bytes:
    """
    Map of who owns each plot of a zone on a day.

    Parameters
    ----------
    land : Land
        The zone.
    held : DataFrame
        What :func:`land.holding.holding` gives for the day.
    lang : str
        Language of the legend.

    Returns
    -------
    bytes
        An SVG file; leased plots have a dashed edge, plots of an unknown owner are hatched.
    """
    _ = translator(lang)
    figure, axes = _sheet(land)
    areas = held.groupby("owner")["area_m2"].sum().sort_values(ascending=False)
    named = [str(owner) for owner in areas.index if owner != UNKNOWN]
    colours = dict(zip(named, HOLDER_COLOURS, strict=False))
    shapes = GeoSeries(land.plots.geometry)
    for owner, rows in held.groupby("owner"):
        style: dict[str, Any] = {"facecolor": colours.get(str(owner), OTHERS), "alpha": 0.75}
        if owner == UNKNOWN:
            style = {"facecolor": "#ffffff", "hatch": "////"}
        drawing.polygons(axes, shapes.loc[rows.index], edgecolor="#ffffff", linewidths=0.8,
                         zorder=8, **style)  # fmt: skip
    leased = held.index[held["tenant"] != ""]
    drawing.polygons(axes, shapes.loc[leased], facecolor="none", edgecolor="#1b1b1b",
                     linewidths=1.1, linestyle="--", zorder=9)  # fmt: skip
    legend = [Patch(facecolor=colours[owner], alpha=0.75, label=owner) for owner in colours]
    if len(named) > len(colours):
        legend.append(Patch(facecolor=OTHERS, alpha=0.75, label=_("Others")))
    if UNKNOWN in areas.index:
        legend.append(Patch(facecolor="#ffffff", hatch="////", edgecolor="#5f6368",
                            label=_("unknown")))  # fmt: skip
    if len(leased):
        legend.append(Patch(facecolor="none", edgecolor="#1b1b1b", linestyle="--",
                            label=_("Leased")))  # fmt: skip
    return _finished(figure, axes, legend)


def commons_map(land: Land, charter: Charter, lang: str = "fr") -> bytes:
    """
    Map of the shared things that have a place, numbered as in the charter.

    Parameters
    ----------
    land : Land
        The zone.
    charter : Charter
        The charter.
    lang : str
        Language of the legend.

    Returns
    -------
    bytes
        An SVG file.
    """
    _ = translator(lang)
    figure, axes = _sheet(land)
    placed = places_of(charter, land.plots.crs)
    for kind, rows in placed.groupby("kind"):
        colour = COMMON_COLOURS[str(kind)]
        drawing.polygons(axes, rows.geometry, facecolor=colour, edgecolor=colour, alpha=0.55,
                         linewidths=0.8, zorder=8)  # fmt: skip
        drawing.lines(axes, rows.geometry, colors=colour, linewidths=3, zorder=8)
        drawing.points(axes, rows.geometry, s=60, c=colour, zorder=8)
        drawing.points(axes, rows.geometry.representative_point(), s=120, c=colour,
                       edgecolors="#ffffff", linewidths=0.9, zorder=9)  # fmt: skip
    for number, at in zip(placed["number"], placed.geometry.representative_point(), strict=True):
        axes.text(at.x, at.y, str(number), ha="center", va="center", fontsize=6.5,
                  color="#ffffff", fontweight="bold", zorder=10, clip_on=True)  # fmt: skip
    return _finished(figure, axes, [
        Patch(facecolor=COMMON_COLOURS[kind], label=_(COMMON_KINDS[kind]))
        for kind in dict.fromkeys(placed["kind"])
    ])  # fmt: skip


def places_of(charter: Charter, crs: Any) -> GeoDataFrame:
    """Shared things that have a place: ``number`` in the charter, ``key``, ``label``, ``kind``."""
    rows = [
        {"number": n, "key": c.key, "label": c.label, "kind": c.kind, "article": c.article,
         "geometry": from_wkt(c.place)}
        for n, c in enumerate(charter.commons, start=1)
        if c.place
    ]  # fmt: skip
    columns = ["number", "key", "label", "kind", "article", "geometry"]
    return GeoDataFrame(rows, columns=columns, geometry="geometry", crs=crs)


def _sheet(land: Land) -> tuple[Figure, Axes]:
    bounds = drawing.grown(drawing.bounds_of(land.outline), 0.08, least=40)
    figure, axes = drawing.sheet(WIDTH_MM, HEIGHT_MM, bounds)
    figure.set_figheight((HEIGHT_MM + LEGEND_MM) * drawing.MM)
    whole = HEIGHT_MM + LEGEND_MM
    axes.set_position((0, LEGEND_MM / whole, 1, HEIGHT_MM / whole))
    figures.ground(axes, land.drawn)
    outline = GeoSeries([land.outline], crs=land.plots.crs)
    drawing.polygons(axes, outline, facecolor="none", edgecolor="#1c3b70", linewidths=1.4,
                     zorder=11)  # fmt: skip
    return figure, axes


def _finished(figure: Figure, axes: Axes, legend: list[Patch]) -> bytes:
    drawing.scale_bar(axes)
    figures.framed(axes)
    if legend:
        figure.legend(handles=legend, loc="lower center", ncols=4, fontsize=6.5, frameon=False,
                      handlelength=1.6, columnspacing=1.6, borderaxespad=0.2)  # fmt: skip
    return drawing.written(figure, dpi=160)
