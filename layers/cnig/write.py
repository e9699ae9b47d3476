"""Write a delivery in a standard: GeoPackage, CSV, GeoJSON or shapefile, whole or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pandas import DataFrame

from land.errors import Message, Parts, SchemaError
from layers.cnig.edition import opened
from layers.cnig.faults import Fault, on_rows, summary
from layers.cnig.formats import geojson, geopackage, shapefile, text
from layers.cnig.standard import ZAE, Field
from layers.cnig.tables import Table, as_table, ordered, shape_of, wrong_kind
from layers.cnig.values import READERS
from layers.staging import together

Format = Literal["gpkg", "csv", "geojson", "shp"]
Edition = Literal["restricted", "public"]

_WRITERS: Final[Mapping[str, Callable[[Table, Path], None]]] = {
    "gpkg": geopackage.write,
    "csv": text.write,
    "geojson": geojson.write,
    "shp": shapefile.write,
}
FILLER: Final = "sans objet"
"""What stands in a cell that the standard lets be empty and the published schema does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """
    What was written.

    Attributes
    ----------
    files : tuple of Path
        The files.
    faults : tuple of Fault
        What the format could not carry, what was filled, what an edition left out.
    tables : tuple of Table
        What was written, as the files hold it.
    """

    files: tuple[Path, ...]
    faults: tuple[Fault, ...]
    tables: tuple[Table, ...] = ()


def write(
    tables: Mapping[str, DataFrame | Table],
    path: Path,
    *,
    form: Format = "gpkg",
    edition: Edition = "restricted",
    losses: Literal["refuse", "list"] = "refuse",
) -> Written:
    """
    Write tables of a standard.

    Parameters
    ----------
    tables : mapping of str to GeoDataFrame
        By official name of the class (``SITE-ECO``…): columns have the official names, any
        order, values typed or as text; the active geometry, in a legal system, is that of the
        class. Absent columns are empty. A :class:`~layers.cnig.tables.Table` that was read does.
    path : Path
        The file of a ``gpkg``; for the other formats the folder in which each class has its file.
    form : str
        ``gpkg``, ``csv``, ``geojson`` or ``shp``.
    edition : str
        ``restricted``: everything; ``public``: fields that are open, by allow-list, without
        establishments of natural persons.
    losses : str
        ``refuse``: raise when a cell cannot be held by the format; ``list``: leave it empty and
        say so in ``faults``.

    Returns
    -------
    Written
        Files, and what was lost or filled on the way.

    Raises
    ------
    SchemaError
        If a cell cannot be held by the format (a word in a column of numbers, a text of more than
        254 bytes in a shapefile); all are listed.
    CRSError
        If a table has no coordinate system.

    Notes
    -----
    Files are written beside and put in place when all are whole, all or none. Nothing here judges
    whether the tables are good: :func:`layers.cnig.validate.validate` does.

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely import box
    >>> rows = {"site_id": ["34172_SITE-ECO_00001"], "site_nom": ["Les Prés"]}
    >>> sites = GeoDataFrame(rows, geometry=[box(770000, 6280000, 770100, 6280100)], crs=2154)
    >>> from tempfile import mkdtemp
    >>> done = write({"SITE-ECO": sites}, Path(mkdtemp()), form="csv")
    >>> [p.name for p in done.files]
    ['site_eco.csv']
    """
    ready = [t if isinstance(t, Table) else as_table(n, t) for n, t in tables.items()]
    kept: list[Table] = []
    faults: list[Fault] = []
    for table in ordered(ready):
        open_table, left_out = opened(table) if edition == "public" else (table, [])
        carried, lost = _carried(open_table, form)
        filled, completed = _filled(carried) if form == "csv" else (carried, [])
        kept.append(filled)
        faults += [*left_out, *lost, *completed]
    refused = [f for f in faults if f.rule == "format.carry"]
    if refused and losses == "refuse":
        raise SchemaError(
            "{path}: not written, {count} cells cannot be held:\n  {faults}",
            path=path.name,
            count=len(refused),
            faults=Parts([g.message for g in summary(refused)], between="\n  "),
        )
    return Written(files=_put(kept, path, form), faults=tuple(faults), tables=tuple(kept))


def _carried(table: Table, form: Format) -> tuple[Table, list[Fault]]:
    """Table without the cells that the format cannot hold, and those cells."""
    frame = table.frame.copy()
    faults: list[Fault] = []
    for field in table.kind.fields:
        column = frame[field.name]
        bad = _uncarried(table, field, form)
        if not bad.any():
            continue
        why = Message("this cell cannot be held by the format {form}; mend it or shorten it",
                      form=form)  # fmt: skip
        where = column.notna() & bad
        faults += [
            Fault(rule="format.carry", to_do=why, file=table.file, table=table.kind.name,
                  row=row, id=key, field=field.name, found=found)
            for row, key, found in on_rows(where, column, table.ids)
        ]  # fmt: skip
        frame.loc[where, field.name] = None
    return replace(table, frame=frame), faults


def _uncarried(table: Table, field: Field, form: Format) -> NDArray[np.bool_]:
    column = table.frame[field.name]
    if field.spatial:
        shapes = column.to_numpy()
        return wrong_kind(shapes, shape_of(table.kind, field)) | ~_finite(shapes)
    if form == "csv":
        return np.zeros(len(column), dtype=bool)  # a text holds any cell
    read = READERS.get(field.kind)
    narrow = form == "shp"
    return np.array(
        [
            c is not None
            and ((read is not None and read(c) is None)
                 or (narrow and shapefile.cannot_carry(c, field)))
            for c in column
        ],
        dtype=bool,
    )  # fmt: skip


def _finite(
    shapes: NDArray[np.object_],
) -> NDArray[np.bool_]:
    finite: NDArray[np.bool_] = np.isfinite(shapely.bounds(shapes)).all(
        axis=1
    ) | shapely.is_missing(shapes)
    return finite


def _filled(table: Table) -> tuple[Table, list[Fault]]:
    """Cells that the standard lets be empty and the published schema does not, filled."""
    frame = table.frame.copy()
    faults: list[Fault] = []
    for field in table.kind.fields:
        if not field.schema_required or field.need == "always" or field.spatial:
            continue
        empty = frame[field.name].isna()
        if field.need == "zae":
            empty &= frame["site_type"] != ZAE
        if field.kind != "text" or not empty.any():
            continue
        why = Message("« {filler} » is written", filler=FILLER)
        faults += [
            Fault(rule="format.filled", to_do=why, file=table.file, table=table.kind.name,
                  row=row, id=key, field=field.name)
            for row, key, _ in on_rows(empty, frame[field.name], table.ids)
        ]  # fmt: skip
        frame.loc[empty, field.name] = FILLER
    return replace(table, frame=frame), faults


def _put(tables: list[Table], path: Path, form: Format) -> tuple[Path, ...]:
    folder = path.parent if form == "gpkg" else path
    with together(folder) as made:
        for table in tables:
            name = path.name if form == "gpkg" else f"{table.kind.layer}.{form}"
            _WRITERS[form](table, made / name)
    names = sorted({path.name} if form == "gpkg" else {f"{t.kind.layer}.{form}" for t in tables})
    return tuple(folder / n for n in names)
