"""A real PostGIS where there is one; what needs no server is tested without."""

import os

import pytest
from geopandas import GeoDataFrame
from shapely import box
from sqlalchemy import create_engine, text

from layers import ReadError, ReadOptions, read
from layers.formats.postgis import is_address

ZONES = GeoDataFrame(
    {"zone_id": ["A", "B"], "name": ["Nord", "Sud"]},
    geometry=[box(770000, 6280000, 770100, 6280100), box(770200, 6280000, 770400, 6280100)],
    crs=2154,
)


@pytest.fixture(scope="module")
def address() -> str:
    found = os.environ.get("ZAE_TEST_POSTGIS")
    if not found:
        pytest.skip("no PostGIS: set ZAE_TEST_POSTGIS (see .ci/postgis.sh)")
    engine = create_engine(found)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS zae_read_zones, zae_read_flows"))
        connection.execute(
            text("CREATE TABLE zae_read_flows (origin_insee text, destination_insee text, n int)")
        )
        connection.execute(text("INSERT INTO zae_read_flows VALUES ('34172', '34057', 12)"))
    ZONES.to_postgis("zae_read_zones", engine)
    engine.dispose()
    return found


@pytest.mark.postgis
def test_a_table_and_a_query(address: str) -> None:
    layer = read(address, role="zone", options=ReadOptions(layer="public.zae_read_zones"))
    assert layer.frame.area.to_dict() == {"A": 10_000.0, "B": 20_000.0}
    assert layer.name == "zae_read_zones"
    sql = "SELECT * FROM zae_read_zones WHERE zone_id = 'B';"
    assert list(read(address, role="zone", options=ReadOptions(query=sql)).frame.index) == ["B"]


@pytest.mark.postgis
def test_a_table_without_geometry(address: str) -> None:
    options = ReadOptions(layer="zae_read_flows", rename={"n": "workers"})
    assert read(address, role="flow", options=options).frame["workers"].tolist() == [12.0]
    with pytest.raises(ReadError, match="without geometry"):
        read(address, role="zone", options=ReadOptions(layer="zae_read_flows"))


@pytest.mark.postgis
def test_an_absent_table_says_what_there_is(address: str) -> None:
    with pytest.raises(ReadError, match=r"public\.zae_read_zones"):
        read(address, role="zone", options=ReadOptions(layer="absent"))


@pytest.mark.postgis
def test_a_password_is_never_shown(address: str) -> None:
    secret = address.replace("@", ":s3cret@", 1)
    layer = read(secret, role="zone", options=ReadOptions(layer="zae_read_zones"))
    with pytest.raises(ReadError) as caught:
        read(secret, role="zone", options=ReadOptions(layer="absent"))
    for shown in (layer.source.name, layer.account.to_csv(), str(caught.value)):
        assert "s3cret" not in shown
    assert caught.value.__cause__ is None


def test_a_server_that_does_not_answer_keeps_the_password() -> None:
    address = "postgresql://someone:s3cret@127.0.0.1:1/sig"
    with pytest.raises(ReadError, match=r"sig\.zones") as caught:
        read(address, role="zone", options=ReadOptions(layer="zones"))
    assert "s3cret" not in str(caught.value)
    assert "someone" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (ReadOptions(), "needs a table"),
        (ReadOptions(layer="zones; DROP TABLE zones"), "not the name of a table"),
    ],
)
def test_what_to_read_must_be_said(options: ReadOptions, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        read("postgresql://127.0.0.1:1/sig", role="zone", options=options)


def test_addresses_and_paths() -> None:
    assert [is_address(a) for a in ("postgis://h/d", "C:/zac.shp", "postgres.gpkg")] == [
        True,
        False,
        False,
    ]
