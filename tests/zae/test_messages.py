"""Every message has a French text with the same fields; figures read as French readers write."""

import ast
import datetime as dt
import string
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from hypothesis import given
from hypothesis import strategies as st

from land.errors import ZaeError
from zae.messages import area, date, number, translator
from zae.messages.catalogue import entries

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("land", "criteria", "layers", "zae")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.j2", "jinja2")]


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the packages, parsed."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


TREES = dict(sources())


def error_classes() -> set[str]:
    """Names of the errors of the toolkit: those that derive from ``ZaeError``, near or far."""
    parents = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"ZaeError"}
    while more := {name for name, bases in parents.items() if bases & found} - found:
        found |= more
    return found


def made(names: set[str]) -> Iterator[tuple[str, ast.expr]]:
    """First argument of every call of these classes, or of ``type(error)``, with its place."""
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            same = isinstance(node.func, ast.Call) and ast.unparse(node.func) == "type(error)"
            if same or (isinstance(node.func, ast.Name) and node.func.id in names):
                yield f"{name}:{node.lineno}", node.args[0]


def templates() -> dict[str, str]:
    """Template of every error and message, with one place where it stands."""
    return {
        first.value: place
        for place, first in made({*error_classes(), "Message"})
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    }


def at_once() -> dict[str, str]:
    """Messages of ``translator(lang)("…")``, which no keyword marks."""
    return {
        node.args[0].value: f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Call)
        and ast.unparse(node.func.func) == "translator"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


@cache
def said() -> dict[str, str]:
    """Every message of the packages, with one place where it stands."""
    return (
        templates()
        | at_once()
        | {
            message: f"{package}/{name}:{line}"
            for package in PACKAGES
            for name, line, message, _comments, _context in extract_from_dir(
                ROOT / package, METHODS, keywords={"_": None, "N_": None}
            )
            if isinstance(message, str) and message
        }
    )


def fields(text: str) -> Counter[str]:
    """Names in braces, and how often each stands there."""
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_every_message_has_a_french_text() -> None:
    french = {m.id for _, m in entries("fr") if m.string}
    missing = {place: text for text, place in said().items() if text not in french}
    assert missing == {}


def written() -> tuple[set[str], str]:
    """Every text constant of the packages (codes with their words parted), and other sources."""
    constants: set[str] = set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants |= {node.value, node.value.replace("_", " ")}
    others = [p for end in ("js", "j2", "html") for p in (ROOT / "zae").rglob(f"*.{end}")]
    return constants, "".join(p.read_text(encoding="utf-8") for p in others)


def test_the_template_of_an_error_is_a_text_that_can_be_translated() -> None:
    """Values are named, not put into the text where it is raised: ``"{file}: …", file=…``."""
    wrong = {
        place: ast.unparse(first)
        for place, first in made({*error_classes(), "Message"})
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str))
        and not place.startswith("land/errors.py")
    }
    assert wrong == {}


def test_the_errors_are_those_that_python_knows() -> None:
    known = {ZaeError}
    while more := {sub for one in known for sub in one.__subclasses__()} - known:
        known |= more
    here = {k.__name__ for k in known if k.__module__.split(".")[0] in PACKAGES}
    assert {"ZaeError", "StudyError", "RuleError", "ReadError"} <= here <= error_classes()


def test_every_french_text_is_used() -> None:
    constants, others = written()
    used = constants | set(said())
    stale = {
        f"{name}: {m.id}" for name, m in entries("fr") if m.id not in used and m.id not in others
    }
    assert stale == set()


def test_french_texts_have_the_fields_of_the_message() -> None:
    wrong = {f"{name}: {m.id}" for name, m in entries("fr") if fields(m.id) != fields(m.string)}
    assert wrong == set()


def test_two_catalogues_never_say_a_message_differently() -> None:
    texts = defaultdict(set)
    for _name, message in entries("fr"):
        texts[message.id].add(message.string)
    assert {m: t for m, t in texts.items() if len(t) > 1} == {}


def test_english_is_the_message_itself() -> None:
    assert translator("en")("A message that no catalogue holds") == (
        "A message that no catalogue holds"
    )


def test_a_message_without_french_text_stays_english() -> None:
    assert translator("fr")("A message that no catalogue holds") == (
        "A message that no catalogue holds"
    )


def test_the_empty_message_does_not_give_the_header_of_a_catalogue() -> None:
    assert translator("fr")("") == ""


@pytest.mark.parametrize("lang", ["de", "", "FR", "fr_FR"])
def test_an_unknown_language_is_refused_with_those_there_are(lang: str) -> None:
    with pytest.raises(ZaeError, match="there are: fr, en"):
        translator(lang)


def test_french_figures() -> None:
    assert number(1_234_567.5, "fr", 1) == "1\u202f234\u202f567,5"
    assert number(0.0, "fr", 2) == "0,00"
    assert number(-1.5, "fr", 1) == "-1,5"


@pytest.mark.parametrize(("lang", "word"), [("fr", "inconnu"), ("en", "unknown")])
def test_the_unknown_is_said_in_words(lang: str, word: str) -> None:
    assert number(None, lang) == number(float("nan"), lang, 2) == word
    assert area(None, lang) == area(float("nan"), lang) == word


def test_an_area_changes_unit_at_one_hectare() -> None:
    assert area(9_999, "fr") == "9\u202f999\u00a0m²"
    assert area(9_999.6, "fr") == area(10_000, "fr") == "1,00\u00a0ha"
    assert area(0, "fr") == "0\u00a0m²"


def test_dates() -> None:
    assert date(dt.date(2026, 2, 1), "fr") == "1er février 2026"


@given(st.integers(min_value=-(10**12), max_value=10**12), st.sampled_from(["fr", "en"]))
def test_a_whole_number_keeps_its_digits(value: int, lang: str) -> None:
    assert int(number(value, lang).replace("\u202f", "").replace(",", "")) == value
