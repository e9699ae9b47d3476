"""The demonstration: one command, a fictional commune, everything that a study gives."""

import json
import re
import tomllib
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest

from layers import ROLES
from layers.sample import FILES
from tests.conftest import ROOT
from zae.cli.entry import run
from zae.cli.exits import Exit
from zae.demo import OPEN_FIRST


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a demonstration."""
    folder = tmp_path_factory.mktemp("demo") / "zae-demo"
    assert run(["demo", "--out", str(folder)]) == Exit.OK
    return folder


def test_the_study_lists_every_file_of_the_commune_under_its_role() -> None:
    text = resources.files("zae").joinpath("templates/demo.toml").read_text(encoding="utf-8")
    listed = {x["role"]: x["path"] for x in tomllib.loads(text)["layer"]}
    assert listed == {role: f"donnees/{name}" for role, name in FILES.items()}
    assert set(listed) <= set(ROLES)


@pytest.mark.slow
def test_the_demonstration_says_that_it_is_fictional(out: Path) -> None:
    study = tomllib.loads((out / "etude.toml").read_text(encoding="utf-8"))
    assert "fictive" in study["title"]
    assert all("fictives" in layer["producer_name"] for layer in study["layer"])
    assert "fictive" in (out / "resultats" / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_file_to_open_is_there(out: Path) -> None:
    results = [name for name in OPEN_FIRST if name != "etude.toml"]
    assert [name for name in results if (out / "resultats" / name).stat().st_size == 0] == []
    json.loads((out / "resultats" / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_every_site_is_scored_for_the_five_vocations(out: Path) -> None:
    table = pd.read_csv(
        out / "resultats" / "scores.csv", sep=";", decimal=",", encoding="utf-8-sig"
    )
    scored = table.dropna(subset=["Note (0-100)"]).groupby("Clé du projet")["Identifiant du site"]
    counts = set(scored.nunique())
    assert scored.ngroups == 5
    assert len(counts) == 1
    assert min(counts) > 0


@pytest.mark.slow
def test_the_study_passes_its_own_check(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(out / "etude.toml"), "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["faults"] == []


@pytest.mark.slow
def test_zones_and_land_units_that_a_page_names_are_there(out: Path) -> None:
    page = (ROOT / "docs" / "mutualisation.md").read_text(encoding="utf-8")
    zones = (out / "donnees" / FILES["zone"]).read_text(encoding="utf-8")
    scores = pd.read_parquet(out / "resultats" / "scores.parquet", columns=["site_id"])
    named = set(re.findall(r"ZAE-\d{5}-\d\d", page))
    assert len(named) > 1
    assert [zone for zone in named if zone not in zones] == []
    assert set(re.findall(r"99001000[A-Z]{2}\d{4}", page)) <= set(scores["site_id"])
