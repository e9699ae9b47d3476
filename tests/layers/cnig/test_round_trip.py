"""What is written comes back the same, in every format; what a format cannot hold is said."""

import datetime as dt
import string
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPoint, Point, box

from land.errors import SchemaError
from layers.cnig import CLASSES, Table, as_table, cnig_class, read, write
from layers.cnig.standard import Field
from tests.layers.cnig import deliveries

FORMATS = ("gpkg", "csv", "geojson", "shp")
TOLERANCE_M = 1e-3  # nine decimals of a degree are a tenth of a millimetre
WORDS = st.text(string.ascii_letters + "éèçœ ;,'\"|\n", min_size=1, max_size=40)


def back(tables: dict[str, Table], form: str) -> dict[str, Table]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("d.gpkg" if form == "gpkg" else "d")
        done = write(tables, path, form=form)
        found = read(done.files)
        assert [f for f in found.faults if f.level == "error"] == []
        return found.by_class()


def assert_same(before: Table, after: Table) -> None:
    for field in before.kind.fields:
        a, b = before.frame[field.name].to_numpy(), after.frame[field.name].to_numpy()
        if not field.spatial:
            assert a.tolist() == b.tolist(), field.name
            continue
        assert (shapely.is_missing(a) == shapely.is_missing(b)).all(), field.name
        known = ~shapely.is_missing(a)
        apart = shapely.hausdorff_distance(a[known], b[known])
        assert np.all(apart < TOLERANCE_M), field.name


@pytest.mark.parametrize("form", FORMATS)
def test_a_whole_delivery_comes_back_the_same(form: str) -> None:
    tables = {n: as_table(n, t) for n, t in deliveries.sound().items()}
    if form == "csv":  # nothing had to be filled
        assert tables["SITE-ECO"].frame["pole_id"].notna().all()
    after = back(tables, form)
    assert list(after) == list(tables)
    for name, table in tables.items():
        assert_same(table, after[name])


@pytest.mark.parametrize("form", FORMATS)
def test_friches_with_and_without_outline_come_back_in_their_rows(form: str) -> None:
    rows = deliveries.friche()
    pair = GeoDataFrame(
        [*rows.to_dict("records"), *deliveries.friche(site_id="34172_2").to_dict("records")],
        geometry="geometry", crs=2154,
    )  # fmt: skip
    pair["geomsurf"] = [None, rows["geomsurf"].iloc[0]]
    table = as_table("FRICHE", pair)
    assert_same(table, back({"FRICHE": table}, form)["FRICHE"])


def cell(field: Field) -> st.SearchStrategy[object]:
    if field.choices:
        return st.sampled_from(field.choices)
    kinds = {
        "number": st.integers(0, 10**7).map(lambda n: n / 100),
        "count": st.integers(0, 10**9),
        "date": st.dates(min_value=dt.date(1800, 1, 1)),
        "year": st.integers(1000, 2999),
    }
    if field.kind in kinds:
        return kinds[field.kind]
    if field.form:
        signs = string.ascii_uppercase + string.digits
        return st.text(signs, min_size=1, max_size=min(9, field.width or 9))
    return WORDS.map(lambda s: s[: field.width or 40])


@st.composite
def tables(draw: st.DrawFn, name: str) -> Table:
    kind = cnig_class(name)
    size = draw(st.integers(1, 3))
    rows = [
        {f.name: draw(st.none() | cell(f)) for f in kind.fields if not f.spatial}
        for _ in range(size)
    ]
    x, y = deliveries.X, deliveries.Y
    shape = {
        "Point": Point(x, y), "MultiPoint": MultiPoint([(x, y), (x + 7.125, y)]),
        "MultiPolygon": box(x, y, x + 33.3, y + 10),
    }[kind.shape]  # fmt: skip
    return as_table(name, GeoDataFrame(rows, geometry=[shape] * size, crs=2154))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", CLASSES)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_cells_come_back_the_same(name: str, form: str, data: st.DataObject) -> None:
    before = data.draw(tables(name))
    if form == "csv":
        filled = [f.name for f in before.kind.fields if f.schema_required and f.need != "always"]
        before.frame[filled] = before.frame[filled].fillna("x")
    assert_same(before, back({name: before}, form)[name])


def test_what_a_shapefile_cannot_hold_is_refused_or_listed(tmp_path: Path) -> None:
    long = {"SITE-ECO": deliveries.site(site_description="é" * 128)}
    with pytest.raises(SchemaError, match="1 cells cannot be held"):
        write(long, tmp_path, form="shp")
    assert list(tmp_path.iterdir()) == []
    done = write(long, tmp_path, form="shp", losses="list")
    lost = [(f.field, f.found) for f in done.faults]
    assert lost == [("site_description", "é" * 128)]
    assert write(long, tmp_path / "d.gpkg").faults == ()


def test_the_public_edition_holds_no_sale_no_contact_and_no_natural_person(tmp_path: Path) -> None:
    trader = deliveries.establishment(etab_nat_juridique="1000", etab_nom="CANARI")
    given_ = dict(deliveries.sound())
    for form in FORMATS:
        folder = tmp_path / form
        path = folder / "d.gpkg" if form == "gpkg" else folder
        write(given_, path, form=form, edition="public")
        content = b"".join(p.read_bytes() for p in folder.iterdir())
        assert b"CANARI" not in content.upper(), form
        assert b"530000" not in content
        assert b"Garage" in content
    done = write({"ETABLISSEMENT": trader}, tmp_path / "t", form="csv", edition="public")
    assert [f.rule for f in done.faults if f.rule == "edition.person"] == ["edition.person"]
    assert b"CANARI" not in done.files[0].read_bytes()
