"""The acts of an inventory: each is checked, writes its files, and is written down."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from land.errors import ZaeError
from layers.cnig import as_table, read, validate
from layers.cnig import write as write_cnig
from layers.cnig.faults import Fault
from layers.cnig.faults import frame as fault_table
from layers.cnig.notice import Producer
from zae.assess import silent
from zae.inventory import journal
from zae.inventory.cnig_tables import cnig_tables
from zae.inventory.draft import SNAPSHOT, draft, entry_of, folder_of, snapshot
from zae.inventory.geopackage import write_geopackage
from zae.inventory.journal import Event
from zae.inventory.letters import take_answers, write_letters
from zae.inventory.life import (
    RECIPIENTS,
    Life,
    LifeError,
    life,
    require_adopting,
    require_consulting,
    require_drafting,
    require_sending,
)
from zae.inventory.paper import write_paper
from zae.inventory.project import write_project
from zae.inventory.review import take_in, write_review, write_table
from zae.inventory.state import Inventory
from zae.inventory.wording import coded, unit_label
from zae.inventory.workbook import write_workbook
from zae.messages import translator
from zae.publish.cnig import add_forms
from zae.publish.cnig_delivery import records_of
from zae.publish.delivery import staged
from zae.publish.editions import Edition
from zae.publish.fields import code_label
from zae.study import Study

Progress = Callable[[str], None]

CNIG: Final = "sites-economiques.gpkg"
WORKING: Final = "inventaire.gpkg"
PROJECT: Final = "inventaire.qgz"
PAPER: Final = "inventaire.pdf"
BOOK: Final = "inventaire.xlsx"
CHANGES: Final = "changements.csv"
CONTROL: Final = "controle-cnig.csv"
PUBLIC: Final = "public"
SENT: Final = "transmission"

_LINEAGE: Final = (
    "Inventaire des zones d'activité économique (code de l'urbanisme, L318-8-2) de {authority}, "
    "vacance au 1er janvier {year}. Sources : {layers}."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An inventory on the desk: its study, its journal, where it stands, its folder."""

    study: Study
    events: tuple[Event, ...]
    now: Life
    folder: Path

    @property
    def year(self) -> int:
        """Year of the inventory."""
        return entry_of(self.study).year


def opened(study: Study) -> Desk:
    """
    Take the inventory of a study on the desk.

    Parameters
    ----------
    study : Study
        The study, with a section ``[inventory]``.

    Returns
    -------
    Desk
        Its journal read and checked.
    """
    year = entry_of(study).year
    events = journal.read(folder_of(study))
    return Desk(study=study, events=events, now=life(events, year),
                folder=folder_of(study) / str(year))  # fmt: skip


def make_draft(
    study: Study, *, day: dt.date, progress: Progress = silent
) -> tuple[Inventory, dict[str, Path]]:
    """
    Make the draft of the year and all its files.

    Parameters
    ----------
    study : Study
        The study.
    day : date
        Day of the draft.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    Inventory
        The inventory.
    dict of str to Path
        What was written, by file name.

    Raises
    ------
    LifeError
        If the inventory of the year was adopted already.
    """
    desk = opened(study)
    require_drafting(desk.now)
    made = draft(study, desk.events, progress=progress)
    with staged(desk.folder) as stage:
        _write_all(made, desk.events, stage, progress)
        names = [p.relative_to(stage) for p in sorted(stage.rglob("*")) if p.is_file()]
    hashed = journal.file_hash(desk.folder / SNAPSHOT)
    if hashed != desk.now.draft_hash:
        journal.append(
            folder_of(study), "draft", desk.year, day=day,
            contents=[{"hash": hashed, "units": str(len(made.units))}],
        )  # fmt: skip
    return made, {str(n): desk.folder / n for n in names}


def _write_all(made: Inventory, events: Sequence[Event], folder: Path, progress: Progress) -> None:
    lang = made.study.lang
    progress(SNAPSHOT)
    made.units.to_parquet(folder / SNAPSHOT)
    write_review(made, events, folder)
    if len(made.changes):
        write_table(coded(made.changes, lang), folder / CHANGES)
    tables = {name: as_table(name, rows, file=CNIG) for name, rows in cnig_tables(made).items()}
    lost: list[Fault] = []
    for edition, place in (("restricted", folder), ("public", folder / PUBLIC)):
        kind: Edition = "public" if edition == "public" else "restricted"
        progress(f"{edition}: {PAPER}")
        write_paper(made, place / PAPER, lang=lang, edition=kind)
        progress(f"{edition}: {BOOK}")
        write_workbook(made, place / BOOK, lang=lang, edition=kind)
        progress(f"{edition}: {WORKING}")
        layers = write_geopackage(made, place / WORKING, lang=lang, edition=kind)
        write_project(made, place / PROJECT, layers, gpkg_name=WORKING, lang=lang)
        progress(f"{edition}: {CNIG}")
        done = write_cnig(tables, place / CNIG, edition=kind, losses="list")
        add_forms(place / CNIG, list(tables))
        lost += done.faults if kind == "restricted" else ()
    write_table(fault_table([*validate(tables.values()), *lost], translator(lang)),
                folder / CONTROL)  # fmt: skip


def review(
    study: Study, files: Sequence[Path], *, day: dt.date, progress: Progress = silent
) -> int:
    """
    Take filled-in tables of the review into the journal.

    Parameters
    ----------
    study : Study
        The study.
    files : sequence of Path
        Tables of businesses or units, filled in.
    day : date
        Day of the decisions.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    int
        Decisions that are new.
    """
    desk = opened(study)
    require_drafting(desk.now)
    made = draft(study, desk.events, progress=progress)
    return len(take_in(files, made, desk.events, day=day))


def consult(study: Study, *, day: dt.date, progress: Progress = silent) -> dict[str, Path]:
    """
    Open the consultation of owners and occupants on the last draft.

    Parameters
    ----------
    study : Study
        The study.
    day : date
        Day of the opening.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    dict of str to Path
        The table of letters and the register of answers.

    Raises
    ------
    LifeError
        If there is no draft, it is not the last one, or the consultation is open already.
    """
    desk = opened(study)
    require_consulting(desk.now, day)
    _require_same(desk, desk.now.draft_hash)
    made = draft(study, desk.events, progress=progress)
    files = write_letters(made, desk.folder, day)
    journal.append(
        folder_of(study), "consultation", desk.year, day=day,
        contents=[{"hash": desk.now.draft_hash}],
    )  # fmt: skip
    return files


def answers(study: Study, register: Path) -> int:
    """Take the register of answers into the journal; return how many events are new."""
    desk = opened(study)
    return len(take_answers(register, study, desk.year, desk.events))


def adopt(study: Study, *, day: dt.date, act: str) -> Life:
    """
    Write down the adoption.

    Parameters
    ----------
    study : Study
        The study.
    day : date
        Day of the decision.
    act : str
        Its reference: number of the deliberation or of the order.

    Returns
    -------
    Life
        Where the inventory then stands.

    Raises
    ------
    LifeError
        If thirty days have not run, an answer waits, or the files are not those of the draft.
    """
    desk = opened(study)
    require_adopting(desk.now, day)
    _require_same(desk, desk.now.draft_hash)
    journal.append(
        folder_of(study), "adoption", desk.year, day=day,
        contents=[{"hash": desk.now.draft_hash, "act": act}],
    )  # fmt: skip
    return opened(study).now


def send(study: Study, *, day: dt.date) -> dict[str, Path]:
    """
    Prepare the files of each authority that receives the inventory, and write the sending down.

    Parameters
    ----------
    study : Study
        The study.
    day : date
        Day of the sending.

    Returns
    -------
    dict of str to Path
        Folder of each authority: SCoT, local plan, housing plan.

    Raises
    ------
    LifeError
        If the inventory is not adopted, or the study names none of the authorities.
    """
    desk = opened(study)
    entry = entry_of(study)
    named = {r: str(getattr(entry, r)) for r in RECIPIENTS if getattr(entry, r)}
    if not named:
        raise LifeError("the section [inventory] names no authority: {keys}", keys=RECIPIENTS)
    for recipient in named:
        require_sending(desk.now, recipient, day)
    _require_same(desk, desk.now.draft_hash)
    folders = {r: desk.folder / SENT / r for r in named}
    sent = {name: (desk.folder / name).read_bytes() for name in (CNIG, PAPER, BOOK)}
    sent |= {name: text.encode() for name, text in _records(desk, day).items()}
    for recipient, folder in folders.items():
        with staged(folder) as stage:
            for name, held in sent.items():
                (stage / name).write_bytes(held)
        if recipient not in desk.now.sent:
            content = {"recipient": recipient, "name": named[recipient],
                       "hash": journal.file_hash(folder / CNIG)}  # fmt: skip
            journal.append(folder_of(study), "sending", desk.year, day=day, contents=[content])
    return folders


def producer(study: Study) -> Producer:
    """Who answers for the inventory, as its INSPIRE record says; it may lack something."""
    entry = entry_of(study)
    return Producer(siren=entry.siren, name=entry.authority, mail=entry.mail)


def _records(desk: Desk, day: dt.date) -> dict[str, str]:
    """INSPIRE record of the delivery that is sent, by file name; none where the study lacks it."""
    who = producer(desk.study)
    if who.lacking:
        return {}
    said = _LINEAGE.format(authority=who.name, year=desk.year, layers="; ".join(_cited(desk)))
    tables = read([desk.folder / CNIG]).tables
    return records_of(tables, who, day=day, form="gpkg", lineage=said)


def _cited(desk: Desk) -> list[str]:
    """Producer and vintage of each layer, as the study file says them."""
    told = [", ".join(x for x in (e.producer_name or e.path.rsplit("/", 1)[-1], e.vintage) if x)
            for e in desk.study.layers]  # fmt: skip
    return list(dict.fromkeys(told))


def _require_same(desk: Desk, known: str) -> None:
    """Refuse to go on with files that are not those of the journal."""
    path = desk.folder / SNAPSHOT
    if not path.exists():
        raise ZaeError("{file} is absent from {folder}: make the draft again", file=SNAPSHOT,
                       folder=desk.folder.name)  # fmt: skip
    if journal.file_hash(path) != known:
        raise LifeError(
            "{file} is not the draft of the journal: make the draft again", file=SNAPSHOT
        )


def changes(study: Study, *, progress: Progress = silent) -> list[dict[str, str]]:
    """
    What changed since the inventory before: on the ground, or in the use of a unit.

    Parameters
    ----------
    study : Study
        The study.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    list of dict
        Rows of :func:`zae.inventory.ground.changes_since`, without units that stayed as they were.

    Raises
    ------
    LifeError
        If there is no inventory of an earlier year to compare with.
    """
    desk = opened(study)
    if snapshot(study, until=desk.year - 1) is None:
        raise LifeError("no inventory before {year} in {folder}: nothing to compare with",
                        year=desk.year, folder=entry_of(study).folder)  # fmt: skip
    made = draft(study, desk.events, progress=progress)
    still = (made.changes["change"] == "kept") & made.changes["use"].isin(["same", "unknown"])
    rows = made.changes[~still].astype(object)
    return [
        {str(k): "" if v is None or v != v else str(v) for k, v in row.items()}  # noqa: PLR0124
        for row in rows.to_dict("records")
    ]


def change_lines(rows: Sequence[dict[str, str]], lang: str) -> list[str]:
    """Changes in words, one a line."""
    _ = translator(lang)
    said = _("{before} → {after}: {change}, {was} → {now}")
    nothing = "–"
    return [
        said.format(
            before=r["before"] or nothing, after=r["after"] or nothing,
            change=unit_label(r["change"], lang),
            was=code_label(r["state_before"], lang=lang) or nothing,
            now=code_label(r["state_after"], lang=lang) or nothing,
        )
        for r in rows
    ] or [_("Nothing changed.")]  # fmt: skip
