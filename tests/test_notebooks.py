"""Notebooks are kept without outputs, hold no hidden program, and answer at the top."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from zae.territory import keys

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
QUESTIONS = sorted(FOLDER.glob("*.ipynb"))
TERRITORIES = sorted((FOLDER / "territories").glob("*.ipynb"))
BOOKS = [*QUESTIONS, *TERRITORIES]


def cells(book: Path, kind: str) -> list[dict[str, Any]]:
    content = json.loads(book.read_text(encoding="utf-8"))
    return [c for c in content["cells"] if c["cell_type"] == kind]


def test_they_are_numbered_one_after_the_other() -> None:
    assert [int(book.name[:2]) for book in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))
    assert len(QUESTIONS) >= 5


def test_each_territory_that_comes_with_the_toolkit_has_one() -> None:
    assert tuple(book.stem for book in TERRITORIES) == keys()


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_outputs_are_not_kept(book: Path) -> None:
    for cell in cells(book, "code"):
        assert (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_each_asks_a_question_and_computes_its_answer_first(book: Path) -> None:
    title = "".join(cells(book, "markdown")[0]["source"]).splitlines()[0]
    assert title.startswith("# ")
    second = "".join(cells(book, "code")[1]["source"])
    assert "**Answer.**" in second
    assert "{" in second  # figures are computed, never typed


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_no_function_is_longer_than_three_lines(book: Path) -> None:
    for cell in cells(book, "code"):
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                assert (node.end_lineno or 0) - node.lineno < 4
