"""Stops of a GTFS feed (stops.txt)."""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "",
    "licence": "",
}

RENAME: Mapping[str, Mapping[str, str]] = {"stop": {"stop_id": "stop_id", "stop_name": "name"}}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}

# 0 or nothing is a platform, 1 a station; entrances, nodes and boarding areas are not stops.
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {
    "stop": {"location_type": ("0", "1", None)}
}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of stops.txt.

    Examples
    --------
    >>> matches(frozenset({"stop_id", "stop_name", "stop_lat", "stop_lon"}), "stop")
    True
    """
    return role == "stop" and columns >= {"stop_id", "stop_name", "stop_lat", "stop_lon"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
