"""The account of a layer: what was read, kept, repaired, refused, changed and noted at the door."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from typing import Literal

import pandas as pd

from layers.layer import ACCOUNT_COLUMNS

Action = Literal["read", "kept", "repaired", "refused", "changed", "noted"]

IDS_SHOWN = 50


class Reason(StrEnum):
    """
    Every reason an account may give; a detail may follow after a colon.

    The texts are fixed, so that a catalogue of messages can translate them.
    """

    READ = "rows in the file"
    KEPT = "rows in the layer"
    BAD_LINE = "line of the text file with too many cells"
    OUTSIDE_SELECTION = "outside the selection"
    OUTSIDE_BOX = "outside the box asked for"
    NOT_READ = "outside the box asked for, not read"
    NO_COVERING = "no covering columns, read whole to find the rows of the box"
    NULL_GEOMETRY = "no geometry"
    BY_PARCELS = "no geometry, its parcels may give one"
    UNPLACED = "no geometry, and none of its parcels is loaded"
    EMPTY_GEOMETRY = "empty geometry"
    BAD_COORDINATES = "coordinates that are not finite numbers"
    UNREADABLE_GEOMETRY = "geometry text that cannot be read"
    WRONG_KIND = "geometry of the wrong kind"
    NOT_MENDED = "invalid geometry that leaves nothing when mended"
    SLIVER = "polygon smaller than 1 m²"
    NO_LENGTH = "line without length"
    DUPLICATE = "same row twice"
    OUTSIDE_AREA = "outside the area of use of the target system"
    MENDED = "invalid geometry mended"
    MENDED_AREA = "invalid geometry mended, area changed by more than 0.1 %"
    PARTS_LEFT = "collection reduced to the parts of the right kind"
    ZEROS = "leading zeros restored"
    FLAT = "Z or M dropped"
    SWAPPED = "axis order swapped back"
    REPROJECTED = "reprojected"
    UNKNOWN_VALUE = "values outside the list set to missing"
    VALUE_MISSING = "values read as missing"
    DEFAULT = "filled by a declared constant"
    SUFFIXED = "id already taken, suffix added"
    PERCENT = "percentages read as shares"
    SINGLE = "multi-part geometry of one part made single"
    GENERATED_IDS = "no id in the file, ids made from the order of rows"
    NOT_COPIED = "too many rows to be copied into scores.gpkg, they stay in their file"
    PRODUCER = "producer recognised by its columns"
    LAYER = "layer chosen"
    GEOMETRY = "geometry taken from"
    ENCODING = "text decoded as"
    TITLE_LINES = "lines above or below the header skipped"
    CRS_ASSUMED = "system assumed"
    CRS_DECLARED = "system declared by the user"
    JOINED = "rows joined to their attributes"
    UNJOINED = "rows without attributes in the joined file"
    UNJOINED_RIGHT = "rows of the joined file without geometry"
    BOTH_FILES = "column in both files, own value kept where they differ"
    SET_ASIDE = "column of the file set aside under another name"
    LISTS = "lists written as text"
    RASTER = "raster opened"
    DISK = "drawn as a disk of the declared area"
    NOMINAL_DISK = "no area declared, drawn as a disk of the nominal area"
    FROM_PARCELS = "outline taken from its parcels"
    TOO_SMALL = "smaller than the least area asked for"
    SUMMED = "row added up into another one"
    SPREAD = "rows made of one row of the file, one for each profile"
    NO_COMMUNE = "no commune in the row, looked for on the ground"
    ID_TAKEN = "id met in two layers, kind put before it"
    SAME_GROUND = "same ground as another row of the layer"
    OVERLAP = "mostly on the ground of another site"


class Account:
    """
    Account that is being written, line by line, while a layer is read.

    Parameters
    ----------
    layer, role : str
        Name of the layer and of its role, repeated on every line.

    Examples
    --------
    >>> account = Account("zac", "zone")
    >>> account.add("refused", Reason.NULL_GEOMETRY, ids=["A", "B"])
    >>> account.frame()[["action", "reason", "count", "ids"]]
        action       reason  count  ids
    0  refused  no geometry      2  A|B
    """

    def __init__(self, layer: str, role: str) -> None:
        self._layer = layer
        self._role = role
        self._lines: list[tuple[str, str, str, str, int, str]] = []

    def add(
        self,
        action: Action,
        reason: Reason,
        *,
        detail: str = "",
        ids: Iterable[object] | None = None,
        count: int | None = None,
    ) -> None:
        """
        Write one line; nothing is written when the ids given are none.

        Parameters
        ----------
        action : str
            ``read``, ``kept``, ``repaired``, ``refused``, ``changed`` or ``noted``.
        reason : Reason
            Why.
        detail : str
            What was found.
        ids : iterable or None
            Ids of the rows; the first fifty are written.
        count : int or None
            Number of rows where no ids are given.
        """
        known = None if ids is None else list(ids)
        if known is not None and not known:
            return
        number = len(known) if known is not None else (count or 0)
        text = f"{reason}: {detail}" if detail else str(reason)
        self._lines.append((self._layer, self._role, action, text, number, joined(known or ())))

    def refused(self) -> int:
        """Return the number of rows refused so far."""
        return sum(line[4] for line in self._lines if line[2] == "refused")

    def frame(self) -> pd.DataFrame:
        """Return the lines as a table of ``ACCOUNT_COLUMNS``."""
        return pd.DataFrame(self._lines, columns=list(ACCOUNT_COLUMNS)).astype(
            {c: "int64" if c == "count" else "str" for c in ACCOUNT_COLUMNS}
        )


def joined(ids: Iterable[object]) -> str:
    """
    Ids on one line, the first fifty of them.

    Examples
    --------
    >>> joined(["A", "B"]), joined(range(52))[-7:]
    ('A|B', '49|… +2')
    """
    known = list(ids)
    shown = [str(i) for i in islice(known, IDS_SHOWN)]
    rest = len(known) - len(shown)
    return "|".join([*shown, f"… +{rest}"] if rest else shown)


def counts(values: pd.Series) -> str:
    """
    Values found with how often, most frequent first, ten at most.

    Examples
    --------
    >>> counts(pd.Series(["x", "y", "x"]))
    "'x' (2), 'y' (1)"
    """
    found = values.astype("str").value_counts()
    listed = ", ".join(f"'{value}' ({number})" for value, number in found.head(10).items())
    rest = len(found) - 10
    return f"{listed}, … +{rest}" if rest > 0 else listed
