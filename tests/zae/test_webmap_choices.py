"""Choices of the reader on the map: project, family, layers, zoom; what a sheet cites and links."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.zae.conftest import Open, until
from zae.assessment import Assessment

pytestmark = pytest.mark.browser

LABELS = """() => zae.map.map.queryRenderedFeatures({ layers: ["site-badge"] })
  .map((f) => [zae.sites.id[f.id], f.properties.icon])"""


def wanted(row: Any) -> str:
    """Picture of the label of a site: its letter, or the letters possible."""
    if row["letter_low"] == row["letter_high"]:
        return f"letter {row['letter']}"
    return f"letters {row['letter_high']}–{row['letter_low']} {row['letter']}"


def test_letters_stand_on_the_sites_at_close_zoom_and_not_from_afar(
    linked: Open, assessment: Assessment
) -> None:
    page = linked()
    page.evaluate("zae.map.map.jumpTo({ center: zae.sites.centres[4], zoom: 17 })")
    until(page, f"({LABELS})().length > 0")
    table = next(iter(assessment.runs.values())).scores.table
    for site, picture in page.evaluate(LABELS):
        assert picture == wanted(table.loc[site])
    page.evaluate("zae.map.map.jumpTo({ zoom: 11 })")
    until(page, f"({LABELS})().length === 0")


def test_another_project_gives_its_own_marks_to_table_and_map(
    linked: Open, assessment: Assessment
) -> None:
    page, (_first, other) = linked(), assessment.runs
    page.locator("#project").select_option(other)
    until(page, f"document.body.dataset.project === '{other}'")
    table = assessment.runs[other].scores.table
    ranks = page.locator("#table-body tr td:first-child").all_inner_texts()
    assert [int(r) for r in ranks] == sorted(table["rank"])
    assert page.evaluate("[...zae.view.result.scores.central]") == pytest.approx(table["score"])


def test_a_family_colours_the_map_by_its_own_mark(linked: Open, assessment: Assessment) -> None:
    page, run = linked(), next(iter(assessment.runs.values()))
    family = assessment.grid.families[1]
    page.locator("#family").select_option(family.key)
    assert page.locator("#legend-title").inner_text() == family.label["fr"]
    shown = page.evaluate("[...zae.view.result.shown.central].map((x) => x ?? NaN)")
    expected = run.scores.families["central"][family.key]
    assert shown == pytest.approx(expected.tolist(), nan_ok=True)


def test_a_layer_that_is_unticked_leaves_the_map_and_the_link_says_so(linked: Open) -> None:
    page = linked()
    visible = """(name) => zae.map.context.filter((c) => c.name === name)
      .map(({ id }) => zae.map.map.getLayoutProperty(id, "visibility"))"""
    name = page.evaluate("zae.head.context.find(({ role }) => role === 'street').name")
    assert set(page.evaluate(visible, name)) == {"visible"}
    page.locator("#panel-layers > summary").click()
    label = page.evaluate("zae.head.context.find(({ role }) => role === 'street').label")
    page.get_by_label(label, exact=True).uncheck()
    assert set(page.evaluate(visible, name)) == {"none"}
    until(page, "location.hash.includes('hidden=')")
    page.get_by_label(label, exact=True).check()
    assert set(page.evaluate(visible, name)) == {"visible"}


def test_every_criterion_of_a_sheet_cites_its_source_and_says_its_status(
    linked: Open, assessment: Assessment
) -> None:
    page, run = linked("#site=S05"), next(iter(assessment.runs.values()))
    rows = page.locator(".contributions tbody tr:has(.source)").all()
    assert len(rows) == len(assessment.grid.criteria)
    statuses = run.facts.status.loc["S05"]
    named = {"measured": "mesuré", "unknown": "inconnu"}
    labels = {c.label["fr"]: c for c in assessment.grid.criteria}
    for row in rows:
        said = row.inner_text()
        criterion = labels[said.split("\n")[0].strip()]
        assert "Essai, 2026-01" in said  # producer and vintage of the layer it is taken from
        status = statuses[criterion.key]
        assert named.get(status, "") in said.lower(), (criterion.key, status, said)
        if status == "measured":
            unit = page.evaluate(
                "(key) => zae.head.grid.criteria.find((c) => c.key === key).unit", criterion.key
            )
            assert unit in said.replace("\u00a0", " ")


@pytest.fixture
def with_links(linked: Open) -> Iterator[Any]:
    """The page once two sites have a link; taken back afterwards."""
    page = linked()
    page.evaluate(
        """() => { window.before = zae.sites.url; zae.sites.url = zae.sites.id.map((_, i) =>
             ({ 3: "https://site.invalid/plan.pdf", 4: "javascript:alert(1)" })[i] ?? ""); }"""
    )
    yield page
    page.evaluate("() => { zae.sites.url = window.before; }")


def test_a_link_to_a_photo_or_a_plan_is_one_of_the_web_or_none(with_links: Any) -> None:
    links = "#sheet-body a"
    with_links.evaluate("zae.store.set({ site: 'S04' })")
    assert with_links.locator(links).get_attribute("href") == "https://site.invalid/plan.pdf"
    assert "noreferrer" in with_links.locator(links).get_attribute("rel")
    with_links.evaluate("zae.store.set({ site: 'S05' })")
    assert with_links.locator(links).count() == 0
