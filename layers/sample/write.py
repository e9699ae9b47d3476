"""The fictional commune as a technician would receive it: a folder of files in many formats."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd
import pyogrio
import rasterio
import shapely
from geopandas import GeoDataFrame

from layers.sample.relief import Grid
from layers.sample.town import Sample

FILES: Final = {
    "commune": "communes.geojson",
    "street": "voies.gpkg",
    "parcel": "cadastre_parcelles.gpkg",
    "building": "batiments.parquet",
    "zone": "zones_activite.geojson",
    "friche": "friches.geojson",
    "establishment": "etablissements.parquet",
    "address": "adresses.gpkg",
    "premises": "locaux_professionnels.csv",
    "stop": "arrets.csv",
    "facility": "equipements.csv",
    "hazard": "risques.fgb",
    "natural_area": "espaces_naturels.zip",
    "planning_zone": "plu_zonage.gpkg",
    "land_cover": "ocs_ge.gpkg",
    "land_cover_before": "ocs_ge_anterieur.gpkg",
    "water": "hydrographie.geojson",
    "heritage": "patrimoine.gpkg",
    "flow": "flux_domicile_travail.csv",
    "labour": "demandeurs_emploi.csv",
    "tension": "tensions_recrutement.csv",
    "imperviousness": "impermeabilisation.tif",
    "elevation": "altitude.tif",
}
"""File of each role."""

_DATE = "2026-01-01T00:00:00.000Z"


def write(sample: Sample, folder: Path) -> dict[str, Path]:
    """
    Write every role to a file of its own, in the formats that producers use.

    Parameters
    ----------
    sample : Sample
        From :func:`layers.sample.commune`.
    folder : Path
        Made where it is absent; files of the same name are replaced.

    Returns
    -------
    dict of str to Path
        File of each role.

    Raises
    ------
    OSError
        If the folder cannot be written.

    Notes
    -----
    GeoPackage, GeoParquet, FlatGeobuf and shapefile (zipped) are in Lambert-93, GeoJSON in
    WGS 84; stops and facilities are CSV with a « lat,lon » text; statistics are CSV with
    semicolons and decimal commas; rasters are GeoTIFF. Columns bear our names. Same sample,
    same bytes, except where a writer stores its own version.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = {role: folder / name for role, name in FILES.items()}
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _DATE})
    try:
        for role, frame in sample.frames.items():
            paths[role].unlink(missing_ok=True)
            _writer(frame, paths[role])(frame, paths[role])
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    for role, grid in sample.rasters.items():
        _geotiff(grid, paths[role])
    return paths


def _writer(frame: pd.DataFrame, path: Path) -> Callable[[GeoDataFrame, Path], None]:
    if path.suffix == ".csv":
        return _lat_lon if isinstance(frame, GeoDataFrame) else _semicolons
    return {
        ".gpkg": _geopackage, ".geojson": _geojson, ".parquet": _geoparquet,
        ".fgb": _flatgeobuf, ".zip": _shapefile,
    }[path.suffix]  # fmt: skip


def _geopackage(frame: GeoDataFrame, path: Path) -> None:
    frame.reset_index().to_file(path, driver="GPKG", layer=path.stem, VERSION="1.3")


def _geojson(frame: GeoDataFrame, path: Path) -> None:
    frame.reset_index().to_crs(4326).to_file(
        path, driver="GeoJSON", COORDINATE_PRECISION=8, RFC7946="NO"
    )


def _geoparquet(frame: GeoDataFrame, path: Path) -> None:
    frame.reset_index().to_parquet(path, index=False)


def _flatgeobuf(frame: GeoDataFrame, path: Path) -> None:
    frame.reset_index().to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO")


def _shapefile(frame: GeoDataFrame, path: Path) -> None:
    with TemporaryDirectory() as folder:
        frame.reset_index().to_file(Path(folder) / f"{path.stem}.shp", encoding="UTF-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                entry = zipfile.ZipInfo(part.name, (2026, 1, 1, 0, 0, 0))
                archive.writestr(entry, part.read_bytes(), zipfile.ZIP_DEFLATED)


def _lat_lon(frame: GeoDataFrame, path: Path) -> None:
    place = frame.geometry.to_crs(4326)
    text = [f"{y:.7f},{x:.7f}" for x, y in shapely.get_coordinates(place.array)]
    plain = pd.DataFrame(frame.drop(columns="geometry")).assign(geo_point_2d=text)
    plain.to_csv(path, encoding="utf-8", lineterminator="\n")


def _semicolons(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(
        path, sep=";", decimal=",", index=False, encoding="utf-8-sig", lineterminator="\r\n"
    )


def _geotiff(grid: Grid, path: Path) -> None:
    values, transform, crs, nodata = grid
    rows, columns = values.shape
    profile = {
        "driver": "GTiff", "height": rows, "width": columns, "count": 1, "crs": crs,
        "dtype": values.dtype, "transform": transform, "nodata": nodata, "compress": "deflate",
        "tiled": True, "blockxsize": 256, "blockysize": 256,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(values, 1)
