"""Workbooks filled in as people fill them in, read back into weights or into their faults."""

from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from criteria.grid import Grid, RuleError, parse
from tests.criteria import small
from zae.answers import AnswersError, elicited
from zae.cli import entry
from zae.questionnaire import FAMILIES, choices, write_questionnaire
from zae.starter import AlreadyThereError
from zae.weighting import marked_grid, write_weighted

GRID = small.grid()
"""Families a (a1, a2), b (b1 alone), c (c1, c2)."""

NAME = ("first", 8, 1)
Answers = dict[tuple[str, int, int], object]

# Rows from 0: points of the families at 4, 5, 6; pairs a-b, a-c, b-c at 10, 11, 12.
# Inside a family of two: points at 4, 5; the one pair at 9.
SWING: Answers = {
    (FAMILIES, 4, 2): 100, (FAMILIES, 5, 2): 60, (FAMILIES, 6, 2): 40,
    ("a", 4, 2): 100, ("a", 5, 2): 25, ("c", 4, 2): 50, ("c", 5, 2): "100",
}  # fmt: skip
PAIRS: Answers = {
    (FAMILIES, 10, 2): 1, (FAMILIES, 10, 3): 2, (FAMILIES, 11, 2): 1, (FAMILIES, 11, 3): 4,
    (FAMILIES, 12, 2): 1, (FAMILIES, 12, 3): 2, ("a", 9, 2): 2, ("a", 9, 3): 3,
    ("c", 9, 3): 1,
}  # fmt: skip


def fill(folder: Path, name: str, answers: Answers, grid: Grid = GRID) -> Path:
    """The questionnaire with answers typed over it, written anew as a spreadsheet program would."""
    blank = write_questionnaire(grid, folder / f"blank-{name}.xlsx", lang="fr")
    book = CalamineWorkbook.from_path(str(blank))
    path = folder / f"{name}.xlsx"
    with xlsxwriter.Workbook(path) as new:
        for title in book.sheet_names:
            cells = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            key = cells[0][0] if title != book.sheet_names[0] else "first"
            typed = answers | ({NAME: name} if NAME not in answers else {})
            sheet = new.add_worksheet(title)
            for row, line in enumerate(cells):
                for column, cell in enumerate(line):
                    sheet.write(row, column, cell)
            for (of, row, column), value in typed.items():
                if of == key:
                    sheet.write(row, column, value)
    return path


def test_points_of_one_person_worked_by_hand(tmp_path: Path) -> None:
    found = elicited([fill(tmp_path, "Ana", SWING)], GRID, "swing")
    # Families 0.5, 0.3, 0.2; a: 0.8, 0.2; b alone; c: 1/3, 2/3.
    assert found.shares.to_dict() == pytest.approx(
        {"a1": 0.4, "a2": 0.1, "b1": 0.3, "c1": 0.066667, "c2": 0.133333}
    )
    assert found.consensus.tolist() == [1.0, 1.0, 1.0]
    assert found.consistency["Ana"].isna().all()


def test_pairs_of_one_person_worked_by_hand(tmp_path: Path) -> None:
    found = elicited([fill(tmp_path, "Ana", PAIRS)], GRID, "ahp")
    # a : b : c as 4 : 2 : 1; a2 three times a1; c1 as c2.
    assert found.shares.to_dict() == pytest.approx(
        {"a1": 1 / 7, "a2": 3 / 7, "b1": 2 / 7, "c1": 1 / 14, "c2": 1 / 14}, abs=1e-6
    )
    assert found.consistency.loc[FAMILIES, "Ana"] == pytest.approx(0, abs=1e-9)
    assert found.strained.empty


def test_two_people_meet_in_the_middle_and_are_told_how_far_apart_they_are(tmp_path: Path) -> None:
    other = SWING | {("a", 4, 2): 25, ("a", 5, 2): 100}
    found = elicited([fill(tmp_path, "Ana", SWING), fill(tmp_path, "Bo", other)], GRID, "swing")
    assert found.weights.loc[("a", "a1")].to_dict() == pytest.approx(
        {"together": 0.5, "Ana": 0.8, "Bo": 0.2}
    )
    assert found.consensus[FAMILIES] == pytest.approx(1)
    assert 0 < found.consensus["a"] < 0.7
    assert "Ana, Bo" in found.source


def test_an_answer_that_contradicts_the_others_is_shown(tmp_path: Path) -> None:
    path = fill(tmp_path, "Ana", PAIRS | {(FAMILIES, 11, 2): 2, (FAMILIES, 11, 3): 9})
    found = elicited([path], GRID, "ahp")
    assert found.consistency.loc[FAMILIES, "Ana"] > 0.1
    worst = found.strained.iloc[0]
    assert (worst["evaluator"], worst["choice"]) == ("Ana", FAMILIES)
    assert worst["stretch"] > 2


def test_every_fault_is_told_at_once_with_file_sheet_and_cell(tmp_path: Path) -> None:
    faulty: Answers = {
        **SWING, (FAMILIES, 4, 2): "beaucoup", ("a", 4, 2): 90, ("c", 4, 2): 101, ("c", 5, 2): "",
        ("c", 5, 0): "c9",
    }  # fmt: skip
    nameless = fill(tmp_path, "Bo", SWING | {NAME: " "})
    old = fill(tmp_path, "Cy", SWING | {("first", 10, 1): "0" * 64})
    note = tmp_path / "note.xlsx"
    note.write_text("bonjour", encoding="utf-8")
    paths = [fill(tmp_path, "Ana", faulty), nameless, old, note]
    with pytest.raises(AnswersError) as refused:
        elicited(paths, GRID, "swing")
    told = str(refused.value)
    assert told.startswith("8 fault(s)")
    for fault in (
        "Ana.xlsx, Entre familles, C5: points from 0 to 100 expected, found « beaucoup »",
        "Ana.xlsx, a, C5:C6: one jump at least must have 100 points",
        "Ana.xlsx, c, C5: points", "Ana.xlsx, c, C6: points", "Ana.xlsx, c, A6: « c2 »",
        "Bo.xlsx, Lisez-moi, B9: the name", "Cy.xlsx, Lisez-moi, B11: made for another version",
        "note.xlsx: cannot be read",
    ):  # fmt: skip
        assert fault in told


def test_faults_of_pairs_and_missing_sheets_are_told(tmp_path: Path) -> None:
    path = fill(
        tmp_path, "Ana", PAIRS | {(FAMILIES, 10, 2): 3, (FAMILIES, 12, 3): 10, ("a", 0, 0): "z"}
    )
    with pytest.raises(AnswersError) as refused:
        elicited([path, path], GRID, "ahp")
    told = str(refused.value)
    for fault in ("C11: 1 or 2 expected", "D13: a number from 1 to 9", "sheet « a » is missing",
                  "« Ana » has answered in another file"):  # fmt: skip
        assert fault in told


def test_an_untouched_workbook_is_all_faults(tmp_path: Path) -> None:
    blank = write_questionnaire(GRID, tmp_path / "blank.xlsx", lang="en")
    with pytest.raises(AnswersError) as refused:
        elicited([blank], GRID, "swing")
    assert str(refused.value).startswith("8 fault(s)")  # a name and seven points


def test_a_workbook_in_english_is_read_as_well(tmp_path: Path) -> None:
    titles = CalamineWorkbook.from_path(
        str(write_questionnaire(marked_grid("implantation-1"), tmp_path / "q.xlsx", lang="en"))
    ).sheet_names
    assert titles[:3] == ["Read me", "Across families", "Land sobriety"]
    assert [c.key for c in choices(GRID, "fr")] == [FAMILIES, "a", "c"]


def test_the_weights_become_a_grid_file_that_is_never_overwritten(tmp_path: Path) -> None:
    reference = tmp_path / "petite.toml"
    reference.write_text(small.text(), encoding="utf-8")
    found = elicited([fill(tmp_path, "Ana", SWING)], marked_grid(str(reference)), "swing")
    out = tmp_path / "pays.toml"
    new = parse(write_weighted(str(reference), found, out).read_text(encoding="utf-8"))
    assert new.by_key["a1"].weight.share == 0.4
    assert "points (swing) auprès de Ana" in new.by_key["a1"].weight.source
    with pytest.raises(AlreadyThereError):
        write_weighted(str(reference), found, out)


def test_weights_of_a_grid_of_uses_are_not_asked_for() -> None:
    with pytest.raises(RuleError, match="grid of uses"):
        marked_grid("mutafriches-1.19")


@pytest.mark.parametrize(("method", "answers"), [("swing", SWING), ("ahp", PAIRS)])
def test_the_command_prints_what_people_gave_and_writes_the_grid(
    tmp_path: Path, capsys: pytest.CaptureFixture, method: str, answers: Answers
) -> None:
    reference, out = tmp_path / "petite.toml", tmp_path / "pays.toml"
    reference.write_text(small.text(), encoding="utf-8")
    strained = answers | {(FAMILIES, 11, 2): 2, (FAMILIES, 11, 3): 9}
    path = str(fill(tmp_path, "Ana", strained))
    words = ["weights", "elicit", str(reference), str(out), path, "--method", method]
    assert entry.run(words) == 0
    said = capsys.readouterr().out
    assert "Entre familles" in said
    assert ("Réponses à revoir" in said) == (method == "ahp")
    assert ("Cohérence d'ensemble" in said) == (method == "ahp")
    assert parse(out.read_text(encoding="utf-8")).by_key["a1"].weight.basis == "sourced"
