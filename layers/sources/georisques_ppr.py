"""Zones of risk prevention plans: COVADIS, and the CNIG standard that follows it."""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "DDT, DREAL, Géorisques",
    "licence": "Licence Ouverte 2.0",
}

# 01 prescriptions (outside the hazard in COVADIS), 02 prescriptions, 03 interdiction, 04 strict
# interdiction. Levels: 00 none, 01 low, 02 and 03 middle, 04 and above high, 99 unknown.
_LEVELS: Mapping[str, str] = {
    "00": "0",
    "01": "1",
    "02": "2",
    "03": "2",
    "04": "3",
    "05": "3",
    "06": "3",
    "07": "3",
}
_KINDS: Mapping[str, str] = {"DREAL": "technological"}

RENAME: Mapping[str, Mapping[str, str]] = {
    "hazard": {
        "id_zone": "hazard_id",
        "idzonereglementaire": "hazard_id",
        "codezone": "hazard_id",
        "libellezonereglement": "name",
        "nom": "name",
        "typereg": "severity",
        "typereglement": "severity",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "hazard": {"severity": {"01": 1, "1": 1, "02": 2, "2": 2, "03": 3, "3": 3, "04": 3, "4": 3}}
}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether a column of regulation or of level of hazard is there.

    Examples
    --------
    >>> matches(frozenset({"id_zone", "id_gaspar", "typereg"}), "hazard")
    True
    """
    return role == "hazard" and bool(columns & {"typereg", "typereglement", "niveaualea"})


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Severity from the level of hazard where there is no regulation; kind from the code of the plan.

    Notes
    -----
    In the code of a procedure (18 characters) « DREAL » stands for a plan on technological risks
    (PPRT), « DDT » for one on natural risks, whose kind it does not say.

    Examples
    --------
    >>> rows = {"niveaualea": ["05"], "codeprocedure": ["69DREAL20090005"]}
    >>> tidy(pd.DataFrame(rows), "hazard")[["severity", "hazard_kind"]].iloc[0].tolist()
    ['3', 'technological']
    """
    del role
    lower = {str(c).casefold(): str(c) for c in frame.columns}
    if "severity" not in frame and "niveaualea" in lower:
        level = as_text(frame[lower["niveaualea"]]).str.zfill(2)
        frame = frame.assign(severity=level.map(_LEVELS))
    if "hazard_kind" not in frame and "codeprocedure" in lower:
        service = as_text(frame[lower["codeprocedure"]]).str.extract(
            r"^\d[\dAB]\d?([A-Z]+)", expand=False
        )
        frame = frame.assign(hazard_kind=service.map(_KINDS))
    return frame
