"""What a run found, as a table, and its place in the documentation."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.measures.engine import Engine

TITLES = {
    "share": "Share covered by the union of a layer",
    "free": "Built area, and free part with a setback of 5 m",
    "nearest": "Nearest point",
    "network": "Distance along streets to the nearest of several nodes",
    "zonal": "Mean of a raster of 10 m cells",
    "scores": "Weighted mean of 12 criteria",
}
BEGIN, END = "<!-- measures: begin -->", "<!-- measures: end -->"
LIBRARIES = (
    "shapely", "geopandas", "numpy", "scipy", "networkx", "exactextract", "duckdb",
    "duckdb-extension-spatial", "sedonadb", "scikit-criteria", "pymcdm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """
    One engine on one size.

    Parameters
    ----------
    engine : Engine
        The engine.
    parcels : int
        Size of the data.
    found : dict
        ``load_s``, ``run_s``, ``cpu_s``, ``peak_mb``; or ``absent`` or ``failed``, and why.
    differ : int
        Parcels whose answer is not ours.
    """

    engine: Engine
    parcels: int
    found: dict[str, float | str] = field(default_factory=dict)
    differ: int = 0

    @property
    def ran(self) -> bool:
        """Whether there is an answer."""
        return "run_s" in self.found

    def number(self, name: str) -> float:
        """A figure; NaN where the engine did not run."""
        return float(self.found.get(name, "nan"))


def table(task: str, rows: list[Row]) -> list[str]:
    """Lines of the table of a task, ours first, quicker peers before slower ones."""
    reference = {r.parcels: r.number("run_s") for r in rows if r.engine.ours}
    lines = [
        f"**{TITLES[task]}**",
        "",
        "| engine | parcels | run, s | ratio to ours | peak MB | loading, s | differ |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for row in sorted(rows, key=lambda r: (-r.parcels, not r.engine.ours, r.number("run_s"))):
        label, size = row.engine.label, f"{row.parcels:,}"
        if not row.ran:
            why = row.found.get("absent") or row.found.get("failed")
            lines.append(f"| {label} | {size} | not run: {why} | | | | |")
            continue
        ratio = _ratio(row, reference.get(row.parcels, float("nan")))
        lines.append(
            f"| {label} | {size} | {row.number('run_s'):.3g} | {ratio} | "
            f"{row.number('peak_mb'):.0f} | {row.number('load_s'):.3g} | {_difference(row)} |"
        )
    return [*lines, ""]


def _ratio(row: Row, ours: float) -> str:
    if row.engine.ours:
        return "1"
    is_floor = row.engine.key.endswith(":floor")
    ratio = ours / row.number("run_s") if is_floor else row.number("run_s") / ours
    return f"{ratio:.2f}" + (" (ours / floor)" if is_floor else "")


def _difference(row: Row) -> str:
    return "" if row.engine.ours or row.engine.key.endswith(":floor") else str(row.differ)


def text(command: str, rows: Iterable[Row]) -> str:
    """The section, from the command to the last table."""
    held = list(rows)
    tasks = dict.fromkeys(r.engine.task for r in held)
    one, five, fifteen = os.getloadavg()
    lines = [
        (f"`{command}`, {os.cpu_count()} cores, load {one:.1f}, {five:.1f} and {fifteen:.1f} over "
         f"the last 1, 5 and 15 minutes at the end; {_versions()}."), "",
        *(line for t in tasks for line in table(t, [r for r in held if r.engine.task == t])),
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _versions() -> str:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} absent")
    return ", ".join(found)


def write(path: Path, section: str) -> None:
    """Put the section between its two marks, and leave the rest of the page alone."""
    page = path.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n\n{section}\n{END}{after}", encoding="utf-8")
