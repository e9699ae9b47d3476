"""
Tables of a GeoPackage that say the same texts again and again, kept small without loss.

The rows go to a table of codes, each text is written once beside it, and a view of the old name
gives everything back, column by column: QGIS, GDAL and SQL read it as they read a table.
"""

import sqlite3
from typing import Final

COMPACTED: Final = {
    "facts": {"high": "low", "mark_low": "mark", "mark_high": "mark"},
    "vetoes": {"high": "low"},
}
"""Tables made small, and their columns that mostly equal another one of the same row."""

_INDEXED: Final = "site_id"


def compact(base: sqlite3.Connection, table: str, twins: dict[str, str]) -> None:
    """
    Keep each text of a table once; its name becomes that of a view that reads the same.

    Parameters
    ----------
    base : Connection
        The GeoPackage.
    table : str
        A table without geometry, with an integer primary key ``fid``.
    twins : dict of str to str
        For a column, the one whose value it mostly has: left empty where the two are equal.
    """
    columns = {
        name: kind for _, name, kind, *_ in base.execute(f'PRAGMA table_info("{table}")')
        if name != "fid"
    }  # fmt: skip
    coded = [n for n, kind in columns.items() if kind.upper().startswith("TEXT")]
    twins = {n: other for n, other in twins.items() if _can_be_left_out(base, table, n, other)}
    _write_values(base, table, coded)
    _write_rows(base, table, columns, coded, twins)
    base.execute(f'DROP TABLE "{table}"')
    base.execute(_view(table, columns, coded, twins))


def _can_be_left_out(base: sqlite3.Connection, table: str, name: str, other: str) -> bool:
    """Whether an empty cell can stand for « as the other column »: none is empty beside a value."""
    asked = f'SELECT 1 FROM "{table}" WHERE "{name}" IS NULL AND "{other}" IS NOT NULL LIMIT 1'  # noqa: S608
    return base.execute(asked).fetchone() is None


def _write_values(base: sqlite3.Connection, table: str, coded: list[str]) -> None:
    base.execute(f'CREATE TABLE "{table}_values" (id INTEGER PRIMARY KEY, value TEXT UNIQUE)')
    for name in coded:
        base.execute(
            f'INSERT OR IGNORE INTO "{table}_values" (value) '  # noqa: S608
            f'SELECT DISTINCT "{name}" FROM "{table}" WHERE "{name}" IS NOT NULL ORDER BY 1'
        )


def _write_rows(
    base: sqlite3.Connection,
    table: str,
    columns: dict[str, str],
    coded: list[str],
    twins: dict[str, str],
) -> None:
    kinds = ", ".join(f'"{n}" {"INTEGER" if n in coded else k}' for n, k in columns.items())
    base.execute(f'CREATE TABLE "{table}_rows" (fid INTEGER PRIMARY KEY, {kinds})')

    def cell(name: str) -> str:
        if name in coded:
            return f'(SELECT id FROM "{table}_values" WHERE value = t."{name}")'  # noqa: S608
        return f'nullif(t."{name}", t."{twins[name]}")' if name in twins else f't."{name}"'

    cells = ", ".join(cell(n) for n in columns)
    base.execute(
        f'INSERT INTO "{table}_rows" SELECT t.fid, {cells} FROM "{table}" t ORDER BY t.fid'  # noqa: S608
    )
    if _INDEXED in columns:
        base.execute(f'CREATE INDEX "{table}_rows_site" ON "{table}_rows" ("{_INDEXED}")')


def _view(table: str, columns: dict[str, str], coded: list[str], twins: dict[str, str]) -> str:
    """The view; its first column is what GDAL takes for the number of a row in a view."""

    def cell(name: str) -> str:
        if name == _INDEXED:
            return f'site.value AS "{name}"'
        if name in coded:
            text = f'(SELECT value FROM "{table}_values" WHERE id = r."{name}")'  # noqa: S608
            return f'CAST({text} AS {columns[name]}) AS "{name}"'
        if name in twins:
            return f'CAST(coalesce(r."{name}", r."{twins[name]}") AS {columns[name]}) AS "{name}"'
        return f'r."{name}"'

    cells = ", ".join(cell(n) for n in columns)
    return (
        f'CREATE VIEW "{table}" AS SELECT r.fid AS OGC_FID, {cells} FROM "{table}_rows" r '  # noqa: S608
        f'LEFT JOIN "{table}_values" site ON site.id = r."{_INDEXED}"'
    )
