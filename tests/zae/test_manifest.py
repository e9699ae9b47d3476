"""The manifest: what went in and what came out, checkable and anonymous."""

import getpass
import hashlib
import json
from pathlib import Path

import pytest

from zae.assessment import Assessment
from zae.publish import csv_file, manifest
from zae.publish.dates import VARIABLE
from zae.study import parse

STUDY = 'title = "A"\nseed = {seed}\n[[layer]]\nrole = "zone"\npath = "z.gpkg"\n'


def written(assessment: Assessment, folder: Path) -> dict:
    csv_file.write_csv(assessment, folder / "scores.csv")
    path = manifest.write(assessment, folder, {"csv": folder / "scores.csv"})
    return json.loads(path.read_text(encoding="utf-8"))


def test_it_names_every_input_with_its_hash(assessment: Assessment, tmp_path: Path) -> None:
    said = written(assessment, tmp_path)
    assert next((x["name"], x["file"], x["sha256"]) for x in said["layers"]) == (
        "zones", "zones.gpkg", "0" * 64,
    )  # fmt: skip
    assert [x["rows"] for x in said["layers"]] == [12, 1, 1, 1]
    assert said["grid"]["sha256"] == assessment.grid.sha256
    assert said["study"]["seed"] == assessment.study.seed
    assert [p["key"] for p in said["projects"]] == ["artisanat", "industrie"]
    assert said["versions"]["shapely"].count(".") >= 1


def test_it_carries_the_account_of_repairs(assessment: Assessment, tmp_path: Path) -> None:
    repaired = [r for r in written(assessment, tmp_path)["account"] if r["action"] == "repaired"]
    assert repaired == [
        {"layer": "zones", "role": "zone", "action": "repaired", "reason": "invalid ring",
         "count": 1, "ids": "S03"}
    ]  # fmt: skip


def test_the_hash_of_an_output_is_that_of_its_bytes(assessment: Assessment, tmp_path: Path) -> None:
    entry = written(assessment, tmp_path)["outputs"]["csv"]
    content = (tmp_path / "scores.csv").read_bytes()
    assert entry == {
        "file": "scores.csv", "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def test_it_holds_no_folder_and_no_user(assessment: Assessment, tmp_path: Path) -> None:
    written(assessment, tmp_path)
    text = (tmp_path / manifest.NAME).read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert str(Path.home()) + "/" not in text
    assert f'"{getpass.getuser()}"' not in text


def test_the_study_hash_changes_with_what_is_said_only(tmp_path: Path) -> None:
    one = parse(STUDY.format(seed=1), name="a.toml", folder=tmp_path)
    same = parse("# remark\n" + STUDY.format(seed="  1"), name="b.toml", folder=tmp_path / "b")
    other = parse(STUDY.format(seed=2), name="a.toml", folder=tmp_path)
    assert manifest.study_hash(one) == manifest.study_hash(same) != manifest.study_hash(other)


def test_same_inputs_same_bytes(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "1700000000")
    written(assessment, tmp_path / "a")
    written(assessment, tmp_path / "b")
    a, b = ((tmp_path / f / manifest.NAME).read_bytes() for f in "ab")
    assert a == b
    assert b"2023-11-14T22:13:20" in a
