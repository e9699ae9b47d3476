import numpy as np
import pytest
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series
from shapely import LineString, Point, box

from land.errors import GeometryError
from land.friches import GEOMETRY_STATUSES, disk, friche_geometry

PARCELS = GeoDataFrame(
    index=["P1", "P2", "P3"],
    geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10), box(50, 50, 60, 60)],
    crs=2154,
)


def friches(shapes, **columns):
    index = [f"F{i}" for i in range(len(shapes))]
    return GeoDataFrame(columns, index=index, geometry=shapes, crs=2154)


@settings(max_examples=60, deadline=None)
@given(st.floats(1, 1e7), st.floats(1e5, 1.2e6), st.floats(6e6, 7.1e6))
def test_disk_has_the_area_it_was_asked_for(area, x, y):
    drawn = disk(GeoSeries({"F": Point(x, y)}, crs=2154), Series({"F": area}))
    assert drawn.area["F"] == pytest.approx(area, rel=1e-6)
    assert drawn.centroid["F"].distance(Point(x, y)) < 0.001


def test_disk_without_area_is_missing():
    points = GeoSeries({"a": Point(0, 0), "b": Point(0, 0), "c": None, "d": Point(0, 0)}, crs=2154)
    drawn = disk(points, Series({"a": np.nan, "b": 0.0, "c": 10.0}))
    assert drawn.isna().all()


def test_a_surveyed_outline_wins_over_everything():
    found = friche_geometry(
        friches([box(0, 0, 3, 3)], parcel_refs=["P1"], declared_area_m2=[900.0]), PARCELS
    )
    assert found["geometry_status"].tolist() == ["surveyed"]
    assert found.area.tolist() == [9]
    assert found["parcels_found"].tolist() == [1]


def test_parcels_then_disk_then_point():
    given_friches = friches(
        [Point(5, 5)] * 5,
        parcel_refs=["P1|P2", "P2; P9 P2", "P9", None, ""],
        declared_area_m2=[900.0, 900.0, 900.0, 900.0, None],
    )
    before = given_friches.copy()
    found = friche_geometry(given_friches, PARCELS)
    assert found["geometry_status"].tolist() == [
        "parcels", "parcels", "estimated_disk", "estimated_disk", "point_only",
    ]  # fmt: skip
    assert found.area.round(6).tolist() == [200, 100, 900, 900, 0]
    assert found["parcels_found"].tolist() == [2, 1, 0, 0, 0]
    assert found["parcels_missing"].tolist() == [0, 1, 1, 0, 0]
    assert found.geometry.iloc[4] == Point(5, 5)
    assert set(found["geometry_status"]) <= set(GEOMETRY_STATUSES)
    assert given_friches.equals(before)


def test_parcels_not_loaded_are_missing_not_forgotten():
    found = friche_geometry(friches([Point(5, 5)], parcel_refs=["P1|P2"]), None)
    assert found.drop(columns="geometry").to_dict("records") == [
        {"geometry_status": "point_only", "parcels_found": 0, "parcels_missing": 2}
    ]


def test_neither_point_nor_polygon_is_named():
    with pytest.raises(GeometryError, match=r"'F1' .LineString"):
        friche_geometry(friches([Point(0, 0), LineString([(0, 0), (1, 1)])]), None)


def test_a_friche_without_geometry_is_found_by_its_parcels_or_stays_unplaced():
    unknown = friches([None, None]).assign(parcel_refs=["P", None])
    parcels = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["P"], crs=2154)
    placed = friche_geometry(unknown, parcels)
    assert placed["geometry_status"].tolist() == ["parcels", "unplaced"]
    assert placed.geometry.iloc[0].area == 100


@pytest.mark.parametrize("kind", ["Point", "Polygon"])
def test_one_kind_only(kind):
    shape = {"Point": Point(0, 0), "Polygon": box(0, 0, 1, 1)}[kind]
    status = friche_geometry(friches([shape, shape]), None)["geometry_status"]
    assert status.tolist() == [{"Point": "point_only", "Polygon": "surveyed"}[kind]] * 2
