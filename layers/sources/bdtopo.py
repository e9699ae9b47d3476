"""BD TOPO version 3 of the IGN: shapefiles with short upper-case names, GeoPackage with long."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "IGN, BD TOPO",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "building": {
        "cleabs": "building_id",
        "id": "building_id",
        "usage_1": "usage",
        "usage1": "usage",
        "construction_legere": "light",
        "leger": "light",
        "hauteur": "height_m",
        "nombre_de_logements": "dwellings",
        "nb_logts": "dwellings",
    },
    "zone": {
        "cleabs": "zone_id",
        "id": "zone_id",
        "toponyme": "name",
        "insee_com": "commune_insee",
    },
    "commune": {
        "code_insee": "commune_insee",
        "insee_com": "commune_insee",
        "nom_officiel": "name",
        "nom": "name",
        "population": "population",
    },
    "water": {
        "cleabs": "water_id",
        "id": "water_id",
        "cpx_toponyme_de_cours_d_eau": "name",
        "cpx_toponyme_de_plan_d_eau": "name",
        "nom_c_eau": "name",
        "nom_p_eau": "name",
    },
}

# A height of exactly zero is one that was not measured: no building stands zero metres high.
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "building": {
        "usage": {
            "Résidentiel": "residential",
            "Commercial et services": "commercial",
            "Industriel": "industrial",
            "Agricole": "agricultural",
            "Annexe": "annex",
            "Religieux": "public",
            "Sportif": "public",
            "Indifférencié": "unknown",
        },
        "height_m": {"0": None},
    }
}

# Activity zones are few among the places of interest (town halls, schools, monuments).
_ECONOMIC: Final = (
    "Zone industrielle", "Zone d'activités", "Zone d'activité", "Zone artisanale",
    "Zone commerciale", "Parc d'activités tertiaires",
)  # fmt: skip
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {
    "zone": {"nature": _ECONOMIC, "fictif": ("Non", "False", "false", "0", None)},
}

_MARKS: Final = {
    "building": ({"usage_1", "hauteur"}, {"usage1", "hauteur"}),
    "zone": ({"categorie", "nature", "toponyme", "fictif"},),
    "commune": ({"insee_com", "code_post", "nom"}, {"code_insee", "nom_officiel", "code_postal"}),
    "water": ({"code_hydro", "persistanc"}, {"code_hydrographique", "persistance"}),
}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of a BD TOPO class, in either spelling.

    Examples
    --------
    >>> matches(frozenset({"cleabs", "usage_1", "hauteur"}), "building")
    True
    """
    return any(columns >= marks for marks in _MARKS.get(role, ()))


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
