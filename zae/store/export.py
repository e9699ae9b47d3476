"""Events as files: the whole chain for those who keep it, what is open for everybody."""

import json
import re
from pathlib import Path
from typing import Any, Final

from geopandas import GeoDataFrame
from pandas import DataFrame

from zae.publish.editions import Edition
from zae.publish.spreadsheet import FORMULA
from zae.publish.whole import whole
from zae.store.errors import StoreError
from zae.store.events import Event, moment, plain_wkb
from zae.store.frames import frame, places
from zae.store.ledger import Store

FORMATS: Final = (".csv", ".jsonl", ".gpkg")


def export(store: Store, out: Path, edition: Edition = "restricted") -> int:
    """
    Write the events of a store to a file.

    Parameters
    ----------
    store : Store
        The store.
    out : Path
        File to write, by its ending: ``.csv``, ``.jsonl``, or ``.gpkg`` (events that have a place).
    edition : str
        ``restricted``: every record, corrections among them; the lines of ``.jsonl`` hold all that
        was hashed, so that another program can check the chain. ``public``: what holds today,
        by allow-list (:func:`zae.store.frames.frame`).

    Returns
    -------
    int
        How many events were written.

    Raises
    ------
    StoreError
        If the ending is another, or a database refuses; no file is then left half-written.
    """
    if out.suffix not in FORMATS:
        raise StoreError("{file}: write to one of {formats}", file=out.name, formats=FORMATS)
    events = store.events() if edition == "restricted" else store.current()
    if out.suffix == ".gpkg":
        drawn = places(events, edition)
        with whole(out) as beside:
            _flat(drawn).to_file(beside, layer="evenements", driver="GPKG", VERSION="1.3")
        return len(drawn)
    table = frame(events, edition)
    with whole(out) as beside:
        if out.suffix == ".csv":
            _written(table).to_csv(beside, index=False, encoding="utf-8-sig")
        else:
            beside.write_text(_lines(events, table, edition), encoding="utf-8", newline="\n")
    return len(table)


def _lines(events: list[Event], table: DataFrame, edition: Edition) -> str:
    rows = [record(event) for event in events] if edition == "restricted" else [
        {k: v for k, v in row.items() if not _is_missing(v)}
        for row in _dated(table).astype(object).to_dict("records")
    ]  # fmt: skip
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def record(event: Event) -> dict[str, Any]:
    """
    All that a record holds, as plain values: what was hashed, and the hash.

    Parameters
    ----------
    event : Event
        A recorded event.

    Returns
    -------
    dict of str to object
        Its fields in the order of the hash; the payload as the text that was hashed.
    """
    return {
        "seq": event.seq, "event_id": event.event_id, "kind": event.kind,
        "subject_kind": event.subject.kind, "subject_id": event.subject.id,
        "author": event.author, "role": event.role, "dated": moment(event.dated),
        "recorded": moment(event.recorded), "reason": event.reason, "grid": event.grid,
        "visibility": event.visibility, "payload": event.payload,
        "geometry": plain_wkb(event.geometry).hex(), "crs": event.crs,
        "previous": event.previous, "hash": event.hash,
    }  # fmt: skip


def _is_missing(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124  NaN


def _dated(table: DataFrame) -> DataFrame:
    """Dates as texts."""
    texts = {c: table[c].map(lambda t: t.isoformat()) for c in ("dated", "recorded") if c in table}
    return table.assign(**texts)


def _written(table: DataFrame) -> DataFrame:
    """Values that a spreadsheet shows and does not run: lists and tables as JSON."""
    return _dated(table).map(_cell)


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and re.match(FORMULA, value) else value


def _flat(drawn: GeoDataFrame) -> GeoDataFrame:
    texts = _written(DataFrame(drawn.drop(columns="geometry")))
    return drawn.assign(**{str(c): texts[c] for c in texts})
