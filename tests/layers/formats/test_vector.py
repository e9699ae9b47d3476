"""Vector files written here with their own drivers, and read back."""

import hashlib
import zipfile
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from geopandas import GeoDataFrame
from shapely import Point, box

from layers import ReadError, ReadOptions, read
from layers.formats.vector import load, load_zip, without_lists

# Two plots of 1 ha and 2 ha near Montpellier.
PLOTS = GeoDataFrame(
    {"code": ["A", "B"], "nom": ["Hérault", "Lez"]},
    geometry=[box(770000, 6280000, 770100, 6280100), box(770200, 6280000, 770400, 6280100)],
    crs=2154,
)
NAMES = {"code": "zone_id", "nom": "name"}


def write(folder: Path, suffix: str) -> Path:
    path = folder / f"plots{suffix}"
    if suffix == ".parquet":
        PLOTS.to_parquet(path)
    elif suffix == ".geojson":
        PLOTS.to_crs(4326).to_file(path)
    elif suffix == ".zip":
        write(folder, ".shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in sorted(folder.glob("plots.*")):
                if part != path:
                    archive.write(part, f"dossier/{part.name}")
    else:
        PLOTS.to_file(path)
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".zip", ".geojson", ".fgb", ".parquet"])
def test_what_was_written_is_read_back(tmp_path: Path, suffix: str) -> None:
    layer = read(write(tmp_path, suffix), role="zone", options=ReadOptions(rename=NAMES))
    assert layer.frame["name"].to_dict() == {"A": "Hérault", "B": "Lez"}
    assert layer.frame.area.round().to_dict() == {"A": 10_000.0, "B": 20_000.0}
    assert layer.frame.crs.to_epsg() == 2154


def test_the_layer_must_be_chosen_among_several(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    PLOTS.to_file(path, layer="zones")
    PLOTS.to_file(path, layer="perimetres")
    with pytest.raises(ReadError, match=r"2 layers could be meant.*zones \(Polygon\).*perimetres"):
        read(path, role="zone")
    with pytest.raises(ReadError, match=r"no layer « zac »; it holds zones"):
        read(path, role="zone", options=ReadOptions(layer="zac"))
    chosen = read(path, role="zone", options=ReadOptions(layer="zones", rename=NAMES))
    assert list(chosen.frame.index) == ["A", "B"]


def test_the_only_layer_with_geometry_is_taken_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "mixed.gpkg"
    PLOTS.to_file(path, layer="zones")
    gpd.GeoDataFrame(PLOTS.drop(columns="geometry")).to_file(path, layer="procedure")
    account = read(path, role="zone").account
    assert account["reason"].str.contains("layer chosen: zones among").any()


def test_a_table_that_no_longer_unpacks_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.dbf", b"\xe9" * 400)
        archive.writestr("a.shp", b"")
    content = bytearray(path.read_bytes())
    content[35] ^= 0xFF  # the name of the first member ends at byte 35: its packed bytes follow
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"a\.zip: not a readable zip archive"):
        load_zip(path, ReadOptions(), spatial=True)


def test_a_zip_with_two_files_asks_which(tmp_path: Path) -> None:
    for name in ("nord", "sud"):
        PLOTS.to_file(tmp_path / f"{name}.geojson")
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("nord", "sud"):
            archive.write(tmp_path / f"{name}.geojson", f"{name}.geojson")
    with pytest.raises(ReadError, match=r"choose one with « layer »: nord.geojson, sud.geojson"):
        read(path, role="zone")
    assert len(read(path, role="zone", options=ReadOptions(layer="sud")).frame) == 2


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.geojson").write_bytes(b"")
    (tmp_path / "broken.gpkg").write_bytes(b"not a database")
    (tmp_path / "broken.zip").write_bytes(b"not a zip")
    (tmp_path / "broken.parquet").write_bytes(b"not parquet")
    PLOTS.iloc[:0].to_file(tmp_path / "norow.gpkg")
    for name, said in {
        "absent.gpkg": "no such file; its folder holds broken.gpkg",
        "empty.geojson": "the file is empty",
        "broken.gpkg": "cannot be read",
        "broken.zip": "not an archive, by its first bytes",
        "broken.parquet": "not a readable Parquet",
        "norow.gpkg": "no row",
    }.items():
        with pytest.raises(ReadError, match=said) as caught:
            read(tmp_path / name, role="zone")
        assert name in str(caught.value)
        assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850"])
def test_a_shapefile_without_cpg_keeps_its_accents(tmp_path: Path, encoding: str) -> None:
    PLOTS.to_file(tmp_path / "plots.shp", encoding=encoding)
    (tmp_path / "plots.cpg").unlink(missing_ok=True)
    layer = read(tmp_path / "plots.shp", role="zone", options=ReadOptions(rename=NAMES))
    assert layer.frame["name"].tolist() == ["Hérault", "Lez"]


@pytest.mark.parametrize("cpg", [True, False])
def test_a_letter_cut_in_two_at_the_end_of_a_field_is_dropped(tmp_path: Path, cpg: bool) -> None:
    long = PLOTS.assign(nom=["H" * 79, "Hérault"])
    long.to_file(tmp_path / "plots.shp", encoding="utf-8")
    dbf = tmp_path / "plots.dbf"
    dbf.write_bytes(dbf.read_bytes().replace(b"H" * 79, ("é" * 40).encode()[:79]))
    if not cpg:
        (tmp_path / "plots.cpg").unlink()
    layer = read(tmp_path / "plots.shp", role="zone", options=ReadOptions(rename=NAMES))
    assert layer.frame["name"].tolist() == ["é" * 39, "Hérault"]


def test_the_hash_of_a_shapefile_covers_its_siblings(tmp_path: Path) -> None:
    path = write(tmp_path, ".shp")
    parts = sorted(tmp_path.glob("plots.*"), key=lambda p: p.name)
    expected = hashlib.sha256(b"".join(p.read_bytes() for p in parts)).hexdigest()
    assert load(path, ReadOptions(), spatial=True).sha256 == expected
    (tmp_path / "plots.cpg").write_text("CP1252")
    assert load(path, ReadOptions(), spatial=True).sha256 != expected


def test_lists_become_text() -> None:
    frame = GeoDataFrame({"refs": [["a", "b"], None]}, geometry=[Point(0, 0), Point(1, 1)])
    tidy, names = without_lists(frame)
    assert (tidy["refs"].tolist()[0], names) == ("a|b", ["refs"])


def test_text_of_a_parquet_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """Parquet has no checksum of its text: a changed byte comes as it is."""
    ends, cells = b"\x00\x00\x00\x00\x05\x00\x00\x00", b"Hall\xe9"
    text = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(ends), pa.py_buffer(cells)])
    pq.write_table(pa.table({"nom": text}), tmp_path / "a.parquet")
    with pytest.raises(ReadError, match="column nom holds text that is not UTF-8"):
        read(tmp_path / "a.parquet", role="flow")
