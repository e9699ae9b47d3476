"""
Job seekers by commune and profile: a file with a commune, a profile and a number.

No open file has them: the one of the Dares by commune (dares_defm_communales-brutes) tells sex and
age only, and is refused with that word. What France Travail hands over to an EPCI has columns that
were not seen: these names are ours, and « rename » takes others.
"""

from collections.abc import Mapping

import pandas as pd

from land.errors import SchemaError

_OF_THE_DARES = ("nombre_de_demandeurs_d_emploi", "nombre de demandeurs d'emploi")

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
        "code commune": "commune_insee",
        "nombre de demandeurs d'emploi": "job_seekers",
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
    return role == "labour" and bool(columns & {"nb_demandeurs", *_OF_THE_DARES})


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """
    Return the frame as it is: names and values say it all (``role`` changes nothing).

    Raises
    ------
    SchemaError
        If it is the file of the Dares, which has no profile.
    """
    del role
    lower = {str(c).casefold() for c in frame.columns}
    if "job_seekers" in frame and "profile" not in frame and {"sexe", "date"} <= lower:
        raise SchemaError(
            "job seekers by sex and age only (Dares); the criteria need the profile of jobs: "
            "give a file by commune and profile, or take « recensement-chomeurs »"
        )
    return frame
