"""
Time and memory of SMAA-2 on drawn sites.

Run from the root of the project; the target is 10,000 draws of 10,000 sites on the 18 criteria of
the default grid in under 20 s and 2 GB on two cores::

    /usr/bin/time -v python -m benchmarks.smaa --sites 10000 --draws 10000
"""

import argparse
import resource
import time

import numpy as np
from pandas import DataFrame, Index

from criteria.facts import Facts
from criteria.grid import Grid, published
from criteria.robustness import smaa
from criteria.scores import score
from criteria.weightings import weights_in_order, weights_in_range


def drawn_facts(grid: Grid, sites: int, unsure: float, seed: int) -> Facts:
    """Facts spread over the value functions; a share ``unsure`` is an interval, some unknown."""
    chance = np.random.default_rng(seed)
    ids = Index([f"S{i}" for i in range(sites)])
    low, high, status = {}, {}, {}
    for criterion in grid.criteria:
        first, last = criterion.value.points[0][0], criterion.value.points[-1][0]
        ends = np.sort(chance.uniform(first, last, (2, sites)), axis=0)
        kind = np.where(chance.random(sites) < unsure, "estimated", "measured")
        kind = np.where((kind == "estimated") & (chance.random(sites) < 0.3), "unknown", kind)
        blank = np.where(kind == "unknown", np.nan, 0.0)
        low[criterion.key] = ends[0] + blank
        high[criterion.key] = np.where(kind == "estimated", ends[1], ends[0]) + blank
        status[criterion.key] = kind
    for observation in grid.observations:
        low[observation.key] = high[observation.key] = np.full(sites, np.nan)
        status[observation.key] = np.full(sites, "not_applicable")
    frames = [DataFrame(part, index=ids) for part in (low, high, status)]
    return Facts(low=frames[0], high=frames[1], status=frames[2], origin={})


def main() -> None:
    """Draw the sites, run, and say what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--unsure", type=float, default=1.0, help="share of facts not settled")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ranks", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ordinal", action="store_true", help="families ranked, no ranges")
    given = parser.parse_args()
    grid = published()
    scores = score(drawn_facts(grid, given.sites, given.unsure, given.seed), grid)
    start = time.perf_counter()
    if given.ordinal:
        order = [f.key for f in grid.families]
        weights = weights_in_order(grid, order, given.draws, seed=given.seed)
    else:
        weights = weights_in_range(grid, given.draws, seed=given.seed)
    found = smaa(scores, grid, weights, seed=given.seed, ranks=given.ranks, workers=given.workers)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{given.draws} draws × {given.sites} sites × {len(grid.criteria)} criteria")
    print(f"{took:.1f} s, peak {peak:.0f} MB; numpy {np.__version__}")
    print(found.acceptability[1].nlargest(5).to_string())


if __name__ == "__main__":
    main()
