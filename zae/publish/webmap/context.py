"""Context of the map: the study's own layers, drawn quietly under the sites."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pandas import Series

from layers import Layer
from zae.assessment import Assessment
from zae.publish import palette
from zae.publish.webmap import outlines
from zae.publish.webmap.columns import Pack

MARGIN_M: Final = 3_000.0
"""How far around the sites the context is drawn. [m]"""

MAX_POINTS: Final = 60_000
"""Coordinates of one layer, above which it is not drawn, and the page says so."""

TOLERANCE_M: Final = 2.0

ROLES_DRAWN: Final = (
    "commune", "planning_zone", "natural_area", "hazard", "water", "zone", "friche", "heritage",
    "street", "building", "facility", "stop", "context",
)  # fmt: skip
"""Roles that make a context, from the ground up; their names are shown for communes only."""

HIDDEN_AT_FIRST: Final = ("planning_zone", "hazard", "natural_area", "heritage", "facility")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A layer of the context: what the page must know of it."""

    entry: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Layers of the context and the pack that holds their shapes."""

    pack: Pack
    drawn: tuple[Drawn, ...]


def context(assessment: Assessment, *, lang: str) -> Context:
    """
    Layers around the sites, clipped to their surroundings and simplified.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out. Layers that the sites were taken from are left out.
    lang : str
        Language of the labels.

    Returns
    -------
    Context
        The layers; one that is too heavy is listed with ``drawn`` false.
    """
    pack = Pack()
    drawn: list[Drawn] = []
    window = shapely.box(*assessment.sites.total_bounds).buffer(MARGIN_M, join_style="mitre")
    own = set(assessment.sites["layer"])
    for name, layer in sorted(
        ((n, v) for n, v in assessment.layers.items() if isinstance(v, Layer)), key=_order
    ):
        if layer.role.name not in ROLES_DRAWN or name in own:
            continue
        if isinstance(layer.frame, GeoDataFrame) and not layer.frame.empty:
            near = layer.frame.iloc[layer.frame.sindex.query(window, predicate="intersects")]
            drawn.append(_layer(pack, len(drawn), layer, near.sort_index(), lang=lang))
    return Context(pack=pack, drawn=tuple(drawn))


def _order(item: tuple[str, Layer]) -> int:
    role = item[1].role.name
    return ROLES_DRAWN.index(role) if role in ROLES_DRAWN else -1


def _layer(pack: Pack, place: int, layer: Layer, near: GeoDataFrame, *, lang: str) -> Drawn:
    role = layer.role
    entry: dict[str, Any] = {
        "name": layer.name,
        "role": role.name,
        "label": role.label if lang == "fr" else role.name.replace("_", " ").capitalize(),
        "source": layer.source.citation,
        "colour": palette.CONTEXT_COLOURS[role.name],
        "shown": role.name not in HIDDEN_AT_FIRST,
    }
    if _points(near) > MAX_POINTS:
        return Drawn(entry=entry | {"drawn": False})
    kinds = {
        "point": near[near.geom_type == "Point"],
        "line": near[near.geom_type.isin(["LineString", "MultiLineString"])],
        "polygon": near[near.geom_type.isin(["Polygon", "MultiPolygon"])],
    }
    present = {kind: rows for kind, rows in kinds.items() if len(rows)}
    for kind, rows in present.items():
        _write(pack, f"{place}/{kind}", kind, rows)
    if role.name == "commune":
        pack.texts(f"{place}/names", _names(near))
    return Drawn(entry=entry | {"drawn": True, "kinds": sorted(present)})


def _points(near: GeoDataFrame) -> int:
    """Coordinates of a layer once simplified; where it has too many, perhaps fewer than that."""
    dimension = shapely.get_dimensions(near.geometry.to_numpy())
    least = int(np.select([dimension == 0, dimension == 1], [1, 2], 4).sum())
    if least > MAX_POINTS:
        return least
    shapes = near.geometry.simplify(TOLERANCE_M)
    return int(shapely.get_num_coordinates(shapes.to_numpy()).sum())


def _write(pack: Pack, name: str, kind: str, rows: GeoDataFrame) -> None:
    if kind == "point":
        outlines.points(pack, name, rows.geometry)
    elif kind == "line":
        outlines.lines(pack, name, rows.geometry, tolerance_m=TOLERANCE_M)
    else:
        outlines.polygons(pack, name, rows.geometry, tolerance_m=TOLERANCE_M)


def _names(rows: GeoDataFrame) -> list[str]:
    names: Series = rows["name"] if "name" in rows else Series("", index=rows.index)
    return [str(n) for n in names.fillna("")]
