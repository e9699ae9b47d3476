"""Tables of Markdown."""

from collections.abc import Iterable, Iterator


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of a table, an empty line before and after it."""
    names = [*heads]
    yield from ("", f"| {' | '.join(names)} |", "|" + " --- |" * len(names))
    for row in rows:
        yield f"| {' | '.join(cell(x) for x in row)} |"
    yield ""


def cell(text: str) -> str:
    """Text on one line, its bars escaped."""
    return " ".join(text.split()).replace("|", "\\|")
