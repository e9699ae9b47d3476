"""All deliverables of an assessment, in one folder."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from land.errors import ZaeError
from layers.staging import together
from zae.assessment import Assessment
from zae.messages.system import system_fault
from zae.publish import report, webmap, workbook
from zae.publish.apart import write_apart
from zae.publish.csv_file import write_csv
from zae.publish.editions import Edition, edited
from zae.publish.geopackage import write as write_geopackage
from zae.publish.leftovers import earlier, remove
from zae.publish.manifest import write as write_manifest
from zae.publish.parquet_file import write_parquet
from zae.publish.qgis import write as write_project

Progress = Callable[[str], None]
Writer = Callable[[Assessment, Path, str, Edition], object]

FILES: Final[dict[str, str]] = {
    "geopackage": "scores.gpkg",
    "qgis": "study.qgz",
    "csv": "scores.csv",
    "parquet": "scores.parquet",
    "workbook": "scores.xlsx",
    "map": "map.html",
    "report": "report.html",
    "pdf": "report.pdf",
}
"""Name of each file that is written, by kind."""

SITE_REPORTS: Final = "report"
"""Folder of the reports of single sites."""


def silent(_step: str) -> None:
    """Say nothing of the progress."""


def deliver(
    assessment: Assessment,
    folder: Path,
    *,
    edition: Edition = "restricted",
    site_reports: bool = False,
    progress: Progress = silent,
) -> dict[str, Path]:
    """
    Write every deliverable of an assessment.

    Parameters
    ----------
    assessment : Assessment
        The assessment.
    folder : Path
        Where to write; made where it is absent. Files of the same name are replaced, all
        together and only once all are whole: a run that stops leaves what was there. Files that
        an earlier delivery wrote and this one does not have are removed, unless they were changed.
    edition : str
        ``restricted``, or ``public``: what :func:`zae.publish.editions.edited` leaves, in every
        file.
    site_reports : bool
        Whether each site also gets its own report, as PDF and HTML.
    progress : callable
        Told the name of each file before it is written.

    Returns
    -------
    dict of str to Path
        What was written, by kind; the manifest last, with the hash of each.

    Raises
    ------
    ZaeError
        If the folder cannot be written to or a file is held open by another program.
    """
    before = earlier(folder)
    with staged(folder) as stage:
        written = _write_all(
            assessment, stage, edition=edition, site_reports=site_reports, progress=progress
        )
    names = {kind: path.relative_to(stage) for kind, path in written.items()}
    remove(folder, before, {name.as_posix() for name in names.values()})
    return {kind: folder / name for kind, name in names.items()}


def require_writable(folder: Path) -> None:
    """
    Refuse a folder that cannot be written to before anything is measured for it.

    Raises
    ------
    ZaeError
        If it cannot; it is made where it is absent.
    """
    with staged(folder):
        pass


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Folder beside to write to; when the block ends well its files move to ``folder``, or none."""
    with ExitStack() as held:
        try:
            stage = held.enter_context(together(folder))
        except OSError as error:
            raise ZaeError(
                "folder {name} cannot be written to: {reason}",
                name=folder.name,
                reason=system_fault(error),
            ) from error
        yield stage


def _write_all(
    assessment: Assessment,
    folder: Path,
    *,
    edition: Edition,
    site_reports: bool,
    progress: Progress,
) -> dict[str, Path]:
    lang, assessment = assessment.study.lang, edited(assessment, edition)
    written = {kind: folder / name for kind, name in FILES.items()}
    progress(FILES["geopackage"])
    tables = write_geopackage(assessment, written["geopackage"], lang=lang)
    progress(FILES["qgis"])
    write_project(assessment, written["qgis"], lang=lang, tables=tables)
    for kind, write in _TABLES.items():
        progress(FILES[kind])
        write(assessment, written[kind], lang, edition)
    pages = report.Pages(assessment, lang=lang, edition=edition)
    for kind, write_report in _REPORTS.items():
        progress(FILES[kind])
        write_report(assessment, written[kind], pages=pages)
    if site_reports:
        progress(SITE_REPORTS)
        names = report.write_sites(assessment, folder / SITE_REPORTS, lang=lang, edition=edition)
        written |= {
            f"{suffix} of {site}": folder / SITE_REPORTS / f"{name}.{suffix}"
            for site, name in names.items()
            for suffix in ("pdf", "html")
        }
    written |= write_apart(assessment, folder, lang=lang)
    beside = sorted((folder / webmap.folder_of(FILES["map"])).glob("*"))
    written |= {f"map: {path.name}": path for path in beside}
    progress("manifest.json")
    write_manifest(assessment, folder, written, edition=edition)
    return {**written, "manifest": folder / "manifest.json"}


_TABLES: Final[dict[str, Writer]] = {
    "csv": lambda a, p, lang, _edition: write_csv(a, p, lang=lang),
    "parquet": lambda a, p, lang, _edition: write_parquet(a, p, lang=lang),
    "workbook": lambda a, p, lang, edition: workbook.write(a, p, lang=lang, edition=edition),
    "map": lambda a, p, lang, edition: webmap.write(a, p, lang=lang, edition=edition),
}

_REPORTS: Final = {"report": report.write_html, "pdf": report.write_pdf}
