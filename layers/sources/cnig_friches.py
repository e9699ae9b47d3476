"""Friches in the CNIG standard: CSV with a point, sometimes an outline, and parcel references."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from layers.text import as_text

CITATION: Mapping[str, str] = {
    "producer": "Observatoires locaux, standard CNIG Friches",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "friche": {
        "site_id": "friche_id",
        "site_nom": "name",
        "site_type": "friche_kind",
        "site_statut": "friche_status",
        "comm_insee": "commune_insee",
        "comm_nom": "commune_name",
        "unite_fonciere_surface": "declared_area_m2",
        "unite_fonciere_refcad": "parcel_refs",
        "proprio_type": "owner_type",
        "proprio_type(catpro3)": "owner_type",
        "sol_pollution_existe": "pollution",
        "urba_zone_type": "planning_type",
        "site_url": "url",
    }
}

# Classes of owners of the Fichiers fonciers (Cerema, doc-datafoncier, catpro3), by their first
# two signs. Those that say nothing of who decides (networks, condominiums) stay unknown.
OWNERS: Final[Mapping[str, str]] = {
    "P1": "state", "P2": "region", "P3": "department", "P4": "epci", "P5": "commune",
    "P6": "other_public", "F1": "social_housing", "F2": "public_land_agency", "F4": "developer",
    "F5": "developer", "F6": "developer", "F7": "investor", "X1": "person",
}  # fmt: skip

VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "friche": {
        "friche_status": {
            "friche potentielle": "potential",
            "friche sans projet": "without_project",
            "friche avec projet": "with_project",
            "friche reconvertie": "converted",
            "inconnu": "unknown",
            "autre": "unknown",
            "sans objet": "unknown",
        },
        "pollution": {
            "pollution avérée": "known",
            "pollution supposée": "suspected",
            "pollution probable": "suspected",
            "pollution peu probable": "none",
            "pollution inexistante": "none",
            "pollution traitée": "treated",
            "inconnu": "unknown",
            "autre": "unknown",
            "sans objet": "unknown",
        },
    }
}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of the CNIG standard, and not of its Cartofriches edition.

    Examples
    --------
    >>> matches(frozenset({"site_id", "site_statut", "unite_fonciere_refcad"}), "friche")
    True
    """
    return role == "friche" and columns >= {"site_id", "unite_fonciere_refcad"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Parcel references on one form, and the type of owner from its codes.

    Notes
    -----
    Braces of an SQL array are taken off and commas become bars. Owners of several types are
    ``unknown``; the codes stay in the column ``owner_codes``.

    Examples
    --------
    >>> row = {"parcel_refs": ["{34087000BA0013,34087000BA0014}"], "owner_type": ["{P5a}"]}
    >>> tidy(pd.DataFrame(row), "friche").iloc[0].tolist()
    ['34087000BA0013|34087000BA0014', 'commune', 'P5a']
    """
    del role
    if "parcel_refs" in frame:
        frame = frame.assign(parcel_refs=_listed(frame["parcel_refs"]))
    if "owner_type" in frame:
        codes = _listed(frame["owner_type"])
        frame = frame.assign(owner_type=_owners(codes), owner_codes=codes)
    return frame


def _listed(cells: pd.Series) -> pd.Series:
    text = as_text(cells).str.replace(r"[{}\s\"]+", " ", regex=True).str.strip()
    text = text.str.replace(r"[,;|\s]+", "|", regex=True)
    return text.mask(text == "")


def _owners(codes: pd.Series) -> pd.Series:
    kinds = codes.str.split("|").explode().str[:2].map(OWNERS).fillna("unknown")
    by_row = kinds.groupby(level=0)
    lowest, highest = by_row.min(), by_row.max()
    owner = lowest.where(lowest == highest, "unknown").reindex(codes.index)
    return owner.where(codes.notna())
