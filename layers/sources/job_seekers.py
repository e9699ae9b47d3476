"""Job seekers by commune and profile: a file with a commune, a profile and a number."""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "France Travail, Dares",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "labour": {
        "codgeo": "commune_insee",
        "code_commune": "commune_insee",
        "csp": "profile",
        "categorie_socioprofessionnelle": "profile",
        "nb_demandeurs": "job_seekers",
        "nombre_de_demandeurs_d_emploi": "job_seekers",
    }
}
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "labour": {
        "profile": {
            "3": "cadres",
            "Cadre": "cadres",
            "Cadres": "cadres",
            "4": "professions_intermediaires",
            "Profession intermédiaire": "professions_intermediaires",
            "Professions intermédiaires": "professions_intermediaires",
            "5": "employes",
            "Employé": "employes",
            "Employés": "employes",
            "6": "ouvriers",
            "Ouvrier": "ouvriers",
            "Ouvriers": "ouvriers",
        }
    }
}
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether a column of job seekers is there.

    Examples
    --------
    >>> matches(frozenset({"codgeo", "csp", "nb_demandeurs"}), "labour")
    True
    """
    return role == "labour" and bool(columns & {"nb_demandeurs", "nombre_de_demandeurs_d_emploi"})


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
