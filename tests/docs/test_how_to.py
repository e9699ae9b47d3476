"""The pages of docs/how-to, followed to the letter on a copy of the code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest

from tests.conftest import ROOT
from tests.zae.projects.places import write_study

PAGES = ("add-a-source.md", "add-a-criterion.md", "add-a-territory.md")
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", flags=re.DOTALL)
ADDED = re.compile(r"<!-- file: (\S+), added -->\n```\w+\n(.*?)```", flags=re.DOTALL)
DIFF = re.compile(r"```diff\n(.*?)```", flags=re.DOTALL)

pytestmark = pytest.mark.slow


def text(page: str) -> str:
    return (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four packages, with every file and edit of the three pages."""
    folder = tmp_path_factory.mktemp("copy")
    for package in ("land", "criteria", "layers", "zae"):
        left = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=left)
    for page in PAGES:
        for name, content in FILE.findall(text(page)):
            (folder / name).write_text(content, encoding="utf-8")
        for edit in DIFF.findall(text(page)):
            subprocess.run(["git", "apply", "-"], cwd=folder, input=edit, text=True, check=True,
                           encoding="utf-8", env=os.environ | {"GIT_CEILING_DIRECTORIES": str(folder.parent)})  # fmt: skip  # noqa: E501
    return folder


def ran(copy: Path, folder: Path, *words: str) -> str:
    """What a command of the copy prints."""
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False,
        encoding="utf-8", env=os.environ | {"PYTHONPATH": str(copy), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_source_is_recognised_and_its_columns_are_used(copy: Path, tmp_path: Path) -> None:
    study = write_study(tmp_path, ["P1", "P2"])
    zones = gpd.read_file(tmp_path / "zones.gpkg")
    zones = zones.rename(columns={"zone_id": "id_parc", "name": "lib_parc", "commune_insee": "insee"})  # fmt: skip  # noqa: E501
    zones.assign(etat=["EXI", "PRJ"], pleine_terre=["15", "20"]).to_file(tmp_path / "zones.gpkg")
    ask = (
        "from layers import read; found = read('zones.gpkg', role='zone'); print("
        "found.frame[['name', 'stage', 'open_ground_floor']].to_numpy().tolist(), "
        "found.source.producer, 'parc_eco' in ' '.join(found.account['reason']))"
    )
    said = ran(copy, study.parent, "-c", ask)
    assert said.split("\n")[0] == (
        "[['Champ P1', 'active', 0.15], ['Champ P2', 'project', 0.2]] Agence Parc'Éco True"
    )


def test_the_criterion_is_measured_counted_and_explained(copy: Path, tmp_path: Path) -> None:
    """A field is a square: it fills 2/π of its circle, and has full marks for 3 points."""
    study = write_study(tmp_path, ["P1"])
    ran(copy, tmp_path, "-m", "zae", "grid", "new", "notre-grille.toml")
    grid = tmp_path / "notre-grille.toml"
    head, rest = grid.read_text(encoding="utf-8").split('key = "artificialised_share"')
    lowered = rest.replace("share = 0.08", "share = 0.05", 1)
    ((_, block),) = ADDED.findall(text("add-a-criterion.md"))
    grid.write_text(f'{head}key = "artificialised_share"{lowered}{block}', encoding="utf-8")
    study.write_text(f'grid = "notre-grille.toml"\n{study.read_text("utf-8")}', encoding="utf-8")
    said = ran(copy, tmp_path, "-m", "zae", "explain", "etude.toml", "P1", "--json")
    assert '"criterion": "compactness"' in said
    assert re.search(r'"low": 63\.6619', said)


def test_the_territory_has_its_study(copy: Path, tmp_path: Path) -> None:
    assert "etude-deux-rives.toml" in ran(copy, tmp_path, "-m", "zae", "init", "deux-rives")
    written = (tmp_path / "etude-deux-rives.toml").read_text(encoding="utf-8")
    assert written.startswith("# Étude de CC des Deux Rives (fictive)")
    assert 'territory = "deux-rives"' in written
