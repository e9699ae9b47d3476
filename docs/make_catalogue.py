"""Print docs/criteria.md from the grid, the dossiers and the docstrings of the indicators."""

import re
from collections.abc import Iterator
from pathlib import Path

from criteria.dossiers import Dossier, dossiers
from criteria.grid import published

PAGE = Path(__file__).parent / "criteria.md"
ROLE = re.compile(r":(?:func|mod|data):`([^`]+)`")


def page() -> str:
    """Text of the catalogue."""
    lines = [*_head(), *(line for d in dossiers().values() for line in _criterion(d))]
    return "\n".join(lines) + "\n"


def _head() -> Iterator[str]:
    grid = published()
    yield "# Criteria"
    yield ""
    yield (
        "Printed by `python -m docs.make catalogue` from the grid "
        f"« {grid.name} », criteria/dossiers.toml and the docstrings of the indicators."
    )
    yield ""
    yield "Formulas, references and names of files are in French, as in the grid."
    yield "« (lu) »: read in the source; « (à vérifier) »: known, to be checked before quoting."
    yield "[How the induced load is computed](induced-load.md)."
    yield ""
    yield "| Code | Critère | Criterion | Unit | Weight |"
    yield "| --- | --- | --- | --- | --- |"
    for d in dossiers().values():
        label = d.stated.label
        weight = "optional" if d.weight is None else f"{d.weight:g}"
        yield f"| {d.stated.code} | {label['fr']} | {label['en']} | {d.stated.unit} | {weight} |"


def _criterion(d: Dossier) -> Iterator[str]:
    stated = d.stated
    yield from ("", f"## {stated.code} {stated.label['fr']}: {stated.label['en']}", "")
    yield from (_plain(d.summary), "")
    yield f"- Fact: `{d.key}` [{stated.unit}], computed by `{d.function}`."
    yield f"- Formula: {stated.formula}."
    yield f"- Reference: {stated.reference}."
    points = ", ".join(f"{x:g} → {mark:g}" for x, mark in stated.value.points)
    yield f"- Marks: {points} ({stated.value.basis}: {stated.value.source})."
    yield f"- Layers: {', '.join(f'`{n}`' for n in stated.needs)}. Official files and fields:"
    yield from (f"  - {x.file}: {x.field}" for x in d.data)
    yield f"- Followed up by: {stated.followup}."
    yield from (f"- Worked test: `{d.tests[0]}`.", f"- Property: `{d.tests[1]}`.")
    yield from ("", "What it says and what it does not:", "", _plain(d.limits))


def _plain(text: str) -> str:
    """Docstring as Markdown: single backquotes, no roles."""
    return ROLE.sub(r"`\1`", text).replace("``", "`")
