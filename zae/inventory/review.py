"""
The review: what a person must look at, as tables to fill in, and what was filled in, taken back.

What a person said goes into the journal and is taken over by every later draft, whatever becomes
of the layers; ids of units outlive the renumbering of parcels.
"""

import csv
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pandas import DataFrame
from python_calamine import CalamineError

from land.errors import Message, Parts, ZaeError
from zae.inventory import journal
from zae.inventory.draft import folder_of
from zae.inventory.journal import Event, Kind, latest
from zae.inventory.matching import REVIEW
from zae.inventory.state import Inventory
from zae.inventory.stays import NO, OUTSIDE, YES
from zae.publish.fields import code_label
from zae.publish.spreadsheet import guarded, unguarded
from zae.publish.whole import whole

FIRMS_FILE: Final = "a-verifier-etablissements.csv"
UNITS_FILE: Final = "a-verifier-unites.csv"

FIRM_COLUMNS: Final = (
    "siret", "nom", "adresse", "activite", "qualite_localisation", "unite_proposee", "confiance",
    "methode", "autres_unites", "unite_retenue", "commentaire", "auteur",
)  # fmt: skip
UNIT_COLUMNS: Final = (
    "unite", "zone", "parcelles", "adresse", "etat", "vide_depuis_calcule", "preuve", "pourquoi",
    "occupe", "vide_depuis", "jamais_utilisee", "commentaire", "auteur",
)  # fmt: skip
"""Columns of the two tables; the last ones are to be filled in."""

_YES_NO: Final = ("occupe", "jamais_utilisee")


class ReviewError(ZaeError, ValueError):
    """A table of the review is faulty; all its faults are listed, each with its row."""


def firms_to_check(inventory: Inventory) -> DataFrame:
    """
    Businesses whose unit is not sure, the likeliest first; those settled by a person stay listed.

    Parameters
    ----------
    inventory : Inventory
        The inventory.

    Returns
    -------
    DataFrame
        ``FIRM_COLUMNS``.
    """
    lang = inventory.study.lang
    rows = inventory.occupants
    rows = rows[(rows["confidence"] < REVIEW) | rows["decided"]]
    rows = rows.sort_values(["decided", "confidence"], ascending=[True, False])
    settled = rows["unit_id"].fillna(OUTSIDE).where(rows["decided"], "")
    return DataFrame(
        {
            "siret": rows.index,
            "nom": rows["name"].fillna(""),
            "adresse": rows["address"].fillna(""),
            "activite": rows["activity_code"].fillna(""),
            "qualite_localisation": _words(rows["location_quality"], lang),
            "unite_proposee": rows["unit_id"].fillna(""),
            "confiance": rows["confidence"].round(2),
            "methode": _words(rows["method"], lang),
            "autres_unites": rows["others"],
            "unite_retenue": settled,
            "commentaire": "",
            "auteur": "",
        }
    )[list(FIRM_COLUMNS)]


def _words(codes: pd.Series, lang: str) -> pd.Series:
    return (
        codes.astype(object).map(lambda c: code_label(c, lang=lang), na_action="ignore").fillna("")
    )


def units_to_check(inventory: Inventory, events: Sequence[Event]) -> DataFrame:
    """
    Units to look at: vacant, undecided, or on which two sources disagree; and those already seen.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    events : sequence of Event
        The journal: what was said before is filled in.

    Returns
    -------
    DataFrame
        ``UNIT_COLUMNS``.
    """
    lang = inventory.study.lang
    said = DataFrame.from_dict(latest(events, "unit_decision", "subject"), orient="index")
    said = said.reindex(columns=["occupied", "vacant_since", "never_used", "comment", "author"])
    why = inventory.contradictions.set_index("unit_id")["why"]
    units = inventory.units
    odd = units["state"].isin(["vacant", "recent", "unknown", "never_used"])
    rows = units[odd | units.index.isin(why.index) | units.index.isin(said.index)]
    said = said.reindex(rows.index).astype(object).fillna("")
    reason = why.reindex(rows.index).fillna(rows["state"])
    return DataFrame(
        {
            "unite": rows.index,
            "zone": rows["site_id"].map(inventory.zones["name"]),
            "parcelles": rows["parcels"],
            "adresse": rows["address"].fillna(""),
            "etat": _words(rows["state"], lang),
            "vide_depuis_calcule": rows["unoccupied_since"].dt.strftime("%Y-%m-%d").fillna(""),
            "preuve": _words(rows["evidence"], lang),
            "pourquoi": _words(reason, lang),
            "occupe": said["occupied"],
            "vide_depuis": said["vacant_since"],
            "jamais_utilisee": said["never_used"],
            "commentaire": said["comment"],
            "auteur": said["author"],
        }
    )[list(UNIT_COLUMNS)]


def write_review(inventory: Inventory, events: Sequence[Event], folder: Path) -> dict[str, Path]:
    """
    Write the two tables to fill in, as CSV that a spreadsheet opens.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    events : sequence of Event
        The journal.
    folder : Path
        Where to write.

    Returns
    -------
    dict of str to Path
        The two files.
    """
    tables = {FIRMS_FILE: firms_to_check(inventory), UNITS_FILE: units_to_check(inventory, events)}
    for name, table in tables.items():
        write_table(table, folder / name)
    return {name: folder / name for name in tables}


def write_table(table: DataFrame, path: Path) -> None:
    """Write a table as CSV for a French spreadsheet: semicolons, BOM, no formula can run."""
    safe = table.copy()
    for column in safe.select_dtypes(exclude="number"):
        safe[column] = guarded(safe[column].astype("str"))
    with whole(path) as beside:
        safe.to_csv(beside, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")


def read_table(path: Path) -> DataFrame:
    """
    Read a table that a person filled in: CSV (semicolons, commas or tabs) or XLSX, all as text.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    DataFrame
        Its cells as text; empty where there is nothing.

    Raises
    ------
    ReviewError
        If it cannot be read.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            table = pd.read_excel(path, dtype="str", engine="calamine")
        else:
            table = pd.read_csv(path, dtype="str", sep=None, engine="python", encoding="utf-8-sig")
    except (OSError, ValueError, csv.Error, CalamineError) as error:
        raise ReviewError(
            "{file}: cannot be read; save it as CSV in UTF-8 or as XLSX", file=path.name
        ) from error
    table.columns = table.columns.astype("str").str.strip().str.lower()
    return table.fillna("").apply(lambda c: unguarded(c.astype("str")).str.strip())


def take_in(
    paths: Sequence[Path], inventory: Inventory, events: Sequence[Event], *, day: dt.date
) -> tuple[Event, ...]:
    """
    Take what a person filled in into the journal; what was said already is not said again.

    Parameters
    ----------
    paths : sequence of Path
        Either of the two tables, or both, filled in.
    inventory : Inventory
        The inventory that they were made from.
    events : sequence of Event
        The journal.
    day : date
        Day of the decisions.

    Returns
    -------
    tuple of Event
        The new events.

    Raises
    ------
    ReviewError
        If a table is neither of the two, or has faults: all of them; nothing of any table is then
        taken in.
    """
    told = [_decisions(path, inventory) for path in paths]
    made: list[Event] = []
    for kind, said in told:
        known = latest([*events, *made], kind, "subject")
        new = [d for d in said if not _same(d, known.get(d["subject"]))]
        made += journal.append(
            folder_of(inventory.study), kind, inventory.entry.year, day=day, contents=new
        )
    return tuple(made)


def _decisions(path: Path, inventory: Inventory) -> tuple[Kind, list[dict[str, str]]]:
    """What a table says, once all of it is right."""
    table = read_table(path)
    kind: Kind
    if "unite_retenue" in table and "siret" in table:
        kind, rows = "establishment_decision", list(_firm_rows(table, inventory))
    elif "occupe" in table and "unite" in table:
        kind, rows = "unit_decision", list(_unit_rows(table, inventory))
    else:
        raise ReviewError(
            "{file}: neither the table of businesses nor that of units; keep the first line of "
            "{known}",
            file=path.name, known=(FIRMS_FILE, UNITS_FILE),
        )  # fmt: skip
    faults = [fault for _, found in rows for fault in found]
    if faults:
        raise ReviewError(
            "{file}: {count} fault(s)\n  {faults}",
            file=path.name, count=len(faults), faults=Parts(faults, between="\n  "),
        )  # fmt: skip
    return kind, [said for said, _ in rows if said]


def _same(said: Mapping[str, str], before: Mapping[str, Any] | None) -> bool:
    return before is not None and {k: v for k, v in before.items() if k != "day"} == dict(said)


Row = tuple[dict[str, str], list[Message]]


def _firm_rows(table: DataFrame, inventory: Inventory) -> Iterator[Row]:
    units, firms = set(inventory.units.index), set(inventory.occupants.index)
    for number, row in enumerate(_records(table), 2):
        unit, siret = row["unite_retenue"], row["siret"].zfill(14)
        if not unit:
            continue
        faults = []
        if siret not in firms and row["siret"] not in firms:
            faults.append(Message("row {row}: no business {id}", row=number, id=siret))
        if unit != OUTSIDE and unit not in units:
            faults.append(
                Message("row {row}: no unit {id}; write one of the inventory, or {outside}",
                        row=number, id=unit, outside=OUTSIDE)
            )  # fmt: skip
        subject = siret if siret in firms else row["siret"]
        yield _said(row, subject=subject, unit_id=unit), faults


def _unit_rows(table: DataFrame, inventory: Inventory) -> Iterator[Row]:
    units = set(inventory.units.index)
    for number, row in enumerate(_records(table), 2):
        filled = {c: row.get(c, "") for c in (*_YES_NO, "vide_depuis")}
        if not any(filled.values()):
            continue
        faults = [
            Message("row {row}: {column} « {found} »: write oui or non", row=number, column=c,
                    found=filled[c])
            for c in _YES_NO if filled[c].lower() not in ("", YES, NO)
        ]  # fmt: skip
        day = _day(filled["vide_depuis"])
        if day is None:
            faults.append(
                Message("row {row}: « {found} » is no date; write it as 2023-05-31",
                        row=number, found=filled["vide_depuis"])
            )  # fmt: skip
        if filled["vide_depuis"] and filled["occupe"].lower() != NO:
            faults.append(
                Message("row {row}: empty since a day, so occupe must be non", row=number)
            )
        if row["unite"] not in units:
            faults.append(Message("row {row}: no unit {id} in the inventory", row=number,
                                  id=row["unite"]))  # fmt: skip
        yield _said(
            row, subject=row["unite"], occupied=filled["occupe"].lower(), vacant_since=day or "",
            never_used=filled["jamais_utilisee"].lower(),
        ), faults  # fmt: skip


def _day(text: str) -> str | None:
    """The day in ISO form; empty for an empty cell, None for what is no day."""
    if not text:
        return ""
    found = pd.to_datetime(text, errors="coerce", format="ISO8601")
    if pd.isna(found):
        found = pd.to_datetime(text, errors="coerce", dayfirst=True, format="mixed")
    return None if pd.isna(found) else f"{found:%Y-%m-%d}"


def _records(table: DataFrame) -> list[dict[str, str]]:
    return [{str(k): str(v) for k, v in row.items()} for row in table.to_dict("records")]


def _said(row: Mapping[str, Any], **told: str) -> dict[str, str]:
    return told | {"comment": row.get("commentaire", ""), "author": row.get("auteur", "")}
