"""The consultation: whom to write to, as a table for a mail merge, and what came back."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pandas import DataFrame

from land.errors import Message, Parts
from layers.naf import title
from zae.inventory import journal
from zae.inventory.draft import folder_of
from zae.inventory.journal import Event
from zae.inventory.letters_paper import OCCUPANT, OWNER, letters_paper
from zae.inventory.life import CONSULTATION_DAYS, first_adoption, life, require_answering
from zae.inventory.review import ReviewError, read_table, write_table
from zae.inventory.state import Inventory
from zae.messages import date, translator
from zae.publish.delivery import staged
from zae.publish.fields import code_label
from zae.study import Study

LETTERS: Final = "courriers.csv"
SHEETS: Final = "courriers.pdf"
ANSWERS: Final = "reponses.csv"

LETTER_COLUMNS: Final = (
    "qualite", "destinataire", "adresse", "zone", "unite", "parcelles", "surface_m2", "etat",
    "siret", "activite", "reponse_avant", "repondre_a",
)  # fmt: skip
ANSWER_COLUMNS: Final = (
    "reponse", "recue_le", "qualite", "auteur", "unite", "observation", "suite", "suite_motif",
    "suite_le",
)  # fmt: skip
"""Columns of the register of answers, filled in by the service and taken back as often as need."""

FOLLOW_UPS: Final = ("acceptée", "acceptée en partie", "écartée", "sans objet")


def letters(inventory: Inventory, opened: dt.date) -> DataFrame:
    """
    One row a letter: owners of each unit, then its occupants.

    Parameters
    ----------
    inventory : Inventory
        The inventory that is put to consultation.
    opened : date
        Day on which the consultation opens.

    Returns
    -------
    DataFrame
        ``LETTER_COLUMNS``. Where the owner is not known by name, the row says so and names the
        parcels: the service of the cadastre or the tax office completes it. Businesses that asked
        not to be named are written to at the address of their unit, as « occupant ».
    """
    lang = inventory.study.lang
    rows = [*_owners(inventory), *_occupants(inventory)]
    table = DataFrame(rows, columns=list(LETTER_COLUMNS[:10]))
    last = opened + dt.timedelta(days=CONSULTATION_DAYS)
    table["etat"] = [code_label(c, lang=lang) for c in table["etat"]]
    return table.assign(reponse_avant=date(last, lang), repondre_a=inventory.entry.contact)


def _owners(inventory: Inventory) -> Iterator[tuple[Any, ...]]:
    _ = translator(inventory.study.lang)
    unknown = _("owner to be found (parcels {parcels})")
    for unit, row in inventory.units.iterrows():
        named = isinstance(row["owner"], str) and row["owner"]
        who = row["owner"] if named else unknown.format(parcels=row["parcels"].replace("|", ", "))
        yield (OWNER, who, "", *_of_unit(inventory, unit, row), "", "")


def _occupants(inventory: Inventory) -> Iterator[tuple[Any, ...]]:
    _ = translator(inventory.study.lang)
    there = inventory.occupants
    there = there[there["counted"] & there["active"].fillna(value=False).astype(bool)]
    for siret, firm in there[there["unit_id"].notna()].iterrows():
        row = inventory.units.loc[firm["unit_id"]]
        hidden = pd.notna(firm["diffusible"]) and not firm["diffusible"]
        open_ = isinstance(firm["name"], str) and not hidden
        who = firm["name"] if open_ else _("the occupant")
        at = firm["address"] if isinstance(firm["address"], str) else row["address"]
        where = f"{at}, {firm['commune']}" if isinstance(firm["commune"], str) else at
        code = firm["activity_code"] if isinstance(firm["activity_code"], str) else ""
        activity = " ".join(x for x in (code, title(code)) if x)
        yield (OCCUPANT, who, where, *_of_unit(inventory, firm["unit_id"], row), siret, activity)


def _of_unit(inventory: Inventory, unit: object, row: Any) -> tuple[Any, ...]:
    zone = inventory.zones["name"][row["site_id"]]
    return zone, unit, row["parcels"], round(row["area_m2"]), row["state"]


def write_letters(inventory: Inventory, folder: Path, opened: dt.date) -> dict[str, Path]:
    """
    Write letters, their table and an empty register of answers; a register that is there stays.

    Parameters
    ----------
    inventory : Inventory
        The inventory.
    folder : Path
        Folder of the year.
    opened : date
        Day of the opening.

    Returns
    -------
    dict of str to Path
        The three files.
    """
    table = letters(inventory, opened)
    with staged(folder) as stage:
        write_table(table, stage / LETTERS)
        (stage / SHEETS).write_bytes(letters_paper(inventory, table, opened))
        if not (folder / ANSWERS).exists():
            write_table(DataFrame(columns=list(ANSWER_COLUMNS)), stage / ANSWERS)
    return {name: folder / name for name in (LETTERS, SHEETS, ANSWERS)}


def take_answers(path: Path, study: Study, year: int, events: Sequence[Event]) -> tuple[Event, ...]:
    """
    Take the register of answers into the journal: what is new of it, answers and follow-ups.

    Parameters
    ----------
    path : Path
        The register, CSV or XLSX.
    study : Study
        The study.
    year : int
        Year of the inventory.
    events : sequence of Event
        The journal.

    Returns
    -------
    tuple of Event
        The new events.

    Raises
    ------
    ReviewError
        If the register has faults: all of them; nothing is then taken in.
    LifeError
        If no consultation is open.
    """
    table = read_table(path)
    absent = [c for c in ANSWER_COLUMNS if c not in table]
    if absent:
        raise ReviewError("{file}: no column {absent}", file=path.name, absent=absent)
    rows = table[(table[list(ANSWER_COLUMNS)] != "").any(axis=1)]
    now = life(events, year)
    opened = require_answering(now)
    faults = list(_faults(rows, opened))
    if faults:
        raise ReviewError(
            "{file}: {count} fault(s)\n  {faults}",
            file=path.name, count=len(faults), faults=Parts(faults, between="\n  "),
        )  # fmt: skip
    known = {k: {e.content.get("answer") for e in events if e.kind == k and e.year == year}
             for k in ("answer", "follow_up")}  # fmt: skip
    made: list[Event] = []
    for row in rows.to_dict("records"):
        if row["reponse"] not in known["answer"]:
            day = dt.date.fromisoformat(row["recue_le"])
            content = {"answer": row["reponse"], "as": row["qualite"], "author": row["auteur"],
                       "unit": row["unite"], "text": row["observation"]}  # fmt: skip
            made += journal.append(folder_of(study), "answer", year, day=day, contents=[content])
        if row["suite"] and row["reponse"] not in known["follow_up"]:
            day = dt.date.fromisoformat(row["suite_le"])
            content = {"answer": row["reponse"], "outcome": row["suite"],
                       "reason": row["suite_motif"]}  # fmt: skip
            made += journal.append(folder_of(study), "follow_up", year, day=day, contents=[content])
    return tuple(made)


def _faults(rows: DataFrame, opened: dt.date) -> Iterator[Message]:
    twice = rows["reponse"][rows["reponse"].duplicated()]
    for number in rows.index:
        row, line = rows.loc[number], number + 2
        if not row["reponse"]:
            yield Message("row {row}: no number in the column {column}", row=line, column="reponse")
        if number in twice.index:
            yield Message("row {row}: the number {id} stands twice", row=line, id=row["reponse"])
        for column in ("recue_le", "suite_le"):
            asked = column == "recue_le" or row["suite"]
            if asked and not _is_day(row[column]):
                yield Message("row {row}: « {found} » is no date; write it as 2023-05-31",
                              row=line, found=row[column])  # fmt: skip
        yield from _order(row, line, opened)
        if row["suite"] and row["suite"] not in FOLLOW_UPS:
            yield Message("row {row}: « {found} » is not one of {known}", row=line,
                          found=row["suite"], known=FOLLOW_UPS)  # fmt: skip
        if row["suite"] and not row["suite_motif"]:
            yield Message("row {row}: say why in the column {column}", row=line,
                          column="suite_motif")  # fmt: skip


def _order(row: Any, line: int, opened: dt.date) -> Iterator[Message]:
    """Days that cannot be: an answer before it was asked, a follow-up before its answer."""
    if not _is_day(row["recue_le"]):
        return
    received = dt.date.fromisoformat(row["recue_le"])
    if received < opened:
        yield Message("row {row}: {day} comes before the consultation, of {opened}",
                      row=line, day=received, opened=opened)  # fmt: skip
    if row["suite"] and _is_day(row["suite_le"]):
        done = dt.date.fromisoformat(row["suite_le"])
        if done < received:
            yield Message("row {row}: the follow-up ({day}) comes before the answer ({received})",
                          row=line, day=done, received=received)  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def deadline(opened: dt.date) -> dt.date:
    """
    Last day on which owners and occupants are heard.

    Examples
    --------
    >>> deadline(dt.date(2026, 3, 2)), first_adoption(dt.date(2026, 3, 2))
    (datetime.date(2026, 4, 1), datetime.date(2026, 4, 2))
    """
    return first_adoption(opened) - dt.timedelta(days=1)
