"""Grenoble: 67 friches, and how far the stops of 2018 and of 2025 are from them."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.real.conftest import Measurements, Studied
from tests.real.oracle import Oracle, properties

pytestmark = pytest.mark.shared

FRICHES = "friche/cartofriches_points_2024-03_grenoble-alpes-metropole.geojson"
STOPS_2018 = "transit/grenoble_metromobilite_points_arret_2018.geojson"
STOPS_2025 = "transit/grenoble_2025_zones_arrets_metropole.csv"
CYCLING = "transit/grenoble_metromobilite_amenagements_cyclables_2018.geojson"
COMMUNES = "boundary/communes_2018_detail_grenoble-alpes-metropole.geojson"
REACH_M = 1500.0


@pytest.fixture(scope="module")
def lonlat(shared: Path) -> list[tuple[float, float]]:
    """Stops of 2025, whose text says « latitude,longitude »."""
    with (shared / "data" / STOPS_2025).open(encoding="utf-8-sig", newline="") as stream:
        texts = [row["geo_point_2d"] for row in csv.DictReader(stream)]
    pairs = [tuple(map(float, text.split(","))) for text in texts]
    return [(longitude, latitude) for latitude, longitude in pairs]


def test_the_67_friches_of_the_file(studied: Studied, shared: Path) -> None:
    said = {row["site_id"]: row for row in properties(shared / "data" / FRICHES)}
    sites = studied("grenoble").sites
    assert len(said) == 67
    assert set(sites.index) == set(said)
    assert Counter(sites["commune_insee"]) == Counter(row["comm_insee"] for row in said.values())
    assert (sites["commune"] == "Grenoble").sum() == 22


def test_pollution_as_declared(studied: Studied, shared: Path) -> None:
    said = {r["site_id"]: r["sol_pollution_existe"] for r in properties(shared / "data" / FRICHES)}
    told = Counter(said.values())
    known = told["pollution avérée"]
    denied = told["pollution peu probable"] + told["pollution inexistante"]
    assert (known, denied) == (3, 9)
    facts = studied("grenoble").runs["industrie"].facts
    found = facts.low["known_pollution"]
    assert set(found.index[found == 1]) == {k for k, v in said.items() if v == "pollution avérée"}
    # Disks overlap: two of the nine share their soil with a neighbour of which nothing is said.
    clean = {"pollution peu probable", "pollution inexistante"}
    assert {said[k] for k in found.index[found == 0]} == clean
    assert denied - 2 <= (found == 0).sum() <= denied


@pytest.mark.postgis
def test_the_nearest_stop_of_either_year(
    studied: Studied,
    measurements: Measurements,
    oracle: Oracle,
    lonlat: list[tuple[float, float]],
) -> None:
    """No street is given: the straight line is the lower bound, the reach the upper one."""
    assert len(lonlat) == 963
    oracle.file("gre_stops_2018", STOPS_2018, srid=4326)
    oracle.points("gre_stops_2025", lonlat)
    oracle.shapes("gre_sites", studied("grenoble").sites.geometry)
    straight = oracle.by_id(
        """SELECT s.props->>'id' AS id, min(ST_Distance(s.geom, a.geom)) AS metres
           FROM gre_sites s CROSS JOIN (SELECT geom FROM gre_stops_2018
                                        UNION ALL SELECT geom FROM gre_stops_2025) a
           GROUP BY 1"""
    )
    facts = measurements("grenoble", "tertiaire")
    low = facts.low["transit_walk"]
    assert (low - straight.loc[low.index].clip(upper=REACH_M)).abs().max() < 0.02
    assert facts.high["transit_walk"].eq(REACH_M).all()
    assert straight.max() < REACH_M
    assert facts.status["transit_walk"].eq("estimated").all()


@pytest.mark.postgis
def test_stops_of_2025_lie_in_the_metropole_and_those_of_2018_beyond(
    studied: Studied, oracle: Oracle, lonlat: list[tuple[float, float]]
) -> None:
    oracle.file("gre_communes", COMMUNES, srid=4326)
    oracle.file("gre_stops_2018", STOPS_2018, srid=4326)
    oracle.points("gre_stops_2025", lonlat)
    counted = """SELECT count(*) FROM {} a JOIN gre_communes c ON ST_Intersects(c.geom, a.geom)"""
    layers = studied("grenoble").layers
    whole = layers["communes"].frame.union_all()
    for year, rows in ((2018, 4038), (2025, 963)):
        frame = layers[f"arrets_{year}"].frame
        assert len(frame) == rows
        inside = oracle.number(counted.format(f"gre_stops_{year}"))
        assert abs(frame.intersects(whole).sum() - inside) <= 2
        assert inside < rows or year == 2025


@pytest.mark.postgis
def test_length_of_the_cycle_facilities(studied: Studied, oracle: Oracle) -> None:
    oracle.file("gre_cycling", CYCLING, srid=4326)
    length = oracle.number("SELECT sum(ST_Length(geom)) FROM gre_cycling")
    frame = studied("grenoble").layers["amenagements_cyclables"].frame
    assert len(frame) == 1630
    assert frame.length.sum() == pytest.approx(length, rel=1e-4)
    # The producer measured them too.
    own = oracle.number("SELECT sum((props->>'longueur_section_m')::float) FROM gre_cycling")
    assert length == pytest.approx(own, rel=0.05)
