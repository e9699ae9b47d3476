"""A small assessment made by hand: a dozen squares, for tests of what is published."""

from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series
from shapely import LineString, Point, box

from criteria.facts import Facts, assemble, between, blank, known
from criteria.grid import Grid, published
from criteria.project import reference_projects
from criteria.scores import score
from layers import ROLES, Layer, Source
from zae.assessment import Assessment, Run
from zae.firmness import firmness
from zae.study import Study, parse
from zae.territory import Commune, Territory

CORNER = (770_000.0, 6_280_000.0)
HOSTILE = (
    'L\'Îlot <script>alert(1)</script> "Œuvre & Cie"',
    "=1+1; retour\nà la ligne",
    "nom\u202eenvers\u202c, très long " + "x" * 120,
)


def study() -> Study:
    """A study file with one layer per role that the squares come from."""
    text = """
        title = "Étude d'essai"
        territory = "montpellier"
        [[layer]]
        role = "zone"
        path = "zones.gpkg"
        [[layer]]
        role = "commune"
        path = "communes.gpkg"
    """
    return parse(text, name="essai.toml", folder=Path())


def sites(count: int = 12) -> GeoDataFrame:
    """Squares of 100 m, 50 m apart, three of them with hostile names."""
    x0, y0 = CORNER
    squares = [
        box(
            x0 + 150 * (i % 4),
            y0 + 150 * (i // 4),
            x0 + 150 * (i % 4) + 100,
            y0 + 150 * (i // 4) + 100,
        )
        for i in range(count)
    ]
    ids = [f"S{i + 1:02d}" for i in range(count)]
    names = [HOSTILE[i] if i < len(HOSTILE) else f"Site n° {i + 1}" for i in range(count)]
    return GeoDataFrame(
        {
            "name": names,
            "kind": ["zone" if i % 3 else "friche" for i in range(count)],
            "area_m2": 10_000.0,
            "commune_insee": "34172",
            "commune": "Montpellier",
            "zone_id": [f"Z{i % 2 + 1}" for i in range(count)],
            "tenure": [("public", "private", "unknown")[i % 3] for i in range(count)],
            "availability": [
                ("bare", "densifiable", "built_up", "friche")[i % 4] for i in range(count)
            ],
            "geometry_status": "surveyed",
            "parcels": [f"340000000A{i:04d}" for i in range(count)],
            "layer": "zones",
            "url": "",
        },
        geometry=squares,
        index=pd.Index(ids, name="site_id"),
        crs=2154,
    )


def facts(places: GeoDataFrame, grid: Grid, *, seed: int) -> Facts:
    """Random facts inside the value functions: known, bounded and unknown ones."""
    draw = np.random.default_rng(seed)
    parts: dict[str, DataFrame] = {}
    for i, criterion in enumerate(grid.criteria):
        x = [p[0] for p in criterion.value.points]
        low = Series(draw.uniform(x[0], x[-1], len(places)), index=places.index)
        high = low + draw.uniform(0, 1, len(places)) * (x[-1] - low)
        part = known(low) if i % 4 else between(low, high)
        missing = draw.uniform(size=len(places)) < 0.15
        parts[criterion.key] = part.mask(Series(missing, index=places.index), blank(places.index))
    for observation in grid.observations:
        parts[observation.key] = known(Series(draw.uniform(0, 3, len(places)), index=places.index))
    return assemble(parts, dict.fromkeys(parts, ("zones",)), places.index)


def layers(places: GeoDataFrame) -> dict[str, Layer]:
    """The squares as a zone layer, with a commune, a street and a stop around them."""
    x0, y0 = CORNER
    frames = {
        "zones": ("zone", places[["name", "commune_insee", "geometry"]].rename_axis("zone_id")),
        "communes": ("commune", GeoDataFrame(
            {"name": ["Montpellier"], "population": [307_101]},
            geometry=[box(x0 - 500, y0 - 500, x0 + 1000, y0 + 1000)],
            index=pd.Index(["34172"], name="commune_insee"), crs=2154,
        )),
        "voies": ("street", GeoDataFrame(
            {"name": ["Avenue d'Essai"]},
            geometry=[LineString([(x0 - 400, y0 + 125), (x0 + 900, y0 + 125)])],
            index=pd.Index(["V1"], name="street_id"), crs=2154,
        )),
        "arrets": ("stop", GeoDataFrame(
            {"name": ["Essai"], "mode": ["tram"]},
            geometry=[Point(x0 + 300, y0 + 125)],
            index=pd.Index(["A1"], name="stop_id"), crs=2154,
        )),
    }  # fmt: skip
    return {
        name: Layer(
            name=name, role=ROLES[role], frame=frame,
            source=Source(name=f"{name}.gpkg", producer="Essai", licence="Licence Ouverte 2.0",
                          vintage="2026-01", sha256="0" * 64),
        )
        for name, (role, frame) in frames.items()
    }  # fmt: skip


def assessment(count: int = 12) -> Assessment:
    """The whole: two projects on a dozen squares."""
    places, grid = sites(count), published()
    runs = {}
    for i, project in enumerate(list(reference_projects().values())[:2]):
        found = facts(places, grid, seed=i)
        scores = score(found, grid, vocation=project.vocation)
        runs[project.key] = Run(
            project=project, facts=found, scores=scores, firmness=firmness(found, scores, grid)
        )
    available = DataFrame(
        {
            "zone_id": ["Z1", "Z1", "Z2"],
            "availability": ["bare", "outside_units", "built_up"],
            "tenure": ["public", "unknown", "private"],
            "units": [3, 0, 4],
            "area_m2": [30_000.0, 5_000.0, 40_000.0],
            "free_m2": [30_000.0, 0.0, 8_000.0],
        }
    )
    account = DataFrame(
        {
            "layer": ["zones", "zones"], "role": ["zone", "zone"], "action": ["read", "repaired"],
            "reason": ["rows", "invalid ring"], "count": [count, 1], "ids": ["", "S03"],
        }
    )  # fmt: skip
    return Assessment(
        study=study(),
        territory=Territory(key="essai", name="Communauté d'essai",
                            communes=(Commune(insee="34172", name="Montpellier"),)),
        grid=grid, layers=layers(places), sites=places, units=None,
        available=available, runs=runs, account=account,
    )  # fmt: skip
