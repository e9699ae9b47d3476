"""Rasters: opened at the door without being read, measured under polygons with exact coverage."""

from pathlib import Path

import rasterio
from rasterio.errors import RasterioError

from layers.account import Account, Reason
from layers.crs_check import label_of
from layers.errors import ReadError
from layers.formats.loaded import digest
from layers.layer import Raster, Source
from layers.options import ReadOptions
from layers.schema import Role


def opened(path: Path, role: Role, options: ReadOptions) -> Raster:
    """Open a raster of a role."""
    try:
        with rasterio.open(path) as dataset:
            crs = dataset.crs
            detail = f"{dataset.width} x {dataset.height} px, nodata {dataset.nodata}"
    except RasterioError as error:
        raise ReadError(f"{path.name}: not a readable raster ({error})") from error
    name = options.name or path.stem
    account = Account(name, role.name)
    account.add("noted", Reason.RASTER, detail=f"{detail}, {label_of(crs)}")
    source = Source(
        name=path.name,
        producer=options.producer_name,
        licence=options.licence,
        vintage=options.vintage,
        sha256=digest([path]),
    )
    return Raster(name=name, role=role, path=path, source=source, account=account.frame())
