"""
One study by one process, then by workers: ``python benchmarks/cluster.py --sites 24000``.

The study of ``benchmarks/study.py``, whose layers are folders of GeoParquet files with covering
columns. Real scheduler and worker processes of dask on loopback; nothing is cached, no file is
written. For 0 workers (this process alone), then for each number asked for: wall time of the facts
and of the whole, processor time and peak memory of all processes, bytes over loopback, bytes that
workers read, and whether every fact is the same. Last, what a tile weighs, sent whole or told of.
"""

import argparse
import hashlib
import json
import os
import pickle
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import geopandas as gpd
import numpy as np
import psutil
from pandas import DataFrame

from benchmarks.study import prepare, watched
from criteria.indicators import REACH_M
from layers import Layer, Raster
from zae import assess as assessing
from zae.assess import ground, measured
from zae.caching.content import digest
from zae.cluster import workers
from zae.publish.partitions import write_parts
from zae.spreading import Job, here, of_tile
from zae.study import read
from zae.tiles import SITES, tiles

PART_ROWS = 10_000


def part(file: Path) -> None:
    """Give the layers that have a reach as folders, their rows along a Hilbert curve."""
    text = file.read_text(encoding="utf-8")
    for role in sorted({*REACH_M} - {*SITES}):
        whole, folder = file.parent / f"{role}.parquet", file.parent / role
        if not whole.exists() or folder.exists():
            continue
        folder.mkdir()
        frame = gpd.read_parquet(whole)
        order = np.argsort(frame.hilbert_distance().to_numpy(), kind="stable")
        for number, start in enumerate(range(0, len(frame), PART_ROWS)):
            frame.iloc[order[start : start + PART_ROWS]].to_parquet(
                folder / f"{number:04}.parquet", index=False, write_covering_bbox=True,
                compression="zstd", row_group_size=PART_ROWS // 4,
            )  # fmt: skip
        text = text.replace(f'path = "{role}.parquet"', f'path = "{role}"')
    file.write_text(text, encoding="utf-8")


def carry_out(file: Path, number: int, most: int) -> None:
    """Measure the facts of the study with so many workers; print their hash and the costs."""
    study = read(file)
    found, shared = ground(study), workers(str(number)) if number else nullcontext(here)
    said = hashlib.sha256()
    with shared as carry, mock.patch.object(assessing, "tiles", partial(tiles, most=most)):
        asked = _asker(carry) if number else lambda: 0
        before, loopback = asked(), _loopback()
        start, busy = time.perf_counter(), time.process_time()
        for _project, facts in measured(study, found.layers, found.sites, carry=carry):
            for part_ in (facts.low, facts.high, facts.status):
                said.update(digest(DataFrame(part_)).encode())
            said.update(repr(sorted(facts.origin.items())).encode())
        end, busy = time.perf_counter(), time.process_time() - busy
        moved = {"read": asked() - before, "loopback": _loopback() - loopback if number else 0}
    print(json.dumps({
        "sites": len(found.sites), "facts": said.hexdigest(), "facts_s": end - start,
        "cpu_facts_s": busy, **moved,
    }))  # fmt: skip


def _asker(carry: Any) -> Callable[[], int]:
    """Bytes that all workers have read from files so far, once they have loaded the code."""
    (client,) = carry.args

    def warm() -> None:
        __import__("zae.assess")

    client.run(warm)
    return lambda: sum(client.run(_read_so_far).values())


def _read_so_far() -> int:
    """Bytes that this process has read from files so far."""
    return int(psutil.Process().io_counters().read_chars)


def _loopback() -> int:
    return int(psutil.net_io_counters(pernic=True)["lo"].bytes_sent)


def weigh(file: Path, most: int) -> None:
    """Carry the study out here, and print what its tiles weigh and what all else costs."""
    costs = dict.fromkeys(("tiles", "whole", "told", "common", "read", "read_s", "back"), 0.0)

    def weighing(jobs: Iterable[Job]) -> Iterator[Any]:
        costs["door_s"] = time.process_time() - begun
        for job in jobs:
            start = time.process_time()
            readings = job.readings()
            around = {role: x for role, x in job.around.items() if role not in readings}
            alone = replace(job, whole={}, readings=dict)
            costs["tiles"] += 1
            costs["whole"] += len(pickle.dumps(alone))
            costs["told"] += len(pickle.dumps((replace(alone, around=around), readings)))
            costs["common"] = len(pickle.dumps(job.whole))
            bytes_, busy = _read_so_far(), time.process_time()
            if any(reading.rows() is None for reading in readings.values()):
                raise SystemExit("rows read again are other rows")
            costs["read"] += _read_so_far() - bytes_
            costs["read_s"] += time.process_time() - busy
            facts = of_tile(job)
            costs["back"] += len(pickle.dumps(facts))
            costs["measured_s"] = costs.get("measured_s", 0.0) + time.process_time() - start
            yield facts

    begun = time.process_time()
    with mock.patch.object(assessing, "tiles", partial(tiles, most=most)):
        found = assessing.assess(read(file), carry=weighing)
    with tempfile.TemporaryDirectory(dir=file.parent) as beside:
        write_parts(found, f"{beside}/scores", most=most)
        costs["written"] = sum(p.stat().st_size for p in Path(beside, "scores").iterdir())
    costs["rest_s"] = time.process_time() - begun - costs["measured_s"] - costs["door_s"]
    used = {
        Path(str(x.asked[0])) for x in found.layers.values() if isinstance(x, Layer) and x.asked
    }
    used |= {x.path for x in found.layers.values() if isinstance(x, Raster)}
    files = [f for path in used for f in (path.rglob("*") if path.is_dir() else [path])]
    costs["layers"] = sum(f.stat().st_size for f in files)
    print(json.dumps(costs))


def tell(found: dict[int, dict[str, Any]], weight: dict[str, float]) -> None:
    """Print one row a run, then what tiles weigh."""
    alone = found[0]
    print("workers | facts, wall s | all, wall s | processor s, all processes | peak GB "
          "| MB over loopback | MB read by workers | facts: speed | rows")  # fmt: skip
    for number, run in found.items():
        same = "the same" if run["facts"] == alone["facts"] else "NOT THE SAME"
        print(f"{number} | {run['facts_s']:.1f} | {run['wall_s']:.1f} | {run['cpu_s']:.1f} "
              f"| {run['peak_gb']:.2f} | {run['loopback'] / 1e6:.1f} | {run['read'] / 1e6:.1f} "
              f"| ×{alone['facts_s'] / run['facts_s']:.2f} | {same}")  # fmt: skip
    sites, count = alone["sites"], weight["tiles"]
    sent, told, read_ = (weight[name] / count / 1e6 for name in ("whole", "told", "read"))
    print(f"{sites} sites in {count:.0f} tiles; {weight['common'] / 1e6:.2f} MB sent once; a tile: "
          f"{sent:.2f} MB where all is sent; {told:.2f} MB where its worker reads, which are "
          f"{read_:.2f} MB and {weight['read_s'] / count:.2f} s of processor")  # fmt: skip
    each = {
        "facts-ms": f"{1e3 * alone['cpu_facts_s'] / sites:.2f}",
        "tile-s": f"{weight['read_s'] / count:.2f}",
        "door-ms": f"{1e3 * weight['door_s'] / sites:.2f}",
        "rest-ms": f"{1e3 * weight['rest_s'] / sites:.2f}",
        "memory": f"{1e9 * alone['peak_gb'] / sites:.0f}",
        "sent": f"{weight['told'] / sites:.0f}",
    } | {name: f"{weight[name] / sites:.0f}" for name in ("read", "back", "layers", "written")}
    print("python benchmarks/france.py", *(f"--{name} {figure}" for name, figure in each.items()))
    if any(run["facts"] != alone["facts"] for run in found.values()):
        raise SystemExit("facts differ")


def _alone(command: list[str]) -> dict[str, Any]:
    """What a run printed last, with the costs of its own processes, not of those before."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = watched(command)
    return {**found, "cpu_s": found["cpu_s"] - before.ru_utime - before.ru_stime}


def main() -> None:
    """Make the layers, run the study apart for each number of workers, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=24_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--tile", type=int, default=0, help="most sites of a tile; a quarter if 0")
    parser.add_argument("--folder", type=Path, help="where layers are made, and kept")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--weigh", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    most = options.tile or max(1500, options.sites // 4)
    if options.run:
        carry_out(options.run, options.workers[0], most)
        return
    if options.weigh:
        weigh(options.weigh, most)
        return
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as beside:
        folder = options.folder or Path(beside)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "etude.toml"
        if not file.exists():
            prepare(folder, options.sites)
        part(file)
        command = [sys.executable, __file__, "--tile", str(most)]
        found = {
            n: _alone([*command, "--run", str(file), "--workers", str(n)])
            for n in (0, *options.workers)
        }
        weight = watched([*command, "--weigh", str(file)])
    tell(found, weight)
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
