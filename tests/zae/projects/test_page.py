"""The page of the follow-up in a browser, network cut: settlements are links, axe is silent."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.zae import small
from zae.assessment import Assessment
from zae.projects.content import content, followed
from zae.projects.demo import DAY, NAMES, history
from zae.projects.report import page
from zae.store import create


@pytest.fixture(scope="module")
def written(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suivi")
    store = create(folder / "r.sqlite")
    store.add_all(list(history(small.sites(), "implantation-1 1.0")))
    found = followed(store, DAY)
    told = content(found, "Essai", "fr") | {"map_sources": "Essai"}
    file = folder / "suivi.html"
    file.write_text(page(assessment, found, told), encoding="utf-8")
    return file


@pytest.fixture(params=[1280, 390])
def opened(chromium: Any, written: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = chromium.new_context(
        viewport={"width": request.param, "height": 800}, bypass_csp=True
    )
    context.set_offline(True)
    shown = context.new_page()
    shown.goto(written.as_uri())
    yield shown
    context.close()


@pytest.mark.browser
def test_each_settlement_leads_to_its_promises(opened: Any) -> None:
    pins = opened.locator("a.pin")
    assert pins.count() == len(NAMES)
    last = pins.nth(len(NAMES) - 1)
    assert not last.locator(".card").is_visible()
    last.focus()
    assert last.locator(".card").is_visible()
    last.press("Enter")
    assert opened.url.endswith(f"#p{len(NAMES)}")
    assert opened.locator(f"#p{len(NAMES)}").is_visible()
    name = opened.locator(f"#p{len(NAMES)} h3").inner_text()
    assert name.partition(". ")[2] in last.get_attribute("aria-label")
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.browser
@pytest.mark.parametrize("opened", [1280], indirect=True)
def test_pins_stand_on_their_sites(opened: Any) -> None:
    """Squares of the small study lie in rows: pins of one row share a height, columns a side."""
    found = {(p["left"], p["top"]) for p in opened.eval_on_selector_all(
        "a.pin", "all => all.map(a => ({left: a.style.left, top: a.style.top}))")}  # fmt: skip
    assert len(found) == len(NAMES)
    assert (len({x for x, _ in found}), len({y for _, y in found})) == (4, 3)


@pytest.mark.browser
@pytest.mark.parametrize("opened", [390], indirect=True)
def test_axe_finds_nothing(opened: Any) -> None:
    axe = os.environ.get("ZAE_AXE", "")
    if not axe:
        pytest.skip("axe-core is absent (set ZAE_AXE to its axe.min.js)")
    opened.add_script_tag(path=axe)
    found = opened.evaluate("axe.run()")["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
