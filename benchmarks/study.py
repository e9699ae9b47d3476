"""
A whole study at scale, with its costs: ``python benchmarks/study.py --sites 100000 --workers 2``.

Copies of the fictional commune side by side; every parcel is a candidate site, and a parcel of
the stock of land. The layers that a criterion looks at, seventeen and a raster, the eighteen
criteria of the default grid, five vocations, every file but the reports of single sites. The
study runs in a process of its own; wall and processor time are printed step by step, the largest
first, with the processor time of all processes together and the most memory that they held.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext, suppress
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from layers import sample
from layers.sample.write import _geotiff, _semicolons
from zae.assess import assess
from zae.caching import FOLDER, Cache
from zae.cluster import workers
from zae.publish.delivery import deliver
from zae.spreading import here
from zae.study import read

HEAD = """title = "Étude à l'échelle : {sites} parcelles"
[sites]
kinds = ["site"]
"""
LAYER = """[[layer]]
role = "{role}"
path = "{path}"
producer_name = "Générateur de la démonstration (données fictives)"
vintage = "2026"
"""
PARCELS_OF_TOWN = 3000
EVERY_S = 2.0
"""Between two looks at the memory."""

SKIPPED = ("elevation", "establishment", "address", "premises", "land_cover_before", "water")
"""Roles that no criterion looks at: they serve the inventory and the mutualisation."""


def prepare(folder: Path, sites: int) -> Path:
    """Write layers and study file for so many parcels, to the nearest copy of the commune."""
    made = sample.commune(parcels=min(max(sites, 1500), PARCELS_OF_TOWN))
    town = len(made.frames["parcel"])
    country = sample.repeated(made, max(1, -(-sites // town)))
    text = HEAD.format(sites=sites)
    for role, frame in country.frames.items():
        if role in SKIPPED:
            continue
        if "geometry" in frame:
            kept = frame.iloc[:sites] if role == "parcel" else frame
            kept.reset_index().to_parquet(folder / f"{role}.parquet", index=False)
            text += LAYER.format(role=role, path=f"{role}.parquet")
        else:
            _semicolons(frame, folder / f"{role}.csv")
            text += LAYER.format(role=role, path=f"{role}.csv")
    text += LAYER.format(role="site", path="parcel.parquet").replace(
        "vintage", 'rename = { parcel_id = "site_id" }\nvintage'
    )
    for role, grid in country.rasters.items():
        if role not in SKIPPED:
            _geotiff(grid, folder / f"{role}.tif")
            text += LAYER.format(role=role, path=f"{role}.tif")
    file = folder / "etude.toml"
    file.write_text(text, encoding="utf-8")
    return file


class Clock:
    """Wall and processor time of each step, and the most memory that this process ever held."""

    def __init__(self) -> None:
        self.step, self.since, self.costs = "start", self._now(), {}

    def _now(self) -> tuple[float, float]:
        return time.perf_counter(), time.process_time()

    def __call__(self, step: str) -> None:
        """Close the step before, open this one."""
        now = self._now()
        spent = [b - a for a, b in zip(self.since, now, strict=True)]
        before = self.costs.get(self.step, [0.0, 0.0])
        self.costs[self.step] = [a + b for a, b in zip(before, spent, strict=True)]
        most_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
        told = f"{self.step:28} {spent[0]:8.1f} {spent[1]:8.1f} {most_gb:7.2f} GB at the most"
        print(told, file=sys.stderr, flush=True)
        self.step, self.since = step, now


def carry_out(file: Path, *, profiled: bool, only: str, shared_by: str) -> None:
    """Run the study here and print its costs as JSON."""
    clock, profile = Clock(), cProfile.Profile()
    if profiled:
        profile.enable()
    with workers(shared_by) if shared_by else nullcontext(here) as carry:
        recall = Cache(file.parent / FOLDER)
        found = assess(read(file), progress=clock, recall=recall, carry=carry)
    if only != "assess":
        deliver(found, file.parent / "resultats", progress=clock)
    clock("end")
    profile.disable()
    if profiled:
        text = io.StringIO()
        pstats.Stats(profile, stream=text).sort_stats("cumulative").print_stats(110)
        print(text.getvalue(), file=sys.stderr)
        text = io.StringIO()
        pstats.Stats(profile, stream=text).sort_stats("tottime").print_stats(45)
        print(text.getvalue(), file=sys.stderr)
    print(json.dumps({"sites": len(found.sites), "costs": clock.costs}))


def watched(command: list[str]) -> dict:
    """What a run printed last, with the processor time and the peak memory of its processes."""
    peak, since = 0.0, time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        tree = psutil.Process(run.pid)
        while run.poll() is None:
            asked = time.perf_counter()
            peak = max(peak, held_gb(tree))
            # To ask of many gigabytes takes a while: the run must not be slowed down by it.
            time.sleep(max(EVERY_S, 50 * (time.perf_counter() - asked)))
        text = run.stdout.read()
    if run.returncode:
        sys.exit(run.returncode)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The kernel saw what the largest process held between two looks as well.
    peak = max(peak, used.ru_maxrss * 1024 / 1e9)
    return {
        **json.loads(text.splitlines()[-1]), "peak_gb": peak,
        "wall_s": time.perf_counter() - since, "cpu_s": used.ru_utime + used.ru_stime,
    }  # fmt: skip


def held_gb(tree: psutil.Process) -> float:
    """Memory of a process and of those that it started; what they share counts once. [GB]"""
    held = 0
    for process in (tree, *tree.children(recursive=True)):
        with suppress(psutil.Error):
            held += process.memory_full_info().pss
    return held / 1e9


def main() -> None:
    """Make the layers, run the study apart, print its costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--profile", action="store_true", help="print the costs of functions")
    parser.add_argument("--folder", type=Path, help="where layers are made, and kept")
    parser.add_argument("--only", choices=["all", "assess"], default="all")
    parser.add_argument("--workers", default="", help="processes that share the tiles, with dask")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        carry_out(
            options.run, profiled=options.profile, only=options.only, shared_by=options.workers
        )
        return
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as beside:
        folder = options.folder or Path(beside)
        folder.mkdir(parents=True, exist_ok=True)
        start = time.perf_counter()
        file = folder / "etude.toml"
        if not file.exists():
            prepare(folder, options.sites)
        print(f"layers made in {time.perf_counter() - start:.0f} s")
        command = [sys.executable, __file__, "--run", str(file), "--only", options.only]
        command += ["--workers", options.workers] + ["--profile"] * options.profile
        found = watched(command)
    tell(found)


def _together(costs: dict[str, list[float]]) -> dict[str, list[float]]:
    """Costs by step, tiles of facts as one step."""
    whole: dict[str, list[float]] = {}
    for step, spent in costs.items():
        name = step.split(":")[0]
        whole[name] = [a + b for a, b in zip(whole.get(name, [0.0, 0.0]), spent, strict=True)]
    return whole


def tell(found: dict) -> None:
    """Print the costs, the largest first."""
    costs = sorted(_together(found["costs"]).items(), key=lambda x: -x[1][0])
    wall, cpu = found["wall_s"], found["cpu_s"]
    print(f"{found['sites']} sites: {wall:.0f} s, {cpu:.0f} s of processor, "
          f"peak {found['peak_gb']:.1f} GB, all processes")  # fmt: skip
    print("the three largest costs, then the rest | wall s | processor s here | share of wall")
    for step, (seconds, busy) in costs:
        print(f"{step} | {seconds:.1f} | {busy:.1f} | {seconds / wall:.0%}")
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
