"""Statistics of raster cells over land units, each cell weighted by the part of it inside."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from pandas import DataFrame, Series
from pyproj import CRS

from land.crs import require_metric
from land.ids import require_unique
from land.measures.cells import Grid, Shares, Transform, Window, cell_shares, windows
from land.shape import require_valid

Reader = Callable[[Window], np.ndarray]
"""Gives the cells of a window as floats, NaN where there is no value."""


class Means(NamedTuple):
    """Per polygon: mean of the cells with a value, NaN where none; how many they are [cells]."""

    mean: np.ndarray
    cells: np.ndarray


def zonal_mean(
    land: GeoSeries,
    values: np.ndarray,
    *,
    transform: Transform,
    nodata: float | None,
    crs: CRS | str | int,
) -> DataFrame:
    """
    Mean of the cells under each land unit, and how much of it has a value at all.

    Parameters
    ----------
    land : GeoSeries
        Polygons, one per land unit, uniquely indexed. [projected, m]
    values : array
        Cells, rows from north to south, in the unit of the raster.
    transform : tuple of float
        The first six numbers of the affine transform from pixel to map. [m]
    nodata : float or None
        Value that means no value; None where every cell has one. NaN never counts.
    crs : CRS, str or int
        System of the raster; must be that of ``land``.

    Returns
    -------
    DataFrame
        Indexed as ``land``. ``mean``, weighted by covered area, NaN where no cell has a value;
        ``covered_share``, share of the land unit under cells with a value [0-1], 0 outside the
        raster, NaN where the land unit is missing or has no area.

    Raises
    ------
    CRSError
        If a CRS is absent, is not a legal metric one, or the two differ.
    GeometryError
        If a land unit is invalid; names it.
    ValueError
        If the raster is not a grid of rows and columns along the axes, north up.

    References
    ----------
    .. [1] Baston, exactextract: the same statistic, that this one agrees with; see
       ``land.measures.cells`` for how it is found here.

    Examples
    --------
    Two cells of 10 m, worth 0 and 100; the land lies over the second and a half of the first.

    >>> from shapely import box
    >>> land = GeoSeries({"A": box(5, 0, 20, 10)}, crs=2154)
    >>> grid = np.array([[0.0, 100.0]])
    >>> zonal_mean(land, grid, transform=(10, 0, 0, 0, -10, 10), nodata=None, crs=2154).round(3)
         mean  covered_share
    A  66.667            1.0
    """
    require_metric(land, GeoSeries([], crs=CRS.from_user_input(crs)))
    require_unique(land, name="land")
    require_valid(land, name="land")
    grid = Grid.of(transform, values.shape)
    shapes = np.asarray(land.array, dtype=object)
    area = shapely.area(shapes)
    shapes[~(area > 0)] = None
    found = means(shapes, grid, partial(_read, values, nodata))
    covered = found.cells * grid.width * grid.height
    share = np.divide(covered, area, out=np.full(len(area), np.nan), where=area > 0)
    columns = {"mean": found.mean, "covered_share": np.minimum(share, 1.0)}
    return DataFrame(columns, index=land.index)


def means(polygons: np.ndarray, grid: Grid, read: Reader) -> Means:
    """
    Mean of the cells under each polygon, each weighed by the share of it that is covered.

    Parameters
    ----------
    polygons : array of geometry
        Valid polygons, or missing ones. [map]
    grid : Grid
        The cells.
    read : callable
        What reads a window of them.

    Returns
    -------
    Means
        One of each for every polygon.

    Examples
    --------
    >>> grid = Grid.of((10, 0, 0, 0, -10, 10), (1, 2))
    >>> means(np.array([shapely.box(5, 0, 20, 10)]), grid, lambda _: np.array([[0.0, np.nan]]))
    Means(mean=array([0.]), cells=array([0.5]))
    """
    total, cells = np.zeros(len(polygons)), np.zeros(len(polygons))
    for rows, shares, value in _valued(polygons, grid, read):
        total[rows] += np.bincount(shares.unit, shares.share * value, len(rows))
        cells[rows] += np.bincount(shares.unit, shares.share, len(rows))
    mean = np.divide(total, cells, out=np.full(len(cells), np.nan), where=cells > 0)
    return Means(mean, cells)


def class_cells(polygons: np.ndarray, grid: Grid, read: Reader) -> DataFrame:
    """
    Cells of each class under each polygon.

    Parameters
    ----------
    polygons : array of geometry
        Valid polygons, or missing ones. [map]
    grid : Grid
        The cells.
    read : callable
        What reads a window of them; classes are whole numbers.

    Returns
    -------
    DataFrame
        A row for every polygon, numbered; a column for every class met, in order. [cells]

    Examples
    --------
    >>> grid = Grid.of((10, 0, 0, 0, -10, 10), (1, 2))
    >>> half = np.array([shapely.box(5, 0, 20, 10)])
    >>> class_cells(half, grid, lambda _: np.array([[7.0, 3.0]])).to_dict("records")
    [{3: 1.0, 7: 0.5}]
    """
    parts = []
    for rows, shares, value in _valued(polygons, grid, read):
        keys = [Series(rows[shares.unit]), Series(np.rint(value).astype(np.int64))]
        parts.append(Series(shares.share).groupby(keys).sum())
    found = pd.concat(parts).groupby(level=[0, 1]).sum().unstack() if parts else DataFrame()  # noqa: PD010
    return found.reindex(range(len(polygons))).fillna(0.0).rename_axis(columns=None)


def _valued(
    polygons: np.ndarray, grid: Grid, read: Reader
) -> Iterator[tuple[np.ndarray, Shares, np.ndarray]]:
    """Shares of the cells that have a value, and the values, block of polygons after block."""
    for rows, shapes, window in windows(polygons, grid):
        values = read(window)
        shares = cell_shares(shapes, grid.part(window))
        value = values[shares.row, shares.column]
        known = ~np.isnan(value)
        yield rows, Shares(*(part[known] for part in shares)), value[known]


def _read(values: np.ndarray, nodata: float | None, window: Window) -> np.ndarray:
    row, column, rows, columns = window
    part = values[row : row + rows, column : column + columns]
    return np.where(part == nodata, np.nan, part) if nodata is not None else part.astype(float)
