"""
Located land and property sales (Etalab): one row a sale, parcel and premises.

Commas, UTF-8, points for decimals, dates as YYYY-MM-DD. ``valeur_fonciere`` is the price of the
whole sale and stands on each of its rows: it is never to be added up over rows. Documentation:
datagouv/dvf, README-CSV.md.
"""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_text

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
    """
    Name of what was sold: the premises, else the land.

    Examples
    --------
    >>> rows = {"name": ["Maison", None], "nature_culture": ["sols", "terrains a bâtir"]}
    >>> tidy(pd.DataFrame(rows), "context")["name"].tolist()
    ['Maison', 'terrains a bâtir']
    """
    del role
    if "name" not in frame or "nature_culture" not in frame:
        return frame
    return frame.assign(name=as_text(frame["name"]).fillna(as_text(frame["nature_culture"])))
