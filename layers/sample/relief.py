"""Rasters of the fictional commune: sealed ground and elevation, on one grid of 10 m."""

import numpy as np
from affine import Affine
from geopandas import GeoDataFrame
from numpy.random import Generator
from numpy.typing import NDArray
from rasterio.features import rasterize
from scipy.ndimage import distance_transform_edt, gaussian_filter

from layers.sample.ground import Ground
from layers.sample.plan import CRS

Grid = tuple[NDArray[np.generic], Affine, str, float]
"""Values, transform, CRS, nodata."""

_CELL_M = 10
_FINE = 5
_SEALED = ("CS1.1.1.1", "CS1.1.1.2")


def imperviousness(ground: Ground, cover: GeoDataFrame) -> Grid:
    """
    Sealed share of each cell, from the land cover seen at 2 m. [%]

    Parameters
    ----------
    ground : Ground
        Its outline; cells outside are nodata (255).
    cover : GeoDataFrame
        Role ``land_cover``.

    Returns
    -------
    tuple
        Values (uint8), transform, CRS and nodata.
    """
    (rows, columns), transform = _frame(ground)
    cell = _CELL_M / _FINE
    fine = Affine(cell, 0, transform.c, 0, -cell, transform.f)
    shape = (rows * _FINE, columns * _FINE)
    sealed = cover.geometry[cover["cover_code"].isin(_SEALED)]
    burnt = rasterize(sealed.array, out_shape=shape, transform=fine, dtype="uint8", default_value=1)
    share = 100 * burnt.reshape(rows, _FINE, columns, _FINE).mean(axis=(1, 3))
    inside = rasterize([ground.outline], out_shape=(rows, columns), transform=transform)
    return np.where(inside == 1, share.round(), 255).astype("uint8"), transform, CRS, 255


def elevation(ground: Ground, rng: Generator) -> Grid:
    """Height above the sea: a valley whose sides rise from the river, with hills. [m]"""
    shape, transform = _frame(ground)
    dry = rasterize([ground.river], out_shape=shape, transform=transform, fill=1, default_value=0)
    away_m = distance_transform_edt(dry) * _CELL_M
    hills = gaussian_filter(rng.normal(size=shape), 45)
    hills *= 14 / np.abs(hills).max()
    fall = np.linspace(5, 0, shape[1])[None]
    rise = 62 * (1 - np.exp(-away_m / 1400))
    height = 118 + fall + rise + hills * np.minimum(1, away_m / 500)
    return height.astype("float32").round(2), transform, CRS, -9999.0


def _frame(ground: Ground) -> tuple[tuple[int, int], Affine]:
    x0, y0, x1, y1 = (float(v) for v in ground.outline.bounds)
    left, top = np.floor(x0 / 100) * 100, np.ceil(y1 / 100) * 100
    columns, rows = int(np.ceil((x1 - left) / _CELL_M)), int(np.ceil((top - y0) / _CELL_M))
    return (rows, columns), Affine(_CELL_M, 0, left, 0, -_CELL_M, top)
