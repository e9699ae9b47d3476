"""Census of the Insee by commune: jobs at the workplace and employed residents, any year."""

import re
from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "Insee, Recensement de la population",
    "licence": "Licence Ouverte 2.0",
}

_JOBS = re.compile(r"p\d\d_emplt")
_MEASURE = re.compile(r"p\d\d_(emplt|actocc15p|actocc)")
_OURS: Mapping[str, str] = {
    "emplt": "jobs",
    "actocc15p": "employed_residents",
    "actocc": "employed_residents",
}

RENAME: Mapping[str, Mapping[str, str]] = {"commune": {"codgeo": "commune_insee"}}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether a column of jobs of the census is there.

    Examples
    --------
    >>> matches(frozenset({"codgeo", "p22_emplt", "p22_actocc15p"}), "commune")
    True
    """
    return role == "commune" and "codgeo" in columns and any(map(_JOBS.fullmatch, columns))


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Jobs and employed residents from the columns of the census, whose names hold its year.

    Examples
    --------
    >>> rows = {"commune_insee": ["34172"], "P22_EMPLT": [150000.0], "P22_ACTOCC15P": [120000.0]}
    >>> tidy(pd.DataFrame(rows), "commune")[["jobs", "employed_residents"]].iloc[0].tolist()
    [150000.0, 120000.0]
    """
    del role
    names: dict[str, str] = {}
    for column in map(str, frame.columns):
        found = _MEASURE.fullmatch(column.casefold())
        if found and _OURS[found[1]] not in {*names.values(), *frame.columns}:
            names[column] = _OURS[found[1]]
    return frame.rename(columns=names)
