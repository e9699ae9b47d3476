"""One engine on one data set, in a process of its own: time, memory, answers."""

import json
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.measures.engine import AbsentError, Engine


def high_water_mb(process: str = "self", *, reset: bool = False) -> float:
    """Most memory that a process has held since the last reset. [MB]"""
    folder = Path("/proc") / process
    if reset:
        (folder / "clear_refs").write_text("5")
    held = [line for line in (folder / "status").read_text().splitlines() if "VmHWM" in line]
    return int(held[0].split()[1]) / 1024 if held else float("nan")


def measure(engine: Engine, folder: Path, out: Path) -> dict[str, float | str]:
    """Load, run, and write the answers."""
    start = time.perf_counter()
    try:
        state = engine.load(folder)
    except AbsentError as error:
        return {"absent": str(error)}
    loaded = time.perf_counter()
    # A database server works in a process of its own, whose memory is the one that counts.
    server = str(state.connection.info.backend_pid) if hasattr(state, "cursor") else "self"
    high_water_mb(server, reset=True)
    loaded_mb = high_water_mb(server)
    before, cpu = time.perf_counter(), time.process_time()
    answers = engine.run(state)
    took, cpu = time.perf_counter() - before, time.process_time() - cpu
    np.savez(out, **answers)
    return {
        "load_s": loaded - start,
        "run_s": took,
        "cpu_s": cpu if server == "self" else float("nan"),
        "peak_mb": high_water_mb(server),
        "loaded_mb": loaded_mb,
    }


def main() -> None:
    """``python -m benchmarks.measures.child KEY FOLDER OUT``."""
    from benchmarks.measures.engines import ENGINES  # noqa: PLC0415

    key, folder, out = sys.argv[1:]
    print(json.dumps(measure(ENGINES[key], Path(folder), Path(out))))


if __name__ == "__main__":
    main()
