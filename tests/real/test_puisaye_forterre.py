"""Puisaye-Forterre: friches of a rural territory, counted by hand and placed by PostGIS."""

from collections import Counter
from pathlib import Path

import pytest

from tests.real.conftest import Studied
from tests.real.oracle import Oracle, properties

pytestmark = pytest.mark.shared

NAME = "puisaye-forterre"
FRICHES = "friche/cartofriches_points_2024-03_puisaye-forterre.geojson"
COMMUNES = "boundary/communes_puisaye-forterre.geojson"


def test_the_27_friches_of_the_file(studied: Studied, shared: Path) -> None:
    said = {row["site_id"]: row for row in properties(shared / "data" / FRICHES)}
    sites = studied(NAME).sites
    assert len(said) == 27
    assert set(sites.index) == set(said)
    assert sites["commune_insee"].to_dict() == {k: v["comm_insee"] for k, v in said.items()}
    assert sites["name"].to_dict() == {k: (v["site_nom"] or k).strip() for k, v in said.items()}


def test_each_disk_has_the_declared_area_or_says_that_none_is(
    studied: Studied, shared: Path
) -> None:
    said = {row["site_id"]: row for row in properties(shared / "data" / FRICHES)}
    declared = {k: v["site_surface"] or v["unite_fonciere_surface"] for k, v in said.items()}
    silent = {k for k, area in declared.items() if area is None}
    assert len(silent) == 2
    sites = studied(NAME).sites
    for site, area in declared.items():
        if area is not None:
            assert sites.area[site] == pytest.approx(float(area), rel=1e-6)
    nominal = sites["geometry_status"] == "nominal_disk"
    assert set(sites.index[nominal]) == silent
    noted = studied(NAME).account.query("layer == 'sites' and count == 2")
    assert set(noted["ids"].iloc[0].split("|")) == silent


@pytest.mark.postgis
def test_each_friche_lies_in_the_commune_it_names(studied: Studied, oracle: Oracle) -> None:
    """Outlines of communes are generalised: a friche may lie at most 300 m from its own."""
    oracle.file("puisaye_friches", FRICHES, srid=4326)
    oracle.file("puisaye_communes", COMMUNES, srid=4326)
    far = oracle.number(
        """SELECT max(ST_Distance(f.geom, c.geom)) FROM puisaye_friches f
           JOIN puisaye_communes c ON c.props->>'insee' = f.props->>'comm_insee'"""
    )
    assert far < 300
    counted = oracle.by_id(
        """SELECT c.props->>'insee', count(*) FROM puisaye_friches f JOIN puisaye_communes c
           ON c.props->>'insee' = f.props->>'comm_insee' GROUP BY 1"""
    )
    assert Counter(studied(NAME).sites["commune_insee"]) == counted.to_dict()


@pytest.mark.postgis
def test_the_disk_is_centred_where_postgis_puts_the_point(studied: Studied, oracle: Oracle) -> None:
    oracle.file("puisaye_friches", FRICHES, srid=4326)
    points = oracle.ask(
        "SELECT props->>'site_id' AS id, ST_X(geom) AS x, ST_Y(geom) AS y FROM puisaye_friches"
    ).set_index("id")
    centres = studied(NAME).sites.centroid
    assert (centres.x - points["x"]).abs().max() < 0.01
    assert (centres.y - points["y"]).abs().max() < 0.01
