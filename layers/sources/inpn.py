"""
Natural areas of the INPN: one file a kind of protection, under one of three sets of names.

The WFS of the Géoplateforme says ``id_mnhn`` and ``nom_site``; API Carto and the shapefiles of
Natura 2000 ``sitecode`` and ``sitename``, those of other areas ``id_mnhn`` and ``nom``.
"""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "PatriNat (OFB, MNHN), INPN",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "natural_area": {
        "id_mnhn": "area_id",
        "sitecode": "area_id",
        "id_local": "area_id",
        "nom_site": "name",
        "nom": "name",
        "sitename": "name",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of the INPN; which protection it is, the file does not say.

    Examples
    --------
    >>> matches(frozenset({"id_mnhn", "nom_site", "url"}), "natural_area")
    True
    """
    return role == "natural_area" and bool(columns & {"id_mnhn", "sitecode"})


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
