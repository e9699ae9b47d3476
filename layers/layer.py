"""A layer: one frame of one role, with its source and the account of what was done to it."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

from layers.options import ReadOptions
from layers.schema import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    Where a layer comes from.

    Parameters
    ----------
    name : str
        Name of the file, table or query, without folder or password.
    producer, licence, vintage : str
        As they must be cited; empty where the user gave none.
    sha256 : str
        Hash of the bytes that were read; empty for a database table.
    """

    name: str
    producer: str = ""
    licence: str = ""
    vintage: str = ""
    sha256: str = ""

    @property
    def citation(self) -> str:
        """
        One line to print under a map.

        Examples
        --------
        >>> Source(name="p.gpkg", producer="DGFiP", vintage="2026-10").citation
        'DGFiP, 2026-10 (p.gpkg)'
        """
        known = ", ".join(t for t in (self.producer, self.vintage) if t)
        return f"{known} ({self.name})" if known else self.name


ACCOUNT_COLUMNS = ("layer", "role", "action", "reason", "count", "ids")
"""Columns of an account; ``action`` is read, kept, repaired, refused, changed or noted."""


def no_account() -> pd.DataFrame:
    """
    Empty account.

    Examples
    --------
    >>> list(no_account().columns)
    ['layer', 'role', 'action', 'reason', 'count', 'ids']
    """
    return pd.DataFrame(
        {c: pd.Series(dtype="int64" if c == "count" else "str") for c in ACCOUNT_COLUMNS}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """
    A frame of one role.

    Parameters
    ----------
    name : str
        Name in the study; unique there.
    role : Role
        Its role.
    frame : GeoDataFrame or DataFrame
        Rows in the schema of the role, indexed by the id of the role where it has one (all
        other columns of the role are present, empty where the producer has none; extra
        columns of the producer are kept after them). A DataFrame for the geometry ``table``.
    source : Source
        Where it comes from.
    account : DataFrame
        What was repaired, refused or changed at the door: ``ACCOUNT_COLUMNS``.
    asked : tuple of str and ReadOptions, or None
        Path or address that it was read from, and how; never shown, for it may hold a password.
    """

    name: str
    role: Role
    frame: GeoDataFrame | pd.DataFrame
    source: Source
    account: pd.DataFrame = field(default_factory=no_account)
    asked: tuple[str, ReadOptions] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A raster of one role: a file that is opened when it is measured, never held whole."""

    name: str
    role: Role
    path: Path
    source: Source
    account: pd.DataFrame = field(default_factory=no_account)
