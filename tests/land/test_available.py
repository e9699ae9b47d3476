import numpy as np
import pytest
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series
from shapely import box

from land.available import OUTSIDE_UNITS, available_table, clip_units_to_zones
from land.errors import GeometryError, IdentifierError, SchemaError


def rows(*found):
    columns = ["zone_id", "availability", "tenure", "area_m2", "free_m2"]
    return DataFrame(found, columns=columns)


def test_classes_tenures_and_the_rest_of_two_zones():
    units = rows(
        ("Z1", "bare", "public", 300.0, 280.0),
        ("Z1", "bare", "public", 200.0, 200.0),
        ("Z1", "built_up", "private", 400.0, np.nan),
    )
    table = available_table(units, zone_area_m2=Series({"Z2": 50.0, "Z1": 1000.0}))
    assert table[["zone_id", "availability", "tenure", "area_m2", "units"]].to_numpy().tolist() == [
        ["Z1", "bare", "public", 500.0, 2],
        ["Z1", "built_up", "private", 400.0, 1],
        ["Z1", OUTSIDE_UNITS, "unknown", 100.0, 0],
        ["Z2", OUTSIDE_UNITS, "unknown", 50.0, 0],
    ]
    assert table["free_m2"].iloc[0] == 480
    assert table["free_m2"].iloc[1:].isna().all()


def test_a_sum_with_an_unmeasured_unit_is_unknown():
    units = rows(("Z", "bare", "public", 10.0, 10.0), ("Z", "bare", "public", 10.0, np.nan))
    assert np.isnan(available_table(units, zone_area_m2=Series({"Z": 20.0}))["free_m2"].iloc[0])


def test_a_small_overlap_shows_and_a_large_one_is_refused():
    units = rows(("Z", "bare", "public", 1005.0, 1.0))
    table = available_table(units, zone_area_m2=Series({"Z": 1000.0}))
    assert table["area_m2"].tolist() == [1005, -5]
    with pytest.raises(GeometryError, match=r"'Z': its units exceed it by 105.0 m2"):
        available_table(units, zone_area_m2=Series({"Z": 900.0}))


def test_what_is_missing_is_named():
    units = rows(("Z", "bare", None, 1.0, 1.0))
    with pytest.raises(SchemaError, match="1 without zone"):
        available_table(units, zone_area_m2=Series({"Z": 9.0}))
    with pytest.raises(SchemaError, match="'tenure'"):
        available_table(units.drop(columns="tenure"), zone_area_m2=Series({"Z": 9.0}))
    with pytest.raises(IdentifierError, match="'Z'"):
        available_table(units.fillna("public"), zone_area_m2=Series({"Y": 9.0}))


def test_clipped_pieces_and_what_only_touches():
    units = GeoDataFrame(
        {"tenure": ["public", "private"], "free_m2": [1.0, 2.0], "area_m2": [100.0, 100.0]},
        index=["U1", "U2"],
        geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10)],
        crs=2154,
    )
    zones = GeoDataFrame(
        index=["E", "N"], geometry=[box(4, 0, 10, 10), box(0, 8, 40, 40)], crs=2154
    )
    pieces = clip_units_to_zones(units, zones)
    assert pieces["area_m2"].to_dict() == {"U1@E": 60.0, "U1@N": 20.0, "U2@N": 20.0}
    assert pieces["tenure"].tolist() == ["public", "public", "private"]
    assert "free_m2" not in pieces
    assert pieces.area.tolist() == pieces["area_m2"].tolist()
    assert len(clip_units_to_zones(units.iloc[:0], zones)) == 0


bounds = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 60), st.integers(1, 60))


@settings(max_examples=40, deadline=None)
@given(st.lists(bounds, min_size=1, max_size=4), st.randoms())
def test_rows_of_a_zone_add_up_to_it(corners, random):
    grid = [box(10 * i, 10 * j, 10 * i + 10, 10 * j + 9) for i in range(10) for j in range(10)]
    units = GeoDataFrame(
        {
            "availability": [random.choice(["bare", "friche"]) for _ in grid],
            "tenure": [random.choice(["public", "private", "unknown"]) for _ in grid],
        },
        index=[f"U{i}" for i in range(len(grid))],
        geometry=grid,
        crs=2154,
    )
    boxes = [box(x, y, x + w, y + h) for x, y, w, h in corners]
    zones = GeoDataFrame(index=[f"Z{i}" for i in range(len(boxes))], geometry=boxes, crs=2154)
    pieces = clip_units_to_zones(units, zones).assign(free_m2=0.0)
    table = available_table(pieces, zone_area_m2=zones.area)
    sums = table.groupby("zone_id")["area_m2"].sum()
    np.testing.assert_allclose(sums.loc[zones.index], zones.area, rtol=1e-12)
    assert table["units"].sum() == len(pieces)
    assert (table["area_m2"] > -1e-9).all()
