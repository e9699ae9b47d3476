"""
Files of a study at scale, each with its cost: ``python benchmarks/outputs.py --sites 100000``.

An assessment of copies of the fictional commune, as ``benchmarks/study.py`` makes it, is kept in a
folder; each file is then written from it in a process of its own. Processor seconds, peak memory
with the assessment in it, and bytes.
"""

import argparse
import json
import pickle
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.study import prepare
from zae.assess import assess
from zae.assessment import Assessment
from zae.publish import geopackage, report, webmap, workbook
from zae.publish.apart import write_apart
from zae.publish.delivery import FILES
from zae.publish.tables import write_csv, write_parquet
from zae.study import read

WRITERS = {
    "geopackage": geopackage.write,
    "csv": write_csv,
    "parquet": write_parquet,
    "workbook": workbook.write,
    "map": webmap.write,
    "report": report.write_html,
    "pdf": report.write_pdf,
}


def main() -> None:
    """Make the assessment if need be, then write each file apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, required=True, help="where all is made, and kept")
    parser.add_argument("--kept", type=Path, help="an assessment kept before, as pickle made it")
    parser.add_argument("--only", choices=[*WRITERS, "apart"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    kept = options.kept or options.folder / "assessment.pickle"
    if options.only:
        print(json.dumps(cost(kept, options.only, options.folder)))
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        kept.write_bytes(pickle.dumps(assess(read(prepare(options.folder, options.sites)))))
    print("file | processor s | MB at the most, with the assessment | MB written")
    for kind in (*WRITERS, "apart"):
        asked = ["--folder", str(options.folder), "--kept", str(kept), "--only", kind]
        done = subprocess.run(
            [sys.executable, __file__, *asked], stdout=subprocess.PIPE, check=True, text=True
        )
        found = json.loads(done.stdout.splitlines()[-1])
        print(
            f"{kind} | {found['cpu']:.1f} | {found['peak']:.0f} | {found['size']:.1f}", flush=True
        )


def cost(kept: Path, kind: str, folder: Path) -> dict[str, float]:
    """Write one file; what it cost."""
    with kept.open("rb") as file:
        assessment: Assessment = pickle.load(file)
    out = folder / f"out-{kind}"
    out.mkdir(exist_ok=True)
    before = time.process_time()
    if kind == "apart":
        write_apart(assessment, out)
    else:
        WRITERS[kind](assessment, out / FILES[kind])
    spent = time.process_time() - before
    size = sum(p.stat().st_size for p in out.rglob("*") if p.is_file()) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return {"cpu": spent, "peak": peak, "size": size}


if __name__ == "__main__":
    main()
