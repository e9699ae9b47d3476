"""Luxiol: cadastre to free land, each parcel measured again by PostGIS."""

import json
from pathlib import Path

import pytest
from pandas import DataFrame

from tests.real.conftest import Measurements, Studied
from tests.real.oracle import Oracle, properties

pytestmark = pytest.mark.shared

PARCELS = "parcel/cadastre-25354-parcelles.geojson"
BUILDINGS = "building/cadastre-25354-batiments.geojson"

# Free part: what is left outside a strip of 5 m around buildings. Corners of the strip have eight
# sides a quarter in both engines, so that both cut the same shape.
FREE = """
    WITH near AS (
        SELECT p.fid, ST_Union(ST_Buffer(b.geom, 5, 'quad_segs=8')) AS strip,
               ST_Union(b.geom) AS built
        FROM luxiol_parcels p JOIN luxiol_buildings b ON ST_DWithin(p.geom, b.geom, 5.001)
        GROUP BY p.fid),
    free AS (
        SELECT p.props->>'id' AS id, ST_Area(p.geom) AS area,
               coalesce(ST_Area(ST_Intersection(p.geom, n.built)), 0) AS built,
               CASE WHEN n.fid IS NULL THEN p.geom ELSE ST_Difference(p.geom, n.strip) END AS geom
        FROM luxiol_parcels p LEFT JOIN near n USING (fid)),
    piece AS (
        SELECT DISTINCT ON (id) id, d.geom AS geom, ST_Area(d.geom) AS area,
               greatest(ST_XMax(d.geom) - ST_XMin(d.geom),
                        ST_YMax(d.geom) - ST_YMin(d.geom)) AS extent
        FROM free, ST_Dump(free.geom) d ORDER BY id, ST_Area(d.geom) DESC)
    SELECT f.id, f.area, f.built, ST_Area(f.geom) AS free,
           coalesce(p.area, 0) AS largest, p.extent,
           CASE WHEN p.area >= 400
                THEN 2 * (ST_MaximumInscribedCircle(p.geom)).radius ELSE 0 END AS width
    FROM free f LEFT JOIN piece p USING (id)
"""


@pytest.fixture(scope="module")
def measured(oracle: Oracle) -> DataFrame:
    oracle.file("luxiol_parcels", PARCELS, srid=4326)
    oracle.file("luxiol_buildings", BUILDINGS, srid=4326)
    return oracle.ask(FREE).set_index("id").sort_index()


def test_counts_and_areas_of_the_sources(studied: Studied, shared: Path) -> None:
    said = properties(shared / "data" / PARCELS)
    buildings = json.loads((shared / "data" / BUILDINGS).read_text(encoding="utf-8"))["features"]
    assert (len(said), len(buildings)) == (511, 252)
    assert sum(row["contenance"] for row in said) / 1e4 == pytest.approx(613.1, abs=0.05)
    units = studied("luxiol").units
    assert units is not None
    # No owner is known: one parcel, one land unit.
    assert set(units.index) == {row["id"] for row in said}
    assert units["cadastral_area_m2"].sum() == sum(row["contenance"] for row in said)
    assert not units["owner_known"].any()
    assert units["parcel_count"].eq(1).all()


@pytest.mark.postgis
def test_area_and_built_area_of_each_parcel(studied: Studied, measured: DataFrame) -> None:
    units = studied("luxiol").units
    assert units is not None
    assert measured["area"].sum() / 1e4 == pytest.approx(611.8, abs=0.1)
    found = units.loc[measured.index]
    # Reprojected by PROJ twice, once by each engine: a square decimetre is a wide margin.
    assert (found["area_m2"] - measured["area"]).abs().max() < 0.1
    assert (found["built_m2"] - measured["built"]).abs().max() < 0.1
    assert measured["built"].sum() > 40_000


@pytest.mark.postgis
def test_the_free_part_of_each_parcel(studied: Studied, measured: DataFrame) -> None:
    units = studied("luxiol").units
    assert units is not None
    found = units.loc[measured.index]
    assert (found["free_m2"] - measured["free"]).abs().max() < 0.5
    assert (found["largest_free_m2"] - measured["largest"]).abs().max() < 0.5
    wide = measured["width"] > 0
    # Neither circle is exact: PostGIS stops at a thousandth of the extent, we at 5 cm of radius.
    gap = (found["usable_width_m"] - measured["width"])[wide].abs()
    assert (gap <= 0.1 + 2 * measured["extent"][wide] / 1000).all()


@pytest.mark.postgis
def test_the_sites_are_the_parcels_that_are_open(studied: Studied, measured: DataFrame) -> None:
    """A free piece of 500 m² and 15 m across; built over less than 2 %, the parcel is bare."""
    piece = (measured["largest"] >= 500) & (measured["width"] >= 15)
    narrow = (measured["width"] - 15).abs() <= 0.1 + 2 * measured["extent"] / 1000
    close = narrow | (measured["largest"] - 500).abs().lt(1)
    bare = piece & (measured["built"] / measured["area"] <= 0.02)
    assessment = studied("luxiol")
    assert assessment.units is not None
    classes = assessment.units["availability"].loc[measured.index]
    sure = ~close
    assert close.sum() < 15
    assert (classes == "bare")[sure].equals(bare[sure])
    assert (classes == "densifiable")[sure].equals((piece & ~bare)[sure])
    open_ = (piece & (measured["area"] >= 500))[sure]
    assert set(open_[open_].index) <= set(assessment.sites.index)
    assert not set(open_[~open_].index) & set(assessment.sites.index)


@pytest.mark.postgis
def test_the_built_share_is_the_lower_bound_of_artificialised_soil(
    measurements: Measurements, measured: DataFrame
) -> None:
    facts = measurements("luxiol", "artisanat")
    share = 100 * measured["built"] / measured["area"]
    low = facts.low["artificialised_share"]
    share = share.loc[low.index]
    built = share > 1e-3
    assert (low[built] - share[built]).abs().max() < 0.01
    # A parcel without building may still be paved: nothing is known, and not zero.
    assert facts.status.loc[share == 0, "artificialised_share"].eq("unknown").all()
    assert facts.high.loc[built, "artificialised_share"].eq(100).all()
