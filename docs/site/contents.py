"""
What stands in the navigation, and in which order.

Pages are given by patterns from ``docs/``; a page that matches one is listed once, where it is
first matched. A page of ``docs/`` that matches none is listed last: nothing is lost.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

HOME: Final = "docs/README"

SECTIONS: Final = {
    "Guides": (
        "guide/technicien.md", "guide/porteur-de-projet.md", "guide/elu.md",
        "guide/comment-une-note-est-calculee.md", "guide/limites.md", "guide/*.md",
        "installation.md",
        "gallery.md", "glossary.md",
    ),
    "Noter": ("criteria.md", "grids.md", "induced-load.md", "assembly.md", "qgis.md", "sources.md"),
    "Ouvrir et partager": (
        "web-map.md", "file-formats.md", "reference/columns.md", "cnig.md", "cnig-faults.md",
    ),
    "Agir, année après année": (
        "inventory.md", "charter.md", "negotiation.md", "mutualisation.md", "practices.md",
        "followup.md", "store.md",
    ),
    "Référence": (
        "reference/cli/README.md", "reference/settings.md", "built/errors.md", "exit-codes.md",
        "reference/*.md",
    ),
    "Développer": (
        "../README.md", "../CONTRIBUTING.md", "how-to/*.md", "built/api/README.md",
        "performance.md", "decisions/README.md", "../CHANGELOG.md",
    ),
    "Autres pages": ("*.md",),
}  # fmt: skip
"""Captions and pages of the home page's navigation."""

TITLES: Final = {
    "docs/criteria": "Critères", "docs/grids": "Grilles", "docs/induced-load": "Charge induite",
    "docs/assembly": "Terrains pour une entreprise", "docs/qgis": "Dans QGIS",
    "docs/sources": "Sources",
    "docs/glossary": "Glossaire", "docs/web-map": "La carte web",
    "docs/file-formats": "Fichiers lus et écrits", "docs/cnig": "Livraisons CNIG",
    "docs/cnig-faults": "Défauts CNIG expliqués", "docs/inventory": "Inventaire légal des ZAE",
    "docs/charter": "Charte d'une zone", "docs/negotiation": "Négociation des usages",
    "docs/mutualisation": "Mutualisation", "docs/practices": "Pratiques de mutualisation",
    "docs/followup": "Suivi des projets", "docs/store": "Registre des événements",
    "docs/exit-codes": "Codes de fin",
    "docs/reference/settings": "Clés des fichiers", "docs/built/errors": "Messages d'erreur",
    "README": "README", "CONTRIBUTING": "Contributing",
    "docs/built/api/README": "API", "docs/performance": "Sizes and times",
}  # fmt: skip
"""What a page is called in the navigation, where its own title is in another language or long."""

PARTS: Final = ("docs/reference/cli/", "docs/decisions/", "docs/built/api/")
"""
Folders of many pages: their ``README`` stands in the navigation and leads to them.

The theme prints the whole navigation on each page: with these in it the site takes minutes.
"""


def toctrees(docs: Path, name: str) -> str:
    """Navigation that stands at the end of the home page, hidden; empty for others."""
    if name != HOME:
        return ""
    return "".join(_toctree(docs.parent, c, pages) for c, pages in sections(docs).items())


def is_part(name: str) -> bool:
    """Whether a page is one of many, that its folder leads to."""
    return name.startswith(PARTS) and not name.endswith("/README")


def sections(docs: Path) -> dict[str, list[Path]]:
    """Pages of each section of the home page; a section without page is left out."""
    held = {docs / "README.md"}
    found = {}
    for caption, patterns in SECTIONS.items():
        pages = list(_new(docs, patterns, held))
        if pages:
            found[caption] = pages
    return found


def _new(docs: Path, patterns: tuple[str, ...], held: set[Path]) -> Iterator[Path]:
    for pattern in patterns:
        for page in sorted(docs.glob(pattern)):
            if page.resolve() not in held:
                held.add(page.resolve())
                yield page.resolve()


def _toctree(root: Path, caption: str, pages: list[Path]) -> str:
    names = [p.relative_to(root.resolve()).with_suffix("").as_posix() for p in pages]
    lines = [f"{TITLES[n]} </{n}>" if n in TITLES else f"/{n}" for n in names]
    head = ["", "", "```{toctree}", ":hidden:", f":caption: {caption}", ""]
    return "\n".join([*head, *lines, "```", ""])
