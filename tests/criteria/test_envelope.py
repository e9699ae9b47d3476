"""Ground consumed between two vintages, on one hectare cut by hand."""

import numpy as np
import pytest
from geopandas import GeoDataFrame, GeoSeries
from shapely import box

from criteria.envelope import artificialised_m2, consumption, natural_ground_m2

ZONE = GeoSeries({"Z": box(0, 0, 100, 100)}, crs=2154)
BUILT, PAVED = ("CS1.1.1.1", "US2"), ("CS1.1.1.2", "US2")
FIELD, WOOD, VAGUE = ("CS2.2.1", "US1.1"), ("CS2.1.1.1", "US1.2"), ("CS2.2.1", None)


def cover(*bands: tuple[tuple[str, str | None], float]) -> GeoDataFrame:
    """Bands 100 m long, one above the other, of a code and a width."""
    at, rows, shapes = 0.0, [], []
    for code, width in bands:
        rows.append(code)
        shapes.append(box(0, at, 100, at + width))
        at += width
    columns = {"cover_code": [c for c, _ in rows], "use_code": [u for _, u in rows]}
    return GeoDataFrame(columns, geometry=shapes, crs=2154)


def test_a_field_that_is_built_over() -> None:
    """60 m of field: 15 m are built, 15 m paved; 30 m stay."""
    before = cover((FIELD, 60), (PAVED, 40))
    after = cover((FIELD, 30), (BUILT, 15), (PAVED, 15), (PAVED, 40))
    found = consumption(ZONE, before, after).loc["Z"]
    assert found["before_low"] == found["before_high"] == 4000
    assert found["after_low"] == found["after_high"] == 7000
    assert found["gained_low"] == found["gained_high"] == 3000
    assert found["returned_high"] == 0
    assert found["built"] == 1500
    assert found["densification_share"] == 0


def test_building_on_a_car_park_is_densification_and_consumes_nothing() -> None:
    found = consumption(ZONE, cover((PAVED, 100)), cover((BUILT, 30), (PAVED, 70))).loc["Z"]
    assert found["gained_high"] == 0
    assert found["built"] == 3000
    assert found["densification_share"] == 1


def test_ground_that_is_given_back() -> None:
    found = consumption(ZONE, cover((PAVED, 100)), cover((WOOD, 40), (PAVED, 60))).loc["Z"]
    assert found["returned_low"] == found["returned_high"] == 4000
    assert found["gained_high"] == 0


def test_a_gain_less_a_return_is_the_difference_of_the_stocks() -> None:
    found = consumption(
        ZONE, cover((FIELD, 50), (PAVED, 50)), cover((PAVED, 30), (WOOD, 45), (PAVED, 25))
    ).loc["Z"]
    assert found["gained_low"] - found["returned_low"] == pytest.approx(
        found["after_low"] - found["before_low"]
    )


def test_grass_of_no_known_use_is_undecided_and_did_not_move() -> None:
    found = consumption(ZONE, cover((VAGUE, 50), (PAVED, 50)), cover((VAGUE, 50), (PAVED, 50)))
    row = found.loc["Z"]
    assert (row["before_low"], row["before_high"]) == (5000, 10_000)
    assert row["gained_high"] == row["returned_high"] == 0


def test_without_cover_nothing_is_known() -> None:
    far = cover((PAVED, 100)).translate(5000, 0)
    away = cover((PAVED, 100)).set_geometry(far)
    assert artificialised_m2(ZONE, away).isna().to_numpy().all()
    assert np.isnan(natural_ground_m2(ZONE, away).loc["Z", "low"])


def test_half_a_cover_leaves_the_other_half_open() -> None:
    found = artificialised_m2(ZONE, cover((PAVED, 50))).loc["Z"]
    assert (found["low"], found["high"]) == (5000, 10_000)
    cost = natural_ground_m2(ZONE, cover((PAVED, 50))).loc["Z"]
    assert (cost["low"], cost["high"]) == (0, 5000)


def test_a_scrap_of_field_takes_the_side_of_what_surrounds_it() -> None:
    """500 m² are under the 2,500 m² of the annex: they count with the paved ground around."""
    found = artificialised_m2(ZONE, cover((FIELD, 5), (PAVED, 95))).loc["Z"]
    assert found["low"] == found["high"] == 10_000
