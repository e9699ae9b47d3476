"""The QGIS project and the styles, opened in a real QGIS."""

import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.zae import small
from tests.zae.test_tables import with_unknown_site
from zae.assessment import Assessment
from zae.publish import geopackage, qgis
from zae.publish.contents import contents
from zae.publish.dates import VARIABLE
from zae.publish.layout import MAP, fitted
from zae.publish.sheets import sheets

SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("qgis_open.py")
NEEDED = {"QgsLayoutItemLabel", "QgsLayoutItemLegend", "QgsLayoutItemMap", "QgsLayoutItemPicture",
          "QgsLayoutItemScaleBar"}  # fmt: skip


def has_qgis() -> bool:
    if not Path(SYSTEM_PYTHON).exists():
        return False
    asked = [SYSTEM_PYTHON, "-c", "import qgis.core"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def folder(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deliverables, moved to a folder with a space and accents after they were written."""
    first = tmp_path_factory.mktemp("written") / "ici"
    altered = with_unknown_site(assessment)
    tables = geopackage.write(altered, first / "scores.gpkg")
    qgis.write(altered, first / "study.qgz", tables=tables)
    moved = tmp_path_factory.mktemp("moved") / "là bas, déplacé"
    shutil.move(first, moved)
    return moved


@pytest.fixture(scope="module")
def found(folder: Path) -> dict:
    if not has_qgis():
        pytest.skip("no PyQGIS under /usr/bin/python3 (Debian: python3-qgis)")
    done = subprocess.run(
        [SYSTEM_PYTHON, str(SCRIPT), str(folder)], capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "found.json").read_text(encoding="utf-8"))


def document(path: Path) -> ET.Element:
    with zipfile.ZipFile(path) as archive:
        return ET.fromstring(archive.read("study.qgs").decode().split("\n", 1)[1])


def test_paths_are_relative_and_no_user_is_named(folder: Path) -> None:
    root = document(folder / "study.qgz")
    sources = [e.text for e in root.iter("datasource")]
    assert len(sources) == 12
    assert all(s.startswith("./scores.gpkg|layername=") for s in sources)
    assert root.get("saveUser") == ""
    assert root.findtext("properties/Paths/Absolute") == "false"
    assert root.findtext("projectCrs/spatialrefsys/authid") == "EPSG:2154"
    assert root.findtext("projectCrs/spatialrefsys/wkt").startswith("PROJCRS[")


def test_same_inputs_same_bytes(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "1700000000")
    qgis.write(assessment, tmp_path / "a.qgz")
    before = (tmp_path / "a.qgz").read_bytes()
    qgis.write(assessment, tmp_path / "a.qgz")
    assert (tmp_path / "a.qgz").read_bytes() == before


def test_the_map_of_a_layout_has_its_proportions_and_holds_what_must_be_seen() -> None:
    west, south, east, north = fitted((100, 100, 5100, 300))
    assert (east - west) / (north - south) == pytest.approx(MAP[2] / MAP[3])
    assert west < 100
    assert east > 5100
    assert south < 100
    assert north > 300


def test_far_layers_stay_out_of_the_legend_and_seldom_roles_out_of_the_first_view(
    assessment: Assessment, folder: Path
) -> None:
    root = document(folder / "study.qgz")
    scales = {e.findtext("layername"): e.get("minScale") for e in root.iter("maplayer")}
    assert scales["Arrêts de transport collectif (arrets)"] == "50000"
    far = replace(assessment, sites=assessment.sites.set_geometry(
        assessment.sites.scale(100, 100, origin=small.CORNER)
    ))  # fmt: skip
    near, wide = (sheets(a, contents(a), "scores.gpkg", "fr")[0] for a in (assessment, far))
    assert any("arrets" in uid for uid in near.in_legend)
    assert not any("arrets" in uid for uid in wide.in_legend)
    assert any("communes" in uid for uid in wide.in_legend)


@pytest.mark.qgis
def test_the_project_opens_with_every_layer_valid(found: dict) -> None:
    project = found["project"]
    assert (project["read"], project["bad"], project["messages"]) == (True, [], [])
    assert (project["title"], project["crs"]) == ("Étude d'essai", "EPSG:2154")
    layers = project["layers"].values()
    assert len(layers) == 12
    assert all(x["valid"] and "là bas, déplacé/scores.gpkg" in x["source"] for x in layers)
    assert {x["crs"] for x in layers if x["renderer"]} == {"EPSG:2154"}


@pytest.mark.qgis
def test_the_layer_tree_is_french_and_shows_one_project(found: dict) -> None:
    groups = found["project"]["groups"]
    assert list(groups) == ["Sites et notes", "Contexte", "Tables"]
    assert groups["Sites et notes"][0] == "Notes : Artisanat (projet de référence)"
    assert groups["Tables"] == [
        "Faits et notes", "Règles (vetos)", "Foncier disponible", "Compte des données", "Sources",
    ]  # fmt: skip
    shown = [n for n in found["project"]["visible"] if n.startswith("Notes")]
    assert shown == ["Notes : Artisanat (projet de référence)"]


@pytest.mark.qgis
@pytest.mark.parametrize("where", ["alone", "project"])
def test_scores_are_drawn_by_letter_with_an_own_class_for_the_unknown(
    found: dict, where: str
) -> None:
    """``alone``: the embedded default style is all that the layer has."""
    if where == "alone":
        layer = found["alone"]["scores_artisanat"]
    else:
        named = {x["name"]: x for x in found["project"]["layers"].values()}
        layer = named["Notes : Artisanat (projet de référence)"]
    assert layer["renderer"] == "RuleRenderer"
    assert layer["classes"] == [
        "Note (0-100)", "A : 80 à 100", "B : 65 à 80", "C : 50 à 65", "D : 35 à 50", "E : 0 à 35",
        "Note inconnue", "Incertitude", "Lettre non établie : plusieurs possibles", "Admission",
        "Site admissible", "Réserve à lever", "Interdit par une règle",
    ]  # fmt: skip
    assert layer["labels"]
    assert layer["aliases"]["letter"] == "Lettre"
    assert layer["aliases"]["family_ecology"] == "Écologie et nuisances : note (0-100)"
    assert layer["widgets"]["admission"] == "ValueMap"


@pytest.mark.qgis
def test_each_site_falls_in_the_class_of_its_letter(found: dict, assessment: Assessment) -> None:
    drawn = found["alone"]["scores_artisanat"]["drawn"]
    table = with_unknown_site(assessment).runs["artisanat"].scores.table
    for site, classes in drawn.items():
        row = table.loc[site]
        fills = [c for c in classes if c[:3] in {f"{x} :" for x in "ABCDE"}]
        if site == "S12":
            assert "Note inconnue" in classes
            assert fills == []
            continue
        assert [c[0] for c in fills] == [row["letter"]]
        undecided = any(c.startswith("Lettre non établie") for c in classes)
        assert undecided == (row["letter_low"] != row["letter_high"])
        assert ("Interdit par une règle" in classes) == (row["admission"] == "interdit")


@pytest.mark.qgis
def test_a_hostile_name_is_text_in_a_map_tip(found: dict) -> None:
    told = found["alone"]["scores_artisanat"]["told"]
    assert "<script" not in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told
    assert small.HOSTILE[0].split("<")[0] in told


@pytest.mark.qgis
def test_columns_of_every_table_have_aliases(found: dict) -> None:
    for table in found["alone"].values():
        # The number of a row; GDAL wants this name for it in a view.
        numbers = {"fid", "OGC_FID"}
        bare = [c for c, alias in table["aliases"].items() if not alias and c not in numbers]
        assert bare == [], table["name"]


@pytest.mark.qgis
def test_layouts_have_all_that_a_map_needs_and_are_exported(found: dict, folder: Path) -> None:
    layouts = found["project"]["layouts"]
    assert list(layouts) == [
        "Carte : Artisanat (projet de référence)", "Carte : Industrie (projet de référence)",
    ]  # fmt: skip
    for number, exported in enumerate(layouts.values(), 1):
        assert (exported["png"], exported["pdf"]) == (0, 0)  # Success
        assert set(exported["items"]) >= NEEDED
        assert (folder / f"layout{number}.pdf").read_bytes().startswith(b"%PDF")
    assert found["project"]["errors"] == []


@pytest.mark.qgis
def test_the_first_view_holds_every_site(found: dict, assessment: Assessment) -> None:
    west, south, east, north = found["project"]["extent"]
    x0, y0, x1, y1 = assessment.sites.total_bounds
    assert west < x0 < x1 < east
    assert south < y0 < y1 < north


@pytest.mark.qgis
def test_a_scale_bar_writes_thousands_that_no_reader_takes_for_decimals(found: dict) -> None:
    assert [x["bar"] for x in found["project"]["layouts"].values()] == [["1200"]] * 2
