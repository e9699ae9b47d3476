"""
Files of a study at scale, each with its cost: ``python benchmarks/outputs.py --sites 100000``.

An assessment of copies of the fictional commune, as ``benchmarks/study.py`` makes it, is kept in a
folder. ``--copies 8`` makes its sites and facts eight times as many, side by side, without
measuring anything again; its layers and land units stay as they are. Scores and firmness are made
anew, then each file is written from them in a process of its own. Bytes of each part by site,
processor seconds, peak memory with the assessment in it, and bytes written.
"""

import argparse
import gc
import multiprocessing
import pickle
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.study import prepare
from criteria.facts import Facts, sharing
from criteria.scores import score
from criteria.values import sharing_marks
from zae.assess import assess
from zae.assessment import Assessment, Run
from zae.firmness import firmness
from zae.publish import geopackage, report, webmap, workbook
from zae.publish.apart import write_apart
from zae.publish.csv_file import write_csv
from zae.publish.delivery import FILES
from zae.publish.parquet_file import write_parquet
from zae.study import read

SIDES = ("low", "high", "status")
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
    parser.add_argument("--copies", type=int, default=1, help="times that the sites are there")
    parser.add_argument("--folder", type=Path, required=True, help="where all is made, and kept")
    parser.add_argument("--kept", type=Path, help="an assessment kept before, as pickle made it")
    parser.add_argument("--only", choices=[*WRITERS, "apart"], nargs="*", help="only these files")
    options = parser.parse_args()
    kept = options.kept or options.folder / "assessment.pickle"
    options.folder.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        kept.write_bytes(pickle.dumps(assess(read(prepare(options.folder, options.sites)))))
    with kept.open("rb") as file:
        assessment = scored_again(pickle.load(file), options.copies)
    gc.collect()
    for part, size in parts(assessment).items():
        print(f"{part} | {size / len(assessment.sites):.0f} bytes a site")
    print("file | processor s | MB at the most, with the assessment | MB written")
    for kind in options.only or (*WRITERS, "apart"):
        found = apart_from_here(lambda kind=kind: cost(assessment, kind, options.folder))
        print(
            f"{kind} | {found['cpu']:.1f} | {found['peak']:.0f} | {found['size']:.1f}", flush=True
        )


def scored_again(kept: Assessment, copies: int) -> Assessment:
    """An assessment of some copies of its sites, scored anew; what that cost is printed."""
    west, _, east, _ = kept.sites.total_bounds
    names = [[f"{site}-{n}" if n else site for site in kept.sites.index] for n in range(copies)]
    index = pd.Index([name for some in names for name in some], name=kept.sites.index.name)
    shapes = [kept.sites.geometry.translate(n * (east - west + 1000)) for n in range(copies)]
    rows = np.tile(np.arange(len(kept.sites)), copies)
    table = kept.sites.drop(columns="geometry").iloc[rows].set_axis(index)
    sites = GeoDataFrame(table, geometry=np.concatenate(shapes), crs=kept.sites.crs)
    runs: dict[str, Run] = {}
    for key, run in kept.runs.items():
        sides = {s: getattr(run.facts, s).iloc[rows].set_axis(index) for s in SIDES}
        start = time.process_time()
        facts = Facts(**sides, origin=run.facts.origin)
        facts = sharing(facts, [r.facts for r in runs.values()])
        scores = score(facts, kept.grid, vocation=run.project.vocation)
        marks = sharing_marks(scores.marks, [r.scores.marks for r in runs.values()])
        scores = replace(scores, marks=marks)
        middle = time.process_time()
        firm = firmness(facts, scores, kept.grid)
        print(
            f"{key}: scores {middle - start:.1f} s, firmness {time.process_time() - middle:.1f} s"
        )
        runs[key] = Run(project=run.project, facts=facts, scores=scores, firmness=firm)
    return replace(kept, sites=sites, runs=runs)


def parts(assessment: Assessment) -> dict[str, int]:
    """Bytes of each part of an assessment; what two of them share is counted once."""
    seen: set[int] = set()
    runs = [*assessment.runs.values()]
    of_part = {
        "facts: bounds": [f for r in runs for f in (r.facts.low, r.facts.high)],
        "facts: statuses": [r.facts.status for r in runs],
        "marks": [getattr(r.scores.marks, s) for r in runs for s in ("low", "central", "high")],
        "families": [f for r in runs for f in (*r.scores.families.values(), r.scores.alternatives)],
        "tables of scores": [f for r in runs for f in (r.scores.table, r.scores.admitted)],
        "vetoes": [r.scores.vetoes for r in runs],
        "firmness": [f for r in runs for f in of_firmness(r)],
        "sites": [assessment.sites],
        "land units": [] if assessment.units is None else [assessment.units],
        "layers": [x.frame for x in assessment.layers.values() if hasattr(x, "frame")],
    }
    return {part: sum(held(f, seen) for f in frames) for part, frames in of_part.items()}


def of_firmness(run: Run) -> list[pd.DataFrame]:
    """Frames of the firmness of a run."""
    found, firm = run.firmness.robustness, run.firmness
    alone = (found.mean_rank.to_frame(), found.confidence.to_frame())
    return [found.acceptability, found.central_weights, *alone, firm.order, firm.may_change]


def held(frame: pd.DataFrame, seen: set[int]) -> int:
    """Bytes of the columns of a frame that were not met before."""
    size = 0
    for name in frame:
        column = frame[name]
        array = getattr(column.array, "_codes", getattr(column.array, "_ndarray", None))
        base = array if array is None or array.base is None else array.base
        place = id(column.array) if base is None else array.__array_interface__["data"][0]
        if place not in seen:
            size += column.memory_usage(index=False, deep=True)
        seen.add(place)
    return size


def apart_from_here(made: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Answer of a call in a process that shares what this one holds."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()

    def answer() -> None:
        theirs.send(made())

    process = context.Process(target=answer)
    process.start()
    theirs.close()
    found: dict[str, float] = ours.recv()
    process.join()
    return found


def cost(assessment: Assessment, kind: str, folder: Path) -> dict[str, float]:
    """Write one file; what it cost."""
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
