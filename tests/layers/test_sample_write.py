"""The folder of the fictional commune: the readers take every file, and give the frames back."""

from pathlib import Path

import pandas as pd
import pytest
import rasterio
from geopandas import GeoDataFrame

from layers.layer import Layer
from layers.read import read
from layers.sample import FILES, Sample, commune, write


@pytest.fixture(scope="module")
def town() -> Sample:
    return commune(parcels=1500)


@pytest.fixture(scope="module")
def files(town: Sample, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write(town, tmp_path_factory.mktemp("commune"))


def test_one_file_a_role_in_many_formats(files: dict[str, Path]) -> None:
    assert set(files) == set(FILES)
    assert {p.suffix for p in files.values()} >= {
        ".gpkg", ".geojson", ".parquet", ".fgb", ".zip", ".csv", ".tif",
    }  # fmt: skip


def test_same_sample_same_bytes(town: Sample, files: dict[str, Path], tmp_path: Path) -> None:
    again = write(town, tmp_path)
    assert [r for r in files if files[r].read_bytes() != again[r].read_bytes()] == []


@pytest.mark.parametrize("role", [r for r in FILES if not FILES[r].endswith(".tif")])
def test_readers_give_the_frame_back(town: Sample, files: dict[str, Path], role: str) -> None:
    layer = read(files[role], role=role)
    assert isinstance(layer, Layer)
    written = town.frames[role]
    if isinstance(written, GeoDataFrame):
        moved = layer.frame.geometry.hausdorff_distance(written.geometry)
        assert moved.max() < 0.05
    ours, theirs = (
        pd.DataFrame(f.drop(columns="geometry", errors="ignore"))[
            written.columns.drop("geometry", errors="ignore")
        ]
        for f in (layer.frame, written)
    )
    pd.testing.assert_frame_equal(ours, theirs)


def test_statistics_have_semicolons_and_decimal_commas(files: dict[str, Path]) -> None:
    lines = files["tension"].read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "profile;difficult_share"
    assert lines[1] == "cadres;0,52"


@pytest.mark.parametrize("role", ["imperviousness", "elevation"])
def test_rasters_lie_on_the_commune(town: Sample, files: dict[str, Path], role: str) -> None:
    outline = town.frames["commune"].geometry["99001"]
    with rasterio.open(files[role]) as raster:
        assert raster.crs.to_epsg() == 2154
        assert raster.res == (10, 10)
        left, bottom, right, top = raster.bounds
        assert raster.nodata == town.rasters[role][3]
    x0, y0, x1, y1 = outline.bounds
    assert left <= x0
    assert bottom <= y0
    assert right >= x1
    assert top >= y1
