"""Files that were hurt, in every format: never a traceback, no row that nobody speaks of."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas import concat
from shapely import Point, box
from shapely.affinity import affine_transform

from layers.cnig import as_table, read, validate, write
from layers.cnig.faults import summary
from tests.layers.cnig import deliveries
from tests.layers.cnig.deliveries import X, Y

PARTS = {
    "gpkg": ("d.gpkg",),
    "geojson": ("site_eco.geojson",),
    "shp": tuple(f"site_eco.{s}" for s in ("shp", "dbf", "shx", "prj", "cpg")),
}
FUZZ = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve sites in each format."""
    folder = tmp_path_factory.mktemp("sound")
    rows = [deliveries.site(site_id=f"34172_SITE-ECO_{n:05d}") for n in range(12)]
    sites = concat([r.translate(300 * n).pipe(r.set_geometry) for n, r in enumerate(rows)],
                   ignore_index=True)  # fmt: skip
    for form in PARTS:
        write({"SITE-ECO": sites}, folder / "d.gpkg" if form == "gpkg" else folder, form=form)
    return folder


def hurt(content: bytes, data: st.DataObject) -> bytes:
    """Bytes with some of them changed, taken out or put in, or the file cut."""
    held = bytearray(content)
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, max(len(held) - 1, 0)))
        held[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    cut = data.draw(st.none() | st.integers(0, len(held)))
    return bytes(held if cut is None else held[:cut])


@pytest.mark.parametrize("form", PARTS)
@FUZZ
@given(data=st.data())
def test_a_hurt_file_is_read_or_said(sound: Path, form: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for part in PARTS[form]:
            shutil.copy(sound / part, folder / part)
        chosen = folder / data.draw(st.sampled_from(PARTS[form]))
        chosen.write_bytes(hurt(chosen.read_bytes(), data))
        delivery = read([folder / PARTS[form][0]])
        found = validate(delivery)
    if not delivery.tables:  # nothing was read, and that is said
        assert [f for f in found if f.level == "error"] != []
    for there, kept in delivery.rows.values():
        assert kept == there or not delivery.tables


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One land plot as CSV."""
    folder = tmp_path_factory.mktemp("text")
    return write({"TERRAIN-ECO": deliveries.plot()}, folder, form="csv").files[0].read_text("utf-8")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "cp850"])
@FUZZ
@given(data=st.data())
def test_a_text_in_another_encoding_and_cut_is_read_or_said(
    text: str, encoding: str, data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        done = Path(name) / "terrain.csv"
        content = (text * data.draw(st.integers(1, 3))).encode(encoding, errors="replace")
        done.write_bytes(hurt(content, data))
        delivery = read([done])
        validate(delivery)
    refused = sum(f.rule == "file.cells" and "refused" in f.to_do for f in delivery.faults)
    for there, kept in delivery.rows.values():
        assert kept + refused == there or not delivery.tables


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_exchanged_axes_are_put_right_and_said_on_every_row(tmp_path: Path, form: str) -> None:
    swap = [0, 1, 1, 0, 0, 0]
    friche = deliveries.friche()
    turned = friche.set_geometry([affine_transform(p, swap) for p in friche.geometry], crs=2154)
    turned["geomsurf"] = None
    if form == "csv":
        (done,) = write({"FRICHE": friche}, tmp_path, form="csv").files
        point = friche.geometry.iloc[0]
        text = done.read_text("utf-8").replace(point.wkt, turned.geometry.iloc[0].wkt)
        done.write_text(text, encoding="utf-8")
    else:
        (done,) = write({"FRICHE": friche}, tmp_path, form="geojson").files
        content = json.loads(done.read_text("utf-8"))
        for feature in content["features"]:
            feature["geometry"]["coordinates"].reverse()
        done.write_text(json.dumps(content), encoding="utf-8")
    delivery = read([done])
    assert [f.field for f in delivery.faults if f.rule == "geometry.axes"] == ["geompoint"]
    there = delivery.tables[0].frame.geometry.iloc[0]
    assert there.distance(Point(X + 50, Y + 50)) < 0.001


def test_ten_thousand_faults_of_every_sort_are_said_in_a_few_lines() -> None:
    """2,500 rows, each wrong in four respects, one of them between tables."""
    many = deliveries.site().loc[[0] * 2500].reset_index(drop=True)
    many["site_id"] = [f"34172_SITE-ECO_{n:05d}" for n in range(2500)]
    places = [box(X + 300 * (n % 50), Y + 150 * (n // 50), X + 300 * (n % 50) + 200,
                  Y + 150 * (n // 50) + 100) for n in range(2500)]  # fmt: skip
    many = many.set_geometry(places, crs=2154)
    many = many.assign(site_etat="logistique", site_actu_date="01/01/2024", site_surf_utile=9.0)
    plots = deliveries.plot().loc[[0] * 2500].reset_index(drop=True)
    plots["site_id"] = many["site_id"]
    plots["terr_id"] = [f"34172_TERRAIN-ECO_{n:05d}" for n in range(2500)]
    found = validate([as_table("SITE-ECO", many), as_table("TERRAIN-ECO", plots)])
    counts = {(g.rule, g.field): g.count for g in summary(found)}
    assert counts["value.list", "site_etat"] == 2500
    assert counts["value.date", "site_actu_date"] == 2500
    assert counts["area.part", "site_surf_utile"] == 2500
    assert counts["sum.useful", "site_surf_utile"] == 2500
    assert counts["geometry.outside_site", "terr_geomsurf"] == 2499  # all drawn on the first site
    assert len(counts) <= 8
