"""Streets of the fictional commune: trunk roads, old town, estates, and their corridors."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

from collections.abc import Callable

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from layers.sample.plan import CRS, ROADS, ROUNDABOUTS, District, Floats, Shapes, Sheet

_TYPES = ("Rue", "Rue", "Rue", "Impasse", "Allée", "Chemin", "Venelle")
_WORDS = (
    "des Tanneurs", "du Lavoir", "des Halles", "du Four", "de l'Abreuvoir", "des Remparts",
    "du Puits", "de la Fontaine", "des Jardins", "du Verger", "des Mésanges", "des Noyers",
    "de la Source", "du Pressoir", "des Genêts", "du Bac", "de l'Écluse", "des Forges",
    "des Charrons", "du Vieux Pont", "des Alouettes", "des Églantines", "du Clos", "des Saules",
    "de la Croix Blanche", "des Métiers", "de l'Innovation", "du Commerce", "des Bleuets",
    "du Moulin Neuf", "de la Tuilerie", "des Sorbiers", "des Hirondelles", "du Parc",
)  # fmt: skip


def street_lines(
    sheet: Sheet, areas: dict[str, BaseGeometry], districts: tuple[District, ...], rng: Generator
) -> GeoDataFrame:
    """
    Every street as drawn, not yet cut at crossings.

    Parameters
    ----------
    sheet : Sheet
        The bent sheet of the plan.
    areas : dict of str to BaseGeometry
        Area of each district, by name. [EPSG:2154]
    districts : tuple of District
        Districts whose pattern is drawn.
    rng : Generator
        Source of chance.

    Returns
    -------
    GeoDataFrame
        ``name``, ``street_kind``, ``half_width_m``, ``spare_veh_h`` and lines.
    """
    trunk = [(r.name, r.kind, r.half_width_m, r.spare_veh_h, sheet.line(r.points)) for r in ROADS]
    rings = [
        ("Giratoire", "Rond-point", 9.0, 300.0, Point(*c).buffer(20, quad_segs=5).exterior)
        for c in sheet(ROUNDABOUTS)
    ]
    local = [
        ("", "Route à 1 chaussée", width, 150.0, line)
        for width, lines in _patterns(areas, districts, rng)
        for line in lines
    ]
    columns = ["name", "street_kind", "half_width_m", "spare_veh_h", "geometry"]
    drawn = GeoDataFrame(trunk + rings + local, columns=columns, crs=CRS)
    drawn.loc[drawn["name"].str.startswith("Chemin"), "street_kind"] = "Route empierrée"
    nameless = drawn["name"] == ""
    drawn.loc[nameless, "name"] = _names(int(nameless.sum()), rng)
    return drawn


def _names(n: int, rng: Generator) -> list[str]:
    pairs = [f"{t} {w}" for t in dict.fromkeys(_TYPES) for w in _WORDS]
    return [pairs[i] for i in rng.integers(0, len(pairs), n)]


def _patterns(
    areas: dict[str, BaseGeometry], districts: tuple[District, ...], rng: Generator
) -> list[tuple[float, list[LineString]]]:
    drawn = [(3.4, _old_town(areas["Centre ancien"], areas["Faubourgs"], rng))]
    for d in districts:
        if d.pattern:
            wide = 6.5 if d.kind not in ("suburb", "collective") else 4.2
            warped = _warped(areas[d.name], d, rng)
            drawn.append((wide, [s for s in warped if s.length > 40]))
    return drawn


def _old_town(centre: BaseGeometry, faubourg: BaseGeometry, rng: Generator) -> list[LineString]:
    """Edges of a Voronoi net, tighter in the centre: blocks of 70 m, then of 120 m."""
    seeds = np.vstack([_scatter(centre, 72, rng), _scatter(faubourg.difference(centre), 118, rng)])
    net = shapely.voronoi_polygons(
        MultiPoint(seeds), extend_to=faubourg.buffer(300), only_edges=True, ordered=False
    )
    edges = shapely.get_parts(net)
    edges = edges[rng.random(len(edges)) > 0.12]
    whole = faubourg.union(centre)
    return [e for e in shapely.get_parts(shapely.intersection(edges, whole)) if e.length > 6]


def _scatter(area: BaseGeometry, spacing_m: float, rng: Generator) -> Floats:
    """Jittered hexagonal points inside an area."""
    x0, y0, x1, y1 = area.bounds
    x, y = np.meshgrid(np.arange(x0, x1, spacing_m), np.arange(y0, y1, spacing_m * 0.87))
    x[1::2] += spacing_m / 2
    xy = np.c_[x.ravel(), y.ravel()] + rng.uniform(-0.33, 0.33, (x.size, 2)) * spacing_m
    return np.asarray(xy[shapely.contains_xy(area, *xy.T)])


def _warped(area: BaseGeometry, d: District, rng: Generator) -> list[LineString]:
    """Curved parallels, with cross streets (« grid ») or dead ends (« close »)."""
    centre = np.array(area.centroid.coords[0])
    turn = np.deg2rad(d.angle_deg)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    reach = float(np.hypot(*(np.array(area.bounds[2:]) - area.bounds[:2]))) / 2
    along = np.arange(-reach, reach + 1, 12.0)
    bend = rng.uniform(8, 20) * np.array([1.0, 0.6])
    phase = rng.uniform(0, 2 * np.pi, 2)

    def bent(u: Floats, v: Floats) -> LineString:
        du = bend[1] * np.sin(v / 95 + phase[0])
        dv = bend[0] * np.sin(u / 130 + phase[1])
        return LineString(np.c_[u + du, v + dv] @ axes + centre)

    across = d.spacing_m[0]
    rows = np.arange(-reach, reach, across) + rng.uniform(0.3, 0.7) * across
    lines = [bent(along, np.full_like(along, v)) for v in rows]
    lines += _cross(rows, reach, d, bent, rng)
    inside = area.buffer(-4)
    return [
        p
        for p in shapely.get_parts(shapely.intersection(lines, inside))
        if isinstance(p, LineString)
    ]


def _cross(
    rows: Floats,
    reach: float,
    d: District,
    bent: Callable[[Floats, Floats], LineString],
    rng: Generator,
) -> list[LineString]:
    across, between = d.spacing_m
    columns = np.arange(-reach, reach, between)
    crossing = []
    for i, v in enumerate(rows):
        shift = (i % 2) * between / 2
        for u in columns + shift + rng.uniform(-0.12, 0.12, len(columns)) * between:
            end = across if d.pattern == "grid" or rng.random() < 0.22 else across * 0.62
            steps = np.linspace(0, end, 8)
            crossing.append(bent(np.full_like(steps, u), v + steps))
    return crossing


def join_up(drawn: GeoDataFrame) -> GeoDataFrame:
    """
    Streets with the short links that tie every loose part to the net that people walk.

    Parameters
    ----------
    drawn : GeoDataFrame
        Streets as drawn. [EPSG:2154]

    Returns
    -------
    GeoDataFrame
        The same rows, their ends stretched so that they cross what they touch, and the links.
    """
    local = drawn["street_kind"] != "Rond-point"
    drawn = drawn.copy()
    drawn.loc[local, "geometry"] = _stretched(drawn.geometry[local].to_numpy(), 0.4)
    while True:
        walk = drawn[~_closed_to_walkers(drawn)].geometry
        part = _parts(walk)
        sizes = walk.length.groupby(part).sum()
        if len(sizes) == 1:
            return drawn
        main = part == sizes.idxmax()
        hub = shapely.union_all(walk[main].array)
        loose = [shapely.union_all(g.array) for _, g in walk[~main].groupby(part[~main])]
        links = _stretched(np.asarray(shapely.shortest_line(loose, hub)), 1.0)
        drawn = pd.concat([drawn, _like_local(links)], ignore_index=True)


def _stretched(lines: Shapes, by_m: float) -> Shapes:
    """Lines made longer at both ends; one without length gets an arbitrary direction."""
    first = shapely.get_coordinates(shapely.get_point(lines[:, None], [1, 0])).reshape(-1, 2, 2)
    last = shapely.get_coordinates(shapely.get_point(lines[:, None], [-2, -1])).reshape(-1, 2, 2)
    tips = [_beyond(first, by_m, -1), _beyond(last, by_m, 1)]
    xy, index = shapely.get_coordinates(lines, return_index=True)
    order = np.argsort(np.r_[np.arange(len(lines)), index, np.arange(len(lines))], kind="stable")
    every = np.r_[tips[0], xy, tips[1]][order]
    owner = np.r_[np.arange(len(lines)), index, np.arange(len(lines))][order]
    return np.asarray(shapely.linestrings(every, indices=owner))


def _beyond(ends: Floats, by_m: float, side: int) -> Floats:
    step = ends[:, 1] - ends[:, 0]
    length = np.hypot(*step.T)[:, None]
    way = np.where(length > 0.01, step / np.maximum(length, 0.01), [0.6 * side, 0.8 * side])
    return np.asarray(ends[:, 1] + by_m * way)


def _like_local(lines: Shapes) -> GeoDataFrame:
    n = len(lines)
    return GeoDataFrame(
        {
            "name": ["Passage"] * n,
            "street_kind": ["Route à 1 chaussée"] * n,
            "half_width_m": [4.0] * n,
            "spare_veh_h": [120.0] * n,
        },
        geometry=list(lines),
        crs=CRS,
    )


def _closed_to_walkers(drawn: GeoDataFrame) -> "pd.Series[bool]":
    closed: pd.Series[bool] = drawn["street_kind"].isin(["Type autoroutier", "Bretelle"])
    return closed


def _parts(lines: GeoSeries) -> "pd.Series[int]":
    a, b = lines.sindex.query(lines.array, predicate="intersects")
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(len(lines), len(lines)))
    return pd.Series(connected_components(graph, directed=False)[1], index=lines.index)


def noded(drawn: GeoDataFrame, commune: Polygon) -> GeoDataFrame:
    """
    Streets cut at every crossing, inside the commune.

    Parameters
    ----------
    drawn : GeoDataFrame
        Streets as drawn. [EPSG:2154]
    commune : Polygon
        Outline. [EPSG:2154]

    Returns
    -------
    GeoDataFrame
        One row a section, in the columns of ``drawn``; ends meet at the centimetre.
    """
    inside = shapely.intersection(drawn.geometry.array, commune)
    net = shapely.line_merge(shapely.union_all(inside, grid_size=0.01))
    sections = shapely.get_parts(shapely.node(net))
    sections = sections[~_stubs(sections)]
    middle = shapely.line_interpolate_point(sections, 0.5, normalized=True)
    own = drawn.sindex.nearest(middle, return_all=False)[1]
    columns = drawn.drop(columns="geometry").iloc[own].reset_index(drop=True)
    return GeoDataFrame(columns, geometry=sections, crs=CRS)


def _stubs(sections: Shapes) -> NDArray[np.bool_]:
    """Sections shorter than two metres that lead nowhere: tips of stretched lines."""
    ends = shapely.get_coordinates(shapely.get_point(sections[:, None], [0, -1]).ravel())
    node, times = np.unique(ends, axis=0, return_inverse=True, return_counts=True)[1:]
    alone = (times[node] == 1).reshape(-1, 2).any(axis=1)
    return np.asarray(alone & (shapely.length(sections) < 2))


def corridors(drawn: GeoDataFrame) -> BaseGeometry:
    """Ground of the streets: each line widened by its half width, roundabouts filled."""
    ribbons = shapely.buffer(
        drawn.geometry.array,
        drawn["half_width_m"].to_numpy(),
        quad_segs=2,
        cap_style="round",
        join_style="mitre",
        mitre_limit=2.0,
    )
    filled = shapely.polygons(drawn.geometry[drawn["street_kind"] == "Rond-point"].to_list())
    return shapely.union_all([*ribbons, *filled])
