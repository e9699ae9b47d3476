"""Grounds of public easements, in the CNIG standard: PM1 and PM3 are risk plans."""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "Géoportail de l'urbanisme",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "context": {"idass": "context_id", "gid": "context_id", "nomass": "name"}
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of the ground of an easement.

    Examples
    --------
    >>> matches(frozenset({"suptype", "typeass", "nomass"}), "context")
    True
    """
    return role == "context" and columns >= {"suptype", "typeass"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
