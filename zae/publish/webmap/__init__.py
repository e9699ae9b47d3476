"""The map that a project owner opens: one HTML file that asks nothing of any server."""

import os
import tempfile
from pathlib import Path

from zae.assessment import Assessment
from zae.messages import translator
from zae.publish.editions import Edition
from zae.publish.webmap.content import content
from zae.publish.webmap.page import assemble
from zae.publish.webmap.still import still_map

__all__ = ["write"]


def write(
    assessment: Assessment, path: Path, *, lang: str = "fr", edition: Edition = "restricted"
) -> Path:
    """
    Write the map of an assessment as one self-contained page.

    Parameters
    ----------
    assessment : Assessment
        A study, carried out, with one project or more.
    path : Path
        File to write; replaced whole or not at all.
    lang : str
        ``fr`` or ``en``.
    edition : str
        ``restricted``, or ``public``: fewer columns, by allow-list.

    Returns
    -------
    Path
        The file; the same assessment gives the same bytes.

    Raises
    ------
    ZaeError
        If the language is not known, or the installed ``maplibre`` holds no library.
    """
    _ = translator(lang)
    run = next(iter(assessment.runs.values()))
    table = run.scores.table
    still = still_map(
        assessment.sites.geometry,
        table["letter"],
        undecided=table["letter"].notna() & (table["letter_low"] != table["letter_high"]),
        scale=tuple(s.letter for s in assessment.grid.letters.scale),
        title=_("Still map of the sites, coloured by letter"),
    )
    page = assemble(
        content(assessment, lang=lang, edition=edition),
        still=still,
        translate=_,
        titles={
            "title": assessment.study.title,
            "territory": assessment.territory.name,
            "grid": _("grid {name}").format(name=assessment.grid.name),
            "edition": _("public edition") if edition == "public" else _("restricted edition"),
        },
    )
    _replace(path, page)
    return path


def _replace(path: Path, text: str) -> None:
    """Write beside, then rename: a reader never finds half a page."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
