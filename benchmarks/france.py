"""
France on paper, from what was measured here: ``python benchmarks/france.py --facts-ms … --sent …``.

95 million parcels, each a candidate site, as one study an intercommunality (``bbox``), several at
once: each has a process that reads, shares out, scores and writes, and workers that measure.
Measured figures are given (``benchmarks/cluster.py`` and ``benchmarks/study.py`` print them), the
others are assumptions, printed with the table.
"""

import argparse
import math

HOUR = 3600.0
SITES = 95_000_000


def figures(said: argparse.Namespace) -> list[tuple[str, str]]:
    """What does not depend on the number of workers."""
    tiles = math.ceil(SITES / (said.tile * said.filled))
    facts, reading = SITES * said.facts_ms / 1e3, tiles * said.tile_s
    rest, door = SITES * said.rest_ms / 1e3, SITES * said.door_ms / 1e3 * said.overlap
    mean, largest = SITES / said.studies, SITES * said.largest
    return [
        ("partitions: tiles", f"{tiles:,}"),
        ("layers, GeoParquet with covering columns", tb(SITES * said.layers)),
        ("read by the processes of studies", tb(SITES * said.layers * said.overlap)),
        ("sent to workers", tb(SITES * said.sent)),
        ("read by workers", tb(SITES * said.read)),
        ("facts brought back", tb(SITES * said.back)),
        ("scores written in parts", tb(SITES * said.written)),
        ("processor: facts", f"{facts / HOUR:,.0f} h"),
        ("processor: workers reading their tiles", f"{reading / HOUR:,.0f} h"),
        ("processor: layers and sites of each study", f"{door / HOUR:,.0f} h"),
        ("processor: scores and files of each study", f"{rest / HOUR:,.0f} h"),
        ("memory of the process of a study, mean", gb(mean * said.memory)),
        ("the same, largest study", gb(largest * said.memory)),
    ]


def tb(size: float) -> str:
    return f"{size / 1e12:,.2f} TB"


def gb(size: float) -> str:
    return f"{size / 1e9:,.1f} GB"


def hours(workers: int, said: argparse.Namespace) -> tuple[int, float]:
    """Studies at once, and hours: as many as the mean asks, or as the largest one takes alone."""
    at_once = min(said.studies, max(1, workers // said.group))
    each = workers / at_once
    tile = said.facts_ms / 1e3 + said.tile_s / (said.tile * said.filled)
    a_site = tile / each / said.efficiency + (said.rest_ms + said.door_ms * said.overlap) / 1e3
    return at_once, max(SITES * a_site / at_once, SITES * said.largest * a_site) / HOUR


def main() -> None:
    """Print the table and its assumptions."""
    parser = argparse.ArgumentParser(description=__doc__)
    measured = parser.add_argument_group("measured, a site unless said otherwise")
    for name, meaning in (
        ("--facts-ms", "processor time of the facts [ms]"),
        ("--tile-s", "processor time of a worker to read the layers around a tile [s]"),
        ("--door-ms", "processor time of reading layers and finding sites [ms]"),
        ("--rest-ms", "processor time of all else in a study [ms]"),
        ("--sent", "sent to workers [bytes]"),
        ("--read", "read by workers [bytes]"),
        ("--back", "facts brought back [bytes]"),
        ("--layers", "layers on the disk [bytes]"),
        ("--written", "scores in parts [bytes]"),
        ("--memory", "peak memory of a study [bytes]"),
    ):
        measured.add_argument(name, type=float, required=True, help=meaning)
    assumed = parser.add_argument_group("assumed")
    for name, value, meaning in (
        ("--tile", 20_000, "most sites of a tile"),
        ("--filled", 0.5, "how full tiles are in the mean"),
        ("--group", 8, "workers of a study, at least"),
        ("--efficiency", 0.9, "share of the time that workers work"),
        ("--studies", 1250, "studies: intercommunalities"),
        ("--largest", 0.005, "share of the parcels in the largest study"),
        ("--overlap", 5.0, "ground of the layers of a study to that of its parcels"),
    ):
        kind = type(value)
        assumed.add_argument(name, type=kind, default=value, help=meaning)
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 16, 128, 1024])
    said = parser.parse_args()
    print(f"| France, {SITES:,} parcels | |\n| --- | --- |")
    for name, figure in figures(said):
        print(f"| {name} | {figure} |")
    print("\n| workers | studies at once, one process each | hours |\n| ---: | ---: | ---: |")
    for workers in said.workers:
        at_once, needed = hours(workers, said)
        print(f"| {workers} | {at_once} | {needed:,.1f} |")
    print(f"\nAssumed: every parcel is a site; {said.studies} studies, the largest with "
          f"{said.largest:.1%} of the parcels; the layers of a study lie on {said.overlap:g} times "
          f"the ground of its parcels (12 km around 20 km); tiles {said.filled:.0%} full; workers "
          f"at work {said.efficiency:.0%} of the time; processors as here; a disk or an address "
          "that gives workers what they read.")  # fmt: skip


if __name__ == "__main__":
    main()
