"""What alembic runs to migrate a store, on the connection that it was given."""

from alembic import context

from zae.store.tables import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    transaction_per_migration=False,
)
context.run_migrations()
