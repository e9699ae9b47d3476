import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from land.measures import cells
from land.measures.cells import Grid, Window, cell_shares, windows
from land.measures.zonal import class_cells, means
from layers.sample import grid_parcels

GRID = Grid(west=0, north=8, width=1, height=1, rows=8, columns=8)


def table(polygons, grid=GRID):
    """Shares as one array of rows and columns a polygon."""
    found = cell_shares(np.asarray(polygons, dtype=object), grid)
    made = np.zeros((len(polygons), grid.rows, grid.columns))
    made[found.unit, found.row, found.column] = found.share
    return made


def by_intersection(polygons, grid=GRID):
    row, column = np.indices((grid.rows, grid.columns))
    west, north = grid.west + column * grid.width, grid.north - row * grid.height
    boxes = shapely.box(west, north - grid.height, west + grid.width, north)
    cut = shapely.intersection(np.asarray(polygons, dtype=object)[:, None, None], boxes)
    return shapely.area(cut) / (grid.width * grid.height)


def star(x, y, radii, *, on_lattice):
    angle = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    points = np.c_[x + radii * np.cos(angle), y + radii * np.sin(angle)]
    return Polygon(np.round(points) if on_lattice else points)


stars = st.builds(
    star, st.floats(-2, 10), st.floats(-2, 10),
    st.lists(st.floats(0.2, 7), min_size=3, max_size=30), on_lattice=st.booleans(),
).filter(lambda p: p.is_valid and p.area > 1e-3)  # fmt: skip


def test_one_cell_cut_by_its_diagonal():
    assert table([Polygon([(0, 7), (1, 7), (1, 8)])])[0, 0, 0] == pytest.approx(0.5)


def test_a_hole_a_second_part_and_the_sense_of_drawing():
    ring = Polygon([(0, 0), (0, 3), (3, 3), (3, 0)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])
    both = MultiPolygon([ring.reverse(), box(5.5, 5, 6, 6)])
    found = table([both])[0]
    assert found[6, 1] == 0
    assert found[2, 5] == pytest.approx(0.5)
    assert found.sum() == pytest.approx(8.5)


@settings(max_examples=150, deadline=None)
@given(st.lists(stars, min_size=1, max_size=4))
def test_same_as_intersecting_each_cell(polygons):
    np.testing.assert_allclose(table(polygons), by_intersection(polygons), atol=1e-10)


@settings(max_examples=50, deadline=None)
@given(stars, stars)
def test_holes_are_not_counted(outer, inner):
    holed = outer.difference(inner)
    if holed.area > 0:
        np.testing.assert_allclose(table([holed]), by_intersection([holed]), atol=1e-10)


def test_an_outline_that_runs_along_the_edge_of_a_tile_is_counted_once():
    """Clipped to the tiles, the edge from (0, 0) to (0, 1) stays as a line beside the land."""
    boat = Polygon([(3, 1), (1, 2), (0, 2), (-1, 1), (0, 0), (0, 1)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "CELLS", 4)
        found = means(np.array([boat]), GRID, lambda w: np.ones((w.rows, w.columns)))
    assert found.cells[0] == pytest.approx(2.0)


def test_a_sliver_that_a_tile_shrinks_to_a_line_does_not_stop_the_others():
    sliver = Polygon([(700143.32, 6599646.68), (700152.0610501467, 6599649.576693974),
                      (700152.0610501468, 6599649.576693974)])  # fmt: skip
    beside = box(700000, 6599300, 700100, 6599400)
    grid = Grid(west=699852.2226, north=6599647.5574, width=439.0548, height=432.3448, rows=1,
                columns=2)  # fmt: skip
    with pytest.raises(shapely.errors.GEOSException):
        shapely.clip_by_rect(sliver, *grid.part(Window(0, 0, 1, 1)).rect())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "CELLS", 1)
        found = means(np.array([sliver, beside]), grid, lambda w: np.ones((w.rows, w.columns)))
    np.testing.assert_allclose(found.cells * 439.0548 * 432.3448, [0, 10_000], atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.lists(stars, min_size=1, max_size=4), st.integers(1, 9))
def test_blocks_and_tiles_change_nothing(polygons, limit):
    values = np.arange(64.0).reshape(8, 8)
    shapes = np.array(polygons, dtype=object)

    def read(window):
        row, column, rows, columns = window
        return values[row : row + rows, column : column + columns]

    whole = means(shapes, GRID, read)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "CELLS", limit)
        tiled = means(shapes, GRID, read)
    np.testing.assert_allclose(tiled.cells, whole.cells, atol=1e-10)
    np.testing.assert_allclose(tiled.mean[whole.cells > 1e-6], whole.mean[whole.cells > 1e-6])


def test_windows_are_small_and_hold_what_they_should():
    far = np.array([box(0, 0, 1, 1), box(9e6, 0, 9e6 + 1, 1), None, box(-9, -9, -8, -8)])
    grid = Grid(west=0, north=8, width=1, height=1, rows=8, columns=10_000_000)
    found = [(rows.tolist(), window) for rows, _, window in windows(far, grid)]
    assert sorted(rows[0] for rows, _ in found) == [0, 1]
    assert all(w.rows * w.columns <= cells.CELLS for _, w in found)


def test_thousands_of_parcels_as_exactextract_has_them():
    parcels = grid_parcels(3000, seed=2).geometry.reset_index(drop=True)
    west, south, east, north = parcels.total_bounds
    rows, columns = int((north - south) / 10) + 2, int((east - west) / 10) + 2
    grid = Grid(west=west - 3, north=north + 3, width=10, height=10, rows=rows, columns=columns)
    values = np.random.default_rng(1).integers(1, 5, (grid.rows, grid.columns)).astype(float)
    left, low, right, top = grid.rect()
    source = NumPyRasterSource(values, xmin=left, ymin=low, xmax=right, ymax=top,
                               srs_wkt=parcels.crs.to_wkt())  # fmt: skip
    peer = exact_extract(source, GeoDataFrame(geometry=parcels), ["mean", "count"], output="pandas")

    def read(window):
        row, column, rows, columns = window
        return values[row : row + rows, column : column + columns]

    ours = means(parcels.to_numpy(), grid, read)
    np.testing.assert_allclose(ours.mean, peer["mean"], rtol=1e-6)
    np.testing.assert_allclose(ours.cells, peer["count"], rtol=1e-6)
    np.testing.assert_allclose(ours.cells * 100, parcels.area, rtol=1e-10)
    classes = class_cells(parcels.to_numpy(), grid, read)
    assert list(classes.columns) == [1, 2, 3, 4]
    weighed = (classes * [1, 2, 3, 4]).sum(axis=1) / classes.sum(axis=1)
    np.testing.assert_allclose(weighed, ours.mean, rtol=1e-10)


def test_a_large_zone_far_from_the_origin():
    zone = GeoSeries([box(700_003, 6_600_002, 709_998, 6_609_997)]).to_numpy()
    grid = Grid(west=700_000, north=6_610_000, width=10, height=10, rows=1000, columns=1000)
    found = means(zone, grid, lambda w: np.ones((w.rows, w.columns)))
    assert found.cells[0] * 100 == pytest.approx(9995**2, rel=1e-10)
    assert found.mean[0] == pytest.approx(1)
