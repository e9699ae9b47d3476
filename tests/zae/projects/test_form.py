"""The form of a project owner: a workbook that is filled in, or TOML; every fault with its cell."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from zae.projects.form import FIRST_ROW, QUESTIONS, SHEET, FormError, read_form, write_form

ANSWERS: dict[str, Any] = {
    "key": "four", "label": "Fournil d'Été", "vocation": "artisanat", "jobs.ouvriers": 8,
    "jobs.employes": "4,5", "transfer_share": 0.25, "open_ground_share": "35 %",
    "heat_network": "Non", "mobility_plan": "oui", "opens": dt.datetime(2028, 9, 1),  # noqa: DTZ001  a cell has no time zone

    "energy_mwh_year": 120, "services_joined": 2, "services_offered": 3,
}  # fmt: skip


def filled(path: Path, answers: dict[str, Any]) -> Path:
    """The form as somebody sends it back: same sheet, same rows, answers in the third column."""
    book = Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for row, question in enumerate(QUESTIONS, start=FIRST_ROW):
        sheet.write(row, 0, question.key)
        value = answers.get(question.key)
        if isinstance(value, dt.datetime):
            sheet.write_datetime(row, 2, value, day)
        elif value is not None:
            sheet.write(row, 2, value)
    book.close()
    return path


def test_answers_are_read_as_they_were_meant(tmp_path: Path) -> None:
    found = read_form(filled(tmp_path / "f.xlsx", ANSWERS))
    project = found.as_project
    assert project.jobs == {
        "cadres": 0,
        "professions_intermediaires": 0,
        "employes": 4.5,
        "ouvriers": 8,
    }
    assert (project.transfer_share, project.open_ground_share, project.heat_network) == (
        0.25,
        0.35,
        False,
    )
    assert (project.floor_m2, project.services_joined) == (None, 2)  # empty is unknown, not zero
    assert (found.mobility_plan, found.opens, found.by) == (True, dt.date(2028, 9, 1), "owner")


def test_the_empty_form_holds_every_question_and_guards_its_cells(tmp_path: Path) -> None:
    path = write_form(tmp_path / "f.xlsx")
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python()
    assert [r[0] for r in rows[FIRST_ROW:]] == [q.key for q in QUESTIONS]
    assert "Terrain nécessaire, cours, voies et espaces verts compris" in {r[1] for r in rows}
    import zipfile

    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == len([q for q in QUESTIONS if q.answer != "text"])
    assert '"artisanat,industrie,logistique,tertiaire,commerce"' in sheet
    with pytest.raises(FormError, match="key: Field required"):
        read_form(path)


def test_toml_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text(
        'key = "four"\nlabel = "Fournil"\nvocation = "artisanat"\nopens = 2028-09-01\n'
        "jobs = { cadres = 0, professions_intermediaires = 0, employes = 4.5, ouvriers = 8 }\n"
        "transfer_share = 0.25\nmobility_plan = true\n",
        encoding="utf-8",
    )
    found, other = read_form(tmp_path / "f.toml"), read_form(filled(tmp_path / "f.xlsx", ANSWERS))
    assert found.as_project.jobs == other.as_project.jobs
    assert (found.opens, found.mobility_plan) == (other.opens, other.mobility_plan)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"transfer_share": 30, "heat_network": "peut-être", "floor_m2": "grand"},
         ["C12: « 30", "C13: « grand »: a number", "C18: « peut-être »: oui or non"]),
        ({"vocation": "bakery"}, ["C7: vocation"]),
        ({"services_joined": 4}, ["services_joined: more than services_offered"]),
    ],
)  # fmt: skip
def test_faults_name_their_cells(tmp_path: Path, answers: dict[str, Any], said: list[str]) -> None:
    with pytest.raises(FormError) as caught:
        read_form(filled(tmp_path / "f.xlsx", ANSWERS | answers))
    assert [part for part in said if part not in str(caught.value)] == []
    assert str(caught.value).startswith(f"f.xlsx: {len(said)} fault(s)")


def test_another_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(b"nothing")
    with pytest.raises(FormError, match="not a form of ours"):
        read_form(tmp_path / "f.xlsx")
    with pytest.raises(FormError, match=r"\.xlsx"):
        write_form(tmp_path / "f.docx")
