"""
Time of the reports of 200 sites, PDF and HTML: ``python benchmarks/reports.py [COUNT]``.

The sites of the demonstration, all of them again until there are so many.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from zae.assess import assess
from zae.demo import prepare
from zae.publish import report
from zae.study import read


def main() -> None:
    """Print how many reports were written, and in how long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=200)
    wanted = parser.parse_args().count
    with TemporaryDirectory() as folder:
        found = assess(read(prepare(Path(folder))))
        before, wall, processor, done = os.getloadavg()[0], time.perf_counter(), os.times(), 0
        while done < wanted:
            done += len(report.write_sites(found, Path(folder) / f"from-{done}"))
        after = os.times()
        spent = sum(after[:4]) - sum(processor[:4])
        sys.stdout.write(
            f"{done} reports (PDF and HTML): {time.perf_counter() - wall:.0f} s, of which "
            f"{spent:.0f} s of processor; load of the machine before: {before:.1f}\n"
        )


if __name__ == "__main__":
    main()
