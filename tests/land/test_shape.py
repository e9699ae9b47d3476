import numpy as np
import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate, translate

from land.errors import CRSError, GeometryError
from land.shape import (
    compactness,
    inscribed_radius_m,
    largest_piece,
    polygonal,
    require_valid,
    usable_width_m,
)

L_SHAPE = Polygon([(0, 0), (60, 0), (60, 20), (20, 20), (20, 90), (0, 90)])


def series(**shapes):
    return GeoSeries(shapes, crs=2154)


def test_compactness_of_known_shapes():
    shapes = series(
        square=box(0, 0, 7, 7), ribbon=box(0, 0, 100, 1), disk=Point(0, 0).buffer(9, 64)
    )
    found = compactness(shapes)
    assert found["square"] == pytest.approx(np.pi / 4)
    assert found["ribbon"] == pytest.approx(4 * np.pi * 100 / 202**2)
    assert found["disk"] == pytest.approx(1, abs=1e-3)


def test_width_is_the_short_side_of_a_rectangle():
    assert usable_width_m(series(a=box(0, 0, 15, 80)))["a"] == pytest.approx(15, abs=0.1)


def test_circle_in_the_elbow_of_an_l():
    # Two arms 20 m wide: the circle touches both outer sides and the inner corner (20, 20).
    # Centre (r, r), distance to (20, 20) is r: r = sqrt(2)·(20 - r).
    r = 20 * np.sqrt(2) / (1 + np.sqrt(2))
    assert inscribed_radius_m(series(a=L_SHAPE))["a"] == pytest.approx(r, abs=0.05)


def test_missing_empty_and_flat_have_no_shape():
    shapes = series(
        none=None, empty=Polygon(), line=LineString([(0, 0), (9, 0)]), ok=box(0, 0, 2, 2)
    )
    assert inscribed_radius_m(shapes).isna().to_dict() == {
        "none": True, "empty": True, "line": True, "ok": False,
    }  # fmt: skip
    assert compactness(shapes).isna()[["none", "empty"]].all()


def test_largest_piece_and_its_index():
    two = MultiPolygon([box(0, 0, 3, 3), box(10, 0, 20, 3)])
    nested = GeometryCollection([Point(0, 0), two, LineString([(0, 0), (1, 1)])])
    pieces = largest_piece(series(z=two, a=nested, p=Point(1, 1), none=None))
    assert list(pieces.index) == ["z", "a", "p", "none"]
    assert pieces.area.tolist() == [30, 30, 0, 0]
    assert pieces.is_empty["none"]


def test_polygonal_keeps_polygons_only():
    mixed = GeometryCollection([box(0, 0, 1, 1), box(5, 0, 6, 1), Point(9, 9)])
    kept = polygonal(series(m=mixed, line=LineString([(0, 0), (1, 0)]), ok=L_SHAPE))
    assert kept.geom_type.to_dict() == {"m": "MultiPolygon", "line": "Polygon", "ok": "Polygon"}
    assert kept.area.to_dict() == {"m": 2.0, "line": 0.0, "ok": L_SHAPE.area}


def test_invalid_geometry_is_named():
    bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(GeometryError, match=r"cover: 2 invalid geometries \('b': .*also 'c'"):
        require_valid(series(a=box(0, 0, 1, 1), b=bow, c=bow), name="cover")
    with pytest.raises(GeometryError, match="'m'"):
        require_valid(series(m=None), name="parcels", missing=True)


def test_degrees_are_refused():
    with pytest.raises(CRSError):
        compactness(GeoSeries([box(0, 0, 1, 1)], crs=4326))


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 360), st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_turning_and_moving_the_map_changes_nothing(angle, x, y):
    moved = series(a=translate(rotate(L_SHAPE, angle, origin=(0, 0)), x, y))
    still = series(a=L_SHAPE)
    assert compactness(moved)["a"] == pytest.approx(compactness(still)["a"], rel=1e-6)
    assert usable_width_m(moved)["a"] == pytest.approx(usable_width_m(still)["a"], abs=0.2)
