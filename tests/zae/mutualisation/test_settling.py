"""A project beside a gym: what it need not build, and its score then, worked out by hand."""

import json
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from land.pooling import requirement
from tests.zae.mutualisation import street
from zae.cli.entry import run
from zae.mutualisation.settling import best_set, left_to_build, settle, spare
from zae.study import read

HOURS = arrays(np.int64, 4, elements=st.integers(0, 50)).map(lambda a: a.astype(float))


def test_offices_beside_a_gym_build_half_of_their_places(tmp_path: Path) -> None:
    """
    100 office jobs need 80 places from 14 to 16; the gym has 50 and then uses 10, so 40 are left
    to build: 40 places of 25 m² saved. From 10 to 12 the gym uses 8: 38 would do. The other
    office is full at the same hours.
    """
    found = settle(read(street.write(tmp_path)), "S1", project="tertiaire")
    assert found.needs.loc["parking"].to_dict() == pytest.approx(
        {"alone": 80, "shared": 40, "land_m2": 1000}
    )
    assert found.neighbours["activities"].tolist() == ["loisirs"]
    assert (found.alone.plot_m2, found.shared.plot_m2) == (16_667, 15_667)
    density = found.moved().loc["job_density"]
    assert density["before"] == pytest.approx(100 / 1.6667)
    assert density["after"] == pytest.approx(100 / 1.5667)
    families = found.families()
    assert families.loc["land", "after"] > families.loc["land", "before"]
    assert families.drop(["land", ""])["after"].equals(families.drop(["land", ""])["before"])


def test_nobody_within_a_walk_changes_nothing(
    street_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mutualise", "settle", str(street_study), "S2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["neighbours"], found["saved_m2"], found["criteria"]) == ([], 0, [])


def test_the_command_says_both_scores(
    street_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["mutualise", "settle", str(street_study), "S1", "--project", "tertiaire"]
    assert run(words) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "80 seul, 40 avec les voisins, 1 000 m² de sol épargnés" in told
    assert "16 667 m² seul, 15 667 m² en partageant" in told
    assert "Sobriété foncière" in told
    for wrong, piece in (("S9", "S1, S2"), ("S1 --project x", "tertiaire, artisanat")):
        assert run(["mutualise", "settle", str(street_study), *wrong.split()]) == 1
        assert piece in capsys.readouterr().err


@given(HOURS, st.lists(HOURS, min_size=1, max_size=3))
def test_more_neighbours_never_leave_more_to_build(
    own: np.ndarray, neighbours: list[np.ndarray]
) -> None:
    empty = [spare(hours) for hours in neighbours]
    left = [float(left_to_build(own, np.sum(empty[:n], axis=0))) for n in range(1, len(empty) + 1)]
    assert left == sorted(left, reverse=True)
    assert 0 <= left[-1] <= left[0] <= requirement(own)


@given(HOURS, HOURS)
def test_what_a_newcomer_saves_is_what_the_pool_saves(own: np.ndarray, other: np.ndarray) -> None:
    """Neighbours build once: together they need no less than both peaks less what was saved."""
    saved = float(requirement(own)) - float(left_to_build(own, spare(other)))
    pooled = float(requirement(own) + requirement(other) - requirement(own + other))
    assert saved == pytest.approx(pooled)


@given(arrays(np.int64, 6, elements=st.integers(0, 4)), st.integers(1, 6), st.integers(1, 30))
def test_sets_tried_block_by_block_give_what_all_at_once_give(
    worths: np.ndarray, size: int, block: int
) -> None:
    """Ties are common among small whole numbers: the first of the best, whatever the blocks."""
    seen: list[int] = []

    def worth(sets: np.ndarray) -> np.ndarray:
        seen.append(len(sets))
        return np.asarray(worths[sets].sum(axis=1), dtype=float)

    found = best_set(worth, range(6), size, block=block)
    assert max(seen) <= block
    assert sum(seen) == comb(6, size)
    assert found == best_set(worth, range(6), size, block=comb(6, size))
    assert found == best_set(worth, range(6), size, block=1)
    assert found[1] == np.sort(worths)[-size:].sum()
