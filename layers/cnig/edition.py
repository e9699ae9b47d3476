"""What of a delivery may be published: fields that are open, and no natural person."""

from dataclasses import replace
from typing import Final

from land.errors import Message
from layers.cnig.faults import Fault, on_rows
from layers.cnig.tables import Table

NATURAL_PERSON: Final = "1"
"""First digit of the legal category of a sole trader (Insee, catégories juridiques, level 1)."""


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
        The same columns; those that are closed are empty. Establishments whose legal category
        is that of a natural person, or is not known, are left out: name and SIRET are theirs.
    list of Fault
        Rows that were left out, without their identifier.

    Notes
    -----
    Closed are the four fields of sales of TERRAIN-ECO (confidential by the standard), contacts,
    names of owners and free text, in which a name may stand.
    """
    frame, faults = table.frame.copy(), []
    if table.kind.name == "ETABLISSEMENT":
        category = frame["etab_nat_juridique"]
        person = category.isna() | category.str.startswith(NATURAL_PERSON).fillna(value=True)
        faults = [
            Fault(rule="edition.person", to_do=Message("the row is left out of the public edition"),
                  file=table.file, table=table.kind.name, row=row)
            for row, _, _ in on_rows(person.astype(bool), category, table.ids)
        ]  # fmt: skip
        frame = frame[~person.astype(bool)].copy()
    for field in table.kind.fields:
        if field.closed:
            frame[field.name] = None
    return replace(table, frame=frame), faults
