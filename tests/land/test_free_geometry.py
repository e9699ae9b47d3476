import numpy as np
import shapely
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from land.availability import free_areas, free_geometry

# Quarters of metres, so that shapes often touch, share an edge, or are the same.
boxes = st.tuples(
    st.integers(0, 80), st.integers(0, 80), st.integers(1, 36), st.integers(1, 36)
).map(lambda b: box(b[0] / 4, b[1] / 4, (b[0] + b[2]) / 4, (b[1] + b[3]) / 4))
many = st.lists(boxes, max_size=8)
UNITS = np.array([box(x, y, x + 7, y + 7) for x in (0, 7, 15) for y in (0, 8, 15)])


@settings(max_examples=100, deadline=None)
@given(many, st.sampled_from([0.0, 0.5, 2.0]))
def test_free_geometry_is_the_unit_without_all_strips(footprints, setback_m):
    units, buildings = GeoSeries(UNITS, crs=2154), GeoSeries(footprints, crs=2154)
    strips = shapely.buffer(np.array(footprints, dtype=object), setback_m, quad_segs=8)
    wanted = shapely.difference(UNITS, shapely.union_all(strips))
    found = free_geometry(units, buildings, setback_m=setback_m)
    assert found.is_valid.all()
    np.testing.assert_allclose(found.area, shapely.area(wanted), atol=1e-9)
    off = shapely.area(shapely.symmetric_difference(found.to_numpy(), wanted))
    np.testing.assert_allclose(off, 0, atol=1e-9)


def test_a_strip_inside_a_plot_with_a_courtyard_keeps_the_courtyard():
    plot = box(0, 0, 40, 40) - box(30, 30, 35, 35)
    units = GeoSeries({"ring": plot, "pair": MultiPolygon([box(50, 0, 70, 20), box(80, 0, 90, 9)])},
                      crs=2154)  # fmt: skip
    houses = GeoSeries([box(10, 10, 15, 15), box(58, 8, 62, 12)], crs=2154)
    free = free_geometry(units, houses, setback_m=1)
    strip = shapely.area(shapely.buffer(houses[0], 1, quad_segs=8))
    assert np.isclose(free.area["ring"], plot.area - strip)
    assert np.isclose(free.area["pair"], 400 + 90 - (16 + 16 + 3.1214451522580524), atol=1e-6)


def test_areas_of_missing_land_are_unknown():
    units = GeoSeries({"none": None, "A": box(0, 0, 10, 10)}, crs=2154)
    found = free_areas(units, GeoSeries([box(0, 0, 1, 1)], crs=2154), setback_m=0)
    assert found.loc["none"].isna().all()
    assert found.loc["A"].tolist() == [1, 0.01, 99]
