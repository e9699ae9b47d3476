"""Known producers: recognised by their columns, translated into our words, never into others."""

import pandas as pd
import pytest

from layers.schema import ROLES
from layers.sources import PRODUCERS, cnig_friches, detect, etalab_cadastre

COLUMNS = {
    (
        "etalab_cadastre",
        "parcel",
    ): "id commune prefixe section numero contenance arpente created updated",
    ("etalab_cadastre", "building"): "type nom commune created updated",
    ("bdtopo", "building"): "ID NATURE USAGE1 USAGE2 LEGER ETAT NB_LOGTS HAUTEUR",
    ("bdtopo", "zone"): "cleabs categorie nature nature_detaillee toponyme fictif etat_de_l_objet",
    ("bdtopo", "commune"): "ID INSEE_COM NOM POPULATION CODE_POST SIREN_EPCI",
    ("bdtopo", "water"): "ID CODE_HYDRO NATURE PERSISTANC NOM_P_EAU NOM_C_EAU",
    ("cnig_plu", "planning_zone"): "LIBELLE LIBELONG TYPEZONE DESTDOMI IDURBA DATVALID",
    ("cartofriches", "friche"): "site_id site_nom site_statut site_surface l_idpar l_idtup",
    ("cnig_friches", "friche"): "site_id site_nom site_statut unite_fonciere_refcad geompoint",
    ("gtfs_stops", "stop"): "stop_id stop_name stop_lat stop_lon location_type",
    ("admin_express", "commune"): "insee nom pop epci_siren",
    ("sirene", "establishment"): "siren nic siret statutDiffusionEtablissement "
    "trancheEffectifsEtablissement etatAdministratifEtablissement enseigne1Etablissement",
    ("ocsge", "land_cover"): "id code_cs code_us millesime source",
    ("inpn", "natural_area"): "id_mnhn id_local nom_site url",
    ("bpe", "facility"): "AN DEPCOM DCIRIS TYPEQU LAMBERT_X LAMBERT_Y QUALITE_XY",
    ("mobpro", "flow"): "CODGEO LIBGEO DCLT L_DCLT NBFLUX_C22_ACTOCC15P",
    ("insee_rp", "commune"): "CODGEO P22_POP1564 P22_ACTOCC15P P22_EMPLT",
    ("insee_rp", "labour"): "CODGEO C22_ACT1564_STAT_GSEC13_23 C22_ACTOCC1564_STAT_GSEC13",
    ("filosofi", "commune"): "GEO GEO_OBJECT FILOSOFI_MEASURE OBS_VALUE",
    ("lovac", "commune"): "comm_insee NOM_COM Nb_log_pp_2022 Prop_logvac_pp_2A_010121",
    ("icpe", "context"): "codeAIOT raisonSociale regime longitude latitude",
    ("dvf", "context"): "id_mutation date_mutation valeur_fonciere id_parcelle type_local",
    ("cnig_prescription", "context"): "LIBELLE TXT TYPEPSC NOMFIC URLFIC IDURBA",
    ("cnig_sup", "context"): "gid suptype partition idass typeass nomass",
    ("job_seekers", "labour"): "CODGEO CSP nb_demandeurs",
    ("osm", "street"): "osm_id name highway waterway z_order other_tags",
    ("bmo", "tension"): "annee Famille_met met xmet smet Dept",
    ("edigeo", "parcel"): "OBJECT_RID COAR IDU INDP SUPF TEX CREAT_DATE",
    ("edigeo", "building"): "OBJECT_RID DUR TEX CREAT_DATE",
    ("georisques_ppr", "hazard"): "idzonereglementaire codeprocedure typereglement",
}


@pytest.mark.parametrize(("name", "role"), COLUMNS)
def test_each_producer_is_recognised_by_its_columns(name: str, role: str) -> None:
    assert detect(COLUMNS[name, role].split(), role) == name


def test_every_producer_is_recognised_somewhere() -> None:
    assert {name for name, _ in COLUMNS} == set(PRODUCERS)


def test_strangers_and_other_roles_are_not_recognised() -> None:
    assert detect(["id", "name"], "parcel") is None
    assert detect(COLUMNS["gtfs_stops", "stop"].split(), "facility") is None


@pytest.mark.parametrize("name", PRODUCERS)
def test_names_and_values_are_those_of_the_role(name: str) -> None:
    producer = PRODUCERS[name]
    for role, table in producer.RENAME.items():
        assert set(table.values()) <= set(ROLES[role].names)
        assert all(source == source.casefold() for source in table)
    for role, tables in producer.VALUES.items():
        columns = {c.name: c for c in ROLES[role].columns}
        for column, values in tables.items():
            choices = columns[column].choices
            assert not choices or set(values.values()) <= {*choices, None}


def test_parcel_ids_are_rebuilt_from_their_parts() -> None:
    parts = pd.DataFrame(
        {
            "parcel_id": [None, "34172000AB0001"],
            "commune_insee": ["1004", "34172"],
            "prefixe": [None, "000"],
            "section": ["B", "AB"],
            "numero": [12, 1],
        }
    )
    built = etalab_cadastre.tidy(parts, "parcel")["parcel_id"].tolist()
    assert built == ["010040000B0012", "34172000AB0001"]


@pytest.mark.parametrize(
    ("codes", "owner"),
    [
        ("P5a", "commune"),
        ("{P5a}", "commune"),
        ("F2a|F2b", "public_land_agency"),
        ("{F7b,G2a}", "unknown"),
        ("P3a F7d", "unknown"),
        ("R2a", "unknown"),
        ("P1b", "state"),
    ],
)
def test_owners_of_friches(codes: str, owner: str) -> None:
    tidy = cnig_friches.tidy(pd.DataFrame({"owner_type": [codes]}), "friche")
    assert tidy["owner_type"].tolist() == [owner]


def test_a_friche_without_owner_codes_has_no_owner() -> None:
    tidy = cnig_friches.tidy(pd.DataFrame({"owner_type": [None, "X1a"]}), "friche")
    assert tidy["owner_type"].isna().tolist() == [True, False]
