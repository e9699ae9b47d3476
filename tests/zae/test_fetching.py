"""
A territory brought in from a real server on loopback, in the producers' own formats.

The cadastre is that of Luxiol (real); the communes and the establishments are made here, under the
columns of the Etalab interface and of the Insee.
"""

import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from layers import Layer, read
from layers.catalogue import catalogue, entry
from layers.fetch.client import Http, Patience, client
from tests.layers.fetch.faulty import Fault, Server, serving
from zae.assess import read_layers
from zae.cli.entry import run
from zae.fetching import Wish, fetch, held_sources, recorded, study_entries
from zae.study import parse

SIREN = "242500361"
CADASTRE = "cadastre.data.gouv.fr/data/etalab-cadastre/latest/geojson/communes/25/25354"
BOUNDS = (950_000, 6_700_000, 955_000, 6_705_000)


@pytest.fixture(scope="module")
def http() -> Http:
    return client(Patience(tries=2, backoff_s=0.01, connect_s=2, read_s=2))


def put(folder: Path, path: str, content: bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def geojson(frame: gpd.GeoDataFrame) -> bytes:
    return frame.to_crs(4326).to_json().encode()


def parcels() -> gpd.GeoDataFrame:
    """Four parcels in a row: two inside, one on the boundary, one far away."""
    x0, y0, x1, _ = BOUNDS
    west = [x0 + 100, x0 + 300, x1 - 50, x1 + 5_000]
    rows = {"id": [f"25354000AB000{i}" for i in range(4)], "commune": "25354", "prefixe": "000",
            "section": "AB", "numero": ["0", "1", "2", "3"], "contenance": 10_000}  # fmt: skip
    shapes = [box(x, y0 + 100, x + 100, y0 + 200) for x in west]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=2154)


def establishments() -> pd.DataFrame:
    return pd.DataFrame({
        "siret": ["10000000000001", "10000000000002", "10000000000003", "10000000000004"],
        "statutDiffusionEtablissement": ["O", "P", "O", "O"],
        "etatAdministratifEtablissement": ["A", "A", "F", "A"],
        "denominationUsuelleEtablissement": ["Scierie", "Dupont Jeanne", "Ancienne", "Ailleurs"],
        "trancheEffectifsEtablissement": ["12", "NN", "00", "11"],
        "codeCommuneEtablissement": ["25354", "25354", "25354", "75101"],
    })  # fmt: skip


def places() -> pd.DataFrame:
    return pd.DataFrame({
        "siret": ["10000000000001", "10000000000002", "10000000000003"],
        "x_longitude": [6.35, 6.36, 6.37], "y_latitude": [47.37, 47.37, 47.37],
        "plg_code_commune": ["25354"] * 3,
    })  # fmt: skip


@pytest.fixture
def server(tmp_path: Path) -> object:
    folder = tmp_path / "served"
    communes = gpd.GeoDataFrame(
        {"code": ["25354"], "nom": ["Luxiol"], "population": [150]}, geometry=[box(*BOUNDS)],
        crs=2154,
    )  # fmt: skip
    put(folder, f"geo.api.gouv.fr/epcis/{SIREN}/communes", geojson(communes))
    put(folder, f"{CADASTRE}/cadastre-25354-parcelles.json.gz", gzip.compress(geojson(parcels())))
    stock, where = io.BytesIO(), io.BytesIO()
    establishments().to_parquet(stock)
    places().to_parquet(where)
    for part, content in zip(entry("sirene").address, (stock, where), strict=True):
        path = part.url.removeprefix("{datagouv}/")
        put(folder, f"www.data.gouv.fr/{path}", content.getvalue())
    flows = "CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C22_ACTOCC15P\n25354;Luxiol;25056;Besançon;12,5\n"
    flows += "25056;Besançon;25354;Luxiol;3\n01001;A;01002;B;7\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("base-flux-mobilite-domicile-lieu-travail-2022.csv", flows)
    path = entry("mobpro").address[0].url.removeprefix("{stats}/")
    put(folder, f"www.insee.fr/{path}", packed.getvalue())
    with serving(folder) as state:
        yield state


def wish(server: Server, tmp_path: Path, *only: str, **rest: object) -> Wish:
    content = {"only": only, "cache": tmp_path / "cache", "mirror": server.base, **rest}
    return Wish(**content)  # type: ignore[arg-type]


def rows_of(folder: Path, key: str) -> pd.DataFrame:
    layer = read(folder / f"{key}.parquet", role=entry(key).role)
    assert isinstance(layer, Layer)
    told = layer.account.groupby("action")["count"].sum()
    assert told["read"] == told["kept"] + told.get("refused", 0)
    return layer.frame


def test_parcels_are_clipped_whole_and_know_their_source(
    server: Server, http: Http, tmp_path: Path
) -> None:
    found = fetch(SIREN, wish(server, tmp_path, "cadastre-parcelles"), http=http)
    assert not found.failed
    layer = read(found.folder / "cadastre-parcelles.parquet", role="parcel")
    assert isinstance(layer, Layer)
    assert sorted(layer.frame.index) == [f"25354000AB000{i}" for i in range(3)]
    assert layer.frame.area.round().tolist() == [10_000] * 3
    assert layer.source.producer == "DGFiP, Plan cadastral informatisé (Etalab)"
    assert layer.source.licence == "Licence Ouverte 2.0"
    assert layer.source.vintage
    source = found.brought[1].source
    assert (source["rows"], source["rows_in_file"]) == (3, 4)
    wider = fetch(SIREN, wish(server, tmp_path, "cadastre-parcelles", buffer_m=6_000), http=http)
    assert wider.brought[1].source["rows"] == 4


def test_establishments_are_joined_to_their_place_and_partial_ones_say_nothing(
    server: Server, http: Http, tmp_path: Path
) -> None:
    found = fetch(SIREN, wish(server, tmp_path, "sirene"), http=http)
    assert not found.failed
    frame = rows_of(found.folder, "sirene")
    assert frame.index.tolist() == ["10000000000001", "10000000000003"]
    assert frame["active"].tolist() == [True, False]
    assert (frame["jobs_low"].iloc[0], frame["jobs_high"].iloc[0]) == (20, 49)
    assert "Dupont Jeanne" not in frame.to_csv()


def test_flows_that_leave_or_enter_the_territory(
    server: Server, http: Http, tmp_path: Path
) -> None:
    found = fetch(SIREN, wish(server, tmp_path, "mobpro"), http=http)
    frame = rows_of(found.folder, "mobpro")
    assert frame[["origin_insee", "destination_insee", "workers"]].to_numpy().tolist() == [
        ["25354", "25056", 12.5], ["25056", "25354", 3.0],
    ]  # fmt: skip
    assert found.brought[1].source["vintage"] == "2022"


def test_a_source_that_fails_is_reported_and_the_others_go_on(
    server: Server, http: Http, tmp_path: Path
) -> None:
    server.faults[f"{CADASTRE}/cadastre-25354-parcelles.json.gz"] = Fault(
        "status", at=503, times=-1
    )
    found = fetch(SIREN, wish(server, tmp_path, "cadastre-parcelles", "sirene"), http=http)
    states = {one.entry.key: bool(one.path) for one in found.brought}
    assert states == {"communes": True, "cadastre-parcelles": False, "sirene": True}
    assert found.failed
    assert set(recorded(found.folder)) == {"communes", "sirene"}


def test_a_layer_of_an_earlier_run_stays_when_the_server_is_down(
    server: Server, http: Http, tmp_path: Path
) -> None:
    first = fetch(SIREN, wish(server, tmp_path, "cadastre-parcelles"), http=http)
    kept = (first.folder / "cadastre-parcelles.parquet").read_bytes()
    page = Fault("page", times=-1, text="<html><title>Maintenance</title></html>")
    server.faults[f"{CADASTRE}/cadastre-25354-parcelles.json.gz"] = page
    server.faults[f"geo.api.gouv.fr/epcis/{SIREN}/communes"] = page
    again = fetch(SIREN, wish(server, tmp_path, "cadastre-parcelles"), http=http)
    assert again.failed
    assert (first.folder / "cadastre-parcelles.parquet").read_bytes() == kept


def test_what_has_not_changed_is_not_sent_twice(server: Server, http: Http, tmp_path: Path) -> None:
    fetch(SIREN, wish(server, tmp_path, "sirene"), http=http)
    sent = server.answers[200]
    fetch(SIREN, wish(server, tmp_path, "sirene"), http=http)
    assert (server.answers[200], server.answers[304]) == (sent, 3)


def test_a_producer_that_renamed_its_columns_is_told(
    server: Server, http: Http, tmp_path: Path
) -> None:
    renamed = parcels().rename(columns={"contenance": "surface"})
    put(server.folder, f"{CADASTRE}/cadastre-25354-parcelles.json.gz",
        gzip.compress(geojson(renamed)))  # fmt: skip
    found = fetch(SIREN, wish(server, tmp_path, "cadastre-parcelles"), http=http)
    assert "no column contenance, the producer has changed its file" in str(
        found.brought[1].failures[0]
    )


def test_files_that_lie_here_are_taken_by_the_name_of_their_producer(
    server: Server, http: Http, tmp_path: Path
) -> None:
    here = tmp_path / "telecharges"
    for path in server.folder.rglob("*"):
        if path.is_file():
            put(here, path.name if "." in path.name else f"{path.name}.geojson", path.read_bytes())
    asked = len(server.asked)
    content = wish(server, tmp_path, "cadastre-parcelles", mirror=str(here))
    found = fetch(SIREN, content, http=http)
    assert not found.failed
    assert len(server.asked) == asked
    assert len(rows_of(found.folder, "cadastre-parcelles")) == 3


def test_entries_for_a_study_are_written(server: Server, http: Http, tmp_path: Path) -> None:
    found = fetch(SIREN, wish(server, tmp_path, "cadastre-parcelles", "sirene"), http=http)
    text = (found.folder / "couches.toml").read_text(encoding="utf-8")
    study = parse(f'title = "Essai"\n{text}', name="essai", folder=found.folder)
    assert [x.role for x in study.layers] == ["commune", "parcel", "establishment"]
    assert all((found.folder / x.path).is_file() for x in study.layers)


def test_what_is_held_and_what_is_missing(server: Server, http: Http, tmp_path: Path) -> None:
    found = fetch(SIREN, wish(server, tmp_path, "cadastre-parcelles"), http=http)
    fetched = date.fromisoformat(found.brought[1].source["fetched"])
    later = fetched.replace(year=fetched.year + 1)
    held = {one.entry.key: one for one in held_sources(found.folder, on=later)}
    assert set(held) == {e.key for e in catalogue().source}
    assert held["cadastre-parcelles"].age_days in {365, 366}
    assert (held["znieff1"].path, "E1" in held["znieff1"].criteria) == ("", True)


def test_the_commands(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", str(tmp_path / "cache")]
    line = ["fetch", SIREN, "--only", "cadastre-parcelles", "--only", "sirene", "--from",
            server.base, *out]  # fmt: skip
    assert run(line) == 0
    assert "arrivée" in capsys.readouterr().out
    assert run(["fetch", SIREN, "--only", "ppr", "--from", server.base, *out]) == 1
    said = capsys.readouterr()
    assert "aucune adresse connue pour ce territoire" in said.err
    assert "georisques.gouv.fr" in said.err
    assert run(["sources", SIREN, *out]) == 0
    shown = capsys.readouterr().out
    assert "Critères sans source" in shown
    assert run(["sources", SIREN, "--json", *out]) == 0
    listed = {one["key"]: one for one in json.loads(capsys.readouterr().out)}
    assert (listed["sirene"]["rows"], listed["znieff1"]["path"]) == (3, None)
    assert run(["fetch", SIREN, "--only", "inconnue", *out]) == 1
    assert "pas de source « inconnue »" in capsys.readouterr().err


def test_a_password_is_nowhere(
    server: Server, http: Http, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("ZAE_TEST_SECRET", "m0tDePasse")
    host = server.base.removeprefix("http://")
    mirror = f"http://anne:${{ZAE_TEST_SECRET}}@{host}"
    found = fetch(SIREN, wish(server, tmp_path, "cadastre-parcelles", mirror=mirror), http=http)
    assert not found.failed
    server.faults[f"{CADASTRE}/cadastre-25354-parcelles.json.gz"] = Fault(
        "status", at=500, times=-1
    )
    line = ["fetch", SIREN, "--only", "cadastre-parcelles", "--from", mirror, "--out",
            str(tmp_path / "cache"), "--tries", "1"]  # fmt: skip
    assert run(line) == 1
    said = "".join(capfd.readouterr())
    assert "m0tDePasse" not in said
    written = [p for p in (tmp_path / "cache").rglob("*") if p.is_file()]
    assert [p.name for p in written if b"m0tDePasse" in p.read_bytes()] == []
    assert len(written) > 5


def test_every_table_of_attributes_is_joined_and_empty_sources_are_said(tmp_path: Path) -> None:
    """Census and vacancy both reach the communes; nature that was looked for whole is known so."""
    held = {
        "communes": {"path": "communes.parquet", "rows": 2},
        "rp-emploi": {"path": "rp.parquet", "rows": 2, "commune_column": "CODGEO"},
        "lovac": {"path": "lovac.parquet", "rows": 2, "commune_column": "CODGEO_26"},
        "filosofi": {"path": "filosofi.parquet", "rows": 0},
        "recensement-chomeurs": {"path": "rc.parquet", "rows": 2},
        "demandeurs-emploi": {"path": "de.parquet", "rows": 8},
        "znieff1": {"path": "znieff1.parquet", "rows": 0},
        "znieff2": {"path": "znieff2.parquet", "rows": 3, "missing": 1},
        "apb": {"path": "apb.parquet", "rows": 1},
        "natura2000-habitats": {"path": "n.parquet", "rows": 1},
    }
    study = parse(f'title = "Essai"\n{study_entries(held)}', name="essai", folder=tmp_path)
    assert [x.name for x in study.layers] == [
        "communes", "demandeurs-emploi", "znieff2", "apb", "natura2000-habitats",
    ]  # fmt: skip
    assert study.layers[0].join == (
        {"path": "rp.parquet", "on": "code", "right_on": "CODGEO"},
        {"path": "lovac.parquet", "on": "code", "right_on": "CODGEO_26"},
    )
    held["demandeurs-emploi"]["rows"] = 0  # what is not there replaces nothing
    study = parse(f'title = "Essai"\n{study_entries(held)}', name="essai", folder=tmp_path)
    assert [x.name for x in study.layers if x.role == "labour"] == ["recensement-chomeurs"]
    looked_for = [x.complete_for for x in study.layers if x.role == "natural_area"]
    assert looked_for == [("appb", "znieff1"), (), ()]


def test_a_study_reads_communes_with_two_tables_of_attributes(tmp_path: Path) -> None:
    outlines = gpd.GeoDataFrame(
        {"code": ["25354"], "nom": ["Luxiol"]}, geometry=[box(*BOUNDS)], crs=2154
    )
    outlines.to_file(tmp_path / "communes.gpkg")
    (tmp_path / "rp.csv").write_text("CODGEO;P22_EMPLT;P22_ACTOCC15P\n25354;40,5;60\n")
    lovac = "CODGEO_26;pp_vacant_plus_2ans_25;ff_pp_total_25\n25354;4;80\n"
    (tmp_path / "lovac.csv").write_text(lovac)
    text = """title = "Essai"
[[layer]]
role = "commune"
path = "communes.gpkg"
join = [{ path = "rp.csv", on = "code", right_on = "CODGEO" },
        { path = "lovac.csv", on = "code", right_on = "CODGEO_26" }]
"""
    layers, faults = read_layers(parse(text, name="essai", folder=tmp_path))
    assert faults == []
    town = layers["communes"].frame.loc["25354"]
    assert (town["jobs"], town["long_vacancy_share"]) == (40.5, 0.05)
