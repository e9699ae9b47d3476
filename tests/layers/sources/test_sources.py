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
