"""A dossier is whole, its page is fresh, its tests exist, and every number says its source."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from criteria.dossiers import Dossier, dossiers, entries
from criteria.grid import RuleError, parse, published
from criteria.indicators import ARGUMENTS, PROJECT
from docs import make_catalogue
from tests.criteria import small

ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = sorted((ROOT / "criteria").rglob("*.toml"))
BASES = {"sourced", "assumed"}


def test_every_criterion_of_the_grid_and_five_optional_ones_have_a_dossier_and_no_other() -> None:
    found = dossiers()
    assert [k for k, d in found.items() if not d.optional] == [c.key for c in published().criteria]
    assert sum(d.optional for d in found.values()) == 5
    assert set(entries()) == set(found)


@pytest.mark.parametrize("dossier", dossiers().values(), ids=lambda d: d.stated.code)
def test_a_dossier_is_whole(dossier: Dossier) -> None:
    stated = dossier.stated
    assert all(stated.label[lang].strip() for lang in ("fr", "en"))
    for part in (stated.formula, stated.unit, stated.reference, stated.followup):
        assert len(part.strip()) > 0
    assert dossier.summary.endswith(".") or "[" in dossier.summary
    assert len(dossier.limits) > 60
    assert dossier.data
    assert set(stated.needs) <= {*ARGUMENTS, PROJECT}
    for test in dossier.tests:
        file, name = test.split("::")
        assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8"), test


@pytest.mark.parametrize("dossier", dossiers().values(), ids=lambda d: d.stated.code)
def test_the_property_test_is_one(dossier: Dossier) -> None:
    """By hypothesis."""
    file, name = dossier.tests[1].split("::")
    text = (ROOT / file).read_text("utf-8")
    assert "@given(" in text[: text.index(f"def {name}(")].rsplit("\n\n\n", maxsplit=1)[-1]


def test_the_page_has_every_part_of_every_criterion() -> None:
    text = make_catalogue.PAGE.read_text("utf-8")
    for d in dossiers().values():
        parts = (d.key, d.stated.formula, d.stated.reference, d.stated.followup, *d.tests)
        assert [p for p in parts if p not in text] == []
        assert [x for x in d.data if x.file not in text or x.field not in text] == []


def test_a_criterion_without_dossier_is_refused() -> None:
    with pytest.raises(RuleError, match="no dossier or no indicator: a1"):
        dossiers(parse(small.text()))


def numbers(table: Any, based: bool, place: str) -> Iterator[str]:
    """Places of the numbers of a TOML table that stand under no source and no « assumed »."""
    if isinstance(table, dict):
        sources = table.get("sources", {})
        said = table.get("source") or table.get("reference")
        here = based or table.get("basis") == "assumed" or (
            table.get("basis") in {"sourced", None} and bool(said)
        )  # fmt: skip
        for key, value in table.items():
            yield from numbers(value, here or bool(sources.get(key)), f"{place}.{key}")
    elif isinstance(table, list):
        for i, value in enumerate(table):
            yield from numbers(value, based, f"{place}[{i}]")
    elif isinstance(table, int | float) and not isinstance(table, bool) and not based:
        yield place


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name)
def test_every_number_has_a_source_or_the_word_assumed(path: Path) -> None:
    assert list(numbers(tomllib.loads(path.read_text("utf-8")), based=False, place=path.stem)) == []


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name)
def test_no_source_is_blank(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r'^\s*(?:source|reference) = "\s*"', text, flags=re.MULTILINE) == []
    assert set(re.findall(r'basis = "(\w+)"', text)) <= BASES


def test_the_guard_sees_a_number_without_source() -> None:
    faulty = {"a": {"value": 3, "basis": "sourced", "source": ""}, "b": [{"x": 1}, {"flag": True}]}
    assert list(numbers(faulty, based=False, place="t")) == ["t.a.value", "t.b[0].x"]
    sound = {"a": {"value": 3, "basis": "assumed"}, "p": {"jobs": 4, "sources": {"jobs": "lu"}}}
    assert list(numbers(sound, based=False, place="t")) == []
