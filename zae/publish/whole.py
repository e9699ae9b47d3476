"""A file appears whole or not at all: written beside, then put in its place."""

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from land.errors import ZaeError
from zae.messages.system import system_fault


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """
    Path to write to; it becomes ``path`` when the block ends well.

    Parameters
    ----------
    path : Path
        Where the file must appear; its folder is made if need be.

    Yields
    ------
    Path
        A path of the same name in a fresh folder beside it. If the block fails, it is removed
        and what stood at ``path`` before still stands there.

    Raises
    ------
    ZaeError
        If the folder cannot be written to, the disk is full, or ``path`` is held open by another
        program.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with whole(folder / "a.txt") as beside:
    ...     _ = beside.write_text("all of it")
    >>> [p.name for p in folder.iterdir()]
    ['a.txt']
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix=".zae-", dir=path.parent)
    except OSError as error:
        raise ZaeError(
            "{file}: its folder cannot be written: {error}",
            file=path.name,
            error=system_fault(error),
        ) from error
    with folder as name:
        beside = Path(name) / path.name
        try:
            yield beside
        except (OSError, sqlite3.Error) as error:
            if not _full(error):
                raise
            raise ZaeError(
                "{file} is not written: the disk is full; make room there, then run again",
                file=path.name,
            ) from error
        try:
            os.replace(beside, path)  # noqa: PTH105
        except PermissionError as error:
            raise ZaeError(
                "{file} is open in another program; close it there, then run again",
                file=path.name,
            ) from error


def _full(error: OSError | sqlite3.Error) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "database or disk is full" in str(error)
