import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Polygon, box

from land.measures import shared_area
from land.measures.outlines import Outlines, Rings
from land.measures.shared_area import Units, shared_areas

# Corners on a coarse lattice, so that edges often run along each other, and straight up.
stars = st.lists(st.integers(1, 7), min_size=5, max_size=14).map(
    lambda radii: Polygon(
        [
            (8 + np.round(r * np.cos(a)), 8 + np.round(r * np.sin(a)))
            for r, a in zip(radii, np.linspace(0, 6.2, len(radii)), strict=True)
        ]
    )
).filter(lambda p: p.is_valid and p.area > 0)  # fmt: skip
shifts = st.tuples(st.integers(-9, 9), st.integers(-9, 9))


def area(one, other):
    return shared_areas(Units.of(np.array([one])), Outlines.of(np.array([other]))).area.sum()


def gear(corners, seed, hole=0.0):
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    ring = rng.uniform(0.6, 1, corners)[:, None] * np.c_[np.cos(angle), np.sin(angle)]
    return Polygon(100 * ring, [100 * hole * ring] if hole else [])


def test_by_hand():
    # A triangle over a square: of its height 3, what is above 1 is a similar one of height 2.
    triangle = Polygon([(0, 0), (6, 0), (3, 3)])
    assert np.isclose(area(box(0, 0, 6, 1), triangle), 9 - 4)
    # Two crossed bars share the square where they cross.
    assert area(box(0, 4, 10, 6), box(4, 0, 6, 10)) == 4
    # The same turned by 45°: a square on its tip.
    turned = Polygon([(5, 0), (10, 5), (5, 10), (0, 5)])
    assert np.isclose(area(box(0, 0, 10, 10), turned), 50)


def test_touching_is_nothing_and_nested_is_the_inner_one():
    square = box(0, 0, 10, 10)
    assert area(square, box(10, 0, 20, 10)) == 0
    assert area(square, box(0, 10, 10, 20)) == 0
    assert area(square, box(10, 10, 20, 20)) == 0
    assert area(square, box(3, 3, 7, 5)) == 8
    assert area(square, box(-9, -9, 99, 99)) == 100
    assert area(square, square) == 100


def test_land_in_a_hole_shares_nothing():
    ring = box(0, 0, 30, 30) - box(10, 10, 20, 20)
    assert area(box(12, 12, 15, 15), ring) == 0
    assert area(box(5, 12, 15, 15), ring) == 15
    assert area(ring, box(5, 12, 15, 15)) == 15


@settings(max_examples=200, deadline=None)
@given(stars, stars, shifts)
def test_the_area_of_the_intersection(one, other, shift):
    other = shapely.transform(other, lambda points: points + shift)
    assert np.isclose(area(one, other), one.intersection(other).area, atol=1e-10)
    assert np.isclose(area(other, one), area(one, other), atol=1e-10)


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 3000), st.integers(0, 99), st.sampled_from([0.0, 0.4]), shifts)
def test_long_windings_and_what_lies_over_the_unit(corners, seed, hole, shift):
    zone = gear(corners, seed, hole)
    unit = box(10 * shift[0], 10 * shift[1], 10 * shift[0] + 30, 10 * shift[1] + 95)
    assert np.isclose(area(unit, zone), unit.intersection(zone).area, rtol=1e-10, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(stars, stars, st.floats(0, 360))
def test_turning_mirroring_and_reversing_change_nothing(one, other, angle):
    wanted = area(one, other)
    turn = np.deg2rad(angle)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    turned = shapely.transform([one, other], lambda points: points @ matrix)
    mirrored = shapely.transform([one, other], lambda points: points * [-1, 1])
    assert np.isclose(area(*turned), wanted, atol=1e-9)
    assert np.isclose(area(*mirrored), wanted, atol=1e-9)
    assert np.isclose(area(one.reverse(), other), wanted, atol=1e-12)
    assert np.isclose(area(one, other.reverse()), wanted, atol=1e-12)


def test_slivers_far_from_the_origin():
    x, y = 700_000.0, 6_600_000.0
    unit = box(x, y, x + 25, y + 40)
    sliver = LineString([(x - 50, y + 3.7), (x + 80, y + 29.1)]).buffer(0.001)
    exact = 0.002 * 25 * np.hypot(130, 25.4) / 130
    assert np.isclose(area(unit, sliver), exact, rtol=1e-5)
    upright = box(x + 5, y - 1e4, x + 5.0001, y + 1e4)
    assert np.isclose(area(unit, upright), 0.0001 * 40, rtol=1e-5)


def test_many_runs_are_looked_at_in_parts(monkeypatch):
    units = np.array(
        [box(x, y, x + 9, y + 9) for x in range(-90, 90, 9) for y in range(-90, 90, 9)]
    )
    units, outlines = Units.of(units), Outlines.of(np.array([gear(900, 1), gear(200, 2, 0.5)]))
    whole = shared_areas(units, outlines)
    monkeypatch.setattr(shared_area, "TOGETHER", 50)
    parts = shared_areas(units, outlines)
    np.testing.assert_allclose(parts.area, whole.area, atol=1e-12)
    assert (parts.unit == whole.unit).all()


def test_levels_hold_every_edge_once_within_their_bounds():
    polygons = np.array([gear(9, 1), gear(1000, 2, 0.5), box(0, 0, 1, 1)])
    rings, outlines = Rings.of(polygons), Outlines.of(polygons)
    assert outlines.top[:, 0].tolist() == [2, 4, 4, 1]
    edges, _ = rings.edges()
    for runs, finer in zip(outlines.levels[1:], outlines.levels, strict=False):
        held = np.concatenate([np.arange(*r) for r in zip(runs.first, runs.last, strict=True)])
        assert len(held) == len(set(held.tolist()))
        parent = np.repeat(np.arange(len(runs.first)), runs.last - runs.first)
        assert (finer.bounds[held, :2] >= runs.bounds[parent, :2]).all()
        assert (finer.bounds[held, 2:] <= runs.bounds[parent, 2:]).all()
    first = outlines.levels[0]
    held = np.concatenate([np.arange(*r) for r in zip(first.first, first.last, strict=True)])
    assert held.tolist() == edges.tolist()
