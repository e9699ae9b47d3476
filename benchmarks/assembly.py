"""
Plots for a brief among 100,000 land units: time, and how far the answer is proved.

Run ``python benchmarks/assembly.py [units]``. Units lie on a bent grid of streets and blocks: each
block has two rows of plots that touch along their backs and sides. Scores vary smoothly, with
noise, as those of neighbours do. The peer is a person's way: start at each unit, add the best
neighbour until the area is reached, keep the best.
"""

import argparse
import time

import numpy as np
from pandas import DataFrame

from land.assembly import Brief, assemblies


def town(count: int, *, row: int = 12, seed: int = 7) -> tuple[DataFrame, DataFrame]:
    """Units and their neighbours: blocks of two rows of plots, no street between them crossed."""
    rng = np.random.default_rng(seed)
    blocks = -(-count // (2 * row))
    side = int(np.ceil(np.sqrt(blocks)))
    block = np.repeat(np.arange(blocks), 2 * row)[:count]
    place = np.tile(np.arange(2 * row), blocks)[:count]
    x, y = (block % side) * row + place % row, (block // side) * 3 + place // row
    smooth = 20 * np.sin(x / 90) * np.cos(y / 35) + 12 * np.sin(x / 23 + y / 11)
    units = DataFrame(
        {
            "area_m2": rng.lognormal(7.3, 0.6, count),
            "score": np.clip(55 + smooth + rng.normal(0, 8, count), 0, 100),
            "owner": rng.integers(0, count // 2, count).astype(str),
        }
    )
    at = np.arange(count)
    beside = at[(place % row < row - 1) & (at + 1 < count)]
    behind = at[(place < row) & (at + row < count)]
    pairs = np.vstack([np.c_[beside, beside + 1], np.c_[behind, behind + row]])
    return units, DataFrame(pairs, columns=["a", "b"])


def by_hand(units: DataFrame, near: DataFrame, brief: Brief) -> float:
    """Best mean score of growing a plot from each unit by its best neighbour."""
    area, score = units["area_m2"].to_numpy(), units["score"].to_numpy()
    beside: list[list[int]] = [[] for _ in range(len(units))]
    for a, b in near.itertuples(index=False):
        beside[a].append(b)
        beside[b].append(a)
    best = 0.0
    for root in range(len(units)):
        plot, edge, total, worth = {root}, set(beside[root]), area[root], area[root] * score[root]
        while total < brief.least_m2 and edge:
            more = max(edge, key=score.__getitem__)
            plot.add(more)
            edge = (edge | set(beside[more])) - plot
            total, worth = total + area[more], worth + area[more] * score[more]
        if brief.least_m2 <= total <= brief.most_m2:
            best = max(best, worth / total)
    return best


def main() -> None:
    """Print one line a brief."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", nargs="?", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    units, near = town(options.units)
    print("brief            assembled  by hand  proved  bound  seconds (CPU)  by hand (CPU)")
    for least, most in ((5_000, 7_000), (10_000, 15_000), (30_000, 40_000)):
        brief = Brief(least_m2=least, most_m2=most)
        start = time.process_time()
        found = assemblies(units, near, brief, count=10, seconds=options.seconds)
        spent, start = time.process_time() - start, time.process_time()
        peer = by_hand(units, near, brief)
        best = found.plots["score"].max()
        print(
            f"{least:6d}-{most:6d} m²  {best:9.3f}  {peer:7.3f}  {found.complete!s:6}  "
            f"{found.bound:5.1f}  {spent:13.1f}  {time.process_time() - start:13.1f}"
        )


if __name__ == "__main__":
    main()
