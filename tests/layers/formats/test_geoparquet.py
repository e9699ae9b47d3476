"""GeoParquet in parts: one layer, wherever its files lie; near a box, only what lies there."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import fsspec
import numpy as np
import pytest
from geopandas import GeoDataFrame
from pandas import testing
from shapely import box

from land.errors import CRSError
from layers import ReadOptions, read
from layers.errors import ReadError
from layers.formats import parquet_files
from layers.layer import Layer

WEST, SOUTH = 700_000.0, 6_600_000.0
BOX = (WEST + 950.0, SOUTH, WEST + 2_500.0, SOUTH + 50.0)
"""Meets the second and the third of the squares."""


def squares() -> GeoDataFrame:
    """Six squares of 100 m, one a kilometre, eastwards."""
    places = [box(x, SOUTH, x + 100, SOUTH + 100) for x in WEST + np.arange(6) * 1_000.0]
    ids = [f"Z{i}" for i in range(6)]
    return GeoDataFrame({"zone_id": ids, "name": [*"ABCDEF"]}, geometry=places, crs=2154)


def cut(folder: Path, *, covering: bool = True, frame: GeoDataFrame | None = None) -> Path:
    """Three files of two squares."""
    rows = squares() if frame is None else frame
    folder.mkdir(parents=True)
    for i in range(3):
        part = rows.iloc[2 * i : 2 * i + 2]
        part.to_parquet(folder / f"{i}.parquet", index=False, write_covering_bbox=covering)
    return folder


def zones(path: str | Path, **said: object) -> Layer:
    layer = read(path, role="zone", options=ReadOptions(**said))  # type: ignore[arg-type]
    assert isinstance(layer, Layer)
    return layer


def lines(layer: Layer) -> dict[str, int]:
    return dict(zip(layer.account["reason"], layer.account["count"], strict=True))


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cut(tmp_path_factory.mktemp("a") / "zones")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("b") / "zones.parquet"
    squares().to_parquet(path, index=False)
    return path


@pytest.fixture(scope="module")
def site(parted: Path) -> Iterator[str]:
    """Address of a server on this machine, which serves the parts and what they lie in."""

    class Silent(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_said: object) -> None:
            pass

    handler = partial(Silent, directory=str(parted.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_files_of_a_folder_are_one_layer_in_the_order_of_their_names(
    parted: Path, whole: Path
) -> None:
    found = zones(parted)
    testing.assert_frame_equal(found.frame, zones(whole).frame)
    assert found.frame.index.tolist() == ["Z0", "Z1", "Z2", "Z3", "Z4", "Z5"]
    assert found.name == found.source.name == "zones"


def test_an_address_holds_the_same_layer(parted: Path, site: str) -> None:
    pytest.importorskip("aiohttp", reason="needs the extra [remote]")
    memory = fsspec.filesystem("memory")
    memory.put(str(parted), "/sig", recursive=True)
    here = zones(parted)
    for address in (f"file://{parted}", "memory://sig/", f"{site}/zones/", f"{site}/zones"):
        there = zones(address)
        testing.assert_frame_equal(there.frame, here.frame)
        assert there.source.sha256 == here.source.sha256
    one = zones(f"{site}/zones/1.parquet?token=s3cret")
    assert one.frame.index.tolist() == ["Z2", "Z3"]
    assert "s3cret" not in repr(one)


@pytest.mark.parametrize("crs", [2154, 4326, 3857])
def test_a_box_takes_what_meets_it_whatever_the_system_of_the_files(
    tmp_path: Path, crs: int
) -> None:
    folder = cut(tmp_path / "zones", frame=squares().to_crs(crs))
    found = zones(folder, bbox=BOX)
    assert found.frame.index.tolist() == ["Z1", "Z2"]
    expected = zones(folder).frame.loc[["Z1", "Z2"]]
    testing.assert_frame_equal(found.frame, expected)


def test_files_elsewhere_are_not_read_and_what_is_left_is_counted(
    parted: Path, tmp_path: Path
) -> None:
    """The third file lies outside: its rows may be spoilt, nobody looks."""
    spoilt = cut(tmp_path / "zones")
    last = bytearray((spoilt / "2.parquet").read_bytes())
    last[4:200] = bytes(196)
    (spoilt / "2.parquet").write_bytes(last)
    for folder in (parted, spoilt):
        found = zones(folder, bbox=BOX)
        said = lines(found)
        assert said["rows in the file"] == said["rows in the layer"] == 2
        assert said["outside the box asked for, not read: 1 / 3"] == 4
        assert found.source.sha256 == ""
    with pytest.raises(ReadError, match=r"2\.parquet: not a readable"):
        zones(spoilt)


def test_without_covering_columns_files_are_read_whole_and_it_is_said(tmp_path: Path) -> None:
    found = zones(cut(tmp_path / "zones", covering=False), bbox=BOX)
    assert found.frame.index.tolist() == ["Z1", "Z2"]
    said = lines(found)
    assert said["no covering columns, read whole to find the rows of the box: 0.parquet|1.parquet"]
    assert said["rows in the file"] == 4
    assert said["outside the box asked for"] == 2


def test_a_box_cuts_other_formats_too(tmp_path: Path) -> None:
    squares().to_file(tmp_path / "zones.gpkg")
    found = zones(tmp_path / "zones.gpkg", bbox=BOX)
    assert found.frame.index.tolist() == ["Z1", "Z2"]
    assert lines(found)["outside the box asked for"] == 4


def test_a_box_where_nothing_lies_is_an_error(parted: Path) -> None:
    with pytest.raises(ReadError, match="zones: no row"):
        zones(parted, bbox=(600_000.0, 6_300_000.0, 600_001.0, 6_300_001.0))


@pytest.mark.parametrize("bbox", [(3.8, 43.5, 4.0, 43.7), (8e5, 6.3e6, 7e5, 6.2e6)])
def test_a_box_in_degrees_or_turned_round_is_refused(parted: Path, bbox: tuple) -> None:
    with pytest.raises(CRSError, match="west, south, east, north in EPSG:2154"):
        zones(parted, bbox=bbox)


def test_only_the_files_that_are_named_are_read(parted: Path) -> None:
    assert zones(parted, parts=("2.parquet",)).frame.index.tolist() == ["Z4", "Z5"]
    with pytest.raises(ReadError, match=r"no file 9.parquet in this folder; it holds 0.parquet"):
        zones(parted, parts=("9.parquet",))


def test_every_file_that_does_not_fit_is_told_at_once(tmp_path: Path) -> None:
    folder = cut(tmp_path / "zones")
    squares().drop(columns="name").assign(nom="x").to_parquet(folder / "3.parquet")
    squares().to_crs(4326).to_parquet(folder / "4.parquet", write_covering_bbox=True)
    squares().assign(name=1.5).to_parquet(folder / "5.parquet", write_covering_bbox=True)
    (folder / "6.parquet").write_bytes((folder / "0.parquet").read_bytes()[:-9])
    squares().drop(columns="geometry").to_parquet(folder / "7.parquet")
    (folder / "8.parquet").write_bytes(b"")
    with pytest.raises(ReadError) as caught:
        zones(folder)
    said = str(caught.value).splitlines()
    assert said[0] == "zones: 6 of 9 files cannot be read as one layer"
    for name, why in {
        "3.parquet": "without bbox, name, with nom",
        "4.parquet": "coordinates in WGS 84, and in RGF93",
        "5.parquet": "column name is of type double",
        "6.parquet": "not a readable Parquet file, cut short",
        "7.parquet": "without bbox, geometry",
        "8.parquet": "not a readable Parquet file",
    }.items():
        assert any(line.strip().startswith(name) and why in line for line in said), (name, said)
    assert str(tmp_path) not in str(caught.value)


def test_a_folder_without_any_such_file_is_told_with_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "zones").mkdir()
    with pytest.raises(ReadError, match=r"zones: no file \*.parquet.*it holds nothing"):
        zones(tmp_path / "zones")
    (tmp_path / "zones" / "lisez-moi.txt").write_text("rien")
    (tmp_path / "zones" / "_metadata.parquet").write_text("rien")
    with pytest.raises(ReadError, match=r"it holds _metadata.parquet, lisez-moi.txt"):
        zones(tmp_path / "zones")


def test_an_address_that_cannot_be_read_is_told(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("aiohttp", reason="needs the extra [remote]")
    for address, said in {
        f"{site}/rien/": "nothing at this address",
        "memory://vide/": "nothing at this address",
        "zzz://a/b.parquet": "no driver is known for « zzz:// »",
        f"{site}/zones.gpkg": "only GeoParquet is read",
    }.items():
        with pytest.raises(ReadError, match=said):
            zones(address)

    def absent(*_said: object) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(parquet_files.fsspec.core, "url_to_fs", absent)
    with pytest.raises(ReadError, match="s3:// » is not installed: pip install s3fs") as caught:
        zones("s3://cle:s3cret@seau/zones/")
    assert "s3cret" not in str(caught.value)
