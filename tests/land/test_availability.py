import numpy as np
import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series
from shapely import Polygon, box

from land.availability import (
    AVAILABILITIES,
    REASONS,
    Thresholds,
    availability_class,
    free_geometry,
    free_part,
)
from land.errors import GeometryError, SchemaError

NO_BUILDINGS = GeoSeries([], crs=2154)


def series(**shapes):
    return GeoSeries(shapes, crs=2154)


def test_setback_has_round_corners():
    free = free_geometry(series(a=box(0, 0, 100, 100)), series(b=box(40, 40, 60, 60)))
    # 20 m square, four strips of 20 x 5 m and four quarter disks of 5 m.
    assert free.area["a"] == pytest.approx(10000 - 400 - 400 - np.pi * 25, abs=0.6)


def test_a_building_that_cuts_a_plot_leaves_two_pieces():
    plot = series(a=box(0, 0, 100, 30))
    row = free_part(plot, series(b=box(20, -10, 40, 40))).loc["a"]
    assert row["built_m2"] == 600
    assert row["built_share"] == pytest.approx(0.2)
    assert row["free_m2"] == pytest.approx((15 + 55) * 30)
    assert row["largest_free_m2"] == pytest.approx(55 * 30)
    assert row["usable_width_m"] == pytest.approx(30, abs=0.1)


def test_overlapping_buildings_count_once():
    twice = GeoSeries([box(0, 0, 10, 10)] * 2, crs=2154)
    row = free_part(series(a=box(0, 0, 20, 10)), twice, setback_m=2).loc["a"]
    assert (row["built_m2"], row["free_m2"]) == (100, 80)


def test_neighbours_building_keeps_its_strip():
    units = series(a=box(0, 0, 50, 10))
    assert free_part(units, series(b=box(52, -9, 60, 20))).loc["a", "free_m2"] == pytest.approx(470)
    assert free_part(units, series(b=box(56, -9, 60, 20))).loc["a", "free_m2"] == 500


def test_nothing_built_nothing_free_and_no_land():
    units = series(bare=box(0, 0, 10, 10), full=box(50, 0, 60, 10), none=None)
    table = free_part(units, series(b=box(40, -20, 80, 30)))
    assert table.loc["bare"].tolist() == [0, 0, 100, 100, pytest.approx(10, abs=0.1)]
    assert table.loc["full"].tolist() == [100, 1, 0, 0, 0]
    assert table.loc["none"].isna().all()
    assert free_part(units, NO_BUILDINGS).loc["full", "free_m2"] == 100


def test_invalid_building_is_named():
    bow = Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    with pytest.raises(GeometryError, match=r"buildings: .*'hall'"):
        free_part(series(a=box(0, 0, 9, 9)), series(hall=bow))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(1, 40)), max_size=5),
    st.floats(0, 360),
)
def test_built_and_free_never_exceed_the_unit_and_turn_with_the_map(boxes, angle):
    units = series(a=box(0, 0, 100, 100), b=box(100, 0, 180, 100))
    buildings = GeoSeries([box(x, y, x + w, y + w) for x, y, w in boxes], crs=2154)
    table = free_part(units, buildings)
    assert (table["built_m2"] + table["free_m2"] <= units.area + 1e-6).all()
    assert (table["largest_free_m2"] <= table["free_m2"] + 1e-6).all()
    turned = free_part(units.rotate(angle, origin=(0, 0)), buildings.rotate(angle, origin=(0, 0)))
    # The arcs of the setback are polygons: their corners do not turn with the map.
    np.testing.assert_allclose(turned["built_m2"], table["built_m2"], atol=1e-6)
    np.testing.assert_allclose(turned["free_m2"], table["free_m2"], atol=5)


def measured(built=0.0, free=5000.0, width=50.0):
    return DataFrame(
        {"built_share": [built], "largest_free_m2": [free], "usable_width_m": [width]}, index=["U"]
    )


def classed(table, *, friche=False, committed=False, **bars):
    flags = {"friche": friche, "committed": committed}
    return availability_class(
        table,
        **{name: Series(flag, index=table.index) for name, flag in flags.items()},
        thresholds=Thresholds(**bars),
    ).loc["U"]


@pytest.mark.parametrize(
    ("measures", "availability", "reason"),
    [
        ({"built": 0.02}, "bare", "built_share_below"),
        ({"built": 0.0201}, "densifiable", "free_piece_large_enough"),
        ({"built": 0.3, "free": 500}, "densifiable", "free_piece_large_enough"),
        ({"built": 0.3, "free": 499.9}, "built_up", "free_piece_too_small"),
        ({"built": 0.3, "width": 15}, "densifiable", "free_piece_large_enough"),
        ({"built": 0.3, "width": 14.99}, "built_up", "free_piece_too_narrow"),
        ({"built": 0.0, "width": 3}, "built_up", "free_piece_too_narrow"),
        ({"built": np.nan}, "unknown", "not_measured"),
    ],
)
def test_each_bar_on_both_sides(measures, availability, reason):
    row = classed(measured(**measures))
    assert (row["availability"], row["reason"]) == (availability, reason)


def test_reason_comes_with_its_two_numbers():
    row = classed(measured(built=0.4, free=300), free_area_m2=800)
    assert (row["reason_value"], row["reason_threshold"]) == (300, 800)
    assert np.isnan(classed(measured(), friche=True)["reason_value"])


def test_committed_then_friche_then_measures():
    assert classed(measured(), friche=True, committed=True)["availability"] == "committed"
    assert classed(measured(built=np.nan), friche=True)["availability"] == "friche"


def test_flags_must_be_those_of_the_units():
    table, no = measured(), Series([False], index=["U"])
    with pytest.raises(SchemaError, match="friche"):
        availability_class(table, friche=Series([False], index=["V"]), committed=no)
    with pytest.raises(SchemaError, match=r"committed: .*'U'"):
        availability_class(table, friche=no, committed=Series([None], index=["U"]))
    with pytest.raises(SchemaError, match="'built_share'"):
        availability_class(table.drop(columns="built_share"), friche=no, committed=no)


@given(st.floats(0, 1), st.floats(0, 1e5), st.floats(0, 200), st.booleans(), st.booleans())
def test_every_unit_has_a_known_class_and_reason(built, free, width, friche, committed):
    row = classed(measured(built, free, width), friche=friche, committed=committed)
    assert row["availability"] in AVAILABILITIES
    assert row["reason"] in REASONS
