"""What a browser would ask of a network when it opens a page of the site: nothing is allowed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_ASKED: Final = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|data)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|preload|prefetch|icon|manifest|shortcut))[^>]*?\bhref\s*=\s*["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|\burl\(\s*["']?((?:https?:)?//[^"')\s]+)"""
    r"""|@import\s+["']((?:https?:)?//[^"']+)"""
)  # fmt: skip


def asked(text: str) -> Iterator[str]:
    """
    Addresses that a page or a style asks for; what a reader may follow is none.

    Examples
    --------
    >>> list(asked('<a href="https://a.fr">a</a><img alt="b" src="https://b.fr/b.png">'))
    ['https://b.fr/b.png']
    """
    for found in _ASKED.finditer(text):
        yield next(address for address in found.groups() if address)


def faults(site: Path) -> list[str]:
    """Pages and styles of a site that ask for something of a network, each with the address."""
    files = [p for kind in ("*.html", "*.css") for p in sorted(site.rglob(kind))]
    return [
        f"{path.relative_to(site)}: asks for {address}"
        for path in files
        for address in asked(path.read_text(encoding="utf-8"))
    ]
