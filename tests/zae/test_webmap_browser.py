"""The web map in a real Chromium with the network cut."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from criteria.explain import contributions
from criteria.grid import Grid
from criteria.scores import APART, across, family_scores, known_shares, score
from criteria.vetoes import RANK_OF_LEVEL
from tests.zae import small
from tests.zae.conftest import CHROMIUM, FLAGS, Open
from zae import remarks
from zae.assessment import Assessment
from zae.firmness import firmness
from zae.publish import webmap
from zae.publish.palette import LETTER_COLOURS, rgb
from zae.publish.tables import site_table

pytestmark = pytest.mark.browser


def test_map_draws_every_site_offline(linked: Open, assessment: Assessment) -> None:
    page = linked()
    page.wait_for_timeout(500)
    drawn = page.evaluate(
        "[...new Set(zae.map.map.queryRenderedFeatures({layers: ['site-fill']}).map(f => f.id))]"
    )
    assert sorted(drawn) == list(range(len(assessment.sites)))


PIXELS = """() => {
  const map = zae.map.map;
  map.redraw();
  const source = map.getCanvas();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [source.width, source.height];
  const context = canvas.getContext("2d");
  context.drawImage(source, 0, 0);
  const ratio = source.width / source.clientWidth;
  return zae.sites.id.map((_, i) => {  // half-way from the middle to a corner
    const [[ring]] = zae.sites.outlines.shape(i);
    const [lon, lat] = [0, 1].map((axis) => (ring[0][axis] + zae.sites.centres[i][axis]) / 2);
    const { x, y } = map.project([lon, lat]);
    return [...context.getImageData(x * ratio, y * ratio, 1, 1).data].slice(0, 3);
  });
}"""


def test_canvas_shows_the_colours_of_the_letters(linked: Open, assessment: Assessment) -> None:
    page = linked("#hatching=false", height=1400)
    page.wait_for_timeout(500)
    table = next(iter(assessment.runs.values())).scores.table
    ground, opacity = np.array([0xF4, 0xF2, 0xEC]), 0.88
    for pixel, letter in zip(page.evaluate(PIXELS), table["letter"], strict=True):
        expected = opacity * np.array(rgb(LETTER_COLOURS[letter])) + (1 - opacity) * ground
        assert pixel == pytest.approx(expected, abs=3)


def test_table_lists_the_sites_in_the_order_of_their_rank(
    linked: Open, assessment: Assessment
) -> None:
    page = linked()
    table = next(iter(assessment.runs.values())).scores.table
    shown = page.evaluate(
        "[...document.querySelectorAll('#table-body tr')].map(r => Number(r.cells[0].textContent))"
    )
    assert shown == sorted(table["rank"])
    best = page.locator("#table-body tr").first
    name = assessment.sites["name"][table["rank"].idxmin()]
    assert best.locator("th").inner_text() == " ".join(name.split())


def page_scores(page: Any, project: str, weights: dict[str, float]) -> dict[str, Any]:
    """Set project and weights in the page, read its scores back to the last bit."""
    page.evaluate("([project, weights]) => zae.store.set({project, weights})", [project, weights])
    page.wait_for_selector(f"body[data-project='{project}']")
    return page.evaluate(
        """() => { const { scores, ranks } = zae.view.result; return {
          low: [...scores.low], central: [...scores.central], high: [...scores.high],
          rank: [...ranks.rank], best: [...ranks.best], worst: [...ranks.worst] }; }"""
    )


def moved_grid(grid: Grid, weights: dict[str, float]) -> Grid:
    """The grid under other weights; they need not sum to one, as in the page."""
    criteria = tuple(
        c.model_copy(update={"weight": c.weight.model_copy(update={"share": weights[c.key]})})
        for c in grid.criteria
    )
    return grid.model_copy(update={"criteria": criteria})


def random_weights(grid: Grid, count: int) -> list[dict[str, float]]:
    """Weights of the grid, then so many drawn inside its ranges."""
    draw, spread = np.random.default_rng(7), grid.aggregation.weight_spread
    factors = draw.uniform(1 - spread, 1 + spread, (count, len(grid.criteria)))
    own = {c.key: c.weight.share for c in grid.criteria}
    drawn = [dict(zip(own, np.array(list(own.values())) * f, strict=True)) for f in factors]
    return [own, *({k: float(w) for k, w in one.items()} for one in drawn)]


def test_ranks_and_scores_of_the_page_are_those_of_the_engine(
    linked: Open, assessment: Assessment
) -> None:
    page, grid = linked(), assessment.grid
    for run in assessment.runs.values():
        for weights in random_weights(grid, 2):
            expected = score(run.facts, moved_grid(grid, weights), vocation=run.project.vocation)
            found = page_scores(page, run.project.key, weights)
            for side, name in (("low", "score_low"), ("central", "score"), ("high", "score_high")):
                np.testing.assert_allclose(
                    np.array(found[side], float), expected.table[name], rtol=0, atol=1e-9
                )
            assert found["rank"] == expected.table["rank"].tolist()
            assert found["best"] == expected.table["rank_best"].tolist()
            assert found["worst"] == expected.table["rank_worst"].tolist()


ALL_SCORES = """(weightings) => weightings.map((weights) => {
  const { scores } = zae.evaluate(weights);
  return ["low", "central", "high"].map((side) => [
    [...scores[side]], ...scores.families[side].map((f) => [...f].map((mark) => 100 * mark))]);
})"""


def test_arithmetic_of_the_page_is_that_of_the_engine(linked: Open, assessment: Assessment) -> None:
    drawn = random_weights(assessment.grid, 40)
    for run in assessment.runs.values():
        page, told = linked(f"#project={run.project.key}"), [list(w.values()) for w in drawn]
        found = np.array(page.evaluate(ALL_SCORES, told), float)
        for of_page, weights in zip(found, drawn, strict=True):
            grid = moved_grid(assessment.grid, weights)
            for side, columns in zip(("low", "central", "high"), of_page, strict=True):
                families = family_scores(getattr(run.scores.marks, side), grid)
                engine = [across(families, grid), *(100 * families[f] for f in families)]
                np.testing.assert_allclose(columns, engine, rtol=0, atol=1e-9)


def test_sheet_shows_contributions_that_add_up(linked: Open, assessment: Assessment) -> None:
    run = next(iter(assessment.runs.values()))
    site = run.scores.table["score"].idxmax()
    page = linked(f"#site={site}")
    cells = page.locator(".contributions td.bar").all_inner_texts()
    shown = [float(c.replace(",", ".").replace("−", "-")) for c in cells if c.strip() != "–"]
    expected = contributions(run.scores, assessment.grid).loc[site].dropna()
    assert sorted(shown) == pytest.approx(sorted(expected), abs=0.051)
    assert sum(expected) == pytest.approx(run.scores.table["score"][site])


def test_sheet_names_each_veto_that_fires(linked: Open, assessment: Assessment) -> None:
    found = next(iter(assessment.runs.values())).scores.vetoes
    fired = found[found["state"] == "fired"]
    site = fired["site_id"].iloc[0]
    labels = {v.key: v.label["fr"] for v in assessment.grid.vetoes}
    page = linked(f"#site={site}")
    text = page.locator("#sheet-body").inner_text()
    for veto in fired[fired["site_id"] == site]["veto"]:
        assert labels[veto] in text


def test_a_slider_moves_the_scores_and_reset_brings_them_back(linked: Open) -> None:
    page = linked("#site=S05")
    before = page.locator(".score-figure").inner_text()
    page.locator("#panel-weights > summary").click()
    page.locator("#weight-family-0").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert page.locator(".score-figure").inner_text() != before
    page.locator("#weights-reset").click()
    assert page.locator(".score-figure").inner_text() == before


def test_range_of_the_winner_holds_inside_and_breaks_outside(
    linked: Open, assessment: Assessment
) -> None:
    page = linked()
    run = next(iter(assessment.runs.values()))
    ranges = page.evaluate("zae.winnerRanges()")
    winner = run.scores.table["rank"].idxmin()
    shares = {c.key: c.weight.share for c in assessment.grid.criteria}
    level = run.scores.table["admission"].map(RANK_OF_LEVEL)
    for criterion, held in zip(assessment.grid.criteria, ranges, strict=True):
        for edge, limit, sign in (("low", "from", -1), ("high", "to", 1)):
            if abs(held[edge] - held[limit]) < 1e-12:
                continue
            for shift, first in ((-sign * 1e-4, True), (sign * 1e-4, False)):
                weights = shares | {criterion.key: held[edge] + shift}
                grid = moved_grid(assessment.grid, weights)
                again = across(family_scores(run.scores.marks.central, grid), grid) - APART * level
                assert (again.idxmax() == winner) is first


def test_link_restores_the_state(opened: Open) -> None:
    page = opened()
    page.evaluate(
        """() => { zae.store.set({ site: 'S03', sort: '-area', view: 'table',
             filters: { letters: [2, 3], text: 'nom' },
             weights: { [zae.head.grid.criteria[0].key]: 0.1 } }) }"""
    )
    page.wait_for_timeout(400)
    fragment = page.evaluate("location.hash")
    again = opened(fragment)
    state = again.evaluate("zae.store.get()")
    expected = page.evaluate("zae.store.get()")
    assert {**state, "camera": None} == {**expected, "camera": None}
    assert again.locator("#sheet").is_visible()
    assert again.locator("#search").input_value() == "nom"


def test_a_broken_link_opens_the_page_all_the_same(opened: Open) -> None:
    page = opened("#project=nulle&weights=%7B&filters=[1]&camera=[1]&view=%E0%A4%A&site=__proto__")
    assert page.locator("#table-body tr").count() == 12


def test_search_takes_accents_and_parcels(linked: Open) -> None:
    page = linked()
    for text, site in (("ilot", "S01"), ("340000000A0006", "S07")):
        page.locator("#search").fill(text)
        page.wait_for_timeout(300)
        assert page.locator("#table-body tr").count() == 1
        shown = page.evaluate("zae.sites.id.filter((_, i) => zae.view.shown[i])")
        assert shown == [site]


def test_hostile_names_are_text(linked: Open) -> None:
    page = linked()
    for site, name in zip(("S01", "S02", "S03"), small.HOSTILE, strict=True):
        page.evaluate("(site) => zae.store.set({ site })", site)
        assert page.evaluate("document.querySelector('#sheet-title').textContent") == name
    assert page.locator("#sheet script, #table-body script").count() == 0


def test_keyboard_alone_opens_a_sheet_from_the_table(opened: Open) -> None:
    page = opened("#view=table")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#table-body') !== null"):
            break
    page.keyboard.press("Enter")
    assert page.locator("#sheet").is_visible()


def test_phone_has_nothing_wider_than_the_screen(linked: Open) -> None:
    page = linked(width=360, height=740)
    for patch in ({}, {"site": "S01"}, {"site": "", "view": "table"}, {"view": "settings"}):
        page.evaluate("(patch) => zae.store.set(patch)", patch)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_remarks_are_saved_to_a_file(opened: Open) -> None:
    page = opened("#site=S02")
    page.locator("#remark").fill("Accès poids lourds à revoir <b>")
    page.locator("#panel-tools > summary").click()
    with page.expect_download() as waiting:
        page.locator("#remarks-save").click()
    saved = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert saved["format"] == "zae-remarks-1"
    assert [(r["site_id"], r["text"]) for r in saved["remarks"]] == [
        ("S02", "Accès poids lourds à revoir <b>")
    ]


def test_remarks_of_the_page_come_into_the_study(
    opened: Open, assessment: Assessment, tmp_path: Path
) -> None:
    page = opened("#site=S02")
    text = 'Accès à revoir <b>\n=1+1 "x" \u202efin'
    page.locator("#remark").fill(text)
    page.locator("#panel-tools > summary").click()
    page.locator("#remark-author").fill("Jeanne <i>")
    with page.expect_download() as waiting:
        page.locator("#remarks-save").click()
    file = Path(waiting.value.path())
    assert remarks.add(remarks.read_saved([file], assessment), tmp_path) == 1
    assert remarks.add(remarks.read_saved([file], assessment), tmp_path) == 0
    found = remarks.kept(assessment.study.model_copy(update={"folder": tmp_path}))
    assert found[["site_id", "author", "text"]].to_numpy().tolist() == [["S02", "Jeanne <i>", text]]


def test_comparison_shows_the_sites_side_by_side(linked: Open) -> None:
    page = linked('#compare=["S01","S04","S05"]')
    page.locator("#panel-tools > summary").click()
    page.locator("#compare-open").click()
    assert page.locator("#compare thead th").count() == 3
    page.keyboard.press("Escape")
    assert not page.locator("#compare").is_visible()


@pytest.mark.parametrize(("paper", "long_mm", "short_mm"), [("A4", 297, 210), ("A3", 420, 297)])
def test_printed_page_holds_map_legend_and_sheet(
    opened: Open, tmp_path: Path, paper: str, long_mm: int, short_mm: int
) -> None:
    page = opened("#site=S05")
    page.evaluate("window.print = () => { document.body.dataset.asked = 'true'; }")
    page.locator("#panel-tools > summary").click()
    page.locator(f"#print-{paper.lower()}").click()
    page.wait_for_selector("body[data-asked=true]", timeout=20_000)
    pdf = page.pdf(path=str(tmp_path / "map.pdf"), prefer_css_page_size=True, print_background=True)
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (long_mm, short_mm)
    picture = page.evaluate(
        "(({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight])"
        "(document.querySelector('#print-map'))"
    )
    assert picture == {"A4": [980, 800], "A3": [1400, 1130]}[paper]
    page.emulate_media(media="print")
    assert page.locator("#legend").is_visible()
    assert page.locator("#sheet-title").is_visible()
    assert not page.locator("#search").is_visible()


SKETCHED = """() => {
  const { sketch: { canvas, frame }, sites } = zae;
  const context = canvas.getContext("2d");
  return sites.id.map((_, i) => {  // half-way from the middle to a corner
    const [[ring]] = sites.outlines.shape(i);
    const [lon, lat] = [0, 1].map((axis) => (ring[0][axis] + sites.centres[i][axis]) / 2);
    const [x, y] = frame.place(lon, lat);
    return [...context.getImageData(x * frame.ratio, y * frame.ratio, 1, 1).data].slice(0, 3);
  });
}"""


NO_WEBGL = ["--disable-3d-apis"]


@pytest.fixture
def without_webgl(playwright: Any, map_file: Path) -> Iterator[Open]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + NO_WEBGL)

    def visit(fragment: str = "") -> Any:
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.goto(f"{map_file.as_uri()}{fragment}")
        page.wait_for_selector("body[data-ready=true]", timeout=30_000)
        return page

    yield visit
    browser.close()


def test_without_webgl_the_page_says_so_and_keeps_map_and_table(
    without_webgl: Open, assessment: Assessment
) -> None:
    page = without_webgl("#hatching=false")
    notice, drawn = (page.locator(name).bounding_box() for name in ("#no-webgl", "#map-area"))
    assert notice["y"] + notice["height"] <= drawn["y"]
    assert drawn["height"] > 300
    assert page.locator("#table-body tr").count() == 12
    table = next(iter(assessment.runs.values())).scores.table
    ground, opacity = np.array([0xF4, 0xF2, 0xEC]), 0.88
    for pixel, letter in zip(page.evaluate(SKETCHED), table["letter"], strict=True):
        expected = opacity * np.array(rgb(LETTER_COLOURS[letter])) + (1 - opacity) * ground
        assert pixel == pytest.approx(expected, abs=3)


def test_without_webgl_filters_clicks_and_print_work_on_the_map(without_webgl: Open) -> None:
    page = without_webgl()
    before = page.evaluate(SKETCHED)
    page.evaluate("zae.store.set({ filters: { text: 'S05' } })")
    after = page.evaluate(SKETCHED)
    gone = [i for i, pixel in enumerate(after) if pixel == [0xF4, 0xF2, 0xEC]]
    assert gone == [i for i in range(12) if i != 4]
    assert [0xF4, 0xF2, 0xEC] not in before
    at = page.evaluate("zae.sketch.frame.place(...zae.sites.centres[4])")
    page.locator("#sketch").click(position={"x": at[0], "y": at[1]})
    assert page.evaluate("zae.store.get().site") == "S05"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.querySelector('#print-map').src.length") > 2000


def test_without_webgl_a_site_inside_another_leaves_no_hole(
    playwright: Any, assessment: Assessment, tmp_path: Path
) -> None:
    """The first square stands inside the second, which looks like it and has a hole of its own."""
    outer = assessment.sites.geometry.iloc[1]
    middle, hole = outer.centroid, outer.centroid.buffer(5)
    inner = box(middle.x - 45, middle.y - 45, middle.x - 15, middle.y - 15)
    places = assessment.sites.iloc[:2].set_geometry([inner, outer - hole], crs=2154)
    run = assessment.runs["industrie"]
    alike = {side: getattr(run.facts, side).iloc[[0, 0]].set_axis(places.index)
             for side in ("low", "high", "status")}  # fmt: skip
    facts = replace(run.facts, **alike)
    scores = score(facts, assessment.grid, vocation=run.project.vocation)
    firm = firmness(facts, scores, assessment.grid, draws=50)
    again = replace(run, facts=facts, scores=scores, firmness=firm)
    both = replace(assessment, sites=places, runs={"industrie": again})
    file = webmap.write(both, tmp_path / "map.html")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + NO_WEBGL)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{file.as_uri()}#hatching=false")
    page.wait_for_selector("body[data-ready=true]", timeout=30_000)
    points = gpd.GeoSeries([inner.centroid, middle, Point(middle.x + 30, middle.y)], crs=2154)
    pixels = page.evaluate(
        """(places) => { const { frame } = zae.sketch; const canvas = frame.context.canvas;
             return places.map(([lon, lat]) => { const [x, y] = frame.place(lon, lat);
               return [...canvas.getContext("2d").getImageData(
                 x * frame.ratio, y * frame.ratio, 1, 1).data].slice(0, 3); }); }""",
        [[p.x, p.y] for p in points.to_crs(4326)],
    )
    browser.close()
    ground = [0xF4, 0xF2, 0xEC]
    assert pixels[0] == pixels[2] != ground
    assert pixels[1] == ground


def test_the_sketch_stands_where_the_moving_map_draws(chromium: Any, map_file: Path) -> None:
    page = chromium.new_page(viewport={"width": 1100, "height": 760})
    page.goto(map_file.as_uri())
    page.wait_for_selector("body[data-ready=true]", timeout=30_000)
    apart = page.evaluate(
        """() => zae.sites.centres.map((c) => {
             const { x, y } = zae.map.map.project(c);
             const [u, v] = zae.sketch.frame.place(...c);
             return Math.hypot(x - u, y - v); })"""
    )
    page.close()
    assert max(apart) < 0.5


def test_a_letter_filter_keeps_whatever_may_have_the_letter(
    linked: Open, assessment: Assessment
) -> None:
    page = linked()
    table = next(iter(assessment.runs.values())).scores.table
    for place, letter in enumerate("ABCDE"):
        page.evaluate("(l) => zae.store.set({ filters: { letters: [l] } })", place)
        shown = page.evaluate("zae.sites.id.filter((_, i) => zae.view.shown[i])")
        best, worst = table["letter_high"].fillna("Z"), table["letter_low"].fillna("")
        assert shown == table.index[(best <= letter) & (letter <= worst)].tolist()


def test_a_veto_that_is_unticked_takes_its_sites_away(linked: Open, assessment: Assessment) -> None:
    page = linked()
    found = next(iter(assessment.runs.values())).scores.vetoes
    fired = found[found["state"] == "fired"]
    veto = fired["veto"].iloc[0]
    label = next(v.label["fr"] for v in assessment.grid.vetoes if v.key == veto)
    page.locator("#panel-filters > summary").click()
    page.get_by_label(label, exact=True).uncheck()
    shown = page.evaluate("zae.sites.id.filter((_, i) => zae.view.shown[i])")
    kept = set(assessment.sites.index) - set(fired.loc[fired["veto"] == veto, "site_id"])
    assert set(shown) == kept
    assert 0 < len(kept) < len(assessment.sites)


@pytest.mark.parametrize(
    ("fragment", "width"),
    [("", 1280), ("#site=S01", 1280), ("#view=table", 1280), ("#site=S01", 360),
     ("#view=settings", 360), ("", 360), ('#compare=["S01","S04"]', 1280)],
)  # fmt: skip
def test_axe_finds_nothing(linked: Open, fragment: str, width: int) -> None:
    axe = os.environ.get("ZAE_AXE", "")
    if not Path(axe).is_file():
        pytest.skip("axe-core is absent (set ZAE_AXE to its axe.min.js)")
    page = linked(fragment, width=width, height=740)
    page.evaluate("document.querySelectorAll('#panel details').forEach((d) => { d.open = true; })")
    if "compare" in fragment:
        page.locator("#compare-open").click()
    page.evaluate(Path(axe).read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })"
    )
    told = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found["violations"]]
    assert told == []


def test_base_map_is_asked_of_one_host_only_when_chosen(chromium: Any, map_file: Path) -> None:
    context = chromium.new_context()
    context.set_offline(offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda r: asked.append(r.url) if r.url.startswith("http") else None)
    page.goto(map_file.as_uri())
    page.wait_for_selector("body[data-ready=true]", timeout=30_000)
    assert asked == []
    page.locator("#panel-layers > summary").click()
    page.locator("#base").select_option("plan")
    page.wait_for_timeout(1500)
    assert {re.match(r"https://[^/]+", url)[0] for url in asked} == {"https://data.geopf.fr"}
    assert "IGN" in page.locator("#map").inner_text()
    page.locator("#base").select_option("")
    assert "IGN" not in page.locator("#map").inner_text()
    context.close()


def test_public_page_opens_too(chromium: Any, assessment: Assessment, tmp_path: Path) -> None:
    file = webmap.write(assessment, tmp_path / "map.html", lang="en", edition="public")
    page = chromium.new_page()
    page.goto(f"{file.as_uri()}#site=S04")
    page.wait_for_selector("body[data-ready=true]", timeout=30_000)
    assert "public edition" in page.locator("#banner").inner_text()
    assert page.locator("#sheet").is_visible()
    page.close()


def test_a_site_without_a_settled_letter_shows_its_letters_and_is_counted_apart(
    linked: Open, assessment: Assessment
) -> None:
    page = linked()
    table = next(iter(assessment.runs.values())).scores.table
    undecided = table["letter"].notna() & (table["letter_low"] != table["letter_high"])
    assert undecided.any()
    settled = table["letter"][table["letter"].notna() & ~undecided].value_counts()
    counts = page.locator("#legend-letters .count").all_inner_texts()
    assert [int(c) for c in counts] == [settled.get(letter, 0) for letter in "ABCDE"]
    line = page.locator("#legend-signs li").first.inner_text().split()
    assert (line[:3], line[-1]) == (["Lettre", "non", "établie"], str(undecided.sum()))
    shown = page.locator("#table-body .letter-open").all_inner_texts()
    told = table[undecided]
    assert sorted(shown) == sorted(told["letter_high"] + "–" + told["letter_low"])


def test_the_sheet_says_how_much_of_each_family_is_known(
    linked: Open, assessment: Assessment
) -> None:
    run = next(iter(assessment.runs.values()))
    shares = known_shares(run.scores.marks, assessment.grid)
    site = shares.min(axis=1).idxmin()
    page = linked(f"#site={site}")
    said = page.locator("#sheet .families li .quiet").all_inner_texts()
    percents = [int(re.search(r"(\d+)\s%\sconnu", text)[1]) for text in said]
    assert percents == (100 * shares.loc[site]).round().astype(int).tolist()
    thin = page.locator("#sheet .families .thin").count()
    assert thin == (shares.loc[site] < 0.5).sum() > 0


def test_the_sheet_says_how_firm_the_rank_is_and_what_to_measure_first(
    linked: Open, assessment: Assessment
) -> None:
    found = site_table(assessment)
    rows = found[found["project"] == next(iter(assessment.runs))].set_index("site_id")
    page = linked()
    settled = rows.index[rows["measure_first"] == ""][0]
    for site in (rows["first_share"].idxmax(), rows["first_share"].idxmin(), settled):
        row = rows.loc[site]
        page.evaluate("(site) => zae.store.set({ site })", site)
        said = " ".join(page.locator("#firm li").all_inner_texts()).replace("\u202f", " ")
        share = page.evaluate("(i) => zae.view.project.firm.first[i]", rows.index.get_loc(site))
        assert share == pytest.approx(row["first_share"], abs=0.0005)
        told = [int(number) for number in re.findall(r"(\d+)\s%", said)]
        shares = row[["first_share", "completeness", "decisiveness"]]
        shown = shares if row["first_share"] >= 0.005 else shares.iloc[1:]
        assert told == pytest.approx((100 * shown).tolist(), abs=0.51)
        assert ("presque jamais premier" in said.lower()) == (row["first_share"] < 0.005)
        assert f"rang moyen {row['mean_rank']:.1f} sur 12".replace(".", ",", 1) in said
        assert "probab" not in said
        measures = page.locator("#measure-first li").all_inner_texts()
        assert " ; ".join(measures) == row["measure_first"]


def test_the_order_that_the_page_calls_settled_is_the_engine_s(
    linked: Open, assessment: Assessment
) -> None:
    table = next(iter(assessment.runs.values())).scores.table
    page = linked()
    shares = []
    for site in table.index:
        page.evaluate("(site) => zae.store.set({ site })", site)
        shares.append(page.locator("#firm li").last.inner_text())
    told = [int(re.search(r"(\d+)\s%", text)[1]) for text in shares]
    assert told == pytest.approx((100 * table["decisiveness"]).tolist(), abs=0.51)
