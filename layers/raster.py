"""Rasters: opened at the door without being read, measured under polygons with exact coverage."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import rasterio
import shapely
from exactextract import exact_extract
from geopandas import GeoDataFrame, GeoSeries
from pyproj import CRS
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from land.crs import require_metric
from land.errors import CRSError
from layers.account import Account, Reason
from layers.crs_check import extent_of, in_france, label_of
from layers.errors import ReadError
from layers.formats.loaded import digest
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
        If the file is not a raster.
    CRSError
        If the raster has no system, or no part of it lies in France under the one it declares.
    """
    try:
        with rasterio.open(path) as dataset:
            detail = _description(dataset, path.name)
    except RasterioError as error:
        raise ReadError(
            "{file}: not a readable raster ({error})", file=path.name, error=error
        ) from error
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
    """
    cells = _extracted(raster, land, ["mean", "count"])
    frame = pd.DataFrame({"mean": cells["mean"], "covered_share": cells["covered_share"]})
    frame["mean"] = frame["mean"].astype("float64").where(frame["covered_share"] > 0)
    return frame


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
    cells = _extracted(raster, land, ["unique", "frac", "count"])
    met = cells[["unique", "frac"]].explode(["unique", "frac"]).dropna()
    codes = met["unique"].astype("float64").round().astype("int64")
    shares = met["frac"].astype("float64").groupby([met.index, codes]).sum().unstack()  # noqa: PD010
    shares = shares.reindex(land.index).fillna(0.0)
    shares.columns.name = None
    return shares.mul(cells["covered_share"], axis=0)


def _extracted(raster: Raster, land: GeoSeries, operations: list[str]) -> pd.DataFrame:
    """Statistics of exactextract and ``covered_share``, indexed as ``land``."""
    require_metric(land)
    present = ~(shapely.is_missing(land.to_numpy()) | shapely.is_empty(land.to_numpy()))
    with rasterio.open(raster.path) as dataset:
        moved = _moved(land[present], dataset)
        cell = abs(dataset.transform.a * dataset.transform.e)
        found = _statistics(dataset, moved, operations)
    area = pd.Series(shapely.area(moved.to_numpy()), index=moved.index)
    covered = found["count"].astype("float64") * cell / area.where(area > 0)
    return found.assign(covered_share=covered.clip(0, 1)).reindex(land.index)


def _moved(land: GeoSeries, dataset: DatasetReader) -> GeoSeries:
    crs = CRS.from_wkt(dataset.crs.to_wkt())
    return land if land.crs == crs else land.segmentize(_LONGEST_EDGE_M).to_crs(crs)


def _statistics(dataset: DatasetReader, land: GeoSeries, operations: list[str]) -> pd.DataFrame:
    if land.empty:
        return pd.DataFrame(columns=operations, index=land.index, dtype="float64")
    numbered = GeoDataFrame({"row": range(len(land))}, geometry=land.to_numpy(), crs=dataset.crs)
    found: pd.DataFrame = exact_extract(
        dataset, numbered, operations, include_cols=["row"], output="pandas"
    )
    found = found.set_index("row").sort_index()
    found.columns = pd.Index(operations)
    found.index = land.index
    return found
