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
AIMS = {"share": 2.0, "free": 1.5, "nearest": 1.0, "network": 1.0, "zonal": 1.0}
"""How many times as long as ours the best peer is to take."""

AS_WRITTEN = 6.0
"""The same for PostGIS as users write it."""

COLUMNS = ("engine", "given", "parcels", "run, s", "ratio to ours", "of processor, s", "peak MB",
           "loading, s", "differ")  # fmt: skip
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
    ours = {(r.parcels, r.engine.given): r.number("run_s") for r in rows if r.engine.ours}
    lines = [
        f"**{TITLES[task]}**",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "| " + " | ".join("---" for _ in COLUMNS) + " |",
    ]  # fmt: skip
    for row in sorted(rows, key=_place):
        engine = row.engine
        what = f"| {engine.label} | {_form(row)} | {row.parcels:,} |"
        if not row.ran:
            why = row.found.get("absent") or row.found.get("failed")
            lines.append(f"{what} not run: {why} | | | | | |")
            continue
        ratio = _ratio(row, ours.get((row.parcels, engine.given), float("nan")))
        lines.append(
            f"{what} {row.number('run_s'):.3g} | {ratio} | {_seconds(row.number('cpu_s'))} | "
            f"{row.number('peak_mb'):.0f} | {row.number('load_s'):.3g} | {_difference(row)} |"
        )
    return [*lines, "", *aims(task, rows), ""]


def _place(row: Row) -> tuple[int, str, bool, float]:
    slowness = row.number("run_s") if row.ran else float("inf")
    return -row.parcels, row.engine.given, not row.engine.ours, slowness


def aims(task: str, rows: list[Row]) -> list[str]:
    """Lines on what is aimed at: the best of the peers that are given the same, and PostGIS."""
    lines = []
    for parcels, given in dict.fromkeys((r.parcels, r.engine.given) for r in rows):
        alike = [r for r in rows if (r.parcels, r.engine.given) == (parcels, given) and r.ran]
        ours = [r for r in alike if r.engine.ours]
        peers = [r for r in alike if r.engine.is_peer and not r.engine.slow]
        if ours and peers and task in AIMS:
            best = min(peers, key=lambda r: r.number("run_s"))
            lines.append(_aim(ours[0], best, "best peer ", AIMS[task]))
        written = [r for r in alike if r.engine.key == "share:written"]
        lines += [_aim(ours[0], row, "", AS_WRITTEN) for row in written if ours]
    return lines


def _aim(ours: Row, peer: Row, word: str, aim: float) -> str:
    ratio = _ratio(peer, ours.number("run_s"))
    return (
        f"- {ours.parcels:,} parcels, {_form(ours)}: {word}{peer.engine.label}, {ratio} times "
        f"ours (aim: {aim:g}); peak {peer.number('peak_mb'):.0f} MB, ours "
        f"{ours.number('peak_mb'):.0f}."
    )


def _form(row: Row) -> str:
    return row.engine.given or "as it is"


def _seconds(number: float) -> str:
    return "" if number != number else f"{number:.3g}"  # noqa: PLR0124


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
    beside = path.with_suffix(".new")
    beside.write_text(f"{before}{BEGIN}\n\n{section}\n{END}{after}", encoding="utf-8")
    beside.replace(path)
