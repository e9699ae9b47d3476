"""The land of a zone: plots that cover it, titles as events, sums on every day, on both stores."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame
from shapely import box

from land.holding import holding, over_time
from tests.zae.charter.zone import EAST, NORTH, write_zone
from zae.charter.article import CharterError
from zae.charter.demo import ZONE, titles_of
from zae.charter.land import (
    COLUMNS,
    OUTSIDE,
    Land,
    Title,
    land_of,
    plots_in,
    record_titles,
    titles_on,
)  # fmt: skip
from zae.charter.maps import HOLDER_COLOURS, tenure_map
from zae.store import Store, StoreError
from zae.store.frames import frame
from zae.store.verify import verify
from zae.study import read

DAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Land:
    return land_of(read(write_zone(tmp_path_factory.mktemp("zone"))), ZONE)


def table(*rows: tuple[object, ...]) -> DataFrame:
    return DataFrame([*rows], columns=list(COLUMNS), dtype=object)


def test_parcels_of_the_zone_and_the_street_between_them(land: Land) -> None:
    """Ten lots of 900 m² and what is left, 1,000 m²; the eleventh lot lies elsewhere."""
    areas = land.plots["area_m2"]
    assert areas.drop(OUTSIDE).round(6).tolist() == [900.0] * 10
    assert areas[OUTSIDE] == pytest.approx(1000)
    assert (land.name, land.zone) == ("La Zone", ZONE)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 6),
                          st.integers(1, 6)), max_size=8))  # fmt: skip
def test_plots_cover_the_zone_once_whatever_the_parcels(boxes: list[tuple[int, ...]]) -> None:
    """Parcels that overlap, lie across the edge or outside: areas add up to that of the zone."""
    shapes = [box(3 * x, 3 * y, 3 * (x + w), 3 * (y + h)) for x, y, w, h in boxes]
    parcels = GeoDataFrame(geometry=shapes, index=[f"P{i}" for i in range(len(shapes))], crs=2154)
    zone = box(5, 5, 25, 21)
    plots = plots_in(zone, parcels)
    assert plots["area_m2"].sum() == pytest.approx(zone.area, abs=1e-6)
    assert plots.union_all().symmetric_difference(zone).area < 1e-6


def test_areas_add_up_to_the_zone_on_every_day(store: Store, land: Land) -> None:
    """Recorded once; on each day on which something changes, and on those between."""
    titles = table(*titles_of(land))
    assert record_titles(store, titles, land, author="A") == len(titles)
    assert record_titles(store, titles, land, author="B") == 0
    found = titles_on(store, land)
    years = over_time(found, land.plots["area_m2"])
    assert years.sum(axis=1).tolist() == pytest.approx([10_000.0] * len(years))
    for day in (date(1990, 1, 1), date(2021, 3, 14), date(2021, 3, 15), DAY, date(2050, 1, 1)):
        assert holding(found, land.plots["area_m2"], day)["area_m2"].sum() == pytest.approx(10_000)
    # 2,700 m² is the nearest to 30 % that whole lots of 900 m² make.
    held = holding(found, land.plots["area_m2"], DAY).groupby("owner")["area_m2"].sum()
    assert held["Communauté de communes"] == pytest.approx(2700)
    assert held["unknown"] == pytest.approx(900)
    assert verify(store).faults == ()
    public = frame(store.events(Title), "public")
    assert "holder" not in public.columns


def test_titles_that_contradict_each_other_are_all_told_and_none_is_recorded(
    store: Store, land: Land
) -> None:
    first, second = land.plots.index[:2]
    old = date(2010, 1, 1)
    record_titles(store, table((first, "ownership", "A", old, None)), land, author="A")
    wrong = table(
        (first, "ownership", "B", date(2020, 1, 1), None), (second, "lease", "C", old, None),
    )  # fmt: skip
    with pytest.raises(CharterError, match=f"plot {first}: two of « ownership » on one day"):
        record_titles(store, wrong, land, author="A")
    stray = table(("P9", "lease", "C", old, None), (second, "loan", "C", old, None))
    with pytest.raises(CharterError) as caught:
        record_titles(store, stray, land, author="A")
    assert len(caught.value.faults) == 2
    assert len(store.events(Title)) == 1
    with pytest.raises(StoreError, match="ends before it starts"):
        Title(plot="P", right="lease", holder="C", start=old, end=old)


def test_what_was_said_later_is_left_out(store: Store, land: Land) -> None:
    from datetime import UTC, datetime

    titles = table((land.plots.index[0], "ownership", "A", date(2010, 1, 1), None))
    record_titles(store, titles, land, author="A", on=datetime(2020, 5, 1, tzinfo=UTC))
    assert titles_on(store, land, date(2020, 4, 30)).empty
    assert len(titles_on(store, land, date(2020, 5, 1))) == 1


def test_the_map_has_a_colour_for_each_owner(land: Land) -> None:
    titles = table(*titles_of(land))
    picture = tenure_map(land, holding(titles, land.plots["area_m2"], DAY)).decode()
    assert [c for c in HOLDER_COLOURS[:5] if c not in picture] == []
    assert "stroke-dasharray" in picture  # leased


def test_a_zone_or_a_layer_that_is_absent_is_told(tmp_path: Path) -> None:
    study = read(write_zone(tmp_path))
    with pytest.raises(CharterError, match=f"no zone « Z9 »; there are: {ZONE}"):
        land_of(study, "Z9")
    bare = study.model_copy(update={"layers": study.layers[:1]})
    with pytest.raises(CharterError, match="no layer of the role « parcel »"):
        land_of(bare, ZONE)
    assert len(gpd.read_file(tmp_path / "parcelles.gpkg")) == 11


def test_parcels_of_every_layer_are_plots_and_a_missing_name_is_no_word(tmp_path: Path) -> None:
    """The zone lies over two communes, one layer of parcels each: 5,000 m² of each and no rest."""
    file = write_zone(tmp_path)
    for name, x in (("parcelles", 0), ("voisines", 50)):
        GeoDataFrame(
            {"parcel_id": [f"99001000AN{x:04d}"], "commune_insee": "99001"},
            geometry=[box(EAST + x, NORTH, EAST + x + 50, NORTH + 100)], crs=2154,
        ).to_file(tmp_path / f"{name}.gpkg")  # fmt: skip
    zones = gpd.read_file(tmp_path / "zones.gpkg")
    zones.assign(name=None).to_file(tmp_path / "zones.gpkg")
    more = '[[layer]]\nrole = "parcel"\npath = "voisines.gpkg"\n'
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    found = land_of(read(file), ZONE)
    assert found.plots["area_m2"].tolist() == pytest.approx([5000, 5000])
    assert OUTSIDE not in found.plots.index
    assert found.name == ZONE
