"""LOVAC: private dwellings and those vacant for two years, by commune; « s » is secrecy."""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_number, as_text

CITATION: Mapping[str, str] = {
    "producer": "Cerema, DGALN, LOVAC",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "commune": {
        "comm_insee": "commune_insee",
        "nom_com": "name",
        "nb_log_pp_2022": "private_dwellings",
        "prop_logvac_pp_2a_010121": "long_vacancy_share",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether a column of vacant private dwellings is there.

    Examples
    --------
    >>> matches(frozenset({"comm_insee", "nom_com", "prop_logvac_pp_2a_010121"}), "commune")
    True
    """
    return role == "commune" and any(c.startswith(("pp_vacant", "prop_logvac_pp")) for c in columns)


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Share of long vacancy [0-1], from a percentage or from the two numbers of the open file.

    Notes
    -----
    Fewer than eleven dwellings are « s », a secret: missing, not zero.

    Examples
    --------
    >>> rows = {"CODGEO_26": ["34022", "34164"], "pp_vacant_plus_2ans_26": ["30", "s"],
    ...         "pp_total_26": ["3 000", "200"]}
    >>> tidy(pd.DataFrame(rows), "commune")["long_vacancy_share"].tolist()
    [0.01, nan]
    """
    del role
    if "long_vacancy_share" in frame:
        share = as_number(frame["long_vacancy_share"])[0] / 100
        return frame.assign(long_vacancy_share=share)
    lower = {str(c).casefold(): str(c) for c in frame.columns}
    found = [_latest(lower, s) for s in ("codgeo_", "pp_vacant_plus_2ans_", "pp_total_")]
    if None in found:
        return frame
    code, long, total = map(str, found)
    vacant, dwellings = (
        as_number(as_text(frame[lower[c]]).replace("s", None))[0] for c in (long, total)
    )
    return frame.rename(columns={lower[code]: "commune_insee"}).assign(
        private_dwellings=dwellings, long_vacancy_share=vacant / dwellings
    )


def _latest(columns: Mapping[str, str], start: str) -> str | None:
    """Last of the columns of a kind, whose names end with their year."""
    return max((c for c in columns if c.startswith(start)), default=None)
