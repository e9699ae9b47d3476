"""Print docs/decisions/README.md: the decisions by number, with their state and their day."""

import re
from collections.abc import Iterator
from pathlib import Path

from docs.tables import table

PAGE = Path(__file__).parent / "decisions" / "README.md"


def page() -> str:
    """Text of the page."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield from ("# Decisions", "")
    yield "Printed by `python -m docs.make decisions`."
    rows = [_row(path) for path in sorted(PAGE.parent.glob("[0-9]*.md"))]
    yield from table(("Number", "Decision", "State"), rows)


def _row(path: Path) -> tuple[str, str, str]:
    text = path.read_text(encoding="utf-8")
    title = text.splitlines()[0].removeprefix("# ").partition(". ")[2]
    state = re.search(r"^Status: (.+?)\.?$", text, flags=re.MULTILINE)
    return path.stem[:4], f"[{title}]({path.name})", state[1] if state else ""
