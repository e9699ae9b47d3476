"""What is said of this machine: whole, true, and nothing of its user."""

import json
import os
from pathlib import Path

import geopandas as gpd
import pytest

from zae import doctor
from zae.cli.entry import run
from zae.cli.exits import Exit


def _state(found: list[doctor.Finding]) -> dict[str, str]:
    return {f.subject: f.state for f in found}


def test_a_machine_where_the_tests_run_has_all_that_is_needed() -> None:
    found = doctor.examine()
    assert [f.subject for f in found if f.state == "missing"] == []
    said = {f.subject: f.found for f in found}
    assert said["geopandas"] == gpd.__version__
    assert said["Lambert-93"] == "700000 6600000"
    assert {f"GDAL {d}" for d in ("GPKG", "EDIGEO", "ESRI Shapefile")} <= set(said)


def test_a_driver_that_is_absent_must_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyogrio.list_drivers", lambda: {"GPKG": "rw"})
    state = _state(doctor.examine())
    assert (state["GDAL GPKG"], state["GDAL EDIGEO"]) == ("fine", "missing")


def test_a_library_too_old_is_told_from_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["geopandas>=99", "nowhere>=1 ; extra == 'web'", "ruff ; extra == 'dev'"]
    monkeypatch.setattr(doctor, "requires", lambda _name: wanted)
    state = _state(doctor.examine())
    assert (state["geopandas"], state["nowhere [web]"]) == ("missing", "optional")
    assert not any("ruff" in subject for subject in state)


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = doctor.shutil.disk_usage(Path.cwd())
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _folder: usage._replace(free=2**20))
    assert _state(doctor.examine())["Current folder"] == "missing"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o500)
    monkeypatch.chdir(tmp_path)
    assert _state(doctor.examine())["Current folder"] == "missing"


def test_nothing_of_the_user_is_in_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://dupont:canari-7413@proxy.example:3128")
    assert run(["doctor", "--json"]) == Exit.OK
    text = capsys.readouterr().out
    assert "HTTPS_PROXY" in text
    assert "canari-7413" not in text
    assert str(Path.home()) not in text
    assert json.loads(text)[0]["subject"] == "zae"


def test_it_is_said_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == Exit.OK
    text = capsys.readouterr().out
    assert "Ce poste" in text
    assert "Dossier courant" in text
