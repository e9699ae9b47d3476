"""What a fact depends on, as one hash: the content of frames, never the name of a file."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Series
from pydantic import BaseModel


def digest(value: object) -> str:
    """
    SHA-256 of the content of a value.

    Parameters
    ----------
    value : object
        Frame, series, pydantic model, date, number, text, None, or a mapping or sequence of these.

    Returns
    -------
    str
        Hexadecimal digits. Values that differ in an index, a column, a type, a coordinate, the
        CRS or what was looked for everywhere (``attrs``) have different ones.

    Raises
    ------
    TypeError
        If the value is of another kind: what cannot be compared must not be kept.

    Examples
    --------
    >>> digest({"a": 1}) == digest({"a": 1}), digest({"a": 1}) == digest({"a": 1.0})
    (True, False)
    """
    found = hashlib.sha256()
    _add(found, value)
    return found.hexdigest()


def _add(found: "hashlib._Hash", value: object) -> None:
    found.update(f"<{type(value).__name__}>".encode())
    if isinstance(value, DataFrame | Series):
        _table(found, value)
    elif isinstance(value, BaseModel):
        _text(found, f"{type(value).__qualname__} {value.model_dump_json()}")
    elif isinstance(value, Mapping):
        for key, part in sorted(value.items(), key=lambda item: repr(item[0])):
            _add(found, key)
            _add(found, part)
    elif isinstance(value, tuple | list):
        _text(found, str(len(value)))
        for part in value:
            _add(found, part)
    elif value is None or isinstance(value, str | int | float | date):
        _text(found, repr(value))
    else:
        raise TypeError(f"no content of {type(value)}")


def _table(found: "hashlib._Hash", value: DataFrame | Series) -> None:
    _text(found, repr(sorted(value.attrs.items())))
    if isinstance(value, GeoDataFrame):
        _text(found, _crs(value))
        _frame(found, DataFrame(value.drop(columns=value.geometry.name)))
        _shapes(found, value.geometry)
    elif isinstance(value, GeoSeries):
        _text(found, _crs(value))
        _frame(found, DataFrame(index=value.index))
        _shapes(found, value)
    else:
        _frame(found, value.to_frame("value") if isinstance(value, Series) else value)


def _text(found: "hashlib._Hash", text: str) -> None:
    data = text.encode()
    found.update(f"{len(data)}:".encode() + data)


def _crs(shapes: Any) -> str:
    return shapes.crs.to_wkt() if shapes.crs is not None else ""


def _shapes(found: "hashlib._Hash", shapes: GeoSeries) -> None:
    """Well-known binary, each shape after its length: a missing one has none."""
    _binary(found, list(shapely.to_wkb(np.asarray(shapes.array, dtype=object))))


def _binary(found: "hashlib._Hash", parts: Sequence[bytes | None]) -> None:
    """Length of each part, -1 where it is missing, then the parts."""
    lengths = [-1 if part is None else len(part) for part in parts]
    found.update(np.array(lengths, dtype=np.int64).tobytes())
    for part in parts:
        if part is not None:
            found.update(part)


def _frame(found: "hashlib._Hash", frame: DataFrame) -> None:
    """Index, then columns in their order."""
    _text(found, repr((frame.index.names, len(frame))))
    for number in range(frame.index.nlevels):
        _column(found, "index", frame.index.get_level_values(number).to_series())
    for name in frame.columns:
        _column(found, repr(name), frame[name])


def _column(found: "hashlib._Hash", name: str, values: Series) -> None:
    _text(found, f"{name} {values.dtype}")
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "biufM":
        found.update(np.ascontiguousarray(values.to_numpy()).tobytes())
        return
    plain = values.astype(object).where(values.notna(), None).tolist()
    if all(x is None or isinstance(x, str) for x in plain):
        _binary(found, [None if x is None else x.encode("utf-8", "surrogatepass") for x in plain])
    else:
        _text(found, repr(plain))
