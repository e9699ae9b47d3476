import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from land.errors import CRSError, GeometryError, IdentifierError, SchemaError
from land.measures.covered import area_by_class, area_covered, share_covered

SQUARES = GeoSeries({f"{i}-{j}": box(100 * i, 100 * j, 100 * i + 90, 100 * j + 90)
                     for i in range(4) for j in range(4)}, crs=2154)  # fmt: skip


def blob(x, y, radius, corners, seed):
    """Rough star-shaped polygon with many corners."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    r = radius * rng.uniform(0.5, 1, corners)
    return Polygon(np.column_stack([x + r * np.cos(angle), y + r * np.sin(angle)]))


blobs = st.builds(
    blob, st.floats(0, 400), st.floats(0, 400), st.floats(20, 300), st.integers(3, 400),
    st.integers(0, 99),
)  # fmt: skip
covers = st.lists(blobs, max_size=5).map(lambda found: GeoSeries(found, crs=2154))


def test_overlapping_covers_count_once():
    land = GeoSeries({"A": box(0, 0, 10, 10), "B": box(20, 0, 30, 10)}, crs=2154)
    cover = GeoSeries([box(0, 0, 4, 10), box(2, 0, 6, 10), box(6, 0, 7, 10)], crs=2154)
    assert share_covered(land, cover).to_dict() == {"A": pytest.approx(0.7), "B": 0}


def test_unknown_land_is_not_zero():
    land = GeoSeries({"none": None, "flat": Point(5, 5), "A": box(0, 0, 1, 1)}, crs=2154)
    found = share_covered(land, GeoSeries([box(0, 0, 9, 9)], crs=2154))
    assert found.isna().to_dict() == {"none": True, "flat": True, "A": False}
    assert found["A"] == 1


def test_no_cover_and_missing_cover():
    assert (share_covered(SQUARES, GeoSeries([], crs=2154)) == 0).all()
    assert (share_covered(SQUARES, GeoSeries([None, Polygon()], crs=2154)) == 0).all()
    assert len(share_covered(SQUARES.iloc[:0], SQUARES)) == 0


def test_hole_in_a_cover_is_not_covered():
    ring = box(-50, -50, 500, 500) - box(0, 0, 45, 90)
    found = share_covered(SQUARES, GeoSeries([ring], crs=2154))
    assert found["0-0"] == pytest.approx(0.5)
    assert (found.drop("0-0") == 1).all()


def test_invalid_cover_duplicated_land_and_other_system_are_refused():
    bow = GeoSeries({"plan-7": Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])}, crs=2154)
    with pytest.raises(GeometryError, match="'plan-7'"):
        share_covered(SQUARES, bow)
    with pytest.raises(IdentifierError, match="'0-0'"):
        share_covered(SQUARES.iloc[[0, 0]], bow)
    with pytest.raises(CRSError, match="EPSG:2975"):
        share_covered(SQUARES, SQUARES.set_crs(2975, allow_override=True))


@settings(max_examples=40, deadline=None)
@given(covers)
def test_same_as_one_big_union(cover):
    naive = shapely.area(shapely.intersection(SQUARES.array, cover.union_all())) / SQUARES.area
    np.testing.assert_allclose(share_covered(SQUARES, cover), naive, rtol=1e-9, atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(covers, st.floats(-50, 450), st.randoms())
def test_splitting_and_shuffling_change_nothing(cover, x, random):
    left, right = box(-900, -900, x, 900), box(x, -900, 900, 900)
    cut = GeoSeries([*cover.intersection(left), *cover.intersection(right)], crs=2154)
    cut = cut[cut.area > 0]
    rows = list(SQUARES.index)
    random.shuffle(rows)
    whole, pieces = area_covered(SQUARES, cover), area_covered(SQUARES.loc[rows], cut)
    assert list(pieces.index) == rows
    np.testing.assert_allclose(pieces.loc[whole.index], whole, rtol=1e-9, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(covers, st.floats(0, 360), st.floats(-1e5, 1e5))
def test_turning_and_moving_the_map_changes_nothing(cover, angle, shift):
    def moved(geoms):
        return geoms.rotate(angle, origin=(0, 0)).translate(shift, -shift)

    np.testing.assert_allclose(
        share_covered(moved(SQUARES), moved(cover)), share_covered(SQUARES, cover), atol=1e-7
    )


def test_classes_overlap_each_other_but_not_themselves():
    cover = GeoDataFrame(
        {"kind": ["wood", "wood", "zone"]},
        geometry=[box(0, 0, 90, 30), box(0, 0, 90, 20), box(0, 0, 45, 90)],
        crs=2154,
    )
    table = area_by_class(SQUARES.loc[["1-1", "0-0"]], cover, by="kind")
    assert table.loc["0-0"].to_dict() == {"wood": 2700, "zone": 4050}
    assert table.loc["1-1"].to_dict() == {"wood": 0, "zone": 0}
    assert list(table.index) == ["1-1", "0-0"]


def test_class_must_be_there():
    cover = GeoDataFrame({"kind": ["wood", None]}, index=["c1", "c2"],
                         geometry=[box(0, 0, 1, 1)] * 2, crs=2154)  # fmt: skip
    with pytest.raises(SchemaError, match="'c2'"):
        area_by_class(SQUARES, cover, by="kind")
    with pytest.raises(SchemaError, match="no column 'code'; it has kind"):
        area_by_class(SQUARES, cover, by="code")
