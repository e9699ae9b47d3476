"""
Grounds of public easements, in the CNIG standard: PM1 and PM3 are risk plans.

A file of the standard is of one category, that its name says (``AC1_ASSIETTE_SUP_S``); the WFS of
the Géoportail holds them all, and adds ``suptype`` (in lower case) and the name in words.
"""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "Géoportail de l'urbanisme",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "context": {
        "idass": "context_id",
        "gid": "context_id",
        "nomsuplitt": "name",
        "nomass": "name",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of the ground of an easement.

    Examples
    --------
    >>> matches(frozenset({"idass", "idgen", "nomass", "typeass"}), "context")
    True
    """
    return role == "context" and columns >= {"idass", "typeass"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Name in words, else the short one of the standard.

    Examples
    --------
    >>> rows = {"name": ["Abords de l'église", None], "nomass": ["AC1_1", "AC1_2"]}
    >>> tidy(pd.DataFrame(rows), "context")["name"].tolist()
    ["Abords de l'église", 'AC1_2']
    """
    del role
    short = next((c for c in frame.columns if str(c).casefold() == "nomass"), None)
    if short is None or "name" not in frame:
        return frame
    return frame.assign(name=as_text(frame["name"]).fillna(as_text(frame[short])))
