"""The GeoPackage: what it holds, what it keeps back, and that it is sound."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from geopandas import GeoDataFrame
from shapely import MultiPoint, Point, box

from layers import ROLES, Layer, Source
from tests.zae import small
from tests.zae.test_tables import with_unknown_site
from zae.assessment import Assessment
from zae.publish import geopackage
from zae.publish.contents import contents
from zae.publish.dates import VARIABLE
from zae.publish.fields import table_names

SECRET = "MARTIN Jeanne"
X0, Y0 = small.CORNER


def rows(path: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(query).fetchall()


def layer(name: str, role: str, frame: GeoDataFrame) -> Layer:
    return Layer(name=name, role=ROLES[role], frame=frame, source=Source(name=f"{name}.gpkg"))


def with_layers(assessment: Assessment, *more: Layer) -> Assessment:
    return replace(assessment, layers={**assessment.layers, **{x.name: x for x in more}})


def owned_parcels() -> Layer:
    frame = GeoDataFrame(
        {
            "commune_insee": ["34172"], "owner": [SECRET], "owner_account": ["P00042"],
            "owner_type": ["person"], "telephone": ["0600000000"],
        },
        geometry=[box(X0, Y0, X0 + 10, Y0 + 10)],
        index=pd.Index(["340000000A0001"], name="parcel_id"), crs=2154,
    )  # fmt: skip
    return layer("parcelles", "parcel", frame)


@pytest.fixture(scope="module")
def package(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "scores.gpkg"
    geopackage.write(with_unknown_site(assessment), path)
    return path


def test_version_is_one_that_qgis_3_22_knows(package: Path) -> None:
    assert rows(package, "PRAGMA user_version") == [(10300,)]
    assert rows(package, "PRAGMA application_id") == [(0x47504B47,)]
    assert rows(package, "PRAGMA integrity_check") == [("ok",)]
    assert rows(package, "PRAGMA foreign_key_check") == []


def test_layers_and_tables_are_those_promised_in_the_study_s_crs(package: Path) -> None:
    found = dict(rows(package, "SELECT table_name, data_type FROM gpkg_contents"))
    assert found == {
        "sites": "features", "scores_artisanat": "features", "scores_industrie": "features",
        "context_arrets": "features", "context_zones": "features", "context_voies": "features",
        "context_communes": "features", "facts": "attributes", "vetoes": "attributes",
        "available_land": "attributes", "account": "attributes", "sources": "attributes",
        "layer_styles": "attributes",
    }  # fmt: skip
    assert set(rows(package, "SELECT srs_id FROM gpkg_geometry_columns")) == {(2154,)}


def test_scores_come_back_as_they_were_and_unknown_is_null(
    assessment: Assessment, package: Path
) -> None:
    back = gpd.read_file(package, layer="scores_artisanat").set_index("site_id")
    expected = with_unknown_site(assessment).runs["artisanat"].scores.table
    assert np.allclose(back["score_low"], expected["score_low"])
    assert back["letter"].fillna("").tolist() == expected["letter"].fillna("").tolist()
    assert rows(package, "SELECT site_id FROM scores_artisanat WHERE score IS NULL") == [("S12",)]
    assert back.geometry.area.tolist() == [10_000.0] * 12


def test_layers_of_scores_are_read_as_if_each_were_whole(
    assessment: Assessment, package: Path
) -> None:
    """Outlines and names are those of the layer of sites, kept once: columns, types and CRS too."""
    sites, told = gpd.read_file(package, layer="sites"), contents(with_unknown_site(assessment))
    for table in (t for t in told if t.role == "score"):
        told_rows = table.rows()
        for engine in ("pyogrio", "fiona"):
            back = gpd.read_file(package, layer=table.name, engine=engine)
            assert back.crs == sites.crs
            assert back.geometry.geom_equals_exact(sites.geometry, 0).all()
            # GDAL 3.9 and older also shows the number of the row, as QGIS does.
            assert set(back.columns) - {"OGC_FID"} == set(table.frame.columns)
            for name in table.frame.columns.drop("geometry"):
                values = told_rows[name].to_list()
                pairs = zip(back[name].to_list(), values, strict=True)
                assert all(a == b or (pd.isna(a) and pd.isna(b)) for a, b in pairs), name
        assert pyogrio.read_info(package, layer=table.name)["features"] == 12
    kept = {
        t for (t,) in rows(package, "SELECT tbl_name FROM sqlite_schema WHERE sql LIKE '%geom%'")
    }
    assert not any(t.startswith("scores_") and t.endswith("_rows") for t in kept)


def test_sites_in_sight_are_found_in_a_layer_of_scores(package: Path) -> None:
    # The first square and the one to its right, 50 m apart.
    found = gpd.read_file(package, layer="scores_artisanat", bbox=(X0, Y0, X0 + 160, Y0 + 10))
    assert found["site_id"].tolist() == ["S01", "S02"]


def test_hostile_names_come_back_unharmed(package: Path) -> None:
    back = gpd.read_file(package, layer="sites")
    assert tuple(back["name"][:3]) == small.HOSTILE


def test_facts_add_up_in_sql_as_a_technician_would_check(package: Path) -> None:
    gaps = rows(
        package,
        "SELECT abs(s.score - sum(f.contribution)) FROM scores_industrie s JOIN facts f "
        "ON f.site_id = s.site_id AND f.project = 'industrie' GROUP BY s.site_id",
    )
    assert len(gaps) == 12
    assert max(gap for (gap,) in gaps) < 1e-9


def test_every_table_has_one_default_style_that_is_xml(package: Path) -> None:
    styles = rows(
        package, "SELECT f_table_name, styleQML, styleSLD, useAsDefault, f_table_catalog, "
        "f_table_schema, f_geometry_column FROM layer_styles"
    )  # fmt: skip
    tables = {n for (n,) in rows(package, "SELECT table_name FROM gpkg_contents")}
    assert sorted(s[0] for s in styles) == sorted(tables - {"layer_styles"})
    for name, qml, sld, default, catalogue, schema, geometry in styles:
        assert ET.fromstring(qml.split("\n", 1)[1]).tag == "qgis"
        assert (default, catalogue, schema) == (1, "", "")
        assert bool(geometry) == bool(sld)
        assert not sld or ET.fromstring(sld.split("\n", 1)[1]).tag.endswith("Descriptor"), name


def test_aliases_and_titles_are_french(package: Path) -> None:
    titles = dict(
        rows(
            package,
            "SELECT column_name, title FROM gpkg_data_columns "
            "WHERE table_name = 'scores_artisanat'",
        )
    )
    assert titles["score"] == "Note (0-100)"
    assert titles["family_land"] == "Sobriété foncière : note (0-100)"
    columns = {r[1] for r in rows(package, "PRAGMA table_info(scores_artisanat)")}
    assert set(titles) == columns - {"OGC_FID", "geom"}  # a view: GDAL wants this name
    choices = rows(
        package, "SELECT value, description FROM gpkg_data_column_constraints "
        "WHERE constraint_name = 'scores_artisanat_admission'"
    )  # fmt: skip
    assert dict(choices) == {
        "admissible": "admissible", "reserve": "réserve", "interdit": "interdit",
    }  # fmt: skip


def test_metadata_of_each_table_cites_its_sources(package: Path) -> None:
    told = dict(
        rows(
            package,
            "SELECT r.table_name, m.metadata FROM gpkg_metadata_reference r "
            "JOIN gpkg_metadata m ON m.id = r.md_file_id WHERE r.reference_scope = 'table'",
        )
    )
    history = [e.text for e in ET.fromstring(told["context_zones"]).findall("history")]
    assert history == ["Essai, 2026-01 (zones.gpkg)"]
    assert len(ET.fromstring(told["scores_artisanat"]).findall("history")) == 4
    assert ET.fromstring(told["sites"]).findtext("license") == "Licence Ouverte 2.0"


def test_restricted_and_extra_columns_never_leave(assessment: Assessment, tmp_path: Path) -> None:
    path = tmp_path / "scores.gpkg"
    geopackage.write(with_layers(assessment, owned_parcels()), path)
    written = gpd.read_file(path, layer="context_parcelles")
    assert list(written.columns) == ["parcel_id", "commune_insee", "owner_type", "geometry"]
    content = path.read_bytes()
    for held_back in (SECRET, "P00042", "0600000000"):
        assert held_back.encode() not in content


def test_owner_columns_of_land_units_never_leave(assessment: Assessment, tmp_path: Path) -> None:
    units = GeoDataFrame(
        {"area_m2": [100.0], "owner": [SECRET], "availability": ["bare"]},
        geometry=[box(X0, Y0, X0 + 10, Y0 + 10)], index=pd.Index(["U1"], name="unit_id"), crs=2154,
    )  # fmt: skip
    path = tmp_path / "scores.gpkg"
    geopackage.write(replace(assessment, units=units), path)
    assert gpd.read_file(path, layer="land_units")["availability"].tolist() == ["bare"]
    assert SECRET.encode() not in path.read_bytes()


def test_points_and_areas_of_one_layer_are_parted(assessment: Assessment, tmp_path: Path) -> None:
    frame = GeoDataFrame(
        {"name": ["aire", "deux points", "nulle part"]},
        geometry=[box(X0, Y0, X0 + 1, Y0 + 1), MultiPoint([(X0, Y0), (X0 + 9, Y0)]), None],
        index=pd.Index(["F1", "F2", "F3"], name="friche_id"), crs=2154,
    )  # fmt: skip
    path = tmp_path / "scores.gpkg"
    geopackage.write(with_layers(assessment, layer("friches", "friche", frame)), path)
    areas = gpd.read_file(path, layer="context_friches_areas")
    points = gpd.read_file(path, layer="context_friches_points")
    assert areas["friche_id"].tolist() == ["F1"]
    assert points["friche_id"].tolist() == ["F2", "F2", "F3"]
    kinds = {name: kind for name, kind in pyogrio.list_layers(path) if "friches" in name}
    assert kinds == {"context_friches_areas": "MultiPolygon", "context_friches_points": "Point"}


def test_empty_layers_and_height_are_no_trouble(assessment: Assessment, tmp_path: Path) -> None:
    empty = GeoDataFrame(
        {"name": []}, geometry=[], index=pd.Index([], name="area_id", dtype="str"), crs=2154
    )
    high = GeoDataFrame(
        {"name": ["a"]}, geometry=[Point(X0, Y0, 12)], index=pd.Index(["S"], name="stop_id"),
        crs=2154,
    )  # fmt: skip
    path = tmp_path / "scores.gpkg"
    more = (layer("vide", "natural_area", empty), layer("haut", "stop", high))
    geopackage.write(with_layers(assessment, *more), path)
    assert len(gpd.read_file(path, layer="context_vide")) == 0
    assert not gpd.read_file(path, layer="context_haut").geometry.has_z.any()


def test_same_inputs_same_bytes_dates_fixed(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "1700000000")
    paths = tmp_path / "a" / "scores.gpkg", tmp_path / "b" / "scores.gpkg"
    for path in paths:
        geopackage.write(assessment, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    moments = rows(paths[0], "SELECT DISTINCT last_change FROM gpkg_contents")
    assert moments == [("2023-11-14T22:13:20.000Z",)]


def test_a_failed_write_leaves_the_file_that_was_there(
    assessment: Assessment, tmp_path: Path
) -> None:
    path = tmp_path / "scores.gpkg"
    geopackage.write(assessment, path)
    before = path.read_bytes()
    twice = pd.DataFrame([["zones", "again", "x"]], columns=["layer", "layer", "reason"])
    with pytest.raises(ValueError, match="layer"):
        geopackage.write(replace(assessment, account=twice), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["scores.gpkg"]


def test_table_names_are_safe_and_unique() -> None:
    names = table_names(('x"; DROP TABLE a', "Été", "été", "…"), "scores_")
    assert list(names.values()) == [
        "scores_x_drop_table_a", "scores_ete", "scores_ete_2", "scores_x",
    ]  # fmt: skip


def test_titles_follow_the_language(assessment: Assessment) -> None:
    titles = {lang: [t.title for t in contents(assessment, lang=lang)] for lang in ("fr", "en")}
    assert titles["fr"][1] == "Notes : Artisanat (projet de référence)"
    assert titles["en"][1] == "Scores: Crafts (reference project)"
    assert not set(titles["fr"]) & set(titles["en"]) - {"Sources"}
