"""Benchmark parcels: as many as asked, all different, without overlap, buildings inside."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.sample import grid_buildings, grid_parcels


@settings(max_examples=20, deadline=None)
@given(n=st.integers(1, 700), seed=st.integers(0, 50))
def test_any_number_of_parcels_without_overlap(n: int, seed: int) -> None:
    parcels = grid_parcels(n, seed=seed)
    assert len(parcels) == n
    assert parcels.index.is_unique
    assert set(parcels.index.str.len()) == {14}
    assert parcels.is_valid.all()
    assert shapely.coverage_is_valid(parcels.geometry.to_numpy())
    assert parcels.union_all().area == pytest.approx(parcels.area.sum(), rel=1e-9)


def test_ids_pass_from_one_section_and_prefix_to_the_next() -> None:
    ids = grid_parcels(9999 * 26 + 1).index
    assert ids[[0, 9998, 9999, -1]].tolist() == [
        "99001000ZA0001", "99001000ZA9999", "99001000ZB0001", "99001001ZA0001",
    ]  # fmt: skip
    assert ids.is_unique


def test_same_owner_only_next_door() -> None:
    parcels = grid_parcels(2000)
    together = parcels.groupby("owner_account").filter(lambda g: len(g) > 1)
    assert 40 < len(together) < 300
    merged = together.dissolve("owner_account").geometry
    assert set(merged.geom_type) == {"Polygon"}


def test_buildings_stand_inside_their_parcels() -> None:
    parcels = grid_parcels(500)
    buildings = grid_buildings(parcels)
    inside = buildings.sjoin(parcels, predicate="within")
    assert len(inside) == len(buildings)
    assert 420 < len(buildings) < 480


def test_identifiers_run_out() -> None:
    with pytest.raises(ValueError, match="9990001 parcels"):
        grid_parcels(9_990_001)
