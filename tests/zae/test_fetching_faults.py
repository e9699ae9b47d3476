"""
The commands, from end to end, when things go wrong: killed, offline, another file, a full disk.

Every run is the real command line against a server on loopback, in its own process where it dies.
"""

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from land.errors import said
from layers.catalogue import catalogue, entry
from layers.fetch.area import Area
from layers.fetch.bring import Brought, Place, Ways, bring
from layers.fetch.client import client
from tests.layers.fetch.faulty import Fault, Server, serving
from tests.layers.sources.official import packed
from tests.zae.test_fetching import BOUNDS, CADASTRE, SIREN, geojson, parcels, put
from zae.cli.entry import run
from zae.messages import translator

MORE = 300
"""Parcels far away that make the file long enough to be stopped in the middle."""


def heavy() -> bytes:
    """The four parcels of Luxiol and many beyond its boundary."""
    far = gpd.GeoDataFrame(
        {"id": [f"25354000ZZ{n:04d}" for n in range(1, MORE)], "commune": "25354",
         "prefixe": "000", "section": "ZZ", "numero": [str(n) for n in range(1, MORE)],
         "contenance": 1},
        geometry=[box(990_000 + n, 6_700_000, 990_001 + n, 6_700_001) for n in range(1, MORE)],
        crs=2154,
    )  # fmt: skip
    whole = gpd.GeoDataFrame(pd.concat([parcels(), far], ignore_index=True), crs=2154)
    return gzip.compress(geojson(whole), compresslevel=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    communes = gpd.GeoDataFrame({"code": ["25354"], "nom": ["Luxiol"], "population": [150]},
                                geometry=[box(*BOUNDS)], crs=2154)  # fmt: skip
    put(folder, f"geo.api.gouv.fr/epcis/{SIREN}/communes", geojson(communes))
    put(folder, f"{CADASTRE}/cadastre-25354-parcelles.json.gz", heavy())
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as state:
        yield state


FILE = f"{CADASTRE}/cadastre-25354-parcelles.json.gz"


def words(server: Server, out: Path, *only: str) -> list[str]:
    chosen = [word for key in only or ("cadastre-parcelles",) for word in ("--only", key)]
    return ["fetch", SIREN, *chosen, "--from", server.base, "--out", str(out), "--tries", "2"]


def rows(out: Path) -> int:
    known = json.loads((out / SIREN / "sources.json").read_text(encoding="utf-8"))
    return int(known["cadastre-parcelles"]["rows"])


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on_from_where_it_was(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGKILL in the middle of a slow file: the next run asks for the rest only."""
    out = tmp_path / "donnees"
    server.faults[FILE] = Fault("slow", at=2_000, times=1)
    code = f"import sys; from zae.cli.entry import run; sys.exit(run({words(server, out)!r}))"
    child = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL)  # fmt: skip
    part = out / "raw" / "cadastre-parcelles" / "cadastre-25354-parcelles.json.gz.part"
    until = time.monotonic() + 60
    while not (part.is_file() and part.stat().st_size > 20_000) and time.monotonic() < until:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=20)
    had = part.stat().st_size
    assert had < (server.folder / FILE).stat().st_size
    assert not (out / SIREN / "cadastre-parcelles.parquet").exists()
    assert run(words(server, out)) == 0
    assert server.ranges_asked() == [f"bytes={had}-"]
    assert rows(out) == 3
    assert "arrivée" in capsys.readouterr().out
    assert not part.exists()


def test_a_file_that_is_not_the_announced_one_is_not_taken(server: Server, tmp_path: Path) -> None:
    """A catalogue may hold the hash that a producer publishes."""
    one = entry("cadastre-parcelles")
    url = f"{server.base}/{FILE}"
    outline = box(*BOUNDS)
    place = Place(key="luxiol", siren=SIREN, communes=frozenset({"25354"}), cache=tmp_path,
                  area=Area(communes=frozenset({"25354"}), outline=outline))  # fmt: skip

    def taken(sha256: str) -> Brought:
        address = one.address[0].model_copy(update={"url": url, "each": "", "sha256": sha256})
        return bring(one.model_copy(update={"address": (address,)}), place, Ways(http=client()))

    wrong = taken("0" * 64)
    assert (wrong.path, len(wrong.failures)) == (None, 1)
    assert "ce n'est pas le fichier annoncé" in said(wrong.failures[0], translator("fr"))
    right = taken(hashlib.sha256((server.folder / FILE).read_bytes()).hexdigest())
    assert (right.failures, right.source["rows"]) == ((), 3)


def test_without_a_network_what_is_here_stays_and_is_shown(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    out = tmp_path / "donnees"
    assert run(words(server, out)) == 0
    capsys.readouterr()
    for name in catalogue().bases:
        monkeypatch.setenv(f"ZAE_BASE_{name.upper()}", "http://127.0.0.1:9")
    line = ["fetch", SIREN, "--only", "cadastre-parcelles", "--out", str(out), "--tries", "1"]
    assert run(line) == 1
    told = capsys.readouterr()
    assert told.err.count("pas de réponse") == 2
    assert "Traceback" not in told.err
    assert rows(out) == 3
    assert run(["sources", SIREN, "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "cadastre-parcelles.parquet" in shown
    assert "Critères sans source : " in shown
    assert "Colonnes que rien n'a confirmées" in shown
    assert "demandeurs-emploi" in shown


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_the_layer_of_before(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The system lets a process write no file longer than its limit, as a full disk would."""
    out = tmp_path / "donnees"
    assert run(words(server, out)) == 0
    before = (out / SIREN / "cadastre-parcelles.parquet").read_bytes()
    server.etags = False
    line = words(server, out)
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000));"
        f"from zae.cli.entry import run; sys.exit(run({line!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "cadastre-parcelles: « cadastre-parcelles » : impossible d'écrire" in done.stderr
    assert (out / SIREN / "cadastre-parcelles.parquet").read_bytes() == before
    capsys.readouterr()


def test_a_source_without_a_part_is_shown_so(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two files of a source given in a folder, one is missing: told, and remembered."""
    here, out = tmp_path / "ici", tmp_path / "donnees"
    here.mkdir()
    (here / "communes.geojson").write_bytes(
        (server.folder / f"geo.api.gouv.fr/epcis/{SIREN}/communes").read_bytes()
    )
    (here / "StockEtablissement_utf8.zip").write_bytes(stock())
    line = ["fetch", SIREN, "--only", "sirene-csv", "--from", str(here), "--out", str(out)]
    assert run(line) == 1
    told = capsys.readouterr()
    assert "pas de fichier GeolocalisationEtablissement" in told.err
    assert "1 établissement(s) ont demandé à ne pas être diffusés" in told.out
    assert run(["sources", SIREN, "--out", str(out)]) == 0
    assert "sans 1 partie(s)" in " ".join(capsys.readouterr().out.split())


def stock() -> bytes:
    head = "siret,statutDiffusionEtablissement,etatAdministratifEtablissement,"
    text = f"{head}codeCommuneEtablissement\n1,O,A,25354\n2,P,A,25354\n"
    return packed(StockEtablissement_utf8__csv=text)
