"""A cover drawn by several hands: slivers and outlines that differ in the last bits."""

import numpy as np
import pytest
import shapely

from land.measures.clipped import clip
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


def test_a_sliver_that_shrinks_to_a_line_does_not_stop_the_others() -> None:
    sliver = shapely.Polygon(
        [
            (700143.32, 6599646.68),
            (700152.0610501467, 6599649.576693974),
            (700152.0610501468, 6599649.576693974),
        ]
    )
    rect = (699852.2226, 6599215.2126, 700291.2774, 6599647.5574)
    with pytest.raises(shapely.errors.GEOSException):
        shapely.clip_by_rect(sliver, *rect)
    beside = shapely.box(700000, 6599300, 700100, 6599400)
    assert shapely.area(clip(np.array([sliver, beside]), rect)).tolist() == [0.0, 10_000.0]


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
