"""Peers that speak SQL: PostGIS, DuckDB spatial, SedonaDB."""

import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from benchmarks.measures.data import REACH_M, SETBACK_M
from benchmarks.measures.engine import AbsentError, Answers, Engine, by_id

# Words in which the three dialects differ.
WORDS = {
    "duckdb": {"gather": "ST_Union_Agg", "open": "", "close": "", "arcs": ""},
    "sedona": {
        "gather": "ST_Collect_Agg",
        "open": "ST_UnaryUnion(",
        "close": ")",
        "arcs": ", 'quad_segs=8'",
    },
    "postgis": {"gather": "ST_Union", "open": "", "close": "", "arcs": ""},
}
SHARE_OF_PIECES = """
SELECT p.id, sum(CASE WHEN ST_Covers(c.geometry, p.geometry) THEN ST_Area(p.geometry)
  ELSE ST_Area(ST_Intersection(p.geometry, c.geometry)) END) AS share
FROM parcels p JOIN pieces c ON ST_Intersects(p.geometry, c.geometry) GROUP BY p.id"""
# The pieces, where the query has to make them: union of the zones in each cell of a grid.
GRID_PIECES = """
WITH pieces AS (
  SELECT {open}{gather}(ST_Intersection(z.geometry, g.geometry)){close} AS geometry
  FROM cells g JOIN cover z ON ST_Intersects(z.geometry, g.geometry) GROUP BY g.id)"""
SUBDIVIDED = (
    """CREATE TEMP TABLE pieces AS
    SELECT ST_Subdivide(ST_Union(geometry), 128) AS geometry FROM cover""",
    "CREATE INDEX ON pieces USING gist (geometry)",
    "ANALYZE pieces",
)
SHARE_AS_WRITTEN = """
SELECT p.id, ST_Area(ST_Intersection(p.geometry, ST_Union(c.geometry))) AS share
FROM parcels p JOIN cover c ON ST_Intersects(p.geometry, c.geometry) GROUP BY p.id, p.geometry"""
BUILT = """
SELECT p.id, ST_Area(ST_Intersection(p.geometry, u.geometry)) AS area FROM parcels p JOIN (
  SELECT p.id, {open}{gather}(b.geometry){close} AS geometry FROM parcels p
  JOIN buildings b ON ST_Intersects(p.geometry, b.geometry) GROUP BY p.id) u ON u.id = p.id"""
FREE = """
SELECT p.id, ST_Area(p.geometry) - ST_Area(ST_Difference(p.geometry, u.geometry)) AS area
FROM parcels p JOIN (
  SELECT p.id, {open}{gather}(ST_Buffer(b.geometry, {setback}{arcs})){close} AS geometry
  FROM parcels p JOIN buildings b ON ST_DWithin(p.geometry, b.geometry, {setback})
  GROUP BY p.id) u ON u.id = p.id"""
NEAREST = {
    "postgis": """
SELECT p.id, n.gap FROM parcels p CROSS JOIN LATERAL (
  SELECT ST_Distance(p.geometry, s.geometry) AS gap FROM stops s
  ORDER BY s.geometry <-> p.geometry LIMIT 1) n""",
    "duckdb": f"""
SELECT p.id, min(ST_Distance(p.geometry, s.geometry)) AS gap FROM parcels p
JOIN stops s ON ST_DWithin(p.geometry, s.geometry, {REACH_M / 2}) GROUP BY p.id""",
    "sedona": """
SELECT p.id, ST_Distance(p.geometry, s.geometry) AS gap FROM parcels p
JOIN stops s ON ST_KNN(p.geometry, s.geometry, 1, false)""",
}


class Base(ABC):
    """A database with the files loaded."""

    dialect = ""

    def __init__(self, folder: Path, tables: tuple[str, ...]) -> None:
        self.area = shapely.area(geopandas.read_parquet(folder / "parcels.parquet").geometry.array)
        self.open(folder, tables)

    @abstractmethod
    def open(self, folder: Path, tables: tuple[str, ...]) -> None:
        """Start the engine and load the tables."""

    @abstractmethod
    def rows(self, query: str) -> tuple[Any, Any]:
        """First and second column."""

    def by_id(self, query: str) -> np.ndarray:
        """Second column in the order of the parcels."""
        words = WORDS[self.dialect]
        return by_id(len(self.area), *self.rows(query.format(setback=SETBACK_M, **words)))


class DuckDB(Base):
    dialect = "duckdb"

    def open(self, folder: Path, tables: tuple[str, ...]) -> None:
        try:
            import duckdb  # noqa: PLC0415
            import duckdb_extension_spatial as spatial  # noqa: PLC0415
        except ImportError as error:
            raise AbsentError(f"{error}: pip install '.[bench]'") from error
        found = sorted(Path(spatial.__path__[0]).glob("extensions/*/spatial.duckdb_extension"))
        self.connection = duckdb.connect()
        self.connection.execute(f"LOAD '{found[-1]}'")
        for table in tables:
            self.connection.execute(
                f"CREATE TABLE {table} AS SELECT id, geometry FROM '{folder / table}.parquet'"
            )

    def rows(self, query: str) -> tuple[Any, Any]:
        found = self.connection.execute(query).fetchnumpy()
        one, two = found.values()
        return one, two


class Sedona(Base):
    dialect = "sedona"

    def open(self, folder: Path, tables: tuple[str, ...]) -> None:
        try:
            import geoarrow.pyarrow  # noqa: F401, PLC0415
            import sedonadb  # noqa: PLC0415
        except ImportError as error:
            raise AbsentError(f"{error}: pip install '.[bench]'") from error
        self.connection = sedonadb.connect()
        for table in tables:
            frame = self.connection.read_parquet(str(folder / f"{table}.parquet"))
            frame.to_memtable().to_view(table)

    def rows(self, query: str) -> tuple[Any, Any]:
        found = self.connection.sql(query).to_arrow_table()
        return found.column(0).to_numpy(), found.column(1).to_numpy()


class PostGIS(Base):
    dialect = "postgis"

    def open(self, folder: Path, tables: tuple[str, ...]) -> None:
        address = os.environ.get("ZAE_TEST_POSTGIS")
        if not address:
            raise AbsentError("no PostGIS: set ZAE_TEST_POSTGIS (see .ci/postgis.sh)")
        import psycopg  # noqa: PLC0415

        self.connection = psycopg.connect(address.replace("+psycopg", ""))
        self.cursor = self.connection.cursor()
        # A query that this process no longer waits for would go on in the server.
        limit_ms = int(1000 * float(os.environ.get("ZAE_BENCHMARK_LIMIT_S", "600")))
        self.cursor.execute(f"SET statement_timeout = {limit_ms}")
        for table in tables:
            source = "cover" if table == "pieces" else table
            frame = geopandas.read_parquet(folder / f"{source}.parquet")
            self._copy(source, frame)
            self.cursor.execute(f"CREATE INDEX ON {source} USING gist (geometry)")
            self.cursor.execute(f"ANALYZE {source}")
            if table == "pieces":
                self.subdivide()

    def subdivide(self) -> None:
        """Make the pieces of the cover, in the form that PostGIS does best with."""
        for statement in SUBDIVIDED:
            self.cursor.execute(statement)

    def _copy(self, table: str, frame: Any) -> None:
        self.cursor.execute(f"CREATE TEMP TABLE {table} (id int PRIMARY KEY, geometry geometry)")
        with self.cursor.copy(f"COPY {table} FROM STDIN") as copy:
            shapes = shapely.to_wkb(frame.geometry.to_numpy(), hex=True)
            for row in zip(frame["id"].tolist(), shapes.tolist(), strict=True):
                copy.write_row(row)

    def rows(self, query: str) -> tuple[Any, Any]:
        found = self.cursor.execute(query).fetchall()
        return [r[0] for r in found], [r[1] or 0.0 for r in found]


def share(base: Base) -> Answers:
    return {"share": np.minimum(base.by_id(SHARE_OF_PIECES) / base.area, 1.0)}


def share_raw(base: Base) -> Answers:
    """The pieces are made first, and count."""
    if isinstance(base, PostGIS):
        base.subdivide()
        return share(base)
    return {"share": np.minimum(base.by_id(GRID_PIECES + SHARE_OF_PIECES) / base.area, 1.0)}


def share_as_written(base: Base) -> Answers:
    return {"share": np.minimum(base.by_id(SHARE_AS_WRITTEN) / base.area, 1.0)}


def free(base: Base) -> Answers:
    return {"built_m2": base.by_id(BUILT), "free_m2": base.area - base.by_id(FREE)}


def nearest(base: Base) -> Answers:
    gap = base.by_id(NEAREST[base.dialect])
    return {"distance_m": np.where(gap <= REACH_M, gap, np.nan)}


def engine(
    kind: type[Base], label: str, run: Any, *tables: str, name: str = "", slow: bool = False
) -> Engine:
    """One of the databases on one task."""
    task = run.__name__.split("_")[0]
    return Engine(
        key=f"{task}:{name or kind.dialect}", label=label, slow=slow, run=run,
        given="pieces" if "pieces" in tables else "",
        load=lambda folder: kind(folder, ("parcels", *tables)),
    )  # fmt: skip


ENGINES = [
    engine(DuckDB, "DuckDB spatial", share, "pieces"),
    engine(Sedona, "SedonaDB", share, "pieces"),
    engine(PostGIS, "PostGIS, ST_Subdivide and GiST", share, "pieces"),
    engine(DuckDB, "DuckDB spatial, grid", share_raw, "cover", "cells", name="duckdb-raw"),
    engine(Sedona, "SedonaDB, grid", share_raw, "cover", "cells", name="sedona-raw"),
    engine(PostGIS, "PostGIS, ST_Subdivide and GiST", share_raw, "cover", name="postgis-raw"),
    engine(
        PostGIS, "PostGIS as users write it", share_as_written, "cover", name="written", slow=True
    ),
    engine(DuckDB, "DuckDB spatial", free, "buildings"),
    engine(Sedona, "SedonaDB", free, "buildings"),
    engine(PostGIS, "PostGIS", free, "buildings"),
    engine(DuckDB, "DuckDB spatial", nearest, "stops"),
    engine(Sedona, "SedonaDB, ST_KNN", nearest, "stops"),
    engine(PostGIS, "PostGIS, <->", nearest, "stops"),
]
