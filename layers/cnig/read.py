"""Read a delivery: files in, tables of the standard out, every row accounted for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd
from pandas import DataFrame

from land.errors import Message, SchemaError
from layers.cnig.faults import COLUMNS as LIST_COLUMNS
from layers.cnig.faults import Fault
from layers.cnig.formats import text_in, vector_in
from layers.cnig.formats.geopackage import PLACE
from layers.cnig.formats.raw import Raw
from layers.cnig.header import Matched, class_of, matched, point_columns
from layers.cnig.settle import settled
from layers.cnig.standard import CnigClass, Field, plain
from layers.cnig.tables import Table, ordered
from layers.cnig.values import cells, date
from layers.errors import ReadError

SUFFIXES: Final = (".csv", ".txt", ".tsv", ".gpkg", ".shp", ".geojson", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    Tables that were read together.

    Attributes
    ----------
    tables : tuple of Table
        In the order in which classes refer to each other; two files of a class are two tables.
    faults : tuple of Fault
        What was found while reading.
    rows : mapping of str to (int, int)
        By file: rows in it, and rows that are in a table.
    """

    tables: tuple[Table, ...]
    faults: tuple[Fault, ...] = ()
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)

    def by_class(self) -> dict[str, Table]:
        """
        Tables by the official name of their class, as :func:`layers.cnig.write` takes them.

        Raises
        ------
        SchemaError
            If two files are of one class.
        """
        found: dict[str, Table] = {}
        for table in self.tables:
            name = table.kind.name
            if name in found:
                raise SchemaError(
                    "{first} and {second} are both {table}; give one of them at a time",
                    first=found[name].file,
                    second=table.file,
                    table=name,
                )
            found[name] = table
        return found


def read(paths: Iterable[Path]) -> Delivery:
    """
    Read the files of a delivery.

    Parameters
    ----------
    paths : iterable of Path
        CSV, GeoPackage, shapefile or GeoJSON; a folder stands for the files in it. The class of
        a file or layer is told by its columns, official or short names.

    Returns
    -------
    Delivery
        Tables and faults. A file that cannot be read, or is of no class, is a fault too.

    Notes
    -----
    Geometries are brought to the legal system of the table; those that were in it are untouched.
    """
    tables: list[Table] = []
    faults: list[Fault] = []
    rows: dict[str, tuple[int, int]] = {}
    listed = list(_files(paths))
    names = [p.name for p in listed]
    for path in listed:
        told = path.name if names.count(path.name) == 1 else f"{path.parent.name}/{path.name}"
        try:
            layers = [_named(raw, path, told) for raw in _raw(path)]
        except (ReadError, OSError) as error:
            to_do = error.message if isinstance(error, ReadError) else Message(
                "the file cannot be opened ({error})", error=str(error))  # fmt: skip
            faults.append(Fault(rule="file.unreadable", file=told, to_do=to_do))
            continue
        for raw in layers:
            if tuple(raw.frame.columns) == LIST_COLUMNS:
                continue  # a list of faults that stands beside its delivery
            table, found = _table(raw, layers)
            faults += [*raw.faults, *found]
            if table is not None:
                tables.append(table)
            if not _is_second(raw):
                rows[raw.file] = (raw.rows, 0 if table is None else len(table.frame))
    return Delivery(tables=tuple(ordered(tables)), faults=tuple(faults), rows=rows)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
        else:
            yield path


def _named(raw: Raw, path: Path, told: str) -> Raw:
    """The same file under the name that tells it from the others."""
    if told == path.name:
        return raw
    file = raw.file.replace(path.name, told, 1)
    faults = tuple(replace(f, file=file) for f in raw.faults)
    return replace(raw, file=file, faults=faults)


def _raw(path: Path) -> Iterator[Raw]:
    suffix = path.suffix.lower()
    if suffix in (".csv", ".txt", ".tsv"):
        yield text_in.load(path)
    elif suffix in (".geojson", ".json"):
        yield vector_in.load_geojson(path)
    elif suffix == ".shp":
        yield from vector_in.load(path)
        second = path.with_name(f"{path.stem}_geomsurf.shp")
        if second.exists():
            yield from vector_in.load(second)
    elif suffix == ".gpkg":
        yield from vector_in.load(path)
    else:
        raise ReadError(
            "{file}: {suffix} is not read here; give {known}",
            file=path.name,
            suffix=suffix or "—",
            known=list(SUFFIXES),
        )


def _table(raw: Raw, beside: Sequence[Raw]) -> tuple[Table | None, list[Fault]]:
    kind = class_of(raw.frame.columns)
    if _is_second(raw):
        return None, []
    if kind is None:
        shown = ", ".join(map(str, raw.frame.columns[:8]))
        to_do = Message("its columns are those of no class of the standards; give the official "
                        "names, or leave the file out")  # fmt: skip
        return None, [Fault(rule="file.class", file=raw.file, found=shown, to_do=to_do)]
    columns = matched(kind, raw)
    frame = _frame(kind, raw, columns, beside)
    faults = list(columns.faults)
    if raw.frame.empty:
        faults.append(Fault(rule="file.empty", file=raw.file, table=kind.name,
                            to_do=Message("the file has a header and no row")))  # fmt: skip
    placed, more = settled(kind, frame, raw)
    return Table(kind=kind, frame=placed, file=raw.file), [*faults, *more]


def _is_second(raw: Raw) -> bool:
    """Whether a layer only holds the second geometries of another."""
    return PLACE in raw.frame.columns


def _frame(kind: CnigClass, raw: Raw, columns: Matched, beside: Sequence[Raw]) -> DataFrame:
    """Canonical cells and raw geometry cells, in the official order."""
    made = {}
    for f in kind.fields:
        name = columns.by_field.get(f.name)
        found = raw.frame[name] if name is not None else None
        if f.name == kind.geometry and found is None and "geometry" in raw.frame:
            found = raw.frame["geometry"]
        if f.kind == "point" and found is None:
            found = _points(raw)
        if f.spatial and found is None:
            found = _second_shapes(f.name, raw, beside)
        if found is None:
            found = cells(pd.Series([None] * len(raw.frame), index=raw.frame.index), f)
        made[f.name] = found if f.spatial else cells(_aged(found, f, name, kind), f)
    return DataFrame(made, index=raw.frame.index)


def _points(raw: Raw) -> "pd.Series | None":
    """Points of a file that has longitude and latitude in columns, as texts."""
    pair = point_columns(raw.frame.columns)
    if pair is None:
        return None
    east, north = (raw.frame[c].fillna("").astype(str).str.strip() for c in pair)
    return (east + ", " + north).where((east != "") | (north != ""))


def _aged(found: "pd.Series", field: Field, name: str | None, kind: CnigClass) -> "pd.Series":
    """Cells of a column of an older version: what was a day there is a year now."""
    if field.kind != "year" or name is None or plain(name) not in kind.former:
        return found
    return found.astype(object).map(lambda c: c[:4] if isinstance(c, str) and date(c) else c)


def _second_shapes(name: str, raw: Raw, beside: Sequence[Raw]) -> "pd.Series | None":
    for other in beside:
        if _is_second(other) and other.file.removesuffix(".shp").endswith(name):
            places = pd.to_numeric(other.frame[PLACE], errors="coerce")
            found = pd.Series(other.frame["geometry"].to_numpy(), index=places)
            found = found[~found.index.duplicated()]
            return found.reindex(raw.frame.index)
    return None
