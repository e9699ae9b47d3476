"""Commands that a page of the documentation shows, run as a reader would type them."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from zae.cli import entry


def commands(page: str) -> list[list[str]]:
    """Words of every ``zae`` line of the blocks of shell of a page of ``docs``."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("zae ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def takes_schema(words: list[str]) -> bool:
    """Whether a command works on a store, that may lie in another schema."""
    found: Any = entry.command("fr")
    for word in words:
        if word not in getattr(found, "commands", {}):
            break
        found = found.commands[word]
    return any(parameter.name == "schema" for parameter in found.params)


def with_schema(lines: list[list[str]], schema: str) -> Iterator[list[str]]:
    """The same lines, on a store in a schema of its own."""
    for words in lines:
        yield [*words, "--schema", schema] if schema and takes_schema(words) else words


def all_run(lines: Iterator[list[str]], folder: Path) -> dict[str, int]:
    """Exit code of each line, run in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return {" ".join(words): entry.run(words) for words in lines}
    finally:
        os.chdir(before)
