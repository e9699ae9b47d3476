"""All deliverables of an assessment, in one folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from zae.assessment import Assessment
from zae.publish import geopackage, manifest, qgis, report, tables, webmap

Writer = Callable[[Assessment, Path, str], object]

WRITERS: Final[dict[str, tuple[str, Writer]]] = {
    "geopackage": ("scores.gpkg", lambda a, p, lang: geopackage.write(a, p, lang=lang)),
    "qgis": ("study.qgz", lambda a, p, lang: qgis.write(a, p, lang=lang)),
    "csv": ("scores.csv", lambda a, p, lang: tables.write_csv(a, p, lang=lang)),
    "parquet": ("scores.parquet", lambda a, p, lang: tables.write_parquet(a, p, lang=lang)),
    "map": ("map.html", lambda a, p, lang: webmap.write(a, p, lang=lang)),
    "report": ("report.html", lambda a, p, lang: report.write_html(a, p, lang=lang)),
}
"""What is written, by kind: name of the file and its writer."""

TABLES: Final = ("csv", "parquet")


def deliver(
    assessment: Assessment, folder: Path, *, progress: Callable[[str], None] = lambda _step: None
) -> dict[str, Path]:
    """
    Write every deliverable of an assessment.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    folder : Path
        Where to write; made where it is absent. Files of the same name are replaced, each only
        once it is whole.
    progress : callable
        Told the kind of each file before it is written.

    Returns
    -------
    dict of str to Path
        What was written, by kind; the manifest last, with the hash of each.

    Raises
    ------
    ZaeError
        If the folder cannot be written to or a file is held open by another program.
    """
    written: dict[str, Path] = {}
    for kind, (name, write) in WRITERS.items():
        progress("tables" if kind in TABLES else kind)
        write(assessment, folder / name, assessment.study.lang)
        written[kind] = folder / name
    progress("manifest")
    manifest.write(assessment, folder, written)
    return {**written, "manifest": folder / "manifest.json"}
