"""
Print the pages that come from the code, or build the site.

``python -m docs.make``             prints every page again
``python -m docs.make glossary …``  prints some of them
``python -m docs.make site [OUT]``  builds the site, ``build/site`` where no folder is named
"""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from docs.site import offline

DOCS = Path(__file__).parent
BY_HAND = ("pictures", "gallery")
"""Makers that write no page: they need a browser, and are run by themselves."""


def makers() -> dict[str, ModuleType]:
    """Each maker of pages by its name, ``make_glossary`` by ``glossary``."""
    stems = sorted(p.stem.removeprefix("make_") for p in DOCS.glob("make_*.py"))
    return {name: import_module(f"docs.make_{name}") for name in stems if name not in BY_HAND}


def pages(maker: ModuleType) -> dict[Path, str]:
    """Text of each page of a maker."""
    if hasattr(maker, "pages"):
        found: dict[Path, str] = maker.pages()
        return found
    return {maker.PAGE: maker.page()}


def write(maker: ModuleType) -> list[Path]:
    """Print the pages of a maker; those that changed."""
    changed = []
    for path, text in pages(maker).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def site(out: Path) -> int:
    """Build the site, strictly: a warning is a failure, and so is what asks for a network."""
    from sphinx.cmd.build import build_main  # noqa: PLC0415  only this needs the extra [docs]

    doctrees = out.parent / "doctrees"
    words = ["-W", "--keep-going", "-q", "-j", "auto", "-b", "html", "-d", str(doctrees)]
    code = build_main([*words, "-c", str(DOCS), str(DOCS.parent), str(out)])
    found = offline.faults(out) if code == 0 else []
    sys.stderr.writelines(f"{fault}\n" for fault in found)
    return code or int(bool(found))


def main(words: list[str]) -> int:
    """Carry out a command line."""
    if words[:1] == ["site"]:
        return site(Path(words[1]) if words[1:] else DOCS.parent / "build" / "site")
    known = makers()
    unknown = sorted(set(words) - set(known))
    if unknown:
        sys.stderr.write(f"no maker {', '.join(unknown)}; there are: {', '.join(known)}, site\n")
        return 2
    for name in words or known:
        for path in write(known[name]):
            sys.stdout.write(f"{path.relative_to(DOCS.parent)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
