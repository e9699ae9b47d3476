"""Tables of every version are brought to the newest, their chain whole."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from tests.zae.store.entries import Promised, entry
from zae.store import Store, StoreError, create, migrate, open_store
from zae.store.address import WRITING, engine_of, make_schema
from zae.store.tables import VERSION_TABLE, event_table, head_table
from zae.store.verify import verify

REVISIONS = [r.revision for r in ScriptDirectory.from_config(migrate._config()).walk_revisions()]


def made_at(revision: str, address: str, schema: str) -> Store:
    """A store as the toolkit of that version left it, with three events."""
    engine, name = engine_of(address, schema)
    if "://" in address:
        make_schema(engine, schema)
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        command.upgrade(migrate._config(connection), revision)
    store = Store(engine, name)
    store.add_all([entry(i) for i in range(3)])
    return store


def brought_up(old: Store, address: str, schema: str) -> None:
    before = old.head()
    store = create(address, schema=schema)
    with store.engine.connect() as connection:
        assert migrate.version(connection) == migrate.newest()
    assert store.head() == before
    store.add(entry(7))
    assert [e.read(Promised).jobs for e in open_store(address, schema=schema).events()] == [
        0, 1, 2, 7,
    ]  # fmt: skip
    assert verify(store).faults == ()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_file_of_every_version_is_brought_up(tmp_path: Path, revision: str) -> None:
    address = str(tmp_path / "r.sqlite")
    brought_up(made_at(revision, address, "zae"), address, "zae")


@pytest.mark.postgis
@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_every_version_is_brought_up(
    shared_store: tuple[str, str], revision: str
) -> None:
    brought_up(made_at(revision, *shared_store), *shared_store)


def test_migrations_make_the_tables_that_the_code_writes_to(tmp_path: Path) -> None:
    store, wanted = create(tmp_path / "r.sqlite"), MetaData()
    for table in (event_table("sqlite"), head_table()):
        table.to_metadata(wanted)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": False}
        )
        gaps = compare_metadata(context, wanted)
    # Indexes are the database's own affair: migrations make them, nothing in the code names them.
    assert [gap for gap in gaps if gap[0] != "remove_index"] == []
    assert len(gaps) == 2


def test_a_file_without_tables_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "r.sqlite").touch()
    with pytest.raises(StoreError, match="zae store init"):
        open_store(tmp_path / "r.sqlite")
