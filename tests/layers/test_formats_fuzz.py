"""
Files of every format made here, damaged: timetables table by table, streets, Parquet, GeoPackage.

The door gives a layer whose account adds up, or one of our errors; never another exception.
"""

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import box

from land.errors import ZaeError
from layers import Layer, ReadOptions, read
from tests.layers.sources.test_gtfs import FILES as FEED

OSM = b"""<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="43.6000" lon="3.8800"/><node id="2" lat="43.6010" lon="3.8800"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/>
  <tag k="name" v="A"/></way>
</osm>
"""
PLOTS = gpd.GeoDataFrame(
    {"id": ["34172000AB0001", "34172000AB0002"], "nom": ["Lez", "Étang"], "contenance": [1, None]},
    geometry=[box(770_000, 6_280_000, 770_100, 6_280_100)] * 2, crs=2154,
)  # fmt: skip
SHARE = st.floats(0, 1)
FLIPS = st.lists(st.tuples(SHARE, st.integers(1, 255)), max_size=6)
SWAPS = st.sampled_from([b"", b",;", b'"', b"\n\r", b"1x", b"29", b"0-", b",\n", b" ,"])


def damaged(content: bytes, cut: float, flips: list[tuple[float, int]], swap: bytes) -> bytes:
    kept = bytearray(content[: max(1, int(len(content) * cut))])
    for at, mask in flips:
        kept[int(at * (len(kept) - 1))] ^= mask
    return bytes(kept).replace(swap[:1], swap[1:]) if swap else bytes(kept)


def require_account(path: Path, role: str, **options: object) -> None:
    try:
        layer = read(path, role=role, options=ReadOptions(**options))  # type: ignore[arg-type]
    except ZaeError:
        return
    assert isinstance(layer, Layer)
    sums = layer.account.groupby("action")["count"].sum()
    assert sums["read"] == sums["kept"] + sums.get("refused", 0)
    assert sums["kept"] == len(layer.frame)


def tried(content: bytes, require: Callable[[bytes], None]) -> None:
    """Try damages: a few in every run, a tenth of what another profile asks for."""
    same = settings.get_current_profile_name() == "same"

    @settings(max_examples=8 if same else settings().max_examples // 10, database=None,
              deadline=None, suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
    @given(cut=st.one_of(st.just(1.0), SHARE), flips=FLIPS, swap=SWAPS)
    def once(cut: float, flips: list[tuple[float, int]], swap: bytes) -> None:
        require(damaged(content, cut, flips, swap))

    once()


TABLES = {**FEED, "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nw1,07:00:00,"
          "09:00:00,600\n"}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_a_damaged_timetable(tmp_path: Path, table: str) -> None:
    folder = tmp_path / "feed"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")

    def require(content: bytes) -> None:
        (folder / table).write_bytes(content)
        require_account(folder, "stop")

    tried(TABLES[table].encode(), require)


def test_a_damaged_timetable_in_its_archive(tmp_path: Path) -> None:
    path = tmp_path / "gtfs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in FEED.items():
            archive.writestr(name, text)

    def require(content: bytes) -> None:
        path.write_bytes(content)
        require_account(path, "stop")

    tried(path.read_bytes(), require)


# GDAL quotes damaged bytes in its messages, which pyogrio cannot decode: said on stderr, no harm.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "suffix", [".osm", ".parquet", ".gpkg", ".geojson", ".csv", ".fgb", ".shp"]
)
def test_a_damaged_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    role = "street" if suffix == ".osm" else "parcel"
    if suffix == ".osm":
        path.write_bytes(OSM)
    elif suffix == ".parquet":
        PLOTS.to_parquet(path)
    elif suffix == ".csv":
        PLOTS.assign(wkt=PLOTS.geometry.to_wkt()).drop(columns="geometry").to_csv(path, index=False)
    else:
        PLOTS.to_file(path)
    whole = path.with_suffix(".dbf") if suffix == ".shp" else path

    def require(content: bytes) -> None:
        whole.write_bytes(content)
        require_account(
            path, role, rename={} if role == "street" else {"id": "parcel_id"}, crs=2154
        )

    tried(whole.read_bytes(), require)
