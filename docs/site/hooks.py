"""Pages as the site reads them: links that only a forge can follow are led to pages of the site."""

import re
from pathlib import Path
from typing import Any, Final

from docs.site.contents import is_part, toctrees

_LINK: Final = re.compile(r"(?<=\]\()([^)#\s]+)(?=[)#])")


def read(app: Any, name: str, source: list[str]) -> None:
    """Give a page its navigation, and links of the site."""
    root = Path(app.srcdir)
    path = root / f"{name}.md"
    if path.exists():
        source[0] = _up(name) + linked(source[0], path, root) + toctrees(root / "docs", name)


def _up(name: str) -> str:
    """What stands above a page that only its folder leads to."""
    return "---\norphan: true\n---\n\n" if is_part(name) else ""


def linked(text: str, page: Path, root: Path) -> str:
    """
    Text of a page whose links lead to pages: of a folder, to what it says of itself; of a module,
    to its page of the API.
    """
    return _LINK.sub(lambda found: _lead(found[1], page, root), text)


def _lead(link: str, page: Path, root: Path) -> str:
    if "://" in link:
        return link
    target = (page.parent / link).resolve()
    if target.is_dir() and (target / "README.md").exists():
        return f"{link.rstrip('/')}/README.md"
    if target.suffix == ".py" and target.is_relative_to(root):
        name = ".".join(target.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        built = root / "docs" / "built" / "api" / f"{name}.md"
        if built.exists():
            return f"/docs/built/api/{name}.md"
    return link
