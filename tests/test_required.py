"""Where everything is required, a test that skips for want of something fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parent / "conftest.py"
TESTS = """
import pytest

@pytest.mark.qgis
def test_with_a_program():
    pytest.skip("no QGIS here")

@pytest.mark.shared
def test_with_real_data():
    pytest.skip("no data here")

def test_of_something_else():
    pytest.skip("not on this system")
"""


@pytest.mark.parametrize(
    ("setting", "skipped", "failed"),
    [
        ({}, 3, 0),
        ({"ZAE_REQUIRE_ALL": "1"}, 2, 1),
        ({"ZAE_REQUIRE_ALL": "1", "ZAE_SHARED": "shared"}, 1, 2),
    ],
    ids=["as usual", "programs required", "programs and data required"],
)
def test_a_skip_fails_where_all_is_required(
    tmp_path: Path, setting: dict[str, str], skipped: int, failed: int
) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_sample.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  qgis: x\n  shared: x\n")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("ZAE_", "PYTEST_", "COV_"))}
    clean["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # none has a part in this, some take seconds
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path, env=clean | setting, capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = done.stdout.strip().splitlines()[-1]
    expected = f"{failed} failed, {skipped} skipped" if failed else f"{skipped} skipped"
    assert last.startswith(expected), done.stdout
