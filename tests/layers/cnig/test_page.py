"""The pages of the documentation are what the data, the rules and the published files say."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_fresh() -> None:
    page = script("make_cnig")
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), "run docs/make_cnig.py"


@pytest.fixture(scope="module")
def faults() -> ModuleType:
    return script("make_cnig_faults")


@pytest.mark.shared
def test_the_page_of_faults_is_fresh(faults: ModuleType, shared: Path) -> None:
    assert faults.PAGE.read_text(encoding="utf-8") == faults.page(shared), (
        "run docs/make_cnig_faults.py"
    )


@pytest.mark.shared
def test_every_fault_of_the_published_files_is_explained_and_no_other(
    faults: ModuleType, shared: Path
) -> None:
    found = {(f.table, f.field, f.rule) for part in faults.found(shared).values() for f in part}
    assert found == set(faults.WHY)
