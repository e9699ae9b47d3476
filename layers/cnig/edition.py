"""
What of a delivery may be published, by allow-list: fields, cells, and no natural person.

See ``docs/decisions/0070-public-cnig.md``. A field is absent from the public edition until its TOML
file says ``public = true``; a cell of such a field passes only if it is what the field holds, since
what stands in the wrong place (a name among dates) is free text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from land.errors import Message
from layers.cnig.faults import Fault, on_rows
from layers.cnig.ids import refers
from layers.cnig.standard import CnigClass, Field
from layers.cnig.tables import Table
from layers.cnig.values import READERS

LEGAL_PERSONS: Final = ("3", "4", "5", "6", "7", "8", "9")
"""
First digits of the legal categories of legal persons (Insee, catégories juridiques, level 1).
Sole traders are 1; 2 are groups without legal personality, such as « indivision », whose name is
that of its members.
"""

UNNAMEABLE: Final = ("non diffusible", "[ND]")
"""What stands for the name of a business that asked the register not to be named (Sirene: [ND])."""

WITHHELD: Final = "inconnu"
"""What stands in a field that the standard wants filled and that may not be published."""

_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    "siret": re.compile(r"\d{14}"),
    "siren": re.compile(r"\d{9}"),
    "insee": re.compile(r"\d[0-9AB]\d{3}"),
    "rnb": re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}(\|[0-9A-Z]{4}(-[0-9A-Z]{4}){2})*"),
}  # fmt: skip


def opened(table: Table) -> tuple[Table, list[Fault]]:
    """
    Table of the public edition.

    Parameters
    ----------
    table : Table
        Rows of a class.

    Returns
    -------
    Table
        The same columns. Fields that are not public are empty, or « inconnu » where the standard
        wants them filled; so are cells of public fields that are not of their kind, list or form.
        Establishments are there if they are legal persons that may be named.
    list of Fault
        Rows that were left out and cells that were emptied, without what they held.
    """
    frame, faults = table.frame, []
    if table.kind.name == "ETABLISSEMENT":
        out = _nameless(table)
        faults = _said(table, out, "", "edition.person",
                       Message("the row is left out of the public edition"))  # fmt: skip
        frame = frame[~out]
    frame = frame.copy()
    kept = replace(table, frame=frame)
    for field in table.kind.fields:
        if field.spatial:
            if not field.public:
                frame[field.name] = None
            continue
        if not field.public:
            needed = field.need in ("always", "no_address") and field.kind == "text"
            frame[field.name] = WITHHELD if needed else None
            continue
        misplaced = _misplaced(frame[field.name], _fits(field, table.kind))
        if misplaced.any():
            faults += _said(kept, misplaced, field.name, "edition.misplaced",
                            Message("the cell is emptied in the public edition"))  # fmt: skip
            frame.loc[misplaced, field.name] = None
    return kept, faults


def _nameless(table: Table) -> "pd.Series[bool]":
    """Establishments that are not those of a legal person, or that asked not to be named."""
    frame = table.frame
    legal = frame["etab_nat_juridique"].str.startswith(LEGAL_PERSONS).fillna(value=False)
    hidden = frame[["etab_raison_sociale", "etab_nom"]].isin(UNNAMEABLE).any(axis=1)
    out: pd.Series[bool] = ~legal.astype(bool) | hidden
    return out


def _said(
    table: Table, where: "pd.Series[bool]", field: str, rule: str, to_do: Message
) -> list[Fault]:
    cells = table.frame[field or table.kind.key]
    return [
        Fault(rule=rule, to_do=to_do, file=table.file, table=table.kind.name, row=row, field=field)
        for row, _, _ in on_rows(where, cells, table.ids)
    ]


def _misplaced(cells: pd.Series, fits: Callable[[str], bool]) -> "pd.Series[bool]":
    return cells.map(lambda c: c is not None and not fits(c)).astype(bool)


def _fits(field: Field, kind: CnigClass) -> Callable[[str], bool]:
    """Whether a cell is what its field holds, as far as the field says what that is."""
    if field.kind in READERS:
        read = READERS[field.kind]
        return lambda cell: read(cell) is not None
    if field.choices:
        return lambda cell: all(part in field.choices for part in cell.split("|"))
    if field.refers or field.form == "id":
        return lambda cell: refers(cell, field.refers or kind.name)
    if field.form in _FORMS:
        return lambda cell: _FORMS[field.form].fullmatch(cell) is not None
    if field.pattern:
        return lambda cell: re.fullmatch(field.pattern, cell) is not None
    return lambda _: True
