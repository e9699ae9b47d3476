"""A small delivery that is right in every respect, to be spoilt one cell at a time."""

from collections.abc import Mapping
from typing import Any

from geopandas import GeoDataFrame
from shapely import MultiPoint, Point, box

X, Y = 770_000.0, 6_280_000.0


def hub(**changed: Any) -> GeoDataFrame:
    row = {
        "pole_id": "34172_POLE-ECO_00001", "pole_nom": "Pôle des Prés", "pole_vocadomi":
        "mixte, sans dominante", "pole_identif_date": "2020-01-01", "pole_actu_date": "2024-01-01",
        "pole_nb_site": 1, "pole_surface": 2.0,
    }  # fmt: skip
    return GeoDataFrame([row | changed], geometry=[Point(X + 100, Y + 50)], crs=2154)


def site(**changed: Any) -> GeoDataFrame:
    """Two hectares: 200 m by 100 m."""
    row = {
        "site_id": "34172_SITE-ECO_00001", "pole_id": "34172_POLE-ECO_00001",
        "site_nom": "Les Prés", "site_type": "zone d'activité économique",
        "site_vocadomi": "entrepôts, logistique", "site_etat": "existant et actif",
        "site_surf_brute": 2.0, "site_surf_utile": 1.0, "site_identif_date": "2020-01-01",
        "site_actu_date": "2024-01-01", "site_epci_nom": "Métropole", "site_epci_siren":
        "243400017", "site_comm_nom": "Montpellier", "site_comm_insee": "34172", "site_moa_type":
        "epci", "site_uf_nbre": 15, "site_uf_vacant_nbre": 2, "site_taux_vacance": 13,
        "reseau_gaz": "oui",
    }  # fmt: skip
    shape = changed.pop("geometry", box(X, Y, X + 200, Y + 100))
    return GeoDataFrame([row | changed], geometry=[shape], crs=2154)


def plot(**changed: Any) -> GeoDataFrame:
    """One hectare, the western half of the site."""
    row = {
        "terr_id": "34172_TERRAIN-ECO_00001", "site_id": "34172_SITE-ECO_00001",
        "terr_refcad": "34172000AB0012|2A0040000B0001", "terr_surf_brute": 1.0, "terr_utile": "oui",
        "terr_identif_date": "2020-01-01", "terr_actu_date": "2024-01-01", "terr_maitrise_fonc":
        "inconnu", "terr_stade_amngt": "viabilisé et aménagé", "terr_stade_comm":
        "vendu, commercialisation achevée", "terr_etat_occup": "occupé", "terr_usage":
        "bâti productif", "terr_acquereur": "SA CANARI", "terr_cession_date": "2021-04-22",
        "terr_vente_montant": 530000, "terr_m2_prix": 53.5,
    }  # fmt: skip
    return GeoDataFrame([row | changed], geometry=[box(X, Y, X + 100, Y + 100)], crs=2154)


def establishment(**changed: Any) -> GeoDataFrame:
    row = {
        "SIRET": "34749951900010", "SIREN": "347499519", "terr_id": "34172_TERRAIN-ECO_00001",
        "etab_adresse": "1 rue des Prés", "etab_raison_sociale": "Véhicules du Sud",
        "etab_nat_juridique": "5710", "etab_nom": "Garage", "epci_nom": "Métropole", "epci_siren":
        "243400017", "comm_nom": "Montpellier", "comm_insee": "34172", "etab_siege": "oui",
        "etab_creation_date": "2015-06-04", "etab_identif_date": "2020-01-01", "etab_actu_date":
        "2024-01-01", "etab_actif": "oui", "etab_activite_code": "4520B", "etab_activite_libelle":
        "Entretien", "etab_effectif_code": "03", "etab_effectif_libelle": "6 à 9 salariés",
        "etab_effectif_annee": 2022, "etab_source_info": "Sirene", "geocodage_qualite":
        "localisation au bâtiment", "etab_contact_mail": "canari@exemple.fr",
    }  # fmt: skip
    return GeoDataFrame([row | changed], geometry=[MultiPoint([(X + 50, Y + 50)])], crs=2154)


def friche(**changed: Any) -> GeoDataFrame:
    row = {
        "site_id": "34172_22-12.0017", "site_nom": "Ancienne usine", "site_type":
        "friche industrielle", "site_identif_date": "2020-01-01", "site_actu_date": "2024-01-01",
        "comm_nom": "MONTPELLIER", "comm_insee": "34172", "urba_zaer": "inconnu", "source_nom":
        "Observatoire", "unite_fonciere_refcad": "34172000AB0012", "desserte_distance": "2|6|46",
        "local_ancien_annee": 1976, "local_recent_annee": 1987, "bati_type": "commercial|inconnu",
    }  # fmt: skip
    outline = changed.pop("geomsurf", box(X, Y, X + 100, Y + 100))
    frame = GeoDataFrame([row | changed], geometry=[Point(X + 50, Y + 50)], crs=2154)
    frame["geomsurf"] = GeoDataFrame(geometry=[outline], crs=2154).geometry
    return frame


def sound() -> Mapping[str, GeoDataFrame]:
    """The four classes of Sites économiques, without a fault."""
    return {"POLE-ECO": hub(), "SITE-ECO": site(), "TERRAIN-ECO": plot(),
            "ETABLISSEMENT": establishment()}  # fmt: skip
