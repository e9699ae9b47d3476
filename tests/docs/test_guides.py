"""The guides: every command is one that exists; figures are those of the grid."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

from criteria.grid import published
from tests.conftest import ROOT
from zae.cli import entry
from zae.study import parse
from zae.territory import keys, territory

PAGES = sorted([*(ROOT / "docs" / "guide").glob("*.md"), ROOT / "docs" / "installation.md"])


def lines(page: Path) -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = [line for block in blocks for line in block.splitlines() if line.startswith("zae ")]
    return [shlex.split(line, comments=True)[1:] for line in found]


def text(name: str) -> str:
    return (ROOT / "docs" / "guide" / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def whole() -> Any:
    return entry.command("fr")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_command_exists_with_its_options(page: Path, whole: Any) -> None:
    for words in lines(page):
        found = whole
        for word in words:
            found = getattr(found, "commands", {}).get(word, found)
        assert not getattr(found, "commands", {}), words
        known = {opt for p in found.params for opt in (*p.opts, *p.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known


def test_the_study_of_the_technician_is_sound() -> None:
    block = re.search(r"```toml\n(.*?)```", text("technicien.md"), flags=re.DOTALL)
    assert block is not None
    assert tomllib.loads(block[1])["layer"][0]["role"] == "parcel"
    assert len(parse(block[1], name="guide", folder=ROOT).layers) == 4


def test_weights_and_letters_are_those_of_the_grid() -> None:
    grid, page = published(), text("elu.md")
    assert f"La grille publiée a {len(grid.criteria)} critères" in page
    for family in grid.families:
        share = sum(c.weight.share for c in grid.criteria if c.family == family.key)
        assert f"| {family.label['fr']} | {share:.0%} |".replace("%", " %") in page
    assert {c.weight.basis for c in grid.criteria} == {"assumed"}
    scale = [f"{x.letter}" for x in grid.letters.scale]
    at = [f"{x.from_score:.0f}" for x in grid.letters.scale]
    said = f"{scale[0]} à partir de {at[0]}, " + ", ".join(
        f"{letter} de {score}" for letter, score in zip(scale[1:4], at[1:4], strict=True)
    )
    assert said in text("porteur-de-projet.md")


def test_the_four_territories_have_their_figures() -> None:
    page = text("elu.md")
    for key in keys():
        one = territory(key)
        people = f"{one.population:,}".replace(",", " ")
        assert f"| {one.name} | {len(one.communes)} | {people} |" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_french_typography(page: Path) -> None:
    """No straight quotation marks around words outside of code."""
    prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r'"[^"\n]+"', prose) == []
