"""Hires that were observed correct the shares of newcomers that the induced load assumed."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from pandas import DataFrame

from criteria.observed import updated
from criteria.parameters import Overrides, parse_overrides
from zae.projects.kinds import Hires
from zae.publish.whole import whole
from zae.store import Store, StoreError
from zae.study import Study


def seen(store: Store, day: date) -> DataFrame:
    """
    Hires observed by a day, a row an observation.

    Parameters
    ----------
    store : Store
        The store.
    day : date
        Nothing dated later is read.

    Returns
    -------
    DataFrame
        ``parameter``, ``hires``, ``yes``: what :func:`criteria.observed.updated` takes.
    """
    until = datetime.combine(day, time.max, tzinfo=UTC)
    rows = [event.read(Hires).model_dump() for event in store.current(Hires, until=until)]
    return DataFrame(rows, columns=["parameter", "hires", "yes"])


def corrected_file(store: Store, study: Study, day: date, out: Path) -> list[str]:
    """
    Write the parameters of a study, corrected by the hires observed by a day.

    Parameters
    ----------
    store : Store
        The store.
    study : Study
        The study; its own parameters are the prior.
    day : date
        Nothing dated later is read.
    out : Path
        TOML file to write; name it in ``parameters`` of the study.

    Returns
    -------
    list of str
        Parameters that were corrected.

    Raises
    ------
    StoreError
        If no hires were observed.
    """
    found = seen(store, day)
    if found.empty:
        raise StoreError("no observed hires by {day}", day=day.isoformat())
    before: Overrides | None = None
    if study.parameters:
        before = parse_overrides((study.folder / study.parameters).read_text(encoding="utf-8-sig"))
    after = updated(found, vintage=day.isoformat(), overrides=before)
    tables = [f"[{name}]\n" + _lines(told) for name, told in after.items()]
    with whole(out) as beside:
        beside.write_text("\n".join(tables), encoding="utf-8", newline="\n")
    return sorted(set(found["parameter"]))


def _lines(told: Mapping[str, Any]) -> str:
    """Lines of a table: a JSON text or number is a TOML one."""
    return "".join(f"{key} = {json.dumps(v, ensure_ascii=False)}\n" for key, v in told.items())
