"""The workbook: a real LibreOffice computes it anew, also after a cell was changed."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from criteria.grid import Grid
from criteria.scores import Scores, score
from tests.zae.small import HOSTILE
from zae.assessment import Assessment
from zae.publish import workbook
from zae.publish.report.reader import Reader
from zae.publish.tables import site_table
from zae.publish.workbook.book import _names
from zae.publish.workbook.layout import HEAD_ROWS, ID_COLUMNS, Layout

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

Sheets = Callable[[Path], dict[str, DataFrame]]


@pytest.fixture(scope="module")
def written(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "scores.xlsx"
    workbook.write(assessment, path)
    return path


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    """Sheets of a workbook as LibreOffice computes them, no cached figure used."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no soffice (Debian: libreoffice-calc)")
    home = tmp_path_factory.mktemp("office")
    (home / "user").mkdir()
    (home / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE)

    def sheets(path: Path) -> dict[str, DataFrame]:
        out = tmp_path_factory.mktemp("csv")
        subprocess.run(
            [office, f"-env:UserInstallation={home.as_uri()}", "--headless",
             "--convert-to", EVERY_SHEET, "--outdir", str(out), str(path)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return {
            p.stem.removeprefix(f"{path.stem}-"): pd.read_csv(p, header=None, dtype="str")
            for p in out.iterdir()
        }

    return sheets


def with_cell(source: Path, target: Path, sheet: int, address: str, value: float) -> Path:
    """Copy of a workbook in which the number of one cell is another one."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == f"xl/worksheets/sheet{sheet}.xml":
                pattern = rf'(<c r="{address}"[^>]*?)(?:/>|><v>[^<]*</v></c>)'
                text, count = re.subn(pattern, rf"\g<1>><v>{value}</v></c>", data.decode())
                assert count == 1
                data = text.encode()
            new.writestr(name, data)
    return target


def numbers(sheet: DataFrame, first: int, columns: list[str]) -> DataFrame:
    """Figures of the rows of sites from a column on, all projects under one another."""
    block = sheet.iloc[HEAD_ROWS:, first : first + len(columns)]
    return block.apply(pd.to_numeric).set_axis(columns, axis=1).reset_index(drop=True)


def stacked(frames: list[DataFrame], columns: list[str]) -> DataFrame:
    return pd.concat([f[columns] for f in frames], ignore_index=True)


def assert_scores(sheet: DataFrame, scores: list[Scores], grid: Grid) -> None:
    """Scores, families, letters and ranks of a recalculated sheet are the engine's."""
    tables = [s.table for s in scores]
    main = numbers(sheet.drop(columns=4), ID_COLUMNS, ["score", "score_low", "score_high", "rank"])
    expected = stacked(tables, list(main.columns)).astype(float)
    np.testing.assert_allclose(main, expected, rtol=0, atol=1e-9)
    assert sheet.iloc[HEAD_ROWS:, 4].tolist() == stacked(tables, ["letter"])["letter"].tolist()
    keys = [f.key for f in grid.families]
    for i, side in enumerate(("central", "low", "high")):
        found = numbers(sheet, 12 + i * len(keys), keys)
        engine = stacked([s.families[side] for s in scores], keys)
        np.testing.assert_allclose(found, engine, rtol=0, atol=1e-9)


@pytest.mark.slow
@pytest.mark.libreoffice
def test_every_formula_gives_the_figure_of_the_engine(
    assessment: Assessment, written: Path, recalculated: Sheets
) -> None:
    sheets = recalculated(written)
    assert len(sheets) == 7
    texts = pd.concat([DataFrame(s.to_numpy().ravel()) for s in sheets.values()])[0].dropna()
    assert texts[texts.str.startswith(("#", "Err:"))].tolist() == []
    runs = list(assessment.runs.values())
    assert_scores(sheets["Notes"], [r.scores for r in runs], assessment.grid)
    layout = Layout(grid=assessment.grid, names=_names(Reader()))
    keys = [c.key for c in layout.criteria]
    for i, side in enumerate(("central", "low", "high")):
        found = numbers(sheets["Marques"], layout.block(i), keys)
        engine = stacked([getattr(r.scores.marks, side) for r in runs], keys)
        np.testing.assert_allclose(found, engine, rtol=0, atol=1e-9)


@pytest.mark.slow
@pytest.mark.libreoffice
def test_a_changed_weight_moves_the_marks_as_in_the_engine(
    assessment: Assessment, written: Path, recalculated: Sheets, tmp_path: Path
) -> None:
    # The first criterion, S1, weighs 8 %; at 20 % the weights sum to 112 %.
    changed = recalculated(with_cell(written, tmp_path / "changed.xlsx", 2, "E5", 0.20))
    grid = assessment.grid
    share = {c.key: (0.20 if c.code == "S1" else c.weight.share) / 1.12 for c in grid.criteria}
    moved = grid.model_copy(update={"criteria": tuple(
        c.model_copy(update={"weight": c.weight.model_copy(update={"share": share[c.key]})})
        for c in grid.criteria
    )})  # fmt: skip
    scores = [score(r.facts, moved, vocation=r.project.vocation) for r in assessment.runs.values()]
    assert_scores(changed["Notes"], scores, grid)
    before = [r.scores.table["score"] for r in assessment.runs.values()]
    assert not np.allclose(pd.concat([s.table["score"] for s in scores]), pd.concat(before))


@pytest.mark.slow
@pytest.mark.libreoffice
def test_filling_in_an_unknown_closes_its_interval(
    assessment: Assessment, written: Path, recalculated: Sheets, tmp_path: Path
) -> None:
    # Site S01, first row of facts: ecological sensitivity (third criterion) is unknown.
    run = next(iter(assessment.runs.values()))
    assert run.facts.status.loc["S01", "ecological_sensitivity"] == "unknown"
    low = with_cell(written, tmp_path / "low.xlsx", 3, "F5", 5)
    both = with_cell(low, tmp_path / "both.xlsx", 3, "X5", 5)
    sheets = recalculated(both)
    marks = [float(sheets["Marques"].iloc[HEAD_ROWS, c]) for c in (5, 23, 41)]
    assert marks == [0.7, 0.7, 0.7]  # the grid gives 0.7 at 5 %


@pytest.mark.slow
@pytest.mark.libreoffice
def test_what_does_not_apply_is_set_aside(
    assessment: Assessment, recalculated: Sheets, tmp_path: Path
) -> None:
    # S01: land does not apply at all, so a family is empty; S02: nothing is known.
    grid, run = assessment.grid, next(iter(assessment.runs.values()))
    land = [c.key for c in grid.family_criteria("land")]
    low, high, status = (f.copy() for f in (run.facts.low, run.facts.high, run.facts.status))
    for frame, silent, unknown in (
        (low, None, None),
        (high, None, None),
        (status, "not_applicable", "unknown"),
    ):
        frame.loc["S01", land] = silent
        frame.loc["S02", :] = unknown
    facts = replace(run.facts, low=low, high=high, status=status)
    scores = score(facts, grid, vocation=run.project.vocation)
    changed = replace(run, facts=facts, scores=scores)
    workbook.write(replace(assessment, runs={"p": changed}), tmp_path / "scores.xlsx")
    assert_scores(recalculated(tmp_path / "scores.xlsx")["Notes"], [scores], grid)


def test_the_file_holds_the_figures_of_the_engine(assessment: Assessment, written: Path) -> None:
    with zipfile.ZipFile(written) as book:
        notes = book.read("xl/worksheets/sheet5.xml").decode()
    cached = re.search(r'<c r="D5"[^>]*><f>[^<]*</f><v>([^<]*)</v>', notes)
    assert cached
    run = next(iter(assessment.runs.values()))
    assert float(cached[1]) == pytest.approx(run.scores.table["score"].iloc[0], abs=1e-9)


def test_a_name_is_never_a_formula(written: Path) -> None:
    with zipfile.ZipFile(written) as book:
        formulas = " ".join(
            " ".join(re.findall(r"<f>([^<]*)</f>", book.read(n).decode()))
            for n in book.namelist()
            if n.startswith("xl/worksheets/")
        )
        shared = book.read("xl/sharedStrings.xml").decode()
    assert "1+1;" not in formulas
    assert "alert" not in formulas
    assert HOSTILE[1].split("\n")[0] in shared


def test_written_twice_gives_the_same_bytes(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    for name in ("one.xlsx", "two.xlsx"):
        workbook.write(assessment, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_no_restricted_text_in_any_sheet(assessment: Assessment, tmp_path: Path) -> None:
    planted = assessment.sites.assign(parcels="CANARI", tenure="CANARI", owner="CANARI")
    workbook.write(replace(assessment, sites=planted), tmp_path / "p.xlsx", edition="public")
    with zipfile.ZipFile(tmp_path / "p.xlsx") as book:
        assert not any(b"CANARI" in book.read(n) for n in book.namelist())


def test_sheets_are_named_in_the_language(
    written: Path, assessment: Assessment, tmp_path: Path
) -> None:
    def names(path: Path) -> list[str]:
        with zipfile.ZipFile(path) as book:
            return re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())

    assert names(written) == [
        "Lisez-moi",
        "Grille",
        "Faits",
        "Marques",
        "Notes",
        "Vetos",
        "Sources",
    ]
    workbook.write(assessment, tmp_path / "en.xlsx", lang="en")
    assert names(tmp_path / "en.xlsx")[:3] == ["Read me", "Grid", "Facts"]


def test_scores_end_with_how_firm_each_rank_is(written: Path, assessment: Assessment) -> None:
    names = _names(Reader())
    sheet = pd.read_excel(written, sheet_name=names.scores, header=HEAD_ROWS - 1, engine="calamine")
    rows = site_table(assessment)
    shown = sheet.iloc[: len(rows), -3:]
    assert shown.columns[2] == "Ce qu'il faut mesurer d'abord"
    for column, name in zip(shown.columns[:2], ("first_share", "mean_rank"), strict=True):
        assert shown[column].to_numpy(float) == pytest.approx(rows[name].to_numpy(float))
    assert shown[shown.columns[2]].fillna("").tolist() == rows["measure_first"].tolist()
