"""Parcels: identifiers, and owners who are invented legal persons or unnamed people."""

# ruff: noqa: PLR2004 (odds and sizes of an invented town)

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.random import Generator
from pandas import DataFrame, Series

from layers.sample.frames import of_role
from layers.sample.plan import COMMUNE, COMMUNE_NAME, EPCI, ZONE_KINDS

_COMPANIES = (
    "SCI Les Tilleuls", "Foncière du Lavoir", "SCI du Vieux Pont", "Val d'Ourlande Immobilier",
    "SCI La Sablière", "Foncière des Trois Bornes", "SCI Atelier Neuf", "SCI des Charrons",
    "SCI Le Pressoir", "Immobilière de la Gare", "SCI Plein Nord", "SCI L'Orée",
    "Foncière Brandes & Associés", "SCI Les Quatre Vents", "SCI du Grand Champ",
    "Compagnie foncière de l'Ourlande", "SCI L'Écluse", "SCI Bel Air", "SCI Mirvaux Sud",
    "SCI Le Hangar",
)  # fmt: skip
_PUBLIC = {
    f"Commune de {COMMUNE_NAME}": "commune",
    EPCI: "epci",
    "Office HLM de Valbrume": "social_housing",
    "Établissement public foncier du Val": "public_land_agency",
    "Aménageur des Brandes SPL": "developer",
    "Groupement forestier du Bois Rond": "company",
}


def parcels(lots: GeoDataFrame, rng: Generator) -> GeoDataFrame:
    """
    Lots with their identifiers and owners, in the order of the lots.

    Parameters
    ----------
    lots : GeoDataFrame
        ``kind``, ``district``, ``block`` and polygons. [EPSG:2154]
    rng : Generator
        Source of chance.

    Returns
    -------
    GeoDataFrame
        Role ``parcel``. People have an account and no name; companies own neighbouring parcels.
    """
    owner = _owners(lots, rng)
    named = owner.notna()
    account = pd.Series([f"P{i:05d}" for i in range(1, len(lots) + 1)])
    second = (rng.random(len(lots)) < 0.06) & (lots["block"] == lots["block"].shift()).to_numpy()
    account = account.mask(second).ffill()
    code = {o: f"M{i:05d}" for i, o in enumerate(dict.fromkeys(owner[named]), start=1)}
    kind = owner.map(_PUBLIC).fillna("company").where(named, "person")
    area = lots.geometry.area * rng.normal(1, 0.006, len(lots))
    columns = {
        "parcel_id": _ids(lots),
        "commune_insee": COMMUNE,
        "cadastral_area_m2": area.round(),
        "owner": owner,
        "owner_account": account.where(~named, owner.map(code)),
        "owner_type": kind,
    }
    return of_role("parcel", columns, lots.geometry.to_numpy())


def _owners(lots: GeoDataFrame, rng: Generator) -> Series:
    """Owner of each lot; in the zones that of the nearest seed, so that estates hang together."""
    at = lots.geometry.centroid
    xy = np.c_[at.x, at.y]
    owner = pd.Series(None, index=lots.index, dtype=object)
    for number, kind in enumerate(ZONE_KINDS[:-1]):
        rows = np.flatnonzero(lots["kind"] == kind)
        seeds = rng.choice(rows, max(3, int(len(rows) * 0.55)), replace=False)
        near = np.argmin(np.hypot(*(xy[rows, None] - xy[None, seeds]).T), axis=0)
        names = np.array(
            [*np.roll(_COMPANIES, -5 * number)[:14], EPCI, f"Commune de {COMMUNE_NAME}"]
        )
        owner.iloc[rows] = names[rng.integers(0, len(names), len(seeds))][near]
    project = np.flatnonzero(lots["kind"] == "project")
    west_first = project[np.argsort(xy[project, 0])]
    bought = int(np.ceil(0.6 * len(project)))
    owner.iloc[west_first[:bought]] = EPCI
    owner.iloc[west_first[bought:]] = "Aménageur des Brandes SPL"
    owner[lots["kind"] == "collective"] = "Office HLM de Valbrume"
    owner[lots["kind"] == "park"] = f"Commune de {COMMUNE_NAME}"
    owner[lots["district"] == "Bois Rond"] = "Groupement forestier du Bois Rond"
    return _scattered(owner, lots["kind"], rng)


def _scattered(owner: Series, kind: Series, rng: Generator) -> Series:
    draw = pd.Series(rng.random(len(owner)), index=owner.index)
    company = pd.Series(rng.choice(_COMPANIES, len(owner)), index=owner.index)
    homes = kind.isin(["centre", "faubourg"]) & owner.isna()
    owner = owner.mask(homes & (draw < 0.08), company)
    town = kind.isin(["centre", "faubourg", "meadow", "suburb"]) & owner.isna()
    owner = owner.mask(town & (draw > 0.965), f"Commune de {COMMUNE_NAME}")
    farm = (kind == "field") & owner.isna()
    owner = owner.mask(farm & (draw < 0.12), "SCI du Grand Champ")
    return owner.mask(farm & (draw > 0.97), "Établissement public foncier du Val")


def _ids(lots: GeoDataFrame) -> Series:
    """Section by district (« Z » and a letter out of town), number by place, as on a real plan."""
    at = lots.geometry.representative_point()
    rural = lots["kind"].isin(["field", "meadow", "wood"])
    districts = {d: chr(65 + i) for i, d in enumerate(dict.fromkeys(lots.loc[~rural, "district"]))}
    column = ((at.x - at.x.min()) // 1100).astype(int)
    row = ((at.y.max() - at.y) // 1000).astype(int)
    sheet = (row * 5 + column).map(lambda i: chr(65 + i % 26))
    section = ("Z" + sheet).where(rural, "A" + lots["district"].map(districts).fillna(""))
    place = DataFrame({"section": section, "row": at.y // -120, "x": at.x}).sort_values(
        ["section", "row", "x"]
    )
    number = place.groupby("section").cumcount().add(1).reindex(lots.index)
    ids: Series[str] = COMMUNE + "000" + section + number.map("{:04d}".format)
    return ids
