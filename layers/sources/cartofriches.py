"""Cartofriches, the national inventory of the Cerema: points, with areas and parcel references."""

from collections.abc import Mapping

from layers.sources import cnig_friches
from layers.sources.cnig_friches import KEEP, VALUES, tidy

__all__ = ["CITATION", "KEEP", "RENAME", "VALUES", "matches", "tidy"]

CITATION: Mapping[str, str] = {
    "producer": "Cerema, Cartofriches",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "friche": {
        "site_surface": "declared_area_m2",
        "l_idpar": "parcel_refs",
        **cnig_friches.RENAME["friche"],
    }
}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of the distribution of Cartofriches.

    Examples
    --------
    >>> matches(frozenset({"site_id", "site_statut", "site_surface", "l_idpar"}), "friche")
    True
    """
    beyond = {"l_idpar", "site_surface", "l_idtup", "is_mte"}
    return (
        role == "friche"
        and columns >= {"site_id", "site_statut"}
        and bool(columns & beyond)
        and "unite_fonciere_refcad" not in columns
    )
