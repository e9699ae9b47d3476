"""Home to work flows (Insee): the table of flows, or the detail file of the census."""

from collections.abc import Mapping

import pandas as pd

from land.arrondissements import city_of
from layers.text import as_number, as_text

CITATION: Mapping[str, str] = {
    "producer": "Insee, Recensement de la population",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "flow": {
        "codgeo": "origin_insee",
        "commune": "origin_insee",
        "dclt": "destination_insee",
        "ipondi": "workers",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of one of the two files.

    Examples
    --------
    >>> matches(frozenset({"codgeo", "libgeo", "dclt", "l_dclt", "nbflux_c22_actocc15p"}), "flow")
    True
    """
    return role == "flow" and "dclt" in columns and bool(columns & {"codgeo", "commune"})


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Workers from the column of flows, whatever its year; weights of the detail file added up.

    Notes
    -----
    The detail file has one row a person asked, with a weight (``IPONDI``): the flow is the sum of
    the weights, decimals kept. Source: Insee, documentation of FD_MOBPRO. Flows of arrondissements
    are those of their city.

    Examples
    --------
    >>> rows = {"origin_insee": ["A", "A"], "destination_insee": ["75101", "75102"],
    ...         "workers": [1.5, 2.0]}
    >>> tidy(pd.DataFrame(rows), "flow").to_dict("records")
    [{'origin_insee': 'A', 'destination_insee': '75056', 'workers': 3.5}]
    """
    del role
    counts = [c for c in frame.columns if str(c).casefold().startswith("nbflux_")]
    if counts and "workers" not in frame:
        frame = frame.rename(columns={counts[0]: "workers"})
    keys = ["origin_insee", "destination_insee"]
    if not {*keys, "workers"} <= {*frame.columns}:
        return frame
    frame = frame.assign(**{k: city_of(as_text(frame[k])) for k in keys})
    weights = as_number(frame["workers"])[0]
    if not frame.duplicated(keys).any() or weights.isna().any():
        return frame  # a weight that is no number is a fault, told with its row
    return (
        weights.groupby([frame[k] for k in keys], dropna=False)
        .sum()
        .rename("workers")
        .reset_index()
    )
