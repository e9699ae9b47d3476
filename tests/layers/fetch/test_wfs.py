"""WFS 2.0 against a real MapServer on loopback, on a layer made here and on real parcels."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from layers.catalogue import Address
from layers.errors import FetchError
from layers.fetch.area import Area
from layers.fetch.client import Http, Patience, client
from layers.fetch.wfs import Feed, wfs_features
from tests.layers.fetch import mapserver
from tests.layers.fetch.mapserver import Service

pytestmark = [
    pytest.mark.wfs,
    pytest.mark.skipif(not mapserver.MAPSERV.exists(), reason="no MapServer"),
]

X0, Y0 = 770_000, 6_280_000
SIDE = 12
"""Squares of 10 m along each side, ten metres from the next."""

ALL = SIDE**2
PAGE = ALL // 3
REACH = 20 * SIDE

BOTH = "EPSG:2154 EPSG:4326"


@pytest.fixture(scope="module")
def squares(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wfs") / "carres.gpkg"
    shapes = [
        box(X0 + 20 * i, Y0 + 20 * j, X0 + 20 * i + 10, Y0 + 20 * j + 10)
        for i in range(SIDE)
        for j in range(SIDE)
    ]
    names = [f"carré {n}" for n in range(ALL)]
    keys = [f"C{n:04d}" for n in range(ALL)]
    gpd.GeoDataFrame({"id": keys, "nom": names}, geometry=shapes, crs=2154).to_file(path)
    return path


@pytest.fixture(scope="module")
def http() -> Http:
    return client(Patience(tries=2, backoff_s=0.01))


def serving(path: Path, tmp_path: Path, **settings: object) -> Iterator[Service]:
    content = {"extent": f"{X0} {Y0} {X0 + REACH} {Y0 + REACH}", "code": 2154, "name": "carres",
               "path": path, "layer": "carres", "systems": BOTH}  # fmt: skip
    return mapserver.serving(tmp_path, **{**content, **settings})  # type: ignore[return-value]


def feed(service: Service, http: Http, tmp_path: Path, **rest: object) -> Feed:
    address = Address(url="", kind="wfs", typename="ms:carres", evidence="read")
    content = {"url": service.url, "address": address, "http": http, "page": PAGE,
               "folder": tmp_path / "pages"}  # fmt: skip
    return Feed(**{**content, **rest})  # type: ignore[arg-type]


def area(size: float = REACH) -> Area:
    return Area(communes=frozenset(), outline=box(X0, Y0, X0 + size, Y0 + size))


@pytest.mark.parametrize("json", [True, False], ids=["GeoJSON", "GML"])
def test_every_feature_comes_once(squares: Path, http: Http, tmp_path: Path, *, json: bool) -> None:
    settings = {"formats": mapserver.JSON, "list": "geojson"} if json else {}
    told: list[tuple[int, int | None]] = []
    with serving(squares, tmp_path, **settings) as service:
        found = wfs_features(
            feed(service, http, tmp_path, progress=lambda n, total: told.append((n, total))),
            area(), buffer_m=0,
        )  # fmt: skip
    assert sorted(found["id"]) == [f"C{n:04d}" for n in range(ALL)]
    assert "carré 7" in set(found["nom"])
    assert found.area.round(3).unique().tolist() == [100.0]
    assert found.total_bounds.round().tolist() == [X0, Y0, X0 + REACH - 10, Y0 + REACH - 10]
    assert told[0] == (PAGE, ALL)
    assert told[-1] == (ALL, ALL)
    assert not (tmp_path / "pages").exists()


def test_the_box_is_asked_for_not_the_whole_layer(
    squares: Path, http: Http, tmp_path: Path
) -> None:
    """A square of 100 m holds five by five squares, and touches the edges of no other."""
    with serving(squares, tmp_path) as service:
        found = wfs_features(feed(service, http, tmp_path), area(95), buffer_m=0)
    assert len(found) == 25


def test_a_service_in_degrees_is_asked_latitude_first_and_read_longitude_first(
    squares: Path, http: Http, tmp_path: Path
) -> None:
    degrees = tmp_path / "degres.gpkg"
    gpd.read_file(squares).to_crs(4326).to_file(degrees, layer="carres")
    west, south, east, north = gpd.read_file(degrees).total_bounds
    settings = {"code": 4326, "systems": "EPSG:4326",
                "extent": f"{west} {south} {east} {north}"}  # fmt: skip
    with serving(degrees, tmp_path, **settings) as service:
        found = wfs_features(feed(service, http, tmp_path), area(), buffer_m=0)
        asked = [q["bbox"] for q in service.asked if "bbox" in q]
    assert float(asked[0].split(",")[0]) == pytest.approx(south, abs=0.001)
    assert len(found) == ALL
    assert found.total_bounds.tolist() == pytest.approx([west, south, east, north], abs=1e-6)


def test_a_service_that_gives_fewer_than_asked_is_followed(
    squares: Path, http: Http, tmp_path: Path
) -> None:
    with serving(squares, tmp_path, most=PAGE + 10) as service:
        found = wfs_features(feed(service, http, tmp_path, page=10 * ALL), area(), buffer_m=0)
    assert found["id"].nunique() == ALL


def test_a_run_that_was_stopped_goes_on_with_its_pages(
    squares: Path, http: Http, tmp_path: Path
) -> None:
    with serving(squares, tmp_path) as service:
        service.fail_at = 2 * PAGE
        with pytest.raises(FetchError, match="nothing there"):
            wfs_features(feed(service, http, tmp_path), area(), buffer_m=0)
        before = len([q for q in service.asked if "startindex" in q])
        found = wfs_features(feed(service, http, tmp_path), area(), buffer_m=0)
        after = len([q for q in service.asked if "startindex" in q])
    assert len(found) == ALL
    assert (before, after - before) == (3, 1)


def test_an_unknown_feature_type_is_told(squares: Path, http: Http, tmp_path: Path) -> None:
    address = Address(url="", kind="wfs", typename="ms:ronds", evidence="read")
    with (
        serving(squares, tmp_path) as service,
        pytest.raises(FetchError, match="no feature type « ms:ronds »; there are carres"),
    ):
        wfs_features(feed(service, http, tmp_path, address=address), area(), buffer_m=0)


def test_an_order_that_the_service_refuses_is_told(
    squares: Path, http: Http, tmp_path: Path
) -> None:
    address = Address(url="", kind="wfs", typename="ms:carres", sort_by="inconnu", evidence="read")
    with serving(squares, tmp_path) as service, pytest.raises(FetchError, match="refuses"):
        wfs_features(feed(service, http, tmp_path, address=address), area(), buffer_m=0)


@pytest.mark.shared
def test_real_parcels_come_as_they_are_in_their_file(
    shared: Path, http: Http, tmp_path: Path
) -> None:
    plain = gpd.read_file(shared / "data/parcel/cadastre-25354-parcelles.geojson").to_crs(2154)
    plain.drop(columns=["created", "updated"]).to_file(tmp_path / "p.gpkg", layer="carres")
    outline = plain.geometry.union_all()
    there = Area(communes=frozenset({"25354"}), outline=outline)
    extent = " ".join(map(str, plain.total_bounds))
    with serving(tmp_path / "p.gpkg", tmp_path, extent=extent) as service:
        found = wfs_features(feed(service, http, tmp_path), there, buffer_m=0)
    assert sorted(found["id"]) == sorted(plain["id"])
    assert found.area.sum() == pytest.approx(plain.area.sum(), rel=1e-6)
