"""
Tables of a GeoPackage that say the same things again and again, kept small without loss.

The rows go to a table of codes: each text is written once beside it, and so is each set of columns
that go together. A view of the old name gives everything back, column by column: QGIS, GDAL and
SQL read it as they read a table. What a layer says like another one, row by row (outlines, names),
the view takes from there.
"""

import sqlite3
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
from pandas import DataFrame, Series, factorize


class Under(NamedTuple):
    """A table whose row of the same number holds some columns of another one."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """
    What the rows of a table have in common.

    Parameters
    ----------
    twins : dict of str to str
        For a column, the one whose value it mostly has: left empty where the two are equal.
    together : tuple of str
        Columns of which few combinations occur; each is written once.
    under : Under, optional
        Where the view finds more columns; they come first.
    """

    twins: dict[str, str] = field(default_factory=dict)
    together: tuple[str, ...] = ()
    under: Under | None = None


COMPACTED: Final = {
    "facts": Likeness(
        twins={"high": "low", "mark_low": "mark", "mark_high": "mark"},
        together=(
            "criterion", "code", "criterion_label", "family", "family_label", "unit", "weight",
        ),
    ),
    "vetoes": Likeness(
        twins={"high": "low"},
        together=("veto", "veto_label", "level", "threshold", "unit", "lifting", "reference"),
    ),
}  # fmt: skip
"""Tables made small."""

_INDEXED: Final = "site_id"


def compact(base: sqlite3.Connection, table: str, likeness: Likeness, frame: DataFrame) -> None:
    """
    Write rows with each text once; the name of their table becomes that of a view of them.

    Parameters
    ----------
    base : Connection
        The GeoPackage.
    table : str
        A table without geometry and without rows, with an integer primary key ``fid``: it gives
        the types of the columns.
    likeness : Likeness
        What else the rows have in common.
    frame : DataFrame
        The rows; columns that the table has not are left out.
    """
    columns = {
        name: kind for _, name, kind, *_ in base.execute(f'PRAGMA table_info("{table}")')
        if name != "fid"
    }  # fmt: skip
    plan = _Plan(
        table=table,
        columns=columns,
        together=tuple(n for n in likeness.together if n in columns),
        twins={n: o for n, o in likeness.twins.items() if _can_be_left_out(frame, n, o)},
        under=likeness.under,
    )
    plan.write_rows(base, frame, plan.write_values(base, frame))
    base.execute(
        "UPDATE gpkg_ogr_contents SET feature_count = ? WHERE table_name = ?", (len(frame), table)
    )
    base.execute(f'DROP TABLE "{table}"')
    base.execute(plan.view())


def register(base: sqlite3.Connection, view: str, layer: str) -> None:
    """
    Tell readers that a view has the outlines of a layer (OGC 12-128r17, 1.1.3 and 2.1).

    Parameters
    ----------
    base : Connection
        The GeoPackage.
    view : str
        The view; it has the column of outlines of the layer.
    layer : str
        The layer.
    """
    base.execute(
        "UPDATE gpkg_contents SET (data_type, min_x, min_y, max_x, max_y, srs_id) = "
        "(SELECT data_type, min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents "
        "WHERE table_name = ?) WHERE table_name = ?",
        (layer, view),
    )
    base.execute(
        "INSERT INTO gpkg_geometry_columns SELECT ?, column_name, geometry_type_name, srs_id, z, m "
        "FROM gpkg_geometry_columns WHERE table_name = ?",
        (view, layer),
    )


def _can_be_left_out(frame: DataFrame, name: str, other: str) -> bool:
    """Whether an empty cell can stand for « as the other column »: none is empty beside a value."""
    return not (frame[name].isna() & frame[other].notna()).any()


def _cells(column: Series) -> list[Any]:
    """Values as SQLite takes them, which takes the number that is none for an empty cell."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "if":
        return column.tolist()
    plain = column.astype(object)
    return plain.where(column.notna(), None).tolist()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Where each column of a table goes."""

    table: str
    columns: dict[str, str]
    together: tuple[str, ...]
    twins: dict[str, str]
    under: Under | None

    @property
    def own(self) -> dict[str, str]:
        """Columns of the rows themselves, with their types."""
        return {n: kind for n, kind in self.columns.items() if n not in self.together}

    def coded(self, name: str) -> bool:
        """Whether a cell holds the code of a text."""
        return name in self.own and self.columns[name].upper().startswith("TEXT")

    def write_values(self, base: sqlite3.Connection, frame: DataFrame) -> dict[str, int]:
        """Write each text once; the number of each."""
        table = self.table
        base.execute(f'CREATE TABLE "{table}_values" (id INTEGER PRIMARY KEY, value TEXT UNIQUE)')
        numbers: dict[str, int] = {}
        for name in filter(self.coded, self.columns):
            for text in sorted(frame[name].dropna().unique().tolist()):
                numbers.setdefault(text, len(numbers) + 1)
        base.executemany(
            f'INSERT INTO "{table}_values" (value, id) VALUES (?, ?)',  # noqa: S608
            numbers.items(),
        )
        return numbers

    def _write_kinds(self, base: sqlite3.Connection, frame: DataFrame) -> list[int]:
        """Write each combination of the columns that go together; the number of each row's."""
        table, names = self.table, list(self.together)
        typed = ", ".join(f'"{n}" {self.columns[n]}' for n in names)
        base.execute(f'CREATE TABLE "{table}_kinds" (id INTEGER PRIMARY KEY, {typed})')
        kinds = frame.groupby(names, dropna=False, sort=False).ngroup() + 1
        first = frame.loc[~kinds.duplicated(), names]
        asked = ", ".join("?" * (len(names) + 1))
        base.executemany(
            f'INSERT INTO "{table}_kinds" VALUES ({asked})',  # noqa: S608
            zip(range(1, len(first) + 1), *(_cells(first[n]) for n in names), strict=True),
        )
        return kinds.tolist()

    def write_rows(
        self, base: sqlite3.Connection, frame: DataFrame, numbers: dict[str, int]
    ) -> None:
        """Write the rows, in codes."""
        table = self.table
        typed = [f'"{n}" {"INTEGER" if self.coded(n) else k}' for n, k in self.own.items()]
        cells = [self._cells_in(frame, n, numbers) for n in self.own]
        if self.together:
            typed.append("kind INTEGER")
            cells.append(self._write_kinds(base, frame))
        base.execute(f'CREATE TABLE "{table}_rows" (fid INTEGER PRIMARY KEY, {", ".join(typed)})')
        asked = ", ".join("?" * (len(cells) + 1))
        base.executemany(
            f'INSERT INTO "{table}_rows" VALUES ({asked})',  # noqa: S608
            zip(range(1, len(frame) + 1), *cells, strict=True),
        )
        if _INDEXED in self.own:
            base.execute(f'CREATE INDEX "{table}_rows_site" ON "{table}_rows" ("{_INDEXED}")')

    def _cells_in(self, frame: DataFrame, name: str, numbers: dict[str, int]) -> list[Any]:
        if self.coded(name):
            places, texts = factorize(frame[name])
            known = [*(numbers.get(text) for text in texts), None]  # a missing one is at -1
            return [known[place] for place in places.tolist()]
        if name in self.twins:
            same = frame[name] == frame[self.twins[name]]
            return _cells(frame[name].mask(same.fillna(value=False)))
        return _cells(frame[name])

    def view(self) -> str:
        """The view; its first column is what GDAL takes for the number of a row in a view."""
        table, under = self.table, self.under
        cells = [f'u."{n}"' for n in under.columns] if under else []
        cells += [self._cell_out(n) for n in self.columns]
        joined = f' JOIN "{under.table}" u ON u.fid = r.fid' if under else ""
        if self.together:
            joined += f' JOIN "{table}_kinds" k ON k.id = r.kind'
        if _INDEXED in self.own:
            joined += f' LEFT JOIN "{table}_values" site ON site.id = r."{_INDEXED}"'
        rows = f'SELECT r.fid AS OGC_FID, {", ".join(cells)} FROM "{table}_rows" r{joined}'  # noqa: S608
        return f'CREATE VIEW "{table}" AS {rows}'

    def _cell_out(self, name: str) -> str:
        kind = self.columns[name]
        if name in self.together:
            return f'k."{name}"'
        if name == _INDEXED:
            return f'site.value AS "{name}"'
        if self.coded(name):
            text = f'(SELECT value FROM "{self.table}_values" WHERE id = r."{name}")'  # noqa: S608
            return f'CAST({text} AS {kind}) AS "{name}"'
        if name in self.twins:
            return f'CAST(coalesce(r."{name}", r."{self.twins[name]}") AS {kind}) AS "{name}"'
        return f'r."{name}"'
