"""Print docs/glossary.md from terms.csv, the roles and the grid."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from criteria.grid import published
from layers.schema import ROLES, Column

PAGE = Path(__file__).parent / "glossary.md"

TERMS = PAGE.with_name("terms.csv")


def page() -> str:
    """Text of the glossary."""
    return "\n".join([*_terms(), *_roles(), *_criteria()]) + "\n"


def _table(heads: Iterable[str], lines: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = tuple(heads)
    yield ""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for line in lines:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
    yield ""


def _terms() -> Iterator[str]:
    yield "# Glossary"
    yield ""
    yield "Printed by `python -m docs.make glossary` from docs/terms.csv, the roles and the grid."
    yield ""
    yield "## Terms"
    with TERMS.open(encoding="utf-8", newline="") as file:
        yield from _table(*_head_and_rows(file))


def _head_and_rows(file: Iterable[str]) -> tuple[list[str], list[list[str]]]:
    head, *rows = csv.reader(file)
    return head, rows


def _roles() -> Iterator[str]:
    yield "## Layers: roles and columns"
    yield ""
    yield "A study file names a role; columns have our names: producers' names stop at the reader."
    for role in ROLES.values():
        yield ""
        yield f"### `{role.name}`: {role.label}"
        yield ""
        yield f"Geometry: {role.geometry}." + (f" Id: `{role.id}`." if role.id else "")
        if role.columns:
            yield from _table(
                ("Column", "French label", "Type", "Unit", "Values"), map(_column, role.columns)
            )


def _column(column: Column) -> tuple[str, ...]:
    bounds = [f"≥ {column.low:g}"] if column.low is not None else []
    bounds += [f"≤ {column.high:g}"] if column.high is not None else []
    values = ", ".join([*(f"`{c}`" for c in column.choices), *bounds])
    marks = " (required)" if column.required else ""
    marks += " (never published)" if column.restricted else ""
    return f"`{column.name}`{marks}", column.label, column.kind, column.unit, values


def _criteria() -> Iterator[str]:
    grid = published()
    yield ""
    yield f"## Criteria of the grid « {grid.name} »"
    yield from _table(
        ("Code", "Fact", "French label", "English label", "Unit", "Weight", "Needs"),
        (
            (c.code, f"`{c.key}`", c.label["fr"], c.label["en"], c.unit, f"{c.weight.share:g}",
             ", ".join(f"`{n}`" for n in c.needs))
            for c in grid.criteria
        ),
    )  # fmt: skip
    yield "Facts without weight, that only vetoes look at:"
    yield from _table(
        ("Fact", "French label", "Unit"),
        ((f"`{o.key}`", o.label["fr"], o.unit) for o in grid.observations),
    )
