"""GeoPackage, shapefile and GeoJSON as delivered."""

import json
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame, RangeIndex
from pyproj import CRS

from land.crs import epsg_of
from land.errors import Message
from layers.cnig.faults import Fault
from layers.cnig.formats.raw import Raw
from layers.errors import ReadError
from layers.text import encoding_of

BROKEN: Final = "(?)"
"""What stands for a shape of which the file holds bytes that make none."""

_NO_DATA: Final = ("layer_styles", "qgis_projects")


def load(path: Path) -> Iterator[Raw]:
    """
    Read the layers of a file that GDAL knows.

    Parameters
    ----------
    path : Path
        A ``.gpkg`` or a ``.shp``.

    Yields
    ------
    Raw
        One a layer, on the number of the feature from 1.

    Raises
    ------
    ReadError
        If GDAL cannot open it.
    """
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            names = [n for n, _ in pyogrio.list_layers(path) if n not in _NO_DATA]
        for name in names:
            yield _layer(path, name, told if name == names[0] else [])
    except (RuntimeError, ValueError, OSError) as error:
        raise ReadError("{file}: cannot be read ({error})", file=path.name, error=error) from error


def _layer(path: Path, name: str, before: Sequence[warnings.WarningMessage]) -> Raw:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            frame = pyogrio.read_dataframe(path, layer=name)
        except shapely.errors.GEOSException:
            frame = _with_broken(path, name)
    label = path.name if path.suffix.lower() == ".shp" else f"{path.name}:{name}"
    said = dict.fromkeys(str(w.message) for w in [*before, *told])
    faults = [
        Fault(rule="file.driver", file=label, found=text.replace(str(path), path.name),
              to_do=Message("open the file in QGIS and save it again"))
        for text in said
    ]  # fmt: skip
    declared = None
    if getattr(frame, "crs", None) is not None:
        declared = epsg_of(CRS(frame.crs))
    if BROKEN in frame:
        frame = DataFrame(frame).assign(geometry=frame[BROKEN]).drop(columns=BROKEN)
    plain = DataFrame({c: frame[c].astype(object) for c in frame.columns})
    plain.index = RangeIndex(1, len(frame) + 1)
    return Raw(frame=plain, file=label, declared=declared, rows=len(frame), faults=tuple(faults))


def _with_broken(path: Path, name: str) -> GeoDataFrame:
    """Rows of a layer of which some shapes cannot be made; those hold a text that says so."""
    frame = pyogrio.read_dataframe(path, layer=name, on_invalid="ignore")
    stored = pyogrio.raw.read(path, layer=name, columns=[])[2]
    shapes = frame.geometry.to_numpy().astype(object)
    broken = np.array([w is not None for w in stored]) & shapely.is_missing(shapes)
    shapes[broken] = BROKEN
    frame[BROKEN] = shapes
    return frame


def load_geojson(path: Path) -> Raw:
    """
    Read a collection of features, texts as they are: GDAL would turn some into dates.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Raw
        On the number of the feature from 1.

    Raises
    ------
    ReadError
        If it is no GeoJSON, or was cut.
    """
    content = path.read_bytes()
    encoding = encoding_of(content)
    try:
        found = json.loads(content.decode(encoding, errors="replace"))
    except (ValueError, RecursionError) as error:
        raise ReadError("{file}: cannot be read ({error})", file=path.name, error=error) from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise ReadError("{file}: no collection of features", file=path.name)
    rows = [f if isinstance(f, dict) else {} for f in features]
    attributes = [p if isinstance(p := r.get("properties"), dict) else {} for r in rows]
    columns = list(dict.fromkeys(k for a in attributes for k in a))
    frame = DataFrame(
        {c: [_plain(a.get(c)) for a in attributes] for c in columns},
        index=RangeIndex(1, len(rows) + 1),
        dtype=object,
    )
    frame["geometry"] = _shapes([r.get("geometry") for r in rows])
    return Raw(frame=frame, file=path.name, rows=len(rows))


def _plain(value: Any) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def _shapes(geometries: list[Any]) -> NDArray[np.object_]:
    texts = [None if g is None else json.dumps(g) for g in geometries]
    made: NDArray[np.object_] = shapely.from_geojson(
        np.array(texts, dtype=object), on_invalid="ignore"
    )
    return made
