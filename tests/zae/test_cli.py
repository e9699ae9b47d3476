"""The command line, in-process: what is printed, where, and with which exit code."""

import json
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from geopandas import GeoDataFrame
from shapely import Point, box

from tests.zae import small
from zae.cli import commands, entry
from zae.cli.entry import run
from zae.cli.exits import Exit
from zae.cli.tables import print_explanation
from zae.explanation import UnknownSiteError, working
from zae.study import parse, read
from zae.territory import keys

EAST, NORTH = 700_000, 6_600_000


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two zones and one stop: the first zone holds it, the second lies a kilometre away."""
    folder = tmp_path_factory.mktemp("étude")
    squares = [box(EAST + x, NORTH, EAST + x + 200, NORTH + 200) for x in (0, 1200)]
    GeoDataFrame(
        {"zone_id": ["Z1", "Z2"], "name": ["Les Prés", "Le Bois"]}, geometry=squares, crs=2154
    ).to_file(folder / "zones.gpkg")
    GeoDataFrame(
        {"stop_id": ["A1"], "mode": ["bus"], "peak_departures_per_h": [6.0]},
        geometry=[Point(EAST + 100, NORTH + 100)], crs=2154,
    ).to_file(folder / "arrets.gpkg")  # fmt: skip
    path = folder / "étude.toml"
    path.write_text(
        """
        title = "Essai"
        vocations = ["artisanat", "logistique"]
        [[layer]]
        role = "zone"
        path = "zones.gpkg"
        [[layer]]
        role = "stop"
        path = "arrets.gpkg"
        """,
        encoding="utf-8",
    )
    return path


@pytest.fixture
def faulty(study: Path, tmp_path: Path) -> Path:
    """A study whose grid does not exist, nor two of its layers."""
    path = tmp_path / "faulty.toml"
    path.write_text(
        f"""
        title = "Essai"
        grid = "no-such-grid"
        [[layer]]
        role = "zone"
        path = "{study.parent.as_posix()}/zones.gpkg"
        [[layer]]
        role = "parcel"
        path = "absent.gpkg"
        [[layer]]
        role = "building"
        path = "absent.shp"
        """,
        encoding="utf-8",
    )
    return path


def test_explain_as_json_lets_the_score_be_computed_by_hand(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(study), "Z1", "--json", "--project", "logistique"]) == Exit.OK
    found = json.loads(capsys.readouterr().out)
    means: dict[str, tuple[float, float]] = {}
    for row in found["criteria"]:
        if row["mark"] is None:
            continue
        x, y = zip(*row["points"], strict=True)
        mark = float(np.interp((row["low"] + row["high"]) / 2, x, y))
        total, weight = means.get(row["family"], (0.0, 0.0))
        means[row["family"]] = (total + row["weight"] * mark, weight + row["weight"])
    full = {f["family"]: f["weight"] for f in found["families"]}
    known = sum(full[f] for f in means)
    score = 100.0
    for family, (total, weight) in means.items():
        score *= max(total / weight, 0.01) ** (full[family] / known)
    assert len(means) >= 2
    assert found["score"]["score"] == pytest.approx(score, rel=1e-9)
    assert sum(r["contribution"] or 0 for r in found["criteria"]) == pytest.approx(score)


def test_explain_prints_the_geometric_mean_with_its_numbers(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(study), "Z1", "--lang", "en"]) == Exit.OK
    out = capsys.readouterr().out
    line = next(text for text in out.splitlines() if text.startswith("Score = "))
    formula, score = line.removeprefix("Score = ").rsplit(" = ", 1)
    factors = [f.split("^") for f in formula.split(" × ")[1:]]
    computed = 100 * np.prod([float(mark) ** float(share) for mark, share in factors])
    assert float(score) == pytest.approx(computed, abs=0.1)
    assert "Walk to a served stop [m]" in out


def test_explain_says_which_sites_and_projects_there_are(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(study), "Z9"]) == Exit.FAULT
    assert "Z1, Z2" in capsys.readouterr().err
    assert run(["explain", str(study), "Z1", "--project", "x"]) == Exit.FAULT
    assert "artisanat, logistique" in capsys.readouterr().err


def test_check_says_every_fault_at_once(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(faulty), "--json"]) == Exit.FAULT
    found = json.loads(capsys.readouterr().out)
    assert len(found["faults"]) == 3
    assert [word in "".join(found["faults"]) for word in ("no-such-grid", "absent.shp")] == [
        True,
        True,
    ]
    assert found["layers"] == [{"name": "zones", "role": "zone", "rows": 2}]


def test_check_of_a_sound_study_names_the_layers_that_would_help(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(study), "--json"]) == Exit.OK
    found = json.loads(capsys.readouterr().out)
    assert found["faults"] == []
    assert found["missing"]["ecological_sensitivity"] == ["natural_area"]
    assert found["missing"]["transit_walk"] == ["street"]


def test_check_of_a_faulty_study_file_lists_its_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "e.toml"
    path.write_text('title = "x"\ncolour = 1\n[[layer]]\nrole = "parcels"\npath = "x"\n')
    assert run(["check", str(path)]) == Exit.FAULT
    out = capsys.readouterr().out
    assert "colour" in out
    assert "parcels" in out


def test_a_fault_is_a_message_without_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", "absent.toml", "--out", "x"]) == Exit.FAULT
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Défaut : absent.toml")
    assert "Traceback" not in shown.err


def test_sites_lists_every_site_once(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sites", str(study), "--json"]) == Exit.OK
    rows = json.loads(capsys.readouterr().out)
    assert [row["site_id"] for row in rows] == ["Z1", "Z2"]
    assert rows[0]["area_m2"] == 40_000
    assert rows[0]["score_artisanat"] > rows[1]["score_artisanat"]
    assert rows[0]["score_low_artisanat"] < rows[0]["score_artisanat"]
    assert rows[0]["score_artisanat"] < rows[0]["score_high_artisanat"]
    assert run(["sites", str(study)]) == Exit.OK
    out = capsys.readouterr().out
    assert "4,00\u00a0ha" in out
    bounds = (rows[0]["score_low_artisanat"], rows[0]["score_high_artisanat"])
    assert "({:.0f}–{:.0f})".format(*bounds) in out


def test_brackets_in_a_name_are_not_read_as_colours(capsys: pytest.CaptureFixture[str]) -> None:
    found = working(small.assessment(), "S01", lang="fr")
    print_explanation(found, "fr")
    out = capsys.readouterr().out
    assert '<script>alert(1)</script> "Œuvre' in out
    assert "Sobriété foncière" in out


def test_an_explanation_of_nobody_says_so() -> None:
    with pytest.raises(UnknownSiteError, match="S01, S02"):
        working(small.assessment(), "S99", lang="fr")


@pytest.mark.parametrize("key", keys())
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_init_writes_a_study_that_only_misses_its_files(
    key: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "étude.toml"
    assert run(["init", key, "--out", str(path), "--lang", lang]) == Exit.OK
    made = read(path)
    assert (made.territory, made.lang) == (key, lang)
    capsys.readouterr()
    assert run(["check", str(path), "--json"]) == Exit.FAULT
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert len(faults) == len(made.layers)
    assert all(f"{entry_.role}.gpkg" in f for entry_, f in zip(made.layers, faults, strict=True))


def test_what_init_leaves_behind_a_hash_is_sound_too(tmp_path: Path) -> None:
    path = tmp_path / "e.toml"
    assert run(["init", "lille", "--out", str(path)]) == Exit.OK
    keys_ = ("# [[", "# role =", "# path =", "# key =", "# label =", "# vocation =", "# jobs =",
             "# floor_m2 =", "# plot_m2 =")  # fmt: skip
    lines = path.read_text(encoding="utf-8").splitlines()
    text = "\n".join(x.removeprefix("# ") if x.startswith(keys_) else x for x in lines)
    whole = parse(text, name="e.toml", folder=tmp_path)
    assert len({entry_.role for entry_ in whole.layers}) == len(whole.layers) > 20
    assert [p.key for p in whole.projects] == ["atelier"]


def test_init_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "e.toml"
    path.write_text("mine", encoding="utf-8")
    assert run(["init", "lille", "--out", str(path)]) == Exit.FAULT
    assert path.read_text(encoding="utf-8") == "mine"
    assert "--out" in capsys.readouterr().err


def test_init_of_nowhere_lists_the_territories(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "atlantide"]) == Exit.FAULT
    assert "puisaye-forterre" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "variable", "expected"),
    [
        (["--help"], "", "Commandes"),
        (["--help"], "en", "Commands"),
        (["--help", "--lang", "en"], "", "Commands"),
        (["--lang=fr", "--help"], "en", "Commandes"),
        (["explain", "--help", "--lang=en"], "", "Show how a score was reached"),
        (["explain", "--help"], "", "Montrer d'où vient une note"),
    ],
)
def test_help_speaks_the_language_asked_for(
    words: list[str],
    variable: str,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ZAE_LANG", variable)
    assert run(words) == Exit.OK
    assert expected in capsys.readouterr().out


def test_help_keeps_units_in_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assemble", "--help"]) == Exit.OK
    assert capsys.readouterr().out.count("[m²]") == 2


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_command_and_option_has_a_help(lang: str) -> None:
    group = entry.command(lang)
    parts = [one for one in group.commands.values() if hasattr(one, "commands")]
    below = [one for part in parts for one in part.commands.values()]
    assert {"run", "check", "explain"} <= set(group.commands)
    assert {"show", "diff", "elicit", "import", "draft", "minutes"} <= {one.name for one in below}
    for one in (group, *group.commands.values(), *below):
        assert one.help
        assert all(parameter.help for parameter in one.params)


def test_the_list_of_commands_says_what_the_commands_say() -> None:
    lines, whole = (entry.command("en", only=only).commands for only in ("", None))
    assert {n: one.help for n, one in lines.items()} == {n: one.help for n, one in whole.items()}


def test_a_list_of_commands_does_not_wait_for_the_toolkit() -> None:
    heavy = "{'numpy', 'pandas', 'geopandas', 'sqlalchemy', 'scipy'}"
    asked = f"run(['--help']); assert not {heavy} & set(sys.modules)"
    line = f"import sys; from zae.cli.entry import run; {asked}"
    done = subprocess.run(
        [sys.executable, "-c", line], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout


def test_the_package_is_a_command_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zae", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == version("zae-toolkit")


@pytest.mark.parametrize(
    "words", [["fly"], ["explain"], ["run", "x.toml"], ["--lang", "de", "sites", "x.toml"]]
)
def test_a_wrong_command_line_is_told_apart_from_a_fault(words: list[str]) -> None:
    assert run(words) == Exit.USAGE


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), Exit.INTERRUPTED, ""),
        (PermissionError(13, "Permission denied", "out"), Exit.FAULT, "out"),
        (ZeroDivisionError("defect"), Exit.DEFECT, "Traceback"),
    ],
)
def test_how_a_command_ends(
    raised: BaseException,
    code: Exit,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(commands, "write_starter", fail)
    assert run(["init", "lille"]) == code
    assert said in capsys.readouterr().err


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads(
        (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    )["project"]
    assert run(["--version"]) == Exit.OK
    assert capsys.readouterr().out.strip() == project["version"]


def test_run_says_which_files_were_written_and_that_processes_may_share_many_sites(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MANY", 0)
    out, parts = tmp_path / "résultats", tmp_path / "parties"
    assert run(["run", str(study), "--out", str(out), "--partitions", str(parts)]) == Exit.OK
    first, *lines, last = capsys.readouterr().out.splitlines()
    assert first == "Fichiers à ouvrir :"
    assert "--workers 2" in last
    named = {Path(line.strip()) for line in lines}
    assert named == {path for path in out.iterdir() if path.is_file()} | {parts}
    assert {path.name for path in parts.iterdir()} == {"_manifest.json", "scores.parquet"}
    assert {"scores.gpkg", "study.qgz", "map.html", "report.html"} <= {p.name for p in named}
