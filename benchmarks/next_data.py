"""
Curve of regret: facts revealed in the order of :mod:`criteria.next_data`, or at random.

On drawn sites of the default grid, whose facts are partly unknown: after each fact that is
revealed, the score that is lost by keeping the site of best expected worth instead of the true
best. Mean over several draws, written as CSV to the standard output::

    python -m benchmarks.next_data --sites 30 --steps 40 --runs 20 > curve.csv
"""

import argparse

import numpy as np

from benchmarks.smaa import drawn_facts
from criteria.facts import Facts
from criteria.grid import Grid, published
from criteria.next_data import expected_worth, next_data
from criteria.scores import score


def true_facts(facts: Facts, grid: Grid, chance: np.random.Generator) -> Facts:
    """One completion: each open fact at some place of its interval, or of its value function."""
    low, high, status = facts.low.copy(), facts.high.copy(), facts.status.copy()
    for criterion in grid.criteria:
        key, points = criterion.key, criterion.value.points
        unknown = status[key] == "unknown"
        least = low[key].mask(unknown, points[0][0])
        most = high[key].mask(unknown, points[-1][0])
        low[key] = high[key] = least + chance.random(len(low)) * (most - least)
        status[key] = "measured"
    return Facts(low=low, high=high, status=status, origin={})


def revealed(facts: Facts, truth: Facts, site: str, fact: str) -> Facts:
    """The facts once one of them is learnt."""
    low, high, status = facts.low.copy(), facts.high.copy(), facts.status.copy()
    low.loc[site, fact] = high.loc[site, fact] = truth.low.loc[site, fact]
    status.loc[site, fact] = "measured"
    return Facts(low=low, high=high, status=status, origin={})


def regrets(grid: Grid, sites: int, steps: int, seed: int, *, at_random: bool) -> list[float]:
    """Regret before anything is revealed, then after each fact. [points of 100]"""
    chance = np.random.default_rng(seed)
    facts = drawn_facts(grid, sites, 0.5, seed)
    truth = true_facts(facts, grid, chance)
    # Sites are compared by score alone: vetoes are left out, so that regret is in points.
    grid = grid.model_copy(update={"vetoes": ()})
    worth = score(truth, grid).table["score"]
    found = []
    for _ in range(steps + 1):
        scores = score(facts, grid)
        found.append(float(worth.max() - worth[expected_worth(facts, scores, grid).idxmax()]))
        order = next_data(facts, scores, grid)
        if len(order):
            row = order.iloc[int(chance.integers(len(order))) if at_random else 0]
            facts = revealed(facts, truth, row["site_id"], row["fact"])
    return found


def main() -> None:
    """Draw, reveal, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--sites", type=int, default=30)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--runs", type=int, default=20)
    given = parser.parse_args()
    grid = published()
    curves = [
        np.mean(
            [
                regrets(grid, given.sites, given.steps, seed, at_random=at_random)
                for seed in range(given.runs)
            ],
            axis=0,
        )
        for at_random in (False, True)
    ]
    print("revealed,in_order,at_random")
    for step, (ordered, blind) in enumerate(zip(*curves, strict=True)):
        print(f"{step},{ordered:.3f},{blind:.3f}")


if __name__ == "__main__":
    main()
