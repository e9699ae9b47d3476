"""What is documented is what there is: commands, settings, columns, exit codes, links."""

import re
import tomllib
from pathlib import Path

import pytest

from criteria.project import Project
from zae.cli import entry
from zae.cli.exits import MEANINGS, Exit
from zae.publish.delivery import FILES
from zae.study import InventoryEntry, LayerEntry, SitesEntry, Study, parse
from zae.territory import keys

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMATS = (ROOT / "docs" / "file-formats.md").read_text(encoding="utf-8")
BUILT = ROOT / "docs" / "built"
PAGES = sorted(
    p for p in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if not p.is_relative_to(BUILT)
)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def blocks(language: str) -> list[str]:
    """Blocks of code of the README in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_every_exit_code_is_documented_in_its_words() -> None:
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    rows = [f"| {int(code)} | {code.name} | {meaning} |" for code, meaning in MEANINGS.items()]
    assert set(MEANINGS) == set(Exit)
    assert [row for row in rows if row not in page] == []


def test_the_readme_has_exactly_the_two_commands_that_ci_runs() -> None:
    commands = [line for line in README.splitlines() if line.startswith("python3 -m venv ")]
    assert len(commands) == 2
    assert commands[0].endswith(" && .venv/bin/zae demo")
    assert commands[1].endswith(" && .venv/bin/python -m pytest -n auto")
    assert "grep '^python3 -m venv ' README.md" in (ROOT / ".ci" / "run").read_text()


def test_every_command_is_in_the_readme_and_the_readme_names_no_other() -> None:
    named = set(re.findall(r"^zae (\w+)", "".join(blocks("sh")), flags=re.MULTILINE))
    assert named | {"demo"} == set(entry.command("en").commands)


@pytest.mark.parametrize("model", [Study, SitesEntry, LayerEntry, InventoryEntry])
def test_every_key_of_a_study_file_is_documented(model: type[Study]) -> None:
    in_file = {"layers": "[[layer]]", "projects": "[[project]]", "sites": "[sites]",
               "availability": "[availability]", "lifted": "[[lifted]]",
                   "inventory": "[inventory]"}  # fmt: skip
    fields = set(model.model_fields) - {"folder"}
    names = {in_file.get(f, f) if model is Study else f for f in fields}
    assert {name for name in names if f"`{name}`" not in FORMATS} == set()


def test_every_file_of_a_delivery_is_documented() -> None:
    names = list(FILES.values())
    assert [
        n for n in (*names, "manifest.json") if f"`{n}`" not in FORMATS or n not in README
    ] == []


def test_every_territory_is_documented() -> None:
    assert [key for key in keys() if f"`{key}`" not in README or key not in FORMATS] == []


def test_the_study_file_of_the_readme_is_sound() -> None:
    study = parse(blocks("toml")[0], name="README", folder=ROOT)
    assert [x.role for x in study.layers] == ["zone", "friche"]
    assert isinstance(study.projects[0], Project)


def test_the_python_of_the_readme_compiles() -> None:
    assert [compile(text, "README", "exec").co_names[0] for text in blocks("python")] == ["pathlib"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda p: p.stem)
def test_a_decision_says_its_context_its_options_its_choice_and_its_consequences(
    page: Path,
) -> None:
    heads = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [h for h in ("Context", "Choice", "Consequences") if h not in heads] == []
    assert page.read_text(encoding="utf-8").startswith(f"# {page.stem[:4]}. ")


def test_no_two_decisions_have_one_number() -> None:
    """Gaps are allowed: parts written side by side are given ranges."""
    numbers = [int(p.stem[:4]) for p in DECISIONS]
    assert numbers[:10] == list(range(1, 11))
    assert len(set(numbers)) == len(numbers)


def test_the_picture_is_light() -> None:
    assert 20_000 < (ROOT / "docs" / "images" / "demo.png").stat().st_size < 200_000


def test_the_changelog_speaks_of_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
