"""Static maps of one site: its place in the territory, and its plan among parcels and streets."""

from typing import Any, Final

from geopandas import GeoSeries
from matplotlib.axes import Axes

from zae.assessment import Assessment
from zae.publish import drawing, lettering
from zae.publish.drawing import MUTED
from zae.publish.figures import framed, ground, layers_of
from zae.publish.palette import CONTEXT_COLOURS, HIGHLIGHT

LOCATION_MM: Final = (84.0, 66.0)
STREETS_NAMED: Final = 5
PLAN_STYLES: Final[dict[str, dict[str, Any]]] = {
    "planning_zone": {
        "facecolor": "none",
        "edgecolor": CONTEXT_COLOURS["planning_zone"],
        "linewidths": 0.5,
        "linestyle": ":",
        "zorder": 2,
    },
    "natural_area": {"facecolor": CONTEXT_COLOURS["natural_area"], "alpha": 0.25, "zorder": 1},
    "hazard": {"facecolor": CONTEXT_COLOURS["hazard"], "alpha": 0.25, "zorder": 1},
    "water": {"facecolor": CONTEXT_COLOURS["water"], "alpha": 0.6, "zorder": 2},
    "parcel": {
        "facecolor": "none",
        "edgecolor": CONTEXT_COLOURS["parcel"],
        "linewidths": 0.3,
        "zorder": 3,
    },
    "street": {"colors": CONTEXT_COLOURS["street"], "linewidths": 1.2, "zorder": 4},
    "building": {
        "facecolor": CONTEXT_COLOURS["building"],
        "edgecolor": "#8d877e",
        "linewidths": 0.25,
        "zorder": 5,
    },
    "zone": {
        "facecolor": "none",
        "edgecolor": CONTEXT_COLOURS["zone"],
        "linewidths": 0.8,
        "linestyle": "-.",
        "zorder": 6,
    },
}
"""Layers of a plan, from the ground up; lines have no face."""


class Locator:
    """
    Map of the territory, drawn once, on which the place of any site is known.

    Parameters
    ----------
    assessment : Assessment
        The assessment.

    Attributes
    ----------
    image : bytes
        The map, a PNG file.
    """

    def __init__(self, assessment: Assessment) -> None:
        communes = layers_of(assessment, "commune")
        sites = assessment.sites.geometry
        bounds = drawing.grown(drawing.bounds_of(sites), 0.05, least=500)
        figure, axes = drawing.sheet(LOCATION_MM[0], LOCATION_MM[1], bounds)
        ground(axes, assessment, named=bool(communes))
        drawing.polygons(axes, drawing.seen(sites, axes), facecolor=MUTED, alpha=0.6, zorder=8)
        drawing.scale_bar(axes)
        framed(axes)
        self._extent = (*axes.get_xlim(), *axes.get_ylim())
        self._places = sites.representative_point()
        self.image = drawing.written(figure, form="png")

    def place(self, site: str) -> dict[str, float]:
        """
        Place of a site on the map.

        Parameters
        ----------
        site : str
            Its id.

        Returns
        -------
        dict
            ``x`` from the left and ``y`` from the top. [% of the map]
        """
        x0, x1, y0, y1 = self._extent
        at = self._places[site]
        return {
            "x": round(100 * (at.x - x0) / (x1 - x0), 2),
            "y": round(100 * (y1 - at.y) / (y1 - y0), 2),
        }


def plan(assessment: Assessment, site: str) -> bytes:
    """
    Plan of a site among parcels, buildings and streets.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    site : str
        Its id.

    Returns
    -------
    bytes
        An SVG file.
    """
    shape = assessment.sites.geometry[site]
    bounds = drawing.grown(drawing.bounds_of(shape), 0.35, least=40)
    figure, axes = drawing.sheet(*LOCATION_MM, bounds)
    for role, style in PLAN_STYLES.items():
        for frame in layers_of(assessment, role):
            shapes = drawing.seen(frame, axes)
            if style.get("facecolor"):
                drawing.polygons(axes, shapes, **style)
            else:
                drawing.lines(axes, shapes, **style)
    _street_names(axes, assessment)
    outline = {"edgecolor": HIGHLIGHT, "linewidths": 1.6, "facecolor": HIGHLIGHT + "14"}
    dashed = {} if _surveyed(assessment, site) else {"linestyle": "--"}
    drawing.polygons(
        axes, GeoSeries([shape], crs=assessment.sites.crs), zorder=9, **outline, **dashed
    )
    drawing.scale_bar(axes)
    framed(axes)
    return drawing.written(figure, dpi=160)


def _surveyed(assessment: Assessment, site: str) -> bool:
    return assessment.sites["geometry_status"][site] in ("surveyed", "parcels")


def _street_names(axes: Axes, assessment: Assessment) -> None:
    """Name of the longest stretches of street in view."""
    for frame in layers_of(assessment, "street"):
        shapes = drawing.seen(frame, axes)
        names = frame.loc[shapes.index, "name"].dropna().astype("str")
        lengths = shapes[names.index].length.groupby(names).idxmax()
        longest = shapes[lengths].length.nlargest(STREETS_NAMED)
        named = [(names[street], shapes[street]) for street in longest.index]
        lettering.names(axes, named, fontsize=5, color=MUTED, zorder=10)
