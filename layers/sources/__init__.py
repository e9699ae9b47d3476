"""
Known producers: one module each, with the names and values that stop at the door.

A module of a producer says how to recognise it (``matches``), what its columns and values mean
for each role (``RENAME``, ``VALUES``), which of its rows belong to a role (``KEEP``), how to cite
it (``CITATION``), and mends what a table of names cannot (``tidy``).
"""

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

import pandas as pd

from layers.sources import (
    admin_express,
    bdtopo,
    bmo,
    bpe,
    cartofriches,
    cnig_friches,
    cnig_plu,
    cnig_prescription,
    cnig_sup,
    dvf,
    edigeo,
    etalab_cadastre,
    filosofi,
    georisques_ppr,
    gtfs_stops,
    icpe,
    inpn,
    insee_rp,
    job_seekers,
    lovac,
    mobpro,
    ocsge,
    osm,
    sirene,
)

__all__ = ["PRODUCERS", "Producer", "detect"]


class Producer(Protocol):
    """What a module of this package holds; columns of the producer are in lower case."""

    CITATION: Mapping[str, str]
    RENAME: Mapping[str, Mapping[str, str]]
    VALUES: Mapping[str, Mapping[str, Mapping[str, object]]]
    KEEP: Mapping[str, Mapping[str, tuple[str | None, ...]]]

    def matches(self, columns: frozenset[str], role: str) -> bool:
        """Whether a table with these columns is this producer's, for this role."""
        ...

    def tidy(self, frame: pd.DataFrame, role: str) -> pd.DataFrame:
        """Frame with its columns renamed, mended where a table of names cannot."""
        ...


PRODUCERS: Final[Mapping[str, Producer]] = {
    "admin_express": admin_express,
    "bdtopo": bdtopo,
    "bmo": bmo,
    "bpe": bpe,
    "cartofriches": cartofriches,
    "cnig_friches": cnig_friches,
    "cnig_plu": cnig_plu,
    "cnig_prescription": cnig_prescription,
    "cnig_sup": cnig_sup,
    "dvf": dvf,
    "edigeo": edigeo,
    "etalab_cadastre": etalab_cadastre,
    "filosofi": filosofi,
    "georisques_ppr": georisques_ppr,
    "gtfs_stops": gtfs_stops,
    "icpe": icpe,
    "inpn": inpn,
    "insee_rp": insee_rp,
    "job_seekers": job_seekers,
    "lovac": lovac,
    "mobpro": mobpro,
    "ocsge": ocsge,
    "osm": osm,
    "sirene": sirene,
}
"""Every known producer, by name."""


def detect(columns: Iterable[str], role: str) -> str | None:
    """
    Name of the producer that the columns of a table betray.

    Parameters
    ----------
    columns : iterable of str
        Columns of the file, in any case.
    role : str
        Role that the file is read for.

    Returns
    -------
    str or None
        The one producer that matches; None where none or several do.

    Examples
    --------
    >>> detect(["commune", "prefixe", "section", "numero", "contenance"], "parcel")
    'etalab_cadastre'
    >>> detect(["x", "y"], "parcel") is None
    True
    """
    lower = frozenset(str(c).casefold() for c in columns)
    found = [name for name, producer in PRODUCERS.items() if producer.matches(lower, role)]
    return found[0] if len(found) == 1 else None
