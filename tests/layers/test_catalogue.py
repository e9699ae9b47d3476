"""The catalogue is whole, agrees with the readers, and its page is fresh."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from land.errors import SchemaError
from layers import ROLES
from layers.catalogue import addresses, bases, catalogue, departement, entry
from layers.sources import PRODUCERS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = catalogue().source


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.key)
def test_a_source_names_things_that_exist(source: object) -> None:
    assert source.role in ROLES  # type: ignore[attr-defined]
    assert source.reader in PRODUCERS  # type: ignore[attr-defined]
    assert set(source.title) == {"fr", "en"}  # type: ignore[attr-defined]
    assert source.address or source.note  # type: ignore[attr-defined]


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.key)
def test_every_address_can_be_filled(source: object) -> None:
    found = addresses(
        source, communes=["2A004", "97411", "34172"], territory="montpellier",  # type: ignore[arg-type]
        siren="243400017",
    )  # fmt: skip
    assert [url for _, url in found if "{" in url or urlsplit(url).scheme != "https"] == []


def test_columns_that_were_confirmed_say_where() -> None:
    unsaid = {s.key for s in SOURCES if (s.columns == "unconfirmed") != (not s.columns_in)}
    assert unsaid == set()
    assert {s.key for s in SOURCES if s.columns == "unconfirmed"} == {"demandeurs-emploi"}


def test_keys_are_unique_and_the_licence_is_that_of_the_reader() -> None:
    assert len({s.key for s in SOURCES}) == len(SOURCES)
    wrong = {
        s.key: (s.licence, PRODUCERS[s.reader].CITATION["licence"])
        for s in SOURCES
        if PRODUCERS[s.reader].CITATION["licence"] not in ("", s.licence)
    }
    assert wrong == {}


def test_every_reader_of_one_dataset_is_in_the_catalogue() -> None:
    """Those left out read standards that several producers share."""
    assert set(PRODUCERS) - {s.reader for s in SOURCES} == {"cnig_friches"}


def test_every_departement_has_one_region_of_openstreetmap() -> None:
    held = [d for ds in catalogue().osm_regions.values() for d in ds]
    metropolitan = [f"{n:02d}" for n in range(1, 96) if n != 20] + ["2A", "2B"]
    overseas = ["971", "972", "973", "974", "976"]
    assert sorted(held) == sorted(metropolitan + overseas)


def test_a_territory_over_two_departements_and_one_over_a_border() -> None:
    codes = ["58012", "89007", "89033"]
    assert len(addresses(entry("ocsge"), communes=codes)) == 2
    assert len(addresses(entry("cadastre-parcelles"), communes=codes)) == 3
    (voies,) = addresses(entry("osm-voies"), communes=codes)
    assert voies[1].endswith("/bourgogne-latest.osm.pbf")
    assert [departement(c) for c in ("2B033", "97611")] == ["2B", "976"]


def test_a_network_is_of_its_territory_only() -> None:
    assert len(addresses(entry("gtfs"), communes=["38185"], territory="grenoble")) == 1
    assert addresses(entry("gtfs"), communes=["58012"], territory="puisaye-forterre") == []


def test_a_server_can_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAE_BASE_GEOPF", "http://127.0.0.1:9/")
    assert bases()["geopf"] == "http://127.0.0.1:9"


def test_a_value_of_an_address_can_be_given() -> None:
    ((_, url),) = addresses(entry("ocsge"), communes=["38185"], parameters={"date": "2024-01-01"})
    assert url.endswith("OCS-GE_2-0__GPKG_LAMB93_D038_2024-01-01.7z")


def test_an_unknown_source_is_told() -> None:
    with pytest.raises(SchemaError, match="no source « sirenne »"):
        entry("sirenne")


@pytest.mark.network
@pytest.mark.parametrize("source", [s for s in SOURCES if s.address], ids=lambda s: s.key)
def test_the_address_answers(source: object) -> None:
    """On a machine that has the internet: the first kilobyte of each address, or the columns."""
    import requests

    told = {"communes": ["34172"], "territory": "montpellier", "siren": "243400017"}
    for address, url in addresses(source, **told):  # type: ignore[arg-type]
        wfs = {"service": "WFS", "version": "2.0.0", "request": "DescribeFeatureType",
               "typeNames": address.typename}  # fmt: skip
        query = wfs if address.kind == "wfs" else {}
        with requests.get(url, params=query, stream=True, timeout=60) as response:
            assert response.status_code == 200, url
            if address.kind != "wfs":
                assert next(response.iter_content(1024)), url
            else:
                said = response.text.casefold()
                assert [c for c in source.expected if f'"{c}"' not in said] == []  # type: ignore[attr-defined]
