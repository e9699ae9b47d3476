"""
Census of the Insee by commune: jobs at the workplace, employed residents and the unemployed.

Names of columns hold the year. By profile, active people less those in work are the unemployed as
the census counts them: who says so, aged 15 to 64, not who is registered with France Travail.
"""

import re
from collections.abc import Mapping

import pandas as pd

from layers.role import PROFILES
from layers.text import as_number, as_text

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

# Actives and people in work by profile: socio-economic groups since 2022, classes (CS) before.
_ACTIVE = re.compile(r"c\d\d_act1564_(?:stat_gsec1([3-6])_2[3-6]|cs([3-6]))")
_AT_WORK = re.compile(r"c\d\d_actocc1564_(?:stat_gsec1([3-6])|cs([3-6]))")
_PROFILES = dict(zip("3456", PROFILES, strict=True))

RENAME: Mapping[str, Mapping[str, str]] = {
    "commune": {"codgeo": "commune_insee"},
    "labour": {"codgeo": "commune_insee"},
}
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
    wanted = {"commune": _JOBS, "labour": _ACTIVE}.get(role)
    return wanted is not None and "codgeo" in columns and any(map(wanted.fullmatch, columns))


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Jobs and employed residents from the columns of the census; or the unemployed by profile.

    Examples
    --------
    >>> rows = {"commune_insee": ["34172"], "P22_EMPLT": [150000.0], "P22_ACTOCC15P": [120000.0]}
    >>> tidy(pd.DataFrame(rows), "commune")[["jobs", "employed_residents"]].iloc[0].tolist()
    [150000.0, 120000.0]
    """
    if role == "labour":
        return _unemployed(frame)
    names: dict[str, str] = {}
    for column in map(str, frame.columns):
        found = _MEASURE.fullmatch(column.casefold())
        if found and _OURS[found[1]] not in {*names.values(), *frame.columns}:
            names[column] = _OURS[found[1]]
    return frame.rename(columns=names)


def _unemployed(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Unemployed people of the census, one row a commune and profile.

    Examples
    --------
    >>> rows = {"commune_insee": ["34172"], "C22_ACT1564_STAT_GSEC16_26": ["9000,5"],
    ...         "C22_ACTOCC1564_STAT_GSEC16": ["7000"]}
    >>> _unemployed(pd.DataFrame(rows)).to_dict("records")
    [{'commune_insee': '34172', 'profile': 'ouvriers', 'job_seekers': 2000.5}]
    """
    active, at_work = (_by_profile(frame, pattern) for pattern in (_ACTIVE, _AT_WORK))
    parts = [
        pd.DataFrame(
            {
                "commune_insee": as_text(frame["commune_insee"]),
                "profile": _PROFILES[code],
                "job_seekers": (_figure(frame[active[code]]) - _figure(frame[at_work[code]])).round(
                    3
                ),
            }
        )
        for code in sorted(set(active) & set(at_work))
    ]
    return pd.concat(parts, ignore_index=True) if parts else frame


def _figure(cells: pd.Series) -> pd.Series:
    return as_number(cells)[0]


def _by_profile(frame: pd.DataFrame, pattern: re.Pattern[str]) -> dict[str, str]:
    """Column of each profile, by its digit, in the last census of the file."""
    found = [(m, str(c)) for c in frame.columns if (m := pattern.fullmatch(str(c).casefold()))]
    return {m[1] or m[2]: c for m, c in sorted(found, key=lambda one: one[1])}
