"""Attributes that lie in another file than the geometries, joined one to one on a key."""

import hashlib

import pandas as pd

from land.errors import SchemaError
from layers.account import Reason, counts, joined
from layers.formats.loaded import Loaded, Note
from layers.text import as_text


def with_attributes(main: Loaded, beside: Loaded, *, on: str, right_on: str) -> Loaded:
    """
    Rows of a file with the attributes of another, one to one.

    Parameters
    ----------
    main, beside : Loaded
        The file with the geometries, and the one with the attributes.
    on, right_on : str
        Key in each.

    Returns
    -------
    Loaded
        Every row of ``main``, in its order. Where both have a column, the value of ``main`` is
        kept and its gaps are filled. Rows left alone on either side are noted. The hash is that
        of the two hashes, one after the other.

    Raises
    ------
    SchemaError
        If a key is absent, or names two rows of one file.
    """
    left, right = _key(main, on), _key(beside, right_on)
    table = pd.DataFrame(beside.frame.drop(columns=["geometry"], errors="ignore"))
    table = table.set_axis(pd.Index(right), axis=0).drop(columns=right_on).reindex(left)
    table.index = main.frame.index
    matched = left.isin(right)
    name = beside.name
    notes: list[Note] = [
        ("noted", Reason.JOINED, name, int(matched.sum())),
        *_alone(Reason.UNJOINED, name, left[~matched]),
        *_alone(Reason.UNJOINED_RIGHT, name, right[~right.isin(left)]),
    ]
    frame = main.frame
    for column in table.columns:
        if column not in frame:
            continue
        own, other = as_text(frame[column]), as_text(table[column])
        differ = own.notna() & other.notna() & (own != other)
        if differ.any():
            notes.append(("noted", Reason.BOTH_FILES, f"{column}, {name}", int(differ.sum())))
        table[column] = frame[column].where(own.notna(), table[column])
    frame = frame.assign(**{str(c): table[c] for c in table.columns})
    return Loaded(
        frame=frame,
        name=f"{main.name} + {name}",
        sha256=hashlib.sha256(f"{main.sha256}{beside.sha256}".encode()).hexdigest(),
        notes=(*main.notes, *notes),
    )


def _key(loaded: Loaded, name: str) -> pd.Series:
    if name not in loaded.frame.columns:
        listed = ", ".join(map(str, loaded.frame.columns))
        raise SchemaError(
            "{file}: no column « {name} » to join on; it has {columns}",
            file=loaded.name,
            name=name,
            columns=listed,
        )
    key = as_text(loaded.frame[name])
    again = key[key.duplicated() & key.notna()]
    if len(again):
        raise SchemaError(
            "{file}: « {name} » names several rows, a join needs one: {found}",
            file=loaded.name,
            name=name,
            found=counts(again),
        )
    return key


def _alone(reason: Reason, name: str, keys: pd.Series) -> list[Note]:
    return [("noted", reason, f"{name}, {joined(keys)}", len(keys))] if len(keys) else []
