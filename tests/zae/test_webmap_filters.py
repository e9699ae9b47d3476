"""Filters of the web map, tick by tick, in a real Chromium."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from zae.assessment import Assessment
from zae.publish import webmap

pytestmark = pytest.mark.browser

SHOWN = "zae.sites.id.filter((_, i) => zae.view.shown[i])"


@pytest.fixture(scope="module")
def varied(assessment: Assessment) -> Assessment:
    """The squares in two communes, of 0.5, 1, 1.5 … 6 ha."""
    count = len(assessment.sites)
    return replace(
        assessment,
        sites=assessment.sites.assign(
            commune=["Lattes" if i % 4 == 1 else "Montpellier" for i in range(count)],
            area_m2=[5_000.0 * (i + 1) for i in range(count)],
        ),
    )


@pytest.fixture(scope="module")
def whole(
    chromium: Any, varied: Assessment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """Their page, open, its filters unfolded."""
    file = webmap.write(varied, tmp_path_factory.mktemp("filters") / "map.html")
    opened = chromium.new_page(viewport={"width": 1280, "height": 800})
    opened.goto(file.as_uri())
    opened.wait_for_selector("body[data-ready=true]", timeout=30_000)
    opened.locator("#panel-filters > summary").click()
    yield opened
    opened.close()


@pytest.fixture
def page(whole: Any) -> Iterator[Any]:
    """The page with no filter, before and after."""
    yield whole
    whole.get_by_role("button", name="Ôter tous les filtres").click()
    assert whole.evaluate(SHOWN) == whole.evaluate("zae.sites.id")


@pytest.mark.parametrize(
    ("title", "column", "value", "label"),
    [
        ("Type de site", "kind", "friche", "Friche"),
        ("Disponibilité", "availability", "bare", "Terrain nu"),
        ("Propriété", "tenure", "private", "Privée"),
        ("Commune", "commune", "Lattes", "Lattes"),
    ],
)
def test_a_value_that_is_unticked_takes_its_sites_away(
    page: Any, varied: Assessment, title: str, column: str, value: str, label: str
) -> None:
    page.get_by_role("group", name=title).get_by_label(label, exact=True).uncheck()
    kept = varied.sites.index[varied.sites[column] != value]
    assert 0 < len(kept) < len(varied.sites)
    assert page.evaluate(SHOWN) == kept.tolist()
    assert page.locator("#table-body tr").count() == len(kept)


def fill(page: Any, label: str, text: str) -> list[str]:
    """Type into a number field; what is shown once the page has caught up."""
    page.get_by_label(label, exact=True).fill(text)
    page.wait_for_timeout(350)
    shown: list[str] = page.evaluate(SHOWN)
    return shown


def test_a_least_score_keeps_the_sites_that_reach_it(page: Any, varied: Assessment) -> None:
    score = next(iter(varied.runs.values())).scores.table["score"]
    limit = round(float(score.median()), 2)
    kept = score.index[score >= limit]
    assert 0 < len(kept) < len(score)
    assert fill(page, "Note d'au moins", str(limit)) == kept.tolist()


def test_areas_are_kept_between_two_bounds_both_included(page: Any) -> None:
    fill(page, "Surface de (ha)", "1.5")
    assert fill(page, "à (ha)", "2.5") == ["S03", "S04", "S05"]
