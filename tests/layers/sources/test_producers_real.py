"""
Readers of producers on real rows (data/SOURCES.md says where they come from).

Where no real rows lie beside the project, the file is made here, in the exact format of the
producer: OpenStreetMap, OCS GE, SIRENE, BPE, BMO.
"""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from layers import Layer, ReadOptions, read

SHEETS = "parcel/edigeo_25354_luxiol/edigeo-25354000{}.tar.bz2"


def layer_of(path: Path, role: str, **options: object) -> Layer:
    found = read(path, role=role, options=ReadOptions(**options))  # type: ignore[arg-type]
    assert isinstance(found, Layer)
    told = found.account.groupby("action")["count"].sum()
    assert told["read"] == told["kept"] + told.get("refused", 0)
    return found


@pytest.mark.shared
@pytest.mark.parametrize("sheet", ["AB01", "ZB01", "ZI01"])
def test_raw_edigeo_gives_the_parcels_of_etalab(shared: Path, sheet: str) -> None:
    raw = layer_of(shared / "data" / SHEETS.format(sheet), "parcel").frame
    etalab = layer_of(shared / "data/parcel/cadastre-25354-parcelles.geojson", "parcel").frame
    assert len(raw) > 10
    both = raw.index.intersection(etalab.index)
    assert len(both) == len(raw)
    assert (raw.loc[both, "cadastral_area_m2"] == etalab.loc[both, "cadastral_area_m2"]).all()
    gap = (raw.loc[both].area - etalab.loc[both].area).abs() / etalab.loc[both].area
    assert gap.max() < 0.01
    assert set(raw["commune_insee"]) == {"25354"}


@pytest.mark.shared
def test_a_real_pprt_has_its_severity_and_its_kind(shared: Path) -> None:
    layer = layer_of(
        shared / "data/constraint/pprt_69dreal20090005.gpkg", "hazard",
        layer="pprt_69dreal20090005_zonereglementaireurba_s",
    )  # fmt: skip
    frame = layer.frame
    assert set(frame["hazard_kind"]) == {"technological"}
    strict = frame["name"].str.contains("interdiction stricte")
    assert set(frame.loc[strict, "severity"]) == {3}
    allowed = frame["name"].str.startswith("Zone de constructions possibles")
    assert set(frame.loc[allowed, "severity"]) == {1}
    assert layer.source.producer == "DDT, DREAL, Géorisques"


@pytest.mark.shared
def test_real_vacant_dwellings_are_shares(shared: Path) -> None:
    """Baillargues: 0,9 % of 3 297 private dwellings, as the file of the Cerema says."""
    path = shared / "data/context/logements_vacants_2A_2021_4territoires.csv"
    outline = shared / "data/boundary/communes_3m-montpellier.geojson"
    join = {"path": str(path), "on": "insee", "right_on": "comm_insee"}
    frame = layer_of(outline, "commune", join=join).frame
    assert frame.loc["34022", "long_vacancy_share"] == pytest.approx(0.009)
    assert frame.loc["34022", "private_dwellings"] == 3297
    assert len(frame) == 31


@pytest.mark.shared
def test_real_flows_of_the_detail_file_add_up(shared: Path, tmp_path: Path) -> None:
    """The real flows of Martinique, each as two persons of half its weight."""
    flows = pd.read_csv(shared / "data/flows/martinique_mobpro_mob.csv", dtype=str)
    half = flows.assign(IPONDI=flows["fij"].astype(float) / 2).rename(
        columns={"i": "COMMUNE", "j": "DCLT"}
    )[["COMMUNE", "DCLT", "IPONDI"]]
    pd.concat([half, half]).to_csv(tmp_path / "FD_MOBPRO_2022.csv", sep=";", index=False)
    frame = layer_of(tmp_path / "FD_MOBPRO_2022.csv", "flow").frame
    assert len(frame) == len(flows)
    assert frame["workers"].sum() == flows["fij"].astype(float).sum()


OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="43.6000" lon="3.8800"/><node id="2" lat="43.6010" lon="3.8800"/>
 <node id="3" lat="43.6010" lon="3.8810"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/>
  <tag k="name" v="Rue A"/></way>
 <way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="motorway"/></way>
 <way id="12"><nd ref="1"/><nd ref="3"/><tag k="highway" v="service"/>
  <tag k="access" v="private"/></way>
</osm>
"""


def test_openstreetmap_xml_gives_streets_and_who_may_walk(tmp_path: Path) -> None:
    (tmp_path / "a.osm").write_text(OSM, encoding="utf-8")
    layer = layer_of(tmp_path / "a.osm", "street")
    frame = layer.frame
    assert frame["walkable"].to_dict() == {"10": True, "11": False, "12": False}
    assert frame.loc["10", ["name", "street_kind"]].tolist() == ["Rue A", "residential"]
    assert layer.source.licence == "ODbL 1.0"


def test_ocs_ge_codes_get_their_prefix(tmp_path: Path) -> None:
    shape = box(770_000, 6_280_000, 770_100, 6_280_100)
    gpd.GeoDataFrame(
        {"id": ["OCSGE1"], "code_cs": ["1.1.1.1"], "code_us": ["US2"], "millesime": ["2021"]},
        geometry=[shape], crs=2154,
    ).to_file(tmp_path / "OCCUPATION_SOL.gpkg")  # fmt: skip
    frame = layer_of(tmp_path / "OCCUPATION_SOL.gpkg", "land_cover").frame
    assert frame[["cover_code", "use_code"]].to_numpy().tolist() == [["CS1.1.1.1", "US2"]]


def test_facilities_of_the_bpe(tmp_path: Path) -> None:
    text = "DEPCOM;TYPEQU;LONGITUDE;LATITUDE\n34172;C109;3.88;43.61\n34172;A504;3.89;43.61\n"
    (tmp_path / "BPE24.csv").write_text(text, encoding="utf-8")
    options = {"geometry": {"lon": "LONGITUDE", "lat": "LATITUDE"}}
    frame = layer_of(tmp_path / "BPE24.csv", "facility", **options).frame
    assert frame["facility_kind"].tolist() == ["school", "other"]
    assert frame["facility_code"].tolist() == ["C109", "A504"]


def test_labour_needs_by_profile(tmp_path: Path) -> None:
    text = "Famille_met;met;xmet;Dept\nC;10;4;34\nC;*;*;34\nO;4;3;34\n"
    (tmp_path / "bmo.csv").write_text(text, encoding="utf-8")
    frame = layer_of(tmp_path / "bmo.csv", "tension").frame
    assert frame.to_numpy().tolist()[0][:2] == ["cadres", 0.4]
