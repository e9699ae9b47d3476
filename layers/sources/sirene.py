"""
SIRENE (Insee): establishments of the stock file, with the place that the Insee gives them.

Whoever asked the Insee not to be shown (``statutDiffusion`` P, partial; N, the status of before
2023) keeps the right to it here, whatever the edition of the file still says: who uses the data
must follow the latest status. Of a partial row only what stays public of a natural person is kept:
numbers, commune, activity, size, state. Name, street, postcode and place are taken away, before
anything is written to the cache as well. A row of status N is refused.

Source: Code de commerce, articles R123-232 and A123-96; décret n° 2022-1014 of 19 July 2022;
Insee, Lettre Sirene open data n° 13 (what stays public of a partial row), as others cite them. The
file writes « [ND] » where it withholds a value itself.
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
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {
    "establishment": {"statutdiffusionetablissement": ("O", "P", None)}
}

BANDS: Final[Mapping[str, tuple[int, int]]] = {
    "00": (0, 0), "01": (1, 2), "02": (3, 5), "03": (6, 9), "11": (10, 19), "12": (20, 49),
    "21": (50, 99), "22": (100, 199), "31": (200, 249), "32": (250, 499), "41": (500, 999),
    "42": (1000, 1999), "51": (2000, 4999), "52": (5000, 9999),
}  # fmt: skip
"""Fewest and most employees of a band (``trancheEffectifs``); NN is unknown, 53 has no end."""

OPEN_BAND: Final = ("53", 10_000)

PARTIAL: Final = "P"
"""Status of those who asked not to be shown in full."""

REFUSED: Final = "N"
"""Status, before 2023, of those who asked not to be shown at all."""

WITHHELD: Final = "[ND]"
"""What the Insee writes in place of a value that it withholds."""

SHOWN: Final = (
    "siren", "nic", "siret", "establishment_id", "statutdiffusionetablissement",
    "datecreationetablissement", "trancheeffectifsetablissement", "anneeeffectifsetablissement",
    "activiteprincipaleetablissement", "activity_code",
    "nomenclatureactiviteprincipaleetablissement", "activiteprincipalenaf25etablissement",
    "etablissementsiege", "etatadministratifetablissement", "active", "datedebut",
    "codecommuneetablissement", "libellecommuneetablissement", "caractereemployeuretablissement",
    "plg_code_commune", "jobs_low", "jobs_high",
)  # fmt: skip
"""Columns that are kept of such a row: no name, no street, no postcode, no point."""


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
    frame = _without_marks(frame)
    frame = _named(frame, lower)
    band = lower.get("trancheeffectifsetablissement")
    if band is not None:
        text = as_text(frame[band])
        low = text.map({**{k: v[0] for k, v in BANDS.items()}, OPEN_BAND[0]: OPEN_BAND[1]})
        high = text.map({k: v[1] for k, v in BANDS.items()})
        frame = frame.assign(jobs_low=low.astype(float), jobs_high=high.astype(float))
    return _emptied(frame, _status(frame) == PARTIAL)


def lawful(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """
    Rows of the stock file, under its own columns, as they may be kept.

    Parameters
    ----------
    frame : DataFrame
        Rows with ``statutDiffusionEtablissement``; with the place of each where it is known.

    Returns
    -------
    tuple of DataFrame and int
        The rows, partial ones emptied of what their owner does not show and those of status N
        left out; and how many were touched.

    Examples
    --------
    >>> rows = {"siret": ["1", "2", "3"], "statutDiffusionEtablissement": ["O", "P", "N"],
    ...         "enseigne1Etablissement": ["Le Fournil", "Chez Jeanne", "X"]}
    >>> kept, touched = lawful(pd.DataFrame(rows))
    >>> kept["enseigne1Etablissement"].tolist(), touched
    (['Le Fournil', nan], 2)
    """
    status = _status(frame)
    refused = (status == REFUSED).fillna(value=False).astype(bool)
    hidden = (status == PARTIAL).fillna(value=False).astype(bool)
    return _emptied(frame, hidden)[~refused], int((refused | hidden).sum())


def _status(frame: pd.DataFrame) -> pd.Series:
    column = next(
        (c for c in frame.columns if str(c).casefold() == "statutdiffusionetablissement"), None
    )
    return (
        pd.Series(None, index=frame.index, dtype="str")
        if column is None
        else as_text(frame[column])
    )


def _without_marks(frame: pd.DataFrame) -> pd.DataFrame:
    """Cells where the Insee says that it withholds a value, read as missing."""
    text = [c for c in frame.columns if c != "geometry" and frame[c].dtype in ("object", "str")]
    marked = [c for c in text if (frame[c] == WITHHELD).any()]
    return frame.assign(**{c: frame[c].mask(frame[c] == WITHHELD) for c in marked})


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


def _emptied(frame: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    hidden = hidden.fillna(value=False).astype(bool)
    if not hidden.any():
        return frame
    emptied = [c for c in frame.columns if str(c).casefold() not in SHOWN]
    return frame.assign(**{c: frame[c].where(~hidden, None) for c in emptied})
