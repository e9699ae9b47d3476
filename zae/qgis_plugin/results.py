"""Results of a study, read from their GeoPackage: which projects, and the sheet of a site."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .sheet import Sheet, line_of, rule_of, sheet_of
from .words import say

BEFORE = "scores_"


class NoResultsError(Exception):
    """The file holds no results of a study; the message says what it should hold."""


def score_layers(file: Path) -> dict[str, str]:
    """
    Layers of scores of a GeoPackage.

    Parameters
    ----------
    file : Path
        A file that ``zae run`` wrote.

    Returns
    -------
    dict of str to str
        Title of each layer by its name, in the order of the file.

    Raises
    ------
    NoResultsError
        If the file is absent, is no GeoPackage, or has none.
    """
    asked = (
        "SELECT table_name, identifier FROM gpkg_contents "
        "WHERE substr(table_name, 1, 7) = ? ORDER BY rowid"
    )
    found = {row["table_name"]: row["identifier"] for row in _rows(file, asked, BEFORE)}
    if not found:
        raise NoResultsError(say("results.none").format(file=file))
    return found


def projects(file: Path) -> dict[str, str]:
    """
    Projects that a file has scores for.

    Parameters
    ----------
    file : Path
        A file that ``zae run`` wrote.

    Returns
    -------
    dict of str to str
        Label by key, in the order of the study.

    Raises
    ------
    NoResultsError
        If the file has no scores, or so many sites that their facts stand in another file.
    """
    titles = score_layers(file)
    if not _rows(file, "SELECT 1 FROM gpkg_contents WHERE table_name = 'facts'"):
        raise NoResultsError(say("results.apart").format(file=file.name))
    asked = "SELECT DISTINCT project FROM facts WHERE site_id = (SELECT site_id FROM sites LIMIT 1)"
    keys = [row["project"] for row in _rows(file, asked)]
    labels = [title.partition(" : ")[2] or title for title in titles.values()]
    return dict(zip(keys, labels)) if len(keys) == len(labels) else {k: k for k in keys}


def sheet(file: Path, site: str, project: str) -> Sheet:
    """
    Sheet of a site for a project.

    Parameters
    ----------
    file : Path
        A file that ``zae run`` wrote.
    site, project : str
        Id of the site and key of the project.

    Returns
    -------
    Sheet
        The sheet.

    Raises
    ------
    NoResultsError
        If the file has no such site or project.
    """
    layer = list(score_layers(file))[list(projects(file)).index(project)]
    columns = (
        "site_id, name, score, score_low, score_high, letter, letter_low, letter_high, "
        "admission, rank"
    )
    name = layer.replace('"', '""')
    row = _rows(file, f'SELECT {columns} FROM "{name}" WHERE site_id = ?', site)  # noqa: S608
    if not row:
        raise NoResultsError(say("results.no_site").format(site=site, file=file))
    of_site = "FROM {} WHERE site_id = ? AND project = ? ORDER BY 1"
    facts = _rows(file, "SELECT * " + of_site.format("facts"), site, project)
    rules = _rows(file, "SELECT * " + of_site.format("vetoes"), site, project)
    return sheet_of(row[0], project, [line_of(r) for r in facts], [rule_of(r) for r in rules])


def _rows(file: Path, asked: str, *values: str) -> list[dict[str, Any]]:
    """Rows of a query; the file is opened to be read only, as QGIS may hold it too."""
    address = f"file:{quote(file.resolve().as_posix())}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(asked, values)]
    except sqlite3.Error as error:
        raise NoResultsError(say("results.unread").format(file=file, error=error)) from error
