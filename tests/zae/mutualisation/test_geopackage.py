"""Groups in a GeoPackage: what it holds, where it comes from, and a real QGIS that opens it."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.zae.test_qgis import SCRIPT, SYSTEM_PYTHON, has_qgis
from zae.cli.entry import run


@pytest.fixture(scope="module")
def folder(street_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the groups of the street, under the name that the script opens."""
    out = tmp_path_factory.mktemp("groupes")
    assert run(["mutualise", "find", str(street_study), "--out", str(out / "scores.gpkg")]) == 0
    return out


def test_it_says_where_it_comes_from_and_names_nobody(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "scores.gpkg")) as base:
        sources = base.execute("SELECT layer, producer, vintage, licence FROM sources").fetchall()
        told = "\n".join(base.iterdump())
    assert ("establishment", "Service des essais", "2026", "Licence Ouverte") in sources
    assert "7328293200" not in told  # no number of an establishment
    assert "Martin" not in told
    assert told.count("Service des essais") > len(sources)  # also in the metadata of each layer


@pytest.mark.qgis
def test_qgis_draws_groups_and_activities_with_their_names(folder: Path) -> None:
    if not has_qgis():
        pytest.skip("no PyQGIS under /usr/bin/python3 (Debian: python3-qgis)")
    done = subprocess.run(
        [SYSTEM_PYTHON, str(SCRIPT), str(folder)], capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads((folder / "found.json").read_text(encoding="utf-8"))["alone"]
    groups, members = found["groupes"], found["membres"]
    assert (groups["valid"], groups["rows"], groups["renderer"]) == (True, 1, "singleSymbol")
    assert groups["labels"]
    assert groups["aliases"]["saved_parking_low"] == "Places de stationnement, épargné, borne basse"
    assert "Service des essais" in groups["abstract"]
    assert (members["rows"], members["renderer"]) == (2, "categorizedSymbol")
    assert "Bureaux et services aux entreprises" in members["classes"]
    assert members["widgets"]["activity"] == "ValueMap"
    assert found["sources"]["rows"] == 3
