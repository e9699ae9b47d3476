"""The inventory on a real sheet of the cadastre: Luxiol, sheet AK, taken for a zone."""

import json
from pathlib import Path

import geopandas as gpd
import pytest

from zae import study
from zae.inventory.draft import draft
from zae.study import StudyError

pytestmark = pytest.mark.shared

STUDY = """
title = "Luxiol"
[inventory]
year = 2026
authority = "Communauté de communes"
[[layer]]
role = "zone"
path = "zone.gpkg"
[[layer]]
role = "parcel"
path = "{shared}/data/parcel/cadastre-25354-parcelles.geojson"
[[layer]]
role = "building"
path = "{shared}/data/building/cadastre-25354-batiments.geojson"
"""


def test_every_parcel_of_a_sheet_is_a_unit_with_its_area(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "parcel" / "cadastre-25354-parcelles.geojson"
    rows = [f["properties"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]]
    sheet = [r for r in rows if r["section"] == "AK"]
    drawn = gpd.read_file(path).to_crs(2154)
    outline = drawn[drawn["section"] == "AK"].union_all().buffer(0.2).buffer(-0.2)
    zone = gpd.GeoDataFrame({"zone_id": ["AK"], "name": ["AK"]}, geometry=[outline], crs=2154)
    zone.to_file(tmp_path / "zone.gpkg")
    (tmp_path / "etude.toml").write_text(STUDY.format(shared=shared), encoding="utf-8")
    made = draft(study.read(tmp_path / "etude.toml"))
    assert (len(sheet), sum(r["contenance"] for r in sheet)) == (142, 96_032)
    # No owner is known: one parcel, one unit; no business: nothing is said of occupation.
    assert set(made.units["parcels"]) == {r["id"] for r in sheet}
    assert made.units["cadastral_area_m2"].sum() == 96_032
    assert set(made.units["state"]) == {"unknown"}
    assert made.zones.iloc[0][["units", "rate_low", "rate_high"]].tolist() == [142, 0, 1]
    assert made.units.index[0] == "25354_TERRAIN-ECO_00001"


def test_zones_of_bd_topo_without_a_cadastre_are_refused(shared: Path, tmp_path: Path) -> None:
    """Olemps has zones of the BD TOPO and no parcels: there is no unit to count."""
    zones = shared / "data" / "bdtopo_olemps_12174" / "ZONE_D_ACTIVITE_OU_D_INTERET.shp"
    text = STUDY.split("[[layer]]", maxsplit=1)[0]
    text += f'[[layer]]\nrole = "zone"\npath = "{zones}"\n'
    (tmp_path / "etude.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match="needs a layer of the role parcel"):
        draft(study.read(tmp_path / "etude.toml"))
