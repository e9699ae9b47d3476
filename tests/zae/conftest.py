"""Fixtures of the product's tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.zae import small
from zae.assessment import Assessment
from zae.demo import prepare
from zae.publish import webmap

collect_ignore = ["qgis_open.py"]  # a script for the system's Python, where PyQGIS lives

CHROMIUM = os.environ.get("ZAE_CHROMIUM") or shutil.which("chromium") or ""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SOFTWARE_WEBGL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]

Open = Callable[..., Any]


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    """A dozen squares, two projects, hostile names."""
    return small.assessment()


@pytest.fixture(scope="session")
def few() -> Assessment:
    """Five squares, for what is written once a site: the hostile names, a plain one, one more."""
    return small.assessment(5)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Study file of the fictional commune, nothing carried out: to be read, never written to."""
    return prepare(tmp_path_factory.mktemp("commune"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium found (set ZAE_CHROMIUM)")
    with sync_api.sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Any) -> Iterator[Any]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + SOFTWARE_WEBGL)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def map_file(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return webmap.write(assessment, tmp_path_factory.mktemp("map") / "map.html")


def until(page: Any, expression: str) -> None:
    """Wait for an expression to hold; the page's policy forbids the waiter that evaluates text."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")


class Watched:
    """Pages of which every request and every error is kept."""

    def __init__(self, chromium: Any) -> None:
        self._chromium = chromium
        self._contexts: list[Any] = []
        self.asked: list[str] = []
        self.errors: list[str] = []

    def visit(self, address: str, *, width: int = 1280, height: int = 800) -> Any:
        """Open a page, network cut, and wait until it has done all it does."""
        context = self._chromium.new_context(
            viewport={"width": width, "height": height}, locale="fr-FR", accept_downloads=True
        )
        self._contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.on("request", lambda r: self.asked.append(r.url))
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("dialog", lambda d: self.errors.append(f"dialog: {d.message}"))
        page.goto(address)
        page.wait_for_selector("body[data-ready=true]", timeout=30_000)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def check(self) -> None:
        """No request may have left and no error been raised."""
        assert self.errors == []
        left = [u for u in self.asked if not u.startswith(("file:", "blob:", "data:"))]
        assert left == []


@pytest.fixture
def opened(chromium: Any, map_file: Path) -> Iterator[Open]:
    """Open the map anew, for what depends on the opening or cannot be undone."""
    watched = Watched(chromium)
    yield lambda fragment="", **size: watched.visit(f"{map_file.as_uri()}{fragment}", **size)
    watched.close()
    watched.check()


@pytest.fixture(scope="session")
def kept_page(chromium: Any, map_file: Path) -> Iterator[tuple[Watched, Any]]:
    """The map, opened once."""
    watched = Watched(chromium)
    yield watched, watched.visit(map_file.as_uri())
    watched.close()


FOLLOW = """(fragment) => {
  document.querySelectorAll("#panel details").forEach((d) => { d.open = false; });
  document.querySelectorAll("dialog[open]").forEach((d) => d.close());
  document.activeElement?.blur();
  zae.map.map.resize();
  zae.map.map.fitBounds(zae.head.bounds, { padding: 48, maxZoom: 15, animate: false });
  history.replaceState(null, "", location.pathname + fragment);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  zae.map.map.stop();
}"""


@pytest.fixture
def linked(kept_page: tuple[Watched, Any]) -> Iterator[Open]:
    """The map that is open already, brought to the state of a link; quicker than to open it."""
    watched, page = kept_page

    def follow(fragment: str = "", *, width: int = 1280, height: int = 800) -> Any:
        if page.viewport_size != {"width": width, "height": height}:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(250)  # the page waits for the end of a resizing
        page.evaluate(FOLLOW, fragment)
        until(page, "zae.store.get().project === document.body.dataset.project")
        return page

    yield follow
    watched.check()
