"""OpenStreetMap through GDAL (pbf and xml): layers by geometry, other tags in one column."""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "Contributeurs OpenStreetMap",
    "licence": "ODbL 1.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "street": {"osm_id": "street_id", "name": "name", "highway": "street_kind"},
    "building": {"osm_way_id": "building_id", "building": "usage"},
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "building": {
        "usage": {
            "yes": "unknown",
            "house": "residential",
            "apartments": "residential",
            "residential": "residential",
            "commercial": "commercial",
            "retail": "commercial",
            "office": "commercial",
            "industrial": "industrial",
            "warehouse": "industrial",
            "farm": "agricultural",
            "barn": "agricultural",
            "garage": "annex",
            "garages": "annex",
            "school": "public",
            "public": "public",
            "church": "public",
        }
    }
}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those that GDAL gives to a file of OpenStreetMap.

    Examples
    --------
    >>> matches(frozenset({"osm_id", "name", "highway", "other_tags"}), "street")
    True
    """
    return role in RENAME and "other_tags" in columns and bool(columns & {"osm_id", "osm_way_id"})


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Whether a street is open to people on foot, by its class and its tags.

    Notes
    -----
    Motorways and trunk roads are closed to walkers (*assumed* of trunk roads), and so is what is
    tagged ``foot=no``, ``access=no`` or ``access=private``. Rows without ``highway`` (railways,
    rivers) are no streets: their kind is missing.

    Examples
    --------
    >>> rows = {"street_kind": ["motorway", "footway"], "other_tags": [None, None]}
    >>> tidy(pd.DataFrame(rows), "street")["walkable"].tolist()
    [False, True]
    """
    if role != "street" or "street_kind" not in frame:
        return frame
    kind = as_text(frame["street_kind"])
    tags = as_text(frame["other_tags"]) if "other_tags" in frame else kind.mask(kind.notna())
    barred = r'"(?:foot"=>"no|access"=>"(?:no|private))"'
    closed = kind.str.startswith(("motorway", "trunk"), na=False)
    closed |= tags.str.contains(barred, regex=True, na=False)
    return frame.assign(walkable=(~closed).where(kind.notna()))
