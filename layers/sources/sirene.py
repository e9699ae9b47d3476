"""
SIRENE (Insee): establishments of the stock file, with the place that the Insee gives them.

Whoever asked the Insee not to be shown (``statutDiffusion`` P, partial) keeps the right to it here:
of such a row only what the Insee itself shows is kept. Source: Code de commerce, article A123-96;
Insee, « Statut de diffusion » of the file description.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "Insee, Sirene",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "establishment": {
        "siret": "establishment_id",
        "denominationusuelleetablissement": "name",
        "activiteprincipaleetablissement": "activity_code",
        "etatadministratifetablissement": "active",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "establishment": {"active": {"A": True, "F": False}}
}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}

BANDS: Final[Mapping[str, tuple[int, int]]] = {
    "00": (0, 0), "01": (1, 2), "02": (3, 5), "03": (6, 9), "11": (10, 19), "12": (20, 49),
    "21": (50, 99), "22": (100, 199), "31": (200, 249), "32": (250, 499), "41": (500, 999),
    "42": (1000, 1999), "51": (2000, 4999), "52": (5000, 9999),
}  # fmt: skip
"""Fewest and most employees of a band (``trancheEffectifs``); NN is unknown, 53 has no end."""

OPEN_BAND: Final = ("53", 10_000)

PARTIAL: Final = "P"
"""Status of those who asked not to be shown in full."""

SHOWN: Final = (
    "siren", "nic", "establishment_id", "statutdiffusionetablissement",
    "datecreationetablissement", "trancheeffectifsetablissement", "anneeeffectifsetablissement",
    "activity_code", "nomenclatureactiviteprincipaleetablissement",
    "activiteprincipalenaf25etablissement", "etablissementsiege", "active", "datedebut",
    "codecommuneetablissement", "libellecommuneetablissement", "codepostaletablissement",
    "caractereemployeuretablissement", "plg_code_commune", "jobs_low", "jobs_high",
)  # fmt: skip
"""Columns that are kept of such a row: no name, no street, no point."""


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of the stock of establishments.

    Examples
    --------
    >>> matches(frozenset({"siret", "etatadministratifetablissement"}), "establishment")
    True
    """
    return role == "establishment" and columns >= {"siret", "etatadministratifetablissement"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Jobs from the band, names from the signs, and rows of partial diffusion emptied.

    Notes
    -----
    A band is an interval: no middle is made up. « NN » (no employees, or unknown) stays unknown.
    The place of a row of partial diffusion is emptied too, so the door refuses it, counted, as a
    row without geometry: a point at somebody's home is what they asked not to be shown.

    Examples
    --------
    >>> rows = {
    ...     "establishment_id": ["1", "2"], "name": ["Dupont", None],
    ...     "enseigne1Etablissement": [None, "Le Fournil"],
    ...     "trancheEffectifsEtablissement": ["NN", "12"],
    ...     "statutDiffusionEtablissement": ["P", "O"],
    ... }
    >>> found = tidy(pd.DataFrame(rows), "establishment")
    >>> found["name"].tolist(), found["jobs_low"].tolist()
    ([None, 'Le Fournil'], [nan, 20.0])
    """
    del role
    lower = {str(c).casefold(): str(c) for c in frame.columns}
    frame = _named(frame, lower)
    band = lower.get("trancheeffectifsetablissement")
    if band is not None:
        text = as_text(frame[band])
        low = text.map({**{k: v[0] for k, v in BANDS.items()}, OPEN_BAND[0]: OPEN_BAND[1]})
        high = text.map({k: v[1] for k, v in BANDS.items()})
        frame = frame.assign(jobs_low=low.astype(float), jobs_high=high.astype(float))
    status = lower.get("statutdiffusionetablissement")
    if status is None:
        return frame
    return _withheld(frame, as_text(frame[status]) == PARTIAL)


def _named(frame: pd.DataFrame, lower: Mapping[str, str]) -> pd.DataFrame:
    """Usual name, else the first sign that is written."""
    signs = [lower[c] for c in (f"enseigne{i}etablissement" for i in (1, 2, 3)) if c in lower]
    name = as_text(frame["name"]) if "name" in frame else None
    for sign in signs:
        text = as_text(frame[sign])
        name = text if name is None else name.fillna(text)
    return (
        frame if name is None else frame.assign(name=name.astype(object).where(name.notna(), None))
    )


def _withheld(frame: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    hidden = hidden.fillna(value=False).astype(bool)
    if not hidden.any():
        return frame
    emptied = [c for c in frame.columns if str(c).casefold() not in SHOWN]
    return frame.assign(**{c: frame[c].where(~hidden, None) for c in emptied})
