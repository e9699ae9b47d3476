"""Grids by name or path: checked, copied, compared; and the commands that say so."""

import json
from pathlib import Path

import pytest

from criteria.grid import RuleError, packaged
from land.errors import ZaeError
from zae.cli import entry
from zae.grids import changed_lines, grid_faults, grid_text, open_grid, write_copy
from zae.starter import AlreadyThereError


def lighter(folder: Path) -> Path:
    """A copy of the default grid where one point of weight goes from job_match to hazard_class."""
    path = write_copy("implantation-1", folder / "pays.toml")
    text = path.read_text(encoding="utf-8")
    text = text.replace("share = 0.10", "share = 0.09", 1)
    head, tail = text.split('key = "hazard_class"', 1)
    tail = tail.replace("share = 0.05", "share = 0.06", 1)
    path.write_text(head + 'key = "hazard_class"' + tail, encoding="utf-8")
    return path


def test_a_grid_is_opened_by_name_or_by_path(tmp_path: Path) -> None:
    path = write_copy("mutafriches-1.19", tmp_path / "pays.toml", label="Du pays")
    assert open_grid(str(path)).label["fr"] == "Du pays"
    with pytest.raises(RuleError, match=r"a file ends in \.toml"):
        open_grid("pays")
    with pytest.raises(AlreadyThereError):
        write_copy("mutafriches-1.19", path)


def test_grids_of_two_kinds_are_not_compared() -> None:
    with pytest.raises(RuleError, match="a grid of uses with another"):
        changed_lines(open_grid("implantation-1"), open_grid("mutafriches-1.19"))


def test_two_lines_that_changed_are_found(tmp_path: Path) -> None:
    found = changed_lines(open_grid("implantation-1"), open_grid(str(lighter(tmp_path))))
    assert found.to_dict("index") == {
        "weight:hazard_class": {"before": "0.05", "after": "0.06"},
        "weight:job_match": {"before": "0.1", "after": "0.09"},
    }


def test_check_says_all_and_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert entry.run(["grid", "check", "implantation-1"]) == 0
    path = tmp_path / "faux.toml"
    text = packaged("implantation-1").replace("share = 0.10", "share = 0.20", 1)
    path.write_text(text.replace('unit = "m"', 'unit = "km"', 1), encoding="utf-8")
    assert entry.run(["grid", "check", str(path)]) == 1
    said = capsys.readouterr().out
    assert "la somme des poids vaut 1,1" in said
    assert "transit_walk : unité « km »" in said
    assert "2 défaut(s)" in said
    assert len(grid_faults(str(path))) == 2


def test_show_prints_a_grid_for_a_reader_and_for_a_machine(
    capsys: pytest.CaptureFixture,
) -> None:
    assert entry.run(["grid", "show", "implantation-1"]) == 0
    said = capsys.readouterr().out
    assert "S2 · Densité d'emploi brute" in said
    assert "Autorisation spéciale au titre des sites" in said
    assert entry.run(["grid", "show", "mutafriches-1.19"]) == 0
    assert "Zone humide et espèces protégées" in capsys.readouterr().out
    assert entry.run(["grid", "show", "mutafriches-1.16", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["criteria"]) == 31


def test_new_then_diff_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "pays.toml"
    assert entry.run(["grid", "new", str(out), "--label", "Grille du pays"]) == 0
    assert out.read_text(encoding="utf-8").startswith("# Grille du pays\n")
    assert entry.run(["grid", "new", str(out)]) == 1
    capsys.readouterr()
    assert entry.run(["grid", "diff", "implantation-1", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Lignes qui peuvent déplacer un site" in said
    assert "Grille du pays" in said


@pytest.mark.slow
def test_diff_on_a_study_names_the_line_that_moves_each_site(
    tmp_path: Path, capsys: pytest.CaptureFixture, prepared: Path
) -> None:
    words = ["grid", "diff", "implantation-1", str(lighter(tmp_path)), "--study", str(prepared)]
    assert entry.run(words) == 0
    said = capsys.readouterr().out
    assert "Sites qui bougent" in said
    assert "weight:hazard_class" in said.split("Sites qui bougent")[1]


def test_elicit_writes_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "poids.xlsx"
    assert entry.run(["weights", "elicit", "implantation-1", str(out)]) == 0
    assert out.stat().st_size > 5000
    assert (
        entry.run(["weights", "elicit", "implantation-1", str(tmp_path / "x.toml"), str(out)]) == 1
    )
    assert "B9" in capsys.readouterr().err


def test_help_of_a_command_of_a_group_is_in_the_language_of_the_reader(
    capsys: pytest.CaptureFixture,
) -> None:
    assert entry.run(["grid", "--help"]) == 0
    assert "Dire d'un coup tous les défauts" in capsys.readouterr().out
    assert issubclass(RuleError, ZaeError)


def test_a_grid_saved_by_a_windows_editor_is_read_or_told(tmp_path: Path) -> None:
    text = "# Accès\n" + grid_text("implantation-1")
    marked, latin = tmp_path / "marked.toml", tmp_path / "latin.toml"
    marked.write_text(text, encoding="utf-8-sig")
    latin.write_text(text, encoding="cp1252", errors="replace")
    assert grid_text(str(marked)) == text
    with pytest.raises(RuleError, match=r"latin\.toml: not written in UTF-8"):
        grid_text(str(latin))
