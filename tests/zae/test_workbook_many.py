"""A workbook of more sites than it computes: the first of each project, and it says so."""

import re
import zipfile
from pathlib import Path

import pytest

from zae.assessment import Assessment
from zae.publish import workbook
from zae.publish.workbook import score_sheets


def cells(book: zipfile.ZipFile, sheet: int, column: str) -> list[str]:
    """Values of a column, shared texts spelled out."""
    shared = re.findall(r"<si><t[^>]*>([^<]*)</t></si>", book.read("xl/sharedStrings.xml").decode())
    page = book.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    found = re.findall(rf'<c r="{column}\d+"([^>]*)>(?:<f>[^<]*</f>)?<v>([^<]*)</v>', page)
    return [shared[int(v)] if 't="s"' in kind else v for kind, v in found]


@pytest.fixture
def held(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> zipfile.ZipFile:
    monkeypatch.setattr(score_sheets, "ROWS", 3 * len(assessment.runs))
    workbook.write(assessment, tmp_path / "scores.xlsx", lang="en")
    return zipfile.ZipFile(tmp_path / "scores.xlsx")


def test_each_project_keeps_its_first_sites_with_their_ranks_in_the_study(
    assessment: Assessment, held: zipfile.ZipFile
) -> None:
    ids, ranks = cells(held, 5, "B")[1:], [int(r) for r in cells(held, 5, "H")[1:]]
    assert len(ids) == len(ranks) == 3 * len(assessment.runs)
    for i, run in enumerate(assessment.runs.values()):
        theirs = run.scores.table["rank"]
        block = slice(3 * i, 3 * i + 3)
        assert ranks[block] == theirs.loc[ids[block]].tolist()
        assert sorted(ranks[block]) == sorted(theirs)[:3]


def test_the_first_sheet_says_how_many_sites_it_holds(
    assessment: Assessment, held: zipfile.ZipFile
) -> None:
    said = " ".join(cells(held, 1, "A"))
    assert f"the 3 sites that rank first for each project, out of {len(assessment.sites)}" in said


def test_vetoes_are_those_of_the_sites_that_it_holds(held: zipfile.ZipFile) -> None:
    shown = set(zip(cells(held, 5, "A")[2:], cells(held, 5, "B")[1:], strict=True))
    listed = set(zip(cells(held, 6, "A")[2:], cells(held, 6, "B")[1:], strict=True))
    assert listed
    assert listed <= shown


def test_the_same_study_gives_the_same_bytes(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    for name in ("first.xlsx", "second.xlsx"):
        workbook.write(assessment, tmp_path / name)
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()
