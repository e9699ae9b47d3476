"""
FiLoSoFi (Insee): incomes by commune; blank is secrecy, not zero.

Since 2021 one row is one figure of one place: ``GEO``, ``GEO_OBJECT`` (commune, canton, bassin de
vie, …), ``FILOSOFI_MEASURE`` (``MED_SL`` median standard of living, ``PR_MD60`` poverty rate, …),
``CONF_STATUS`` (C where secret) and ``OBS_VALUE``. The code of a bassin de vie is that of its main
commune: without ``GEO_OBJECT`` the two would be taken for one another.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from layers.text import as_number, as_text

CITATION: Mapping[str, str] = {
    "producer": "Insee, FiLoSoFi",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "commune": {"codgeo": "commune_insee", "geo": "commune_insee"}
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}

COMMUNE: Final = "COM"
CONFIDENTIAL: Final = "C"


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of FiLoSoFi, long or wide.

    Examples
    --------
    >>> matches(frozenset({"geo", "filosofi_measure", "obs_value"}), "commune")
    True
    """
    long = columns >= {"geo", "filosofi_measure"}
    wide = "codgeo" in columns and any(c.startswith("nbmenfisc") for c in columns)
    return role == "commune" and (long or wide)


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    One row a commune and one column a measure, of the last year, under the codes of the Insee.

    Examples
    --------
    >>> rows = {"commune_insee": ["34172", "34172", "34172"], "GEO_OBJECT": ["COM", "COM", "BV"],
    ...         "FILOSOFI_MEASURE": ["MED_SL", "PR_MD60", "MED_SL"], "TIME_PERIOD": "2021",
    ...         "CONF_STATUS": ["F", "C", "F"], "OBS_VALUE": ["20560", "", "22000"]}
    >>> tidy(pd.DataFrame(rows), "commune").to_dict("records")
    [{'commune_insee': '34172', 'MED_SL': 20560.0, 'PR_MD60': nan}]
    """
    del role
    lower = {str(c).casefold(): str(c) for c in frame.columns}
    if not {"geo_object", "filosofi_measure", "obs_value"} <= set(lower):
        return frame
    text = {name: as_text(frame[column]) for name, column in lower.items()}
    keep = text["geo_object"] == COMMUNE
    if "time_period" in text:
        keep &= text["time_period"] == text["time_period"][keep].max()
    value = as_number(frame[lower["obs_value"]])[0]
    if "conf_status" in text:
        value = value.mask(text["conf_status"] == CONFIDENTIAL)
    long = pd.DataFrame(
        {
            "commune_insee": text["commune_insee"],
            "measure": text["filosofi_measure"],
            "value": value,
        }
    )[keep.fillna(value=False).astype(bool)]
    wide = long.drop_duplicates(["commune_insee", "measure"]).pivot_table(
        index="commune_insee", columns="measure", values="value", aggfunc="first", dropna=False
    )
    return wide.rename_axis(columns=None).reset_index()
