"""Geometries of a table brought to its legal system; what was mixed or exchanged is said."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame, Series

from land.crs import METRIC
from land.errors import Message
from layers.cnig.faults import Fault
from layers.cnig.formats.raw import Raw
from layers.cnig.geometry_cells import gap, shapes
from layers.cnig.place import UNKNOWN, WGS84, brought, systems_of, target
from layers.cnig.standard import CnigClass, Field
from layers.cnig.tables import shape_of, uniform


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A geometry field as found: cells, shapes, systems."""

    field: Field
    cells: Series
    shapes: NDArray[np.object_]
    unread: NDArray[np.bool_]
    codes: NDArray[np.int64]


def settled(kind: CnigClass, frame: DataFrame, raw: Raw) -> tuple[GeoDataFrame, list[Fault]]:
    """
    A frame with its geometries in one legal system.

    Parameters
    ----------
    kind : CnigClass
        The class.
    frame : DataFrame
        Official columns; geometry cells as found.
    raw : Raw
        The file, for the system that it declares.

    Returns
    -------
    GeoDataFrame
        The same rows.
    list of Fault
        Cells that are no geometry, exchanged axes, mixed systems, coordinates out of France.
    """
    columns = [_column(frame[f.name], f, raw) for f in kind.fields if f.spatial]
    codes = np.concatenate([c.codes for c in columns])
    communes = next((frame[n] for n in ("comm_insee", "site_comm_insee") if n in frame), None)
    to = target(codes, communes if communes is not None else frame[kind.key])
    faults: list[Fault] = []
    made = frame.copy()
    for column in columns:
        found = uniform(brought(column.shapes, column.codes, to), shape_of(kind, column.field))
        made[column.field.name] = GeoSeries(found, index=frame.index, crs=to)
        faults += _faults(kind, column, raw, frame[kind.key])
    return GeoDataFrame(made, geometry=kind.geometry, crs=to), faults


def _column(cells: Series, field: Field, raw: Raw) -> _Column:
    found, unread = shapes(cells)
    codes = systems_of(found)
    strange = (codes == UNKNOWN) & ~shapely.is_missing(found)
    if strange.any() and raw.declared not in (None, WGS84, *METRIC):
        moved = GeoSeries(found[strange], crs=raw.declared).to_crs(2154).to_numpy()
        known = systems_of(moved)
        found[np.flatnonzero(strange)[known > 0]] = moved[known > 0]
        codes[np.flatnonzero(strange)[known > 0]] = known[known > 0]
    return _Column(field=field, cells=cells, shapes=found, unread=unread, codes=codes)


def _faults(kind: CnigClass, column: _Column, raw: Raw, ids: Series) -> list[Fault]:
    there = ~shapely.is_missing(column.shapes)
    metric = np.abs(column.codes)
    known = metric[there & (metric != UNKNOWN)]
    main = int(pd.Series(known).mode()[0]) if len(known) else UNKNOWN
    marked = [
        (
            "geometry.unreadable",
            column.unread,
            _unread(kind, column),
        ),
        (
            "geometry.axes",
            column.codes < 0,
            Message(
                "latitude stands before longitude, or northing before easting; exchange the axes "
                "(done "
                "here in reading)"
            ),
        ),
        (
            "geometry.mixed",
            there & (metric != main) & (metric != UNKNOWN),
            Message(
                "most rows are in EPSG:{main}; bring this one to it (done here in reading)",
                main=main,
            ),
        ),
        (
            "geometry.system",
            there & (metric == UNKNOWN),
            Message(
                "the coordinates are those of no legal system of France; say which they are "
                "and reproject them"
            ),
        ),
    ]
    faults: list[Fault] = []
    for rule, where, to_do in marked:
        faults += _listed(kind, column, raw, ids, (rule, where, to_do))
    return [*faults, *_misdeclared(kind, column, raw, main)]


def _unread(kind: CnigClass, column: _Column) -> Message:
    """What to do about cells that make no geometry: close their rings where that is all."""
    open_by = [gap(c) for c in column.cells[column.unread]]
    known = [g for g in open_by if g is not None]
    if known and len(known) == len(open_by):
        return Message(
            "the outline does not close (its ends are up to {gap:.3g} apart); repeat its first "
            "point at the end",
            gap=max(known),
        )
    return Message("the text is no geometry; write it as {form}", form=_form(kind, column.field))


def _misdeclared(kind: CnigClass, column: _Column, raw: Raw, main: int) -> list[Fault]:
    """The file says one legal system, its coordinates are those of another."""
    if (
        main in (UNKNOWN, raw.declared)
        or raw.declared not in (WGS84, *METRIC)
        or column.field.name != kind.geometry
    ):
        return []
    to_do = Message(
        "the file says EPSG:{said}, its coordinates are those of EPSG:{found}; declare the right "
        "system",
        said=raw.declared,
        found=main,
    )
    fault = Fault(
        rule="geometry.system",
        file=raw.file,
        table=kind.name,
        field=column.field.name,
        found=f"EPSG:{raw.declared}",
        to_do=to_do,
    )
    return [fault]


def _form(kind: CnigClass, field: Field) -> str:
    if kind.standard == "friches":
        return "WKT"
    return "longitude, latitude" if field.kind == "point" else "GeoJSON"


def _listed(
    kind: CnigClass,
    column: _Column,
    raw: Raw,
    ids: Series,
    mark: tuple[str, NDArray[np.bool_], Message],
) -> list[Fault]:
    rule, where, to_do = mark
    rows = column.cells.index.to_numpy()
    return [
        Fault(
            rule=rule,
            file=raw.file,
            table=kind.name,
            row=int(rows[place]),
            id=str(ids.iloc[place] or ""),
            field=column.field.name,
            found=str(column.cells.iloc[place])[:200],
            to_do=to_do,
        )
        for place in np.flatnonzero(where)
    ]
