"""Every criterion, the optional ones too, on one small map where each of them is known."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from pandas import DataFrame, testing
from shapely import LineString, Point, box

from criteria.dossiers import dossiers
from criteria.facts import STATUSES, Facts
from criteria.indicators import measure
from criteria.project import Project, reference_projects
from tests.criteria.maps import communes, frame, labour

DEPOT = reference_projects()["logistique"].model_copy(
    update={"services_joined": 1, "services_offered": 4, "transfer_share": 0.0}
)
CRITERIA = tuple(dossiers())
SHAPES = {"A": box(0, 0, 300, 200), "B": box(400, 0, 600, 200), "C": box(0, 400, 200, 600)}


def places() -> GeoDataFrame:
    return GeoDataFrame(geometry=list(SHAPES.values()), index=list(SHAPES), crs=2154)


def layers() -> dict[str, GeoDataFrame | DataFrame]:
    west, east = box(-30_000, -30_000, 350, 30_000), box(350, -30_000, 30_000, 30_000)
    field = box(-900, -900, 900, 900) - box(0, 0, 150, 200) - box(400, 0, 480, 200)
    return {
        "commune": communes(
            {"1": west, "2": east},
            jobs=[300.0, 100.0], employed_residents=[200.0, 400.0],
            dwellings_per_year=[50.0, 20.0], private_dwellings=[2000.0, 900.0],
            long_vacancy_share=[0.04, 0.05], children_0_2=[90.0, 40.0],
            childcare_places=[50.0, 10.0], school_free_seats=[30.0, 10.0],
        ),
        "labour": labour({"1": 80.0, "2": 40.0}),
        "flow": DataFrame(
            {"origin_insee": ["1", "2", "2"], "destination_insee": ["1", "1", "2"],
             "workers": [200.0, 100.0, 100.0]}
        ),
        "tension": DataFrame(
            {"profile": list(DEPOT.jobs), "difficult_share": [0.4, 0.5, 0.5, 0.7]}
        ),
        "land_cover": frame(
            [box(0, 0, 150, 200), box(400, 0, 480, 200), field],
            cover_code=["CS1.1.1.2", "CS2.1.1.1", "CS2.2.1"], use_code=["US2", "US1.2", "US1.1"],
        ),
        "natural_area": frame(
            [box(0, 0, 60, 100), box(400, 0, 420, 200), box(9e4, 0, 9e4 + 1, 1)],
            protection=["wetland", "znieff1", "natura2000"],
        ),
        "hazard": frame([box(0, 0, 60, 100)], severity=[2]),
        "building": frame(
            [box(700, 0, 710, 10)], usage=["residential"], dwellings=[2]
        ),
        "facility": frame(
            [Point(1000, 0), Point(650, 50), Point(500, 900)],
            facility_kind=["school", "heat_network", "freight_siding"],
        ),
        "stop": frame([Point(800, 100)], peak_departures_per_h=[6.0]),
        "street": frame(
            [LineString([(-100, 100), (900, 100)]), LineString([(100, 100), (100, 700)])],
            walkable=[True, True], spare_veh_h=[400.0, 300.0],
        ),
    }  # fmt: skip


@cache
def straight() -> Facts:
    return measure(places(), layers() | {"day": date(2026, 11, 23)}, DEPOT)


def moved(frames: Mapping[str, DataFrame], dx: float, dy: float) -> dict[str, DataFrame]:
    return {
        role: f.set_geometry(f.geometry.translate(dx, dy)) if isinstance(f, GeoDataFrame) else f
        for role, f in frames.items()
    }


@cache
def elsewhere() -> Facts:
    there = places()
    there = there.set_geometry(there.geometry.translate(651_000, 6_861_000)).iloc[::-1]
    return measure(there, moved(layers(), 651_000, 6_861_000), DEPOT)


@cache
def alone() -> Facts:
    return measure(places().loc[["B"]], layers(), DEPOT)


@pytest.mark.parametrize("key", CRITERIA)
def test_it_is_known_between_ordered_bounds_and_cites_what_it_used(key: str) -> None:
    facts = straight()
    low, high, status = facts.low[key], facts.high[key], facts.status[key]
    assert status.isin(STATUSES).all()
    assert ~status.isin(["unknown", "not_applicable"]).any()
    assert (low <= high).all()
    stated = dossiers()[key].stated
    assert set(facts.origin[key]) >= {n for n in stated.needs if n in {*layers(), "project"}}


@pytest.mark.parametrize("key", CRITERIA)
def test_moving_the_map_changes_nothing(key: str) -> None:
    for side in ("low", "high"):
        here, there = getattr(straight(), side)[key], getattr(elsewhere(), side)[key]
        np.testing.assert_allclose(there.loc[here.index], here, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("key", CRITERIA)
def test_a_site_more_moves_no_other(key: str) -> None:
    for side in ("low", "high", "status"):
        one, several = getattr(alone(), side)[key], getattr(straight(), side)[key]
        testing.assert_series_equal(one, several.loc[["B"]])


@pytest.mark.parametrize("key", CRITERIA)
def test_without_any_layer_nor_any_word_of_the_project_it_is_not_invented(key: str) -> None:
    silent = Project(key="p", label={"fr": "p"}, vocation="logistique")
    facts = measure(places(), {}, silent)
    assert facts.status[key].unique().tolist() == ["unknown"]
    assert facts.low[key].isna().all()


def test_shares_stay_between_nothing_and_all() -> None:
    shares = [k for k, d in dossiers().items() if d.stated.unit == "%" and k != "housing_load"]
    both = pd.concat([straight().low[shares], straight().high[shares]])
    assert both.ge(0).all(axis=None)
    assert both.le(100).all(axis=None)
