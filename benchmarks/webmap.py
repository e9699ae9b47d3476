"""
Size and speed of the web map, for 100 to 100,000 sites: ``python benchmarks/webmap.py``.

Random parcels over 30 km by 30 km in 31 communes, five projects. A fact that a criterion takes
from communes is random for each commune, one of the project alone for each project, any other
for each site; one that needs no project is the same for all five.
First paint: from the opening of the file to the first frame that shows every site in sight.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from criteria.facts import Facts
from criteria.grid import Grid, published
from criteria.project import reference_projects
from criteria.scores import score
from tests.zae import small
from zae.assessment import Assessment, Run
from zae.publish import webmap

SIDE_M = 30_000.0
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
RECOMPUTE = """() => {
  const times = [];
  for (let turn = 0; turn < 9; turn += 1) {
    const weights = zae.view.weights.map((w, i) => w * (1 + 0.03 * ((i * 7 + turn) % 5 - 2)));
    const start = performance.now();
    zae.evaluate(weights);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[4];
}"""


def parcels(count: int) -> np.ndarray:
    """Quadrilaterals of 0.1 to 3 ha, corners moved at random."""
    draw = np.random.default_rng(1)
    middle = draw.uniform(0, SIDE_M, (count, 1, 2)) + small.CORNER
    half = draw.uniform(16, 87, (count, 1, 1))
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    return shapely.polygons(middle + corners * draw.uniform(0.7, 1.3, (count, 4, 1)))


def as_taken(facts: Facts, first: Facts, grid: Grid, commune: np.ndarray) -> Facts:
    """Random facts with the likeness between sites and projects that real ones have."""
    frames = {n: getattr(facts, n).copy() for n in ("low", "high", "status")}
    for criterion in grid.criteria:
        origin = facts if "project" in criterion.needs else first
        if "commune" in criterion.needs or "tension" in criterion.needs:
            rows = commune
        elif set(criterion.needs) == {"project"}:
            rows = np.arange(len(commune)) if criterion.key == "job_density" else commune * 0
        else:
            rows = np.arange(len(commune))
        for name, frame in frames.items():
            frame[criterion.key] = getattr(origin, name)[criterion.key].to_numpy()[rows]
    return Facts(**frames, origin=facts.origin)


def assessment(count: int) -> Assessment:
    """So many parcels under the five reference projects."""
    grid, one = published(), small.assessment(12)
    sites = small.sites(count).set_geometry(parcels(count), crs=2154)
    commune = np.random.default_rng(2).integers(0, 31, count)
    sites["commune"] = [f"Commune {c}" for c in commune]
    first = small.facts(sites, grid, seed=99)
    runs = {}
    for i, project in enumerate(reference_projects().values()):
        facts = as_taken(small.facts(sites, grid, seed=i), first, grid, commune)
        scores = score(facts, grid, vocation=project.vocation)
        runs[project.key] = Run(project=project, facts=facts, scores=scores)
    fields = {name: getattr(one, name) for name in Assessment.__dataclass_fields__}
    return Assessment(**{**fields, "sites": sites, "runs": runs})


def opening(page: Any, file: Path) -> tuple[float, float, float]:
    """First paint, everything ready [s], and scores under new weights [ms]."""
    start = time.perf_counter()
    page.goto(file.as_uri(), wait_until="commit")
    page.wait_for_selector("body[data-painted=true]", timeout=300_000)
    painted = time.perf_counter() - start
    page.wait_for_selector("body[data-ready=true]", timeout=300_000)
    ready = time.perf_counter() - start
    return painted, ready, page.evaluate(RECOMPUTE)


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1_000, 10_000, 100_000])
    counts = parser.parse_args().counts
    chromium = os.environ.get("ZAE_CHROMIUM") or shutil.which("chromium") or "chromium"
    print("sites | write s | MB | first paint s | ready s | new weights ms")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for count in counts:
            made = assessment(count)
            start = time.perf_counter()
            file = webmap.write(made, Path(folder) / f"{count}.html")
            wrote = time.perf_counter() - start
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            rounds = []
            for _ in range(3):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                rounds.append(opening(page, file))
                page.close()
            browser.close()
            painted, ready, weights = (sorted(r[i] for r in rounds)[1] for i in range(3))
            size = file.stat().st_size / 1e6
            print(
                f"{count} | {wrote:.1f} | {size:.2f} | {painted:.2f} | {ready:.2f} | {weights:.0f}"
            )


if __name__ == "__main__":
    main()
