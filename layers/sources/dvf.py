"""Located land and property sales (Etalab): one row a sale, parcel and premises."""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "DGFiP, DVF (Etalab)",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {"context": {"type_local": "name"}}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of geo-DVF.

    Examples
    --------
    >>> matches(frozenset({"id_mutation", "valeur_fonciere", "id_parcelle"}), "context")
    True
    """
    return role == "context" and columns >= {"id_mutation", "valeur_fonciere"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
