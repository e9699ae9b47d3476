"""Classified installations of Géorisques: a point, a regime, a Seveso status."""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "BRGM, Géorisques",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "context": {
        "codeaiot": "context_id",
        "code_aiot": "context_id",
        "raisonsociale": "name",
        "raison_sociale": "name",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of the installations.

    Examples
    --------
    >>> matches(frozenset({"codeaiot", "raisonsociale", "regime"}), "context")
    True
    """
    return role == "context" and bool(columns & {"codeaiot", "code_aiot"})


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
