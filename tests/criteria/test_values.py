"""Value functions: every breakpoint of the default grid, just under and just over."""

import math

import pytest
from pandas import Index, Series

from criteria.facts import assemble, between, blank
from criteria.grid import Criterion, ValueFunction, published
from criteria.values import inverse, mark, marks, settled
from tests.criteria import small

CRITERIA = published().criteria
TINY = 1e-6


def _at(criterion: Criterion, x: float) -> float:
    return float(mark(Series([x]), criterion.value).iloc[0])


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.key)
def test_every_breakpoint_gives_its_mark_and_its_sides_lean_the_right_way(
    criterion: Criterion,
) -> None:
    way = 1 if criterion.value.rises else -1
    points = criterion.value.points
    for i, (x, expected) in enumerate(points):
        under, at, over = (_at(criterion, x + d) for d in (-TINY, 0.0, TINY))
        assert at == pytest.approx(expected, abs=1e-12)
        if i > 0:
            assert way * (at - under) > 0
        else:
            assert under == at
        if i < len(points) - 1:
            assert way * (over - at) > 0
        else:
            assert over == at


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("artificialised_share", 25, 0.25),
        ("job_density", 15, 0.125),  # half-way from 10 (0) to 20 (0.25)
        ("job_density", 80, 0.925),  # half-way from 60 (0.85) to 100 (1)
        ("ecological_sensitivity", 35, 0.15),
        ("hazard_class", 2, 0.3),
        ("open_ground", 25, 0.65),
        ("receptor_distance", 1.5, 0.9),
        ("commuting_ghg", 900, 0.4),
        ("transit_walk", 400, 0.875),
        ("renewable_energy", 15, 0.1),  # the added point (0, 0)
        ("renewable_energy", 65, 0.8),
        ("job_match", 0.45, 0.25),
        ("recruitment_tension", 40, 0.75),
        ("job_seeker_access", 1.5, 0.75),
        ("jobs_balance", 80, 0.825),
        ("housing_load", 10, 0.4),
        ("childcare_coverage", 49, 0.25),
        ("school_load", 0.25, 0.8),
        ("transport_load", 0.5, 0.5),
        ("public_cost", 650, 0.5),
    ],
)
def test_marks_between_breakpoints_worked_by_hand(key: str, value: float, expected: float) -> None:
    criterion = next(c for c in CRITERIA if c.key == key)
    assert _at(criterion, value) == pytest.approx(expected)


def test_every_criterion_can_earn_nothing_and_everything() -> None:
    for criterion in CRITERIA:
        ends = {_at(criterion, x) for x in (-1e9, 1e9)}
        assert ends == {0.0, 1.0}


def test_a_missing_value_has_no_mark() -> None:
    function = ValueFunction(points=((0, 0.0), (1, 1.0)), basis="assumed")
    assert math.isnan(mark(Series([float("nan")]), function).iloc[0])


def test_marks_of_each_status() -> None:
    row = {
        "a1": (20.0, 60.0, "estimated"),
        "a2": (0.0, 100.0, "estimated"),  # falls: the low value is the good one
        "b1": small.UNKNOWN,
        "c1": small.NOT_APPLICABLE,
        "c2": 30.0,
    }
    found = marks(small.facts({"S": row}), small.grid())
    low, central, high = (f.loc["S"].to_dict() for f in (found.low, found.central, found.high))
    assert (low["a1"], central["a1"], high["a1"]) == pytest.approx((0.2, 0.4, 0.6))
    assert (low["a2"], central["a2"], high["a2"]) == pytest.approx((0.0, 0.8, 1.0))
    assert (low["b1"], high["b1"]) == (0.0, 1.0)
    assert math.isnan(central["b1"])
    assert all(math.isnan(side["c1"]) for side in (low, central, high))
    assert low["c2"] == central["c2"] == high["c2"] == pytest.approx(0.3)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.key)
@pytest.mark.parametrize("wanted", [0.0, 0.1, 0.37, 0.5, 0.85, 1.0])
def test_the_inverse_is_the_last_value_before_the_mark_is_lost(
    criterion: Criterion, wanted: float
) -> None:
    worse = -TINY if criterion.value.rises else TINY
    reached = float(inverse(Series([wanted]), criterion.value).iloc[0])
    assert _at(criterion, reached) == pytest.approx(wanted)
    assert wanted == 0.0 or _at(criterion, reached + worse) < wanted
    under = float(inverse(Series([wanted]), criterion.value, reach=False).iloc[0])
    assert _at(criterion, under) == pytest.approx(wanted)
    assert wanted == 1.0 or _at(criterion, under - worse) > wanted


def test_no_value_earns_a_mark_outside_zero_to_one() -> None:
    assert inverse(Series([-0.1, 1.1, float("nan")]), CRITERIA[0].value).isna().all()


def test_an_interval_that_says_next_to_nothing_counts_as_unknown() -> None:
    """A shed on a meadow: 0.1 to 100 % of the soil, so a mark from 0.001 to 1."""
    sites = Index(["shed", "half"])
    share = between(Series([0.1, 50.0], sites), Series([100.0, 100.0], sites))
    parts = {c.key: blank(sites) for c in CRITERIA} | {"artificialised_share": share}
    facts = settled(assemble(parts, {}, sites), published())
    assert facts.status["artificialised_share"].tolist() == ["unknown", "estimated"]
    assert facts.low.loc["half", "artificialised_share"] == 50
