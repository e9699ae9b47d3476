"""Land before any score: three squares of 100 m in a row, a zone over the first two and a half."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
from geopandas import GeoDataFrame
from shapely import Point, box

from land.errors import ZaeError
from layers import ROLES, Layer, Source
from zae import available
from zae.available import Land
from zae.cli.entry import run
from zae.messages import LANGS
from zae.stock import land_stock
from zae.study import StudyError, parse

X, Y = 770_000.0, 6_280_000.0


def squares(count: int = 3) -> GeoDataFrame:
    """Parcels of one hectare; the first two belong to one owner."""
    ids = [f"340000000A{i:04d}" for i in range(1, count + 1)]
    return GeoDataFrame(
        {"parcel_id": ids, "owner": ["Ville", "Ville", "Dupont"][:count],
         "commune_insee": ["34172", "34172", "34057"][:count]},
        geometry=[box(X + 100 * i, Y, X + 100 * (i + 1), Y + 100) for i in range(count)], crs=2154,
    )  # fmt: skip


def buildings() -> GeoDataFrame:
    """One building that leaves nothing of the third square."""
    return GeoDataFrame(
        {"building_id": ["B"]}, geometry=[box(X + 201, Y + 1, X + 299, Y + 99)], crs=2154
    )


def zones() -> GeoDataFrame:
    return GeoDataFrame({"zone_id": ["Z"]}, geometry=[box(X, Y, X + 250, Y + 100)], crs=2154)


def land() -> Land:
    """Two land units, as a study of these squares gives them."""
    text = """
        title = "Carrés"
        [[layer]]
        role = "parcel"
        path = "p.gpkg"
        [[layer]]
        role = "building"
        path = "b.gpkg"
    """
    frames = {"parcel": squares().set_index("parcel_id"),
              "building": buildings().set_index("building_id")}  # fmt: skip
    layers = {
        role: Layer(name=role, role=ROLES[role], frame=frame,
                    source=Source(name="x", producer="Essai", licence="", vintage="2026",
                                  sha256="0" * 64))
        for role, frame in frames.items()
    }  # fmt: skip
    units = land_stock(frames["parcel"], frames["building"], None, {})
    study = parse(text, name="carres.toml", folder=Path())
    return Land(study=study, layers=dict(layers), units=units)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study file of the squares, with their zone."""
    parts = {"parcel": squares(), "building": buildings(), "zone": zones()}
    lines = ['title = "Carrés"']
    for role, frame in parts.items():
        frame.to_file(tmp_path / f"{role}.gpkg", driver="GPKG")
        lines += ["[[layer]]", f'role = "{role}"', f'path = "{role}.gpkg"']
    file = tmp_path / "carrés de l'été.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def rows(path: Path, table: str) -> list[dict]:
    with closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        return [dict(r) for r in base.execute(f"SELECT * FROM {table}")]


def test_units_are_written_without_owners(study: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "unités.gpkg"
    assert run(["land", "units", str(study), "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"parcels": 3, "units": 2}
    found = gpd.read_file(out, layer="land_units")
    assert found["area_m2"].tolist() == pytest.approx([20_000, 10_000])
    assert found["availability"].tolist() == ["bare", "built_up"]
    assert b"Dupont" not in out.read_bytes()
    assert rows(out, "layer_styles")[0]["f_table_name"] == "land_units"


def test_land_of_a_zone_is_cut_at_its_edge_and_adds_up(study: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "dispo.gpkg"
    assert run(["land", "available", str(study), "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"count": 1, "area_m2": 20_000.0, "free_m2": pytest.approx(19_600, rel=0.01),
                    "zones": 1}  # fmt: skip
    stock = rows(out, "stock_by_zone")
    assert sum(r["area_m2"] for r in stock) == pytest.approx(25_000)
    communes = {r["commune_insee"]: r["area_m2"] for r in rows(out, "stock_by_commune")}
    assert communes == {"34172": pytest.approx(20_000), "34057": pytest.approx(10_000)}


def test_land_of_other_communes_is_not_outside_the_units_of_a_zone(
    study: Path, tmp_path: Path
) -> None:
    """The zone lies over both communes; of the second only half a hectare, built up."""
    out = tmp_path / "dispo.gpkg"
    words = ["--commune", "34057", "--availability", "built_up"]
    assert run(["land", "available", str(study), "--out", str(out), *words]) == 0
    stock = {r["availability"]: r["area_m2"] for r in rows(out, "stock_by_zone")}
    assert stock == {"bare": pytest.approx(20_000), "built_up": pytest.approx(5_000),
                     "outside_units": pytest.approx(0, abs=1e-6)}  # fmt: skip
    assert [r["area_m2"] for r in rows(out, "available_land")] == [pytest.approx(5_000)]


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_asked_for_and_is_not_there_is_said(study: Path, lang: str, capsys) -> None:
    for option, value in (("--zone", "Y"), ("--commune", "34000"), ("--availability", "libre")):
        words = ["--lang", lang, "land", "available", str(study), "--out", "x.gpkg", option, value]
        assert run(words) == 1
        assert value in capsys.readouterr().err


def test_a_commune_alone_can_be_asked_for() -> None:
    found = available.available(land(), classes=("bare", "built_up"), communes=("34057",))
    assert found.pieces["unit_id"].tolist() == ["340000000A0003"]
    assert found.by_zone.empty
    with pytest.raises(ZaeError, match="no zone"):
        available.available(land(), zones=("Z",))


def test_nothing_is_free_where_no_building_is_known() -> None:
    there = land()
    study = there.study.model_copy(update={"layers": there.study.layers[:1]})
    with pytest.raises(StudyError, match="building"):
        available.available(Land(study=study, layers=there.layers, units=there.units))
    with pytest.raises(StudyError, match="parcel"):
        available.land_of(study.model_copy(update={"layers": there.study.layers[1:]}))


def test_a_point_is_no_parcel(tmp_path: Path) -> None:
    points = GeoDataFrame({"parcel_id": ["a"]}, geometry=[Point(X, Y)], crs=2154)
    points.to_file(tmp_path / "p.gpkg", driver="GPKG")
    file = tmp_path / "points.toml"
    file.write_text('title = "P"\n[[layer]]\nrole = "parcel"\npath = "p.gpkg"', encoding="utf-8")
    assert run(["land", "units", str(file), "--out", str(tmp_path / "u.gpkg")]) == 1
    assert not (tmp_path / "u.gpkg").exists()
