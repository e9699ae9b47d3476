"""A cover drawn by several hands: slivers and outlines that differ in the last bits."""

import numpy as np
import pytest
import shapely

from land.measures.covered import share_covered
from layers.sample import Sample, commune, repeated


@pytest.fixture(scope="module")
def town() -> Sample:
    return commune()


def test_no_parcel_is_lost_under_a_cover_that_follows_its_outline(town: Sample) -> None:
    """Parcel by parcel: each polygon cut by the parcel, then the cuts united."""
    parcels, cover = town.frames["parcel"].geometry, town.frames["land_cover"].geometry
    parcel, piece = shapely.STRtree(cover.array).query(parcels.array, predicate="intersects")
    cuts = shapely.intersection(parcels.array[parcel], cover.array[piece])
    held, group = np.unique(parcel, return_inverse=True)
    together = shapely.geometrycollections(cuts, indices=group)
    area = np.zeros(len(parcels))
    area[held] = shapely.area(shapely.union_all(np.asarray(together)[:, None], axis=1))
    np.testing.assert_allclose(share_covered(parcels, cover), area / parcels.area, atol=1e-7)


def test_copies_stand_side_by_side_under_ids_of_their_own(town: Sample) -> None:
    three = repeated(town, 3)
    for role, frame in three.frames.items():
        assert frame.index.is_unique, role
    parcels = three.frames["parcel"]
    assert parcels["commune_insee"].value_counts().nunique() == 1
    for _, mine in parcels.groupby("commune_insee"):
        others = parcels.drop(mine.index).geometry.representative_point()
        assert not others.within(shapely.box(*mine.total_bounds)).any()
    assert set(three.frames["flow"]["origin_insee"]) == set(three.frames["commune"].index)
