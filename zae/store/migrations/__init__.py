"""Migrations of the store, carried out by alembic: both databases, forward only."""
