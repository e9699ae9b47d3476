"""Scores in parts: the rows of scores.parquet, whoever reads them, whole or not there."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from geopandas import GeoDataFrame
from pandas import testing
from shapely.affinity import translate

from land.errors import ZaeError
from layers import ReadOptions, read
from tests.zae import small
from zae.assessment import Assessment
from zae.publish.parquet_file import write_parquet
from zae.publish.partitions import MANIFEST, require_place, write_parts
from zae.tiles import tiles

MOST = 4


@pytest.fixture(scope="module")
def spread_out() -> Assessment:
    """Two projects on a dozen squares, one a kilometre, and no name in the west."""
    found = small.assessment()
    places = found.sites.assign(commune=[None] * 6 + ["Montpellier"] * 6)
    shapes = [translate(g, 1_000.0 * i) for i, g in enumerate(places.geometry)]
    return replace(found, sites=places.set_geometry(shapes, crs=places.crs))


@pytest.fixture(scope="module")
def written(spread_out: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "parties"
    write_parts(spread_out, str(folder), most=MOST)
    return folder


@pytest.fixture(scope="module")
def single(spread_out: Assessment, tmp_path_factory: pytest.TempPathFactory) -> GeoDataFrame:
    path = tmp_path_factory.mktemp("one") / "scores.parquet"
    write_parquet(spread_out, path)
    return gpd.read_parquet(path)


def in_order(rows: pd.DataFrame, single: GeoDataFrame) -> GeoDataFrame:
    """Rows of the parts in the order of the single file."""
    keys = ["project", "site_id"]
    order = pd.MultiIndex.from_frame(single[keys])
    rows = rows.drop(columns="bbox", errors="ignore").set_index(keys).loc[order].reset_index()
    return GeoDataFrame(rows[single.columns], geometry="geometry", crs=single.crs)


def same(rows: pd.DataFrame, single: GeoDataFrame) -> None:
    testing.assert_frame_equal(in_order(rows, single), single, check_dtype=False)


def test_parts_hold_the_rows_of_the_single_file(
    spread_out: Assessment, written: Path, single: GeoDataFrame
) -> None:
    same(gpd.read_parquet(written), single)
    cut = tiles(spread_out.sites, MOST)
    assert len(cut) > 2
    names = sorted(p.name for p in written.glob("*.parquet"))
    assert names == [f"scores-{tile.key}.parquet" for tile in cut]
    for tile, name in zip(cut, names, strict=True):
        ids = gpd.read_parquet(written / name)["site_id"]
        assert sorted(set(ids)) == sorted(spread_out.sites.index[tile.rows])


def test_every_part_has_the_types_of_the_others_and_says_where_its_rows_lie(written: Path) -> None:
    schemas = [pq.read_schema(p) for p in sorted(written.glob("*.parquet"))]
    assert all(s.equals(schemas[0]) for s in schemas)
    for schema in schemas:
        column = json.loads(schema.metadata[b"geo"])["columns"]["geometry"]
        assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
        assert len(column["bbox"]) == 4


def test_parts_say_their_sources(written: Path) -> None:
    part = gpd.read_parquet(next(written.glob("*.parquet")))
    assert {"layer": "zones", "producer": "Essai", "licence": "Licence Ouverte 2.0",
            "vintage": "2026-01"} in part.attrs["sources"]  # fmt: skip


def test_the_manifest_knows_every_byte(written: Path) -> None:
    said = json.loads((written / MANIFEST).read_text(encoding="utf-8"))
    assert {p["file"] for p in said["parts"]} | {MANIFEST} == {p.name for p in written.iterdir()}
    assert sum(p["rows"] for p in said["parts"]) == 24
    for part in said["parts"]:
        data = (written / part["file"]).read_bytes()
        assert part["sha256"] == hashlib.sha256(data).hexdigest()
        assert part["bytes"] == len(data)


def test_near_a_box_only_its_parts_are_read(spread_out: Assessment, written: Path) -> None:
    """The scores of a study are a layer of another: sites of the next one, near a place."""
    first = spread_out.sites.geometry.iloc[0].bounds
    options = ReadOptions(bbox=first, where={"project": [next(iter(spread_out.runs))]})
    layer = read(written, role="site", options=options)
    assert layer.frame.index.tolist() == ["S01"]
    assert layer.account["reason"].str.contains("not read").any()


# Of dask itself, with pandas 3.1.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_dask_geopandas_reads_them(written: Path, single: GeoDataFrame) -> None:
    dask_geopandas = pytest.importorskip("dask_geopandas", reason="needs the extra [dev]")
    frame = dask_geopandas.read_parquet(written)
    assert frame.npartitions == len([*written.glob("*.parquet")])
    assert frame.spatial_partitions is not None
    same(frame.compute(scheduler="synchronous"), single)


def test_duckdb_reads_them(written: Path, single: GeoDataFrame) -> None:
    duckdb = pytest.importorskip("duckdb", reason="needs the extra [bench]")
    asked = "SELECT count(*), sum(score), max(bbox.xmax) FROM read_parquet(?)"
    rows, total, east = duckdb.execute(asked, [f"{written}/*.parquet"]).fetchone()
    assert (rows, east) == (24, single.total_bounds[2])
    assert total == pytest.approx(single["score"].sum())


def test_an_address_is_written_too(spread_out: Assessment, single: GeoDataFrame) -> None:
    said = write_parts(spread_out, "memory://seau/scores", most=MOST)
    assert said == {"partitions": "memory://seau/scores"}
    files = fsspec.filesystem("memory")
    names = [n.rsplit("/", 1)[1] for n in files.ls("/seau/scores", detail=False)]
    assert MANIFEST in names
    parts = [gpd.read_parquet(f"memory://seau/scores/{n}") for n in names if n != MANIFEST]
    same(pd.concat(parts), single)
    write_parts(spread_out, "memory://seau/scores")
    assert sorted(files.ls("/seau/scores", detail=False)) == [
        "/seau/scores/_manifest.json", "/seau/scores/scores.parquet",
    ]  # fmt: skip


def test_scores_written_earlier_are_replaced_whole(spread_out: Assessment, tmp_path: Path) -> None:
    folder = tmp_path / "parties"
    write_parts(spread_out, str(folder), most=MOST)
    write_parts(spread_out, str(folder), edition="public")
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == [
        MANIFEST, "scores.parquet",
    ]  # fmt: skip
    assert "tenure" not in gpd.read_parquet(folder)
    assert json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["edition"] == "public"


def test_a_folder_of_something_else_is_refused(spread_out: Assessment, tmp_path: Path) -> None:
    (tmp_path / "cadastre.parquet").write_text("à garder")
    for call in (require_place, lambda place: write_parts(spread_out, place)):
        with pytest.raises(ZaeError, match=r"holds cadastre.parquet, which are no scores"):
            call(str(tmp_path))
    assert [p.name for p in tmp_path.iterdir()] == ["cadastre.parquet"]


def test_a_run_that_fails_leaves_no_half(
    spread_out: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up, and the address stops to answer, at the second part."""
    calls = []

    def failing(write: Callable[..., object]) -> Callable[..., object]:
        def put(*said: Any, **more: Any) -> object:
            calls.append(said)
            if len(calls) % 2 == 0:
                raise OSError(28, "No space left on device")
            return write(*said, **more)

        return put

    for kind, name in ((Path, "write_bytes"), (MemoryFileSystem, "pipe_file")):
        monkeypatch.setattr(kind, name, failing(getattr(kind, name)))
    for place in (str(tmp_path / "parties"), "memory://plein/scores"):
        with pytest.raises(ZaeError):
            write_parts(spread_out, place, most=MOST)
    assert len(calls) == 4
    assert [*tmp_path.iterdir()] == []
    files = fsspec.filesystem("memory")
    assert not files.exists("/plein/scores") or files.ls("/plein/scores") == []


def test_nothing_is_written_where_nothing_is_asked_for(spread_out: Assessment) -> None:
    require_place("")
    assert write_parts(spread_out, "") == {}
