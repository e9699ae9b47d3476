"""People of the valley: communes, commuting, labour, recruitment, facilities and stops."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.random import Generator
from pandas import DataFrame
from shapely import Polygon

from layers.sample.frames import of_role
from layers.sample.ground import Ground
from layers.sample.plan import COMMUNE, COMMUNE_NAME, NEIGHBOURS, ORIGIN
from layers.schema import PROFILES

_STOPS = (
    # name, mode, departures an hour at peak, place
    ("Gare de Valbrume", "train", 3.0, (0.20, 0.445)),
    ("Halle aux draps", "bus", 8.0, (0.05, -0.02)),
    ("Place du Marché", "bus", 8.0, (-0.12, 0.045)),
    ("Gare routière", "bus", 6.0, (0.17, 0.39)),
    ("Vieux Pont", "bus", 4.0, (-0.07, -0.25)),
    ("Rive gauche", "bus", 4.0, (-0.24, -0.72)),
    ("Les Cerisiers", "bus", 2.0, (0.05, -0.85)),
    ("Les Coteaux", "bus", 3.0, (0.85, 0.10)),
    ("Les Tilleuls", "bus", 4.0, (-0.45, 0.22)),
    ("Les Acacias", "bus", 3.0, (-0.85, 0.12)),
    ("Le Lavoir", "bus", 1.5, (-1.25, 0.155)),
    ("Zone industrielle", "bus", 2.0, (1.1, 0.185)),
    ("Technoparc", "bus", 4.0, (0.12, 0.765)),
    ("Portes de Valbrume", "bus", 3.0, (0.9, 0.762)),
    ("Trois Bornes", "bus", 0.5, (1.12, 1.40)),
    ("Le Clos Fleuri", "bus", 2.0, (-0.65, 0.81)),
    ("Haut-Mirvaux", "bus", 0.5, (-1.2, 1.34)),
    ("Les Brosses", "bus", 0.5, (-1.45, -1.06)),
    ("Tram Halles", "tram", 10.0, (0.03, 0.06)),
    ("Tram Gare", "tram", 10.0, (0.18, 0.405)),
    ("Tram Europe", "tram", 10.0, (0.52, 0.74)),
)
_FACILITIES = (
    ("École du Lavoir", "school", 190, (-0.16, 0.14)),
    ("École des Cerisiers", "school", 240, (0.12, -0.82)),
    ("École des Acacias", "school", 170, (-0.82, 0.33)),
    ("École des Coteaux", "school", 150, (0.95, -0.12)),
    ("Collège de l'Ourlande", "school", 520, (-0.38, 0.22)),
    ("Crèche des Halles", "childcare", 36, (0.11, 0.13)),
    ("Crèche de la Rive", "childcare", 28, (-0.32, -0.66)),
    ("Micro-crèche du Technoparc", "childcare", 12, (0.16, 0.7)),
    ("Maison de santé", "health", 9, (0.19, -0.09)),
    ("Centre hospitalier du Val", "health", 85, (-0.48, 0.02)),
    ("Mairie", "town_hall", None, (0.02, 0.05)),
    ("Gymnase des Rives", "sport", 400, (-0.3, -0.3)),
    ("Stade du Port", "sport", 900, (0.55, -0.2)),
    ("Médiathèque", "culture", 120, (-0.06, -0.08)),
    ("Halle du marché", "shop", 46, (0.05, -0.05)),
    ("Parking de la Gare", "car_park", 180, (0.25, 0.41)),
    ("Parking des Remparts", "car_park", 95, (0.2, 0.1)),
    ("Chaufferie bois des Tilleuls", "heat_network", 6, (-0.5, 0.41)),
)


def stops(ground: Ground) -> GeoDataFrame:
    """Stops of bus, tram and train with their departures at the peak hour."""
    name, mode, departures, place = zip(*_STOPS, strict=True)
    columns = {"name": name, "mode": mode, "peak_departures_per_h": departures}
    return of_role("stop", columns, shapely.points(ground.sheet(place)))


def facilities(ground: Ground) -> GeoDataFrame:
    """Schools, crèches, health, sport, car parks, with their capacities."""
    name, kind, capacity, place = zip(*_FACILITIES, strict=True)
    columns = {
        "name": name, "facility_kind": kind, "capacity": pd.Series(capacity, dtype=float),
    }  # fmt: skip
    return of_role("facility", columns, shapely.points(ground.sheet(place)))


def communes(ground: Ground, *, dwellings: int, jobs: float) -> GeoDataFrame:
    """
    The commune and its five neighbours, which share its boundary.

    Parameters
    ----------
    ground : Ground
        Its outline. [EPSG:2154]
    dwellings : int
        Dwellings counted in its buildings; 7 % stand empty, 2.1 people live in each other.
    jobs : float
        Jobs counted in its establishments and public services.

    Returns
    -------
    GeoDataFrame
        Role ``commune``.
    """
    here = round(dwellings * 0.93 * 2.1)
    code = [COMMUNE, *NEIGHBOURS]
    name = [COMMUNE_NAME, *(n[0] for n in NEIGHBOURS.values())]
    people = np.array([here, *(n[1] for n in NEIGHBOURS.values())])
    work = np.array([round(jobs), *(n[2] for n in NEIGHBOURS.values())])
    built = np.array([38, *(n[3] for n in NEIGHBOURS.values())])
    return of_role(
        "commune",
        {
            "commune_insee": code,
            "name": name,
            "population": people,
            "jobs": work,
            "employed_residents": (people * 0.42).round(),
            "dwellings_per_year": built,
            "private_dwellings": (people * 0.43).round(),
            "long_vacancy_share": [0.052, 0.061, 0.031, 0.044, 0.083, 0.057],
            "children_0_2": (people * 0.031).round(),
            "childcare_places": (people * [0.0105, 0.004, 0.012, 0.008, 0.0, 0.006]).round(),
            "school_free_seats": [64, 12, 41, 25, 8, 15],
        },
        [ground.outline, *_around(ground.outline)],
    )


def _around(outline: Polygon) -> list[Polygon]:
    """Neighbours: sectors of a larger polygon round the commune."""
    centre = np.array(ORIGIN)
    bearings = np.deg2rad(90 - np.array([-34.0, 38, 110, 178, 255, 326]))
    rim = outline.buffer(2600, quad_segs=3).simplify(220).difference(outline)
    ray = 9000 * np.c_[np.cos(bearings), np.sin(bearings)]
    middle = np.deg2rad(90 - np.array([2.0, 74, 144, 216.5, 290.5]))
    far = 15000 * np.c_[np.cos(middle), np.sin(middle)]
    sectors = shapely.polygons(
        np.stack([np.broadcast_to(centre, (5, 2)), centre + ray[:-1], centre + far,
                  centre + ray[1:]], axis=1)
    )  # fmt: skip
    return list(shapely.intersection(np.asarray(sectors), rim))


def flows(communes: GeoDataFrame) -> DataFrame:
    """
    Commuters from each commune to each, by a gravity model without chance.

    Notes
    -----
    Workers of a commune are shared between destinations in proportion to jobs divided by
    distance, six tenths of them; the rest work outside the valley and are in no row.
    """
    at = shapely.get_coordinates(communes.geometry.centroid.array)
    far_km = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) / 1000 + 1.5
    pull = communes["jobs"].to_numpy()[None] / far_km
    share = pull / pull.sum(axis=1, keepdims=True)
    workers = 0.6 * communes["employed_residents"].to_numpy()[:, None] * share
    origin, destination = np.meshgrid(communes.index, communes.index, indexing="ij")
    table: DataFrame = of_role(
        "flow",
        {
            "origin_insee": origin.ravel(),
            "destination_insee": destination.ravel(),
            "workers": workers.ravel().round(1),
        },
    )
    return table


def labour(communes: GeoDataFrame, rng: Generator) -> DataFrame:
    """Job seekers of each commune by profile."""
    share = np.array([0.07, 0.17, 0.44, 0.32]) * rng.uniform(0.85, 1.15, (len(communes), 4))
    seekers = communes["employed_residents"].to_numpy()[:, None] * 0.09 * share
    table: DataFrame = of_role(
        "labour",
        {
            "commune_insee": np.repeat(communes.index.to_numpy(), len(PROFILES)),
            "profile": list(PROFILES) * len(communes),
            "job_seekers": seekers.ravel().round(),
        },
    )
    return table


def tension() -> DataFrame:
    """Share of recruitments said to be difficult, by profile."""
    table: DataFrame = of_role(
        "tension", {"profile": PROFILES, "difficult_share": [0.52, 0.58, 0.47, 0.63]}
    )
    return table
