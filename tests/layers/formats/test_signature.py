"""A file that is cut short or misnamed says what it looks like, and what to do, in French."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from shapely import box

from layers import ReadError, read
from layers.formats.signature import looks_like
from zae.messages import translator

SQUARE = box(700000, 6600000, 700100, 6600100)
ZONES = gpd.GeoDataFrame({"zone_id": ["A"]}, geometry=[SQUARE], crs=2154)


def written(folder: Path) -> dict[str, Path]:
    """The same zone in several formats, and a raster."""
    paths = {end: folder / f"zones.{end}" for end in ("gpkg", "fgb", "geojson", "shp")}
    for path in paths.values():
        ZONES.to_file(path)
    ZONES.to_parquet(folder / "zones.parquet")
    profile = {"driver": "GTiff", "width": 2, "height": 2, "count": 1, "dtype": "uint8"}
    place = {"crs": 2154, "transform": rasterio.Affine(50, 0, 700000, 0, -50, 6600100)}
    with rasterio.open(folder / "mailles.tif", "w", **profile, **place) as raster:
        raster.write(np.ones((1, 2, 2), dtype="uint8"))
    return paths | {"parquet": folder / "zones.parquet", "tif": folder / "mailles.tif"}


def test_each_format_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    found = {end: looks_like(path) for end, path in written(tmp_path).items()}
    assert found == {
        "gpkg": "a GeoPackage or another SQLite database", "fgb": "a FlatGeobuf file",
        "geojson": "JSON", "shp": "a shapefile", "parquet": "a Parquet file", "tif": "a GeoTIFF",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "role", "said"),
    [
        ("zones.gpkg", "<!DOCTYPE html><title>Portail</title>", "zone", "une page web"),
        ("zones.geojson", "nom;surface\nA;3", "zone", "un texte"),
        ("zones.parquet", '{"type": "FeatureCollection"}', "zone", "du JSON"),
        ("altitude.tif", "%PDF-1.7", "elevation", "un PDF"),
    ],
)
def test_a_misnamed_file_says_what_it_looks_like(
    tmp_path: Path, name: str, content: str, role: str, said: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read(tmp_path / name, role=role)
    text = caught.value.said(translator("fr"))
    assert text.startswith(name)
    assert "tronqué ou mal nommé" in text
    assert "téléchargez-le de nouveau" in text
    assert said in text


@pytest.mark.parametrize("end", ["gpkg", "fgb", "parquet"])
def test_a_file_cut_short_keeps_its_format(tmp_path: Path, end: str) -> None:
    path = written(tmp_path)[end]
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 4])
    with pytest.raises(ReadError, match=r"cut short or misnamed \(it looks like a "):
        read(path, role="zone")


def test_an_empty_file_and_an_absent_folder_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "vide.gpkg").touch()
    with pytest.raises(ReadError, match="bring it in again, or ask its producer"):
        read(tmp_path / "vide.gpkg", role="zone")
    with pytest.raises(ReadError) as caught:
        read(tmp_path / "données" / "2026" / "zones.gpkg", role="zone")
    assert str(caught.value).endswith(f"no such folder: {tmp_path / 'données'}")


def test_a_repeated_id_says_its_row_and_its_new_name(tmp_path: Path) -> None:
    twice = pd.concat([ZONES, ZONES.translate(500).to_frame("geometry").assign(zone_id="A")])
    twice.to_file(tmp_path / "zones.geojson")
    account = read(tmp_path / "zones.geojson", role="zone").account
    assert "id already taken, suffix added: #2 → A-2" in account["reason"].tolist()


def test_a_commune_that_is_not_there_is_said(tmp_path: Path) -> None:
    two = pd.concat([ZONES, ZONES.translate(500).to_frame("geometry").assign(zone_id="B")])
    two.assign(commune_insee=["34172", None]).to_file(tmp_path / "zones.gpkg")
    account = read(tmp_path / "zones.gpkg", role="zone").account
    line = account[account["reason"] == "no commune in the row, looked for on the ground"]
    assert line["ids"].tolist() == ["B"]
