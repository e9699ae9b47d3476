"""
Times of the grid, in one command: scores, other weights, induced load, SMAA-2, curve of regret.

Each part runs in a process of its own, one after the other, so that its memory is its own. Under
four minutes on two idle cores::

    python -m benchmarks.grid
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from benchmarks.next_data import regrets
from benchmarks.smaa import drawn_facts
from criteria.centrality import DRAWS, SEED, load
from criteria.grid import Grid, published
from criteria.parameters import draws
from criteria.project import Profile, reference_projects
from criteria.robustness import smaa
from criteria.scores import rescore, score
from criteria.weightings import weights_in_range

SITES, WEIGHTINGS = 10_000, 10_000
RESCORED = 100_000
REVEALED = (0, 5, 10, 20)
"""Facts revealed at which the curve is printed."""

JOBS: dict[Profile, float] = {
    "cadres": 30, "professions_intermediaires": 30, "employes": 20, "ouvriers": 20,
}  # fmt: skip
"""The worked example of 100 jobs."""


def scores_of_sites() -> str:
    """Scores, bounds and ranks of the sites, 18 criteria."""
    grid = published()
    facts = drawn_facts(grid, SITES, 1.0, 0)
    score(facts, grid)
    return f"{SITES} sites"


def rescoring() -> str:
    """Sites of five vocations under other weights, then under another value function."""
    grid = published()
    facts = drawn_facts(grid, RESCORED, 1.0, 0)
    earlier = [score(facts, grid, vocation=p.vocation) for p in reference_projects().values()]
    told = []
    for what, after in (("weights", _other_weights(grid)), ("value function", _other_value(grid))):
        clock, processor = time.perf_counter(), time.process_time()
        for scores in earlier:
            rescore(scores, after)
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        told.append(f"other {what} {clock:.2f} s, {processor:.2f} s of processor")
    clock, processor = time.perf_counter(), time.process_time()
    score(facts, grid)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    told.append(f"one vocation anew {clock:.2f} s, {processor:.2f} s of processor")
    return f"{RESCORED} sites, {len(earlier)} vocations; {'; '.join(told)}"


def _other_weights(grid: Grid) -> Grid:
    """All weights turned by one criterion."""
    weights = [c.weight for c in grid.criteria]
    both = zip(grid.criteria, [weights[-1], *weights[:-1]], strict=True)
    return grid.model_copy(
        update={"criteria": tuple(c.model_copy(update={"weight": w}) for c, w in both)}
    )


def _other_value(grid: Grid) -> Grid:
    """Breakpoints of the first criterion at half of what they are."""
    first, *others = grid.criteria
    halved = tuple((x / 2, mark) for x, mark in first.value.points)
    value = first.value.model_copy(update={"points": halved})
    return grid.model_copy(
        update={"criteria": (first.model_copy(update={"value": value}), *others)}
    )


def induced_draws() -> str:
    """Draws of the parameters of the induced load, and the whole chain on them."""
    values = dict(draws("centrality", count=DRAWS, seed=SEED))
    values["transfer_share"] = np.zeros(DRAWS)  # a project that moves no job, as in the example
    found = load(JOBS, values)
    low, middle, high = np.percentile(found.dwellings, [10, 50, 90])
    return f"{DRAWS} draws; dwellings {low:.1f} / {middle:.1f} / {high:.1f}"


def smaa_draws() -> str:
    """SMAA-2: every fact an interval or unknown."""
    grid = published()
    scores = score(drawn_facts(grid, SITES, 1.0, 0), grid)
    smaa(scores, grid, weights_in_range(grid, WEIGHTINGS, seed=0), seed=0, ranks=10, workers=2)
    return f"{WEIGHTINGS} draws of {SITES} sites"


def regret_curve(runs: int = 6) -> str:
    """Regret once facts are learnt, in the order of the tool and at random."""
    curves = [
        np.mean(
            [regrets(published(), 30, REVEALED[-1], s, at_random=blind) for s in range(runs)], 0
        )
        for blind in (False, True)
    ]
    told = [f"{n}: {curves[0][n]:.1f} / {curves[1][n]:.1f}" for n in REVEALED]
    return f"{runs} runs of 30 sites; points in order / at random after " + ", ".join(told)


PARTS: dict[str, Callable[[], str]] = {
    "scores": scores_of_sites,
    "rescoring": rescoring,
    "induced load": induced_draws,
    "SMAA-2": smaa_draws,
    "what to measure first": regret_curve,
}


def timed(name: str) -> None:
    """Run a part here, and print its row."""
    clock, processor = time.perf_counter(), time.process_time()
    said = PARTS[name]()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {name} | {said} | {clock:.1f} | {processor:.1f} | {peak:.0f} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--part", choices=PARTS, help="one part, in this process")
    given = parser.parse_args()
    if given.part:
        timed(given.part)
        return
    print("| part | of what | s | s of processor | MB at the most |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    for name in PARTS:
        subprocess.run([sys.executable, "-m", "benchmarks.grid", "--part", name], check=True)


if __name__ == "__main__":
    main()
