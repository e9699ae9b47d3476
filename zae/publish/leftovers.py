"""Files of an earlier delivery that the new one does not have: beside it they would mislead."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from zae.publish.manifest import NAME, file_hash


def earlier(folder: Path) -> dict[str, str]:
    """
    What the manifest of a folder says was delivered there.

    Parameters
    ----------
    folder : Path
        Of an earlier delivery, or of none.

    Returns
    -------
    dict of str to str
        SHA-256 of each file by its name in the folder; nothing where no manifest can be read.

    Examples
    --------
    >>> earlier(Path("nowhere"))
    {}
    """
    try:
        outputs = json.loads((folder / NAME).read_text(encoding="utf-8"))["outputs"]
        return {str(x["file"]): str(x["sha256"]) for x in outputs.values()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def remove(folder: Path, before: Mapping[str, str], kept: Collection[str]) -> list[str]:
    """
    Remove files that an earlier delivery wrote and the new one did not.

    Parameters
    ----------
    folder : Path
        Of the delivery.
    before : mapping of str to str
        What :func:`earlier` said.
    kept : collection of str
        Names in the folder of what was written now.

    Returns
    -------
    list of str
        What was removed. A file that was changed since stays: it is somebody's.
    """
    gone = []
    for name in sorted(before.keys() - {*kept}):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            continue
        if file_hash(path) == before[name]:
            path.unlink()
            gone.append(name)
            if path.parent != folder and not any(path.parent.iterdir()):
                path.parent.rmdir()
    return gone
