"""Remarks of readers as events: what was written on a site, when, under which grid."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pandas import DataFrame, isna

from layers.formats.postgis import is_address
from zae.assessment import Assessment
from zae.messages import N_, translator
from zae.store.events import Entry, Subject
from zae.store.kinds import Remark
from zae.store.ledger import Store

ROLE: Final = "lecteur de la carte"
NOBODY: Final = N_("unnamed reader")


def is_there(address: str) -> bool:
    """
    Whether somebody made, or named, a store: a file that is there, or any address.

    Examples
    --------
    >>> is_there("absent.sqlite"), is_there("postgresql://serveur/sig")
    (False, True)
    """
    return is_address(address) or Path(address).is_file()


def record_remarks(store: Store, found: DataFrame, assessment: Assessment) -> int:
    """
    Record remarks as events about their sites; those that are already there are left out.

    A remark is the same when its study, site, author and text are, as in the file beside the study.

    Parameters
    ----------
    store : Store
        The store.
    found : DataFrame
        Remarks, as :func:`zae.remarks.read_saved` gives them.
    assessment : Assessment
        The study that they speak of: its sites say where.

    Returns
    -------
    int
        How many were recorded.

    Raises
    ------
    StoreError
        If an entry is faulty, or the database refuses; then none is recorded.
    """
    known = {event.event_id for event in store.events(Remark)}
    fresh: dict[str, Entry] = {}
    for row in found.to_dict("records"):
        name = _name(row)
        if name not in known:
            fresh.setdefault(name, _entry(name, row, assessment))
    store.add_all([*fresh.values()])
    return len(fresh)


def _name(row: Mapping[Any, Any]) -> str:
    same = [row[column] for column in ("study", "site_id", "author", "text")]
    return "remark-" + sha256(json.dumps(same, ensure_ascii=False).encode()).hexdigest()[:32]


def _entry(name: str, row: Mapping[Any, Any], assessment: Assessment) -> Entry:
    seen = Remark(
        text=row["text"], project=row["project"], weights_moved=bool(row["weights_moved"]),
        score=None if isna(row["score"]) else float(row["score"]),
        letter=None if isna(row["letter"]) else str(row["letter"]),
    )  # fmt: skip
    nobody = translator(assessment.study.lang)(NOBODY)
    return Entry(
        payload=seen, subject=Subject("site", row["site_id"]), author=row["author"] or nobody,
        role=ROLE, dated=datetime.fromisoformat(row["written"]), event_id=name,
        grid=f"{row['grid']} {row['grid_version']}", crs=assessment.study.crs,
        geometry=assessment.sites.geometry[row["site_id"]],
    )  # fmt: skip
