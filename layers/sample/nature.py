"""Water, protected areas, risks, planning zones, heritage and land cover of the commune."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.random import Generator
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.sample.frames import of_role
from layers.sample.ground import Ground
from layers.sample.plan import DISTRICTS, FIELDS, RIVER_NAME, ZONE_KINDS, Shapes

Whole = NDArray[np.intp]

_CRUMB_M2 = 1.0
_OPEN_GROUND = {
    "industrie": 0.15, "logistique": 0.10, "artisanat": 0.15, "tertiaire": 0.30,
    "commerce": 0.10, "project": 0.30,
}  # fmt: skip
_COVER = {
    "centre": ("CS1.1.1.2", "US235"), "faubourg": ("CS2.2.1", "US5"),
    "suburb": ("CS2.2.1", "US5"), "collective": ("CS2.2.1", "US5"),
    "hamlet": ("CS2.2.1", "US5"), "park": ("CS2.2.1", "US3"), "field": ("CS2.2.1", "US1.1"),
    "meadow": ("CS2.2.1", "US1.1"), "wood": ("CS2.1.1.1", "US1.2"),
    "industrie": ("CS2.2.1", "US2"), "artisanat": ("CS2.2.1", "US2"),
    "logistique": ("CS2.2.1", "US4.2"), "tertiaire": ("CS2.2.1", "US3"),
    "commerce": ("CS2.2.1", "US3"), "project": ("CS1.2.1", "US6.1"),
}  # fmt: skip
"""OCS GE codes of the open ground of a lot (cover, use), by kind."""
_YARD_M = {"industrie": 16.0, "logistique": 32.0, "artisanat": 11.0, "tertiaire": 9.0,
           "commerce": 30.0, "suburb": 2.5, "faubourg": 3.0, "collective": 7.0,
           "hamlet": 4.0}  # fmt: skip
"""How far the sealed yard reaches round a building [m], by kind of lot."""


def water(ground: Ground) -> GeoDataFrame:
    """River and stream, as polygons."""
    names = {"name": [RIVER_NAME, "Ruisseau des Crêtes"]}
    return of_role("water", names, [ground.river, ground.stream])


def hazards(ground: Ground) -> GeoDataFrame:
    """Flood levels as rings that do not overlap, strongest at the river, and a works' circle."""
    reach = [ground.river.buffer(r).buffer(r * 0.8).buffer(-r * 0.8) for r in (30, 75, 130)]
    strong, medium, weak = (r.intersection(ground.outline) for r in reach)
    depot = ground.areas["Parc logistique des Trois Bornes"].centroid.buffer(220)
    return of_role(
        "hazard",
        {
            "name": ["PPRI Ourlande, aléa fort", "PPRI Ourlande, aléa moyen",
                     "PPRI Ourlande, aléa faible", "PPRT du dépôt des Trois Bornes"],
            "hazard_kind": ["flood", "flood", "flood", "technological"],
            "severity": [3, 2, 1, 2],
        },
        [strong, medium.difference(strong), weak.difference(medium), depot],
    )  # fmt: skip


def natural_areas(ground: Ground) -> GeoDataFrame:
    """Inventories, protections and the green frame."""
    west, east = ground.areas["Prairies de l'Ourlande"], ground.areas["Prairies du Port"]
    forge, round_wood = ground.areas["Bois de la Forge"], ground.areas["Bois Rond"]
    ridge = ground.areas["Bois des Crêtes"]
    corridor = ground.stream.buffer(45).intersection(ground.outline)
    named = (
        ("Prairies inondables du Port", "natura2000", east.union(ground.river.buffer(25) & east)),
        ("Bois de la Forge", "znieff1", forge),
        ("Vallée de l'Ourlande et bois riverains", "znieff2",
         shapely.union_all([west, east, forge.buffer(60)]) & ground.outline),
        ("Roselière du Gué", "wetland", ground.river.buffer(55) & west),
        ("Mares de l'Écluse", "wetland", ground.river.buffer(45) & east),
        ("Trame du ruisseau des Crêtes", "green_corridor", corridor),
        ("Ripisylve de l'Ourlande", "green_corridor", ground.river.buffer(22)
         & ground.outline),
        ("Bois Rond", "green_reservoir", round_wood),
        ("Bois des Crêtes", "green_reservoir", ridge),
    )  # fmt: skip
    columns = {"name": [n for n, _, _ in named], "protection": [p for _, p, _ in named]}
    return of_role("natural_area", columns, [g for _, _, g in named])


def heritage(ground: Ground) -> GeoDataFrame:
    """Two monuments in the old town and a classified river bank."""
    church, hall = ground.sheet([(-0.07, 0.06), (0.08, -0.12)])
    return of_role(
        "heritage",
        {
            "name": ["Église Saint-Ormel", "Halle aux draps", "Rives et promenades"],
            "heritage_kind": ["monument", "monument", "registered_site"],
        },
        [shapely.Point(church), shapely.Point(hall), ground.areas["Les Rives"]],
    )


def planning_zones(ground: Ground) -> GeoDataFrame:
    """Partition of the commune into zones of the local plan; open ground is fixed for business."""
    districts = (*DISTRICTS, FIELDS)
    types = [d.planning if d.planning in ("AUc", "AUs", "A", "N") else "U" for d in districts]
    use = ["activité" if d.kind in ZONE_KINDS else d.kind for d in districts]
    french = {"field": "agricole", "meadow": "naturel", "wood": "naturel", "park": "naturel"}
    labels = [f"{d.planning} {d.name}" for d in districts]
    return of_role(
        "planning_zone",
        {
            "zone_label": labels,
            "zone_type": types,
            "dominant_use": [french.get(u, u if u == "activité" else "habitat") for u in use],
            "open_ground_floor": [_OPEN_GROUND.get(d.kind, np.nan) for d in districts],
        },
        [ground.areas[d.name] for d in districts],
    )


def land_cover(ground: Ground, buildings: GeoDataFrame, rng: Generator) -> GeoDataFrame:
    """
    Partition of the commune in the codes of OCS GE.

    Parameters
    ----------
    ground : Ground
        Lots, roads, water and railway. [EPSG:2154]
    buildings : GeoDataFrame
        Buildings with ``lot``, the row of their lot. [EPSG:2154]
    rng : Generator
        Chooses crops and bare lots.

    Returns
    -------
    GeoDataFrame
        Role ``land_cover``. Areas sum to that of the commune.
    """
    lots = ground.lots.geometry.to_numpy()
    kind = ground.lots["kind"].to_numpy()
    lot = buildings["lot"].to_numpy()
    use = np.array([_COVER[k][1] for k in kind])
    built = _by_lot(buildings.geometry.to_numpy(), lot, len(lots))
    reach = np.array([_YARD_M.get(k, 0.0) for k in kind])
    yard = shapely.intersection(shapely.buffer(built, reach, quad_segs=2, join_style="mitre"), lots)
    yard = shapely.difference(yard, built)
    rest = shapely.difference(lots, shapely.union(built, yard))
    rest, yard = _swept(rest, yard)
    yard, built = _swept(yard, built)
    rest, built = _swept(rest, built)
    cover = np.array([_COVER[k][0] for k in kind])
    cover[(kind == "suburb") & (rng.random(len(kind)) < 0.07)] = "CS2.1.1.1"
    cover[(kind == "meadow") & (rng.random(len(kind)) < 0.2)] = "CS2.1.2"
    street, rail, wet = _public(ground)
    shapes = [*built, *yard, *rest, street, rail, wet]
    covers = ["CS1.1.1.1"] * len(lots) + ["CS1.1.1.2"] * len(lots) + [*cover]
    uses = [*use, *use, *use, "US4.1.1", "US4.1.2", "US4.1.4"]
    covers += ["CS1.1.1.2", "CS1.1.2.1", "CS1.2.2"]
    return _parts(shapes, covers, uses)


def _by_lot(buildings: Shapes, lot: Whole, n: int) -> Shapes:
    """One footprint a lot, empty where nobody built."""
    footprint = np.full(n, shapely.Polygon(), dtype=object)
    rank = pd.Series(lot).groupby(lot).cumcount().to_numpy()
    for r in range(int(rank.max()) + 1):
        at = lot[rank == r]
        footprint[at] = shapely.union(footprint[at], buildings[rank == r])
    return footprint


def _swept(small: Shapes, large: Shapes) -> tuple[Shapes, Shapes]:
    """Polygons of the first, crumbs of it given to the second."""
    crumb = shapely.area(small) < _CRUMB_M2
    crumb &= ~shapely.is_empty(large)
    nothing = np.full(len(small), shapely.Polygon(), dtype=object)
    given = np.where(crumb, shapely.union(large, small), large)
    return np.where(crumb, nothing, small), given


def _public(ground: Ground) -> tuple[BaseGeometry, BaseGeometry, BaseGeometry]:
    """Ground outside the cadastre as road (and verge), railway and water."""
    public = ground.public
    wet = public & (ground.river | ground.stream)
    dry = public.difference(wet)
    rail = dry & ground.railway.difference(ground.roads)
    return dry.difference(rail), rail, wet


def _parts(shapes: Sequence[BaseGeometry], covers: list[str], uses: list[str]) -> GeoDataFrame:
    """Single polygons; crumbs below a square metre stay with the largest part of their shape."""
    parts, index = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    keep = shapely.area(parts) > 0
    parts, index = parts[keep], index[keep]
    area = pd.Series(shapely.area(parts))
    largest = area.groupby(index).idxmax().reindex(index).to_numpy()
    label = np.where(area < _CRUMB_M2, largest, np.arange(len(parts)))
    order = np.argsort(label, kind="stable")
    names, rank = np.unique(label[order], return_inverse=True)
    joined = np.asarray(shapely.multipolygons(parts[order], indices=rank))
    single = shapely.get_num_geometries(joined) == 1
    joined[single] = shapely.get_geometry(joined[single], 0)
    of = index[names]
    columns = {"cover_code": np.array(covers)[of], "use_code": np.array(uses)[of]}
    return of_role("land_cover", columns, joined)
