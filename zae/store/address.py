"""Where a store is: a SQLite file beside the study, or a PostGIS database that several share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from land.errors import Message
from layers.formats.postgis import is_address
from zae.store.errors import StoreError
from zae.study import read, resolve

FILE: Final = "registre.sqlite"
"""Name of the embedded store, in the folder of the study file."""

SCHEMA: Final = "zae"
"""Schema of the shared store, where none is named."""

VARIABLE: Final = "ZAE_STORE"
"""Environment variable that may hold the address, so that no password stands in a file."""

WRITING: Final = "zae_writing"
"""Execution option of a connection that will write: SQLite must be told when it begins."""

WAIT_S: Final = 60
"""How long a writer waits for the others. [s]"""


def address_of(named: str = "") -> str:
    """
    Address of a store that a user names.

    Parameters
    ----------
    named : str
        A study file (``.toml``): its store; a file or an address: itself; nothing: ``ZAE_STORE``,
        then the file in the current folder.

    Returns
    -------
    str
        A path or an address.

    Raises
    ------
    StudyError
        If it is a study file, and faulty.

    Examples
    --------
    >>> address_of("postgresql://serveur/sig"), address_of("suivi.sqlite")
    ('postgresql://serveur/sig', 'suivi.sqlite')
    """
    if not named.endswith(".toml") or is_address(named):
        return where(Path(), named)
    study = read(Path(named))
    return where(study.folder, resolve(study.store, study.folder) if study.store else "")


def where(folder: Path, named: str = "") -> str:
    """
    Address of the store of a study.

    Parameters
    ----------
    folder : Path
        Folder of the study file.
    named : str
        What the user named: a path from that folder, or an address; ``ZAE_STORE``, then the
        file beside the study where empty.

    Returns
    -------
    str
        A path or an address.

    Examples
    --------
    >>> where(Path("etude"), "postgresql://serveur/sig")
    'postgresql://serveur/sig'
    """
    found = named or os.environ.get(VARIABLE, "")
    return found if found and is_address(found) else str(folder / (found or FILE))


def engine_of(address: str, schema: str) -> tuple[Engine, str]:
    """
    Engine of a store, and its name for readers: never host, user or password.

    Parameters
    ----------
    address : str
        A path, or a PostgreSQL address.
    schema : str
        Schema of the tables in PostgreSQL; made by ``create``.

    Returns
    -------
    Engine
        It keeps no connection open.
    str
        Name of the file, or database and schema.

    Raises
    ------
    StoreError
        If the address cannot be understood.
    """
    if not is_address(address):
        url = URL.create("sqlite", database=address)
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_S})
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begun)
        return engine, Path(address).name
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise StoreError("the address of the store cannot be understood") from None
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)

    def connected(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('search_path', quote_ident(%s) || ', '"
                " || current_setting('search_path'), false)", (schema,),
            )  # fmt: skip
        connection.commit()

    event.listen(engine, "connect", connected)
    return engine, f"{url.database or 'database'}.{schema}"


def _sqlite_connected(connection: Any, _record: object) -> None:
    """
    Take transactions into our own hands, and wait for the disk at each commit.

    The journal stays that of SQLite by default: a write-ahead log does not work on network drives,
    where many studies lie.
    """
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL")


def _sqlite_begun(connection: Any) -> None:
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def told(engine: Engine, name: str) -> Iterator[None]:
    """
    What the database refuses inside the block is a ``StoreError`` without its secrets.

    Parameters
    ----------
    engine : Engine
        Whose address may not be shown.
    name : str
        Name of the store for readers.

    Raises
    ------
    StoreError
        If the database refuses; host, user and password are blotted out of what it says.
    """
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(
            "store {name}: {error}", name=name, error=_blotted(error, engine.url)
        ) from None


def _blotted(error: SQLAlchemyError, url: URL) -> Message | str:
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    if not said:
        return Message("the server refused")
    message = said[0]
    for secret in (url.password, url.username, url.host):
        if secret:
            message = message.replace(str(secret), "…")
    return message


def make_schema(engine: Engine, schema: str) -> None:
    """
    Make the schema of a shared store where it is absent.

    Raises
    ------
    StoreError
        If the database has no PostGIS.
    """
    with engine.begin() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")):
            raise StoreError(
                "the database has no PostGIS; let its owner run: CREATE EXTENSION postgis"
            )
        if not connection.scalar(
            text("SELECT 1 FROM pg_namespace WHERE nspname = :s"), {"s": schema}
        ):
            quoted = connection.scalar(text("SELECT quote_ident(:s)"), {"s": schema})
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {quoted}")
