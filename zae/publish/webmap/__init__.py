"""The map that a project owner opens: one HTML file that asks nothing of any server."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from layers.staging import together
from zae.assessment import Assessment
from zae.messages import translator
from zae.publish.editions import Edition
from zae.publish.webmap.content import Content, content
from zae.publish.webmap.page import assemble
from zae.publish.webmap.still import still_map
from zae.publish.webmap.tiles import write_text, write_tiles

__all__ = ["folder_of", "write"]

PAGE_SITES: Final = 20_000
"""
Sites that one file holds: some 4 MB, which a mail takes. Beyond, the page has its sites in a
folder beside it, and their outlines in tiles (decision 0100).
"""


def write(
    assessment: Assessment, path: Path, *, lang: str = "fr", edition: Edition = "restricted"
) -> Path:
    """
    Write the map of an assessment as one self-contained page, or a page and its folder.

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
    tiled = len(assessment.sites) > PAGE_SITES
    held = content(assessment, lang=lang, edition=edition, tiled=tiled)
    with together(path.parent) as stage:
        beside = folder_of(path.name) if tiled else ""
        if tiled:
            held = _beside(held, assessment, stage / beside)
        page = assemble(
            held,
            still=still,
            translate=_,
            titles={
                "title": assessment.study.title,
                "territory": assessment.territory.name,
                "grid": _("grid {name}").format(name=assessment.grid.name),
                "edition": _("public edition") if edition == "public" else _("restricted edition"),
            },
            beside=beside,
        )
        (stage / path.name).write_text(page, encoding="utf-8", newline="\n")
    return path


def folder_of(name: str) -> str:
    """
    Name of the folder beside a page of very many sites; Windows moves the two together.

    Examples
    --------
    >>> folder_of("map.html")
    'map_files'
    """
    return f"{Path(name).stem}_files"


def _beside(held: Content, assessment: Assessment, folder: Path) -> Content:
    """Write packs and tiles to the folder of a page."""
    folder.mkdir()
    for name, text in held.packs.items():
        write_text(folder, f"pack-{name}", text)
    tiles = write_tiles(assessment.sites.geometry, folder)
    return replace(held, head=held.head | {"tiles": tiles})
