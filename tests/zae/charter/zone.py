"""A study of one zone of a hectare, its parcels and its commune, on disk."""

from pathlib import Path

from geopandas import GeoDataFrame
from shapely import box

from zae.charter.demo import ZONE

EAST, NORTH = 700_000, 6_600_000

STUDY = """
title = "Étude d'une zone (fictive)"
vocations = ["artisanat"]
[[layer]]
role = "zone"
path = "zones.gpkg"
[[layer]]
role = "parcel"
path = "parcelles.gpkg"
[[layer]]
role = "commune"
path = "communes.gpkg"
"""


def write_zone(folder: Path) -> Path:
    """
    Ten parcels of 20 m by 45 m in two rows, a street of 10 m between them, one parcel outside.

    The zone is a hectare: 9,000 m² of parcels and 1,000 m² of street.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lots = [
        box(EAST + x, NORTH + y, EAST + x + 20, NORTH + y + 45)
        for y in (0, 55) for x in range(0, 100, 20)
    ]  # fmt: skip
    lots.append(box(EAST + 200, NORTH, EAST + 220, NORTH + 45))
    frames = {
        "zones": GeoDataFrame({"zone_id": [ZONE], "name": ["La Zone"], "commune_insee": "99001"},
                              geometry=[box(EAST, NORTH, EAST + 100, NORTH + 100)]),
        "parcelles": GeoDataFrame(
            {"parcel_id": [f"99001000AN{i:04d}" for i in range(1, 12)], "commune_insee": "99001"},
            geometry=lots,
        ),
        "communes": GeoDataFrame(
            {"commune_insee": ["99001"], "name": ["Champs"], "population": [4000]},
            geometry=[box(EAST - 2000, NORTH - 2000, EAST + 3000, NORTH + 2000)],
        ),
    }  # fmt: skip
    for name, frame in frames.items():
        frame.set_crs(2154).to_file(folder / f"{name}.gpkg")
    (folder / "etude.toml").write_text(STUDY, encoding="utf-8")
    return folder / "etude.toml"
