"""The shape of the code: floors, sizes, names, what is shipped."""

import ast
import importlib.util
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from criteria import project
from layers import schema

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("land", "criteria", "layers", "zae")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SHIPPED = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)
LINES_OF_A_MODULE = 500
LINES_OF_A_FUNCTION = 60
NOT_A_SUBJECT = {
    "utils",
    "util",
    "helpers",
    "common",
    "core",
    "services",
    "managers",
    "base",
    "misc",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Functions of a module with their lines, docstring apart."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            described = ast.get_docstring(node, clean=False) is not None
            docstring = (first.end_lineno or 0) - first.lineno + 1 if described else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_imports_go_down_only() -> None:
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_no_module_is_too_long() -> None:
    lengths = {name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {p: n for p, n in lengths.items() if n > LINES_OF_A_MODULE} == {}


def test_no_function_is_too_long() -> None:
    lengths = {f"{name(p)}:{f}": n for p in MODULES for f, n in functions(p)}
    assert {f: n for f, n in lengths.items() if n > LINES_OF_A_FUNCTION} == {}


def test_every_module_is_named_for_its_subject() -> None:
    assert [name(p) for p in MODULES if {p.stem, p.parent.name} & NOT_A_SUBJECT] == []


def test_command_bodies_are_short() -> None:
    lengths = dict(functions(ROOT / "zae" / "cli" / "commands.py"))
    commands = ("run", "check_study", "explain", "sites", "init", "demo")
    signatures = {f: n for f, n in bodies(ROOT / "zae" / "cli" / "commands.py") if f in commands}
    assert set(commands) <= set(lengths)
    assert {f: n for f, n in signatures.items() if n > 15} == {}


def bodies(path: Path) -> Iterator[tuple[str, int]]:
    """Functions of a module with the statements' lines of their bodies, docstring apart."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            described = ast.get_docstring(node) is not None
            statements = node.body[1:] if described else node.body
            if statements:
                yield node.name, (node.end_lineno or 0) - statements[0].lineno + 1


def test_lists_said_twice_are_equal() -> None:
    """criteria and layers do not see each other: each says its vocations and profiles."""
    assert project.PROFILES == schema.PROFILES
    assert project.Vocation.__args__ == schema.VOCATIONS


def test_versions_are_pinned_and_come_from_nowhere_in_particular() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 40
    assert [x for x in lines if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", x)] == []
    named = [line.split("==")[0] for line in lines]
    assert named == sorted(set(named))


@pytest.mark.parametrize("path", [*MODULES, ROOT / ".ci" / "run", ROOT / "README.md"], ids=name)
def test_no_path_of_one_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"/home/\w+|/work/\w+|[A-Z]:\\+Users", text) == []


def test_nothing_heavy_is_shipped() -> None:
    assert {name(p): p.stat().st_size for p in SHIPPED if p.stat().st_size > 200_000} == {}


def wheel_faults(path: Path) -> list[str]:
    spec = importlib.util.spec_from_file_location("wheel", ROOT / ".ci" / "wheel.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[str] = module.faults(path)
    return found


def test_the_check_of_a_wheel_accepts_what_is_shipped(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "w.whl", "w") as wheel:
        for path in SHIPPED:
            wheel.write(path, name(path))
    assert wheel_faults(tmp_path / "w.whl") == []


def test_the_check_of_a_wheel_finds_strangers_tests_and_gaps(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "w.whl", "w") as wheel:
        for path in SHIPPED:
            if path.name != "lille.toml":
                wheel.write(path, name(path))
        wheel.writestr("docs/page.md", "")
        wheel.writestr("zae/tests/test_x.py", "")
    assert wheel_faults(tmp_path / "w.whl") == [
        "does not belong in a wheel: docs/page.md",
        "is missing: zae/territories/lille.toml",
        "is a test: zae/tests/test_x.py",
    ]
