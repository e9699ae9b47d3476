"""Hostile texts in the files of the demonstration: harmless in every format, and unharmed."""

import csv
import html
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
from pandas import Series
from python_calamine import CalamineWorkbook

from tests.zae.test_webmap import head_of, inflated
from zae.assess import assess
from zae.demo import prepare
from zae.publish.delivery import deliver
from zae.publish.spreadsheet import unguarded
from zae.study import read

NAMES = (
    "</script><script>alert('FR1')</script><img src=x onerror=alert(2)>",
    "L'Îlot \"Œuvre\" & 'Cie' `${7*7}` {{ 7*7 }} #(1+1) $x$",
    "Ligne une\nligne deux\ttabulée",
    "sens\u202eesrevni\u202c \u2067droite\u2069 \u200fmarque",
    '=HYPERLINK("http://site.invalid";"cliquez")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "'; DROP TABLE sites; --",
    "très long " + "nom " * 60 + "fin",
)
RENAMED = {"friches": slice(4, 7), "zones_activite": slice(0, 5)}
"""Rows whose names are changed: three friches, then five zones; all are candidate sites."""

TITLE = 'Étude "</title><script>alert(3)</script>" & \u202eenvers'


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deliverables of the demonstration, friches and zones renamed in the producer's own files."""
    folder = tmp_path_factory.mktemp("hostile")
    study = prepare(folder)
    names = iter(NAMES)
    for layer, renamed in RENAMED.items():
        file = folder / "donnees" / f"{layer}.geojson"
        content = json.loads(file.read_text(encoding="utf-8"))
        for feature in content["features"][renamed]:
            feature["properties"]["name"] = next(names)
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    text = study.read_text(encoding="utf-8")
    text = text.replace('kinds = ["friche", "land_unit"]', 'kinds = ["friche", "zone"]')
    study.write_text(text, encoding="utf-8")
    found = read(study).model_copy(update={"title": TITLE, "vocations": ("artisanat",)})
    deliver(assess(found), folder / "out", site_reports=True)
    return folder / "out"


@pytest.fixture(scope="module")
def ids(results: Path) -> list[str]:
    """Ids of the renamed sites, in the order of ``NAMES``."""
    names = gpd.read_file(results / "scores.gpkg", layer="sites").set_index("name")["site_id"]
    return [names[n] for n in NAMES]


def named(table: pd.DataFrame, ids: list[str], site: str, name: str) -> list[str]:
    return table.drop_duplicates(site).set_index(site).loc[ids, name].tolist()


pytestmark = pytest.mark.slow


def test_the_geopackage_gives_them_back(results: Path, ids: list[str]) -> None:
    for layer in ("sites", "scores_artisanat"):
        table = gpd.read_file(results / "scores.gpkg", layer=layer)
        assert named(table, ids, "site_id", "name") == list(NAMES)


def test_geoparquet_gives_them_back(results: Path, ids: list[str]) -> None:
    table = gpd.read_parquet(results / "scores.parquet")
    assert named(table, ids, "site_id", "name") == list(NAMES)


def test_the_csv_runs_none_and_gives_them_back(results: Path, ids: list[str]) -> None:
    with (results / "scores.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = pd.DataFrame(csv.DictReader(stream, delimiter=";"))
    cells = [str(c) for column in rows for c in rows[column]]
    assert not any(c.startswith(("=", "@", "\t", "\r")) for c in cells)
    rows["Nom"] = unguarded(Series(rows["Nom"], dtype="str"))
    assert named(rows, ids, "Identifiant du site", "Nom") == list(NAMES)


def test_the_workbook_holds_them_as_text(results: Path, ids: list[str]) -> None:
    sheets = CalamineWorkbook.from_path(str(results / "scores.xlsx"))
    rows = sheets.get_sheet_by_name("Notes").to_python()
    told = {str(r[0]): str(r[1]) for r in rows} | {str(r[1]): str(r[2]) for r in rows}
    assert [told[i] for i in ids] == list(NAMES)
    with zipfile.ZipFile(results / "scores.xlsx") as book:
        formulas = [
            f
            for n in book.namelist()
            if n.startswith("xl/worksheets/")
            for f in re.findall(r"<f[^>]*>([^<]*)</f>", book.read(n).decode())
        ]
        assert formulas
        assert not any(w in f for f in formulas for w in ("HYPERLINK", "cmd|", "DROP", "alert"))
        assert not any("hyperlink" in book.read(n).decode("utf-8", "replace").lower()
                       for n in book.namelist() if n.endswith(".rels"))  # fmt: skip


def test_the_map_holds_them_as_data(results: Path, ids: list[str]) -> None:
    page = (results / "map.html").read_text(encoding="utf-8")
    head = head_of(page)
    held = head["packs"]["sites"]
    content = inflated(page)["pack-sites"]
    texts = {
        n: json.loads(content[held[n]["o"] : held[n]["o"] + held[n]["l"]]) for n in ("id", "name")
    }
    told = dict(zip(texts["id"], texts["name"], strict=True))
    assert [told[i] for i in ids] == list(NAMES)
    assert head["title"] == TITLE
    assert not re.search(r"<script[^>]*>\s*alert|<img src=x|onerror=", page)


def test_reports_say_them_as_text(results: Path) -> None:
    pages = [results / "report.html", *(results / "report").glob("*.html")]
    for path in pages:
        page = path.read_text(encoding="utf-8")
        assert "<script" not in page
        assert "<img src=x" not in page
    said = re.findall(r"<bdi>(.*?)</bdi>", pages[0].read_text("utf-8"), re.DOTALL)
    assert {html.unescape(t) for t in said} >= {*NAMES, TITLE}
    heads = [re.search(r"<h1><bdi>(.*?)</bdi>", p.read_text("utf-8"), re.DOTALL) for p in pages[1:]]
    assert {html.unescape(h[1]) for h in heads} >= set(NAMES)
    papers = list((results / "report").glob("*.pdf"))
    assert len(papers) == len(heads)
    assert all(p.read_bytes().startswith(b"%PDF") for p in papers)


def test_the_qgis_project_is_sound_and_reads_names_from_the_geopackage(results: Path) -> None:
    with zipfile.ZipFile(results / "study.qgz") as archive:
        text = archive.read("study.qgs").decode("utf-8").split("\n", 1)[1]
    root = ET.fromstring(text)
    assert root.findtext("title") == TITLE.replace("\u202e", "")  # a marker that no one can see
    assert not any("alert" in (e.text or "") for e in root.iter("mapTip"))
    tips = [e.text for e in root.iter("mapTip") if e.text]
    assert tips
    assert all("replace(replace(replace(" in t for t in tips)
    assert {s.text.split("|")[0] for s in root.iter("datasource")} == {"./scores.gpkg"}
