"""What the sheet of a site says beyond its score, and the outline that its vetoes give it."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pandas import Series

from criteria.facts import Facts
from criteria.scores import score
from tests.zae.conftest import Open
from zae.assessment import Assessment, Run
from zae.publish.palette import ADMISSION_OUTLINES, rgb

pytestmark = pytest.mark.browser

ENOUGH = 5
"""Ways to the next letter that are tried."""


def number(text: str) -> float:
    """The first number of a text, as the page writes it in French."""
    found = re.search(r"[−-]?\d[\d\s]*(?:,\d+)?", text)[0]
    return float("".join(found.split()).replace(",", ".").replace("−", "-"))


def settled(facts: Facts, site: str, criterion: str, value: float) -> Facts:
    """The facts with one of them known exactly for one site."""
    frames = {}
    for name, cell in (("low", value), ("high", value), ("status", "measured")):
        frames[name] = getattr(facts, name).copy()
        frames[name][criterion] = frames[name][criterion].astype(
            object if name == "status" else float
        )
        frames[name].loc[site, criterion] = cell
    return replace(facts, **frames)


def again(run: Run, assessment: Assessment, site: str, criterion: str, value: float) -> Series:
    """The line of a site once a fact is settled."""
    facts = settled(run.facts, site, criterion, value)
    return score(facts, assessment.grid, vocation=run.project.vocation).table.loc[site]


def section(page: Any, title: str) -> Any:
    """A section of the sheet, by the start of its title."""
    return page.locator("#sheet-body section", has=page.locator("h3", has_text=title))


def test_neighbours_are_the_nearest_sites_with_their_distance(linked: Open) -> None:
    page = linked("#site=S06")  # second row, second column of a grid of 150 m
    told = section(page, "Voisins").locator("li").all_inner_texts()
    metres = [number(text.rsplit("·", 1)[1]) for text in told]
    assert metres == pytest.approx([150, 150, 150, 150, 150 * 2**0.5], rel=0.01)
    page.evaluate("zae.store.set({ site: 'S09' })")
    link = section(page, "Voisins").get_by_role("button", name="Site n° 5", exact=True)
    link.click()
    assert page.evaluate("zae.store.get().site") == "S05"


def test_the_value_that_moves_a_site_to_the_next_letter_does(
    linked: Open, assessment: Assessment
) -> None:
    run = next(iter(assessment.runs.values()))
    labels = {c.label["fr"]: c for c in assessment.grid.criteria}
    starts = {s.letter: s.from_score for s in assessment.grid.letters.scale}
    page, tried = linked(), 0
    for site in assessment.sites.index[3:]:
        page.evaluate("(site) => zae.store.set({ site })", site)
        block = section(page, "Ce qui ferait passer à")
        if not block.count():
            continue
        goal = starts[block.locator("h3").inner_text()[-1]]
        missing = number(block.locator("p").inner_text())
        assert missing == pytest.approx(goal - run.scores.table["score"][site], abs=0.051)
        for way in block.locator("li:has(strong)").all():
            criterion = labels[way.inner_text().split(":")[0].strip()]
            needed = number(way.locator("strong").inner_text())
            points = criterion.value.points
            step = 0.02 * (points[-1][0] - points[0][0]) * (1 if points[0][1] < 0.5 else -1)
            assert again(run, assessment, site, criterion.key, needed + step)["score"] > goal
            assert again(run, assessment, site, criterion.key, needed - step)["score"] < goal
            tried += 1
        if tried >= ENOUGH:
            break
    assert tried >= ENOUGH


def test_what_is_not_known_is_told_with_the_width_it_takes_off(
    linked: Open, assessment: Assessment
) -> None:
    run = next(iter(assessment.runs.values()))
    labels = {c.label["fr"]: c for c in assessment.grid.criteria}
    table = run.scores.table
    site = (table["score_high"] - table["score_low"]).idxmax()
    width = table["score_high"][site] - table["score_low"][site]
    told = section(linked(f"#site={site}"), "Ce qu'on ne sait pas").locator("li").all_inner_texts()
    assert told
    for text in told:
        name, rest = text.split(":", 1)
        criterion = labels[name.strip()]
        ends = [run.facts.low.loc[site, criterion.key], run.facts.high.loc[site, criterion.key]]
        if np.isnan(ends[0]):
            ends = [criterion.value.points[0][0], criterion.value.points[-1][0]]
        lines = [again(run, assessment, site, criterion.key, end) for end in ends]
        left = np.mean([line["score_high"] - line["score_low"] for line in lines])
        assert number(rest) == pytest.approx(width - left, abs=0.051)


EDGES = """() => {
  const map = zae.map.map;
  map.redraw();
  const source = map.getCanvas();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [source.width, source.height];
  const context = canvas.getContext("2d");
  context.drawImage(source, 0, 0);
  const ratio = source.width / source.clientWidth;
  return zae.sites.id.map((_, i) => {
    const [[ring]] = zae.sites.outlines.shape(i);
    return ring.slice(1).flatMap(([lon, lat], k) => Array.from({ length: 40 }, (_, step) => {
      const share = (step + 0.5) / 40;
      const { x, y } = map.project([
        ring[k][0] + share * (lon - ring[k][0]), ring[k][1] + share * (lat - ring[k][1])]);
      const at = [x, y].map((c) => Math.round(c * ratio));
      return [...context.getImageData(...at, 1, 1).data].slice(0, 3);
    }));
  });
}"""


def test_the_edge_of_a_site_has_the_colour_of_its_admission_and_of_no_other(
    linked: Open, assessment: Assessment
) -> None:
    page = linked("#hatching=false", height=1400)
    page.wait_for_timeout(500)
    admission = next(iter(assessment.runs.values())).scores.table["admission"]
    strong = {
        level: np.array(rgb(ADMISSION_OUTLINES[level].colour)) for level in ("reserve", "interdit")
    }
    assert set(strong) <= set(admission)
    for pixels, level in zip(page.evaluate(EDGES), admission, strict=True):
        shares = {
            name: (np.abs(np.array(pixels) - colour).max(axis=1) < 30).mean()
            for name, colour in strong.items()
        }
        for name, share in shares.items():
            # A dashed line has gaps of two fifths; a label may lie over a side.
            assert (share > (0.3 if name == "reserve" else 0.7)) if name == level else (share == 0)
