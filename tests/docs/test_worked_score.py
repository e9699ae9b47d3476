"""The example of the guide to how a score is computed: each of its figures, by the engine."""

import re
from itertools import chain

import pytest

from criteria.grid import Grid, parse
from criteria.scores import Scores, score
from tests.conftest import ROOT
from tests.criteria import small

PAGE = (ROOT / "docs/guide/comment-une-note-est-calculee.md").read_text(encoding="utf-8")
TEXT = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
MEASURED = {"artificialised_share": 80.0, "transit_walk": 650.0, "renewable_energy": 40.0}


@pytest.fixture(scope="module")
def grid() -> Grid:
    block = re.search(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert block is not None
    return parse(block[1])


def worked(grid: Grid, **left_out: None) -> Scores:
    row = {key: small.UNKNOWN if key in left_out else value for key, value in MEASURED.items()}
    return score(small.facts({"S": row}), grid)


def shown(value: float, digits: int) -> str:
    """Figure as the page writes it."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".").replace(".", ",")


def test_the_figures_of_the_known_site(grid: Grid) -> None:
    found = worked(grid)
    row = found.table.loc["S"]
    families = found.families["central"].loc["S"] / 100
    assert f"= **{shown(families['land'], 3)}**" in TEXT
    assert f"= **{shown(families['access'], 3)}**" in TEXT
    assert f"puissance 0,6 = **{shown(row['score'], 1)}**" in TEXT
    assert f"= **{shown(found.alternatives.loc['S', 'arithmetic'], 1)}**" in TEXT
    assert f"c'est un **{row['letter']}**" in TEXT
    for key, mark in found.marks.central.loc["S"].items():
        assert f"**{shown(mark, 2)}**" in TEXT, key


def test_the_figures_of_the_unknown_energy(grid: Grid) -> None:
    found = worked(grid, renewable_energy=None)
    row = found.table.loc["S"]
    sides = {"low": "score_low", "central": "score", "high": "score_high"}
    for side, column in sides.items():
        family = shown(found.families[side].loc["S", "access"] / 100, 3)
        assert f"{family} | **{shown(row[column], 1)}** |" in TEXT
    said = [shown(row[c], 1) for c in ("score", "score_low", "score_high")]
    assert "« {}, entre {} et {} »".format(*said) in TEXT
    letters = [row[c] for c in ("letter", "letter_low", "letter_high")]
    assert "lettre {}, qui peut aller de {} à {}".format(*letters) in TEXT
    assert f"est de {row['completeness']:.0%}".replace("%", " %") in TEXT


def test_no_other_figure_stands_in_the_page(grid: Grid) -> None:
    """What has decimals is of the grid, or was checked above."""
    both = (worked(grid), worked(grid, renewable_energy=None))
    known = {shown(v, 3) for c in grid.criteria for point in c.value.points for v in point}
    known |= {shown(c.weight.share, 2) for c in grid.criteria} | {"0,6", shown(0.75 - 0.35, 2)}
    known |= {shown(grid.aggregation.floor, 2)}
    for one in both:
        row = one.table.loc["S", ["score_low", "score", "score_high"]]
        known |= {shown(v, 1) for v in (*row, one.alternatives.loc["S", "arithmetic"])}
        sides = chain(*(one.families[s].loc["S"] for s in ("low", "central", "high")))
        known |= {shown(v / 100, 3) for v in sides}
        known |= {shown(v, 2) for v in one.marks.central.loc["S"].dropna()}
    assert set(re.findall(r"\d+,\d+", TEXT)) - known == set()
