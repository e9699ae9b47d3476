"""Cadastre by Etalab: parcels and buildings of the PCI, GeoJSON or shapefile, one commune each."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "DGFiP, Plan cadastral informatisé",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "parcel": {
        "id": "parcel_id",
        "commune": "commune_insee",
        "contenance": "cadastral_area_m2",
    },
    "building": {"id": "building_id", "type": "light", "nom": "name"},
}

# Type of a building in the PCI: 01 is built to last (« dur »), 02 is light.
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "building": {"light": {"01": False, "1": False, "02": True, "2": True}}
}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}

_MARKS: Final = {
    "parcel": {"commune", "prefixe", "section", "numero"},
    "building": {"type", "commune", "created", "updated"},
}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of an Etalab file.

    Examples
    --------
    >>> matches(frozenset({"type", "nom", "commune", "created", "updated"}), "building")
    True
    """
    return role in _MARKS and columns >= _MARKS[role]


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Parcel ids rebuilt from commune, prefix, section and number where they are missing.

    Notes
    -----
    Fourteen characters: commune (5), prefix (3), section (2, zero on the left), number (4).

    Examples
    --------
    >>> row = {"commune_insee": ["25354"], "prefixe": ["000"], "section": ["B"], "numero": ["7"]}
    >>> tidy(pd.DataFrame(row), "parcel")["parcel_id"].tolist()
    ['253540000B0007']
    """
    parts = ("commune_insee", "prefixe", "section", "numero")
    lower = {str(c).casefold(): c for c in frame.columns}
    if role != "parcel" or not lower.keys() >= set(parts):
        return frame
    cells = {part: as_text(frame[lower[part]]) for part in parts}
    rebuilt = (
        cells["commune_insee"].str.zfill(5)
        + cells["prefixe"].fillna("000").str.zfill(3)
        + cells["section"].str.rjust(2, "0")
        + cells["numero"].str.zfill(4)
    )
    known = as_text(frame["parcel_id"]) if "parcel_id" in frame else rebuilt
    return frame.assign(parcel_id=known.fillna(rebuilt))
