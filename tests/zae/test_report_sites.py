"""Reports on paper and of single sites: complete, harmless, the same twice."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from criteria.counterfactual import letter_changes
from criteria.facts import assemble, blank
from criteria.scores import score
from tests.zae import small
from tests.zae.small import CORNER, HOSTILE
from zae.assessment import Assessment
from zae.publish import drawing, plans, report
from zae.publish.report import content, findings, nearby
from zae.publish.report.pdf import Press, plain
from zae.publish.report.reader import Reader
from zae.publish.report.sites import file_names


@pytest.fixture(scope="module")
def folder(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sites")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        report.write_sites(assessment, path)
        report.write_pdf(assessment, path / "report.pdf")
    return path


def words(pdf: Path) -> str:
    """Text of a PDF, on one line."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext (Debian: poppler-utils)")
    ran = subprocess.run(
        [tool, "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    return " ".join(ran.stdout.replace("\u200b", "").split())


def test_every_site_has_its_two_files(folder: Path) -> None:
    sites = {f"S{i:02d}" for i in range(1, 13)}
    assert {p.name for p in folder.iterdir()} == {
        *(f"{s}.pdf" for s in sites), *(f"{s}.html" for s in sites), "report.pdf"
    }  # fmt: skip
    assert all(p.read_bytes()[:5] == b"%PDF-" for p in folder.glob("*.pdf"))


def test_hostile_names_are_read_on_paper(folder: Path) -> None:
    assert "<script>alert(1)</script>" in words(folder / "S01.pdf")
    assert "=1+1; retour à la ligne" in words(folder / "S02.pdf")
    assert "nomenvers, très long xxxx" in words(folder / "S03.pdf")
    assert "<script>" not in (folder / "S01.html").read_text(encoding="utf-8")


def test_screen_and_paper_say_the_same_mark(assessment: Assessment, folder: Path) -> None:
    shown = {c["s"]["id"]: c for c in content.site_reports(assessment, Reader())}
    sentence = " ".join(shown["S04"]["s"]["words"].split())
    assert sentence in words(folder / "S04.pdf")
    assert shown["S04"]["s"]["words"] in (folder / "S04.html").read_text(encoding="utf-8")


def test_the_paper_is_the_same_twice(
    assessment: Assessment, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    report.write_pdf(assessment, tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes() == (folder / "report.pdf").read_bytes()
    assert "1er janvier 2026" in words(tmp_path / "report.pdf")


@pytest.mark.parametrize(
    "name", [*HOSTILE, '#panic("x")', '"); #read("/etc/passwd")', "$x$ *g* _i_ @r <l> \\ // /*"]
)
def test_a_name_is_never_markup(assessment: Assessment, name: str, tmp_path: Path) -> None:
    shown = next(iter(content.site_reports(assessment, Reader())))
    shown["s"] |= {"name": name}
    shown["at"] = {"x": 50, "y": 50}
    with Press() as press:
        press.keep("location.png", plans.Locator(assessment).image)
        press.keep("plan.svg", plans.plan(assessment, "S01"))
        (tmp_path / "s.pdf").write_bytes(press.set("site.typ", shown))
    written = words(tmp_path / "s.pdf").replace(" ", "")
    assert plain(name)[:40].replace(" ", "").replace("\xa0", "") in written


def test_the_locator_knows_the_corner(assessment: Assessment) -> None:
    # S01 lies lowest and leftmost of the four by three squares, S12 opposite to it.
    locator = plans.Locator(assessment)
    first, last = locator.place("S01"), locator.place("S12")
    assert first["x"] + last["x"] == pytest.approx(100, abs=0.02)
    assert first["y"] + last["y"] == pytest.approx(100, abs=0.02)
    assert first["x"] < 50 < first["y"]


def test_seen_leaves_out_what_is_off_the_map(assessment: Assessment) -> None:
    x0, y0 = CORNER
    _, axes = drawing.sheet(100, 100, (x0, y0, x0 + 120, y0 + 120))
    seen = drawing.seen(assessment.sites, axes)
    assert list(seen.index) == ["S01"]
    assert seen["S01"].equals(box(x0, y0, x0 + 100, y0 + 100))


@given(st.lists(st.text(max_size=12), unique=True, max_size=8))
def test_file_names_are_safe_and_apart(ids: list[str]) -> None:
    names = list(file_names(ids).values())
    assert len({n.lower() for n in names}) == len(ids)
    assert all(n.replace("-", "").replace("_", "").isalnum() and n.isascii() for n in names)


def test_no_restricted_text_reaches_a_site_report(assessment: Assessment) -> None:
    for shown in content.site_reports(assessment, Reader(edition="public")):
        text = json.dumps(shown)
        assert "340000000A" not in text
        assert shown["s"]["tenure"] == ""


def test_the_spread_reaches_from_the_worst_site_to_the_best(assessment: Assessment) -> None:
    for shown in content.site_reports(assessment, Reader()):
        run = assessment.runs[shown["s"]["project_key"]]
        land = run.scores.families["central"]["land"]
        assert shown["spread"]["land"][0] == pytest.approx(land.min(), abs=0.25)
        assert shown["spread"]["land"][-1] == pytest.approx(land.max(), abs=0.25)


def only(assessment: Assessment, status: str) -> Assessment:
    """The same sites without names, of which every fact has one status."""
    grid, index = assessment.grid, assessment.sites.index
    facts = assemble({k: blank(index, status) for k in grid.fact_keys}, {}, index)
    runs = {
        key: replace(run, facts=facts, scores=score(facts, grid, vocation=run.project.vocation))
        for key, run in assessment.runs.items()
    }
    bare = dict.fromkeys(("name", "commune", "availability", "tenure", "zone_id", "parcels"))
    return replace(assessment, runs=runs, sites=assessment.sites.assign(**bare))


@pytest.mark.parametrize("status", ["unknown", "not_applicable"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_site_of_which_nothing_is_known_is_said_so(
    status: str, lang: str, tmp_path: Path
) -> None:
    empty = only(small.assessment(1), status)
    report.write_html(empty, tmp_path / "r.html", lang=lang)
    report.write_pdf(empty, tmp_path / "r.pdf", lang=lang)
    report.write_sites(empty, tmp_path / "sites", lang=lang)
    body = (tmp_path / "r.html").read_text(encoding="utf-8").split("<body>")[1]
    said = re.sub(r"<[^>]+>", " ", body)
    assert not re.search(r"\b(nan|NaN|None|null)\b", said)
    sentence = {"fr": "rien n'est connu de ce site", "en": "nothing is known of this site"}[lang]
    assert sentence in html.unescape(said)
    assert 'class="letter none"' in body


def test_a_study_without_layers_has_a_report(assessment: Assessment, tmp_path: Path) -> None:
    bare = replace(
        assessment, layers={}, available=assessment.available.iloc[:0],
        account=assessment.account.iloc[:0],
    )  # fmt: skip
    report.write_pdf(bare, tmp_path / "r.pdf")
    report.write_html(bare, tmp_path / "r.html")
    assert "foncier disponible : ici" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_sheet_says_what_would_give_the_next_letter(assessment: Assessment) -> None:
    run = assessment.runs["artisanat"]
    letters = run.scores.table["letter"]
    above = nearby.next_letter(run, assessment)
    assert {letters[s] + a for s, a in above.items()} <= {"BA", "CB", "DC", "ED"}
    changes = nearby.next_letters(run, assessment, Reader(lang="en"))
    raw = letter_changes(run.facts, run.scores, assessment.grid)
    first = raw[raw["site_id"] == "S01"].iloc[0]
    label = assessment.grid.by_key[first["fact"]].label["en"]
    assert changes["S01"][0].startswith(f"{label}: ")
    assert len(changes["S01"]) == 3
    sheet = next(iter(content.sheets(assessment, Reader(lang="en"))))
    assert sheet["changes"]


def test_neighbours_are_the_nearest_squares(assessment: Assessment) -> None:
    # Squares 150 m apart, four a row: S01 touches S02 and S05 at 150 m, S06 at 212 m, then 300 m.
    near = nearby.neighbours(assessment)["S01"]
    assert {s for s, _ in near[:2]} == {"S02", "S05"}
    assert [round(d) for _, d in near] == [150, 150, 212, 300, 300]
    shown = nearby.beside("S01", near, assessment.runs["artisanat"], assessment, Reader())
    assert shown[2]["name"] == "Site n° 6"
    assert shown[2]["letter"] == assessment.runs["artisanat"].scores.table.loc["S06", "letter"]


def test_links_are_those_of_the_web_and_stay_out_of_the_public_edition(
    assessment: Assessment,
) -> None:
    linked = replace(assessment, sites=assessment.sites.assign(url="https://site.invalid/1"))
    hostile = replace(assessment, sites=assessment.sites.assign(url="javascript:alert(1)"))
    first = [next(content.described(a, Reader()))["url"] for a in (linked, hostile)]
    assert first == ["https://site.invalid/1", ""]
    assert next(content.described(linked, Reader(edition="public")))["url"] == ""


def test_a_veto_says_the_value_and_its_threshold(assessment: Assessment) -> None:
    found = findings.vetoes(assessment, Reader(lang="en"))
    run = assessment.runs["artisanat"]
    told = {(s, v["key"]): v["value"] for s, rows in found.items() for v in rows}
    table = run.scores.vetoes
    fired = table[(table["state"] == "fired") & (table["veto"] == "wetland")]
    for site in fired["site_id"]:
        assert told[site, "wetland"].endswith("threshold: 1,000\u00a0m²")
    assert any("measured: " in v for v in told.values())
