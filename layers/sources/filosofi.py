"""FiLoSoFi (Insee): incomes by commune; blank is secrecy, not zero."""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "Insee, FiLoSoFi",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "context": {"codgeo": "context_id", "geo": "context_id", "libgeo": "name"}
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of FiLoSoFi, long or wide.

    Examples
    --------
    >>> matches(frozenset({"geo", "filosofi_measure", "obs_value"}), "context")
    True
    """
    return role == "context" and any(c.startswith(("filosofi_", "nbmenfisc")) for c in columns)


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
