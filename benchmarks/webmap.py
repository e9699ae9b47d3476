"""
Size and speed of the web map, for 100 to 100,000 sites: ``python benchmarks/webmap.py``.

Random parcels over 30 km by 30 km in 31 communes, five projects. A fact that a criterion takes
from communes is random for each commune, one of the project alone for each project, any other
for each site; one that needs no project is the same for all five.
First paint: from the opening of the file to the first frame that shows every site in sight.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
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
from zae.publish import webmap
from zae.publish.palette import LETTER_COLOURS
from zae.publish.webmap.page import _library

LEAFLET = Path("/usr/share/javascript/leaflet/leaflet.js")
"""Library that folium asks a server for (Debian: libjs-leaflet), so that no network is timed."""

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


PLAIN = """<!doctype html><meta charset="utf-8"><title>peer</title><style>{style}
html, body, #map {{ margin: 0; height: 100% }}</style><div id="map"></div><script>{library}</script>
<script>
const map = new maplibregl.Map({{ container: "map", bounds: {bounds}, style: {{ version: 8,
  sources: {{ s: {{ type: "geojson", data: {data} }} }},
  layers: [{{ id: "f", type: "fill", source: "s", paint: {{ "fill-color": ["get", "colour"] }} }},
    {{ id: "l", type: "line", source: "s" }}] }} }});
map.once("idle", () => {{ document.body.dataset.painted = document.body.dataset.ready = "true"; }});
</script>"""
"""A map as one writes it in an hour: MapLibre GL and a GeoJSON, no table, no sheet."""

FOLIUM_DONE = """<script>window.addEventListener("load", () => requestAnimationFrame(() =>
  requestAnimationFrame(() => {
    document.body.dataset.painted = document.body.dataset.ready = "true"; })));</script>"""


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


def peers(chromium: str, folder: Path, playwright: Any) -> None:
    """Print one line a peer and size; folium's library comes from this machine."""
    print("peer | sites | MB | first paint s")
    for count in PEER_COUNTS:
        made = assessment(count)
        for name, write in PEERS.items():
            file = write(made, folder / f"{name}-{count}.html")
            painted = "no Leaflet here"
            if name != "folium" or LEAFLET.exists():
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                rounds = [peer_opening(browser, file) for _ in range(3)]
                browser.close()
                painted = f"{sorted(rounds)[1]:.2f}"
            print(f"{name} | {count} | {file.stat().st_size / 1e6:.2f} | {painted}", flush=True)


def _served(url: str) -> str:
    """What folium asks a server for: Leaflet from this machine, nothing for the rest."""
    return LEAFLET.read_text(encoding="utf-8") if url.endswith("/leaflet.js") else ""


def peer_opening(browser: Any, file: Path) -> float:
    """First paint of a peer. [s]"""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.route(re.compile("^https?:"), lambda r: r.fulfill(body=_served(r.request.url)))
    start = time.perf_counter()
    page.goto(file.as_uri(), wait_until="commit")
    page.wait_for_selector("body[data-painted=true]", timeout=120_000)
    painted = time.perf_counter() - start
    page.close()
    return painted


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1_000, 10_000, 100_000])
    counts = parser.parse_args().counts
    chromium = os.environ.get("ZAE_CHROMIUM") or shutil.which("chromium") or "chromium"
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
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
                f"{count} | {wrote:.1f} | {size:.2f} | {painted:.2f} | {ready:.2f} | {weights:.0f}",
                flush=True,
            )
        peers(chromium, Path(folder), playwright)
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
