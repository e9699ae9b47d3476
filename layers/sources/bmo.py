"""BMO, the survey of labour needs (France Travail): hires wished for, and difficult ones."""

from collections.abc import Mapping

import pandas as pd

from layers.text import as_number, as_text

CITATION: Mapping[str, str] = {
    "producer": "France Travail, BMO",
    "licence": "Licence Ouverte 2.0",
}

# Families of jobs of the survey (« Famille_met ») by the profile that most of their jobs belong
# to. *assumed*: the survey has no profile. Labels of 2025: A administration, C management,
# I workers in industry, O workers in construction, S social and medical, T other technicians and
# employees, V sales, tourism and services; Z, other jobs, has no profile.
_FAMILIES: Mapping[str, str] = {
    "A": "employes",
    "C": "cadres",
    "I": "ouvriers",
    "O": "ouvriers",
    "S": "employes",
    "T": "professions_intermediaires",
    "V": "employes",
}
_HIDDEN = "*"
_FAMILY = ("famille_met", "famille_metier")
"""Column of the family: since 2020 or so, and before."""

RENAME: Mapping[str, Mapping[str, str]] = {}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of the open file.

    Examples
    --------
    >>> matches(frozenset({"annee", "famille_met", "met", "xmet"}), "tension")
    True
    """
    return role == "tension" and columns >= {"met", "xmet"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Share of difficult hires by profile: difficult ones over all, added up over families of jobs.

    Notes
    -----
    « * » stands for a number too small to be shown: such a row is left out of both sums.

    Examples
    --------
    >>> rows = {"Famille_met": ["C", "C", "O"], "met": ["10", "*", "4"], "xmet": ["4", "*", "3"]}
    >>> tidy(pd.DataFrame(rows), "tension")["difficult_share"].tolist()
    [0.4, 0.75]
    """
    del role
    lower = {str(c).casefold(): str(c) for c in frame.columns}
    family = next((lower[c] for c in _FAMILY if c in lower), None)
    if family is None:
        return frame
    text = {c: as_text(frame[lower[c]]) for c in ("met", "xmet")}
    wished, hard = (as_number(t.mask(t == _HIDDEN))[0] for t in text.values())
    both = wished.notna() & hard.notna()
    profile = as_text(frame[family]).str[:1].str.upper().map(_FAMILIES)
    sums = pd.DataFrame({"wished": wished[both], "hard": hard[both]}).groupby(profile[both]).sum()
    share = (sums["hard"] / sums["wished"]).rename("difficult_share").dropna()
    return share.rename_axis("profile").reset_index()
