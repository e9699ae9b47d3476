"""Plots for a brief: squares that touch, and a study of a few parcels by the command."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from geopandas import GeoDataFrame, GeoSeries
from shapely import LineString, box

from docs.make_columns import INSIDE, OTHERS
from land.assembly import Brief
from zae.assembly import AssemblyError, Wish, assemble, write
from zae.assessment import Assessment
from zae.cli.entry import run

PAIR = Brief(least_m2=20_000, most_m2=20_000)


@pytest.fixture(scope="module")
def row(assessment: Assessment) -> Assessment:
    """
    The twelve squares of the small assessment, one after the other along a street 10 m away; the
    third may not be built on, the fourth has a reservation.
    """
    squares = [box(770_000 + 100 * i, 6_280_135, 770_100 + 100 * i, 6_280_235) for i in range(12)]
    sites = assessment.sites.assign(kind="land_unit").set_geometry(
        GeoSeries(squares, index=assessment.sites.index, crs=2154)
    )
    admission = ["admissible"] * 12
    admission[2], admission[3] = "interdit", "reserve"
    runs = {
        key: replace(
            run, scores=replace(run.scores, table=run.scores.table.assign(admission=admission))
        )
        for key, run in assessment.runs.items()
    }
    return replace(assessment, sites=sites, runs=runs)


def test_the_best_pair_of_a_row_is_the_best_of_eleven(row: Assessment) -> None:
    found = assemble(row, Wish(brief=PAIR, project="artisanat"))
    table = row.runs["artisanat"].scores.table
    free = table["score"].notna() & (table["admission"] != "interdit")
    means = [
        (table["score"][a] + table["score"][b]) / 2
        for a, b in pairwise(row.sites.index)
        if free[a] and free[b]
    ]
    assert found.looked_at + sum(found.left_out.values()) == 12
    assert found.plots["score"].iloc[0] == pytest.approx(max(means))
    # 100 m along the street each, and the first 2 m of both sides.
    assert found.plots["frontage_m"].iloc[0] == pytest.approx(208, abs=0.1)
    assert found.complete


def test_plots_apart_share_no_unit_and_others_may(row: Assessment) -> None:
    apart, free = (
        assemble(row, Wish(brief=PAIR, apart=apart, count=12)).plots for apart in (True, False)
    )
    used = [unit for plot in apart["units"] for unit in plot.split("|")]
    assert len(used) == len(set(used))
    assert len(free) > len(apart)
    assert free["score"].iloc[0] == pytest.approx(apart["score"].iloc[0])


def test_hands_and_reservations_leave_units_out(row: Assessment) -> None:
    one = Brief(least_m2=10_000, most_m2=10_000)
    found = assemble(row, Wish(brief=one, tenure=("public",), reserves=False, count=12))
    taken = [unit for plot in found.plots["units"] for unit in plot.split("|")]
    first = next(iter(row.runs))
    assert set(row.sites["tenure"][taken]) == {"public"}
    assert set(row.runs[first].scores.table["admission"][taken]) == {"admissible"}
    assert found.left_out["tenure"] > 0


def test_the_geopackage_says_where_it_comes_from_and_names_no_owner(
    row: Assessment, tmp_path: Path
) -> None:
    write(assemble(row, Wish(brief=PAIR)), row, tmp_path / "terrains.gpkg")
    with closing(sqlite3.connect(tmp_path / "terrains.gpkg")) as base:
        columns = [c[1] for c in base.execute("PRAGMA table_info(terrains)")]
        metadata = base.execute("SELECT metadata FROM gpkg_metadata").fetchone()[0]
        styled = base.execute("SELECT f_table_name FROM layer_styles").fetchall()
    assert set(columns) - {*INSIDE} == set(OTHERS["zae assemble --out"]["terrains"])
    assert styled == [("terrains",)]
    assert row.layers["voies"].source.citation in metadata.replace("&amp;", "&")


def test_what_a_study_cannot_give_is_said(assessment: Assessment, row: Assessment) -> None:
    with pytest.raises(AssemblyError, match="land_unit"):
        assemble(assessment, Wish(brief=PAIR))
    with pytest.raises(AssemblyError, match="no project « port »; there are: artisanat"):
        assemble(row, Wish(brief=PAIR, project="port"))
    bare = replace(row, layers={k: x for k, x in row.layers.items() if k != "voies"})
    with pytest.raises(AssemblyError, match="street"):
        assemble(bare, Wish(brief=replace(PAIR, frontage_m=10)))


def test_the_command_on_four_parcels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four parcels of 5,000 m² in a row, two of one owner: these two are one unit already."""
    west, south = 770_000, 6_280_000
    parcels = [box(west + 50 * i, south, west + 50 * i + 50, south + 100) for i in range(4)]
    ids = [f"34172000AB000{i}" for i in range(1, 5)]
    owners = ["SCI Exemple", "SCI Exemple", "Ville", "Marais"]
    layers = {
        "parcel": GeoDataFrame({"parcel_id": ids, "owner": owners}, geometry=parcels, crs=2154),
        "zone": GeoDataFrame(
            {"zone_id": ["Z"]}, geometry=[box(west, south, west + 200, south + 100)], crs=2154
        ),
        "building": GeoDataFrame(
            {"building_id": ["B"]}, geometry=[box(west - 90, south, west - 80, south + 9)], crs=2154
        ),
        "street": GeoDataFrame(
            {"street_id": ["R"]}, crs=2154,
            geometry=[LineString([(west - 50, south - 5), (west + 250, south - 5)])],
        ),
    }  # fmt: skip
    text = 'title = "Rangée"\nvocations = ["artisanat"]\n[sites]\nkinds = ["land_unit"]\n'
    for role, frame in layers.items():
        frame.to_file(tmp_path / "rangee.gpkg", layer=role)
        text += f'[[layer]]\nrole = "{role}"\npath = "rangee.gpkg"\nlayer = "{role}"\n'
    study = tmp_path / "etude.toml"
    study.write_text(text, encoding="utf-8")
    words = ["assemble", str(study), "--least", "14000", "--most", "16000", "--overlapping"]
    assert run([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [p["units"] for p in found["plots"]] == [["34172000AB0001", "34172000AB0003"]]
    assert (found["plots"][0]["owners"], found["plots"][0]["count"]) == (2, 2)
    assert found["plots"][0]["area_m2"] == pytest.approx(15_000)
    assert found["complete"]
    assert run([*words, "--owners", "1", "--out", str(tmp_path / "t.gpkg")]) == 0
    told = capsys.readouterr().out
    assert "0 terrain(s) parmi 3 unité(s) foncière(s)" in told
    assert "SCI" not in told
