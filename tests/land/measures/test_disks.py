"""Area of a layer in disks: quarters, holes and overlaps worked by hand; finely drawn disks."""

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from land.errors import CRSError, GeometryError
from land.measures import disks
from land.measures.disks import area_in_disks

DISK = np.pi * 1000.0**2


def _share(area: list, *points: Point) -> list[float]:
    found = area_in_disks(
        GeoSeries([*points], crs=2154), GeoSeries(area, crs=2154), radius_m=1000.0
    )
    return (found / DISK).tolist()


def test_a_disk_inside_is_whole_one_outside_is_nothing_and_one_at_a_corner_a_quarter() -> None:
    town = [box(0, 0, 5000, 5000)]
    found = _share(town, Point(2500, 2500), Point(9000, 9000), Point(0, 0), Point(0, 2500))
    assert found == pytest.approx([1.0, 0.0, 0.25, 0.5], abs=1e-12)


def test_a_hole_is_taken_away_be_it_crossed_or_held_whole() -> None:
    """A hole of 200 m on a side at the centre; one of 4 km, whose west side the disk is cut by."""
    small = Polygon(box(-5000, -5000, 5000, 5000).exterior, [box(-100, -100, 100, 100).exterior])
    assert _share([small], Point(0, 0)) == pytest.approx([1 - 200 * 200 / DISK])
    large = Polygon(box(-5000, -5000, 5000, 5000).exterior, [box(0, -2000, 4000, 2000).exterior])
    assert _share([large], Point(0, 0), Point(2000, 0)) == pytest.approx([0.5, 0.0], abs=1e-12)


def test_a_small_area_is_held_whole_and_overlaps_count_once() -> None:
    parts = [box(0, 0, 100, 100), box(50, 0, 150, 100), MultiPolygon([box(300, 0, 400, 100)])]
    assert _share(parts, Point(200, 200)) == pytest.approx([25_000 / DISK])


def test_a_corner_that_stands_twice_changes_nothing() -> None:
    twice = Polygon([(0, 0), (0, 0), (5000, 0), (5000, 5000), (5000, 5000), (0, 5000)])
    start, end = disks._edges(twice)
    assert len(start) == len(end) == 4
    assert _share([twice], Point(0, 0)) == pytest.approx([0.25])


def test_no_point_and_no_area() -> None:
    assert _share([box(0, 0, 1, 1)]) == []
    assert _share([], Point(0, 0)) == [0.0]
    assert np.isnan(_share([box(0, 0, 1, 1)], Point())).all()


def test_degrees_are_refused() -> None:
    with pytest.raises(CRSError):
        area_in_disks(
            GeoSeries([Point(3, 43)], crs=4326), GeoSeries([box(3, 43, 4, 44)], crs=4326),
            radius_m=1000,
        )  # fmt: skip


def test_an_area_that_crosses_itself_is_refused() -> None:
    with pytest.raises(GeometryError, match="area: 1 invalid geometry"):
        _share([Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])], Point(0, 0))


places = st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000))


@settings(max_examples=40, deadline=None)
@given(st.lists(places, min_size=3, max_size=12), st.lists(places, min_size=1, max_size=40))
def test_the_same_as_disks_drawn_finely(corners: list, points: list) -> None:
    """A disk drawn with 8,000 sides is 1e-7 of its area short."""
    area = shapely.make_valid(Polygon(corners))
    centres = shapely.points(points)
    drawn = shapely.buffer(centres, 1000.0, quad_segs=2000)
    expected = shapely.area(shapely.intersection(drawn, shapely.union_all(area))) / DISK
    parts = [part for part in shapely.get_parts(area) if part.area]
    np.testing.assert_allclose(_share(parts, *centres), expected, atol=3e-7)


def test_many_points_are_as_each_of_them_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(1)
    area = [Polygon(chance.uniform(-4000, 4000, (9, 2))).buffer(0), box(0, 0, 900, 900)]
    points = shapely.points(chance.uniform(-4000, 4000, (200, 2)))
    monkeypatch.setattr(disks, "TOGETHER", 10)
    together = _share(area, *points)
    alone = [_share(area, point)[0] for point in points]
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-12)
