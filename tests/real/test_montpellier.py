"""Montpellier: ZAC and friches against the open data of the city, measured again by PostGIS."""

import json
import math
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from pandas import Series

from criteria.facts import Facts
from tests.real.conftest import HERE, Measurements, Studied
from tests.real.oracle import Oracle, properties

pytestmark = pytest.mark.shared

NAME = "montpellier"
FRICHES = "friche/cartofriches_points_2024-03_3m-montpellier.geojson"
COMMUNES = "boundary/communes_2018_detail_3m-montpellier.geojson"
STOPS = ("transit/montpellier_osm_tram_stops.geojson", "transit/montpellier_osm_bus_stops.geojson")
STREETS = "transit/VilleMTP_MTP_FilaireVoies.zip"
CITY = {
    "zac": "zae/VilleMTP_MTP_ZAC.zip",
    "buildings": "building/VilleMTP_MTP_Batiments.zip",
    "listed": "constraint/VilleMTP_MTP_SitesClasses.zip",
    "facilities": "equipment/VilleMTP_MTP_EtabliPublic.zip",
    "streets": STREETS,
}
REACH_M = 1500.0
SNAP_M = 0.5

# Where children and patients are, in the words of the city.
SENSITIVE = (
    "Ecoles préélémentaires", "Ecoles élémentaires", "Collèges", "Lycées", "Petite enfance",
    "Santé",
)  # fmt: skip


@pytest.fixture(scope="module")
def city(oracle: Oracle, studied: Studied) -> Oracle:
    for table, path in CITY.items():
        oracle.file(f"mtp_{table}", path, srid=2154, encoding="cp1252")
    oracle.file("mtp_friches", FRICHES, srid=4326)
    oracle.file("mtp_communes", COMMUNES, srid=4326)
    for number, path in enumerate(STOPS):
        oracle.file(f"mtp_stops_{number}", path, srid=4326)
    oracle.shapes("mtp_sites", studied(NAME).sites.geometry)
    return oracle


@pytest.fixture(scope="module")
def facts(measurements: Measurements) -> Facts:
    return measurements(NAME, "industrie")


def zac_ids(by_fid: Series) -> Series:
    """Rows of the file have no id: they are named by their order."""
    return by_fid.set_axis([f"zone-{fid:05d}" for fid in by_fid.index])


def in_city(studied: Studied) -> pd.Index:
    """Sites of the commune whose services made the files."""
    sites = studied(NAME).sites
    return sites.index[sites["commune_insee"] == "34172"]


def test_35_zac_and_60_friches(studied: Studied, shared: Path) -> None:
    sites = studied(NAME).sites
    assert sites["kind"].value_counts().to_dict() == {"friche": 60, "zone": 35}
    said = {row["site_id"]: row for row in properties(shared / "data" / FRICHES)}
    assert len(said) == 60
    assert set(sites.index[sites["kind"] == "friche"]) == set(said)
    assert "ZAC Port Marianne - Jacques Coeur" in set(sites["name"])
    assert "ZAC Hermès" in set(sites["name"])
    friches = sites[sites["kind"] == "friche"]
    assert (friches["commune_insee"] == Series({k: v["comm_insee"] for k, v in said.items()})).all()


@pytest.mark.postgis
def test_area_of_each_zac_the_invalid_one_mended(studied: Studied, city: Oracle) -> None:
    broken = city.ask("SELECT fid FROM mtp_zac WHERE NOT ST_IsValid(geom)")["fid"].tolist()
    areas = zac_ids(city.by_id("SELECT fid, ST_Area(ST_MakeValid(geom)) FROM mtp_zac"))
    found = studied(NAME).sites["area_m2"].loc[areas.index]
    assert len(areas) == 35
    assert (found - areas).abs().max() < 0.01
    repaired = studied(NAME).account.query("layer == 'zac' and action == 'repaired'")
    assert repaired["ids"].tolist() == [f"zone-{fid:05d}" for fid in broken]


@pytest.mark.postgis
def test_every_zac_lies_in_montpellier_and_every_friche_in_its_commune(
    studied: Studied, city: Oracle
) -> None:
    inside = city.by_id(
        """SELECT s.props->>'id' AS id, c.props->>'insee' AS insee
           FROM mtp_sites s
           JOIN mtp_communes c ON ST_Contains(c.geom, ST_PointOnSurface(s.geom))
           WHERE s.props->>'id' LIKE 'zone-%'"""
    )
    assert len(inside) == 35
    found = studied(NAME).sites["commune_insee"]
    assert (found.loc[inside.index] == inside).all()


@pytest.mark.postgis
def test_built_share_is_the_lower_bound_of_artificialised_soil(
    studied: Studied, facts: Facts, city: Oracle
) -> None:
    built = city.by_id(
        """SELECT s.props->>'id', coalesce(100 * ST_Area(ST_Intersection(s.geom,
                  ST_Union(ST_MakeValid(b.geom)))) / ST_Area(s.geom), 0)
           FROM mtp_sites s LEFT JOIN mtp_buildings b ON ST_Intersects(s.geom, b.geom)
           GROUP BY s.fid, s.props, s.geom"""
    )
    low = facts.low["artificialised_share"].fillna(0.0)[in_city(studied)]
    # Four footprints smaller than a square metre were refused at the door.
    assert (low - built.loc[low.index]).abs().max() < 0.05
    assert (built > 0).sum() > 20
    known = facts.status["artificialised_share"] == "estimated"
    assert facts.high.loc[known, "artificialised_share"].eq(100).all()


@pytest.mark.postgis
def test_share_in_a_classified_landscape(studied: Studied, facts: Facts, city: Oracle) -> None:
    share = city.by_id(
        """SELECT s.props->>'id', coalesce(100 * ST_Area(ST_Intersection(s.geom,
                  (SELECT ST_Union(ST_MakeValid(geom)) FROM mtp_listed
                   WHERE props->>'COMENT' = 'Site Classé'))) / ST_Area(s.geom), 0)
           FROM mtp_sites s"""
    )
    here = in_city(studied)
    assert (facts.low["heritage_share"][here] - share[here]).abs().max() < 1e-3
    # The file is the city's: of the other communes it says nothing.
    beyond = facts.status["heritage_share"].drop(here)
    assert len(beyond) > 20
    assert beyond.eq("unknown").all()
    # More than 1 %: the reservation of the grid fires, there and nowhere else.
    vetoes = studied(NAME).runs["industrie"].scores.vetoes
    fired = vetoes.query("veto == 'classified_site' and state != 'to_check'")["site_id"]
    assert set(fired) == set(share.index[share > 1])
    assert len(fired) == 1


@pytest.mark.postgis
def test_no_dwelling_is_known_so_a_school_bounds_the_nuisances(
    studied: Studied, facts: Facts, city: Oracle
) -> None:
    """The city's buildings are not dwellings: the nearest school gives the upper bound only."""
    metres = city.by_id(
        """SELECT s.props->>'id', min(ST_Distance(s.geom, f.geom)) FROM mtp_sites s
           CROSS JOIN mtp_facilities f WHERE f.props->>'DELTA_SSCA' = ANY(:kinds)
           GROUP BY 1""",
        kinds=list(SENSITIVE),
    )
    required = studied(NAME).runs["industrie"].project.nuisance_distance_m
    assert required == 100
    metres = metres[in_city(studied)]
    near = metres[metres <= 1000]
    high = facts.high["receptor_distance"]
    assert (high.loc[near.index] - near / required).abs().max() < 1e-6
    assert facts.low.loc[near.index, "receptor_distance"].eq(0).all()
    assert facts.status.loc[metres.index[metres > 1000], "receptor_distance"].eq("unknown").all()


@pytest.mark.postgis
def test_the_walk_is_never_shorter_than_the_straight_line(facts: Facts, city: Oracle) -> None:
    straight = city.ask(
        """SELECT s.props->>'id' AS id, min(ST_Distance(s.geom, a.geom)) AS metres,
                  (SELECT min(ST_Distance(s.geom, v.geom)) FROM mtp_streets v) AS street
           FROM mtp_sites s CROSS JOIN
                (SELECT geom FROM mtp_stops_0 UNION ALL SELECT geom FROM mtp_stops_1) a
           GROUP BY s.fid, s.props, s.geom"""
    ).set_index("id")
    low = facts.low["transit_walk"]
    bound = straight["metres"].loc[low.index].clip(upper=REACH_M)
    assert (low >= bound - 0.02).all()
    # No street within 200 m: the straight line itself. Elsewhere streets make it longer.
    away = (straight["street"] > 200).loc[low.index]
    assert away.sum() > 10
    assert (low - bound)[away].abs().max() < 0.02
    assert (low > bound + 10)[~away].sum() > 20
    # How often anything stops there is unknown: perhaps no served stop at all within reach.
    assert facts.high["transit_walk"].eq(REACH_M).all()


@pytest.mark.qgis
def test_walks_are_those_of_the_network_library_of_qgis(
    studied: Studied, shared: Path, facts: Facts, tmp_path: Path
) -> None:
    """
    QGIS is given one way out, the shortest to a street; a site may have several.

    Ours is then at most as long; and shorter by no more than the site is wide, with the 12 m
    within which a street counts as one that the site opens on.
    """
    sites = studied(NAME).sites.geometry
    outlines = tmp_path / "sites.json"
    outlines.write_text(json.dumps(sites.to_wkt().to_dict()), encoding="utf-8")
    script = HERE / "qgis_figures.py"
    command = ["/usr/bin/python3", str(script), str(shared / "data"), str(outlines)]
    if not Path("/usr/lib/python3/dist-packages/qgis").is_dir():
        pytest.skip("no PyQGIS: apt install python3-qgis")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert (answer["streets"], answer["stops"]) == (8011, 174 + 1052)
    walks = pd.DataFrame.from_dict(answer["walks"], orient="index", columns=["street", "walk"])
    near = walks[(walks["street"] <= 200) & (walks["walk"] < REACH_M)]
    low, areas = facts.low["transit_walk"].loc[near.index], sites.area.loc[near.index]
    assert len(near) > 60
    assert (low <= near["walk"] + SNAP_M).all()
    small = areas < 5000
    wide = 2 * (areas / math.pi) ** 0.5 + 12
    saved = near["walk"] - low
    assert small.sum() > 20
    assert (saved <= wide)[small].all()
    assert saved[small].median() < 5
