"""
Canaries: nothing restricted in any byte of the public edition, metadata and styles included.

A canary stands in every field that the public edition must not hold; every deliverable is taken
apart (archives, databases row by row, compressed parts of the map, streams of PDF) and searched.
"""

import base64
import re
import shutil
import sqlite3
import subprocess
import zipfile
import zlib
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame
from shapely import LineString, Point, box

from layers import ROLES, Layer, Source
from tests.zae import small
from zae.assessment import REMARK_COLUMNS, Assessment
from zae.publish import apart, geopackage, webmap
from zae.publish.delivery import deliver
from zae.publish.editions import LAYERS, NAMELESS, SITES, edited
from zae.publish.webmap.tiles import write_tiles
from zae.study import parse

MARK = "CANARI7391"
X0, Y0 = small.CORNER
OF_ALL_EDITIONS = ("owner", "owneraccount", "extra", "folder", "password", "user", "unitowner")


def canary(name: str) -> str:
    return f"{MARK}x{name.replace('_', '')}x"


def role_layer(role: str) -> Layer:
    """One row of a role: a canary in every text column that is not open, one in an extra one."""
    allowed = LAYERS.get(role, ())
    columns = {
        c.name: [canary(c.name) if c.kind == "text" and c.name not in allowed else None]
        for c in ROLES[role].columns
    }
    own = columns.pop(ROLES[role].id)
    index = own if role in NAMELESS else ["1"]
    shape = {"line": LineString([(X0, Y0), (X0 + 9, Y0 + 9)]), "point": Point(X0, Y0)}
    geometry = shape.get(ROLES[role].geometry, box(X0, Y0, X0 + 9, Y0 + 9))
    frame = GeoDataFrame(
        columns | {"telephone": [canary("extra")]}, geometry=[geometry],
        index=pd.Index(index, name=ROLES[role].id), crs=2154,
    )  # fmt: skip
    return Layer(name=f"{role}s", role=ROLES[role], frame=frame, source=Source(name=f"{role}.gpkg"))


@pytest.fixture(scope="module")
def planted(few: Assessment) -> Assessment:
    """A small study with a canary in every restricted field."""
    plain = few
    sites = plain.sites.copy()
    for name in ("tenure", "parcels", "url", "owner", "owner_account", "sale_price", "buyer"):
        sites[name] = canary(f"site_{name}")
    units = GeoDataFrame(
        {
            "area_m2": [100.0], "availability": ["bare"], "tenure": [canary("unit_tenure")],
            "owner": [canary("unit_owner")], "owner_type": [canary("unit_type")],
            "parcels": [canary("unit_parcels")],
        },
        geometry=[box(X0, Y0, X0 + 10, Y0 + 10)],
        index=pd.Index([canary("unit_id")], name="unit_id"), crs=2154,
    )  # fmt: skip
    folder = Path(f"/home/{canary('user')}/{canary('folder')}")
    text = f"""
        title = "Étude d'essai"
        [[layer]]
        role = "zone"
        path = "postgresql://u:{canary("password")}@host/base"
        query = "SELECT * FROM {canary("folder")}"
    """
    told = dict.fromkeys(REMARK_COLUMNS, "x") | {
        "site_id": "S04", "author": canary("author"), "text": canary("remark"), "score": 1.0,
        "written": "2026-11-23T06:30:00+00:00", "weights_moved": False,
    }  # fmt: skip
    account = plain.account.assign(
        ids=canary("ids"), reason=f"values read as missing: {canary('found')}"
    )
    roles = [role_layer(r) for r in ROLES if r in LAYERS and r != "commune"]
    return replace(
        plain, sites=sites, units=units, account=account,
        study=parse(text, name="e.toml", folder=folder),
        available=plain.available.assign(tenure=canary("stock_tenure")),
        layers={**plain.layers, **{x.name: x for x in roles}},
        remarks=DataFrame([told], columns=list(REMARK_COLUMNS)),
    )  # fmt: skip


def taken_apart(path: Path) -> bytes:
    """Every byte of a file that somebody could read, whatever it is packed in."""
    content = path.read_bytes()
    if path.suffix in (".xlsx", ".qgz"):
        with zipfile.ZipFile(path) as archive:
            return b"".join([content, *(archive.read(n) for n in archive.namelist())])
    if path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as base:
            return content + "\n".join(base.iterdump()).encode("utf-8", "replace")
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return content + repr(table.schema).encode() + str(table.to_pylist()).encode()
    if path.suffix == ".pdf":
        return content + b"".join(_streams(path))
    if path.suffix in (".html", ".js", ".pmtiles"):
        return content + b"".join(_map_parts(content))
    return content


def _map_parts(content: bytes) -> list[bytes]:
    """What a page, a file of its folder or an archive of tiles holds, inflated."""
    packed = re.findall(rb">([A-Za-z0-9+/=]{40,})</script>", content)
    packed += re.findall(rb"base64,([A-Za-z0-9+/=]+)", content)
    packed += re.findall(rb'^zaeTake\("[\w-]+","([A-Za-z0-9+/=]+)"\);$', content)
    parts = [_unpacked(base64.b64decode(p)) for p in packed]
    return [*parts, *(tile for part in (content, *parts) for tile in _zipped(part))]


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompress(content)
    except zlib.error:  # a picture: searched as it is
        return content


def _zipped(content: bytes) -> list[bytes]:
    """Parts of an archive of tiles, each inflated."""
    found = []
    for start in re.finditer(rb"\x1f\x8b\x08", content):
        with suppress(zlib.error):  # these three bytes by chance
            found.append(zlib.decompressobj(wbits=31).decompress(content[start.start() :]))
    return found


def _streams(pdf: Path) -> list[bytes]:
    """Streams of a PDF, inflated (metadata, drawings), and its text as a reader copies it."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf.read_bytes(), re.DOTALL)
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("no pdftotext (Debian: poppler-utils)")
    said = subprocess.run([reader, str(pdf), "-"], capture_output=True, check=True)
    return [*(_unpacked(p) for p in parts), re.sub(rb"\s", b"", said.stdout)]


def canaries(content: bytes) -> set[str]:
    return {m.decode() for m in re.findall(rf"{MARK}x(\w+?)x".encode(), content)}


@pytest.fixture(scope="module", params=["public", "restricted"])
def found(
    request: pytest.FixtureRequest, planted: Assessment, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[str, set[str]]]:
    """Canaries of each deliverable of an edition: as of very many sites, and of few of them."""
    folder, few = tmp_path_factory.mktemp(request.param), tmp_path_factory.mktemp("few")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "ROWS", 1)
        patch.setattr(webmap, "PAGE_SITES", 1)
        deliver(planted, folder, edition=request.param, site_reports=True)
    geopackage.write(planted, few / "scores.gpkg", lang="fr", edition=request.param)
    webmap.write(planted, few / "map.html", edition=request.param)
    beside = {p.name for p in (folder / "map_files").iterdir()}
    assert beside >= {"pack-sites.js", "pack-context.js", "sites.pmtiles", "tiles-0.js"}
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    names = ("scores.gpkg", "study.qgz", "scores.csv", "scores.parquet", "scores.xlsx", "map.html",
             "report.html", "report.pdf", "manifest.json", "facts.parquet",
             "vetoes.parquet")  # fmt: skip
    assert {p.name for p in files} >= set(names)
    assert len(files) == len(names) + len(beside) + 2 * len(planted.sites)
    held = {str(p.relative_to(folder)): canaries(taken_apart(p)) for p in files}
    return request.param, held | {f"few/{p.name}": canaries(taken_apart(p)) for p in few.iterdir()}


def test_no_canary_leaves_in_the_public_edition(found: tuple[str, dict[str, set[str]]]) -> None:
    edition, held = found
    if edition == "public":
        assert {name: got for name, got in held.items() if got} == {}
    else:  # the search finds what is there: the restricted edition is full of them
        for name in ("scores.gpkg", "few/scores.gpkg"):
            assert held[name] >= {"sitetenure", "siteparcels", "ids", "author", "remark"}
        assert held["few/map.html"] == {"sitetenure", "siteparcels", "siteurl"}
        assert held["map.html"] == {"sitetenure"}  # a category: its names stand in the head
        assert held["map_files/pack-sites.js"] == {"siteparcels", "siteurl"}
        assert held["scores.csv"] >= {"sitetenure", "siteurl"}
        assert held["scores.parquet"] >= {"sitetenure", "siteurl"}
        assert held["manifest.json"] == {"ids", "found"}
        assert held["report.html"] >= {"siteparcels", "author", "remark", "ids"}


def test_owners_folders_and_passwords_leave_in_no_edition(
    found: tuple[str, dict[str, set[str]]],
) -> None:
    _edition, held = found
    assert {n: got & set(OF_ALL_EDITIONS) for n, got in held.items() if got} == {
        n: set() for n, got in held.items() if got
    }


def test_archives_of_tiles_are_searched_inflated(tmp_path: Path) -> None:
    drawn = write_tiles(GeoSeries([box(X0, Y0, X0 + 9, Y0 + 9)], crs=2154), tmp_path)
    for name in (drawn["file"], "tiles-0.js"):
        assert b"vector_layers" in taken_apart(tmp_path / name)


def test_a_public_assessment_holds_nothing_else_and_the_same_scores(planted: Assessment) -> None:
    public = edited(planted, "public")
    assert list(public.sites.columns) == [c for c in SITES if c in planted.sites]
    assert public.units is None
    assert len(public.remarks) == 0
    assert public.runs is planted.runs
    for name, layer in public.layers.items():
        extra = set(layer.frame.columns) - set(LAYERS[layer.role.name]) - {"geometry"}
        assert extra == set(), name
    # Z1 had bare public land and land outside units, Z2 built-up private land: sums by class.
    assert public.available.to_numpy().tolist() == [
        ["Z1", "bare", 3, 30_000.0, 30_000.0], ["Z1", "outside_units", 0, 5_000.0, 0.0],
        ["Z2", "built_up", 4, 40_000.0, 8_000.0],
    ]  # fmt: skip
    assert edited(public, "public").available.equals(public.available)
    assert edited(planted, "restricted") is planted


def test_every_open_column_is_one_of_its_role_and_none_is_restricted() -> None:
    for role, columns in LAYERS.items():
        known = {c.name: c for c in ROLES[role].columns}
        assert set(columns) <= set(known), role
        assert not any(known[c].restricted for c in columns), role
