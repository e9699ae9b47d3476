"""Seeded data: a cadastre, large wobbly constraints, buildings, stops, streets, a raster, marks."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio
import shapely
from affine import Affine
from geopandas import GeoDataFrame, GeoSeries
from numpy.random import Generator

from layers.sample import grid_buildings, grid_parcels

PARCELS_A_ZONE = 400
PARCELS_A_STOP = 50
REACH_M = 2_000.0
SETBACK_M = 5.0
CRITERIA = 12
CELL_M = 10.0
STREET_M = 80.0
GRID_M = 250.0


def make(folder: Path, parcels: int, seed: int) -> None:
    """Write everything that the tasks read, once; the same seed gives the same files."""
    land, zones, rng = cadastre(folder, parcels, seed)
    bounds = land.total_bounds
    _save(folder / "buildings.parquet", grid_buildings(land, seed=seed).geometry)
    _save(folder / "pieces.parquet", grid_pieces(zones))
    _save(folder / "cells.parquet", GeoSeries(list(cells(zones)), crs=zones.crs))
    stops = rng.uniform(bounds[:2], bounds[2:], (max(5, parcels // PARCELS_A_STOP), 2))
    _save(folder / "stops.parquet", GeoSeries(shapely.points(stops), crs=land.crs))
    _raster(folder / "relief.tif", bounds, rng)
    np.savez(folder / "streets.npz", **streets(bounds, stops, rng))
    np.savez(
        folder / "marks.npz", marks=rng.random((parcels, CRITERIA)), weights=rng.random(CRITERIA)
    )


def cadastre(folder: Path, parcels: int, seed: int) -> tuple[GeoDataFrame, GeoSeries, Generator]:
    """Write parcels and zones over them."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    land = grid_parcels(parcels, seed=seed)
    bounds = land.total_bounds
    _save(folder / "parcels.parquet", land.geometry)
    zones = GeoSeries(
        [zone(bounds, rng) for _ in range(max(3, parcels // PARCELS_A_ZONE))], crs=land.crs
    )
    _save(folder / "cover.parquet", zones)
    return land, zones, rng


def _save(path: Path, shapes: GeoSeries) -> None:
    numbered = GeoDataFrame(
        {"id": np.arange(len(shapes))}, geometry=shapes.to_numpy(), crs=shapes.crs
    )
    numbered.to_parquet(path, compression="zstd", write_covering_bbox=True)


def zone(bounds: np.ndarray, rng: Generator) -> shapely.Polygon:
    """Star-shaped, so valid: 200 to 20,000 vertices, 100 to 700 m wide, bays and fine teeth."""
    corners = int(np.exp(rng.uniform(np.log(200), np.log(20_000))))
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = np.ones(corners)
    for waves in (2, 3, 5, 8, 13, 30, 80, 200):
        height = rng.normal(0, 0.25 / np.sqrt(waves))
        radius += height * np.sin(waves * angle + rng.uniform(0, 6))
    radius = (0.6 * np.abs(radius) + 0.15) * (
        1 + rng.uniform(-1, 1, corners) * min(0.02, 3 / corners)
    )
    middle = rng.uniform(bounds[:2], bounds[2:])
    spokes = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return shapely.Polygon(middle + rng.uniform(100, 700) * spokes)


def cells(zones: GeoSeries) -> Iterator[shapely.Polygon]:
    """Cells of a grid over the zones."""
    west, south, east, north = zones.total_bounds
    for x in np.arange(west, east, GRID_M):
        for y in np.arange(south, north, GRID_M):
            yield shapely.box(x, y, x + GRID_M, y + GRID_M)


def grid_pieces(zones: GeoSeries) -> GeoSeries:
    """Union of the zones in each cell of a grid: the form in which peers do best."""
    shapes = zones.to_numpy()
    tree = shapely.STRtree(shapes)
    made = []
    for cell in cells(zones):
        cut = shapely.clip_by_rect(shapes[tree.query(cell)], *cell.bounds)
        cut = cut[shapely.area(cut) > 0]
        if len(cut):
            made.append(shapely.union_all(shapely.make_valid(cut)))
    return GeoSeries(made, crs=zones.crs)


def streets(bounds: np.ndarray, stops: np.ndarray, rng: Generator) -> dict[str, np.ndarray]:
    """Nodes and edges of a bent lattice of streets, and the node of each stop."""
    across, up = (np.arange(0, span + STREET_M, STREET_M) for span in bounds[2:] - bounds[:2])
    columns, rows = len(across), len(up)
    nodes = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2) + bounds[:2]
    nodes += rng.uniform(-15, 15, nodes.shape)
    number = np.arange(rows * columns).reshape(rows, columns)
    edges = np.vstack([
        np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
        np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
    ])  # fmt: skip
    edges = edges[rng.random(len(edges)) < 0.9]
    length = np.hypot(*(nodes[edges[:, 1]] - nodes[edges[:, 0]]).T)
    column, row = np.rint((stops - bounds[:2]) / STREET_M).astype(int).T
    ends = np.unique(number[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)])
    return {"nodes": nodes, "edges": edges, "length_m": length, "ends": ends}


def _raster(path: Path, bounds: np.ndarray, rng: Generator) -> None:
    west, north = np.floor(bounds[0] / CELL_M) * CELL_M, np.ceil(bounds[3] / CELL_M) * CELL_M
    columns, rows = (int(n) for n in (bounds[2] - west, north - bounds[1]) / np.array(CELL_M) + 1)
    row, column = np.indices((rows, columns))
    relief = 300 + 80 * np.sin(row / 60) * np.cos(column / 45) + rng.normal(0, 3, (rows, columns))
    profile = {"driver": "GTiff", "width": columns, "height": rows, "count": 1, "dtype": "float32"}
    place = Affine(CELL_M, 0, west, 0, -CELL_M, north)
    tiled = {"tiled": True, "blockxsize": 256, "blockysize": 256, "compress": "deflate"}
    with rasterio.open(path, "w", crs="EPSG:2154", transform=place, **profile, **tiled) as out:
        out.write(relief.astype("float32"), 1)
