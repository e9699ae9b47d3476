"""A study of fields of a hectare and their commune, on disk: the smallest that is scored."""

from collections.abc import Sequence
from pathlib import Path

from geopandas import GeoDataFrame
from shapely import box

from zae.study import Study, read

EAST, NORTH = 700_000, 6_600_000

STUDY = """
title = "Étude de champs (fictifs)"
vocations = ["artisanat"]

[[layer]]
role = "zone"
path = "zones.gpkg"
producer_name = "Communauté d'essai"
licence = "Licence Ouverte 2.0"
vintage = "2018-06"

[[layer]]
role = "commune"
path = "communes.gpkg"
producer_name = "Insee"
licence = "Licence Ouverte 2.0"
vintage = "2023"
"""


def write_study(folder: Path, ids: Sequence[str] = ("Z1", "Z2", "Z3")) -> Path:
    """The study file, its two layers beside it: a field for each id, 200 m apart."""
    folder.mkdir(parents=True, exist_ok=True)
    fields = [
        box(x, NORTH, x + 100, NORTH + 100) for x in (EAST + 300 * i for i, _ in enumerate(ids))
    ]
    GeoDataFrame(
        {"zone_id": [*ids], "name": [f"Champ {i}" for i in ids], "commune_insee": "99001"},
        geometry=fields, crs=2154,
    ).to_file(folder / "zones.gpkg")  # fmt: skip
    GeoDataFrame(
        {"commune_insee": ["99001"], "name": ["Champs"], "population": [4000], "jobs": [1500.0],
         "employed_residents": [1600.0], "dwellings_per_year": [30.0],
         "private_dwellings": [2000.0], "long_vacancy_share": [0.03], "children_0_2": [120.0],
         "childcare_places": [60.0], "school_free_seats": [25.0]},
        geometry=[box(EAST - 2000, NORTH - 2000, EAST + 3000, NORTH + 2000)], crs=2154,
    ).to_file(folder / "communes.gpkg")  # fmt: skip
    file = folder / "etude.toml"
    file.write_text(STUDY, encoding="utf-8")
    return file


def study(folder: Path) -> Study:
    """The same, read."""
    return read(write_study(folder))
