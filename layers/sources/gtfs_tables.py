"""
The tables of a GTFS feed as text, each with the columns that it must have and ids that are unique.

Specification: gtfs.org, Schedule reference.
"""

import io
import warnings
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
from pandas import DataFrame, Series

from layers.account import counts
from layers.errors import ReadError

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "stops.txt": ("stop_id", "stop_lat", "stop_lon"),
    "stop_times.txt": ("trip_id", "stop_id", "stop_sequence", "departure_time"),
    "trips.txt": ("trip_id", "service_id", "route_id"),
    "calendar.txt": ("service_id", *DAYS, "start_date", "end_date"),
    "calendar_dates.txt": ("service_id", "date", "exception_type"),
    "frequencies.txt": ("trip_id", "start_time", "end_time", "headway_secs"),
    "routes.txt": (),
}
"""Columns that each file must have, of those that are read."""

UNIQUE: Final[Mapping[str, str]] = {
    "stops.txt": "stop_id",
    "trips.txt": "trip_id",
    "routes.txt": "route_id",
}
"""Column that names a row of a file once."""


_REST: Final = "after the last column"


def table(name: str, text: bytes) -> DataFrame:
    r"""
    Rows of one file of a feed, all cells as text.

    Parameters
    ----------
    name : str
        File of the feed.
    text : bytes
        What it holds, in UTF-8.

    Returns
    -------
    DataFrame
        Rows; names of columns without the spaces around them.

    Raises
    ------
    ReadError
        If it is not a table in UTF-8, a row has more cells than there are columns, a required
        column is absent, or an id names two rows.

    Examples
    --------
    >>> table("routes.txt", b"route_id, route_type\nT1,0\n").to_dict("records")
    [{'route_id': 'T1', 'route_type': '0'}]
    """
    try:
        frame = _rows(text)
    except (ValueError, pd.errors.ParserError, pd.errors.ParserWarning) as error:
        raise ReadError("{file}: cannot be read ({error})", file=name, error=error) from error
    frame = frame.rename(columns=str.strip)
    if frame.columns.duplicated().any():
        raise ReadError("{file}: two columns have the same name", file=name)
    absent = [column for column in REQUIRED[name] if column not in frame]
    if absent:
        raise ReadError("{file}: no column {absent}", file=name, absent=absent)
    key = UNIQUE.get(name)
    again = frame[key][frame[key].duplicated()] if key in frame else frame.index[:0]
    if len(again):
        raise ReadError(
            "{file}: « {name} » names several rows: {found}",
            file=name, name=key, found=counts(pd.Series(again)),
        )  # fmt: skip
    return frame


def _rows(text: bytes) -> DataFrame:
    """Rows of a table; a comma at the end of each row, as some networks write, is no cell."""
    try:
        return _parsed(text)
    except pd.errors.ParserWarning:
        names = [*_parsed(text, nrows=0).columns, _REST]
        frame = _parsed(text, names=names, header=0)
        if frame[_REST].ne("").any():
            raise
        return frame.drop(columns=_REST)


def _parsed(text: bytes, **options: Any) -> DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        frame: DataFrame = pd.read_csv(
            io.BytesIO(text), dtype=str, encoding="utf-8-sig", skipinitialspace=True,
            keep_default_na=False, index_col=False, **options,
        )  # fmt: skip
    return frame


def numbers(held: DataFrame, column: str, file: str) -> Series:
    """
    Numbers of a column, in which every cell is one.

    Raises
    ------
    ReadError
        If one is not; shows the first.

    Examples
    --------
    >>> numbers(DataFrame({"n": ["1", "20"]}), "n", "stop_times.txt").tolist()
    [1, 20]
    """
    found = pd.to_numeric(held[column], errors="coerce")
    require_all(held[column], found, f"{file}, {column}")
    return found


def require_all(said: Series, found: Series, where: str) -> None:
    """
    Refuse a column of which a cell could not be read.

    Raises
    ------
    ReadError
        If there is one; shows the first.
    """
    wrong = found.isna()
    if wrong.any():
        raise ReadError(
            "GTFS, {where}: {count} unreadable cell(s), first « {first} »",
            where=where, count=int(wrong.sum()), first=said[wrong].iloc[0],
        )  # fmt: skip
