"""
A zone of eight plots of 100 m in a row, written as files: every case of the inventory is visible.

Plots 1 to 8 from west to east. Owners: 1 and 2 belong to one company, the others to others.
"""

from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame
from shapely import Point, box

X0, Y0 = 770_000.0, 6_280_000.0
STUDY = """
title = "Zone d'essai"
[inventory]
year = 2026
authority = "Communauté de communes d'essai"
siren = "200067130"
contact = "Service économique"
mail = "eco@exemple.fr"
scot = "Syndicat du SCoT"
plu = "Commune d'essai"
plh = "Communauté d'essai"
[[layer]]
role = "zone"
path = "zones.gpkg"
[[layer]]
role = "parcel"
path = "parcelles.gpkg"
[[layer]]
role = "building"
path = "batiments.gpkg"
[[layer]]
role = "establishment"
path = "etablissements.gpkg"
[[layer]]
role = "address"
path = "adresses.gpkg"
[[layer]]
role = "premises"
path = "locaux.csv"
[[layer]]
role = "commune"
path = "communes.gpkg"
"""

LEFT_LONG_AGO, LEFT_LATELY = pd.Timestamp("2019-05-01"), pd.Timestamp("2025-05-01")


def plot(i: int, *, inset: float = 0.0) -> object:
    west = X0 + 100 * (i - 1)
    return box(west + inset, Y0 + inset, west + 100 - inset, Y0 + 100 - inset)


def parcel(i: int) -> str:
    return f"340220000A{i:04d}"


def parcels(owners: dict[int, str] | None = None) -> GeoDataFrame:
    named = {i: f"Société {i}" for i in range(1, 9)} | {2: "Société 1"} | (owners or {})
    return GeoDataFrame(
        {
            "parcel_id": [parcel(i) for i in named], "commune_insee": "34022",
            "cadastral_area_m2": 10_000.0, "owner": list(named.values()),
            "owner_type": "company",
        },
        geometry=[plot(i) for i in named], crs=2154,
    )  # fmt: skip


def firm(siret: int, i: float, **more: object) -> dict[str, object]:
    """A business in the middle of plot ``i``, at its address, open since 2010."""
    return {
        "establishment_id": f"{siret:014d}", "name": f"Atelier {siret}",
        "address": f"{int(i)} rue d'Essai", "commune_insee": "34022", "activity_code": "25.62B",
        "legal_category": "5710", "jobs_low": 3.0, "jobs_high": 5.0, "active": True,
        "opened": pd.Timestamp("2010-01-01"), "closed": pd.NaT, "head_office": True,
        "location_quality": "address", "diffusible": True,
        "geometry": Point(X0 + 100 * i - 50, Y0 + 50),
    } | more  # fmt: skip


FIRMS = (
    firm(1, 1),  # units 1+2: occupied
    firm(2, 3, active=False, closed=LEFT_LONG_AGO),  # unit 3: vacant
    firm(3, 4, active=False, closed=LEFT_LATELY),  # unit 4: left lately
    # unit 5: nobody ever, unbuilt: never used
    firm(4, 6, legal_category="6540", activity_code="68.20B"),  # unit 6: its landlord only
    firm(5, 7, address=None, name=None, diffusible=False),  # unit 7: may not be named
    # Place says plot 7, address says plot 8: a person must look.
    firm(6, 7, address="8 rue d'Essai"),
)


def write(folder: Path, *, firms: tuple[dict[str, object], ...] = FIRMS,
          cadastre: GeoDataFrame | None = None, study: str = STUDY) -> Path:  # fmt: skip
    """Write the files and the study; return the study file."""
    held = parcels() if cadastre is None else cadastre
    zone = box(X0, Y0, X0 + 800, Y0 + 100)
    built = [1, 2, 3, 4, 6, 7, 8]
    frames = {
        "zones": GeoDataFrame(
            {"zone_id": ["Z1"], "name": ["Zone d'essai"], "vocation": ["artisanat"],
             "stage": ["active"], "commune_insee": ["34022"]},
            geometry=[zone], crs=2154),
        "parcelles": held,
        "batiments": GeoDataFrame(
            {"building_id": [f"B{i}" for i in built]},
            geometry=[plot(i, inset=35) for i in built], crs=2154),
        "etablissements": GeoDataFrame(list(firms), crs=2154),
        "adresses": GeoDataFrame(
            {"address_id": [f"A{i}" for i in range(1, 9)],
             "address": [f"{i} RUE D ESSAI" for i in range(1, 9)], "commune_insee": "34022",
             "parcel_refs": ""},
            geometry=[Point(X0 + 100 * i - 50, Y0 + 20) for i in range(1, 9)], crs=2154),
        "communes": GeoDataFrame(
            {"commune_insee": ["34022"], "name": ["Baillargues"]},
            geometry=[zone.buffer(500)], crs=2154),
    }  # fmt: skip
    for name, frame in frames.items():
        (folder / f"{name}.gpkg").unlink(missing_ok=True)
        frame.to_file(folder / f"{name}.gpkg", layer=name)
    (folder / "locaux.csv").write_text(
        f"parcel_refs;occupied;vacant_since;liable\n{parcel(6)};non;2018-02-01;oui\n",
        encoding="utf-8",
    )
    (folder / "etude.toml").write_text(study, encoding="utf-8")
    return folder / "etude.toml"
