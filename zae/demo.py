"""The demonstration: a fictional commune, its study file, and everything that a study gives."""

from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Final

from layers import sample
from zae.assess import assess, silent
from zae.messages import DEFAULT_LANG, Lang
from zae.publish.delivery import deliver
from zae.study import read

DATA: Final = "donnees"
STUDY: Final = "etude.toml"
PARCELS: Final = 3000
"""Parcels of the fictional commune."""
OPEN_FIRST: Final = ("map.html", "report.html", "study.qgz", "scores.gpkg", STUDY)
"""Names of the files to open, in the order in which to open them."""


def demo(
    out: Path, *, lang: Lang = DEFAULT_LANG, progress: Callable[[str], None] = silent
) -> dict[str, Path]:
    """
    Make a fictional commune in a folder and carry out a whole study of it.

    Parameters
    ----------
    out : Path
        Folder; made where it is absent. Layers go to ``donnees``, the study file beside them,
        deliverables to ``resultats``.
    lang : str
        Language of the deliverables.
    progress : callable
        Told the name of each step before it starts.

    Returns
    -------
    dict of str to Path
        What was written: the study file and every deliverable.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    progress("demo")
    file = prepare(out)
    study = read(file).model_copy(update={"lang": lang})
    assessment = assess(study, progress=progress)
    return {"study": file, **deliver(assessment, out / "resultats", progress=progress)}


def prepare(out: Path, *, parcels: int = PARCELS) -> Path:
    """
    Write the layers and the study file of the demonstration, and carry out nothing.

    Parameters
    ----------
    out : Path
        Folder; made where it is absent.
    parcels : int
        Parcels of the commune, between 1,500 and 10,000: fewer are measured sooner.

    Returns
    -------
    Path
        The study file.

    Raises
    ------
    ValueError
        If ``parcels`` is out of range.
    OSError
        If the folder cannot be written.
    """
    (out / DATA).mkdir(parents=True, exist_ok=True)
    sample.write(sample.commune(parcels=parcels), out / DATA)
    file = out / STUDY
    text = resources.files("zae").joinpath("templates/demo.toml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    return file


def files_to_open(files: Mapping[str, Path]) -> dict[str, Path]:
    """
    Files that a reader opens first, in order.

    Parameters
    ----------
    files : mapping of str to Path
        Everything that was written.

    Returns
    -------
    dict of str to Path
        Those among ``OPEN_FIRST``.

    Examples
    --------
    >>> list(files_to_open({"table": Path("scores.csv"), "map": Path("map.html")}))
    ['map']
    """
    named = {path.name: (key, path) for key, path in files.items()}
    return dict(named[name] for name in OPEN_FIRST if name in named)
