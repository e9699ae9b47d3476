"""Maps of a zone for paper: land units by what they are used for on 1 January."""

from typing import Final

from geopandas import GeoDataFrame, GeoSeries
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from layers import Layer
from zae.inventory.state import Inventory
from zae.publish import drawing
from zae.publish.fields import code_label

SIZE_MM: Final = (174.0, 108.0)

COLOURS: Final = {
    "occupied": "#c7d3e3",
    "recent": "#f2c46d",
    "vacant": "#c2410c",
    "never_used": "#9ec98f",
    "never_liable": "#d9c2e0",
    "unknown": "#ffffff",
}
"""Fill of each state; the unknown is hatched."""

EDGE: Final = "#4a5568"
_NAMED: Final = 400.0


def zone_map(inventory: Inventory, site: str, *, lang: str = "fr") -> bytes:
    """
    Map of a zone.

    Parameters
    ----------
    inventory : Inventory
        The inventory, in the edition that is printed.
    site : str
        Id of the zone.
    lang : str
        Language of the legend.

    Returns
    -------
    bytes
        An SVG file.
    """
    zone = inventory.zones.geometry[[site]]
    units = inventory.units[inventory.units["site_id"] == site]
    bounds = drawing.grown(drawing.bounds_of(zone), 0.06, least=30)
    figure, axes = drawing.sheet(*SIZE_MM, bounds)
    for layer in inventory.layers.values():
        if isinstance(layer, Layer) and layer.role.name == "street":
            drawing.lines(axes, drawing.seen(layer.frame, axes), colors="#d8d3c8", linewidths=2.0)
    for state, colour in COLOURS.items():
        shapes = units.geometry[units["state"] == state]
        hatch = {"hatch": "////"} if state == "unknown" else {}
        if len(shapes):
            drawing.polygons(axes, drawing.seen(shapes, axes), facecolor=colour, edgecolor=EDGE,
                             linewidths=0.5, zorder=3, **hatch)  # fmt: skip
    for layer in inventory.layers.values():
        if isinstance(layer, Layer) and layer.role.name == "building":
            drawing.polygons(axes, drawing.seen(layer.frame, axes), facecolor="#6b7280",
                             alpha=0.55, zorder=4)  # fmt: skip
    drawing.polygons(axes, GeoSeries(zone), facecolor="none", edgecolor="#1c3b70",
                     linewidths=1.4, zorder=6)  # fmt: skip
    _numbers(axes, units)
    present = [s for s in COLOURS if (units["state"] == s).any()]
    handles = [
        Patch(facecolor=COLOURS[s], edgecolor=EDGE, hatch="////" if s == "unknown" else None,
              label=code_label(s, lang=lang))
        for s in present
    ]  # fmt: skip
    axes.legend(handles=handles, loc="upper right", fontsize=6, framealpha=0.92)
    drawing.scale_bar(axes)
    return drawing.written(figure, dpi=160)


def _numbers(axes: Axes, units: GeoDataFrame) -> None:
    """Number of each unit, as in the table: the end of its id."""
    for unit, shape in units.geometry.items():
        if shape.area >= _NAMED:
            at, short = shape.representative_point(), str(unit).rsplit("_", 1)[-1].lstrip("0")
            drawing.label(axes, (at.x, at.y), short, fontsize=5.2, zorder=9)
