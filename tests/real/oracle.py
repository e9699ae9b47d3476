"""
A second opinion: raw files in PostGIS, measured there in SQL.

Files are copied coordinate by coordinate as GDAL reads them; none of the packages under test is
used. Systems of reference are named here by hand; PostGIS reprojects, mends and measures.
"""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from pandas import DataFrame, Series
from sqlalchemy import Connection, create_engine, text

LAMBERT_93 = 2154


class Oracle:
    """
    Tables of raw geometries in a schema of their own, dropped at the end.

    Parameters
    ----------
    address : str
        SQLAlchemy address of a PostGIS.
    data : Path
        Folder of the real data.
    """

    def __init__(self, address: str, data: Path) -> None:
        self._data = data
        self._schema = f"zae_real_{os.getpid()}"
        self._engine = create_engine(address)
        self._loaded: set[str] = set()
        with self._engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {self._schema}"))

    def close(self) -> None:
        """Drop all that was made."""
        with self._engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {self._schema} CASCADE"))
        self._engine.dispose()

    def file(self, table: str, path: str, *, srid: int, encoding: str | None = None) -> None:
        """
        Load a file as it stands: ``fid`` from 1, ``props`` (JSON), ``geom`` in Lambert-93.

        Parameters
        ----------
        table : str
            Name of the table; loaded once.
        path : str
            Below the folder of the data.
        srid : int
            System of the coordinates, named by hand.
        encoding : str, optional
            Of the texts of a shapefile.
        """
        if table in self._loaded:
            return
        options = {"encoding": encoding} if encoding else {}
        about, _, shapes, columns = pyogrio.raw.read(self._data / path, **options)
        rows = zip(*columns, strict=True)
        names = [str(name) for name in about["fields"]]
        props = [_as_json(dict(zip(names, row, strict=True))) for row in rows]
        self._fill(table, shapes, props, srid)

    def points(self, table: str, lonlat: Sequence[tuple[float, float]]) -> None:
        """Load points given in degrees, longitude first."""
        if table not in self._loaded:
            self._fill(table, [_wkb_point(*at) for at in lonlat], ["{}"] * len(lonlat), 4326)

    def shapes(self, table: str, shapes: gpd.GeoSeries) -> None:
        """Load outlines that are already in Lambert-93; ``props`` holds the id of each."""
        props = [json.dumps({"id": str(key)}) for key in shapes.index]
        if table not in self._loaded:
            self._fill(table, list(shapes.to_wkb()), props, LAMBERT_93)

    def _fill(self, table: str, shapes: Sequence[bytes], props: Sequence[str], srid: int) -> None:
        with self._engine.begin() as connection:
            self._here(connection)
            connection.execute(
                text("CREATE TEMP TABLE raw_rows (fid int, props text, shape text) ON COMMIT DROP")
            )
            connection.execute(
                text(f"CREATE TABLE {table} (fid int PRIMARY KEY, props jsonb, geom geometry)")
            )
            cursor = connection.connection.cursor()
            with cursor.copy("COPY raw_rows FROM STDIN") as copy:  # type: ignore[attr-defined]
                for number, (shape, said) in enumerate(zip(shapes, props, strict=True), start=1):
                    copy.write_row((number, said, None if shape is None else bytes(shape).hex()))
            connection.execute(
                text(
                    f"INSERT INTO {table} SELECT fid, props::jsonb, ST_Transform(ST_SetSRID("
                    f"ST_Force2D(shape::geometry), {srid}), {LAMBERT_93}) FROM raw_rows"
                )
            )
            connection.execute(text(f"CREATE INDEX ON {table} USING gist (geom)"))
            connection.execute(text(f"ANALYZE {table}"))
        self._loaded.add(table)

    def _here(self, connection: Connection) -> None:
        connection.execute(text(f"SET LOCAL search_path TO {self._schema}, public"))

    def ask(self, query: str, **values: object) -> DataFrame:
        """Rows that PostGIS answers."""
        with self._engine.begin() as connection:
            self._here(connection)
            return pd.read_sql(text(query), connection, params=values)

    def number(self, query: str, **values: object) -> float:
        """One number that PostGIS answers."""
        return float(self.ask(query, **values).iloc[0, 0])

    def by_id(self, query: str, **values: object) -> Series:
        """Second column of the answer, indexed by the first."""
        answer = self.ask(query, **values)
        return answer.set_index(answer.columns[0])[answer.columns[1]]


def _as_json(row: Mapping[str, object]) -> str:
    """A missing number is null: JSON has no NaN."""
    plain = {k: None if v != v else v for k, v in row.items()}  # noqa: PLR0124
    return json.dumps(plain, default=str)


def _wkb_point(longitude: float, latitude: float) -> bytes:
    point: bytes = gpd.GeoSeries.from_xy([longitude], [latitude]).to_wkb().iloc[0]
    return point


def properties(path: Path) -> list[Mapping[str, object]]:
    """Properties of the features of a GeoJSON, read as plain JSON."""
    return [f["properties"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]]
