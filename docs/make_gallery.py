"""
Make the pictures of docs/gallery.md: ``python -m docs.make_gallery [NAME...]``.

Those of a map, a report and QGIS are made by ``docs/make_pictures.py``; here are the acts: charter,
negotiation, mutualisation, follow-up, inventory. Everything is fictional. Needs Chromium and
``pdftoppm`` (poppler).
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from docs.make_pictures import FLAGS, light, paper_page
from zae.cli.entry import run
from zae.demo import prepare

STUDY = "zae-demo/etude.toml"
ACTS = {
    "gallery-negotiation": (
        f"negotiate new cas.toml --study {STUDY} --site 99001_7 --site 99001_3",
        "negotiate minutes cas.toml --out minutes.pdf",
    ),
    "gallery-mutualisation": (f"mutualise sheet {STUDY} --out fiches",),
    "gallery-inventory": (f"inventory draft {STUDY}",),
    "gallery-letter": (f"inventory draft {STUDY}", f"inventory consult {STUDY}"),
    "gallery-charter": ("charter demo --out zae-charte",),
    "gallery-followup": ("followup demo",),
}
"""Commands of each picture, run in one folder; those that were run are not run again."""

PAPERS = {
    "gallery-negotiation": ("minutes.pdf", 1),
    "gallery-mutualisation": ("fiches/ZAE-99001-03.pdf", 1),
    "gallery-inventory": ("zae-demo/inventaire/2026/inventaire.pdf", 1),
    "gallery-letter": ("zae-demo/inventaire/2026/courriers.pdf", 1),
    "gallery-charter": ("zae-charte/charte.pdf", 1),
}
"""Paper of each picture, and the page of it."""


def followed(folder: Path) -> None:
    """First screen of the page of the follow-up."""
    chromium = os.environ.get("ZAE_CHROMIUM") or "/usr/bin/chromium"
    page = next(folder.glob("zae-suivi/**/suivi.html"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        opened = browser.new_page(viewport={"width": 1100, "height": 800})
        opened.goto(page.resolve().as_uri())
        opened.screenshot(path=folder / "followup.png")
        browser.close()
    light(folder / "followup.png", "gallery-followup")


def made(name: str, done: set[str]) -> bool:
    """Whether the commands of a picture went well; run in the current folder."""
    for line in ACTS[name]:
        if line not in done:
            if run(line.split()):
                return False
            done.add(line)
    return True


def drawn(name: str, folder: Path) -> Callable[[], None]:
    """How a picture is taken, once its commands were run."""
    if name not in PAPERS:
        return lambda: followed(folder)
    pattern, number = PAPERS[name]
    papers = sorted(folder.glob(pattern))
    return lambda: paper_page(papers[0], name, number=number)


def main() -> None:
    """Make every picture, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    wanted = parser.parse_args().names or list(ACTS)
    with TemporaryDirectory() as made_in:
        folder = Path(made_in)
        prepare(folder / "zae-demo", parcels=1500)
        os.chdir(folder)
        done: set[str] = set()
        for name in wanted:
            if made(name, done):
                drawn(name, folder)()
            else:
                sys.stdout.write(f"{name}: left out\n")


if __name__ == "__main__":
    main()
