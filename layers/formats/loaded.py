"""What a format module gives back: a frame as the producer wrote it, and what was noticed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

from layers.account import Action, Reason

Note = tuple[Action, Reason, str, int]
"""Action, reason, detail and number of rows: a line for the account, before ids are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """
    A file, table or query as its producer wrote it.

    Parameters
    ----------
    frame : GeoDataFrame or DataFrame
        Rows, in file order, under the producer's names; a DataFrame where there is no geometry.
    name : str
        Name to cite, without folder or password.
    sha256 : str
        Hash of the bytes read; empty for a database.
    notes : tuple
        Lines for the account.
    citation : mapping of str to str
        Producer, licence and vintage, where the file itself says them.
    """

    frame: GeoDataFrame | pd.DataFrame
    name: str
    sha256: str = ""
    notes: tuple[Note, ...] = field(default=())
    citation: Mapping[str, str] = field(default_factory=dict)


def digest(paths: Iterable[Path]) -> str:
    """
    SHA-256 of one file, or of several, one after the other in the order of their names.

    Examples
    --------
    >>> digest([])[:8]
    'e3b0c442'
    """
    found = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.name):
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                found.update(block)
    return found.hexdigest()
