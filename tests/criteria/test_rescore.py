"""Scores under other weights: the very ones that scoring anew would give."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from criteria.grid import Grid, Letter, RuleError, ValueFunction
from criteria.scores import Scores, rescore, score
from criteria.vetoes import Lift, admission, verdicts, vetoes
from tests.criteria import small

VETOES = (
    small.veto("wet", "reserve", ("a1", ">=", 60.0)),
    small.veto("far", "interdit", ("b1", "<", 20.0)),
    small.veto("noisy", "interdit", ("c1", ">=", "c2"), vocations=("depot",)),
    small.veto("steep", "alerte", ("a2", ">", 10.0)),
)
GRID = small.grid(*VETOES)


def _points(breaks: tuple[int, int, int], middle: float, *, rises: bool) -> Any:
    marks = (0.0, middle, 1.0) if rises else (1.0, middle, 0.0)
    return tuple(zip(sorted(map(float, breaks)), marks, strict=True))


POINTS = st.builds(
    _points,
    st.lists(st.integers(-10, 110), min_size=3, max_size=3, unique=True).map(tuple),
    st.floats(0, 1),
    rises=st.booleans(),
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """The small grid with other weights, some other value functions, letters and floor."""
    drawn = [draw(st.integers(0, 20)) for _ in GRID.criteria]
    shares = [1 / len(drawn)] * len(drawn) if not any(drawn) else [x / sum(drawn) for x in drawn]
    functions = [draw(st.none() | POINTS) for _ in GRID.criteria]
    criteria = tuple(
        c.model_copy(
            update={
                "weight": c.weight.model_copy(update={"share": share}),
                "value": ValueFunction(points=points, basis="assumed") if points else c.value,
            }
        )
        for c, share, points in zip(GRID.criteria, shares, functions, strict=True)
    )
    scale = (Letter(letter="B", from_score=draw(st.integers(1, 99))), GRID.letters.scale[-1])
    return Grid.model_validate(
        GRID.model_dump()
        | {
            "criteria": [c.model_dump() for c in criteria],
            "letters": {"basis": "assumed", "scale": [s.model_dump() for s in scale]},
            "aggregation": GRID.aggregation.model_dump() | {"floor": draw(st.floats(0.001, 0.5))},
        }
    )


def _same(one: Scores, other: Scores) -> None:
    for name in ("table", "alternatives", "vetoes", "admitted"):
        assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    for side in ("low", "central", "high"):
        assert_frame_equal(one.families[side], other.families[side], check_exact=True)
        ours, theirs = (getattr(x.marks, side) for x in (one, other))
        assert_frame_equal(ours, theirs, check_exact=True)


@settings(max_examples=12, deadline=None)
@given(rows=small.sites(1, 4), first=grids(), then=grids(), vocation=st.sampled_from(["", "depot"]))
def test_scored_again_as_if_anew(
    rows: dict[str, dict[str, small.Cell]], first: Grid, then: Grid, vocation: str
) -> None:
    facts = small.facts(rows)
    lifted = [Lift(site="S0", veto="wet", reason="permit")]
    earlier = score(facts, first, vocation=vocation, lifted=lifted)
    _same(rescore(earlier, then), score(facts, then, vocation=vocation, lifted=lifted))


@settings(max_examples=12, deadline=None)
@given(rows=small.sites(1, 4), vocation=st.sampled_from(["", "depot"]))
def test_verdicts_are_the_vetoes_and_the_admission_that_follows(
    rows: dict[str, dict[str, small.Cell]], vocation: str
) -> None:
    facts = small.facts(rows)
    lifted = [Lift(site="S0", veto="wet", reason="permit")]
    found, admitted = verdicts(facts, GRID, vocation=vocation, lifted=lifted)
    alone = vetoes(facts, GRID, vocation=vocation, lifted=lifted)
    assert_frame_equal(found, alone)
    assert_frame_equal(admitted, admission(alone, facts.sites))


@settings(max_examples=12, deadline=None)
@given(rows=small.sites(2, 4))
def test_a_site_has_the_same_bits_alone_and_among_others(
    rows: dict[str, dict[str, small.Cell]],
) -> None:
    among = score(small.facts(rows), GRID)
    alone = score(small.facts({"S1": rows["S1"]}), GRID)
    for side, frame in alone.families.items():
        assert_frame_equal(frame, among.families[side].loc[["S1"]], check_exact=True)
    told = ["completeness"]
    assert_frame_equal(alone.table[told], among.table.loc[["S1"], told], check_exact=True)


def test_other_weights_mark_nothing_again() -> None:
    facts = small.facts({"S": dict.fromkeys(small.KEYS, 50.0)})
    earlier = score(facts, GRID)
    floor = GRID.aggregation.model_copy(update={"floor": 0.1})
    assert rescore(earlier, GRID.model_copy(update={"aggregation": floor})).marks is earlier.marks


def test_another_criterion_or_veto_is_refused_by_name() -> None:
    earlier = score(small.facts({"S": dict.fromkeys(small.KEYS, 50.0)}), GRID)
    metres, *others = GRID.criteria
    feet = metres.model_copy(update={"unit": "ft"})
    *kept, _ = GRID.vetoes
    other = GRID.model_copy(update={"criteria": (feet, *others), "vetoes": tuple(kept)})
    with pytest.raises(RuleError, match=r"« a1 », « steep » differ"):
        rescore(earlier, other)


@pytest.mark.parametrize("part", ["criteria", "vetoes"])
def test_another_order_is_refused(part: str) -> None:
    earlier = score(small.facts({"S": dict.fromkeys(small.KEYS, 50.0)}), GRID)
    turned = GRID.model_copy(update={part: getattr(GRID, part)[::-1]})
    with pytest.raises(RuleError, match="another order"):
        rescore(earlier, turned)
