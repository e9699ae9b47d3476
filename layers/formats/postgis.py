"""PostGIS tables and queries, through SQLAlchemy and psycopg 3."""

import re
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from land.errors import Message
from layers.errors import ReadError
from layers.formats.loaded import Loaded
from layers.options import ReadOptions

_SCHEMES: Final = ("postgresql", "postgis", "postgres")
_NAME: Final = re.compile(r"^[^\W\d][\w$]*(\.[^\W\d][\w$]*)?$")


def is_address(path: str | Path) -> bool:
    """
    Whether a path is the address of a database.

    Examples
    --------
    >>> is_address("postgresql://localhost/sig"), is_address("zac.gpkg")
    (True, False)
    """
    return str(path).split("://", maxsplit=1)[0].split("+")[0] in _SCHEMES and "://" in str(path)


def load(address: str, options: ReadOptions) -> Loaded:
    """
    Read a table, or the rows of a query.

    Parameters
    ----------
    address : str
        SQLAlchemy address; the driver is psycopg 3 whatever it says.
    options : ReadOptions
        ``layer`` names a table (``schema.table``), or ``query`` holds SQL.

    Returns
    -------
    Loaded
        The rows; the name says database and table, never host, user or password.

    Raises
    ------
    ReadError
        If neither table nor query is given, the server cannot be reached, or the SQL fails.
    """
    url = _url(address)
    sql = _sql(options)
    label = f"{url.database or 'database'}.{options.layer or 'query'}"
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            frame = _rows(connection, sql)
    except SQLAlchemyError as error:
        raise ReadError(
            "{table}: {error}{others}",
            table=label,
            error=_safe(error, url),
            others=_tables(engine),
        ) from None
    finally:
        engine.dispose()
    return Loaded(frame=frame, name=label)


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise ReadError("the address of the database cannot be understood") from None
    return url.set(drivername="postgresql+psycopg")


def _sql(options: ReadOptions) -> str:
    if options.query:
        return options.query
    if options.layer is None:
        raise ReadError("a database needs a table in « layer », or SQL in « query »")
    if not _NAME.match(options.layer):
        raise ReadError(
            "« {name} » is not the name of a table; use « query » for SQL", name=options.layer
        )
    quoted = ".".join(f'"{part}"' for part in options.layer.split("."))
    return f"SELECT * FROM {quoted}"  # noqa: S608


def _rows(connection: Connection, sql: str) -> pd.DataFrame:
    columns = _geometry_columns(connection, sql)
    if not columns:
        return pd.read_sql_query(text(sql), connection)
    frame: pd.DataFrame = gpd.read_postgis(text(sql), connection, geom_col=columns[0])
    return frame


def _geometry_columns(connection: Connection, sql: str) -> list[str]:
    kinds = connection.execute(
        text("SELECT oid FROM pg_type WHERE typname IN ('geometry', 'geography')")
    )
    spatial = {row[0] for row in kinds}
    probe = connection.execute(text(f"SELECT * FROM ({sql.rstrip('; ')}) AS rows LIMIT 0"))  # noqa: S608
    described = probe.cursor.description if probe.cursor is not None else []
    return [column[0] for column in described or [] if column[1] in spatial]


def _tables(engine: Engine) -> Message | str:
    sql = "SELECT f_table_schema || '.' || f_table_name FROM geometry_columns ORDER BY 1 LIMIT 20"
    try:
        with engine.connect() as connection:
            names = [row[0] for row in connection.execute(text(sql))]
    except SQLAlchemyError:
        return ""
    return Message("; it holds {names}", names=names) if names else ""


def _safe(error: SQLAlchemyError, url: URL) -> Message | str:
    """First line of what the server says, without host, user or password."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    if not said:
        return Message("the server refused")
    message = said[0]
    for secret in (url.password, url.username, url.host):
        if secret:
            message = message.replace(str(secret), "…")
    return message
