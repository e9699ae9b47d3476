"""Fixtures of the product's tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.zae import small
from zae.assessment import Assessment
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


@pytest.fixture
def opened(chromium: Any, map_file: Path) -> Iterator[Open]:
    """Open the map; at the end, no request may have left and no error been raised."""
    contexts, asked, errors = [], [], []

    def visit(fragment: str = "", *, width: int = 1280, height: int = 800) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="fr-FR", accept_downloads=True
        )
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.on("request", lambda r: asked.append(r.url))
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("dialog", lambda d: errors.append(f"dialog: {d.message}"))
        page.goto(f"{map_file.as_uri()}{fragment}")
        page.wait_for_selector("body[data-ready=true]", timeout=30_000)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
