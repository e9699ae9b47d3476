"""Ardennes: outlines of friches joined to the table of their attributes."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from layers import Layer
from tests.real.conftest import Studied
from tests.real.oracle import Oracle, properties

pytestmark = pytest.mark.shared

STEM = "friche/ardennes_ddt08_friches_{}_hors_ardenne_metropole"
POLYGONS = STEM.format("polygones") + ".geojson"
TABLE = STEM.format("attributs") + ".csv"


@pytest.fixture(scope="module")
def rows(shared: Path) -> dict[str, dict[str, str]]:
    with (shared / "data" / TABLE).open(encoding="utf-8-sig", newline="") as stream:
        return {row["site_id"]: row for row in csv.DictReader(stream)}


def test_98_outlines_each_with_its_own_attributes(
    studied: Studied, shared: Path, rows: dict[str, dict[str, str]]
) -> None:
    outlines = {row["site_id"] for row in properties(shared / "data" / POLYGONS)}
    assert len(rows) == len(outlines) == 98
    sites = studied("ardennes").sites
    assert set(sites.index) == outlines == set(rows)
    assert sites["name"].to_dict() == {k: row["site_nom"] for k, row in rows.items()}
    assert sites["commune"].to_dict() == {k: row["comm_nom"] for k, row in rows.items()}
    assert sites["geometry_status"].eq("surveyed").all()


def test_codes_keep_their_leading_zero(studied: Studied, rows: dict[str, dict[str, str]]) -> None:
    sites = studied("ardennes").sites
    assert sites["commune_insee"].str.fullmatch(r"08\d{3}").all()
    assert sites["commune_insee"].to_dict() == {k: r["comm_insee"] for k, r in rows.items()}
    parcels = sites["parcels"].to_dict()
    assert parcels == {k: row["unite_fonciere_refcad"] for k, row in rows.items()}


def test_words_of_the_producer_become_ours(
    studied: Studied, rows: dict[str, dict[str, str]]
) -> None:
    layer = studied("ardennes").layers["friches"]
    assert isinstance(layer, Layer)
    stages = Counter(row["site_statut"] for row in rows.values())
    assert layer.frame["friche_status"].value_counts().to_dict() == {
        "without_project": stages["friche sans projet"],
        "with_project": stages["friche avec projet"],
        "converted": stages["friche reconvertie"],
    }
    dirty = [k for k, row in rows.items() if row["sol_pollution_existe"] == "pollution avérée"]
    facts = studied("ardennes").runs["industrie"].facts
    assert len(dirty) == 14
    assert facts.low.loc[dirty, "known_pollution"].eq(1).all()
    clean = [k for k, row in rows.items() if row["sol_pollution_existe"] == "inconnu"]
    assert facts.status.loc[clean, "known_pollution"].isin(["unknown", "declared"]).all()


@pytest.mark.postgis
def test_areas_are_those_of_postgis(studied: Studied, oracle: Oracle) -> None:
    oracle.file("ardennes", POLYGONS, srid=4326)
    areas = oracle.by_id("SELECT props->>'site_id', ST_Area(ST_MakeValid(geom)) FROM ardennes")
    found = studied("ardennes").sites["area_m2"]
    assert (found - areas).abs().max() < 0.5
    assert found.sum() == pytest.approx(areas.sum(), rel=1e-9)
