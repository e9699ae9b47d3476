"""Each cell by itself: obligations, kinds, lists, forms, keys, widths."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd
from pandas import Series

from land.errors import Message
from land.ids import is_insee, is_parcel, is_siren, is_siret
from layers.cnig.faults import Fault, on_rows
from layers.cnig.ids import FICTIONAL, is_id, settled_key
from layers.cnig.standard import ANYWHERE, ZAE, Field
from layers.cnig.tables import Table
from layers.cnig.values import READERS, number, suggested

_YES_NO: Final = ("oui", "non")
_RNB: Final = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
_SEPARATOR: Final = re.compile(r"[;,]|\s\|\s?|\|\s")
_FORMS: Final[Mapping[str, tuple[str, Callable[[str], bool]]]] = {
    "insee": ("key.insee", lambda s: is_insee(settled_key(s))),
    "siren": ("key.siren", is_siren),
    "siret": ("key.siret", is_siret),
    "parcels": ("key.parcel", lambda s: is_parcel(settled_key(s))),
    "rnb": ("key.building", lambda s: _RNB.fullmatch(s) is not None),
}
_CODES: Final = {"00": "inconnu", "99": "sans objet"}
"""Codes that the text of *Friches* gives for two values; the schema writes them in words."""

_QUESTIONS: Final = {
    "number": "value.number", "count": "value.whole", "date": "value.date", "year": "value.year",
}  # fmt: skip


def check(table: Table) -> Iterator[Fault]:
    """
    Faults of the cells of a table, one by one.

    Parameters
    ----------
    table : Table
        Rows of a class.

    Yields
    ------
    Fault
        In the order of the fields.
    """
    if table.ids.str.startswith(FICTIONAL).any() and table.kind.name != "ETABLISSEMENT":
        to_do = Message("the communes of this table are fictional: deliver it to nobody")
        yield Fault(rule="key.fictional", file=table.file, table=table.kind.name,
                    field=table.kind.key, to_do=to_do)  # fmt: skip
    for field in table.kind.fields:
        cells = table.frame[field.name]
        yield from _needs(table, field, cells)
        if field.spatial:
            continue
        known = cells.notna()
        if field.kind in READERS:
            yield from _kinds(table, field, cells, known)
        if field.choices:
            yield from _lists(table, field, cells, known)
        if field.form or field.several:
            yield from _keys(table, field, cells, known)
        if field.pattern:
            yield from _patterns(table, field, cells, known)
        if field.width and not field.form:
            wide = known & (cells.str.len() > field.width)
            to_do = Message("shorten it to {width} characters", width=field.width)
            yield from _each(table, field, wide, "value.width", _always(to_do))


def _always(to_do: Message) -> Callable[[str], Message]:
    return lambda _: to_do


def _each(
    table: Table,
    field: Field,
    where: "pd.Series[bool]",
    rule: str,
    to_do: Callable[[str], Message],
) -> Iterator[Fault]:
    if not where.any():
        return
    for row, key, found in on_rows(where, table.frame[field.name], table.ids):
        yield Fault(rule=rule, file=table.file, table=table.kind.name, row=row, id=key,
                    field=field.name, found=found, to_do=to_do(found))  # fmt: skip


def _needs(table: Table, field: Field, cells: Series) -> Iterator[Fault]:
    empty = cells.isna()
    fill = Message("fill it; where nothing is known write inconnu if its list admits it")
    rule, due = "value.required", empty & (field.need == "always")
    if field.need == "zae":
        is_zae = table.frame["site_type"].str.casefold() == ZAE
        rule, due = "value.required_zae", empty & is_zae.fillna(value=False).astype(bool)
        fill = Message("fill it: the site is a ZAE")
    if field.need == "no_address":
        rule, due = "value.required_address", empty & table.frame["ban-id"].isna()
        fill = Message("write the address, or the key ban-id")
    if field.name == "urba_zaer" and empty.all():
        return  # a file of a former version, which one warning says
    yield from _each(table, field, due, rule, lambda _: fill)
    if field.schema_required:
        to_do = Message("leave it, or write sans objet so that the published schema takes it")
        yield from _each(table, field, empty & ~due, "value.schema_required", lambda _: to_do)


def _kinds(table: Table, field: Field, cells: Series, known: Series) -> Iterator[Fault]:
    read = READERS[field.kind]
    bad = known & np.array([c is not None and read(c) is None for c in cells], dtype=bool)

    def to_do(found: str) -> Message:
        meant = suggested(found, field)
        if meant is not None:
            return Message("write {meant}", meant=meant)
        return Message("mend it or leave it empty")

    yield from _each(table, field, bad, _QUESTIONS[field.kind], to_do)
    if field.kind in ("number", "count"):
        values = Series([number(c) if c is not None else None for c in cells], index=cells.index)
        figures = pd.to_numeric(values)
        least = "value.whole" if field.kind == "count" else "value.range"
        positive = Message("write a figure that is not negative")
        yield from _each(table, field, figures < 0, least, lambda _: positive)
        if field.unit == "%":
            percent = Message("write a rate in per cent, from 0 to 100")
            yield from _each(table, field, figures > 100, "value.rate", lambda _: percent)  # noqa: PLR2004


def _lists(table: Table, field: Field, cells: Series, known: Series) -> Iterator[Fault]:
    official = {_folded(v): v for v in field.choices}
    retired = table.kind.retired.get(field.name, {})
    said = cells.where(known, "")
    parts = said.map(lambda c: c.split("|") if field.several else [c])
    good = parts.map(lambda p: all(x in field.choices for x in p))
    near = parts.map(lambda p: all(_folded(x) in official for x in p))
    words = said.str.casefold()
    yes_no = words.isin(ANYWHERE) if field.choices == _YES_NO else good & False
    old = words.isin(list(retired)) | (said.isin(list(_CODES)) & (table.kind.name == "FRICHE"))
    bad = known & ~good

    def mended(found: str) -> Message:
        parts = found.split("|") if field.several else [found]
        return Message("write {meant}", meant="|".join(official[_folded(p)] for p in parts))

    def instead(found: str) -> Message:
        meant = retired.get(found.casefold()) or _CODES.get(found, "")
        return Message("write {meant}", meant=meant)

    listed = Message("choose one of {values}", values=[f"« {v} »" for v in field.choices])
    blank = Message("leave it empty for the published schema, or keep it for the standard alone")
    yield from _each(table, field, bad & near, "value.spelling", mended)
    yield from _each(table, field, bad & ~near & yes_no, "value.yes_no", lambda _: blank)
    yield from _each(table, field, bad & ~near & ~yes_no & old, "value.retired", instead)
    yield from _each(table, field, bad & ~near & ~yes_no & ~old, "value.list", lambda _: listed)


def _folded(value: str) -> str:
    return " ".join(value.replace("’", "'").casefold().split())


def _keys(table: Table, field: Field, cells: Series, known: Series) -> Iterator[Fault]:
    if field.several:
        parted = known & cells.str.contains(_SEPARATOR).fillna(value=False).astype(bool)
        bar = Message("part the values by a bar |, without spaces")
        yield from _each(table, field, parted, "value.several", lambda _: bar)
        known = known & ~parted
    if field.form == "id":
        yield from _ids(table, field, cells, known)
        return
    if field.form not in _FORMS:
        return
    rule, right = _FORMS[field.form]
    bad = known & cells.map(
        lambda c: (
            c is not None and not all(right(x) for x in (c.split("|") if field.several else [c]))
        )
    ).astype(bool)
    to_do = Message("mend it from its register (INSEE, Sirene, cadastre, RNB)")
    yield from _each(table, field, bad, rule, lambda _: to_do)


def _ids(table: Table, field: Field, cells: Series, known: Series) -> Iterator[Fault]:
    bad = known & ~cells.map(lambda c: c is not None and is_id(c, table.kind.name)).astype(bool)
    form = "INSEE_NUMÉRO" if table.kind.name == "FRICHE" else f"INSEE_{table.kind.name}_00001"
    to_do = Message("write it as {form}", form=form)
    yield from _each(table, field, bad, "id.form", lambda _: to_do)
    twice = known & cells.duplicated(keep=False)
    again = Message("give each row an id of its own")
    yield from _each(table, field, twice, "id.twice", lambda _: again)


def _patterns(table: Table, field: Field, cells: Series, known: Series) -> Iterator[Fault]:
    fits = cells.str.fullmatch(field.pattern).fillna(value=True).astype(bool)
    stated = cells.str.casefold().isin(ANYWHERE)
    to_do = Message("write it as {label}: {definition}", label=field.label,
                    definition=field.definition)  # fmt: skip
    yield from _each(table, field, known & ~fits & ~stated, "value.pattern", lambda _: to_do)
