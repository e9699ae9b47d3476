"""An inventory as the tables of the CNIG standard Sites économiques (v2024-10)."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series

from layers.cnig import cnig_class
from layers.cnig.edition import UNNAMEABLE
from layers.naf import title
from zae.inventory.poles import pole_table, poles_of
from zae.inventory.state import Inventory

HECTARE_M2: Final = 10_000

VOCATION: Final = {
    "artisanat": "artisanale", "industrie": "industrielle", "logistique": "entrepôts, logistique",
    "tertiaire": "tertiaire", "commerce": "commerciale", "mixte": "mixte",
}  # fmt: skip
STAGE: Final = {
    "project": "en projet", "creation": "création", "active": "existant et actif",
    "declassified": "déclassé",
}  # fmt: skip
OWNER: Final = {
    "person": "personne physique", "state": "Etat", "region": "région",
    "department": "département", "epci": "structure intercommunale", "commune": "commune",
    "other_public": "autre collectivité territoriale",
    "social_housing": "organisme de logement social",
    "public_land_agency": "établissement public foncier", "developer": "aménageur",
    "investor": "investisseur professionnel",
    "company": "établissement industriel et commercial",
}  # fmt: skip
QUALITY: Final = {
    "building": "localisation au bâtiment", "parcel": "localisation à la parcelle",
    "address": "localisation à la plaque adresse",
    "street": "localisation à la rue (sans numéro)", "locality": "localisation au lieu-dit",
    "commune": "localisation à la commune", "none": "non localisé",
}  # fmt: skip
_STAFF: Final = (
    (0, 0, "00", "0 salarié"), (1, 2, "01", "1 ou 2 salariés"), (3, 5, "02", "3 à 5 salariés"),
    (6, 9, "03", "6 à 9 salariés"), (10, 19, "11", "10 à 19 salariés"),
    (20, 49, "12", "20 à 49 salariés"), (50, 99, "21", "50 à 99 salariés"),
    (100, 199, "22", "100 à 199 salariés"), (200, 249, "31", "200 à 249 salariés"),
    (250, 499, "32", "250 à 499 salariés"), (500, 999, "41", "500 à 999 salariés"),
    (1000, 1999, "42", "1 000 à 1 999 salariés"), (2000, 4999, "51", "2 000 à 4 999 salariés"),
    (5000, 9999, "52", "5 000 à 9 999 salariés"), (10_000, np.inf, "53", "10 000 salariés et plus"),
)  # fmt: skip
"""Staff brackets of Insee: bounds, code, label."""

UNKNOWN: Final = "inconnu"
NOT_APPLICABLE: Final = "sans objet"


def cnig_tables(inventory: Inventory) -> dict[str, GeoDataFrame]:
    """
    Tables of the standard, by class.

    Parameters
    ----------
    inventory : Inventory
        The inventory.

    Returns
    -------
    dict of str to GeoDataFrame
        ``POLE-ECO``, ``SITE-ECO``, ``TERRAIN-ECO`` and ``ETABLISSEMENT``, those that have rows.
        Areas in hectares, the rate of vacancy in percent; it is empty where what is not
        known moves it by more than half a point.

    Notes
    -----
    A land unit is one TERRAIN-ECO: the standard has no class of land units. A unit of several
    pieces gives its largest, as the class is a simple polygon. Words that the toolkit does not
    know are « inconnu », which is a value of every list.
    """
    sites = _sites(inventory)
    made = {
        "POLE-ECO": pole_table(inventory, sites, VOCATION),
        "SITE-ECO": sites,
        "TERRAIN-ECO": _terrains(inventory),
        "ETABLISSEMENT": _establishments(inventory),
    }
    return {name: _with_every_field(name, frame) for name, frame in made.items() if len(frame)}


def _with_every_field(name: str, frame: GeoDataFrame) -> GeoDataFrame:
    """Fields of which nothing is known are there, and empty."""
    absent = [f.name for f in cnig_class(name).fields if not f.spatial and f.name not in frame]
    empty = {field: Series([None] * len(frame), dtype=object) for field in absent}
    return frame.assign(**empty)


def _words(codes: Series, words: Mapping[str, str]) -> Series:
    return codes.astype(object).map(words).fillna(UNKNOWN)


def _sites(inventory: Inventory) -> GeoDataFrame:
    zones, entry = inventory.zones, inventory.entry
    day = inventory.on.isoformat()
    units = inventory.units
    usable = units["area_m2"].groupby(units["site_id"]).sum().reindex(zones.index, fill_value=0)
    there = _counted(inventory)
    site_of = there["unit_id"].map(units["site_id"])
    built = (units["built_m2"].astype(float) > 0).groupby(units["site_id"]).sum()
    sure = (zones["rate_high"] - zones["rate_low"]) < 0.005  # noqa: PLR2004  half a point
    columns = {
        "site_id": zones.index,
        "pole_id": poles_of(inventory),
        "site_nom": _text(zones["name"]),
        "site_type": "zone d'activité économique",
        "site_vocadomi": _words(zones["vocation"], VOCATION),
        "site_etat": _words(zones["stage"], STAGE),
        "site_surf_brute": (zones["area_m2"] / HECTARE_M2).round(4),
        "site_surf_utile": (usable / HECTARE_M2).round(4),
        "site_identif_date": day,
        "site_actu_date": day,
        "source_producteur": entry.authority,
        "site_epci_nom": entry.authority,
        "site_epci_siren": entry.siren or UNKNOWN,
        "site_comm_nom": _text(zones["commune"]),
        "site_comm_insee": zones["commune_insee"].fillna(UNKNOWN),
        "site_moa_type": UNKNOWN,
        "site_uf_nbre": zones["units"],
        "site_uf_vacant_nbre": zones["vacant_low"].where(sure),
        "site_taux_vacance": (100 * zones["rate_low"]).round().where(sure),
        "site_uf_bati_nbre": built.reindex(zones.index, fill_value=0),
        "site_nb_etab": site_of.value_counts().reindex(zones.index, fill_value=0),
    }
    shapes = GeoSeries(_multi(zones.geometry), index=zones.index, crs=zones.crs)
    frame = GeoDataFrame(columns, index=zones.index, geometry=shapes, crs=zones.crs)
    return frame.rename_geometry("site_geomsurf").reset_index(drop=True)


def _multi(shapes: GeoSeries) -> list[Any]:
    return [shapely.multipolygons(shapely.get_parts(s)) for s in shapes]


def _text(names: Series) -> Series:
    return names.astype(object).where(names.notna() & (names != ""), UNKNOWN)


def _terrains(inventory: Inventory) -> GeoDataFrame:
    units, day = inventory.units, inventory.on.isoformat()
    friche = units["availability"] == "friche"
    used = units["state"] == "occupied"
    kinds = [used, friche, units["state"] == "vacant", units["state"] == "never_used"]
    occupied = np.select(kinds, ["occupé", "friche", "vacant", "inoccupé"], UNKNOWN)
    built = units["built_m2"].astype(float) > 0
    columns = {
        "terr_id": units.index,
        "site_id": units["site_id"],
        "terr_refcad": units["parcels"],
        "terr_surf_brute": (units["area_m2"] / HECTARE_M2).round(4),
        "terr_utile": "oui",
        "terr_identif_date": day,
        "terr_actu_date": day,
        "terr_maitrise_fonc": _words(units["owner_type"], OWNER),
        "terr_stade_amngt": np.where(built, "viabilisé et aménagé", UNKNOWN),
        "terr_stade_comm": np.where(used, "vendu, commercialisation achevée", UNKNOWN),
        "terr_etat_occup": occupied,
        "terr_usage": np.where(built & used, "bâti productif", UNKNOWN),
    }
    shapes = [max(shapely.get_parts(s), key=shapely.area) for s in units.geometry]
    frame = GeoDataFrame(columns, index=units.index, geometry=shapes, crs=units.crs)
    return frame.rename_geometry("terr_geomsurf").reset_index(drop=True)


def _counted(inventory: Inventory) -> GeoDataFrame:
    """Businesses that are there, that count, and that are on a unit."""
    rows = inventory.occupants
    active = rows["active"].fillna(value=False).astype(bool)
    return rows[rows["counted"] & active & rows["unit_id"].notna()]


def _establishments(inventory: Inventory) -> GeoDataFrame:
    rows, entry = _counted(inventory), inventory.entry
    day = inventory.on.isoformat()
    hidden = ~rows["diffusible"].fillna(value=True).astype(bool)
    name = _text(rows["name"]).mask(hidden, UNNAMEABLE[0])
    code, label = _staff(rows)
    columns = {
        "SIRET": rows.index,
        "SIREN": rows.index.astype(str).str[:9],
        "terr_id": rows["unit_id"],
        "etab_adresse": _text(rows["address"]).mask(hidden, UNNAMEABLE[0]),
        "etab_raison_sociale": name,
        "etab_nat_juridique": _text(rows["legal_category"]),
        "etab_nom": name,
        "epci_nom": entry.authority,
        "epci_siren": entry.siren or UNKNOWN,
        "comm_nom": _text(rows["commune"]),
        "comm_insee": rows["commune_insee"].fillna(UNKNOWN),
        "etab_siege": _yes_no(rows["head_office"]),
        "etab_creation_date": rows["opened"].dt.strftime("%Y-%m-%d"),
        "etab_identif_date": day,
        "etab_actu_date": day,
        "etab_actif": "oui",
        "etab_activite_code": _text(rows["activity_code"]),
        "etab_activite_libelle": rows["activity_code"].map(title).fillna(UNKNOWN),
        "etab_effectif_code": code,
        "etab_effectif_libelle": label,
        "etab_effectif_annee": str(entry.year - 1),
        "etab_source_info": "Insee, Sirene",
        "geocodage_qualite": _words(rows["location_quality"], QUALITY),
    }
    at = [shapely.multipoints([p]) for p in rows.geometry]
    frame = GeoDataFrame(columns, index=rows.index, geometry=at, crs=rows.crs)
    return frame.rename_geometry("etab_geompoint").reset_index(drop=True)


def _yes_no(flags: Series) -> Series:
    return flags.astype(object).map({True: "oui", False: "non"}).fillna(UNKNOWN)


def _staff(rows: DataFrame) -> tuple[Series, Series]:
    code = Series("NN", index=rows.index, dtype=object)
    label = Series("non renseigné ou non employeur", index=rows.index, dtype=object)
    for low, high, number, words in _STAFF:
        met = rows["jobs_low"].ge(low) & rows["jobs_high"].le(high)
        code, label = code.mask(met, number), label.mask(met, words)
    return code, label
