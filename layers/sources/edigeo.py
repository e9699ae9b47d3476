"""Raw cadastral plan in EDIGEO (PCI vecteur): parcels and buildings as GDAL gives them."""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "DGFiP, Plan cadastral informatisé",
    "licence": "Licence Ouverte 2.0",
}

_SHORT = 12

RENAME: Mapping[str, Mapping[str, str]] = {
    "parcel": {"idu": "parcel_id", "commune": "commune_insee", "supf": "cadastral_area_m2"},
    "building": {"object_rid": "building_id", "dur": "light", "tex": "name"},
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "building": {"light": {"01": False, "1": False, "02": True, "2": True}}
}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of parcels or buildings of an EDIGEO exchange.

    Examples
    --------
    >>> matches(frozenset({"object_rid", "idu", "supf"}), "parcel")
    True
    """
    return "object_rid" in columns and {"parcel": "idu", "building": "dur"}.get(role, "") in columns


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Parcel ids of fourteen characters: the exchange leaves the département out.

    Notes
    -----
    ``IDU`` holds commune (3), prefix (3), section (2) and number (4); the département comes from
    the name of the archive.

    Examples
    --------
    >>> row = {"parcel_id": ["354000AB0001"], "commune_insee": ["25354"]}
    >>> tidy(pd.DataFrame(row), "parcel")["parcel_id"].tolist()
    ['25354000AB0001']
    """
    if role != "parcel" or not {"parcel_id", "commune_insee"} <= {*frame.columns}:
        return frame
    given, commune = as_text(frame["parcel_id"]), as_text(frame["commune_insee"])
    short = (given.str.len() == _SHORT) & commune.notna()
    return frame.assign(parcel_id=given.mask(short, commune.str[:2] + given))
