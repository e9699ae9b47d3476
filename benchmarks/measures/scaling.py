"""
Cost per parcel and peak memory of share covered as the land grows, each size in its own process::

    python -m benchmarks.measures.scaling --parcels 10000 100000 1000000

Parcels and covers grow together, so that a parcel has as much of a cover near it at each size.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measures.__main__ import ROOT
from benchmarks.measures.data import cadastre


def main() -> int:
    """Make the data of each size, measure, print a line of a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measures.scaling")
    parser.add_argument("--parcels", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("| parcels | of processor, µs a parcel | to the first | peak MB | loaded MB |")
    print("| --- | --- | --- | --- | --- |")
    first = 0.0
    for parcels in given.parcels:
        with tempfile.TemporaryDirectory() as folder:
            cadastre(Path(folder), parcels, given.seed)
            command = [sys.executable, "-m", "benchmarks.measures.child", "share:ours", folder,
                       str(Path(folder) / "out.npz")]  # fmt: skip
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        cost = found["cpu_s"] / parcels * 1e6
        first = first or cost
        print(
            f"| {parcels:,} | {cost:.1f} | {cost / first:.2f} | {found['peak_mb']:.0f} | "
            f"{found['loaded_mb']:.0f} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
