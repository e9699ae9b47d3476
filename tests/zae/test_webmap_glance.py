"""The first glance: dots of many sites before the page is read in full, as they are to stay."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from criteria.scores import score
from tests.zae import small
from zae.assessment import Assessment
from zae.publish import webmap

pytestmark = pytest.mark.browser

MANY = 2001
"""Sites of which only dots can be seen when the page opens: one more than the page draws whole."""

MOMENTS = """(() => {
  window.moments = [];
  const seen = (name) => {
    const rows = document.querySelectorAll("#table-body tr").length;
    window.moments.push({ name, rows, picture: document.querySelector("#sketch").toDataURL() });
  };
  new MutationObserver(() => {
    for (const name of ["drawn", "shown"]) {
      if (document.body?.dataset[name] && !window.moments.some((m) => m.name === name)) seen(name);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
})()"""
"""What the page holds when it says that its sites are drawn, and that all is shown."""


@pytest.fixture(scope="module")
def many(assessment: Assessment) -> Assessment:
    """Many squares; what makes a rank firm is known of the first dozen only."""
    sites, runs = small.sites(MANY), {}
    for seed, (key, run) in enumerate(assessment.runs.items()):
        facts = small.facts(sites, assessment.grid, seed=seed)
        scores = score(facts, assessment.grid, vocation=run.project.vocation)
        runs[key] = replace(run, facts=facts, scores=scores)
    return replace(assessment, sites=sites, runs=runs)


@pytest.fixture(scope="module")
def moments(
    chromium: Any, many: Assessment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """Open the page of many sites and tell its first moments."""
    file: Path = webmap.write(many, tmp_path_factory.mktemp("many") / "map.html")
    context = chromium.new_context(viewport={"width": 900, "height": 700})
    context.add_init_script(MOMENTS)

    def told(fragment: str) -> list[dict[str, Any]]:
        page = context.new_page()
        page.goto(f"{file.as_uri()}{fragment}", wait_until="commit")
        page.wait_for_selector("body[data-shown=true]", timeout=30_000)
        found: list[dict[str, Any]] = page.evaluate("window.moments")
        page.close()
        return found

    yield told
    context.close()


def test_the_first_glance_is_what_stays_and_comes_before_the_table(
    moments: Callable[[str], list[dict[str, Any]]],
) -> None:
    drawn, shown = moments("")
    assert (drawn["rows"], shown["rows"]) == (0, 50)
    assert drawn["picture"] == shown["picture"]
    assert len(drawn["picture"]) > 5_000  # thousands of dots, not an empty sheet


@pytest.mark.parametrize(
    "fragment", ['#filters={"letters":[1]}', "#site=S05", "#family=land", "#camera=[4,43.6,15]"]
)
def test_what_a_glance_could_not_tell_waits_for_the_whole_page(
    moments: Callable[[str], list[dict[str, Any]]], fragment: str
) -> None:
    drawn, _shown = moments(fragment)
    assert drawn["rows"] > 0
