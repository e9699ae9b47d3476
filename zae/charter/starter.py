"""Files to begin a charter with: the example of Puisaye-Forterre and its fictional candidates."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from zae.charter.article import CharterError
from zae.publish.whole import whole

CANDIDATES: Final = "candidats.csv"


def example(name: str) -> str:
    """Text of a file of the example: ``puisaye.toml``, ``candidats.csv``."""
    return files("zae.charter").joinpath("cases", name).read_text(encoding="utf-8")


def write_charter(path: Path) -> dict[str, Path]:
    """
    Write the example charter, and its candidates beside.

    Parameters
    ----------
    path : Path
        The charter file.

    Returns
    -------
    dict of str to Path
        What was written, by its name.

    Raises
    ------
    CharterError
        If one of the files is there already; then none is written.
    """
    texts = {path: example("puisaye.toml"), path.parent / CANDIDATES: example(CANDIDATES)}
    there = [file.name for file in texts if file.exists()]
    if there:
        raise CharterError("{files}: there already; give another folder", files=there)
    for file, text in texts.items():
        with whole(file) as beside:
            beside.write_text(text, encoding="utf-8", newline="\n")
    return {file.name: file for file in texts}
