"""An interface that answers in pages: every row once, and no lie taken for the truth."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import box

from layers import Layer, read
from layers.catalogue import entry
from layers.errors import FetchError
from layers.fetch.area import Area
from layers.fetch.bring import Brought, Place, Ways, bring
from layers.fetch.client import Http
from layers.fetch.paged import paged_rows
from tests.layers.fetch.pages import Pages, serving

NAMES = [{"codeAIOT": f"000660{n:04d}", "raisonSociale": f"Usine {n}"} for n in range(5)]


@pytest.fixture
def pages() -> Iterator[Pages]:
    with serving() as state:
        state.rows = list(NAMES)
        yield state


def rows(pages: Pages, http: Http, folder: Path) -> pd.DataFrame:
    return paged_rows(pages.url, records=pages.records, http=http, folder=folder)


def test_every_page_comes_and_the_last_is_short(pages: Pages, http: Http, tmp_path: Path) -> None:
    found = rows(pages, http, tmp_path)
    assert found["codeAIOT"].tolist() == [n["codeAIOT"] for n in NAMES]
    assert [p.rpartition("=")[2] for p in pages.asked] == ["34172", "2", "3"]
    assert not (tmp_path / "page.json").exists()


def test_a_last_page_that_is_full_is_the_last(pages: Pages, http: Http, tmp_path: Path) -> None:
    pages.rows = NAMES[:4]
    assert len(rows(pages, http, tmp_path)) == 4
    assert len(pages.asked) == 2


def test_nothing_is_an_answer(pages: Pages, http: Http, tmp_path: Path) -> None:
    pages.rows = []
    assert rows(pages, http, tmp_path).empty


def test_a_number_that_is_not_the_announced_one_is_told(
    pages: Pages, http: Http, tmp_path: Path
) -> None:
    pages.announced = 7
    with pytest.raises(FetchError, match=r"otherwise than announced \(5 / 7\)"):
        rows(pages, http, tmp_path)
    assert len(pages.asked) == 6  # a second reading decides


def test_a_service_that_announces_nothing_is_believed(
    pages: Pages, http: Http, tmp_path: Path
) -> None:
    pages.announced = -1
    assert len(rows(pages, http, tmp_path)) == 5


def test_a_row_that_slid_to_the_next_page_is_read_again(
    pages: Pages, http: Http, tmp_path: Path
) -> None:
    """One row came twice and another was pushed off: the second reading is whole."""
    pages.moved = True
    found = rows(pages, http, tmp_path)
    assert found["codeAIOT"].tolist() == [n["codeAIOT"] for n in NAMES]


def test_rows_that_come_twice_in_every_reading_are_told(
    pages: Pages, http: Http, tmp_path: Path
) -> None:
    pages.rows = [*NAMES[:2], *NAMES[:2]]
    with pytest.raises(FetchError, match="2 × 2"):
        rows(pages, http, tmp_path)


def test_twins_in_one_page_are_left_to_the_door(pages: Pages, http: Http, tmp_path: Path) -> None:
    pages.rows = [NAMES[0], NAMES[0]]
    assert len(rows(pages, http, tmp_path)) == 2


def test_pages_in_a_circle_end(pages: Pages, http: Http, tmp_path: Path) -> None:
    pages.circle = True
    with pytest.raises(FetchError, match="its pages never end"):
        rows(pages, http, tmp_path)


def test_the_next_page_is_asked_of_the_same_server(
    pages: Pages, http: Http, tmp_path: Path
) -> None:
    """A service behind a proxy names itself by a host that cannot be reached from here."""
    pages.host = "http://interne.invalid:8080"
    assert len(rows(pages, http, tmp_path)) == 5


BODIES = st.one_of(
    st.binary(max_size=40).map(lambda b: b"{" + b),
    st.sampled_from([b"[]", b"{}", b'{"data": 3}', b'{"data": [1]}', b'{"data": [null]}',
                     b"{" * 9_000, b'{"data": [' * 5_000, b'{"features": [{}]}',
                     b'{"features": ["x"]}',
                     b'{"features": [{"geometry": 1}]}',
                     b'{"features": [{"geometry": {"type": "Point"}, "properties": {}}]}',
                     b'{"features": [{"geometry": null, "properties": null}]}']),
)  # fmt: skip


@settings(max_examples=60, database=None, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(body=BODIES, records=st.sampled_from(["data", "features"]))
def test_an_answer_that_is_no_page_gives_no_other_exception(
    pages: Pages, http: Http, tmp_path: Path, body: bytes, records: str
) -> None:
    pages.body, pages.records = body, records
    try:
        found = rows(pages, http, tmp_path)
    except FetchError:
        return
    assert isinstance(found, pd.DataFrame)


PLANT = {
    "raisonSociale": "CARRIÈRES DU LEZ", "adresse1": "Route de Ganges", "adresse2": None,
    "codePostal": "34000", "codeInsee": "34172", "commune": "MONTPELLIER", "codeNaf": "08.12Z",
    "longitude": 3.88, "latitude": 43.61, "bovins": False, "carriere": True, "eolienne": False,
    "industrie": False, "prioriteNationale": False, "statutSeveso": "Non Seveso", "ied": False,
    "etatActivite": "En exploitation avec titre", "codeAIOT": "0006601234", "siret": "100",
    "coordonneeXAIOT": 770_000.0, "coordonneeYAIOT": 6_279_000.0, "systemeCoordonneesAIOT": "2154",
    "serviceAIOT": "DREAL", "regime": "Autorisation", "date_maj": "2026-01-01T00:00:00",
    "rubriques": [{"numeroRubrique": "2510", "nature": "Carrières", "quantiteTotale": "1"}],
    "inspections": [], "documentsHorsInspection": [],
}  # fmt: skip


def brought(pages: Pages, http: Http, cache: Path) -> Brought:
    communes = frozenset({"34172"})
    area = Area(communes=communes, outline=box(765_000, 6_274_000, 776_000, 6_285_000))
    place = Place(key="essai", siren="", communes=communes, cache=cache, area=area)
    icpe = entry("icpe")
    address = icpe.address[0].model_copy(update={"url": pages.url})
    return bring(icpe.model_copy(update={"address": (address,)}), place, Ways(http=http))


def test_classified_installations_are_points_with_their_regime(
    pages: Pages, http: Http, tmp_path: Path
) -> None:
    unplaced = PLANT | {"codeAIOT": "0006609999", "longitude": None, "latitude": None}
    farm = PLANT | {"codeAIOT": "0006605678", "raisonSociale": "EARL DU MAS", "rubriques": []}
    pages.rows = [PLANT, farm, unplaced]
    found = brought(pages, http, tmp_path)
    assert found.failures == ()
    assert found.path is not None
    layer = read(found.path, role="context")
    assert isinstance(layer, Layer)
    assert layer.frame["name"].to_dict() == {
        "0006601234": "CARRIÈRES DU LEZ", "0006605678": "EARL DU MAS",
    }  # fmt: skip
    assert layer.frame["regime"].unique().tolist() == ["Autorisation"]
    assert layer.frame.geometry.iloc[0].distance(box(770_000, 6_278_000, 772_000, 6_281_000)) == 0
    refused = layer.account[layer.account["action"] == "refused"]
    assert refused["count"].sum() == 1


def test_a_territory_without_any_is_an_empty_layer_and_not_a_fault(
    pages: Pages, http: Http, tmp_path: Path
) -> None:
    pages.rows = []
    found = brought(pages, http, tmp_path)
    assert (found.failures, found.source["rows"]) == ((), 0)
    assert found.path is not None
    assert found.path.is_file()


FRICHE = {
    "type": "Feature", "geometry": {"type": "Point", "coordinates": [3.88, 43.61]},
    "properties": {"site_id": "34172_1", "site_nom": "Ancienne halle",
                   "site_statut": "friche sans projet", "l_idpar": ["34172000AB0001"]},
}  # fmt: skip


def test_features_are_placed(pages: Pages, http: Http, tmp_path: Path) -> None:
    pages.records, pages.total, pages.rows = "features", "count", [FRICHE]
    found = rows(pages, http, tmp_path)
    assert isinstance(found, GeoDataFrame)
    assert (found.crs.to_epsg(), found.geometry.iloc[0].x) == (4326, 3.88)
