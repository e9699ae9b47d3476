"""
Tables of a GeoPackage that say the same things again and again, kept small without loss.

The rows go to a table of codes: each text is written once beside it, and so is each set of columns
that go together. A view of the old name gives everything back, column by column: QGIS, GDAL and
SQL read it as they read a table. What a layer says like another one, row by row (outlines, names),
the view takes from there.
"""

import sqlite3
from dataclasses import dataclass, field
from typing import Final, NamedTuple


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


def compact(base: sqlite3.Connection, table: str, likeness: Likeness) -> None:
    """
    Keep each text of a table once; its name becomes that of a view that reads the same.

    Parameters
    ----------
    base : Connection
        The GeoPackage.
    table : str
        A table without geometry, with an integer primary key ``fid``.
    likeness : Likeness
        What else its rows have in common.
    """
    columns = {
        name: kind for _, name, kind, *_ in base.execute(f'PRAGMA table_info("{table}")')
        if name != "fid"
    }  # fmt: skip
    plan = _Plan(
        table=table,
        columns=columns,
        together=tuple(n for n in likeness.together if n in columns),
        twins={n: o for n, o in likeness.twins.items() if _can_be_left_out(base, table, n, o)},
        under=likeness.under,
    )
    plan.write_values(base)
    plan.write_rows(base)
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


def _can_be_left_out(base: sqlite3.Connection, table: str, name: str, other: str) -> bool:
    """Whether an empty cell can stand for « as the other column »: none is empty beside a value."""
    asked = f'SELECT 1 FROM "{table}" WHERE "{name}" IS NULL AND "{other}" IS NOT NULL LIMIT 1'  # noqa: S608
    return base.execute(asked).fetchone() is None


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

    def write_values(self, base: sqlite3.Connection) -> None:
        """Write each text once, and each combination of the columns that go together."""
        table = self.table
        base.execute(f'CREATE TABLE "{table}_values" (id INTEGER PRIMARY KEY, value TEXT UNIQUE)')
        for name in filter(self.coded, self.columns):
            base.execute(
                f'INSERT OR IGNORE INTO "{table}_values" (value) '  # noqa: S608
                f'SELECT DISTINCT "{name}" FROM "{table}" WHERE "{name}" IS NOT NULL ORDER BY 1'
            )
        if self.together:
            typed = ", ".join(f'"{n}" {self.columns[n]}' for n in self.together)
            base.execute(f'CREATE TABLE "{table}_kinds" (id INTEGER PRIMARY KEY, {typed})')
            names = ", ".join(f'"{n}"' for n in self.together)
            base.execute(
                f'INSERT INTO "{table}_kinds" ({names}) '  # noqa: S608
                f'SELECT {names} FROM "{table}" GROUP BY {names} ORDER BY min(fid)'
            )

    def write_rows(self, base: sqlite3.Connection) -> None:
        """Write the rows, in codes."""
        table = self.table
        typed = [f'"{n}" {"INTEGER" if self.coded(n) else k}' for n, k in self.own.items()]
        cells = [self._cell_in(n) for n in self.own]
        if self.together:
            typed.append("kind INTEGER")
            same = " AND ".join(f'"{n}" IS t."{n}"' for n in self.together)
            cells.append(f'(SELECT id FROM "{table}_kinds" WHERE {same})')  # noqa: S608
        base.execute(f'CREATE TABLE "{table}_rows" (fid INTEGER PRIMARY KEY, {", ".join(typed)})')
        base.execute(
            f'INSERT INTO "{table}_rows" '  # noqa: S608
            f'SELECT t.fid, {", ".join(cells)} FROM "{table}" t ORDER BY t.fid'
        )
        if _INDEXED in self.own:
            base.execute(f'CREATE INDEX "{table}_rows_site" ON "{table}_rows" ("{_INDEXED}")')

    def _cell_in(self, name: str) -> str:
        if self.coded(name):
            return f'(SELECT id FROM "{self.table}_values" WHERE value = t."{name}")'  # noqa: S608
        if name in self.twins:
            return f'nullif(t."{name}", t."{self.twins[name]}")'
        return f't."{name}"'

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
