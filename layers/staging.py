"""Files that belong together appear together: all of them, or none."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from land.errors import ZaeError


@contextmanager
def together(folder: Path) -> Iterator[Path]:
    """
    Folder to write to; its files go to ``folder``, all or none, when the block ends well.

    Parameters
    ----------
    folder : Path
        Where the files must appear; made if need be.

    Yields
    ------
    Path
        A fresh folder beside; removed with what it holds if the block fails.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    ZaeError
        If a file cannot be put in its place; those that stood there before stand there again.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> with together(folder) as stage:
    ...     _ = (stage / "a.shp").write_text("outlines"), (stage / "a.dbf").write_text("cells")
    >>> sorted(p.name for p in folder.iterdir())
    ['a.dbf', 'a.shp']
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".zae-", dir=folder) as made:
        stage = Path(made)
        yield stage
        _put(stage, folder)


def _put(stage: Path, folder: Path) -> None:
    names = sorted(p.relative_to(stage) for p in stage.rglob("*") if p.is_file())
    with TemporaryDirectory(prefix=".zae-", dir=folder) as aside, ExitStack() as undo:
        for name in names:
            _exchange(stage / name, folder / name, Path(aside) / name, undo)
        undo.pop_all()  # all are in place: nothing is to be undone


def _exchange(new: Path, place: Path, old: Path, undo: ExitStack) -> None:
    """Put what stands at a place aside, and the new file there."""
    if place.is_dir():
        raise ZaeError(
            "{file} is a folder, and a file of that name is to be written; move it elsewhere, "
            "then run again",
            file=place.name,
        )
    for path in (place, old):
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        if place.exists():
            os.replace(place, old)  # noqa: PTH105
            undo.callback(os.replace, old, place)
        else:
            undo.callback(place.unlink, missing_ok=True)
        os.replace(new, place)  # noqa: PTH105
    except PermissionError as error:
        raise ZaeError(
            "{file} is open in another program; close it there, then run again", file=place.name
        ) from error
