"""Zones, friches and establishments of the fictional commune."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.random import Generator

from layers.sample.frames import of_role
from layers.sample.ground import Ground
from layers.sample.plan import COMMUNE, COMMUNE_NAME, DISTRICTS, ZONE_KINDS, Shapes

HOSTILE_NAME = 'L\'Îlot "Œuvre & Cie" <Nord>'
"""A legal name with everything that breaks careless HTML, XML, SQL and CSV."""

_NAF = {
    "industrie": ("25.62B", "28.29B", "22.29A", "20.59Z", "31.09B", "38.32Z", "10.71A"),
    "logistique": ("52.10B", "49.41A", "52.29B", "53.20Z"),
    "artisanat": ("43.22A", "43.32A", "45.20A", "16.23Z", "43.21A", "18.12Z"),
    "tertiaire": ("62.01Z", "71.12B", "72.19Z", "70.22Z", "69.20Z"),
    "commerce": ("47.52B", "47.11F", "47.59A", "56.10A", "47.64Z", "45.11Z"),
    "centre": ("47.71Z", "56.30Z", "96.02A", "10.71C", "86.21Z", "47.73Z", "69.10Z"),
}
_TRADES = {
    "industrie": ("Mécanique", "Fonderie", "Plasturgie", "Chaudronnerie", "Recyclage"),
    "logistique": ("Transports", "Entrepôts", "Messagerie", "Plateforme"),
    "artisanat": ("Menuiserie", "Électricité", "Couverture", "Imprimerie", "Garage"),
    "tertiaire": ("Études", "Logiciels", "Laboratoire", "Conseil", "Ingénierie"),
    "commerce": ("Bricolage", "Hypermarché", "Jardinerie", "Meubles", "Sports"),
    "centre": ("Boulangerie", "Café", "Coiffure", "Librairie", "Pharmacie", "Étude"),
}
_PLACES = (
    "de l'Ourlande", "du Lavoir", "des Trois Bornes", "du Val", "de la Gare", "Brandes",
    "du Gué", "des Crêtes", "Mirvaux", "du Port", "des Halles", "Saint-Ormel",
)  # fmt: skip
_SIZES = ((1, 2), (3, 5), (6, 9), (10, 19), (20, 49), (50, 99), (100, 199), (250, 499))
"""Headcount brackets of Insee (tranches d'effectifs)."""
_ODDS = {
    "industrie": (5, 10, 15, 25, 25, 13, 6, 1), "logistique": (0, 3, 5, 17, 30, 25, 15, 5),
    "artisanat": (25, 28, 22, 17, 7, 1, 0, 0), "tertiaire": (8, 15, 17, 25, 22, 9, 3, 1),
    "commerce": (5, 14, 22, 32, 20, 6, 1, 0), "centre": (50, 32, 12, 5, 1, 0, 0, 0),
}  # fmt: skip


def zones(ground: Ground) -> GeoDataFrame:
    """Six zones: five at work, one still a project."""
    own = [d for d in DISTRICTS if d.kind in ZONE_KINDS]
    return of_role(
        "zone",
        {
            "zone_id": [f"ZAE-{COMMUNE}-{i:02d}" for i in range(1, len(own) + 1)],
            "name": [d.name for d in own],
            "vocation": ["mixte" if d.kind == "project" else d.kind for d in own],
            "stage": ["project" if d.kind == "project" else "active" for d in own],
            "commune_insee": COMMUNE,
            "open_ground_floor": [0.15, 0.10, 0.15, 0.30, 0.10, 0.30],
        },
        [ground.areas[d.name] for d in own],
    )


def friches(ground: Ground, parcels: GeoDataFrame, rng: Generator) -> GeoDataFrame:
    """
    Seven friches: four outlines, two points with a declared area, one known by its parcels only.

    Parameters
    ----------
    ground : Ground
        Lots, in the order of ``parcels``.
    parcels : GeoDataFrame
        Role ``parcel``.
    rng : Generator
        Chooses the lots.

    Returns
    -------
    GeoDataFrame
        Role ``friche``; the last row has no geometry.
    """
    kind = ground.lots["kind"].to_numpy()
    picked = [
        int(rng.choice(np.flatnonzero(kind == k)))
        for k in ("industrie", "artisanat", "commerce", "faubourg", "industrie", "field")
    ]
    near = ground.lots.geometry.distance(ground.lots.geometry.iloc[picked[0]]).to_numpy()
    works = np.flatnonzero((near < 0.05) & (kind == "industrie"))[:3]
    shapes = ground.lots.geometry.to_numpy()
    outlines = [shapely.union_all(shapes[works]), *shapes[picked[1:4]]]
    points = shapely.point_on_surface(shapes[picked[4:]])
    known_by = parcels.index[np.flatnonzero(kind == "logistique")[:2]]
    names = ("Ancienne filature de l'Ourlande", HOSTILE_NAME, "Ancien magasin Brico-Val",
             "Garage du Vieux Pont", "Dépôt ferroviaire", "Ancienne carrière des Sables",
             "Entrepôt des Trois Bornes")  # fmt: skip
    return of_role(
        "friche",
        {
            "friche_id": [f"{COMMUNE}_{i}" for i in range(1, 8)],
            "name": names,
            "friche_kind": ["industrielle", "artisanale", "commerciale", "commerciale",
                            "ferroviaire", "carrière", "logistique"],
            "friche_status": ["without_project", "potential", "with_project", "without_project",
                              "potential", "converted", "without_project"],
            "commune_insee": COMMUNE,
            "commune_name": COMMUNE_NAME,
            "declared_area_m2": [np.nan, np.nan, np.nan, np.nan, 8400.0, 21500.0, np.nan],
            "parcel_refs": [None] * 6 + ["|".join(known_by)],
            "owner_type": ["company", "epci", "company", "person", "state", "unknown", "company"],
            "pollution": ["known", "suspected", "none", "suspected", "unknown", "unknown",
                          "none"],
            "planning_type": ["U", "U", "U", "U", "U", "A", "U"],
        },
        [*outlines, *points, None],
    )  # fmt: skip


def establishments(
    ground: Ground, buildings: GeoDataFrame, friches: GeoDataFrame, rng: Generator
) -> GeoDataFrame:
    """
    Establishments in the buildings of the zones and at the ground floors of the old town.

    Parameters
    ----------
    ground : Ground
        Lots.
    buildings : GeoDataFrame
        Buildings with ``lot``.
    friches : GeoDataFrame
        Role ``friche``; whoever was there has left.
    rng : Generator
        Source of chance.

    Returns
    -------
    GeoDataFrame
        Role ``establishment``; headcounts are Insee's brackets, 6 % have none, 5 % are closed.
    """
    kind = ground.lots["kind"].to_numpy()[buildings["lot"].to_numpy()]
    usage = buildings["usage"].to_numpy()
    housed = (np.isin(kind, list(ZONE_KINDS)) & (usage != "annex")) | (usage == "mixed")
    rows = np.repeat(np.flatnonzero(housed), rng.integers(1, 4, int(housed.sum())))
    where = np.where(np.isin(kind[rows], list(_NAF)), kind[rows], "centre")
    spots = _inside(buildings.geometry.array[rows].to_numpy(), rng)
    drawn = [_business(str(k), rng) for k in where]
    name, code, low, high = (list(c) for c in zip(*drawn, strict=True))
    unsaid = rng.random(len(rows)) < 0.06
    idle = shapely.intersects(spots, shapely.union_all(friches.geometry.dropna().array))
    return of_role(
        "establishment",
        {
            "establishment_id": siret(len(rows)),
            "name": name,
            "activity_code": code,
            "jobs_low": pd.Series(low, dtype=float).mask(unsaid),
            "jobs_high": pd.Series(high, dtype=float).mask(unsaid),
            "active": (rng.random(len(rows)) > 0.05) & ~idle,
        },
        spots,
    )


def _business(kind: str, rng: Generator) -> tuple[str, str, int, int]:
    odds = np.array(_ODDS[kind], dtype=float)
    low, high = _SIZES[int(rng.choice(len(_SIZES), p=odds / odds.sum()))]
    trade, place = rng.choice(_TRADES[kind]), rng.choice(_PLACES)
    return f"{trade} {place}", str(rng.choice(_NAF[kind])), low, high


def _inside(shapes: Shapes, rng: Generator) -> Shapes:
    """A point of each building, off the middle so that neighbours do not coincide."""
    heart = shapely.point_on_surface(shapes)
    away = shapely.get_coordinates(heart) + rng.uniform(-3, 3, (len(shapes), 2))
    moved = shapely.points(away)
    return np.where(shapely.contains(shapes, moved), np.asarray(moved), heart)


def siret(n: int, *, first: int = 1) -> list[str]:
    """
    SIRET whose Luhn keys hold, in the block « 000 » that is given to nobody.

    Examples
    --------
    >>> siret(2)
    ['00000001800010', '00000002600013']
    """
    siren = [_keyed(f"000{i:05d}") for i in range(first, first + n)]
    return [_keyed(f"{s}0001") for s in siren]


def _keyed(digits: str) -> str:
    doubled = [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(reversed(digits))]
    return f"{digits}{-sum(d - 9 * (d > 9) for d in doubled) % 10}"
