"""Every command that a page shows is one that the command line understands, to its last word."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from docs.make import DOCS
from tests.zae.documented import all_run, commands
from tests.zae.projects.places import write_study
from zae.cli import entry
from zae.cli.usage import UsageError

PAGES = [
    page
    for page in [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))]
    if "```sh" in page.read_text(encoding="utf-8") and "built" not in page.parts
]


def lines(page: Path) -> list[list[str]]:
    """Words of each ``zae`` line of a page, continued lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = "\n".join(blocks).replace("\\\n", " ")
    found = re.findall(r"^zae (.+)$", text, flags=re.MULTILINE)
    return [shlex.split(line, comments=True) for line in found]


@pytest.fixture(scope="module")
def whole() -> Any:
    return entry.command("en")


def fault(whole: Any, words: list[str]) -> str:
    """What the reader of command lines says against a line; empty where it understands it."""
    _lang, rest = entry.language_first(words)
    command, rest = whole, [word for word in rest if not word.startswith("--lang")]
    while rest and rest[0] in getattr(command, "commands", {}):
        command, rest = command.commands[rest[0]], rest[1:]
    if getattr(command, "commands", {}):
        return f"{' '.join(words)}: no such command"
    try:
        command.make_context("zae", list(rest))
    except UsageError as error:
        return f"{' '.join(words)}: {error.format_message()}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(DOCS.parent).as_posix())
def test_every_line_is_understood(page: Path, whole: Any) -> None:
    assert [said for words in lines(page) if (said := fault(whole, words))] == []


def test_most_pages_that_show_a_shell_show_commands() -> None:
    assert sum(len(lines(page)) for page in PAGES) > 120


@pytest.mark.parametrize(
    "wrong", ["fly", "run etude.toml", "run etude.toml --out x --colour", "charter", "sites a b c"]
)
def test_a_line_that_is_wrong_is_found(wrong: str, whole: Any) -> None:
    assert fault(whole, wrong.split()).startswith(wrong)


@pytest.mark.slow
def test_the_lines_of_the_store_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """But the copy to a server; the register is empty, and sound."""
    monkeypatch.delenv("ZAE_STORE", raising=False)
    write_study(tmp_path)
    asked = [words for words in commands("store.md") if words[1] != "copy"]
    assert {line: code for line, code in all_run(iter(asked), tmp_path).items() if code} == {}
    assert (tmp_path / "registre.sqlite").exists()
    assert (tmp_path / "suivi.csv").exists()
    assert capsys.readouterr().out
