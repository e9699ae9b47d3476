"""Base permanente des équipements (Insee): points with a code of facility."""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "Insee, BPE",
    "licence": "Licence Ouverte 2.0",
}

# The codes that criteria ask for; another one is read as « other ». D502: known, to be checked.
_KINDS: Mapping[str, object] = {
    "A129": "town_hall",
    "D502": "childcare",
    **dict.fromkeys(("C107", "C108", "C109", "C201", "C301", "C302", "C303"), "school"),
    **dict.fromkeys(("D201", "D265"), "health"),
    **dict.fromkeys(("B104", "B105", "B207"), "shop"),
}

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
    Kind of facility from its code; the code stays in ``facility_code``.

    Examples
    --------
    >>> tidy(pd.DataFrame({"facility_kind": ["C109", "F113"]}), "facility").iloc[:, 0].tolist()
    ['school', 'other']
    """
    del role
    if "facility_kind" not in frame:
        return frame
    code = as_text(frame["facility_kind"])
    kind = code.map(_KINDS).fillna("other").where(code.notna())
    return frame.assign(facility_kind=kind, facility_code=code)
