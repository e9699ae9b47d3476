"""
A whole GTFS feed: how many departures an hour each stop has at the peak of a given day.

What runs on a day is what calendar.txt says, less the removals and plus the additions of
calendar_dates.txt (a holiday, a strike, the summer). Times go past midnight: 25:10:00 on Monday
is 1:10 on Tuesday. Specification: gtfs.org, Schedule reference.
"""

import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from land.errors import Message
from layers.account import Reason
from layers.archives import DAMAGED
from layers.errors import ReadError
from layers.formats.loaded import Loaded, Note, digest
from layers.sources.gtfs_calendar import Feed, require_served, seconds_of, services_on, typical_day
from layers.sources.gtfs_tables import numbers, table

PEAK: Final = (7.0, 9.0)
"""Hours of the peak of a working day (*assumed*). [h]"""

NEEDED: Final = ("stops.txt", "stop_times.txt", "trips.txt")
OPTIONAL: Final = ("calendar.txt", "calendar_dates.txt", "frequencies.txt", "routes.txt")

NO_PICKUP: Final = "1"

MODES: Final = (
    (0, 0, "tram"), (1, 1, "metro"), (2, 2, "train"), (3, 3, "bus"), (4, 4, "boat"),
    (5, 5, "tram"), (11, 11, "bus"), (12, 12, "metro"), (100, 117, "train"), (200, 209, "bus"),
    (400, 404, "metro"), (405, 405, "metro"), (700, 716, "bus"), (800, 800, "bus"),
    (900, 906, "tram"), (1000, 1000, "boat"), (1200, 1200, "boat"),
)  # fmt: skip
"""First and last ``route_type`` of each mode, extended types included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """Stops with their departures an hour, the day and the hours that were counted."""

    stops: GeoDataFrame
    day: date
    peak: tuple[float, float]
    left_out: int
    """Stops without coordinates, or that are neither a platform nor a station with platforms."""


def is_feed(path: Path) -> bool:
    """
    Whether a zip or a folder holds the timetable of a network.

    Examples
    --------
    >>> is_feed(Path("nowhere"))
    False
    """
    if path.is_dir():
        return all((path / name).is_file() for name in NEEDED)
    if not path.is_file() or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return {Path(n).name for n in archive.namelist()} >= set(NEEDED)
    except DAMAGED:
        return False


def departures(
    path: str | Path, *, day: date | None = None, peak: tuple[float, float] = PEAK
) -> Departures:
    """
    Departures an hour of every stop of a feed at the peak of a day, in its better direction.

    Parameters
    ----------
    path : str or Path
        A zip or a folder with the files of the feed.
    day : date, optional
        The day on the clock of the stop. A typical Tuesday where absent: of the Tuesdays of the
        feed, the first that has their median number of trips.
    peak : tuple of float
        First hour, and the hour before which it ends. [h]

    Returns
    -------
    Departures
        ``stop_id``, ``name``, ``mode``, ``peak_departures_per_h`` and points. [EPSG:4326]

    Raises
    ------
    ReadError
        If a file or column is missing, a time is unreadable, or the day is outside the calendar
        of the feed; says which days there are.

    Notes
    -----
    Platforms of one station are one stop, where the station is. Departures of the two directions
    (``direction_id``) are not added up: the larger one counts. Neither the last stop of a trip
    nor one where nobody may board is a departure. ``frequencies.txt`` gives one departure every
    ``headway_secs`` from the start of each period to before its end. A stop that no trip serves
    that day has 0, a measured zero. Boarding on demand counts as boarding.
    """
    feed = _feed(Path(path))
    chosen = day or typical_day(feed)
    require_served(feed, chosen)
    calls = _calls(feed)
    first, last = (round(3600 * hour) for hour in peak)
    around = [
        _on(feed, calls, chosen - timedelta(days=back)).assign(shift=86_400 * back)
        for back in (0, 1)
    ]
    counted = pd.concat(around, ignore_index=True)
    seconds = counted["seconds"] - counted["shift"]
    counted = counted[(seconds >= first) & (seconds < last)]
    stops, left_out = _places(feed["stops.txt"])
    per_h = _per_hour(counted, (last - first) / 3600)
    frame = stops.assign(
        peak_departures_per_h=stops["stop_id"].map(per_h).fillna(0.0),
        mode=stops["stop_id"].map(_mode_of(feed, calls)).astype("object").fillna("unknown"),
    )
    return Departures(stops=frame, day=chosen, peak=peak, left_out=left_out)


def load(path: Path, day: date | None) -> Loaded:
    """
    Stops of a feed as rows for the door of the layers.

    Parameters
    ----------
    path : Path
        A zip or a folder.
    day : date or None
        The day; a typical Tuesday where absent.

    Returns
    -------
    Loaded
        What :func:`departures` gives; the account names the day and the hours.
    """
    found = departures(path, day=day)
    hours = "-".join(f"{hour:02.0f}:00" for hour in found.peak)
    files = [p for p in path.iterdir() if p.suffix == ".txt"] if path.is_dir() else [path]
    notes: list[Note] = [("noted", Reason.LAYER, f"{found.day} {hours}", len(found.stops))]
    if found.left_out:
        notes.append(("refused", Reason.OUTSIDE_SELECTION, "", found.left_out))
    return Loaded(frame=found.stops, name=path.name, sha256=digest(files), notes=tuple(notes))


def _feed(path: Path) -> Feed:
    texts = _texts(path)
    missing: list[object] = [name for name in NEEDED if name not in texts]
    if "calendar.txt" not in texts and "calendar_dates.txt" not in texts:
        missing.append(Message("calendar.txt or calendar_dates.txt"))
    if missing:
        raise ReadError(
            "{file}: not a whole GTFS feed, no {missing}", file=path.name, missing=missing
        )
    return {
        name: table(name, texts[name]) if name in texts else DataFrame()
        for name in (*NEEDED, *OPTIONAL)
    }


def _texts(path: Path) -> dict[str, bytes]:
    wanted = {*NEEDED, *OPTIONAL}
    if path.is_dir():
        return {p.name: p.read_bytes() for p in path.iterdir() if p.name in wanted}
    try:
        with zipfile.ZipFile(path) as archive:
            inside = {Path(n).name: n for n in archive.namelist()}
            return {name: archive.read(inside[name]) for name in wanted & set(inside)}
    except DAMAGED as error:
        raise ReadError(
            "{file}: not a readable feed ({error})", file=path.name, error=error
        ) from error


def _column(held: DataFrame, name: str, default: str = "") -> Series:
    return held[name] if name in held else Series(default, index=held.index, dtype=str)


def _calls(feed: Feed) -> DataFrame:
    """Departures of every trip: its stop, service, direction and seconds."""
    times, trips = feed["stop_times.txt"], feed["trips.txt"]
    calls = DataFrame(
        {
            "trip_id": times["trip_id"], "stop_id": times["stop_id"],
            "sequence": numbers(times, "stop_sequence", "stop_times.txt"),
            "seconds": seconds_of(times["departure_time"]),
            "boards": _column(times, "pickup_type") != NO_PICKUP,
        }
    ).sort_values(["trip_id", "sequence"], kind="stable")  # fmt: skip
    # Stops between two timed ones may have no time: the one before them is the nearest below.
    calls["seconds"] = calls.groupby("trip_id")["seconds"].ffill()
    calls["since_start"] = calls["seconds"] - calls.groupby("trip_id")["seconds"].transform("first")
    last = ~calls["trip_id"].duplicated(keep="last")
    of_trip = trips.assign(direction=_column(trips, "direction_id")).set_index("trip_id")
    joined = calls.join(of_trip[["service_id", "route_id", "direction"]], on="trip_id")
    stations = _station_of(feed["stops.txt"])
    joined["place"] = joined["stop_id"].map(stations).fillna(joined["stop_id"])
    return joined[~last & joined["boards"]]


def _station_of(stops: DataFrame) -> Series:
    parent = _column(stops, "parent_station")
    placed = pd.to_numeric(stops["stop_lon"], errors="coerce").notna()
    known = parent.isin(stops.loc[placed, "stop_id"])
    return parent.where(known, stops["stop_id"]).set_axis(stops["stop_id"])


def _on(feed: Feed, calls: DataFrame, day: date) -> DataFrame:
    """Departures of a service day, those of trips that are repeated written out."""
    here = calls[calls["service_id"].isin(services_on(feed, day))]
    repeats = feed["frequencies.txt"]
    if not len(repeats):
        return here
    starts = _starts(repeats)
    again = here.merge(starts, on="trip_id")
    again["seconds"] = again["start"] + again["since_start"]
    return pd.concat([here[~here["trip_id"].isin(starts["trip_id"])], again], ignore_index=True)


def _starts(repeats: DataFrame) -> DataFrame:
    """Start of every run of the trips that are given by their headway."""
    first, end = seconds_of(repeats["start_time"]), seconds_of(repeats["end_time"])
    headway = numbers(repeats, "headway_secs", "frequencies.txt")
    if (headway <= 0).any():
        raise ReadError("frequencies.txt: headway_secs must be above 0")
    if first.isna().any() or end.isna().any():
        raise ReadError("frequencies.txt: a period without its start or its end")
    number = np.maximum(np.ceil(((end - first) / headway).to_numpy(float)), 0).astype(int)
    row = np.repeat(np.arange(len(repeats)), number)
    run = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    return DataFrame(
        {
            "trip_id": repeats["trip_id"].to_numpy()[row],
            "start": first.to_numpy()[row] + run * headway.to_numpy()[row],
        }
    )


def _per_hour(counted: DataFrame, hours: float) -> Series:
    by_direction = counted.groupby(["place", "direction"]).size()
    return by_direction.groupby(level="place").max() / hours


def _mode_of(feed: Feed, calls: DataFrame) -> Series:
    """Mode of the route that most trips of a stop belong to."""
    routes = feed["routes.txt"]
    if not {"route_id", "route_type"} <= {*routes.columns}:
        return Series(dtype=str)
    kinds = pd.to_numeric(routes["route_type"], errors="coerce").set_axis(routes["route_id"])
    modes = kinds.map(_mode)
    counts = calls.groupby(["place", calls["route_id"].map(modes)]).size().rename("trips")
    found = counts.reset_index().sort_values(["place", "trips"], ascending=[True, False])
    return found.drop_duplicates("place").set_index("place")["route_id"]


def _mode(route_type: float) -> str:
    return next((m for first, last, m in MODES if first <= route_type <= last), "unknown")


def _places(stops: DataFrame) -> tuple[GeoDataFrame, int]:
    """Stops and stations as points, and how many rows were left out."""
    stations = _station_of(stops)
    kind = _column(stops, "location_type").replace("", "0")
    used = {*stations[kind.eq("0").to_numpy()]}
    lon, lat = (pd.to_numeric(stops[c], errors="coerce") for c in ("stop_lon", "stop_lat"))
    kept = stops["stop_id"].isin(used) & lon.notna() & lat.notna()
    merged = kind.eq("0") & ~stops["stop_id"].isin(used)
    frame = GeoDataFrame(
        {"stop_id": stops.loc[kept, "stop_id"], "name": _column(stops, "stop_name")[kept]},
        geometry=gpd.points_from_xy(lon[kept], lat[kept]),
        crs=4326,
    )
    return frame.reset_index(drop=True), int((~kept & ~merged).sum())
