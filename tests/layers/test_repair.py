"""Repair at the door: each fault alone, with its line in the account."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from shapely import (
    GeometryCollection,
    LineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
    from_wkt,
)

from land.errors import GeometryError
from layers.account import Account
from layers.repair import repaired
from layers.schema import Geometry

SQUARE = box(0, 0, 10, 10)
BOW = from_wkt("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))")


def mend(shapes: list[object], kind: Geometry) -> tuple[GeoDataFrame, dict[str, tuple[str, str]]]:
    account = Account("z", "zone")
    names = [chr(65 + i) for i in range(len(shapes))]
    frame = GeoDataFrame(index=names, geometry=shapes, crs=2154)
    kept = repaired(frame, kind=kind, account=account)
    lines = account.frame()
    return kept, {r.reason: (r.action, r.ids) for r in lines.itertuples()}


def test_a_bow_tie_becomes_its_two_triangles() -> None:
    kept, told = mend([SQUARE, BOW], "polygon")
    assert kept.area.to_dict() == {"A": 100.0, "B": 50.0}
    assert told["invalid geometry mended, area changed by more than 0.1 %"] == ("repaired", "B")


def test_a_spike_is_mended_without_changing_the_area() -> None:
    spike = Polygon([(0, 0), (10, 0), (10, 10), (20, 10), (10, 10), (0, 10)])
    kept, told = mend([spike], "polygon")
    assert kept.area["A"] == 100.0
    assert told == {"invalid geometry mended": ("repaired", "A")}


def test_a_hole_that_touches_its_shell_stays_a_hole() -> None:
    holed = Polygon(SQUARE.exterior, [[(0, 2), (0, 8), (4, 8), (4, 2)]])
    kept, _ = mend([holed], "polygon")
    assert kept.area["A"] == 100 - 24
    assert kept.is_valid.all()


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (None, "no geometry"),
        (Polygon(), "empty geometry"),
        (Point(1, 1), "geometry of the wrong kind: 1 Point"),
        (box(0, 0, 0.9, 1), "polygon smaller than 1 m²"),
        (Polygon([(0, 0), (5, 5), (0, 0)]), "invalid geometry that leaves nothing when mended"),
        (Polygon([(0, 0), (np.inf, 0), (1, 1)]), "coordinates that are not finite numbers"),
    ],
)
def test_what_cannot_be_a_polygon_is_refused(shape: object, reason: str) -> None:
    kept, told = mend([SQUARE, shape], "polygon")
    assert list(kept.index) == ["A"]
    assert told == {reason: ("refused", "B")}


def test_one_square_metre_is_kept() -> None:
    kept, told = mend([box(0, 0, 1, 1)], "polygon")
    assert (list(kept.index), told) == (["A"], {})


def test_z_is_dropped_and_told() -> None:
    kept, told = mend([shapely.force_3d(SQUARE, 7.0), box(20, 0, 30, 10)], "polygon")
    assert not kept.has_z.any()
    assert told == {"Z or M dropped": ("changed", "A")}


def test_collections_give_their_parts_of_the_right_kind() -> None:
    mixed = GeometryCollection([SQUARE, LineString([(0, 0), (50, 50)])])
    kept, told = mend([mixed, GeometryCollection([Point(0, 0)]), SQUARE], "polygon")
    assert kept.area.to_dict() == {"A": 100.0, "C": 100.0}
    assert told["collection reduced to the parts of the right kind"] == ("changed", "A")
    assert told["geometry of the wrong kind: 1 GeometryCollection"] == ("refused", "B")


def test_multi_parts_of_one_are_single_and_real_ones_stay() -> None:
    two = MultiPolygon([SQUARE, box(20, 0, 30, 10)])
    kept, told = mend([MultiPolygon([SQUARE]), two], "polygon")
    assert kept.geom_type.tolist() == ["Polygon", "MultiPolygon"]
    assert told == {"multi-part geometry of one part made single": ("changed", "A")}


def test_points_and_lines() -> None:
    kept, told = mend([MultiPoint([(1, 1)]), MultiPoint([(1, 1), (2, 2)])], "point")
    assert list(kept.index) == ["A"]
    assert told["geometry of the wrong kind: 1 MultiPoint"] == ("refused", "B")
    kept, told = mend([LineString([(0, 0), (3, 4)]), LineString([(1, 1), (1, 1)])], "line")
    assert kept.length.to_dict() == {"A": 5.0}


def test_any_kind_is_kept_where_the_role_says_any() -> None:
    kept, told = mend([SQUARE, Point(0, 0), LineString([(0, 0), (1, 1)])], "any")
    assert (len(kept), told) == (3, {})


def test_a_line_mended_where_any_kind_goes_stays_a_line() -> None:
    """The second part is one point twice: mending makes a point of it, beside the line."""
    kept, told = mend([from_wkt("MULTILINESTRING ((0 0, 3 4), (9 9, 9 9))")], "any")
    assert (kept.geom_type["A"], kept.length["A"]) == ("LineString", 5.0)
    assert told == {"invalid geometry mended": ("repaired", "A")}


def test_a_collection_where_any_kind_goes_gives_its_largest_parts() -> None:
    mixed = GeometryCollection([Point(0, 0), LineString([(0, 0), (50, 50)]), SQUARE])
    kept, told = mend([mixed], "any")
    assert (kept.geom_type["A"], kept.area["A"]) == ("Polygon", 100.0)
    assert told == {"collection reduced to the parts of the right kind": ("changed", "A")}


def test_a_layer_wholly_of_the_wrong_kind_is_an_error() -> None:
    with pytest.raises(
        GeometryError, match="polygon geometries are wanted and there are only 2 Poi"
    ):
        mend([Point(0, 0), Point(1, 1)], "polygon")


COORDINATE = st.integers(0, 30).map(float)
RING = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=7)
SHAPE = st.one_of(
    st.none(), RING.map(Polygon), RING.map(LineString), RING.map(MultiPoint), st.just(Polygon())
)


@given(st.lists(SHAPE, min_size=1, max_size=8))
def test_every_row_is_kept_or_refused_and_what_is_kept_is_sound(shapes: list[object]) -> None:
    account = Account("z", "zone")
    frame = GeoDataFrame(geometry=[SQUARE, *shapes], crs=2154)
    before = frame.copy()
    kept = repaired(frame, kind="polygon", account=account)
    assert len(kept) + account.refused() == len(frame)
    assert kept.is_valid.all()
    assert (kept.area >= 1).all()
    assert kept.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert frame.to_wkb().equals(before.to_wkb())
