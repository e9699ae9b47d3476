"""
LOVAC: private dwellings and those vacant for two years, by commune; « s » is secrecy.

The open file has a pair of columns a year, ``pp_vacant_plus_2ans_26`` and ``ff_pp_total_25``, in
cp1252 with semicolons, headers padded with spaces. The stock of dwellings comes a year later than
the vacancy: the share is of the last year that has both. Paris, Lyon and Marseille are given by
arrondissement.
"""

import re
from collections.abc import Mapping

import pandas as pd

from land.arrondissements import city_of
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

_VACANT = re.compile(r"pp_vacant_plus_2ans_(\d\d)")
_HIDDEN = "s"


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether a column of vacant private dwellings is there.

    Examples
    --------
    >>> matches(frozenset({"comm_insee", "nom_com", "prop_logvac_pp_2a_010121"}), "commune")
    True
    """
    named = "comm_insee" in columns or any(c.strip().startswith("codgeo_") for c in columns)
    vacant = any(c.strip().startswith(("pp_vacant", "prop_logvac_pp")) for c in columns)
    return role == "commune" and named and vacant


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Share of long vacancy [0-1], from a percentage or from the two numbers of the open file.

    Notes
    -----
    Fewer than eleven dwellings are « s », a secret: missing, not zero. So is a city of which one
    arrondissement is a secret.

    Examples
    --------
    >>> rows = {"CODGEO_26": ["34022", "34164"], "pp_vacant_plus_2ans_26": ["40", "s"],
    ...         "pp_vacant_plus_2ans_25": ["30", "s"], "ff_pp_total_25": ["3 000", "200"]}
    >>> tidy(pd.DataFrame(rows), "commune")["long_vacancy_share"].tolist()
    [0.01, nan]
    """
    del role
    if "long_vacancy_share" in frame:
        share = as_number(frame["long_vacancy_share"])[0] / 100
        return frame.assign(long_vacancy_share=share)
    lower = {str(c).casefold().strip(): str(c) for c in frame.columns}
    code = max((c for c in lower if c.startswith("codgeo_")), default=None)
    pair = _last_pair(lower)
    if code is None or pair is None:
        return frame
    vacant, dwellings = (_number(frame[lower[c]]) for c in pair)
    found = frame.rename(columns={lower[code]: "commune_insee"}).assign(
        private_dwellings=dwellings, vacant_two_years=vacant
    )
    found = _by_city(found)
    return found.assign(long_vacancy_share=found["vacant_two_years"] / found["private_dwellings"])


def _last_pair(columns: Mapping[str, str]) -> tuple[str, str] | None:
    """Vacant dwellings and the stock they are of, in the last year that has both."""
    years = sorted((m[1] for c in columns if (m := _VACANT.fullmatch(c))), reverse=True)
    pairs = (
        (f"pp_vacant_plus_2ans_{year}", f"{stock}_{year}")
        for year in years
        for stock in ("ff_pp_total", "pp_total")
    )
    return next((pair for pair in pairs if pair[1] in columns), None)


def _number(cells: pd.Series) -> pd.Series:
    text = as_text(cells)
    return as_number(text.mask(text == _HIDDEN))[0]


def _by_city(frame: pd.DataFrame) -> pd.DataFrame:
    """Arrondissements of a city added up into it; nothing where one of them is a secret."""
    codes = as_text(frame["commune_insee"])
    frame = frame.assign(commune_insee=city_of(codes))
    part = (frame["commune_insee"] != codes).fillna(value=False).to_numpy(bool)
    if not part.any():
        return frame
    sums = dict.fromkeys(("private_dwellings", "vacant_two_years"), "sum")
    cities = frame[part].groupby("commune_insee", sort=False)
    hidden = frame.loc[part, [*sums]].isna().groupby(frame["commune_insee"][part], sort=False).any()
    added = cities.agg(sums).mask(hidden).reset_index()
    return pd.concat([frame[~part], added], ignore_index=True)
