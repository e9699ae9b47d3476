"""The part of the plugin that needs no QGIS: finding and running the command, words, pages."""

import ast
import json
import os
import subprocess
import sys
import threading
import time
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.grid import published
from layers import ROLES as LAYER_ROLES
from zae import plugin_archive
from zae.assessment import Assessment
from zae.cli.entry import run as zae
from zae.explanation import working
from zae.messages import translator
from zae.messages.units import UNITS, unit
from zae.publish import apart, geopackage
from zae.publish.palette import AVAILABILITY_COLOURS, letter_colours
from zae.qgis_plugin import results, sheet, sheet_page, study_text, words
from zae.qgis_plugin.answers import CommandFaultError, content, fault
from zae.qgis_plugin.command import CommandMissingError, child_environment, find
from zae.qgis_plugin.running import Answer, Step, StoppedError, run
from zae.qgis_plugin.sheet_page import LETTERS, page
from zae.study import parse

ROOT = Path(__file__).resolve().parents[3]
PLUGIN = ROOT / "zae" / "qgis_plugin"
MODULES = sorted(PLUGIN.rglob("*.py"))


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_setting_comes_first_then_the_path_then_the_usual_places(tmp_path: Path) -> None:
    name = "zae.exe" if sys.platform == "win32" else "zae"
    home = executable(tmp_path / "maison d'été" / ".local" / "bin" / name)
    path = executable(tmp_path / "chemin" / name)
    set_ = executable(tmp_path / "réglé" / name)
    known = {"HOME": str(tmp_path / "maison d'été"), "PATH": ""}
    assert find("", known).path == str(home)
    assert find("", known | {"PATH": str(path.parent)}).path == str(path)
    assert find(str(set_), known).path == find(str(set_.parent), known).path == str(set_)


def test_a_command_that_is_nowhere_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(CommandMissingError, match="pipx install") as missing:
        find("", {"HOME": str(tmp_path), "PATH": "", "PIPX_BIN_DIR": str(tmp_path / "pipx")})
    assert str(tmp_path / ".local" / "bin") in str(missing.value)
    assert str(tmp_path / "pipx") in str(missing.value)
    with pytest.raises(CommandMissingError, match="ne mène à rien"):
        find(str(tmp_path / "absent"), {})


def test_a_child_sees_nothing_of_the_python_of_qgis(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONHOME", "PYTHONPATH", "PROJ_LIB", "GDAL_DATA"):
        monkeypatch.setenv(name, "/of/qgis")
    code = "import os; print([k for k, v in os.environ.items() if v == '/of/qgis'])"
    assert run([sys.executable, "-c", code]).output == "[]\n"
    assert child_environment({"pythonhome": "x", "TEMP": "t"})["TEMP"] == "t"


def test_steps_are_told_and_other_lines_are_faults() -> None:
    code = (
        "import sys; e = sys.stderr.write\n"
        "e('[1/2] Parcelles\\n'); e('Défaut : « été »\\n'); e('[2/?] Sites\\n'); print('{}')\n"
        "sys.exit(1)"
    )
    told: list[Step] = []
    answer = run([sys.executable, "-c", code], told=told.append)
    assert told == [Step(1, 2, "Parcelles"), Step(2, 0, "Sites")]
    assert answer == Answer(1, "{}\n", "Défaut : « été »\n")


def test_the_steps_of_a_command_are_those_that_the_plugin_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    file = tmp_path / "etude.toml"
    file.write_text('title = "X"\n[[layer]]\nrole = "parcel"\npath = "x.geojson"')
    monkeypatch.setenv("ZAE_PROGRESS", "lines")
    zae(["check", str(file)])
    assert "[1/?] x\n" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc")
def test_stopping_ends_the_command_and_what_it_started(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(tmp_path / 'child')!r}, 'w').write(str(child.pid))\n"
        "sys.stderr.write('[1/1] x\\n'); sys.stderr.flush(); time.sleep(600)"
    )
    begun = threading.Event()
    with pytest.raises(StoppedError, match="demande"):
        run([sys.executable, "-c", code], told=lambda _s: begun.set(), stopped=begun.is_set)
    child = Path("/proc") / (tmp_path / "child").read_text() / "stat"
    for _ in range(50):
        if not child.exists() or child.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the child of the command is still there")


def test_a_flood_of_output_does_not_block() -> None:
    code = "import sys; print('x' * 10**6); sys.stderr.write('y' * 10**6 + '\\n')"
    answer = run([sys.executable, "-c", code])
    assert (len(answer.output), len(answer.errors)) == (10**6 + 1, 10**6 + 1)


def test_what_a_command_says_of_a_fault_is_what_is_shown() -> None:
    assert fault(Answer(1, "", "Défaut : a\n  b\n")) == "Défaut : a\n  b"
    trace = "Traceback (most recent call last):\n  File x\nValueError: oh\n"
    told = fault(Answer(4, "", trace))
    assert "ValueError: oh" in told
    assert "Traceback" not in told
    assert "code 7" in fault(Answer(7, "", ""))
    assert "plus ancienne" in fault(Answer(2, "", "Pas de commande « land »"))


def test_an_answer_that_is_no_json_is_that_of_another_program() -> None:
    assert content(Answer(1, '{"faults": []}', ""), accepted=(0, 1)) == {"faults": []}
    for answer in (Answer(0, "usage: zae", ""), Answer(1, "", "Défaut : x")):
        with pytest.raises(CommandFaultError):
            content(answer, accepted=(0, 1))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=20)


@settings(max_examples=40)
@given(TEXT, TEXT, TEXT.filter(bool))
def test_a_study_reads_as_what_was_chosen(title: str, path: str, column: str) -> None:
    entry = study_text.Entry("zone", path, "zone", title, {column: "name"})
    draft = study_text.Draft(title=title, entries=[entry], kinds=("zone",), min_area_m2=1234.5)
    study = parse(study_text.study_text(draft), name="x.toml", folder=Path())
    assert (study.title, study.layers[0].path) == (title, path)
    assert (study.layers[0].rename, study.sites.min_area_m2) == ({column: "name"}, 1234.5)


def test_roles_columns_and_choices_are_those_of_the_toolkit() -> None:
    for role in study_text.ROLES:
        assert set(role.columns) <= set(LAYER_ROLES[role.name].names), role.name
        known = LAYER_ROLES[role.name].geometry
        assert role.geometry == known, role.name
    assert set(study_text.VOCATIONS) == set(LAYER_ROLES["zone"].columns[2].choices[:5])


def test_colours_and_units_are_those_of_the_maps() -> None:
    letters = tuple(s.letter for s in published().letters.scale)
    assert {k: fill for k, (fill, _ink) in LETTERS.items()} == letter_colours(letters)
    french = translator("fr")
    told = {code: words.say(f"unit.{code}") for code in UNITS if words.has(f"unit.{code}")}
    assert told == {code: unit(code, french) for code in told}
    assert set(AVAILABILITY_COLOURS) == {
        k.split(".")[1] for k in words.words() if k.startswith("class.")
    }


def test_every_word_that_is_said_is_in_the_catalogue_and_each_is_used() -> None:
    said, text = set(), ""
    for path in MODULES:
        text += path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text.replace("from __future__ import annotations", ""))):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if named and node.func.id == "say" and isinstance(node.args[0], ast.Constant):
            said.add(node.args[0].value)
    assert said - set(words.words()) == set()
    made = ("tool.", "parameter.", "group.", "unit.", "status.", "level.", "state.", "admission.",
            "kind.", "vocation.", "edition.", "tenure.", "class.", "action.", "doctor.", "check.",
            "panel.")  # fmt: skip
    assert {k for k in set(words.words()) - said if not k.startswith(made)} == set()


@pytest.fixture(scope="module")
def file(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("results") / "là bas # 1?" / "scores.gpkg"
    geopackage.write(assessment, path)
    return path


def test_a_sheet_of_the_file_is_the_working_of_the_command(
    file: Path, assessment: Assessment
) -> None:
    assert list(results.projects(file)) == list(assessment.runs)
    found = results.sheet(file, "S04", "industrie")
    told = working(assessment, "S04", project="industrie", lang="fr").as_dict()
    asked = sheet.from_json(json.loads(json.dumps(told)))
    assert (found.letter, found.rank, found.rules) == (asked.letter, asked.rank, found.rules)
    assert found.score == pytest.approx(asked.score)
    assert {r.label for r in found.rules} == {r.label for r in asked.rules}
    points = {x.criterion: x.contribution for x in found.lines if x.family}
    assert points == pytest.approx({x.criterion: x.contribution for x in asked.lines})
    assert sum(x or 0 for x in points.values()) == pytest.approx(found.score)


def test_a_page_is_sound_and_holds_no_element_of_a_name(file: Path) -> None:
    for site in ("S01", "S02", "S03"):
        root = ET.fromstring(
            page(results.sheet(file, site, "artisanat"))
            .replace("<!DOCTYPE html>", "").replace('<meta charset="utf-8">', "")
            .replace("&nbsp;", " ").replace("<br>", "<br/>")
        )  # fmt: skip
        assert root.find(".//script") is None


def test_what_is_not_known_has_no_bar_and_no_points() -> None:
    row = dict.fromkeys(("low", "high", "weight", "mark", "mark_low", "mark_high", "available",
                         "contribution", "lost"))  # fmt: skip
    line = sheet.line_of({**row, "family": "f", "family_label": "F", "criterion": "c",
                          "label": "Critère", "unit": "m", "status": "unknown"})  # fmt: skip
    told = {
        "site_id": "S",
        "name": "",
        "score": None,
        "score_low": None,
        "score_high": None,
        "letter": None,
        "letter_low": None,
        "letter_high": None,
        "admission": "reserve",
    }
    text = page(sheet.sheet_of(told, "p", [line], []))
    assert text.count("inconnu") >= 3
    assert sheet_page._bar(None) == ""
    assert "None" not in text


def test_a_score_of_naught_keeps_its_bounds() -> None:
    told = dict.fromkeys(("letter_low", "letter_high", "admission")) | {
        "site_id": "S", "name": "", "letter": "E", "score": 0.0, "score_low": 0.0,
        "score_high": 31.0,
    }  # fmt: skip
    assert "<b>0,0</b></span> / 100 (0 – 31)" in page(sheet.sheet_of(told, "p", [], []))


def test_a_file_whose_facts_stand_beside_says_where(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "ROWS", 1)
    geopackage.write(assessment, tmp_path / "scores.gpkg")
    with pytest.raises(results.NoResultsError, match=r"facts\.parquet"):
        results.projects(tmp_path / "scores.gpkg")


def test_a_file_that_holds_no_results_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.gpkg", ROOT / "README.md"):
        with pytest.raises(results.NoResultsError, match=path.name):
            results.score_layers(path)


def test_the_archive_is_the_same_every_time_and_whole(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        assert zae(["plugin", "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert {n.split("/")[0] for n in names} == {"zae_qgis"}
    kept = {p.relative_to(PLUGIN).as_posix() for p in PLUGIN.rglob("*") if p.is_file()}
    assert {n.partition("/")[2] for n in names} == {k for k in kept if "__pycache__" not in k}


def test_who_publishes_says_who_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words_ = ["plugin", "--out", str(tmp_path / "p.zip"), "--email", "sig@exemple.fr"]
    assert zae(words_) == 0
    assert "--repository" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        text = archive.read("zae_qgis/metadata.txt").decode()
    assert text.endswith("email=sig@exemple.fr\n")


def test_metadata_say_what_a_plugin_must_say() -> None:
    """Entries that plugins.qgis.org requires, but for those that only a publisher knows."""
    told = plugin_archive.metadata()
    for key in ("name", "qgisMinimumVersion", "description", "about", "version", "author"):
        assert told[key], key
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert told["version"] == project["version"]
    assert (PLUGIN / told["icon"]).is_file()
    assert ET.parse(PLUGIN / "icon.svg").getroot().tag.endswith("svg")
    assert (PLUGIN / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PLUGIN).as_posix())
def test_a_module_is_python_3_9_and_imports_only_what_qgis_ships(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
    allowed = set(sys.stdlib_module_names)
    if "desktop" in path.parts:
        allowed |= {"qgis", "processing"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= allowed
        elif isinstance(node, ast.ImportFrom) and not node.level:
            assert node.module is not None
            assert node.module.split(".")[0] in allowed


def test_the_folder_works_alone(tmp_path: Path) -> None:
    """Its plain part, copied elsewhere, in a Python that has no other package."""
    plugin_archive.write_plugin(tmp_path / "p.zip")
    zipfile.ZipFile(tmp_path / "p.zip").extractall(tmp_path)
    code = "import zae_qgis.results, zae_qgis.pages, zae_qgis.study_text as s; print(len(s.ROLES))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {code}"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={"PATH": os.defpath},
    )  # fmt: skip
    assert done.stdout == f"{len(study_text.ROLES)}\n", done.stderr
