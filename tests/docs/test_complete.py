"""Every command, option, criterion, key and public name has its entry in the references."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from criteria.grid import published
from docs import make, make_cli, make_settings
from docs.site import api
from zae.cli import entry

DOCS = make.DOCS


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_command_and_option_has_its_entry_with_its_help(lang: str) -> None:
    """Told from the tree of commands here, from the pages as they lie there."""
    absent = []
    for verb, command in entry.command(lang).commands.items():
        page = (DOCS / "reference" / "cli" / f"{verb}.md").read_text(encoding="utf-8")
        for words, one in make_cli.leaves(command, verb):
            part = _section(page, words) if words != verb else page
            absent += [words] if one.help.split("\n")[0] not in part else []
            absent += [f"{words} {p.name}" for p in one.params if not _told(p, part)]
    assert absent == []


def _section(page: str, words: str) -> str:
    return page.partition(f"\n## {words}\n")[2].partition("\n## ")[0]


def _told(parameter: Any, part: str) -> bool:
    """Whether a row of the table has its name and its help."""
    shown = (
        [*parameter.opts] if parameter.param_type_name == "option" else [parameter.metavar or ""]
    )
    cell = " ".join((parameter.help or "").split()).replace("|", "\\|")
    rows = [line for line in part.splitlines() if line.startswith("| ")]
    return bool(cell) and any(
        all(s.strip("[]").replace("|", "\\|") in r for s in shown) and cell in r for r in rows
    )


def test_a_switch_that_is_on_by_default_says_so() -> None:
    page = (DOCS / "reference" / "cli" / "run.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if "`--no-cache`" in line)
    assert row.endswith("| oui |")
    assert "--edition public\\|restricted" in page
    assert page.count("**obligatoire**") == 2


def test_every_criterion_and_observation_of_the_grid_has_its_entry() -> None:
    criteria = (DOCS / "criteria.md").read_text(encoding="utf-8")
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    grid = published()
    assert [c.key for c in grid.criteria if f"- Fact: `{c.key}` [" not in criteria] == []
    assert [k for k in grid.fact_keys if f"`{k}`" not in glossary] == []


def test_every_key_of_every_file_has_its_meaning() -> None:
    silent = [
        f"{model.__name__}.{name}"
        for kind in make_settings.KINDS
        for model, _ in make_settings.tables(kind)
        for name, _ in make_settings.written(model)
        if not make_settings.meaning(model, name)
    ]
    assert silent == [], "say it under the field, or in docs/settings.csv"


def test_no_meaning_is_left_of_a_key_that_is_gone() -> None:
    used = {
        (owner.__name__, name)
        for kind in make_settings.KINDS
        for model, _ in make_settings.tables(kind)
        for name, _ in make_settings.written(model)
        for owner in model.__mro__
    }
    assert set(make_settings.words()) - used == set()


def test_the_commands_that_check_files_are_there() -> None:
    known = entry.command("en").commands
    for kind in make_settings.KINDS:
        for line in re.findall(r"`zae ([^`]+)`", kind.checked):
            verb, *rest = line.split()
            parts = getattr(known[verb], "commands", None)
            assert parts is None or rest[0] in parts, line


PUBLIC = [name for name in api.modules() if list(api.names(api.modules()[name]))]


def test_every_public_name_of_a_module_has_its_entry() -> None:
    """Functions and classes as Python's own parser finds them, against headings of the pages."""
    absent = []
    for name in PUBLIC:
        heads = set(re.findall(r"^## `(\w+)`$", api.page(api.modules()[name]), flags=re.MULTILINE))
        absent += [f"{name}.{n}" for n in _defined(api.modules()[name].filepath) - heads]
    assert len(PUBLIC) > 200
    assert absent == []


def _defined(path: Path) -> set[str]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return {
        node.name
        for node in body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    }


def test_every_public_function_of_land_has_an_example() -> None:
    """But what yields the steps of a measure, whose example is that of the measure."""
    functions = [
        one
        for name in PUBLIC
        if name.startswith("land")
        for one in api.names(api.modules()[name])
        if one.is_function and "Yields\n" not in one.docstring.value
    ]
    assert len(functions) > 80
    assert [one.path for one in functions if ">>>" not in one.docstring.value] == []


COMPLETE = ("criteria.facts", "criteria.grid", "criteria.values")
"""Modules beside those of ``land`` whose public functions all have an example."""


@pytest.mark.parametrize("name", COMPLETE)
def test_every_public_function_of_a_complete_module_has_an_example(name: str) -> None:
    functions = [one for one in api.names(api.modules()[name]) if one.is_function]
    assert len(functions) > 1
    assert [one.path for one in functions if ">>>" not in one.docstring.value] == []


def test_an_entry_holds_its_signature_its_units_what_it_raises_and_its_example() -> None:
    page = api.page(api.modules()["land.units"])
    entry_ = page.partition("## `land_units`")[2].partition("\n## ")[0]
    assert "```python\nland_units(\n    parcels: GeoDataFrame,\n    *,\n" in entry_
    assert "    tolerance_m: float = 0.05,\n) -> GeoDataFrame\n" in entry_
    assert "- `tolerance_m`: Widest gap between two digitised outlines" in entry_
    assert "[m]" in entry_
    assert "- `IdentifierError`: If a parcel id stands twice." in entry_
    assert "```pycon\n>>> from shapely import box\n" in entry_


def test_names_in_docstrings_lead_to_their_pages() -> None:
    assert api._link("land.units.land_units") == (
        "[`land.units.land_units`](land.units.md#land_units)"
    )
    assert api._link("land.units") == "[`land.units`](land.units.md)"
    assert api._link("pandas.DataFrame") == "`pandas.DataFrame`"
    assert api._link("land.units.nothing_of_that_name") == "`land.units.nothing_of_that_name`"
