"""All facts at once: what is there is used, what is not is unknown, and origins say which."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from geopandas import GeoDataFrame
from pandas import DataFrame, testing
from shapely import affinity, box

from criteria.grid import published
from criteria.indicators import BASES, INDICATORS, PROJECT, facts_by_project, located, measure
from criteria.project import reference_projects
from criteria.scores import score
from land.errors import CRSError, IdentifierError
from layers.schema import ROLES
from tests.criteria.maps import SQUARE, communes, frame, labour

OFFICE = reference_projects()["tertiaire"]
FACTORY = reference_projects()["industrie"]


def places() -> GeoDataFrame:
    return GeoDataFrame(
        {"commune_insee": ["1", None]},
        geometry=[SQUARE, box(300, 0, 500, 200)],
        index=["A", "B"],
        crs=2154,
    )


def layers() -> dict[str, GeoDataFrame | DataFrame]:
    town = communes(
        {"1": box(-500, -500, 250, 500), "2": box(250, -500, 900, 500)},
        jobs=[300.0, 100.0],
        employed_residents=[200.0, 400.0],
        dwellings_per_year=[50.0, 20.0],
        private_dwellings=[2000.0, 900.0],
        long_vacancy_share=[0.04, 0.05],
        children_0_2=[90.0, 40.0],
        childcare_places=[50.0, 10.0],
        school_free_seats=[30.0, 0.0],
    )
    return {
        "commune": town,
        "labour": labour({"1": 80.0, "2": 40.0}),
        "hazard": frame([box(0, 0, 60, 100)], severity=[3]),
        "natural_area": frame([box(300, 0, 320, 200)], protection=["wetland"]),
    }


def test_without_any_layer_only_the_project_is_known() -> None:
    facts = measure(places(), {}, OFFICE)
    known = {k for k in INDICATORS if (facts.status[k] != "unknown").any()}
    by_project = {k for k, i in INDICATORS.items() if i.needs == (PROJECT,)}
    # public cost and land taken are bounded by what the project alone says
    by_project -= {"services_shared"}  # no reference project says
    assert known == by_project | {"receptor_distance", "renewable_energy", "siding_distance"}
    assert all(facts.origin[k] == () for k in INDICATORS if k not in known)
    assert list(facts.low) == list(INDICATORS)


def test_origins_name_the_layers_that_were_there() -> None:
    facts = measure(places(), layers(), OFFICE)
    assert facts.origin["hazard_class"] == ("hazard",)
    assert facts.origin["housing_load"] == ("commune", PROJECT, "labour")
    assert facts.origin["transit_walk"] == ()
    named = {role for roles in facts.origin.values() for role in roles}
    assert named <= {*ROLES, PROJECT}


def test_each_site_is_counted_in_its_commune() -> None:
    facts = measure(places(), layers(), OFFICE)
    assert facts.low["jobs_balance"].to_dict() == {"A": 150.0, "B": 25.0}
    assert facts.low["hazard_class"].to_dict() == {"A": 3.0, "B": 0.0}
    assert facts.low["wetland_m2"].to_dict() == {"A": 0.0, "B": 4000.0}


def test_what_no_project_changes_is_measured_once_for_all_projects() -> None:
    computed: list[str] = []

    def recall(key: str, _: Mapping[str, Any], compute: Callable[[], DataFrame]) -> DataFrame:
        computed.append(key)
        return compute()

    together = facts_by_project(places(), layers(), [OFFICE, FACTORY], recall=recall)
    for project, split in zip((OFFICE, FACTORY), together, strict=True):
        whole = measure(places(), layers(), project)
        for side in ("low", "high", "status"):
            testing.assert_frame_equal(getattr(split, side), getattr(whole, side))
        assert split.origin == whole.origin
    times = Counter(computed)
    assert {times[key] for key, i in INDICATORS.items() if PROJECT in i.needs} == {2}
    assert {times[key] for key, i in INDICATORS.items() if PROJECT not in i.needs} == {1}
    there = {key for key, base in BASES.items() if not base.every or {*base.needs} <= {*layers()}}
    assert {key: times[key] for key in BASES} == {key: int(key in there) for key in BASES}


def test_the_grid_scores_what_was_measured() -> None:
    facts = measure(places(), layers(), FACTORY)
    scores = score(facts, published(), vocation="industrie")
    fired = scores.vetoes[scores.vetoes["state"] == "fired"]
    assert {"hazard_red", "hazard_blue"} <= set(fired.loc[fired["site_id"] == "A", "veto"])
    assert "wetland" in set(fired.loc[fired["site_id"] == "B", "veto"])
    assert scores.table["admission"].to_dict() == {"A": "interdit", "B": "reserve"}
    assert scores.table["score_low"].lt(scores.table["score"]).all()


def test_moving_the_whole_map_and_shuffling_the_sites_change_nothing() -> None:
    shift = {"xoff": 700_000.0, "yoff": 6_600_000.0}
    moved = {
        role: f.set_geometry(f.geometry.translate(**shift)) if isinstance(f, GeoDataFrame) else f
        for role, f in layers().items()
    }
    there = places().iloc[::-1]
    there = there.set_geometry([affinity.translate(g, **shift) for g in there.geometry], crs=2154)
    here, away = measure(places(), layers(), OFFICE), measure(there, moved, OFFICE)
    for side in ("low", "high"):
        np.testing.assert_allclose(
            getattr(away, side).loc[["A", "B"]], getattr(here, side), rtol=1e-6, atol=1e-6
        )


def test_adding_a_site_moves_no_fact_of_another() -> None:
    both, alone = (measure(p, layers(), OFFICE) for p in (places(), places().iloc[:1]))
    testing.assert_frame_equal(both.low.loc[["A"]], alone.low)
    testing.assert_frame_equal(both.status.loc[["A"]], alone.status)


def test_no_input_is_changed() -> None:
    given, asked = layers(), places()
    measure(asked, given, OFFICE)
    testing.assert_frame_equal(asked, places())
    for role, kept in layers().items():
        testing.assert_frame_equal(given[role], kept)


def test_a_commune_is_as_given_or_where_most_of_the_site_lies() -> None:
    across = GeoDataFrame(
        {"commune_insee": ["9", None, None]},
        geometry=[SQUARE, box(200, 0, 320, 10), box(5000, 0, 5001, 1)],
        index=["said", "across", "away"],
        crs=2154,
    )
    found = located(across, layers()["commune"])
    assert found["said"] == "9"
    assert found["across"] == "2"
    assert found.isna().tolist() == [False, False, True]


def test_degrees_and_ids_that_stand_twice_are_refused() -> None:
    with pytest.raises(CRSError):
        measure(places().set_crs(4326, allow_override=True), {}, OFFICE)
    twice = places().set_axis(["A", "A"])
    with pytest.raises(IdentifierError):
        measure(twice, {}, OFFICE)


def test_jobs_that_nobody_there_can_take_feed_the_load() -> None:
    """Job seekers of one profile: with them the load falls, and its origin names them."""
    none = layers() | {"labour": labour({"1": 0.0, "2": 0.0})}
    wanting, plenty = (
        measure(places(), layers_, FACTORY)
        for layers_ in (none, none | {"labour": labour({"1": 9000.0, "2": 9000.0})})
    )
    assert (wanting.low["housing_load"] > plenty.low["housing_load"]).all()
    without = {k: v for k, v in layers().items() if k != "labour"}
    facts = measure(places(), without, FACTORY)
    assert facts.origin["housing_load"] == ("commune", PROJECT)
    testing.assert_series_equal(facts.low["housing_load"], plenty.low["housing_load"])


def test_parameters_of_the_territory_reach_the_load_and_nothing_else() -> None:
    nobody = {"low": 0.0, "value": 0.0, "high": 0.0, "basis": "assumed", "source": "essai",
              "vintage": ""}  # fmt: skip
    given = layers() | {"parameters": {"centrality": {"settle_share": nobody}}}
    here, usual = (measure(places(), x, OFFICE) for x in (given, layers()))
    changed = {k for k in INDICATORS if not here.high[k].equals(usual.high[k])}
    assert changed == {"housing_load", "school_load", "childcare_coverage", "public_cost"}
    assert here.high["housing_load"].tolist() == [0.0, 0.0]


def test_facts_stand_on_the_index_of_the_sites_and_are_given_back_so_by_a_cache() -> None:
    kept: dict[tuple[str, int], DataFrame] = {}

    def recall(key: str, given: Mapping[str, Any], compute: Callable[[], DataFrame]) -> DataFrame:
        return kept.setdefault((key, len(given)), compute()).rename(index=str)

    (facts,) = facts_by_project(places(), layers(), [OFFICE], recall=recall)
    for frame_ in (facts.low, facts.high, facts.status):
        testing.assert_index_equal(frame_.index, places().index, exact=True)
