"""Pages that are made as the site is built, and not committed."""

from pathlib import Path

from docs.site import api, errors


def write(root: Path) -> None:
    """Write what has changed; a page whose module is gone is taken away."""
    folder = root / "docs" / "built"
    wanted = {folder / name: text for name, text in pages().items()}
    for path in [*folder.rglob("*.md")] if folder.exists() else []:
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Text of each page, by its place in ``docs/built``."""
    found = {"api/README.md": api.index(), "errors.md": errors.page()}
    return found | {f"api/{path}.md": api.page(module) for path, module in api.modules().items()}
