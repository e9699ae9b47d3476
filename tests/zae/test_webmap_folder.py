"""The map of very many sites: a page and a folder, from a disk and from a host, network cut."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest

from criteria.scores import score
from tests.zae.conftest import Watched, until
from tests.zae.test_webmap_browser import moved_grid, page_scores, random_weights
from zae.assessment import Assessment
from zae.publish import webmap
from zae.publish.webmap.content import SITE_COLUMNS

CLOSE = "#camera=[{:.6f},{:.6f},15]"


@pytest.fixture(scope="module")
def folder(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map whose sites are too many for one file, by a lowered limit."""
    place = tmp_path_factory.mktemp("tiled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webmap, "PAGE_SITES", 1)
        webmap.write(assessment, place / "map.html")
    return place


class Ranged(SimpleHTTPRequestHandler):
    """A static host; with ranges of bytes if ``ranges``."""

    ranges = True
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not (asked and self.ranges):
            super().do_GET()
            return
        first, last = map(int, asked.groups())
        part = Path(self.translate_path(self.path)).read_bytes()[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def host(folder: Path, *, ranges: bool) -> tuple[ThreadingHTTPServer, list[str]]:
    asked: list[str] = []
    kind = type("Host", (Ranged,), {"ranges": ranges, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(kind, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, asked


@pytest.fixture
def opened(chromium: Any) -> Iterator[Any]:
    watched = Watched(chromium)
    yield watched.visit
    watched.close()
    watched.check()


def middle(assessment: Assessment) -> tuple[float, float]:
    point = assessment.sites.geometry.iloc[[0]].representative_point().to_crs(4326).iloc[0]
    return point.x, point.y


DRAWN = """zae.map.map.queryRenderedFeatures({layers: ['site-fill']})
  .map(f => [f.id, f.state.colour])"""
GO = """zoom => {
  zae.store.set({site: ''});
  zae.map.map.jumpTo({center: zae.sites.centres[0], zoom});
}"""


@pytest.mark.browser
def test_a_double_click_opens_it_and_scores_are_the_engine_s(
    folder: Path, assessment: Assessment, opened: Any
) -> None:
    page = opened((folder / "map.html").as_uri() + CLOSE.format(*middle(assessment)))
    for key, run in assessment.runs.items():
        for weights in random_weights(assessment.grid, 1):
            found = page_scores(page, key, weights)
            grid = moved_grid(assessment.grid, weights)
            table = score(run.facts, grid, vocation=run.project.vocation).table
            engine = table["score"].to_numpy()
            np.testing.assert_allclose(
                np.array(found["central"], dtype=float), engine, rtol=0, atol=1e-9
            )


@pytest.mark.browser
@pytest.mark.parametrize("ranges", [True, False])
def test_a_static_host_serves_it_with_or_without_ranges(
    folder: Path, assessment: Assessment, chromium: Any, ranges: bool
) -> None:
    server, asked = host(folder, ranges=ranges)
    page = chromium.new_page()
    try:
        address = f"http://127.0.0.1:{server.server_port}/map.html"
        page.goto(address + CLOSE.format(*middle(assessment)))
        page.wait_for_selector("body[data-ready=true]", timeout=30_000)
        until(page, f"{DRAWN}.length > 0")
        letters = page.evaluate(DRAWN)
    finally:
        server.shutdown()
        server.server_close()
    shown = page.evaluate("zae.view.result.letters.central.length")
    assert shown == len(assessment.sites)
    colours = page.evaluate("zae.head.grid.letters.map(([l]) => zae.head.palette.letters[l])")
    places = page.evaluate("[...zae.view.result.letters.central]")
    assert all(colour == colours[places[site]] for site, colour in letters if places[site] >= 0)
    assert any("tiles-0.js" in path for path in asked) is not ranges
    page.close()


@pytest.mark.browser
def test_a_click_opens_the_sheet_from_afar_and_from_close_up(
    folder: Path, assessment: Assessment, opened: Any
) -> None:
    page = opened((folder / "map.html").as_uri() + "#hatching=false")
    for zoom in (12, 15):
        page.evaluate(GO, zoom)
        until(page, f"zae.map.map.loaded() && ({zoom} < 13 || {DRAWN}.some(([id]) => id === 0))")
        box = page.locator("#map").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        until(page, "zae.store.get().site !== ''")
        assert page.evaluate("zae.store.get().site") in set(assessment.sites.index)
        assert page.locator("#sheet").is_visible()


@pytest.mark.browser
def test_a_name_that_an_address_would_cut_finds_its_folder(
    assessment: Assessment, opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webmap, "PAGE_SITES", 1)
    path = webmap.write(assessment, tmp_path / "été #1 à 50% ?.html")
    page = opened(path.as_uri() + CLOSE.format(*middle(assessment)))
    until(page, f"{DRAWN}.length > 0")


@pytest.mark.browser
def test_a_page_that_lost_its_folder_says_so(folder: Path, chromium: Any, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_bytes((folder / "map.html").read_bytes())
    page = chromium.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("#failed:visible")
    assert "map_files" in page.locator("#failed-reason").inner_text()
    page.close()


def test_tiles_hold_every_outline_once_a_tile_and_nothing_else(
    folder: Path, assessment: Assessment
) -> None:
    found = pyogrio.read_dataframe(folder / "map_files" / "sites.pmtiles", layer="sites")
    assert sorted(set(found["site"])) == list(range(len(assessment.sites)))
    assert set(found.columns) == {"mvt_id", "site", "geometry"}
    whole = found.dissolve("site").to_crs(2154).area.to_numpy()
    np.testing.assert_allclose(whole, assessment.sites.area.to_numpy(), rtol=0.02)


def test_pieces_are_the_bytes_of_the_archive(folder: Path) -> None:
    beside = folder / "map_files"
    texts = [
        (beside / f"tiles-{i}.js").read_text() for i in range(len(list(beside.glob("tiles-*.js"))))
    ]
    joined = b"".join(base64.b64decode(json.loads(f"[{t[8:-3]}]")[1]) for t in texts)
    assert joined == (beside / "sites.pmtiles").read_bytes()


def test_the_same_study_gives_the_same_bytes(
    folder: Path, assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webmap, "PAGE_SITES", 1)
    webmap.write(assessment, tmp_path / "map.html")
    for path in (p for p in folder.rglob("*") if p.is_file()):
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes(), path.name


def test_a_public_folder_holds_the_columns_of_the_allow_list_alone(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webmap, "PAGE_SITES", 1)
    webmap.write(assessment, tmp_path / "map.html", edition="public")
    head = re.search(r'id="head">(.*?)</script>', (tmp_path / "map.html").read_text(), re.DOTALL)
    assert head
    columns = {c for c in json.loads(head[1])["packs"]["sites"] if "/" not in c}
    assert columns <= {"id", *SITE_COLUMNS["public"]}
    assert not {"tenure", "parcels", "url"} & columns
