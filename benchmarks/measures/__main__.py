"""
Measures of land against the peers: one command, one data set, one table.

Every engine runs in a process of its own; loading is timed apart; answers are compared with ours
parcel by parcel. Engines known to be slow run on the small data set, where ours runs too. Share
covered is timed twice: given a cover cut into pieces that do not overlap, and given the cover as it
is, where making the pieces counts::

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

from benchmarks.measures.child import measure
from benchmarks.measures.data import make
from benchmarks.measures.engine import Engine
from benchmarks.measures.engines import ENGINES
from benchmarks.measures.report import TITLES, Row, text, write

ROOT = Path(__file__).resolve().parents[2]
RELATIVE = 1e-6
ABSOLUTE = {"share": 1e-7, "free": 1e-4, "nearest": 1e-5, "network": 1e-6, "zonal": 1e-5,
            "scores": 1e-9}  # fmt: skip
"""Differences that are rounding: share, m², m, m, unit of the raster, score."""


def run(engine: Engine, parcels: int, folder: Path, given: argparse.Namespace) -> Row:
    """Run one engine, and say what it found or why it did not: one that fails loses no other."""
    out = folder / f"{engine.key.replace(':', '-')}.npz"
    try:
        if given.together:
            found = measure(engine, folder, out)
        else:
            found = _apart(engine, folder, out, given.limit)
        return Row(engine, parcels, found, differing(engine, folder, out))
    except subprocess.TimeoutExpired:
        return Row(engine, parcels, {"absent": f"not done in {given.limit:.0f} s"})
    except Exception as error:  # noqa: BLE001
        return Row(engine, parcels, {"failed": f"{type(error).__name__}: {error}"[:200]})


def _apart(engine: Engine, folder: Path, out: Path, limit_s: float) -> dict[str, float | str]:
    """What an engine finds in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.measures.child", engine.key, str(folder), str(out)]
    surroundings = {"PYTHONPATH": str(ROOT), "ZAE_BENCHMARK_LIMIT_S": str(limit_s)}
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=limit_s, check=False,
        env={**os.environ, **surroundings},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no message"])[-1])
    found: dict[str, float | str] = json.loads(done.stdout.splitlines()[-1])
    return found


def differing(engine: Engine, folder: Path, out: Path) -> int:
    """Number of parcels whose answer is not ours."""
    if not out.exists() or engine.key.endswith(":floor"):
        return 0
    with np.load(out) as theirs, np.load(folder / f"{engine.task}-ours.npz") as ours:
        near = {"rtol": RELATIVE, "atol": ABSOLUTE[engine.task], "equal_nan": True}
        same = [np.isclose(theirs[name], ours[name], **near) for name in ours]
    return int((~np.all(same, axis=0)).sum())


def rows_of(sizes: dict[int, Path], given: argparse.Namespace) -> list[Row]:
    """Run what is asked for, ours before the peers that are compared with it."""
    rows, tasks = [], given.task or list(TITLES)
    for parcels, folder in sizes.items():
        is_small = parcels < max(sizes)
        for task in tasks:
            wanted = [e for e in ENGINES.values() if e.task == task]
            if is_small:
                wanted = [e for e in wanted if e.slow or e.ours]
            elif len(sizes) > 1:
                wanted = [e for e in wanted if not e.slow]
            if not any(e.slow for e in wanted) and is_small:
                continue
            ranked = sorted(wanted, key=lambda e: not e.ours)
            turns = [_turn(ranked, parcels, folder, given, n) for n in range(given.rounds)]
            rows += [quickest([t[e.key] for t in turns if e.key in t]) for e in ranked]
    return rows


def _turn(
    engines: list[Engine], parcels: int, folder: Path, given: argparse.Namespace, number: int
) -> dict[str, Row]:
    """One run of each engine, of slow ones in the first round only."""
    found = {}
    for engine in engines:
        if number == 0 or not engine.slow:
            found[engine.key] = row = run(engine, parcels, folder, given)
            print(f"{engine.key} {parcels}: {row.found} differ {row.differ}", flush=True)
    return found


def quickest(rows: list[Row]) -> Row:
    """The quickest of several runs of an engine; one that failed or differs speaks for all."""
    wrong = [row for row in rows if row.differ or "failed" in row.found]
    return wrong[0] if wrong else min(rows, key=lambda row: row.number("run_s") if row.ran else 0.0)


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
    parser.add_argument("--limit", type=float, default=150.0, help="seconds for one engine")
    parser.add_argument(
        "--rounds", type=int, default=1, help="engines run in turn so often; the quickest counts"
    )
    parser.add_argument(
        "--together", action="store_true",
        help="all in this process: answers are compared, times mean nothing",
    )  # fmt: skip
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
        rows = rows_of(sizes, given)
    command = "python -m benchmarks.measures " + " ".join(sys.argv[1:])
    section = text(command.strip(), rows)
    print(section)
    if given.write and not given.together:
        write(ROOT / "docs" / "performance.md", section)
    wrong = [r.engine.key for r in rows if r.differ or "failed" in r.found]
    if wrong:
        print(f"not as ours, or failed: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
