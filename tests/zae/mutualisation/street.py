"""A street with a shop, a gym and offices as a study of a few files: what each command runs on."""

from pathlib import Path

import geopandas as gpd
from geopandas import GeoDataFrame
from pandas import DataFrame
from shapely import LineString, Point, box

WEST, SOUTH = 770_000, 6_280_000
GYM, OFFICE = "Gymnase des Tilleuls", "Cabinet Martin"

STUDY = """
title = "Une rue"
vocations = ["tertiaire", "artisanat"]
[sites]
kinds = ["site"]
{layers}
"""
LAYER = """
[[layer]]
role = "{role}"
path = "rue.gpkg"
layer = "{role}"
name = "{role}"
producer_name = "Service des essais"
licence = "Licence Ouverte"
vintage = "2026"
"""


def at(x: float, y: float = 0) -> Point:
    """Place along the street, from its western end. [m]"""
    return Point(WEST + x, SOUTH + y)


def layers() -> dict[str, GeoDataFrame]:
    """Two zones; an office of 100 jobs and a gym of 10, 100 m apart, and one without headcount."""
    ground = {
        "zone": (
            {"zone_id": ["Z1", "Z2"], "name": ["Les Tilleuls", "La Lande"]},
            [box(WEST - 10, SOUTH - 50, WEST + 500, SOUTH + 50),
             box(WEST + 600, SOUTH - 50, WEST + 900, SOUTH + 50)],
        ),
        "establishment": (
            {
                "establishment_id": ["73282932000074", "73282932000075", "73282932000076"],
                "name": [OFFICE, GYM, "Sans effectif"],
                "activity_code": ["62.01Z", "93.13Z", "62.01Z"],
                "jobs_low": [100, 10, None], "jobs_high": [100, 10, None],
                "active": [True, True, True],
            },
            [at(100), at(200), at(250)],
        ),
        "street": (
            {"street_id": ["R1"]},
            [LineString([(WEST, SOUTH), (WEST + 1000, SOUTH)])],
        ),
        "site": (
            {"site_id": ["S1", "S2"], "name": ["Le pré", "La friche"]},
            [box(WEST + 250, SOUTH + 5, WEST + 450, SOUTH + 205),
             box(WEST + 800, SOUTH + 5, WEST + 950, SOUTH + 155)],
        ),
    }  # fmt: skip
    return {
        role: GeoDataFrame(DataFrame(table), geometry=shapes, crs=2154)
        for role, (table, shapes) in ground.items()
    }


def write(folder: Path, *, without: tuple[str, ...] = ()) -> Path:
    """Study file and its layers in a folder; some roles may be left out."""
    kept = {role: frame for role, frame in layers().items() if role not in without}
    for role, frame in kept.items():
        gpd.GeoDataFrame(frame).to_file(folder / "rue.gpkg", layer=role)
    text = STUDY.format(layers="".join(LAYER.format(role=role) for role in kept))
    file = folder / "etude.toml"
    file.write_text(text, encoding="utf-8")
    return file
