"""A delivery in a CNIG standard, whole: its files, its INSPIRE record, and what was lost."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from land.errors import Message, Parts, SchemaError
from layers.cnig import Delivery, Table, write
from layers.cnig.faults import Fault, frame, summary
from layers.cnig.metadata import file_name, record
from layers.cnig.notice import Producer, notice, placed, producer_of
from layers.cnig.write import Edition, Format
from zae.messages import translator
from zae.publish.cnig import add_forms
from zae.publish.dates import written_at
from zae.publish.delivery import staged

LOSSES: Final = "pertes.csv"
"""List of what was lost, filled, left out or refused on the way, beside the files."""

_TOLD_TO_ALL: Final = (
    "file.cells", "geometry.unreadable", "geometry.axes", "geometry.mixed", "geometry.system",
    "format.carry", "format.filled", "edition.person", "edition.misplaced",
)  # fmt: skip
"""Rules whose advice holds nothing that was found in the data: the public list names no other."""

_LINEAGE: Final = "Données de {owner}, écrites dans la forme du standard par zae."


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """
    What was written.

    Attributes
    ----------
    files : tuple of Path
        Files of the classes, the list of losses, the record.
    faults : tuple of Fault
        What was lost, filled or left out; where a public edition, without what cells held.
    lacking : Message or None
        What a record still needs, where it could not be written; all else is.
    """

    files: tuple[Path, ...]
    faults: tuple[Fault, ...]
    lacking: Message | None = None


def deliver_cnig(
    delivery: Delivery,
    out: Path,
    *,
    form: Format = "gpkg",
    edition: Edition = "restricted",
    producer: str = "",
    lang: str = "fr",
) -> Delivered:
    """
    Write a delivery that was read, its record and the list of its losses: all files, or none.

    Parameters
    ----------
    delivery : Delivery
        What was read.
    out : Path
        File of a GeoPackage, folder of the other formats.
    form, edition : str
        As for :func:`layers.cnig.write`.
    producer : str
        Who answers for the data, ``SIREN Name <mail>``; a SIREN and a name that all rows agree on
        are taken from the rows.
    lang : str
        Language of the list.

    Returns
    -------
    Delivered
        The files.

    Raises
    ------
    SchemaError
        If nothing was read, or two files that were read are of one class.
    ZaeError
        If a file cannot be put in its place; the others are then not put either.
    """
    tables = delivery.by_class()
    if not tables:
        raise SchemaError(
            "nothing to write: no file holds a table of the standards\n  {faults}",
            faults=Parts([g.message for g in summary(delivery.faults)], between="\n  "),
        )
    who = producer_of(list(tables.values()), producer)
    folder = out.parent if form == "gpkg" else out
    with staged(folder) as stage:
        place = stage / out.name if form == "gpkg" else stage
        done = write(tables, place, form=form, edition=edition, losses="list")
        if form == "gpkg":
            add_forms(place, list(tables))
        faults = _told([*delivery.faults, *done.faults], edition)
        names = [p.name for p in done.files]
        listed = f"{out.stem}-{LOSSES}" if form == "gpkg" else LOSSES
        write_faults(faults, stage / listed, lang=lang)
        records = {} if who.lacking else records_of(
            done.tables, who, day=written_at().date(), form=form
        )  # fmt: skip
        for name, text in records.items():
            (stage / name).write_text(text, encoding="utf-8")
    return Delivered(
        files=tuple(folder / n for n in (*names, listed, *records)),
        faults=faults,
        lacking=_lacking(done.tables, who),
    )


def _lacking(tables: Sequence[Table], producer: Producer) -> Message | None:
    """What the record of a standard still needs: who answers for the data, or where they are."""
    if producer.lacking:
        return Message("{what}; give --producer", what=producer.lacking)
    nowhere = [own for own in _by_standard(tables) if not placed(own)]
    if not nowhere:
        return None
    return Message("a row with a geometry, for its extent ({tables})",
                   tables=[t.kind.name for own in nowhere for t in own])  # fmt: skip


def _told(faults: Iterable[Fault], edition: Edition) -> tuple[Fault, ...]:
    """Faults as they may stand beside an edition: the public one says where, never what."""
    if edition == "restricted":
        return tuple(faults)
    return tuple(replace(f, file="", id="", found="") for f in faults if f.rule in _TOLD_TO_ALL)


def write_faults(faults: Sequence[Fault], path: Path, *, lang: str) -> None:
    """
    Write a list of faults as CSV, one a line, for a French spreadsheet.

    Parameters
    ----------
    faults : sequence of Fault
        The faults.
    path : Path
        The file.
    lang : str
        Language in which it says what to do.
    """
    listed = frame(faults, translator(lang))
    path.write_text(listed.to_csv(index=False, sep=";"), encoding="utf-8-sig")


def records_of(
    tables: Sequence[Table], producer: Producer, *, day: dt.date, form: Format, lineage: str = ""
) -> dict[str, str]:
    """
    INSPIRE record of each standard that a delivery holds.

    Parameters
    ----------
    tables : sequence of Table
        What is delivered.
    producer : Producer
        Who answers for it.
    day : date
        Day of the delivery.
    form : str
        Format of its files.
    lineage : str
        Where the data come from, in French; said in general where absent.

    Returns
    -------
    dict of str to str
        XML by file name, as the standards name it. A standard none of whose rows has a geometry
        has none: the extent of its data is not known.
    """
    said = lineage or _LINEAGE.format(owner=producer.name)
    return {
        file_name(own[0].kind, producer.siren, day): record(
            own[0].kind, notice(own, producer, day=day, form=form, lineage=said)
        )
        for own in _by_standard(tables)
        if placed(own)
    }


def _by_standard(tables: Sequence[Table]) -> list[list[Table]]:
    found: dict[str, list[Table]] = {}
    for table in tables:
        found.setdefault(table.kind.standard, []).append(table)
    return list(found.values())
