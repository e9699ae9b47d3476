import numpy as np
import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from land.errors import CRSError, GeometryError
from land.measures.zonal import zonal_mean

CELLS = np.array([[1.0, 2.0], [3.0, -9.0]])  # north row first; -9 is no value
NORTH_UP = (10.0, 0.0, 0.0, 0.0, -10.0, 20.0)


def mean_of(land, values=CELLS, *, transform=NORTH_UP, nodata=-9.0, crs=2154):
    return zonal_mean(
        GeoSeries(land, crs=2154), values, transform=transform, nodata=nodata, crs=crs
    )


def test_cells_weigh_by_the_part_inside():
    found = mean_of({"north": box(0, 10, 20, 20), "quarter": box(5, 15, 20, 20)})
    assert found["mean"].tolist() == pytest.approx([1.5, (1 * 5 + 2 * 10) / 15])
    assert found["covered_share"].tolist() == pytest.approx([1, 1])


def test_cells_without_value_and_land_off_the_raster():
    land = {"south": box(0, 0, 20, 10), "edge": box(-10, 0, 10, 10)}
    found = mean_of(land | {"far": box(90, 0, 99, 9), "hole": box(12, 2, 18, 8)})
    assert found["covered_share"].tolist() == pytest.approx([0.5, 0.5, 0, 0])
    assert found["mean"].iloc[:2].tolist() == pytest.approx([3, 3])
    assert found["mean"].iloc[2:].isna().all()


def test_nan_is_no_value_and_whole_numbers_do():
    holed = np.where(CELLS == -9, np.nan, CELLS)
    assert mean_of({"a": box(0, 0, 20, 10)}, holed, nodata=None)["covered_share"]["a"] == 0.5
    whole = CELLS.astype("int16")
    assert mean_of({"a": box(0, 0, 20, 20)}, whole)["mean"]["a"] == pytest.approx(2)
    bytes_ = np.array([[4, 8]], dtype="uint8")  # cannot hold -9: every cell has a value
    row = mean_of({"a": box(0, 10, 20, 20)}, bytes_).loc["a"]
    assert row.tolist() == pytest.approx([6, 1])
    assert mean_of({"a": box(0, 10, 20, 20)}, bytes_, nodata=float("nan"))["mean"]["a"] == 6


def test_missing_land_is_unknown():
    found = mean_of({"none": None, "a": box(0, 0, 10, 10)})
    assert found.loc["none"].isna().all()
    assert found.loc["a"].tolist() == pytest.approx([3, 1])
    assert mean_of({"none": None}).isna().all(axis=None)


def test_refusals():
    with pytest.raises(CRSError, match="EPSG:2154, EPSG:2975"):
        mean_of({"a": box(0, 0, 1, 1)}, crs=2975)
    with pytest.raises(ValueError, match="north up"):
        mean_of({"a": box(0, 0, 1, 1)}, transform=(10, 0, 0, 0, 10, 0))
    with pytest.raises(ValueError, match="shape"):
        mean_of({"a": box(0, 0, 1, 1)}, CELLS[None])
    with pytest.raises(GeometryError, match="'bow'"):
        mean_of({"bow": Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])})


@settings(max_examples=30, deadline=None)
@given(st.integers(-200, 200), st.integers(-200, 200), st.integers(1, 190), st.integers(1, 190))
def test_moving_the_map_changes_nothing(x, y, width, height):
    land = GeoSeries({"a": box(0, 0, width / 10, height / 10)}, crs=2154)
    here = zonal_mean(land, CELLS, transform=NORTH_UP, nodata=-9.0, crs=2154)
    moved = zonal_mean(
        land.translate(x, y),
        CELLS,
        transform=(10, 0, x, 0, -10, 20 + y),
        nodata=-9.0,
        crs=2154,
    )
    np.testing.assert_allclose(moved, here, atol=1e-6)
