"""
Base permanente des équipements (Insee): points with a code of facility.

One row a facility, semicolons; « _Z » stands for what does not apply, « _U » for what is not known.
Codes are those of 2024, which renamed many: an older file has other ones.
"""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "Insee, BPE",
    "licence": "Licence Ouverte 2.0",
}

# The codes that criteria ask for; another one is read as « other ».
_KINDS: Mapping[str, object] = {
    "A129": "town_hall",
    "D502": "childcare",
    **dict.fromkeys(("C107", "C108", "C109", "C201", "C301", "C302", "C303"), "school"),
    **dict.fromkeys(("D201", "D265"), "health"),
    **dict.fromkeys(("B104", "B105", "B207"), "shop"),
}

_UNSAID = ("_Z", "_U")

RENAME: Mapping[str, Mapping[str, str]] = {
    "facility": {"typequ": "facility_kind", "nomrs": "name", "capacite": "capacity"}
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of the located edition of the BPE.

    Examples
    --------
    >>> matches(frozenset({"typequ", "depcom", "lambert_x", "lambert_y"}), "facility")
    True
    """
    return role == "facility" and columns >= {"typequ", "depcom"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Kind of facility from its code, which stays in ``facility_code``; capacities that are numbers.

    Examples
    --------
    >>> tidy(pd.DataFrame({"facility_kind": ["C109", "F113"]}), "facility").iloc[:, 0].tolist()
    ['school', 'other']
    """
    del role
    if "capacity" in frame:
        frame = frame.assign(capacity=as_text(frame["capacity"]).mask(_unsaid(frame["capacity"])))
    if "facility_kind" not in frame:
        return frame
    code = as_text(frame["facility_kind"])
    kind = code.map(_KINDS).fillna("other").where(code.notna())
    return frame.assign(facility_kind=kind, facility_code=code)


def _unsaid(cells: pd.Series) -> pd.Series:
    return as_text(cells).isin(_UNSAID)
