"""Lille: 760 friches, those of Haubourdin by name, and the two editions of the inventory."""

import csv
import math
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from tests.real.conftest import Delivered, Studied
from tests.real.oracle import Oracle, properties

pytestmark = pytest.mark.shared

FRICHES = "friche/cartofriches_points_2024-03_mel-lille.geojson"
COMMUNES = "boundary/communes_2018_detail_mel-lille.geojson"
STANDARD = "friche/friches_standard_cnig_2024-10_4territoires.csv"

# Read in the file by eye, commune 59286.
HAUBOURDIN = {
    "59286_4541": "ANCIENNE USINE SANDER",
    "59286_10040": "COVENTRY (ex BILORE)",
    "59286_5637": "SONOCO IPD France",
    "59286_8104": "Robinetterie industrielle",
    "59286_8447": "Quaron ex DISTRICHIMIE (anciennement SA DOCKS DES ALCOOLS)",
    "59286_4543": "Blanchisserie",
    "59286_1417": "Amidonnerie du Maïs",
}


def test_760_friches_in_the_communes_they_name(studied: Studied, shared: Path) -> None:
    said = {row["site_id"]: row for row in properties(shared / "data" / FRICHES)}
    sites = studied("lille").sites
    assert len(said) == 760
    assert set(sites.index) == set(said)
    assert Counter(sites["commune_insee"]) == Counter(row["comm_insee"] for row in said.values())


def test_each_disk_has_the_declared_area(studied: Studied, shared: Path) -> None:
    """That of the site, 684,113.18 m² for the Amidonnerie, not that of its land unit."""
    said = properties(shared / "data" / FRICHES)
    sites = studied("lille").sites
    for row in said:
        area = row["site_surface"]
        assert sites.area[row["site_id"]] == pytest.approx(float(area), rel=1e-6)
    assert set(sites["geometry_status"]) == {"estimated_disk"}


def test_the_7_friches_of_haubourdin(studied: Studied) -> None:
    sites = studied("lille").sites
    there = sites[sites["commune_insee"] == "59286"]
    assert there["name"].to_dict() == HAUBOURDIN
    assert set(there["commune"]) == {"Haubourdin"}
    assert there.loc["59286_1417", "area_m2"] == pytest.approx(684_113.18, abs=0.01)


def test_the_report_names_them(delivered: Delivered) -> None:
    text = unescape((delivered("lille") / "report.html").read_text(encoding="utf-8"))
    for site, name in HAUBOURDIN.items():
        assert name in text, site


@pytest.mark.postgis
def test_postgis_finds_6_of_the_7_inside_and_says_where_the_last_lies(
    studied: Studied, oracle: Oracle
) -> None:
    oracle.file("lille_friches", FRICHES, srid=4326)
    oracle.file("lille_communes", COMMUNES, srid=4326)
    # By position: six of the seven, and one that says it is of the next commune. The point of the
    # Amidonnerie lies in Santes, but its 68 ha reach Haubourdin.
    metres = oracle.by_id(
        """SELECT f.props->>'site_id' AS id, ST_Distance(f.geom, c.geom) AS metres
           FROM lille_friches f JOIN lille_communes c ON ST_DWithin(c.geom, f.geom, 1000)
           WHERE c.props->>'insee' = '59286'"""
    )
    inside = set(metres.index[metres == 0])
    assert set(HAUBOURDIN) - inside == {"59286_1417"}
    assert inside - set(HAUBOURDIN) == {"59278_21425"}
    assert metres["59286_1417"] < (684_113 / math.pi) ** 0.5
    placed = oracle.ask(
        """SELECT f.props->>'site_id' AS id, ST_X(f.geom) AS x, ST_Y(f.geom) AS y
           FROM lille_friches f"""
    ).set_index("id")
    centres = studied("lille").sites.centroid
    assert (centres.x - placed["x"]).abs().max() < 0.01
    assert (centres.y - placed["y"]).abs().max() < 0.01


def test_pollution_is_known_only_where_the_inventory_says_it(
    studied: Studied, shared: Path
) -> None:
    """Disks overlap: a friche may also stand on the soil of its neighbour."""
    said = {r["site_id"]: r["sol_pollution_existe"] for r in properties(shared / "data" / FRICHES)}
    facts = studied("lille").runs["industrie"].facts
    dirty = [k for k, word in said.items() if word == "pollution avérée"]
    assert len(dirty) == 9
    assert facts.low.loc[dirty, "known_pollution"].eq(1).all()
    assert (facts.low["known_pollution"] == 1).sum() < 2 * len(dirty)
    unsaid = [k for k, word in said.items() if word == "inconnu"]
    assert len(unsaid) == 733
    assert not facts.low.loc[unsaid, "known_pollution"].eq(0).any()


def test_59_stops_of_5000_say_nothing_of_the_others(studied: Studied) -> None:
    facts = studied("lille").runs["tertiaire"].facts
    assert facts.status["transit_walk"].eq("unknown").all()
    assert len(studied("lille").layers["arrets_ilevia_extrait"].frame) == 59


def test_the_cnig_edition_tells_the_same_of_the_friches_in_both(
    studied: Studied, shared: Path
) -> None:
    """Six months lie between the two: some areas were drawn again, communes stay."""
    with (shared / "data" / STANDARD).open(encoding="utf-8-sig", newline="") as stream:
        standard = {row["site_id"]: row for row in csv.DictReader(stream, delimiter=";")}
    sites = studied("lille").sites
    both = [site for site in standard if site in sites.index]
    assert len(both) > 50
    for site in both:
        assert sites.loc[site, "commune_insee"] == standard[site]["comm_insee"]
    areas = {k: standard[k]["unite_fonciere_surface"] for k in both}
    told = {k: float(area) for k, area in areas.items() if area not in ("NA", "")}
    same = [abs(sites.loc[k, "area_m2"] - area) <= 1 + 0.01 * area for k, area in told.items()]
    assert sum(same) > 0.8 * len(told)
