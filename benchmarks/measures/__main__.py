"""
Measures of land against the peers: one command, one data set, one table.

Every engine runs in a process of its own; loading is timed apart; answers are compared with ours
parcel by parcel. Engines known to be slow run on the small data set, where ours runs too::

    python -m benchmarks.measures --parcels 100000 --small 10000 --seed 1 --write

Ends with 1 if an answer differs from ours, or an engine that is here fails.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.measures.data import make
from benchmarks.measures.engine import Engine
from benchmarks.measures.engines import ENGINES
from benchmarks.measures.report import TITLES, Row, text, write

ROOT = Path(__file__).resolve().parents[2]
RELATIVE = 1e-6
ABSOLUTE = {"share": 1e-7, "free": 1e-4, "nearest": 1e-5, "network": 1e-6, "zonal": 1e-5,
            "scores": 1e-9}  # fmt: skip
"""Differences that are rounding: share, m², m, m, unit of the raster, score."""


def run(engine: Engine, parcels: int, folder: Path, limit_s: float) -> Row:
    """Run one engine, and say what it found or why it did not."""
    out = folder / f"{engine.key.replace(':', '-')}.npz"
    command = [sys.executable, "-m", "benchmarks.measures.child", engine.key, str(folder), str(out)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=limit_s, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Row(engine, parcels, {"absent": f"not done in {limit_s:.0f} s"})
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return Row(engine, parcels, {"failed": last[:200]})
    return Row(
        engine, parcels, json.loads(done.stdout.splitlines()[-1]), differing(engine, folder, out)
    )


def differing(engine: Engine, folder: Path, out: Path) -> int:
    """Number of parcels whose answer is not ours."""
    if not out.exists() or engine.key.endswith(":floor"):
        return 0
    theirs, ours = np.load(out), np.load(folder / f"{engine.task}-ours.npz")
    same = [
        np.isclose(theirs[n], ours[n], rtol=RELATIVE, atol=ABSOLUTE[engine.task], equal_nan=True)
        for n in ours
    ]
    return int((~np.all(same, axis=0)).sum())


def rows_of(sizes: dict[int, Path], tasks: list[str], limit_s: float) -> list[Row]:
    """Run what is asked for, ours before the peers that are compared with it."""
    rows = []
    for parcels, folder in sizes.items():
        is_small = parcels < max(sizes)
        for task in tasks:
            wanted = [e for e in ENGINES.values() if e.task == task]
            if is_small:
                wanted = [e for e in wanted if e.slow or e.ours]
            elif len(sizes) > 1:
                wanted = [e for e in wanted if not e.slow]
            if is_small and len(wanted) < 2:
                continue
            for engine in sorted(wanted, key=lambda e: not e.ours):
                row = run(engine, parcels, folder, limit_s)
                print(f"{engine.key} {parcels}: {row.found} differ {row.differ}", flush=True)
                rows.append(row)
    return rows


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.measures", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--parcels", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=10_000, help="size for slow engines")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--task", action="append", choices=list(TITLES), help="all of them if absent"
    )
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one engine")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    return parser.parse_args()


def main() -> int:
    """Make the data, run all engines, print the tables."""
    given = arguments()
    with tempfile.TemporaryDirectory() as folder:
        sizes = {given.parcels: Path(folder) / "large"}
        if given.small < given.parcels:
            sizes[given.small] = Path(folder) / "small"
        for parcels, where in sizes.items():
            make(where, parcels, given.seed)
        rows = rows_of(sizes, given.task or list(TITLES), given.limit)
    command = "python -m benchmarks.measures " + " ".join(sys.argv[1:])
    section = text(command.strip(), rows)
    print(section)
    if given.write:
        write(ROOT / "docs" / "performance.md", section)
    wrong = [r.engine.key for r in rows if r.differ or "failed" in r.found]
    if wrong:
        print(f"not as ours, or failed: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
