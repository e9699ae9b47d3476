"""Facts measured tile by tile are those measured at once; tiles stay where they are."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from geopandas import GeoDataFrame
from pandas import DataFrame, testing
from shapely import Point, box

from criteria.facts import Facts, joined
from criteria.indicators import ARGUMENTS, REACH_M
from criteria.project import reference_projects
from layers import sample
from zae.caching import Cache
from zae.spreading import spread
from zae.tiles import LEAST_M, ROOT_M, Surroundings, telling, tiles, witnesses

EDITED = 1
PROJECTS = [reference_projects()[v] for v in ("industrie", "commerce")]


@functools.cache
def town() -> tuple[GeoDataFrame, Mapping[str, Any]]:
    """Every fiftieth parcel of a fictional commune, and its layers."""
    made = sample.commune(parcels=1500)
    frames = {role: f for role, f in made.frames.items() if role in ARGUMENTS}
    places = made.frames["parcel"].iloc[::50]
    means = DataFrame({"mean": 40.0, "covered_share": 1.0}, index=places.index)
    means["mean"] = np.arange(len(places)) % 100.0
    return places, {**frames, "imperviousness": means}


def measured(most: int) -> list[Facts]:
    places, frames = town()
    found = [*spread(places, frames, PROJECTS, cut=tiles(places, most))]
    return [joined([tile[i] for tile in found], places.index) for i in range(len(PROJECTS))]


def same(found: list[list[Facts]], expected: list[list[Facts]]) -> None:
    for one, other in zip(found, expected, strict=True):
        for side in ("low", "high", "status"):
            testing.assert_frame_equal(
                getattr(one[0], side), getattr(other[0], side), check_exact=True
            )
        assert one[0].origin == other[0].origin


def test_facts_by_tiles_are_those_of_all_sites_at_once() -> None:
    places, _ = town()
    assert len(tiles(places, 15)) > 3
    for whole, cut in zip(measured(10**9), measured(15), strict=True):
        testing.assert_frame_equal(cut.low, whole.low, rtol=1e-7, atol=1e-9)
        testing.assert_frame_equal(cut.high, whole.high, rtol=1e-7, atol=1e-9)
        testing.assert_frame_equal(cut.status, whole.status)
        assert cut.origin == whole.origin


def test_an_edit_recomputes_the_facts_of_its_tile_only(tmp_path: Path) -> None:
    """One hazard grows by a hair: only tiles that it meets are measured again, and only for it."""
    places, frames = town()
    some = {role: frames[role] for role in ("hazard", "commune")}
    # The second hazard is no witness of what the layer holds: its class is that of another.
    assert not witnesses(some["hazard"], telling("hazard"))[EDITED]
    cut, found = tiles(places, 15), []
    for edited in (False, True):
        if edited:
            hazard = some["hazard"].copy()
            hazard.geometry = [
                g.buffer(1e-3) if i == EDITED else g for i, g in enumerate(hazard.geometry)
            ]
            some = {**some, "hazard": hazard}
        kept = Cache(tmp_path)
        found.append([*spread(places, some, PROJECTS[:1], cut=cut, recall=kept)])
    place = some["hazard"].geometry.iloc[EDITED]
    touched = [
        t for t in cut
        if place.distance(box(*places.iloc[t.rows].total_bounds)) == 0
    ]  # fmt: skip
    again = spread(places, some, PROJECTS[:1], cut=cut)
    assert set(kept.computed) == {"hazard_class"}
    assert 0 < len(touched) <= len(kept.computed) < len(found[1])
    for one, other in zip(found[1], again, strict=True):
        testing.assert_frame_equal(one[0].low, other[0].low)


def test_every_layer_of_shapes_is_cut_or_looked_at_whole_on_purpose() -> None:
    assert set(ARGUMENTS) - set(REACH_M) == {
        "commune", "flow", "imperviousness", "labour", "tension",
    }  # fmt: skip


@pytest.mark.parametrize("most", [1, 3, 50])
def test_tiles_hold_every_site_once(most: int) -> None:
    places, _ = town()
    found = tiles(places, most)
    assert sorted(np.concatenate([t.rows for t in found])) == list(range(len(places)))
    assert all(len(t.rows) <= most for t in found if len(t.key) < np.log2(ROOT_M / LEAST_M))


def test_mayotte_is_cut_too() -> None:
    """EPSG:4471: eastings about 520 km, northings about 8,580 km."""
    north = [box(520_000, y, 520_010, y + 10) for y in (8_560_000, 8_600_000)]
    found = tiles(GeoDataFrame(geometry=north, crs=4471), most=1)
    assert [t.rows.tolist() for t in found] == [[0], [1]]


def test_a_site_added_elsewhere_moves_no_tile() -> None:
    near = [box(x, 0, x + 10, 10) for x in (0, 3e5, 6e5)]
    before = tiles(GeoDataFrame(geometry=near, crs=2154), most=1)
    after = tiles(GeoDataFrame(geometry=[*near, box(6e6, 6e6, 6e6 + 9, 6e6 + 9)], crs=2154), most=1)
    kept = {t.key: t.rows.tolist() for t in after if t.rows.tolist() != [3]}
    assert kept == {t.key: t.rows.tolist() for t in before}


def test_a_kind_found_elsewhere_was_looked_for_here_too() -> None:
    here = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=2154)
    far = GeoDataFrame(
        {"facility_kind": ["school", "school"]}, geometry=[Point(9e5, 0), Point(8e5, 0)], crs=2154
    )
    assert Surroundings({"facility": far}).of(here)["facility"].index.tolist() == [0]


def test_rows_within_the_reach_are_kept_in_their_order() -> None:
    here = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=2154)
    at = [5000.0, REACH_M["facility"] + 10, -REACH_M["facility"], 12_000.0]
    points = GeoDataFrame(
        {"facility_kind": ["x"] * 4}, geometry=[Point(x, 5) for x in at], crs=2154
    )
    assert Surroundings({"facility": points}).of(here)["facility"].index.tolist() == [0, 1, 2]


def test_a_friche_of_the_same_id_as_a_site_goes_with_it() -> None:
    here = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["F2"], crs=2154)
    names = [f"usine {i}" for i in range(99)]
    friches = GeoDataFrame(
        {"name": names}, index=[f"F{i}" for i in range(99)], geometry=[Point(9e5, 0)] * 99, crs=2154
    )
    assert Surroundings({"friche": friches}).of(here)["friche"].index.tolist() == ["F2"]


def test_witnesses_are_the_ends_of_numbers_and_the_first_of_the_unsaid() -> None:
    layer = GeoDataFrame(
        {"severity": [2.0, np.nan, 3.0, 1.0, np.nan]}, geometry=[Point(0, 0)] * 5, crs=2154
    )
    assert witnesses(layer, ["severity"]).tolist() == [False, True, True, True, False]
