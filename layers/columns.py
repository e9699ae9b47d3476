"""From the producer's columns to those of a role: names, values, constants, selection, ids."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from land.errors import Message, Parts, SchemaError
from layers.account import Account, Reason, counts
from layers.options import ReadOptions
from layers.schema import Role
from layers.sources import PRODUCERS, Producer, detect
from layers.text import as_text
from layers.validate import coded

RENAMED_SHOWN = 20
"""New ids that an account names."""


def producer_of(
    columns: Sequence[str], role: Role, options: ReadOptions, account: Account
) -> Producer | None:
    """
    Producer named by the user, or recognised by the columns.

    Raises
    ------
    SchemaError
        If the user names a producer that is not known.
    """
    if options.producer is not None and options.producer not in PRODUCERS:
        raise SchemaError(
            "no producer « {producer} »; known: {known}",
            producer=options.producer,
            known=list(PRODUCERS),
        )
    name = options.producer or detect(columns, role.name)
    if name is None:
        return None
    if options.producer is None:
        account.add("noted", Reason.PRODUCER, detail=name)
    return PRODUCERS[name]


def renamed(
    frame: pd.DataFrame,
    role: Role,
    options: ReadOptions,
    producer: Producer | None,
    account: Account,
) -> pd.DataFrame:
    """
    Rename the producer's columns to those of the role; the user's word wins.

    Parameters
    ----------
    frame : DataFrame
        Columns as in the file.
    role : Role
        The role.
    options : ReadOptions
        Its ``rename`` is used, without regard to case where the exact name is absent.
    producer : Producer or None
        Whose table of names to use.
    account : Account
        Where a column that had our name but not our meaning is noted.

    Returns
    -------
    DataFrame
        All columns of the file, some of them renamed.

    Raises
    ------
    SchemaError
        If ``rename`` speaks of a column that the file or the role does not have.
    """
    lower = {str(c).casefold(): str(c) for c in frame.columns}
    take = {name: lower[name] for name in role.names if name in lower}
    theirs = producer.RENAME.get(role.name, {}) if producer else {}
    found: dict[str, str] = {}
    for source, ours in theirs.items():
        if source in lower:
            found.setdefault(ours, lower[source])
    take |= found
    chosen = _chosen(frame, role, options.rename, lower)
    take = {ours: source for ours, source in take.items() if source not in chosen.values()} | chosen
    names = {source: ours for ours, source in take.items()}
    aside = {c: f"{c}_source" for c in frame.columns if c in role.names and take.get(c, c) != c}
    for before, after in aside.items():
        account.add("noted", Reason.SET_ASIDE, detail=f"{before} → {after}")
    return frame.rename(columns={**aside, **names})


def _chosen(
    frame: pd.DataFrame, role: Role, rename: Mapping[str, str], lower: Mapping[str, str]
) -> dict[str, str]:
    faults = []
    chosen = {}
    for source, ours in rename.items():
        actual = source if source in frame.columns else lower.get(source.casefold())
        if actual is None:
            faults.append(Message("the file has no column « {name} »", name=source))
        elif ours not in role.names:
            faults.append(Message("the role has no column « {name} »", name=ours))
        else:
            chosen[ours] = actual
    if faults:
        raise SchemaError(
            "rename: {faults}; file: {columns}; role « {role} »: {names}",
            faults=Parts(faults, between="; "),
            columns=list(frame.columns),
            role=role.name,
            names=list(role.names),
        )
    return chosen


def translated(
    frame: pd.DataFrame,
    role: Role,
    options: ReadOptions,
    producer: Producer | None,
    account: Account,
) -> pd.DataFrame:
    """
    Translate values and fill in constants; the user's word wins over the producer's.

    Parameters
    ----------
    frame : DataFrame
        Columns under the names of the role, indexed by id.
    role, options, producer, account
        As for :func:`renamed`; ``values`` and ``defaults`` are used.

    Returns
    -------
    DataFrame
        The same rows.

    Raises
    ------
    SchemaError
        If ``values`` or ``defaults`` speak of a column that the role does not have.

    Notes
    -----
    Values are compared as text, without regard to case; those not listed stay as they are.
    """
    theirs = producer.VALUES.get(role.name, {}) if producer else {}
    ours = options.values  # noqa: PD011
    strange = [c for c in (*ours, *options.defaults) if c not in role.names]
    if strange:
        raise SchemaError(
            "role « {role} » has no column {strange}; it has {names}",
            role=role.name,
            strange=strange,
            names=list(role.names),
        )
    for name in [c for c in role.names if c in frame.columns]:
        table = {**_folded(theirs.get(name, {})), **_folded(ours.get(name, {}))}
        if not table:
            continue
        frame = frame.assign(**{name: _translate(frame[name], table, account)})
    for name, constant in options.defaults.items():
        cells = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=object)
        blank = as_text(cells).isna()
        filled = cells.astype(object).mask(blank, constant)
        frame = frame.assign(**{name: filled})
        account.add(
            "changed", Reason.DEFAULT, detail=f"{name} = {constant}", count=int(blank.sum())
        )
    return frame


def _folded(table: Mapping[str, object]) -> dict[str, object]:
    return {str(key).strip().casefold(): value for key, value in table.items()}


def _translate(cells: pd.Series, table: Mapping[str, object], account: Account) -> pd.Series:
    text = as_text(cells).str.casefold()
    known = text.isin(list(table))
    blanked = text.isin([key for key, value in table.items() if value is None])
    if blanked.any():
        detail = f"{cells.name} {counts(as_text(cells)[blanked])}"
        account.add("changed", Reason.VALUE_MISSING, detail=detail, ids=cells.index[blanked])
    return cells.astype(object).mask(known, text.map(table).astype(object)).mask(blanked, None)


def selected(
    frame: pd.DataFrame,
    role: Role,
    options: ReadOptions,
    producer: Producer | None,
    account: Account,
) -> pd.DataFrame:
    """
    Rows that belong to the role by the producer's word, and to the study by the user's.

    Returns
    -------
    DataFrame
        Rows kept; the others are refused in the account, with the values that they had.

    Raises
    ------
    SchemaError
        If ``where`` speaks of a column that is in neither the role nor the file.
    """
    lower = {str(c).casefold(): str(c) for c in frame.columns}
    theirs = producer.KEEP.get(role.name, {}) if producer else {}
    wanted: dict[str, Sequence[object]] = {
        lower[c]: kept for c, kept in theirs.items() if c in lower
    }
    for name, kept in options.where.items():
        if name.casefold() not in lower:
            raise SchemaError(
                "where: no column « {name} »; there are {columns}",
                name=name,
                columns=list(lower.values()),
            )
        wanted[lower[name.casefold()]] = kept
    for name, kept in wanted.items():
        text = as_text(frame[name])
        keep = text.isin([str(v) for v in kept if v is not None])
        keep |= text.isna() & (None in kept)
        if not keep.all():
            detail = f"{name} {counts(text[~keep].fillna(''))}"
            account.add("refused", Reason.OUTSIDE_SELECTION, detail=detail, ids=frame.index[~keep])
            frame = frame[keep]
    return frame


def identified(frame: pd.DataFrame, role: Role, account: Account) -> pd.DataFrame:
    """
    Index rows by the id of the role, made where the producer has none, unique in the end.

    Parameters
    ----------
    frame : DataFrame
        Columns under the names of the role; its geometry, where it has one, under ``geometry``.
    role : Role
        The role; a table has no id and keeps the number of its row.
    account : Account
        Where made, repeated and suffixed ids are written.

    Returns
    -------
    DataFrame
        Rows kept. The same id with the same geometry is one row twice: the second is refused. The
        same id with another geometry is kept, as ``id-2``. Without ids, rows alike in everything
        are one row twice.
    """
    if not role.id:
        return frame.reset_index(drop=True)
    made = pd.Series([f"{role.name}-{i:05d}" for i in range(1, len(frame) + 1)], index=frame.index)
    given = coded(frame[role.id], role.id) if role.id in frame else made.mask(made.notna())
    ids = given.fillna(made)
    account.add("noted", Reason.GENERATED_IDS, ids=ids[given.isna()])
    twice = _twice(frame, ids, given.isna())
    frame = frame.set_axis(pd.Index(ids, name=role.id), axis=0)
    account.add("refused", Reason.DUPLICATE, ids=frame.index[twice])
    rows = np.arange(1, len(frame) + 1)[~twice]
    frame = frame[~twice]
    return frame.set_axis(_unique(frame.index, rows, account), axis=0)


def _twice(frame: pd.DataFrame, ids: pd.Series, made: pd.Series) -> NDArray[np.bool_]:
    keys = pd.DataFrame({"id": ids.mask(made, "").to_numpy()})
    at = np.arange(len(frame))
    if isinstance(frame, GeoDataFrame):
        # Shapes are compared point by point only where boxes and numbers of points are the same.
        shapes = frame.geometry.to_numpy()
        sizes = np.column_stack([shapely.bounds(shapes), shapely.get_num_coordinates(shapes)])
        at = np.flatnonzero(keys.join(pd.DataFrame(sizes)).duplicated(keep=False))
        keys = keys.iloc[at].assign(shape=shapely.to_wkb(shapely.normalize(shapes[at])))
    if made.any():
        rest = frame.drop(columns="geometry", errors="ignore").iloc[at].astype("str")
        hashes = pd.util.hash_pandas_object(rest, index=False).to_numpy()
        keys["rest"] = np.where(made.to_numpy()[at], hashes, 0)
    twice = np.zeros(len(frame), dtype=bool)
    twice[at] = keys.duplicated()
    return twice


def _unique(ids: pd.Index, rows: NDArray[np.int_], account: Account) -> pd.Index:
    again = ids.duplicated()
    if not again.any():
        return ids
    taken = set(ids)
    names: list[str] = ids.tolist()
    for at in map(int, again.nonzero()[0]):  # repeated ids are few: no loop over the data
        name, number = names[at], 2
        while f"{name}-{number}" in taken:
            number += 1
        names[at] = f"{name}-{number}"
        taken.add(names[at])
    unique: pd.Index = pd.Index(names, name=ids.name, dtype="str")
    account.add(
        "changed", Reason.SUFFIXED, ids=ids[again],
        detail=_listed(f"#{rows[i]} → {names[i]}" for i in again.nonzero()[0]),
    )  # fmt: skip
    return unique


def _listed(changes: Iterable[str]) -> str:
    """Rows and their new ids, the first twenty."""
    known = list(changes)
    rest = len(known) - RENAMED_SHOWN
    shown = ", ".join(known[:RENAMED_SHOWN])
    return f"{shown}, … +{rest}" if rest > 0 else shown
