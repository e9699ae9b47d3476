"""
Size and speed of the web map and of two peers, in one run: ``python benchmarks/webmap.py``.

Random parcels over 30 km by 30 km in 31 communes, five projects. A fact that a criterion takes
from communes is random for each commune, one of the project alone for each project, any other
for each site; one that needs no project is the same for all five.

Pages are opened in turn, each in a browser just started, so that the load of the machine weighs on
all of them alike, in three rounds unless told otherwise. Medians are printed as a table. Every time
runs from the start of the navigation, by the clock of the page:

- first paint: the first frame that shows every site in sight in its colour (our page draws them on
  a plain canvas before the moving map);
- table: legend and table are there too;
- moving map: the first complete frame of a map that can be moved;
- ready: all that the page does is done.
"""

import argparse
import math
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import folium
import numpy as np
import shapely
from geopandas import GeoDataFrame
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from criteria.facts import Facts
from criteria.grid import Grid, published
from criteria.project import reference_projects
from criteria.scores import score
from tests.zae import small
from zae.assessment import Assessment, Run
from zae.firmness import firmness
from zae.publish import webmap
from zae.publish.palette import LETTER_COLOURS
from zae.publish.webmap.page import _library

LEAFLET = Path("/usr/share/javascript/leaflet/leaflet.js")
"""Library that folium asks a server for (Debian: libjs-leaflet), so that no network is timed."""

SIDE_M = 30_000.0
DRAWS = 50
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
    for criterion in (*grid.criteria, *grid.observations):
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
        # Few draws: their number changes neither what the page holds nor what it does.
        firm = firmness(facts, scores, grid, draws=DRAWS)
        runs[project.key] = Run(project=project, facts=facts, scores=scores, firmness=firm)
    fields = {name: getattr(one, name) for name in Assessment.__dataclass_fields__}
    return Assessment(**{**fields, "sites": sites, "runs": runs})


OBSERVE = """(() => {
  window.seen = {};
  new MutationObserver(() => {
    for (const name of ["drawn", "shown", "live", "ready"]) {
      if (document.body?.dataset[name]) window.seen[name] ??= performance.now() / 1000;
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
})()"""
"""The moments at which a page says what it shows. [s]"""


PLAIN = """<!doctype html><meta charset="utf-8"><title>peer</title><style>{style}
html, body, #map {{ margin: 0; height: 100% }}</style><div id="map"></div><script>{library}</script>
<script>
const map = new maplibregl.Map({{ container: "map", bounds: {bounds}, style: {{ version: 8,
  sources: {{ s: {{ type: "geojson", data: {data} }} }},
  layers: [{{ id: "f", type: "fill", source: "s", paint: {{ "fill-color": ["get", "colour"] }} }},
    {{ id: "l", type: "line", source: "s" }}] }} }});
map.once("idle", () => {{
  for (const name of ["drawn", "live", "ready"]) document.body.dataset[name] = "true";
}});
</script>"""
"""A map as one writes it in an hour: MapLibre GL and a GeoJSON, no table, no sheet."""

FOLIUM_DONE = """<script>window.addEventListener("load", () => requestAnimationFrame(() =>
  requestAnimationFrame(() => {
    for (const name of ["drawn", "live", "ready"]) document.body.dataset[name] = "true";
  })));</script>"""


def rows_of(made: Assessment) -> GeoDataFrame:
    """What both peers show: the outline, the name and the score of one project."""
    table = next(iter(made.runs.values())).scores.table
    rows = made.sites[["name", "commune", "area_m2", "geometry"]].to_crs(4326)
    colour = table["letter"].map(LETTER_COLOURS).fillna("#ffffff")
    # Hostile names would end the script of a page that escapes nothing.
    names = [f"Parcelle {i}" for i in range(len(rows))]
    return rows.assign(
        name=names, score=table["score"].round(1), letter=table["letter"], colour=colour
    )


def plain_maplibre(made: Assessment, path: Path) -> Path:
    """Write the plain MapLibre page."""
    rows = rows_of(made)
    west, south, east, north = rows.total_bounds.tolist()
    text = PLAIN.format(
        style=_library("maplibre-gl.css"), library=_library("maplibre-gl.js"),
        bounds=[[west, south], [east, north]], data=rows.to_json(drop_id=True),
    )  # fmt: skip
    path.write_text(text, encoding="utf-8")
    return path


def plain_folium(made: Assessment, path: Path) -> Path:
    """Write the plain folium page."""
    rows = rows_of(made)
    drawn = folium.Map(tiles=None)
    west, south, east, north = rows.total_bounds
    drawn.fit_bounds([[south, west], [north, east]])
    folium.GeoJson(
        rows, style_function=lambda f: {"fillColor": f["properties"]["colour"], "weight": 1},
        tooltip=folium.GeoJsonTooltip(["name", "score", "letter"]),
    ).add_to(drawn)  # fmt: skip
    drawn.save(path)
    path.write_text(path.read_text(encoding="utf-8") + FOLIUM_DONE, encoding="utf-8")
    return path


PEERS = {"plain MapLibre": plain_maplibre, "folium": plain_folium}
PEER_COUNTS = (1_000, 10_000)
COUNTS = (100, 1_000, 10_000, 100_000)


def written(folder: Path, counts: list[int]) -> Iterator[tuple[str, int, Path, float]]:
    """Write every page: who made it, of how many sites, where, in how long. [s of processor]"""
    for count in counts:
        made = assessment(count)
        start = time.process_time()
        file = webmap.write(made, folder / f"zae-{count}.html")
        sys.stderr.write(f"{file.name}: written\n")
        yield "zae", count, file, time.process_time() - start
        for name, write in PEERS.items() if count in PEER_COUNTS else ():
            start = time.process_time()
            file = write(made, folder / f"{name}-{count}.html")
            yield name, count, file, time.process_time() - start


def _served(url: str) -> str:
    """What folium asks a server for: Leaflet from this machine, nothing for the rest."""
    return LEAFLET.read_text(encoding="utf-8") if url.endswith("/leaflet.js") else ""


def opening(playwright: Any, chromium: str, file: Path) -> dict[str, float]:
    """Moments of one opening [s], and scores under new weights where there are any [ms]."""
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(OBSERVE)
    page.route(re.compile("^https?:"), lambda r: r.fulfill(body=_served(r.request.url)))
    page.goto(file.as_uri(), wait_until="commit")
    page.wait_for_selector("body[data-ready=true]", timeout=300_000)
    moments: dict[str, float] = page.evaluate("window.seen")
    sys.stderr.write(f"{file.name}: ready after {moments['ready']:.1f} s\n")
    if page.evaluate("'zae' in window"):
        moments["weights"] = page.evaluate(RECOMPUTE)
    browser.close()
    return moments


def told(pages: list[tuple[str, int, Path, float]], rounds: list[list[dict[str, float]]]) -> None:
    """Print a table: medians, and first paint in that of our page of 1,000 sites."""

    def middle(place: int, name: str) -> float:
        seen = [turn[place][name] for turn in rounds if name in turn[place]]
        return median(seen) if seen else float("nan")

    ours = {count: place for place, (name, count, *_) in enumerate(pages) if name == "zae"}
    unit = middle(ours.get(1_000, 0), "drawn")
    heads = ("page", "sites", "MB", "written, s CPU", "first paint, s", "times ours at 1,000",
             "table, s", "moving map, s", "ready, s", "new weights, ms")  # fmt: skip
    sys.stdout.write(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}\n")
    for place, (name, count, file, took) in enumerate(pages):
        drawn, shown, live, ready, weights = (
            middle(place, n) for n in ("drawn", "shown", "live", "ready", "weights")
        )
        cells = (
            name, f"{count:,}", f"{file.stat().st_size / 1e6:.2f}", f"{took:.1f}",
            f"{drawn:.2f}", f"{drawn / unit:.2f}", "–" if math.isnan(shown) else f"{shown:.2f}",
            f"{live:.2f}", f"{ready:.2f}", "–" if math.isnan(weights) else f"{weights:.0f}",
        )  # fmt: skip
        sys.stdout.write(f"| {' | '.join(cells)} |\n")


def main() -> None:
    """Write the pages, open them in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=list(COUNTS))
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    if not LEAFLET.exists():
        sys.exit("no Leaflet to serve to folium: install libjs-leaflet")
    chromium = os.environ.get("ZAE_CHROMIUM") or shutil.which("chromium") or "chromium"
    sys.stdout.write(f"load of the machine before: {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = list(written(Path(folder), asked.counts))
        rounds = [
            [opening(playwright, chromium, file) for _, _, file, _ in pages]
            for _ in range(asked.rounds)
        ]
        told(pages, rounds)
    sys.stdout.write(f"load of the machine after: {os.getloadavg()[0]:.1f}\n")


if __name__ == "__main__":
    main()
