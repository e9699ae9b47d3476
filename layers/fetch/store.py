"""The cache: clipped layers as GeoParquet, columns of the producer, their source inside."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from geopandas import GeoDataFrame

from layers.formats.parquet_source import MARK, source_in
from layers.text import as_text


def write_layer(frame: pd.DataFrame, path: Path, source: Mapping[str, Any]) -> None:
    """
    Write a layer with its source; the file that is there gives way when the new one is whole.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Rows under the producer's columns.
    path : Path
        Parquet file.
    source : mapping
        Producer, licence, vintage, hash, dates: plain values.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    if isinstance(frame, GeoDataFrame):
        plain(frame).to_parquet(beside, index=False, write_covering_bbox=True)
    else:
        plain(frame).to_parquet(beside, index=False)
    table = pq.read_table(beside)
    metadata = {**(table.schema.metadata or {}), MARK: json.dumps(dict(source)).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), beside, compression="zstd")
    beside.replace(path)


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Frame whose columns of mixed values are text: Parquet holds one type a column.

    Examples
    --------
    >>> plain(pd.DataFrame({"a": ["x", 1]}))["a"].tolist()
    ['x', '1']
    """
    geometry = frame.geometry.name if isinstance(frame, GeoDataFrame) else None
    mixed = [
        c
        for c in frame.columns
        if c != geometry and frame[c].dtype == object and len({*frame[c].map(type)}) > 1
    ]
    return frame.assign(**{c: as_text(frame[c]) for c in mixed})


def source_of(path: Path) -> dict[str, Any]:
    """
    Source that stands inside a Parquet file; empty where there is none.

    Raises
    ------
    OSError, ArrowInvalid
        If the file cannot be read.
    """
    return source_in(pq.read_schema(path))
