"""
The rows of a territory, out of a file that is never held whole.

Vector files are read by GDAL in Arrow batches behind a bounding box, Parquet by row groups of which
the codes are read first, text tables in blocks: what is in memory is one batch and what is kept.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pyogrio
import shapely
from geopandas import GeoDataFrame
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from pyproj import CRS, Transformer
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from land.crs import epsg_of
from layers.errors import ReadError
from layers.fetch.area import Area
from layers.text import encoding_of

BATCH: Final = 32_768
"""Rows held at a time."""

UNREADABLE: Final = (
    DataSourceError, DataLayerError, FieldError, pa.ArrowException, UnicodeDecodeError,
    ShapelyError,
)  # fmt: skip
"""What GDAL, Arrow and GEOS raise where the bytes of a vector file are damaged."""

_SNIFFED: Final = 1 << 16
_BLOCK: Final = 1 << 18
"""Bytes of a text table read at a time; pyarrow reads some thirty of them ahead. [byte]"""
_DELIMITERS: Final = ";,\t|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipped:
    """Rows kept, and how many the file held where that is known."""

    frame: pd.DataFrame
    rows_in_file: int | None


def features(
    source: str | Path, area: Area, *, buffer_m: float, layer: str | None = None
) -> Clipped:
    """
    Features that touch a territory and what is around it, whole.

    Parameters
    ----------
    source : str or Path
        What GDAL reads: a file, or one of its virtual paths.
    area : Area
        The territory.
    buffer_m : float
        How far around. [m]
    layer : str, optional
        Layer of the file.

    Returns
    -------
    Clipped
        Features, in the system of the file.

    Raises
    ------
    ReadError
        If GDAL cannot read it, or it has no system.
    """
    name = Path(source).name
    try:
        info = pyogrio.read_info(source, layer=layer)
        crs = _system(info, name)
        shape = _brought(area.around(buffer_m), area.crs, crs)
        extent = tuple(area.extent(crs, buffer_m=buffer_m))
        with pyogrio.open_arrow(
            source, layer=layer, bbox=extent, batch_size=BATCH, use_pyarrow=True
        ) as (meta, reader):
            kept = [*_touching(reader, meta["geometry_name"] or "wkb_geometry", shape)]
            frame = _framed(kept, reader.schema, meta["geometry_name"] or "wkb_geometry", crs)
    except UNREADABLE as error:
        said = (str(error).splitlines() or [type(error).__name__])[0].replace(str(source), name)
        raise ReadError("{file}: cannot be read ({error})", file=name, error=said) from error
    total = int(info["features"])
    return Clipped(frame=frame, rows_in_file=total if total >= 0 else None)


def _system(info: dict[str, Any], name: str) -> CRS:
    if not info["crs"]:
        raise ReadError("{file}: no coordinate system in the file", file=name)
    return CRS.from_user_input(info["crs"])


def _brought(shape: BaseGeometry, source: int, target: CRS) -> BaseGeometry:
    bring = Transformer.from_crs(source, target, always_xy=True)
    brought: BaseGeometry = shapely.transform(
        shapely.segmentize(shape, 1000), lambda xy: np.column_stack(bring.transform(*xy.T))
    )
    shapely.prepare(brought)
    return brought


def _touching(
    reader: Iterable[pa.RecordBatch], geometry: str, shape: BaseGeometry
) -> Iterator[pa.RecordBatch]:
    for batch in reader:
        shapes = shapely.from_wkb(batch.column(geometry).to_numpy(zero_copy_only=False))
        keep = shapely.intersects(shape, shapes)
        if keep.any():
            yield batch.filter(pa.array(keep))


def _framed(
    batches: list[pa.RecordBatch], schema: pa.Schema, geometry: str, crs: CRS
) -> GeoDataFrame:
    frame = _legible(pa.Table.from_batches(batches, schema=schema)).to_pandas()
    shapes = shapely.from_wkb(frame[geometry].to_numpy())
    return GeoDataFrame(frame.drop(columns=geometry), geometry=shapes, crs=epsg_of(crs) or crs)


def _legible(table: pa.Table) -> pa.Table:
    """Table whose text is UTF-8: GDAL hands on what a file holds. Bytes that are not stand out."""
    try:
        table.validate(full=True)
    except pa.ArrowInvalid:
        for at, column in enumerate(table.columns):
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                cells = column.cast(pa.large_binary()).to_pylist()
                text = [None if c is None else c.decode("utf-8", errors="replace") for c in cells]
                table = table.set_column(at, table.field(at).name, pa.array(text, column.type))
    return table


def parquet_rows(path: Path, codes: Iterable[str], columns: Iterable[str]) -> Clipped:
    """
    Rows of a Parquet file of which one column holds one of the codes.

    Parameters
    ----------
    path : Path
        The file.
    codes : iterable of str
        INSEE codes.
    columns : iterable of str
        Columns that may hold them; those that the file lacks are passed over.

    Returns
    -------
    Clipped
        Rows kept, all columns.

    Raises
    ------
    ReadError
        If the file is damaged, or has none of the columns.

    Notes
    -----
    Of each row group the columns of codes are read first, and the others only where a row is
    wanted, a batch at a time. The scanner of pyarrow.dataset reads ahead: over three million rows
    it took several times as much (tests/layers/fetch/test_memory.py).
    """
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            held = [c for c in columns if c in file.schema_arrow.names]
            if not held:
                raise ReadError("{file}: no column holds the code of a commune", file=path.name)
            wanted = pa.array(sorted(codes), pa.string())
            kept = [b for g in range(file.num_row_groups) for b in _in_group(file, g, held, wanted)]
            table = pa.Table.from_batches(kept, schema=file.schema_arrow)
            return Clipped(frame=table.to_pandas(), rows_in_file=file.metadata.num_rows)
    except pa.ArrowException as error:
        raise ReadError(
            "{file}: not a readable Parquet file ({error})", file=path.name, error=error
        ) from error


def _in_group(
    file: pq.ParquetFile, group: int, columns: list[str], wanted: pa.Array
) -> Iterator[pa.RecordBatch]:
    """Rows of a row group that are wanted; nothing else of it is read where there is none."""
    held = file.read_row_group(group, columns=columns, use_threads=False)
    keep = np.zeros(held.num_rows, dtype=bool)
    for column in held.columns:
        keep |= pc.is_in(column.cast(pa.string()), value_set=wanted).to_numpy()
    if not keep.any():
        return
    at = 0
    for batch in file.iter_batches(BATCH, row_groups=[group], use_threads=False):
        part = keep[at : at + batch.num_rows]
        at += batch.num_rows
        if part.any():
            yield batch.filter(pa.array(part))


def text_rows(path: Path, codes: Iterable[str], columns: Iterable[str]) -> Clipped:
    """
    Rows of a text table of which one column holds one of the codes; all where no column is named.

    Parameters
    ----------
    path : Path
        The file.
    codes : iterable of str
        Codes: of communes, or of départements.
    columns : iterable of str
        Columns that may hold them, in any case.

    Returns
    -------
    Clipped
        Rows kept, all cells as text.

    Raises
    ------
    ReadError
        If the file is not a table, or has none of the columns.
    """
    with path.open("rb") as stream:
        head = stream.read(_SNIFFED)
    encoding = encoding_of(head.rsplit(b"\n", 1)[0]).replace("-sig", "")
    names, delimiter = _header(head.decode(encoding, errors="replace"), path.name)
    if len({name.strip() for name in names}) < len(names):
        raise ReadError("{file}: two columns have the same name", file=path.name)
    lower = {n.casefold().strip(): n for n in names}
    asked = [*columns]
    held = [lower[c.casefold()] for c in asked if c.casefold() in lower]
    if asked and not held:
        raise ReadError("{file}: no column holds the code of a commune", file=path.name)
    wanted = _Wanted(names=names, delimiter=delimiter, columns=held, codes=frozenset(codes))
    try:
        return _scanned(path, encoding, wanted)
    except (pa.ArrowException, UnicodeError) as error:
        if encoding != "utf-8" or "UTF8" not in str(error).upper().replace("-", ""):
            raise _unreadable(path, error) from error
    try:  # the head has no accent, what follows is not UTF-8: what French producers write else
        return _scanned(path, "cp1252", wanted)
    except (pa.ArrowException, UnicodeError) as error:
        raise _unreadable(path, error) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Header of a text table, and which of its rows are kept."""

    names: list[str]
    delimiter: str
    columns: list[str]
    codes: frozenset[str]


def _unreadable(path: Path, error: Exception) -> ReadError:
    return ReadError("{file}: cannot be read ({error})", file=path.name, error=error)


def _scanned(path: Path, encoding: str, wanted: _Wanted) -> Clipped:
    kept, total = [], 0
    with pv.open_csv(
        path,
        read_options=pv.ReadOptions(encoding=encoding, block_size=_BLOCK, use_threads=False),
        parse_options=pv.ParseOptions(delimiter=wanted.delimiter, newlines_in_values=True),
        convert_options=pv.ConvertOptions(
            column_types=dict.fromkeys(wanted.names, pa.string()), strings_can_be_null=False
        ),
    ) as reader:
        for batch in reader:
            total += batch.num_rows
            found = _with_codes(batch, wanted.columns, wanted.codes)
            if found.num_rows:
                kept.append(found)
        table = pa.Table.from_batches(kept, schema=reader.schema)
    frame = table.to_pandas()
    return Clipped(frame=frame.set_axis(frame.columns.str.strip(), axis=1), rows_in_file=total)


def _with_codes(batch: pa.RecordBatch, columns: list[str], codes: frozenset[str]) -> pa.RecordBatch:
    if not columns:
        return batch
    wanted = pa.array(sorted(codes), pa.string())
    keep = np.zeros(batch.num_rows, dtype=bool)
    for name in columns:
        cells = pc.utf8_trim_whitespace(batch.column(name))
        keep |= pc.is_in(cells, value_set=wanted).to_numpy(zero_copy_only=False)
    return batch.filter(pa.array(keep))


def _header(text: str, name: str) -> tuple[list[str], str]:
    first = text.lstrip("\ufeff").splitlines()
    if not first or not first[0].strip():
        raise ReadError(
            "{file}: the file is empty; bring it in again, or ask its producer for it", file=name
        )
    delimiter = max(_DELIMITERS, key=first[0].count)
    return next(csv.reader(io.StringIO(first[0]), delimiter=delimiter)), delimiter


def points_of(frame: pd.DataFrame, *, x: str, y: str, crs: int) -> GeoDataFrame:
    """
    Rows as points, from two columns; rows without both have no geometry.

    Examples
    --------
    >>> points_of(pd.DataFrame({"x": ["3.9", ""], "y": ["43.6", ""]}), x="x", y="y", crs=4326
    ... ).geometry.isna().tolist()
    [False, True]
    """
    places = [pd.to_numeric(frame[c], errors="coerce") for c in (x, y)]
    shapes = np.asarray(gpd.points_from_xy(*places))
    shapes[(places[0].isna() | places[1].isna()).to_numpy()] = None
    return GeoDataFrame(frame, geometry=shapes, crs=crs)
