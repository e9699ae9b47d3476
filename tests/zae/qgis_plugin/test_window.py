"""The plugin in a real QGIS with its window: panel, map tool, loading, stopping, settings."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.zae.qgis_plugin.conftest import Qgis, command
from tests.zae.test_available import land
from zae import available
from zae.assessment import Assessment
from zae.publish import geopackage

pytestmark = pytest.mark.qgis

POINT = 1
"""Kind of geometry of a layer of points, as QGIS numbers them."""

SCRIPT = Path(__file__).with_name("in_qgis.py")
COMMAND = """#!{python}
# Stands for a command that takes a second, and for one that takes an hour.
import os, shutil, subprocess, sys, time
folder = os.environ["ZAE_TEST_FOLDER"]
if sys.argv[1] == "land":
    shutil.copy(folder + "/units.gpkg", sys.argv[5])
    print('{{"parcels": 3, "units": 2}}')
    sys.exit()
if sys.argv[1] == "run":
    os.makedirs(sys.argv[4])
    shutil.copy(folder + "/scores.gpkg", sys.argv[4])
    sys.exit()
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
open(folder + "/child", "w").write(str(child.pid))
sys.stderr.write("[1/9] Parcelles\\n")
sys.stderr.flush()
time.sleep(3600)
"""


@pytest.fixture(scope="module")
def found(
    qgis: Qgis, assessment: Assessment, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What the script found in one start of QGIS."""
    if not shutil.which("xvfb-run") or not shutil.which("qgis.bin"):
        pytest.skip("no xvfb-run or qgis.bin (Debian: xvfb, qgis)")
    folder = tmp_path_factory.mktemp("window") / "là bas, en été"
    geopackage.write(assessment, folder / "scores.gpkg")
    available.write_units(land(), folder / "units.gpkg", lang="fr")
    (folder / "etude.toml").write_text("", encoding="utf-8")
    place = command(folder / "commandes", COMMAND.format(python=sys.executable)).parent
    path = os.pathsep.join([str(place), "/usr/bin", "/bin"])
    shown = qgis.environment(ZAE_TEST_FOLDER=str(folder), PATH=path)
    del shown["QT_QPA_PLATFORM"]
    words = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", "qgis.bin", "--noversioncheck",
             "--nologo", "--code", str(SCRIPT)]  # fmt: skip
    done = subprocess.run(
        words, env=shown, capture_output=True, text=True, timeout=180, check=False
    )
    assert (folder / "found.json").exists(), done.stdout + done.stderr
    told: dict[str, Any] = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    assert "error" not in told, told["error"]
    return told


def test_the_plugin_of_the_zip_is_loaded_and_shows_its_tools_by_task(found: dict) -> None:
    assert found["plugin"]
    assert found["raised"] == []
    assert sorted(found["toolbox"]) == [
        "1. Préparer et vérifier", "2. Foncier", "3. Noter et expliquer", "4. Publier",
    ]  # fmt: skip
    assert sum(map(len, found["toolbox"].values())) == 11


def test_the_panel_shows_the_site_that_is_clicked(found: dict, assessment: Assessment) -> None:
    panel = found["panel"]
    assert (panel["before"], panel["visible"]) == (False, True)
    assert panel["without"].startswith("Aucune couche de notes")
    assert panel["nothing"] == "Pas de site noté à cet endroit."
    runs = assessment.runs
    for text, run in zip((panel["first"], panel["second"]), runs.values(), strict=True):
        row = run.scores.table.loc["S05"]
        assert text.split()[0] == row["letter"]
        assert f"{row['score']:.1f}".replace(".", ",") + " / 100" in text
        assert "Site n° 5" in text
    assert panel["projects"] == [run.project.label["fr"] for run in runs.values()]


def test_every_criterion_and_every_rule_of_a_site_is_in_the_panel(
    found: dict, assessment: Assessment
) -> None:
    first = found["panel"]["first"]
    assert [c.key for c in assessment.grid.criteria if c.label["fr"] not in first] == []
    vetoes = assessment.runs["artisanat"].scores.vetoes
    labels = {v.key: v.label["fr"] for v in assessment.grid.vetoes}
    mine = vetoes.loc[vetoes["site_id"] == "S05", "veto"]
    assert len(mine) > 0
    assert [v for v in mine if labels[v] not in first] == []


def test_a_hostile_name_is_text_in_the_panel(found: dict) -> None:
    assert "<script>alert(1)</script>" in found["panel"]["hostile"]


def test_the_scores_of_the_project_are_added_with_their_style(found: dict) -> None:
    assert sorted(found["loaded"]) == [
        ["Notes : Industrie (projet de référence)", "RuleRenderer", 12],
        ["Unités foncières", "categorizedSymbol", 2],
    ]


def test_stopping_a_tool_ends_the_command_and_its_children(found: dict) -> None:
    stopped = found["cancelled"]
    assert (stopped["done"], stopped["alive"]) == (False, False)
    assert stopped["told"] == "Parcelles"
    assert "Arrêté à votre demande" in stopped["log"]
    assert stopped["seconds"] < 10


def test_a_setting_that_leads_nowhere_is_said(found: dict) -> None:
    assert "options de QGIS ne mène à rien" in found["setting"]


def test_what_is_selected_is_what_is_written(found: dict) -> None:
    assert found["selected"]["rows"] == 3
    assert found["selected"]["crs"] == "EPSG:2154"
    assert '"kind" = "name"' in found["selected"]["study"]


def test_a_model_hands_units_on_to_a_tool_of_qgis_study_after_study(found: dict) -> None:
    assert found["chained"]["valid"] is True
    assert found["chained"]["sizes"] == [[2, POINT], [2, POINT]]


def test_the_plugin_can_be_taken_away_and_put_back(found: dict) -> None:
    assert found["reloaded"] == {"gone": True, "back": True}
