"""The error of the store."""

from land.errors import ZaeError


class StoreError(ZaeError, RuntimeError):
    """A store cannot be opened, refuses an entry, or does not hold what is asked of it."""
