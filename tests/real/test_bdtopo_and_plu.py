"""Olemps and Aramon: files of the IGN and of a planning document, as technicians receive them."""

from collections import Counter
from pathlib import Path

import pyogrio
import pytest

from tests.real.conftest import Studied
from tests.real.oracle import Oracle

pytestmark = pytest.mark.shared

BUILDINGS = "bdtopo_olemps_12174/BATIMENT.shp"
ZONES = "bdtopo_olemps_12174/ZONE_D_ACTIVITE_OU_D_INTERET.shp"
PLAN = "constraint/plu_30014_aramon/30014_ZONE_URBA_20171013.shp"


def column(path: Path, name: str, encoding: str) -> list[str]:
    about, _, _, columns = pyogrio.raw.read(path, encoding=encoding, read_geometry=False)
    return list(columns[list(about["fields"]).index(name)])


def test_2_business_zones_of_21_places_with_their_accents(studied: Studied, shared: Path) -> None:
    kinds = Counter(column(shared / "data" / ZONES, "NATURE", "utf-8"))
    assert (kinds.total(), kinds["Zone industrielle"]) == (21, 2)
    sites = studied("olemps").sites
    assert set(sites["name"]) == {"Parc d'Activités de Malan", "Parc Commercial de Cassagnettes"}
    assert set(sites["commune"]) == {"Olemps"}


def test_uses_of_buildings_survive_the_missing_cpg(studied: Studied, shared: Path) -> None:
    """« Résidentiel » read as Latin-1 would be « RÃ©sidentiel », and no dwelling."""
    uses = Counter(column(shared / "data" / BUILDINGS, "USAGE1", "utf-8"))
    assert (uses.total(), uses["Résidentiel"]) == (2273, 1090)
    frame = studied("olemps").layers["batiments"].frame
    assert frame["usage"].eq("residential").sum() == uses["Résidentiel"]
    assert frame["usage"].eq("annex").sum() == uses["Annexe"]


@pytest.fixture(scope="module")
def olemps(oracle: Oracle) -> Oracle:
    oracle.file("ole_zones", ZONES, srid=2154, encoding="utf-8")
    oracle.file("ole_buildings", BUILDINGS, srid=2154, encoding="utf-8")
    return oracle


@pytest.mark.postgis
def test_built_share_of_the_zones_of_olemps(studied: Studied, olemps: Oracle) -> None:
    share = olemps.by_id(
        """SELECT z.props->>'ID' AS id, 100 * ST_Area(ST_Intersection(z.geom,
                  ST_Union(b.geom))) / ST_Area(z.geom) AS share
           FROM ole_zones z JOIN ole_buildings b ON ST_Intersects(z.geom, b.geom)
           WHERE z.props->>'NATURE' = 'Zone industrielle' GROUP BY z.fid, z.props, z.geom"""
    )
    low = studied("olemps").runs["industrie"].facts.low["artificialised_share"]
    assert len(share) == 2
    assert (low - share.loc[low.index]).abs().max() < 1e-6


@pytest.mark.postgis
def test_dwellings_beside_the_zones_of_olemps(studied: Studied, olemps: Oracle) -> None:
    metres = olemps.by_id(
        """SELECT z.props->>'ID' AS id, min(ST_Distance(z.geom, b.geom)) AS metres
           FROM ole_zones z CROSS JOIN ole_buildings b
           WHERE z.props->>'NATURE' = 'Zone industrielle' AND (b.props->>'USAGE1' = 'Résidentiel'
                 OR (b.props->>'NB_LOGTS')::float > 0) GROUP BY 1"""
    )
    facts = studied("olemps").runs["industrie"].facts
    assert (facts.high["receptor_distance"] - metres.loc[facts.sites] / 100).abs().max() < 1e-6


def test_90_zones_of_aramon_by_type(studied: Studied, shared: Path) -> None:
    types = Counter(column(shared / "data" / PLAN, "TYPEZONE", "cp1252"))
    assert types == {"A": 50, "N": 22, "U": 16, "AUc": 2}
    found = studied("aramon")
    plan = found.layers["plu"].frame
    assert Counter(plan["zone_type"]) == types
    assert Counter(plan["zone_label"]) == Counter(
        column(shared / "data" / PLAN, "LIBELLE", "cp1252")
    )
    assert len(found.sites) == 16 + 2


@pytest.mark.postgis
def test_areas_and_closed_share_of_the_zones_of_aramon(studied: Studied, oracle: Oracle) -> None:
    oracle.file("aramon", PLAN, srid=2154, encoding="cp1252")
    areas = oracle.by_id(
        """SELECT props->>'TYPEZONE' AS kind, sum(ST_Area(ST_MakeValid(geom))) AS area
           FROM aramon GROUP BY 1"""
    )
    plan = studied("aramon").layers["plu"].frame
    mine = plan.area.groupby(plan["zone_type"].astype(str)).sum()
    assert (mine - areas.loc[mine.index]).abs().max() < 1
    closed = oracle.ask(
        """SELECT s.fid, 100 * ST_Area(ST_Intersection(s.geom, (SELECT ST_Union(geom) FROM aramon
                  WHERE props->>'TYPEZONE' IN ('A', 'N')))) / ST_Area(s.geom) AS share
           FROM aramon s WHERE s.props->>'TYPEZONE' IN ('U', 'AUc') ORDER BY s.fid"""
    )["share"]
    facts = studied("aramon").runs["artisanat"].facts
    low = facts.low["planning_closed_share"]
    assert max(abs(low.to_numpy() - closed.to_numpy())) < 1e-3
