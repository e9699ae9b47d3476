"""Rasters of four by four cells, measured by hand; two editions of one real raster compared."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from geopandas import GeoSeries
from shapely import Polygon, box

from land.errors import CRSError
from layers import Raster, ReadError, read
from layers.raster import class_shares, zonal_mean

X, Y = 770_000.0, 6_280_000.0  # lower left corner; cells of 10 m
ROWS = [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, -9]]


def raster(folder: Path, *, crs: str | None = "EPSG:2154", nodata: float | None = -9) -> Path:
    path = folder / "r.tif"
    cells = np.array(ROWS, dtype="float32")
    profile = {"driver": "GTiff", "width": 4, "height": 4, "count": 1, "dtype": "float32"}
    place = Affine(10, 0, X, 0, -10, Y + 40)
    with rasterio.open(path, "w", crs=crs, transform=place, nodata=nodata, **profile) as out:
        out.write(cells, 1)
    return path


def opened(folder: Path) -> Raster:
    found = read(raster(folder), role="elevation")
    assert isinstance(found, Raster)
    return found


def at(*corners: float) -> Polygon:
    left, bottom, right, top = corners
    return box(X + left, Y + bottom, X + right, Y + top)


LAND = GeoSeries(
    {
        "quarter": at(0, 20, 20, 40),  # four cells of 1
        "half cells": at(15, 20, 25, 40),  # half of two cells of 1, half of two of 2
        "corner": at(20, 0, 40, 20),  # three cells of 4 and one without data
        "edge": at(-20, 20, 20, 40),  # half outside
        "outside": at(100, 100, 120, 120),
        "empty": Polygon(),
        "none": None,
    },
    crs=2154,
)


def test_means_and_cover_by_hand(tmp_path: Path) -> None:
    found = zonal_mean(opened(tmp_path), LAND)
    assert found.index.equals(LAND.index)
    np.testing.assert_allclose(found["mean"], [1, 1.5, 4, 1, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(found["covered_share"], [1, 1, 0.75, 0.5, 0, np.nan, np.nan])


def test_class_shares_by_hand_add_up_to_the_cover(tmp_path: Path) -> None:
    found = class_shares(opened(tmp_path), LAND)
    assert list(found.columns) == [1, 2, 4]
    np.testing.assert_allclose(found.loc["half cells"], [0.5, 0.5, 0])
    np.testing.assert_allclose(found.loc["corner"], [0, 0, 0.75])
    np.testing.assert_allclose(found.loc["edge"], [0.5, 0, 0])
    np.testing.assert_allclose(found.loc["outside"], [0, 0, 0])
    assert found.loc[["empty", "none"]].isna().all(axis=None)


def test_order_of_the_land_does_not_matter(tmp_path: Path) -> None:
    there = opened(tmp_path)
    turned = zonal_mean(there, LAND.iloc[::-1])
    assert turned.iloc[::-1].equals(zonal_mean(there, LAND))


def test_no_land_gives_no_row(tmp_path: Path) -> None:
    assert zonal_mean(opened(tmp_path), LAND.iloc[:0]).empty
    assert class_shares(opened(tmp_path), LAND.iloc[:0]).empty


def test_land_in_degrees_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CRSError, match="EPSG:4326"):
        zonal_mean(opened(tmp_path), LAND.to_crs(4326))


def test_a_raster_in_another_system_is_measured_where_it_lies(tmp_path: Path) -> None:
    found = zonal_mean(opened(tmp_path), LAND.to_crs(3944))
    np.testing.assert_allclose(found.loc["quarter"], [1, 1], atol=1e-3)
    np.testing.assert_allclose(found.loc["corner"], [4, 0.75], atol=1e-3)


def test_the_door_of_rasters(tmp_path: Path) -> None:
    told = opened(tmp_path).account["reason"].tolist()
    assert told == ["raster opened: 4 x 4 px of 10 x 10, float32, nodata -9.0, EPSG:2154"]
    with pytest.raises(CRSError, match=r"r.tif: no coordinate.*likely: EPSG:2154"):
        read(raster(tmp_path, crs=None), role="elevation")
    with pytest.raises(CRSError, match=r"contradicts EPSG:32631.*likely: EPSG:2154"):
        read(raster(tmp_path, crs="EPSG:32631"), role="elevation")
    (tmp_path / "no.tif").write_bytes(b"no raster")
    with pytest.raises(ReadError, match=r"no\.tif: not a readable raster"):
        read(tmp_path / "no.tif", role="elevation")


@pytest.mark.shared
def test_one_land_cover_in_two_systems_agrees(shared: Path) -> None:
    folder = shared / "data" / "raster"
    local = read(folder / "lot46_clc.tif", role="land_cover_raster")
    european = read(folder / "lot46_clc_2018.tif", role="land_cover_raster")
    assert isinstance(local, Raster)
    assert isinstance(european, Raster)
    land = GeoSeries({"a": box(574_000, 6_372_000, 580_000, 6_378_000)}, crs=2154)
    one, two = class_shares(local, land), class_shares(european, land)
    gap = (one - two.reindex(columns=one.columns, fill_value=0)).abs()
    assert one.sum(axis=1)["a"] > 0.99
    assert gap.max(axis=None) < 0.02


def test_a_turned_raster_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "turned.tif"
    profile = {"driver": "GTiff", "width": 4, "height": 4, "count": 1, "dtype": "float32"}
    place = Affine(10, 2, X, 2, -10, Y + 40)
    with rasterio.open(path, "w", crs="EPSG:2154", transform=place, **profile) as out:
        out.write(np.ones((4, 4), "float32"), 1)
    with pytest.raises(ReadError, match=r"turned\.tif.*gdalwarp"):
        read(path, role="elevation")
