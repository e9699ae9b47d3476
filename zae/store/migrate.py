"""Bring the tables of a store to the version of the toolkit, through alembic."""

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from zae.store.errors import StoreError
from zae.store.tables import VERSION_TABLE


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    folder = resources.files("zae.store").joinpath("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """
    Version of the tables that this toolkit writes.

    Examples
    --------
    >>> newest() >= "0001"
    True
    """
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def version(connection: Connection) -> str:
    """Version of the tables of a store; empty where there is none."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision() or ""


def upgrade(connection: Connection) -> None:
    """
    Bring the tables to the newest version, in the transaction of the connection.

    Raises
    ------
    StoreError
        If the store is newer than this toolkit.
    """
    try:
        command.upgrade(_config(connection), "head")
    except CommandError:
        raise newer() from None


def newer() -> StoreError:
    """Make the error of a store that a newer toolkit has migrated."""
    return StoreError("the store was made by a newer version of zae; update zae")
