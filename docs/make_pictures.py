"""
Make the pictures of the documentation: ``python docs/make_pictures.py [NAME...]``.

The map of `zae demo` on a screen, a telephone and paper, a page of each report, a layout of QGIS;
the map of Montpellier, on a screen and on paper, where the real data lie beside the project. Needs
Chromium; a page of a report needs ``pdftoppm`` (poppler), a layout needs PyQGIS: what is absent is
said and left out.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from land.errors import ZaeError
from zae.assess import assess
from zae.demo import demo
from zae.publish import report, webmap
from zae.study import read

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
MONTPELLIER = ROOT / "tests" / "real" / "montpellier.toml"
COLOURS = 256
MOST_BYTES = 150_000
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
SYSTEM_PYTHON = "/usr/bin/python3"


def light(shot: Path, name: str) -> None:
    """Keep a picture as a PNG; of few colours where it is over ``MOST_BYTES`` otherwise."""
    picture = Image.open(shot).convert("RGB")
    target = IMAGES / f"{name}.png"
    IMAGES.mkdir(exist_ok=True)
    picture.save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        # Coverage, not count: the colour of a letter that few sites have must stay what it is.
        few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
    sys.stdout.write(f"{target.name}: {target.stat().st_size / 1000:.0f} kB\n")


def shot(page: Path, name: str, *, size: tuple[int, int], fragment: str = "") -> None:
    """Picture of a map, network cut."""
    chromium = os.environ.get("ZAE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("no Chromium: install chromium, then run this again")
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        context.set_offline(True)
        opened = context.new_page()
        opened.goto(f"{page.resolve().as_uri()}{fragment}")
        opened.wait_for_selector("body[data-ready=true]", timeout=60_000)
        still(opened)
        file = Path(folder) / "shot.png"
        opened.screenshot(path=file)
        light(file, name)
        browser.close()


def still(opened: Any) -> None:
    """Wait until the map has drawn all that is in sight."""
    opened.evaluate(
        "new Promise((done) => { zae.map.map.once('idle', done); zae.map.map.triggerRepaint(); })"
    )
    opened.wait_for_timeout(300)


def printed(page: Path, name: str, *, fragment: str) -> None:
    """First page of the map as it is printed."""
    chromium = os.environ.get("ZAE_CHROMIUM") or shutil.which("chromium") or "chromium"
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        opened: Any = browser.new_page(viewport={"width": 1280, "height": 800})
        opened.goto(f"{page.resolve().as_uri()}{fragment}")
        opened.wait_for_selector("body[data-ready=true]", timeout=60_000)
        still(opened)
        opened.evaluate("window.print = () => { document.body.dataset.asked = 'true'; }")
        opened.locator("#panel-tools > summary").click()
        opened.locator("#print-a4").click()
        opened.wait_for_selector("body[data-asked=true]", timeout=60_000)
        paper = Path(folder) / "map.pdf"
        opened.pdf(path=paper, prefer_css_page_size=True, print_background=True)
        browser.close()
        paper_page(paper, name)


def paper_page(paper: Path, name: str, *, number: int = 1) -> None:
    """One page of a PDF."""
    tool = shutil.which("pdftoppm")
    if tool is None:
        sys.stdout.write(f"{name}: no pdftoppm (Debian: poppler-utils), left out\n")
        return
    with TemporaryDirectory() as folder:
        page = ["-f", str(number), "-l", str(number)]
        command = [tool, "-png", "-r", "80", *page, str(paper), str(Path(folder) / "page")]
        subprocess.run(command, check=True)  # noqa: S603  our own arguments
        light(next(Path(folder).glob("*.png")), name)


def layout(results: Path, name: str) -> None:
    """First layout of the QGIS project."""
    script = ROOT / "tests" / "zae" / "qgis_open.py"
    command = [SYSTEM_PYTHON, str(script), str(results)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        sys.stdout.write(f"{name}: no PyQGIS (Debian: python3-qgis), left out\n")
        return
    light(results / "layout1.png", name)


def of_demo(folder: Path) -> dict[str, Callable[[], None]]:
    """Pictures of the demonstration, by name."""
    files = demo(folder)
    study = read(files["study"])
    found = assess(study)
    best = found.runs["artisanat"].scores.table.query("rank == 1").index[0]
    sheet = f"#site={best}"
    names = report.write_sites(found, folder / "sites", only={best})
    return {
        "demo": lambda: shot(files["map"], "demo", size=(1280, 800), fragment=sheet),
        "demo-phone": lambda: shot(files["map"], "demo-phone", size=(360, 740), fragment=sheet),
        "demo-print": lambda: printed(files["map"], "demo-print", fragment=sheet),
        "demo-report": lambda: paper_page(folder / "sites" / f"{names[best]}.pdf", "demo-report"),
        "demo-ranking": lambda: paper_page(files["pdf"], "demo-ranking", number=2),
        "demo-qgis": lambda: layout(files["map"].parent, "demo-qgis"),
    }


def of_montpellier(folder: Path) -> dict[str, Callable[[], None]]:
    """Picture of Montpellier; none where its data are absent."""
    try:
        page = webmap.write(assess(read(MONTPELLIER)), folder / "montpellier.html")
    except ZaeError as error:
        sys.stdout.write(f"montpellier: left out, {error}\n")
        return {}
    return {
        "montpellier": lambda: shot(page, "montpellier", size=(1280, 800)),
        "montpellier-print": lambda: printed(page, "montpellier-print", fragment=""),
    }


def main() -> None:
    """Make every picture, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    wanted = parser.parse_args().names
    with TemporaryDirectory() as folder:
        pictures = of_demo(Path(folder) / "demo")
        if not wanted or any(name.startswith("montpellier") for name in wanted):
            pictures |= of_montpellier(Path(folder))
        for name, make in pictures.items():
            if not wanted or name in wanted:
                make()


if __name__ == "__main__":
    main()
