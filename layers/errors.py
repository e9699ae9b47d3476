"""Errors that only the reading of outside data raises."""

from land.errors import ZaeError


class ReadError(ZaeError, OSError):
    """A file, layer or table cannot be read, is empty, or is not the only candidate."""
