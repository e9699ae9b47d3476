"""Rasters: opened at the door without being read, measured under polygons with exact coverage."""

from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import rasterio
import shapely
from geopandas import GeoSeries
from pyproj import CRS
from rasterio import windows
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from land.crs import require_metric
from land.errors import CRSError
from land.measures.cells import Grid, Window
from land.measures.zonal import class_cells, means
from layers.account import Account, Reason
from layers.crs_check import extent_of, in_france, label_of
from layers.errors import ReadError
from layers.formats.loaded import digest
from layers.formats.signature import looks_like
from layers.layer import Raster, Source
from layers.options import ReadOptions
from layers.schema import Role

_LONGEST_EDGE_M: Final = 100.0


def opened(path: Path, role: Role, options: ReadOptions) -> Raster:
    """
    Open a raster of a role, and check that it can be measured.

    Parameters
    ----------
    path : Path
        GeoTIFF, or another file that rasterio reads.
    role : Role
        The role.
    options : ReadOptions
        ``name`` and the citation are used.

    Returns
    -------
    Raster
        The raster, unread; its account says size, nodata and system.

    Raises
    ------
    ReadError
        If the file is not a raster, or its rows and columns are turned.
    CRSError
        If the raster has no system, or no part of it lies in France under the one it declares.
    """
    try:
        with rasterio.open(path) as dataset:
            detail = _description(dataset, path.name)
    except RasterioError as error:
        raise ReadError(
            "{file}: not a readable raster, cut short or misnamed (it looks like {looks}); bring "
            "it in again, or name a GeoTIFF",
            file=path.name, looks=looks_like(path),
        ) from error  # fmt: skip
    name = options.name or path.stem
    account = Account(name, role.name)
    account.add("noted", Reason.RASTER, detail=detail)
    source = Source(
        name=path.name,
        producer=options.producer_name,
        licence=options.licence,
        vintage=options.vintage,
        sha256=digest([path]),
    )
    return Raster(name=name, role=role, path=path, source=source, account=account.frame())


def _description(dataset: DatasetReader, label: str) -> str:
    _require_north_up(dataset, label)
    west, south, east, north = dataset.bounds
    grid = np.array(
        [(x, y) for x in np.linspace(west, east, 5) for y in np.linspace(south, north, 5)]
    )
    if dataset.crs is None:
        raise CRSError(
            "{file}: no coordinate reference system; {extent}; write it into the file",
            file=label,
            extent=extent_of(grid),
        )
    crs = CRS.from_wkt(dataset.crs.to_wkt())
    if not in_france(grid, crs).any():
        raise CRSError(
            "{file}: the extent contradicts {crs}, in which it is declared: it falls "
            "outside France; {extent}",
            file=label,
            crs=label_of(crs),
            extent=extent_of(grid),
        )
    bands = f", the first of {dataset.count} bands" if dataset.count > 1 else ""
    size = f"{dataset.width} x {dataset.height} px of {dataset.res[0]:g} x {dataset.res[1]:g}"
    return f"{size}, {dataset.dtypes[0]}, nodata {dataset.nodata}, {label_of(crs)}{bands}"


def _require_north_up(dataset: DatasetReader, label: str) -> None:
    place = dataset.transform
    if place.b or place.d or place.a <= 0 or place.e >= 0:
        raise ReadError(
            "{file}: its rows and columns do not run along the axes with north up; "
            "straighten it with gdalwarp",
            file=label,
        )


def zonal_mean(raster: Raster, land: GeoSeries) -> pd.DataFrame:
    """
    Mean of a raster under each polygon, each cell weighed by the share of it that is covered.

    Parameters
    ----------
    raster : Raster
        A continuous raster: altitude, imperviousness. Its first band is measured.
    land : GeoSeries
        Polygons, uniquely indexed. [projected, m]

    Returns
    -------
    DataFrame
        Indexed as ``land``: ``mean``, in the unit of the raster, NaN where no valid cell lies
        under the polygon; ``covered_share``, the share of the polygon that lies on valid cells
        [0-1], 0 outside the raster, NaN where there is no polygon.

    Raises
    ------
    CRSError
        If the polygons are not in a legal projected system.

    Notes
    -----
    The polygons go to the system of the raster, never the raster to theirs: warping resamples,
    which invents values between classes and moves the mean. Their edges are cut every 100 m
    first, so that a straight line stays where it was. Where cells are degrees, those of one
    polygon are taken as equal in area, which within a site they are to 1 in 10 000.

    References
    ----------
    .. [1] Baston D., exactextract (ISciences): coverage fractions of cells, no centre-point rule.
       Computed here by ``land.measures.cells``.
    """
    require_metric(land)
    with rasterio.open(raster.path) as dataset:
        moved, grid = _moved(land, dataset), _grid(dataset)
        found = means(moved, grid, partial(_cells, dataset))
    share = _covered_share(moved, grid, found.cells)
    return pd.DataFrame({"mean": found.mean, "covered_share": share}, index=land.index)


def class_shares(raster: Raster, land: GeoSeries) -> pd.DataFrame:
    """
    Share of each polygon under each class of a raster.

    Parameters
    ----------
    raster : Raster
        A categorical raster, its classes whole numbers, also when stored as floats.
    land : GeoSeries
        Polygons, uniquely indexed. [projected, m]

    Returns
    -------
    DataFrame
        Indexed as ``land``, one column per class met, in order. [0-1] A row adds up to the share
        of the polygon that lies on valid cells: what is missing to 1 is unknown, not a class.
        NaN where there is no polygon.

    Raises
    ------
    CRSError
        If the polygons are not in a legal projected system.

    See Also
    --------
    zonal_mean : why the polygons move and the raster does not.
    """
    require_metric(land)
    with rasterio.open(raster.path) as dataset:
        moved, grid = _moved(land, dataset), _grid(dataset)
        cells = class_cells(moved, grid, partial(_cells, dataset))
    total = cells.sum(axis=1).to_numpy()
    of_cells = cells.div(np.where(total > 0, total, 1.0), axis=0)
    shares = of_cells.mul(_covered_share(moved, grid, total), axis=0)
    return pd.DataFrame(shares).set_axis(land.index)


def _moved(land: GeoSeries, dataset: DatasetReader) -> np.ndarray:
    """Polygons in the system of the raster; None where there is no area."""
    crs = CRS.from_wkt(dataset.crs.to_wkt())
    present = land[shapely.area(land.array) > 0]
    there = present if land.crs == crs else present.segmentize(_LONGEST_EDGE_M).to_crs(crs)
    moved = np.full(len(land), None, dtype=object)
    moved[shapely.area(land.array) > 0] = there.to_numpy()
    return moved


def _grid(dataset: DatasetReader) -> Grid:
    return Grid.of(tuple(dataset.transform)[:6], dataset.shape)


def _cells(dataset: DatasetReader, window: Window) -> np.ndarray:
    row, column, rows, columns = window
    part = windows.Window(column, row, columns, rows)
    cells = dataset.read(1, window=part, masked=True).astype(float)
    return np.asarray(np.ma.filled(cells, np.nan))


def _covered_share(polygons: np.ndarray, grid: Grid, cells: np.ndarray) -> np.ndarray:
    area = shapely.area(polygons)
    covered = cells * grid.width * grid.height
    share = np.full(len(area), np.nan)
    np.divide(covered, area, out=share, where=area > 0)
    return np.asarray(np.minimum(share, 1.0))
