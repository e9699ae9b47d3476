"""Remarks of readers: checked whole, kept once, shown to the services and to nobody else."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from zae.assess import assess
from zae.assessment import Assessment
from zae.cli.entry import run
from zae.cli.exits import Exit
from zae.publish import geopackage, report
from zae.remarks import FILE, RemarksError, add, kept, read_saved
from zae.study import read

HOSTILE = '=1+1 <script>alert(7)</script> & "x"\nsuite\u202eenvers\u2028fin'


def saved(assessment: Assessment, *remarks: tuple[str, str], **changed: object) -> dict:
    """A file as the page writes it."""
    grid = assessment.grid
    return {
        "format": "zae-remarks-1", "study": assessment.study.title,
        "grid": {"name": grid.name, "version": grid.version}, "project": "artisanat",
        "weights": {}, "author": "Jeanne O'Hara", "written": "2026-11-23T06:30:00.000Z",
        "remarks": [
            {"site_id": site, "name": "x", "text": text, "score": 51.25, "letter": "C"}
            for site, text in remarks
        ],
    } | changed  # fmt: skip


def written(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def placed(assessment: Assessment, folder: Path) -> Assessment:
    """The assessment of a study that lies in a folder."""
    return replace(assessment, study=assessment.study.model_copy(update={"folder": folder}))


def with_remarks(assessment: Assessment, folder: Path, *remarks: tuple[str, str]) -> Assessment:
    here = placed(assessment, folder)
    file = written(folder / "notes.json", saved(assessment, *remarks))
    add(read_saved([file], here), folder)
    return replace(here, remarks=kept(here.study))


def test_twice_adds_nothing_and_a_later_save_adds_what_is_new(
    assessment: Assessment, tmp_path: Path
) -> None:
    here = placed(assessment, tmp_path)
    first = written(tmp_path / "a.json", saved(assessment, ("S01", "Accès étroit")))
    later = saved(
        assessment, ("S01", "Accès étroit"), ("S02", "Voir le PLU"),
        written="2026-11-24T08:00:00+01:00",
    )  # fmt: skip
    second = written(tmp_path / "b.json", later)
    assert [add(read_saved(files, here), tmp_path) for files in ([first], [first])] == [1, 0]
    before = (tmp_path / FILE).read_bytes()
    assert add(read_saved([first, second], here), tmp_path) == 1
    assert (tmp_path / FILE).read_bytes().startswith(before)
    found = kept(here.study)
    assert found["site_id"].tolist() == ["S01", "S02"]
    assert found["written"].tolist() == ["2026-11-23T06:30:00+00:00", "2026-11-24T07:00:00+00:00"]
    assert set(found["grid_version"]) == {assessment.grid.version}
    assert found["author"].tolist() == ["Jeanne O'Hara"] * 2


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip))
def test_a_remark_comes_back_as_it_was_written(
    few: Assessment, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    found = with_remarks(few, tmp_path_factory.mktemp("étude"), ("S01", text)).remarks
    assert found["text"].tolist() == [text.strip()]


def test_every_fault_of_every_file_at_once(assessment: Assessment, tmp_path: Path) -> None:
    wrong = saved(
        assessment, ("S01", "x"), ("S99", "y"), study="Autre", project="usine",
        grid={"name": assessment.grid.name, "version": "0"},
    )  # fmt: skip
    files = [
        written(tmp_path / "other.json", wrong),
        written(tmp_path / "old.json", saved(assessment, ("S01", ""), format="zae-remarks-0")),
        tmp_path / "absent.json",
    ]
    (tmp_path / "page.json").write_text("<html>", encoding="utf-8")
    with pytest.raises(RemarksError) as error:
        read_saved([*files, tmp_path / "page.json"], assessment)
    faults = error.value.faults
    assert [f.split(":")[0] for f in faults] == ["other.json"] * 4 + ["old.json"] * 2 + [
        "absent.json", "page.json",
    ]  # fmt: skip
    said = str(error.value)
    for words in ("« Autre »", f"{assessment.grid.name} 0", "« usine »", "#2: no site « S99 »",
                  "remarks #1 text", "format: Input should be 'zae-remarks-1'"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(
    ("text", "words"),
    [("a\x00b", "control character"), ("x" * 4001, "at most 4000"), ("\ud800", "text")],
)
def test_a_text_that_nobody_could_read_is_refused(
    assessment: Assessment, tmp_path: Path, text: str, words: str
) -> None:
    file = written(tmp_path / "a.json", saved(assessment, ("S01", text)))
    with pytest.raises(RemarksError, match=words):
        read_saved([file], assessment)


def test_a_spoilt_line_is_named(assessment: Assessment, tmp_path: Path) -> None:
    here = with_remarks(assessment, tmp_path, ("S01", "bien"))
    with (tmp_path / FILE).open("a", encoding="utf-8") as stream:
        stream.write('{"site_id": "S02"}\n')
    with pytest.raises(RemarksError, match="line 2 is not a remark"):
        kept(here.study)


def test_remarks_on_another_study_of_the_folder_stay_apart(
    assessment: Assessment, tmp_path: Path
) -> None:
    here = with_remarks(assessment, tmp_path, ("S01", "bien"))
    assert len(kept(here.study.model_copy(update={"title": "Autre"}))) == 0


def test_reports_and_geopackage_show_them_harmless(few: Assessment, tmp_path: Path) -> None:
    told = with_remarks(few, tmp_path, ("S04", HOSTILE))
    report.write_html(told, tmp_path / "report.html")
    report.write_pdf(told, tmp_path / "report.pdf")
    names = report.write_sites(told, tmp_path / "sites")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    mine, other = (
        (tmp_path / "sites" / f"{names[s]}.html").read_text(encoding="utf-8")
        for s in ("S04", "S05")
    )
    for text in (page, mine):
        assert "<script" not in text
        assert "=1+1 &lt;script&gt;alert(7)&lt;/script&gt;" in text
        assert "Jeanne O&#39;Hara" in text
    assert "Jeanne" not in other
    geopackage.write(told, tmp_path / "scores.gpkg")
    with closing(sqlite3.connect(tmp_path / "scores.gpkg")) as base:
        assert base.execute("SELECT site_id, text FROM remarks").fetchall() == [("S04", HOSTILE)]


def test_the_public_edition_has_none(few: Assessment, tmp_path: Path) -> None:
    told = with_remarks(few, tmp_path, ("S04", "CANARI"))
    geopackage.write(told, tmp_path / "scores.gpkg", edition="public")
    report.write_html(told, tmp_path / "report.html", edition="public")
    for name in ("scores.gpkg", "report.html"):
        content = (tmp_path / name).read_bytes()
        assert b"CANARI" not in content
        assert b"Jeanne" not in content


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study file of one zone."""
    GeoDataFrame(
        {"zone_id": ["Z1"], "name": ["Les Prés"]}, crs=2154,
        geometry=[box(700_000, 6_600_000, 700_200, 6_600_200)],
    ).to_file(tmp_path / "zones.gpkg")  # fmt: skip
    path = tmp_path / "étude.toml"
    path.write_text(
        'title = "Essai"\nvocations = ["artisanat"]\n[[layer]]\nrole = "zone"\npath = "zones.gpkg"',
        encoding="utf-8",
    )
    return path


def test_the_command_takes_them_in_once(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assessment = assess(read(study))
    content = saved(assessment, ("Z1", "Accès étroit"))
    file = written(tmp_path / "remarques-2026-11-23.json", content)
    line = ["notes", "import", str(file), "--study", str(study)]
    assert run(line) == Exit.OK
    assert "1 remarque(s) ajoutée(s), 0 déjà là" in capsys.readouterr().out
    assert run(line) == Exit.OK
    assert "0 remarque(s) ajoutée(s), 1 déjà là" in capsys.readouterr().out
    assert assess(read(study)).remarks["text"].tolist() == ["Accès étroit"]
    written(file, content | {"study": "Autre"})
    assert run(line) == Exit.FAULT
