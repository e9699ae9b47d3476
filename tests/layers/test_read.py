"""The door as a whole: every row read is kept or refused, and the layer is what the role says."""

from pathlib import Path

import geopandas as gpd
import pytest
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPoint, Point, Polygon, box

from land.errors import CRSError, GeometryError, SchemaError
from layers import ROLES, Layer, ReadError, ReadOptions, read
from layers.layer import ACCOUNT_COLUMNS
from layers.validate import DTYPES

X, Y = 770_000.0, 6_280_000.0


def parcels(folder: Path) -> Path:
    frame = GeoDataFrame(
        {"id": ["1004000AB0001", "01004000AB0002"], "contenance": ["1 000", "990"], "note": [1, 2]},
        geometry=[box(X, Y, X + 100, Y + 10), box(X, Y + 10, X + 100, Y + 20)],
        crs=2154,
    )
    path = folder / "parcels.gpkg"
    frame.to_file(path)
    return path


OPTIONS = ReadOptions(
    name="cadastre",
    rename={"id": "parcel_id", "contenance": "cadastral_area_m2"},
    producer_name="Commune",
    licence="LO",
    vintage="2026-10",
)


def test_a_layer_is_what_its_role_says(tmp_path: Path) -> None:
    layer = read(parcels(tmp_path), role="parcel", options=OPTIONS)
    assert isinstance(layer, Layer)
    role = ROLES["parcel"]
    ours = [c for c in role.names if c != role.id]
    assert list(layer.frame.columns) == [*ours, "note", "geometry"]
    assert layer.frame.index.name == "parcel_id"
    assert layer.frame.index.tolist() == ["01004000AB0001", "01004000AB0002"]
    kinds = {c.name: DTYPES[c.kind] for c in role.columns if c.name != role.id}
    assert {n: str(layer.frame[n].dtype) for n in ours} == kinds
    assert layer.frame["cadastral_area_m2"].tolist() == [1000.0, 990.0]
    assert layer.frame["owner"].isna().all()
    assert layer.name == "cadastre"
    assert layer.source.citation == "Commune, 2026-10 (parcels.gpkg)"
    assert len(layer.source.sha256) == 64
    assert tuple(layer.account.columns) == ACCOUNT_COLUMNS
    assert set(layer.account["layer"]) == {"cadastre"}


def test_reading_twice_gives_the_same_layer(tmp_path: Path) -> None:
    path = parcels(tmp_path)
    one, two = (read(path, role="parcel", options=OPTIONS) for _ in range(2))
    assert one.frame.equals(two.frame)
    assert one.account.equals(two.account)
    assert one.source == two.source


def test_errors_name_the_file(tmp_path: Path) -> None:
    path = parcels(tmp_path)
    with pytest.raises(SchemaError, match=r"^parcels.gpkg: 1 fault "):
        read(path, role="parcel")
    with pytest.raises(GeometryError, match=r"^parcels.gpkg: point geometries are wanted"):
        read(path, role="stop")
    with pytest.raises(CRSError, match=r"^parcels.gpkg: EPSG:4326 is not a legal projected"):
        read(path, role="zone", options=ReadOptions(target_crs=4326))
    with pytest.raises(SchemaError, match=r"no role « parcels »; known: parcel, building"):
        read(path, role="parcels")
    with pytest.raises(SchemaError, match="join: say « path » and « on »"):
        read(path, role="zone", options=ReadOptions(join={"path": "x"}))
    with pytest.raises(ReadError, match="no such folder"):
        read(tmp_path / "absent" / "x.gpkg", role="zone")


def test_a_table_role_leaves_the_geometry_at_the_door(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"o": ["34172"], "d": ["34057"], "n": [12]}, geometry=[MultiPoint([(X, Y)])], crs=2154
    )
    frame.to_file(tmp_path / "flows.gpkg")
    names = {"o": "origin_insee", "d": "destination_insee", "n": "workers"}
    layer = read(tmp_path / "flows.gpkg", role="flow", options=ReadOptions(rename=names))
    assert list(layer.frame.columns) == list(ROLES["flow"].names)


def test_a_parcel_without_its_id_is_a_fault_of_the_file(tmp_path: Path) -> None:
    frame = gpd.read_file(parcels(tmp_path))
    frame.loc[1, "id"] = None
    frame.to_file(tmp_path / "holes.gpkg")
    with pytest.raises(SchemaError, match=r"parcel-00002, parcel_id: found nothing"):
        read(tmp_path / "holes.gpkg", role="parcel", options=OPTIONS)


CORNER = st.integers(0, 12).map(float)
SHAPE = st.one_of(
    st.none(),
    st.just(Polygon()),
    st.lists(st.tuples(CORNER, CORNER), min_size=3, max_size=6).map(
        lambda ring: Polygon([(X + x, Y + y) for x, y in ring])
    ),
    st.lists(st.tuples(CORNER, CORNER), min_size=1, max_size=2).map(
        lambda at: MultiPoint([(X + x, Y + y) for x, y in at])
    ),
)
ROW = st.tuples(SHAPE, st.sampled_from(["A", "B", None]), st.sampled_from(["active", "odd", None]))


@given(st.lists(ROW, max_size=8))
def test_rows_read_are_rows_kept_and_rows_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, str | None, str | None]]
) -> None:
    rows = [(box(X, Y, X + 50, Y + 50), "S", "active"), *rows]
    frame = GeoDataFrame(
        {"zone_id": [r[1] for r in rows], "stage": [r[2] for r in rows]},
        geometry=[r[0] for r in rows],
        crs=2154,
    )
    path = tmp_path_factory.mktemp("zones") / "zones.parquet"
    frame.to_parquet(path)
    options = ReadOptions(where={"stage": ["active", "odd"]})
    layer = read(path, role="zone", options=options)
    told = layer.account.groupby("action")["count"].sum()
    assert told["read"] == len(rows)
    assert told["kept"] == len(layer.frame)
    assert told["read"] == told["kept"] + told.get("refused", 0)
    assert layer.frame.index.is_unique
    assert layer.frame.is_valid.all()
    assert layer.frame["stage"].dropna().isin(["active"]).all()


def test_a_friche_known_by_its_parcels_only_is_kept_for_them(tmp_path: Path) -> None:
    frame = GeoDataFrame(
        {"friche_id": ["A", "B", "C"], "parcel_refs": [None, "25354000AB0001", None]},
        geometry=[Point(700_000, 6_600_000), None, None],
        crs=2154,
    )
    frame.to_file(tmp_path / "friches.gpkg")
    layer = read(tmp_path / "friches.gpkg", role="friche")
    assert list(layer.frame.index) == ["A", "B"]
    told = layer.account.set_index("reason")["ids"]
    assert told["no geometry, its parcels may give one"] == "B"
    assert told["no geometry"] == "C"
