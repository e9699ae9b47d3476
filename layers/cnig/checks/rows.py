"""Cells of a row against each other, and shapes of a table: dates, parts, units, overlaps."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import shapely
from pandas import Series

from land.errors import Message
from layers.cnig.faults import Fault, on_rows
from layers.cnig.tables import Table, shape_of, wrong_kind
from layers.cnig.values import number

_DATES: Final = {
    "POLE-ECO": ("pole_identif_date", "pole_actu_date"),
    "SITE-ECO": ("site_identif_date", "site_actu_date"),
    "TERRAIN-ECO": ("terr_identif_date", "terr_actu_date"),
    "ETABLISSEMENT": ("etab_identif_date", "etab_actu_date"),
    "FRICHE": ("site_identif_date", "site_actu_date"),
}
_PARTS: Final = {
    "SITE-ECO": (
        ("site_surf_utile", "site_surf_brute"),
        ("site_surf_comm_dispo", "site_surf_brute"),
        ("site_uf_vacant_nbre", "site_uf_nbre"),
        ("site_uf_bati_nbre", "site_uf_nbre"),
    ),
}
_AREAS: Final = {
    "SITE-ECO": ("site_surf_brute", 10_000.0),
    "TERRAIN-ECO": ("terr_surf_brute", 10_000.0),
    "FRICHE": ("unite_fonciere_surface", 1.0),
}
_FACTOR: Final = 10_000.0
_LENIENT: Final = 2.0  # an area by hand and one by outline differ by less than this factor
_OVERLAP_M2: Final = 1.0
_ONE_POINT: Final = 1.0


def check(table: Table) -> Iterator[Fault]:
    """
    Faults that show in a row, or between rows of one table.

    Parameters
    ----------
    table : Table
        Rows of a class.

    Yields
    ------
    Fault
        Order of dates, keys that disagree, parts and wholes, rates, units of area, geometry.
    """
    yield from _dates(table)
    yield from _siret(table)
    for part, whole in _PARTS.get(table.kind.name, ()):
        more = figures(table, part) > figures(table, whole)
        to_do = Message("it is more than {whole}; mend one of the two", whole=whole)
        yield from marked(table, part, more, "area.part", to_do)
    yield from _vacancy(table)
    yield from _geometry(table)
    yield from _units(table)
    if table.kind.name in ("SITE-ECO", "FRICHE"):
        yield from _overlaps(table)


def figures(table: Table, field: str) -> Series:
    """
    Numbers of a field, NaN where there is none.

    Parameters
    ----------
    table : Table
        Rows of a class.
    field : str
        Name of a field of numbers.

    Returns
    -------
    Series of float
        On the rows of the table.
    """
    cells = table.frame[field]
    values = [np.nan if c is None or (v := number(c)) is None else v for c in cells]
    return Series(values, index=cells.index, dtype="float64")


def marked(
    table: Table, field: str, where: "pd.Series[bool]", rule: str, to_do: Message
) -> Iterator[Fault]:
    """
    One fault a marked row.

    Parameters
    ----------
    table : Table
        Rows of a class.
    field : str
        Field that is at fault.
    where : Series of bool
        The rows.
    rule : str
        Key of the rule.
    to_do : Message
        What to do.

    Yields
    ------
    Fault
        With what the cell holds.
    """
    if not where.any():
        return
    for row, key, found in on_rows(where, table.frame[field], table.ids):
        yield Fault(
            rule=rule,
            file=table.file,
            table=table.kind.name,
            row=row,
            id=key,
            field=field,
            found=found[:200],
            to_do=to_do,
        )


def _dates(table: Table) -> Iterator[Fault]:
    first, last = _DATES[table.kind.name]
    before = _iso(table, last, 10) < _iso(table, first, 10)
    to_do = Message("it is before {first}; mend one of the two", first=first)
    yield from marked(table, last, before, "date.order", to_do)
    if table.kind.name == "FRICHE":
        late = _iso(table, "local_ancien_annee", 4) > _iso(table, "local_recent_annee", 4)
        to_do = Message("it is after {last}; exchange them", last="local_recent_annee")
        yield from marked(table, "local_ancien_annee", late, "year.order", to_do)
    if table.kind.name == "ETABLISSEMENT":
        active = table.frame["etab_actif"] == "oui"
        closed = active & table.frame["etab_fermeture_date"].notna()
        to_do = Message("the establishment is said to be active; mend etab_actif or the date")
        yield from marked(table, "etab_fermeture_date", closed, "date.closed", to_do)


def _iso(table: Table, field: str, length: int) -> Series:
    """ISO dates sort as texts; what is no date compares with nothing."""
    pattern = r"\d{4}-\d{2}-\d{2}" if length == len("AAAA-MM-JJ") else r"\d{4}"
    cells = table.frame[field]
    right = cells.str.fullmatch(pattern).fillna(value=False).astype(bool)
    digits = cells.where(right).str.replace("-", "", regex=False)
    numbers: Series = pd.to_numeric(digits, errors="coerce").astype("float64")
    return numbers


def _siret(table: Table) -> Iterator[Fault]:
    if table.kind.name != "ETABLISSEMENT":
        return
    siret, siren = table.frame["SIRET"], table.frame["SIREN"]
    apart = siret.notna() & siren.notna() & (siret.str[:9] != siren)
    to_do = Message("the SIRET begins with another SIREN; mend one of the two")
    yield from marked(table, "SIREN", apart, "key.siret_siren", to_do)
    twice = siret.notna() & siret.duplicated(keep=False)
    to_do = Message("give each row an id of its own")
    yield from marked(table, "SIRET", twice, "id.twice", to_do)


def _vacancy(table: Table) -> Iterator[Fault]:
    if table.kind.name != "SITE-ECO":
        return
    units, vacant = figures(table, "site_uf_nbre"), figures(table, "site_uf_vacant_nbre")
    rate = figures(table, "site_taux_vacance")
    right = 100 * vacant / units.where(units > 0)
    # The example of the standard rounds 2 of 15 to 13.
    off = (rate - right).abs() >= _ONE_POINT
    to_do = Message("write 100 × vacant land units / land units")
    yield from marked(table, "site_taux_vacance", off, "sum.vacancy", to_do)


def _geometry(table: Table) -> Iterator[Fault]:
    for field in table.kind.fields:
        if not field.spatial:
            continue
        shapes = table.frame[field.name].to_numpy()
        shape = shape_of(table.kind, field)
        wrong = Series(wrong_kind(shapes, shape), index=table.frame.index)
        to_do = Message("draw it as {shape}", shape=shape)
        yield from marked(table, field.name, wrong, "geometry.kind", to_do)
        crossed = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
        to_do = Message("mend the outline, for instance with « Fix geometries » of QGIS")
        where = Series(crossed, index=table.frame.index)
        yield from marked(table, field.name, where, "geometry.invalid", to_do)


def _units(table: Table) -> Iterator[Fault]:
    if table.kind.name not in _AREAS:
        return
    name, unit = _AREAS[table.kind.name]
    outline = "geomsurf" if table.kind.name == "FRICHE" else table.kind.geometry
    drawn = Series(shapely.area(table.frame[outline].to_numpy()), index=table.frame.index) / unit
    ratio = figures(table, name) / drawn.where(drawn > 0)
    factor = _FACTOR if unit > 1 else 1 / _FACTOR
    wrong = (ratio > factor / _LENIENT) & (ratio < factor * _LENIENT)
    if unit > 1:
        to_do = Message("it is the area of the outline in m²; divide it by 10 000")
    else:
        to_do = Message("it is the area of the outline in hectares; multiply it by 10 000")
    yield from marked(table, name, wrong, "area.unit", to_do)


def _overlaps(table: Table) -> Iterator[Fault]:
    name = "geomsurf" if table.kind.name == "FRICHE" else table.kind.geometry
    shapes = table.frame[name].to_numpy()
    sound = np.flatnonzero(~shapely.is_missing(shapes) & shapely.is_valid(shapes))
    kept = shapes[sound]
    left, right = shapely.STRtree(kept).query(kept, predicate="intersects")
    pairs = left < right
    left, right = left[pairs], right[pairs]
    shared = shapely.area(shapely.intersection(kept[left], kept[right]))
    ids, rows = table.ids.to_numpy(), table.frame.index.to_numpy()
    for a, b, area in zip(sound[left], sound[right], shared, strict=True):
        if area <= _OVERLAP_M2:
            continue
        to_do = Message(
            "it overlaps {other} over {area:.0f} m²; give the ground to one of the two",
            other=ids[b],
            area=area,
        )
        yield Fault(
            rule="geometry.overlap",
            file=table.file,
            table=table.kind.name,
            row=int(rows[a]),
            id=str(ids[a]),
            field=name,
            found=str(ids[b]),
            to_do=to_do,
        )
