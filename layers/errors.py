"""Errors that only the reading of outside data raises."""

from land.errors import ZaeError


class ReadError(ZaeError, OSError):
    """A file, layer or table cannot be read, is empty, or is not the only candidate."""


class FetchError(ZaeError, OSError):
    """A source cannot be brought in: refused, unreachable, cut short, or not what was asked for."""


class ChecksumError(FetchError):
    """What was brought in is whole, and its bytes are not the announced ones."""


class ArchiveError(ReadError):
    """An archive is damaged, locked, or would write where or what it must not."""
