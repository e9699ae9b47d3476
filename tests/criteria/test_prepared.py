"""Layers are left as they were given: no index stays behind on their polygons."""

import numpy as np
import shapely
from geopandas import GeoSeries
from shapely import box

from criteria.landcover import BUILT, artificialised
from land.availability import free_geometry
from tests.criteria.maps import frame


def test_a_land_cover_keeps_no_prepared_polygon() -> None:
    """Tile after tile these indexes would fill the memory."""
    field, house = box(0, 0, 100, 100) - box(40, 40, 60, 60), box(40, 40, 60, 60)
    cover = frame([field, house], cover_code=["CS2.2.1", BUILT], use_code=["US1.1", "US5"])
    assert artificialised(cover)["sure"].tolist() == [False, True]
    assert not shapely.is_prepared(np.asarray(cover.geometry.array)).any()


def test_land_keeps_no_prepared_polygon() -> None:
    plots = GeoSeries([box(0, 0, 100, 100)], crs=2154)
    free = free_geometry(plots, GeoSeries([box(40, 40, 60, 60)], crs=2154))
    assert shapely.get_num_interior_rings(free.iloc[0]) == 1
    assert not shapely.is_prepared(np.asarray(plots.array)).any()
