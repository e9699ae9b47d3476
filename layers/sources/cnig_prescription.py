"""Prescriptions of planning documents, in the CNIG standard."""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "Géoportail de l'urbanisme",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "context": {"lib_idpsc": "context_id", "gid": "context_id", "libelle": "name"}
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of a prescription.

    Examples
    --------
    >>> matches(frozenset({"libelle", "typepsc", "idurba"}), "context")
    True
    """
    return role == "context" and columns >= {"libelle", "typepsc"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
