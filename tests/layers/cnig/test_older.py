"""Friches of older versions: read under their present names, each difference one warning."""

from pathlib import Path

import pytest
from shapely import Point

from layers.cnig import read, validate

DRAFT = {
    "site_numero": "34172_0017", "activite_libelle": "Mine", "activite_code": "B05.10Z",
    "activite_fin_date": "1989-12-15", "tup_surface": "16750", "loc_adresse": "1 rue des Prés",
    "comm_nom": "MONTPELLIER", "comm_code": "34172", "site_nom": "Ancienne mine",
    "fiche_url": "http://exemple.fr/1", "tup_refcad": "34172000AB0012", "urba_zone_type": "N",
    "urba_zone_lib": "Np", "urba_zone_destdomi": "08", "urba_doc_type": "PLUI", "bati_nb": "2",
    "pollution_annee": "1996", "pollution_risque": "Hydrocarbures", "prop_actuel_type": "P5a",
    "prop_actuel_nom": "COMMUNE", "source_nom": "BASIAS", "producteur": "DDT",
    "contact": "ddt@exemple.fr", "latitude": "43.61", "longitude": "3.88",
}  # fmt: skip
"""One site with columns of the drafts of 2021."""

FIRST = {
    "site_numero": "34172_0018", "site_nom": "Ancienne halle", "site_type": "mixte",
    "site_identif_date": "2003-05-18", "site_actu_date": "2019-06-23", "site_projet":
    "https://exemple.fr", "activite_fin_date": "1989-12-15", "comm_nom": "MONTPELLIER",
    "comm_insee": "34172", "urba_zone_type": "Naturelle et forestière (N)", "urba_doc_type":
    "PLUI (plan local d'urbanisme intercommunal)", "source_nom": "BASIAS", "geompoint":
    "POINT (770000 6280000)",
}  # fmt: skip
"""One site with columns and values of version 0.1.0."""


def written(path: Path, row: dict[str, str]) -> Path:
    path.write_text(";".join(row) + "\n" + ";".join(row.values()) + "\n", encoding="utf-8")
    return path


def test_a_draft_of_2021_is_a_friche_with_a_point(tmp_path: Path) -> None:
    delivery = read([written(tmp_path / "f.csv", DRAFT)])
    (table,) = delivery.tables
    row = table.frame.iloc[0]
    assert table.kind.name == "FRICHE"
    assert row[["site_id", "comm_insee", "unite_fonciere_surface", "bati_nombre"]].tolist() == [
        "34172_0017", "34172", "16750", "2",
    ]  # fmt: skip
    assert row[["proprio_nom", "source_contact"]].tolist() == ["COMMUNE", "ddt@exemple.fr"]
    assert row["activite_fin_annee"] == "1989"
    assert table.frame.to_crs(4326).geometry.iloc[0].distance(Point(3.88, 43.61)) < 1e-9
    aged = {f.field for f in delivery.faults if f.rule == "column.version"}
    assert {"site_numero", "activite_fin_date", "site_occupation", "urba_zaer"} <= aged
    assert {f.level for f in delivery.faults if f.rule == "column.version"} == {"warning"}
    # A code whose meaning changed is not carried over under another name, and it is said.
    unknown = {f.field for f in delivery.faults if f.rule == "column.unknown"}
    assert unknown == {"urba_zone_destdomi"}


def test_version_0_1_0_is_read_and_its_values_are_told_from_todays(tmp_path: Path) -> None:
    delivery = read([written(tmp_path / "f.csv", FIRST)])
    row = delivery.tables[0].frame.iloc[0]
    assert row[["site_id", "site_projet_url", "activite_fin_annee"]].tolist() == [
        "34172_0018", "https://exemple.fr", "1989",
    ]  # fmt: skip
    old = {f.field: str(f.to_do) for f in validate(delivery) if f.rule == "value.retired"}
    assert old == {"site_type": "write mixte - autre", "urba_zone_type": "write N",
                   "urba_doc_type": "write PLUI"}  # fmt: skip


@pytest.mark.parametrize("field", ["site_occupation", "site_ademe_url"])
def test_a_file_of_today_without_a_field_of_1_0_0_is_at_fault(tmp_path: Path, field: str) -> None:
    today = {"site_id": "34172_1", "site_nom": "x", "site_type": "autre", "comm_nom": "x",
             "comm_insee": "34172", "geompoint": "POINT (770000 6280000)"}  # fmt: skip
    found = {(f.field, f.rule) for f in read([written(tmp_path / "f.csv", today)]).faults}
    assert (field, "column.missing") in found
    assert ("urba_zaer", "column.version") in found
