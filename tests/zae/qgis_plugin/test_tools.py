"""Every tool by ``qgis_process``, on the demonstration, with the plugin installed from its zip."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.zae.qgis_plugin.conftest import Fake, Qgis, command
from zae.cli.entry import run
from zae.study import read

pytestmark = pytest.mark.qgis


def rows(place: str) -> list[sqlite3.Row]:
    """Rows of an output, ``file|layername=table``."""
    file, _, table = place.partition("|layername=")
    with closing(sqlite3.connect(file)) as base:
        base.row_factory = sqlite3.Row
        return list(base.execute(f'SELECT * FROM "{table}"'))


def test_the_installation_is_told(qgis: Qgis, tmp_path: Path) -> None:
    done = qgis.run("doctor", HTML=tmp_path / "poste.html")
    assert done.code == 0, done.said
    assert done.results["COMMAND"] == str(qgis.commands / "zae")
    assert done.results["MISSING"] == 0
    assert "Lambert-93" in (tmp_path / "poste.html").read_text(encoding="utf-8")


def test_faults_of_a_study_are_an_answer(qgis: Qgis, commune: Path, tmp_path: Path) -> None:
    study = commune / "fautive.toml"
    text = (commune / "friches.toml").read_text(encoding="utf-8")
    study.write_text(text.replace("communes.geojson", "absent.gpkg"), encoding="utf-8")
    done = qgis.run("check", STUDY=study, HTML=tmp_path / "page.html")
    assert done.code == 0, done.said
    assert (done.results["FAULTS"], done.results["LAYERS"]) == (1, 1)
    assert "absent.gpkg" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_land_units_from_a_layer_leave_a_study_that_can_be_repeated(
    qgis: Qgis, commune: Path, tmp_path: Path
) -> None:
    parcels = commune / "donnees" / "cadastre_parcelles.gpkg"
    out = tmp_path / "unités foncières.gpkg"
    done = qgis.run("land_units", PARCELS=parcels, PARCELS_OWNER="owner", OUTPUT=out)
    assert done.code == 0, done.said
    units = rows(done.results["OUTPUT"])
    assert len(units) == done.results["UNIT_COUNT"] < done.results["PARCEL_COUNT"]
    assert not {"owner", "owner_account"} & set(units[0].keys())
    study = Path(done.results["STUDY_USED"])
    assert study == tmp_path / "unités foncières-etude.toml"
    assert read(study).layers[0].layer == "parcel"
    assert f'zae land units "{study.name}" --out "{out.name}"' in study.read_text(encoding="utf-8")


def test_available_land_adds_up_to_the_stock(qgis: Qgis, commune: Path, tmp_path: Path) -> None:
    done = qgis.run(
        "available_land", STUDY=commune / "etude.toml", CLASSES="0", ZONE_IDS="ZAE-99001-02",
        OUTPUT=tmp_path / "nu.gpkg",
    )  # fmt: skip
    assert done.code == 0, done.said
    pieces = rows(done.results["OUTPUT"])
    assert {(p["zone_id"], p["availability"]) for p in pieces} == {("ZAE-99001-02", "bare")}
    stock = [r for r in rows(done.results["STOCK_BY_ZONE"]) if r["availability"] == "bare"]
    assert sum(r["units"] for r in stock) == len(pieces) == done.results["COUNT"]
    assert sum(r["free_m2"] for r in stock) == pytest.approx(done.results["FREE_M2"])


def test_layers_become_a_study_that_is_sound(qgis: Qgis, commune: Path, tmp_path: Path) -> None:
    data = commune / "donnees"
    done = qgis.run(
        "prepare_study", TITLE='Œuvre « l\'été » "2026"', FRICHES=data / "friches.geojson",
        ZONES=data / "zones_activite.geojson", ZONES_NAME="vocation", VOCATIONS="0",
        FOLDER=tmp_path / "mon étude",
    )  # fmt: skip
    assert done.code == 0, done.said
    study = read(Path(done.results["STUDY"]))
    assert (study.title, study.vocations) == ('Œuvre « l\'été » "2026"', ("artisanat",))
    assert study.sites.kinds == ("zone", "friche")
    assert [x.rename for x in study.layers] == [{"vocation": "name"}, {}]
    assert run(["check", done.results["STUDY"]]) == 0


def test_friches_of_a_layer_are_scored(qgis: Qgis, commune: Path, tmp_path: Path) -> None:
    done = qgis.run(
        "score_layers", FRICHES=commune / "donnees" / "friches.geojson", VOCATIONS="1",
        FOLDER=tmp_path / "notes",
    )  # fmt: skip
    assert done.code == 0, done.said
    assert done.results["SCORES"].endswith("scores.gpkg|layername=scores_industrie")
    # Seven friches, of which one is known by its parcels alone.
    assert len(rows(done.results["SCORES"])) == 6
    assert Path(done.results["STUDY"]).parent == tmp_path / "notes"
    assert Path(done.results["MAP"]).parent == tmp_path / "notes" / "resultats"


def test_a_site_is_explained_as_page_and_table(qgis: Qgis, commune: Path, tmp_path: Path) -> None:
    done = qgis.run(
        "explain_site", STUDY=commune / "friches.toml", SITE="99001_2",
        HTML=tmp_path / "site.html", CONTRIBUTIONS=tmp_path / "points.gpkg",
    )  # fmt: skip
    assert done.code == 0, done.said
    points = rows(f"{tmp_path / 'points.gpkg'}|layername=points")
    # The score is a geometric mean: its points are what the criteria brought, put to its scale.
    assert sum(p["contribution"] or 0 for p in points) == pytest.approx(done.results["SCORE"])
    page = (tmp_path / "site.html").read_text(encoding="utf-8")
    assert "&lt;Nord&gt;" in page
    assert "<Nord>" not in page


def test_a_study_is_scored_and_its_map_opened(qgis: Qgis, commune: Path, tmp_path: Path) -> None:
    out = tmp_path / "résultats"
    done = qgis.run("score_study", STUDY=commune / "friches.toml", FOLDER=out)
    assert done.code == 0, done.said
    assert {p.name for p in out.iterdir()} >= {"map.html", "report.html", "study.qgz"}
    assert {r["site_id"][:5] for r in rows(done.results["SCORES"])} == {"99001"}
    browser = command(tmp_path / "navigateur", "", name="xdg-open")
    browser.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path / "opened"}"\n', encoding="utf-8")
    seen = {"PATH": f"{browser.parent}:/usr/bin:/bin", "BROWSER": "", "DISPLAY": ":0"}
    opened = qgis.run("open_map", environment=seen, RESULTS=out)
    assert opened.code == 0, opened.said
    assert opened.results["MAP"] == str(out / "map.html")


def test_plots_are_assembled_for_a_brief(qgis: Qgis, commune: Path, tmp_path: Path) -> None:
    layers = {"parcel": "cadastre_parcelles.gpkg", "building": "batiments.parquet",
              "zone": "zones_activite.geojson"}  # fmt: skip
    study = commune / "terrains.toml"
    study.write_text(
        'title = "T"\nvocations = ["artisanat"]\n[sites]\nkinds = ["land_unit"]\n'
        + "".join(f'[[layer]]\nrole = "{r}"\npath = "donnees/{p}"\n' for r, p in layers.items()),
        encoding="utf-8",
    )
    done = qgis.run(
        "assemble_plots", STUDY=study, LEAST=10_000, MOST=15_000, COUNT=2, UNITS=3,
        OUTPUT=tmp_path / "terrains.gpkg",
    )  # fmt: skip
    assert done.code == 0, done.said
    plots = rows(done.results["OUTPUT"])
    assert len(plots) == done.results["PLOTS"] == 2
    assert all(10_000 <= p["area_m2"] <= 15_000 and p["count"] <= 3 for p in plots)


def test_the_inventory_is_exported_in_its_standard(qgis: Qgis, commune: Path) -> None:
    done = qgis.run("export_inventory", STUDY=commune / "etude.toml", DAY="2026-03-02")
    assert done.code == 0, done.said
    assert Path(done.results["FOLDER"]).parts[-2:] == ("inventaire", "2026")
    assert Path(done.results["PAPER"]).read_bytes().startswith(b"%PDF")
    with closing(sqlite3.connect(done.results["CNIG"])) as base:
        (count,) = base.execute("SELECT count(*) FROM gpkg_contents").fetchone()
    assert count > 1


def test_the_map_that_is_not_there_is_said(qgis: Qgis, tmp_path: Path) -> None:
    done = qgis.run("open_map", RESULTS=tmp_path)
    assert done.code != 0
    assert "Pas de carte (map.html)" in done.said


def test_a_command_that_is_nowhere_is_said_with_what_to_do(qgis: Qgis, commune: Path) -> None:
    empty = {"PATH": "/usr/bin:/bin", "HOME": str(commune), "PIPX_BIN_DIR": str(commune)}
    done = qgis.run("check", environment=empty, STUDY=commune / "friches.toml")
    assert done.code != 0
    assert "pipx install zae-toolkit" in done.said
    assert str(commune / ".local" / "bin" / "zae") in done.said
    assert "Traceback" not in done.said


def test_a_fault_is_said_in_french_without_traceback(qgis: Qgis, commune: Path, fake: Fake) -> None:
    said = "Défaut : couche « zones » : le fichier n'est pas lisible"
    place = fake(f"import sys; sys.stderr.write({said!r} + chr(10)); sys.exit(1)")
    done = qgis.run(
        "explain_site", environment={"PATH": f"{place}:/usr/bin:/bin"},
        STUDY=commune / "friches.toml", SITE="x",
    )  # fmt: skip
    assert done.code != 0
    assert said in done.said
    assert "Traceback" not in done.said
