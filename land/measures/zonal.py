"""Statistics of raster cells over land units, each cell weighted by the part of it inside."""

import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame
from pyproj import CRS

from land.crs import require_metric
from land.ids import require_unique
from land.shape import require_valid

Transform = tuple[float, float, float, float, float, float]
"""Pixel to map, as in affine: (a, b, c, d, e, f), x = a·col + b·row + c, y = d·col + e·row + f."""


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
    .. [1] Baston, exactextract: fast and accurate raster summary statistics.

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
    area = shapely.area(land.array)
    table = DataFrame({"mean": np.nan, "covered_share": np.nan}, index=land.index)
    present = area > 0
    if not present.any():
        return table
    stats = _extract(land[present], _source(values, transform, nodata, land))
    table.loc[present, "mean"] = stats["mean"].to_numpy(dtype=float, na_value=np.nan)
    cell_m2 = abs(transform[0] * transform[4])
    covered = stats["count"].to_numpy(dtype=float, na_value=0.0) * cell_m2
    table.loc[present, "covered_share"] = np.minimum(covered / area[present], 1.0)
    return table


def _source(
    values: np.ndarray, transform: Transform, nodata: float | None, land: GeoSeries
) -> NumPyRasterSource:
    a, b, west, d, e, north = transform[:6]
    if values.ndim != 2 or b or d or a <= 0 or e >= 0:  # noqa: PLR2004
        raise ValueError(
            f"raster of shape {values.shape} with transform {tuple(transform[:6])}: expected rows "
            f"and columns along the axes, north up; warp it where the file is read"
        )
    rows, columns = values.shape
    return NumPyRasterSource(
        values,
        xmin=west,
        ymin=north + e * rows,
        xmax=west + a * columns,
        ymax=north,
        nodata=_as_cell(nodata, values.dtype),
        srs_wkt=land.crs.to_wkt(),
    )


def _as_cell(nodata: float | None, dtype: np.dtype) -> float | None:
    """No-value in the type of the cells; None where no cell of that type can hold it."""
    if nodata is None or not np.issubdtype(dtype, np.integer):
        return nodata
    held = np.iinfo(dtype)
    fits = float(nodata).is_integer() and held.min <= nodata <= held.max
    return int(nodata) if fits else None


def _extract(land: GeoSeries, source: NumPyRasterSource) -> DataFrame:
    units = GeoDataFrame(geometry=land.reset_index(drop=True))
    return DataFrame(exact_extract(source, units, ["mean", "count"], output="pandas"))
