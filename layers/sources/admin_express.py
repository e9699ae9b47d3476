"""Communes of Admin Express (IGN) and of the boundary files derived from it."""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "IGN, Admin Express",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "commune": {
        "insee_com": "commune_insee",
        "insee": "commune_insee",
        "code_insee": "commune_insee",
        "codgeo": "commune_insee",
        "code": "commune_insee",
        "nom": "name",
        "nom_com": "name",
        "nom_officiel": "name",
        "libgeo": "name",
        "population": "population",
        "pop": "population",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are a commune's code and name, and not those of the BD TOPO.

    Examples
    --------
    >>> matches(frozenset({"insee", "nom", "pop"}), "commune")
    True
    """
    code = columns & {"insee", "insee_com", "code_insee", "codgeo", "code"}
    name = columns & {"nom", "nom_com", "nom_officiel", "libgeo"}
    return role == "commune" and bool(code and name) and not columns & {"code_post", "code_postal"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
