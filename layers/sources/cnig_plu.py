"""Planning zones of the CNIG PLU standard (ZONE_URBA), as delivered to the Géoportail."""

from collections.abc import Mapping

import pandas as pd

CITATION: Mapping[str, str] = {
    "producer": "Géoportail de l'urbanisme",
    "licence": "Licence Ouverte 2.0",
}

RENAME: Mapping[str, Mapping[str, str]] = {
    "planning_zone": {
        "lib_idzone": "planning_id",
        "idzone": "planning_id",
        "gid": "planning_id",
        "libelle": "zone_label",
        "typezone": "zone_type",
        "formdomi": "dominant_use",
        "destdomi": "dominant_use",
    }
}

# Ah, Nh and Nd come from models before 2014; 1AU and 2AU from written rules, in which the first
# is open to building and the second is not yet.
VALUES: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "planning_zone": {
        "zone_type": {
            "U": "U", "AUc": "AUc", "1AU": "AUc", "AUs": "AUs", "2AU": "AUs", "AU": "AU",
            "A": "A", "Ah": "A", "N": "N", "Nh": "N", "Nd": "N",
        },
    }
}  # fmt: skip
KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {}


def matches(columns: frozenset[str], role: str) -> bool:
    """
    Whether the columns are those of ZONE_URBA.

    Examples
    --------
    >>> matches(frozenset({"libelle", "typezone", "idurba"}), "planning_zone")
    True
    """
    return role == "planning_zone" and columns >= {"libelle", "typezone"}


def tidy(frame: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return the frame as it is: names and values say it all (``role`` changes nothing)."""
    del role
    return frame
