"""Fixtures that every test may use."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NEEDS = ("qgis", "postgis", "browser", "libreoffice")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With ZAE_REQUIRE_ALL, a test that skips for want of a program or of real data fails."""
    report = yield
    # Real data cannot be installed: they are required only where they were said to be.
    required = (*NEEDS, "shared") if os.environ.get("ZAE_SHARED") else NEEDS
    wanting = [name for name in required if item.get_closest_marker(name)]
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if os.environ.get("ZAE_REQUIRE_ALL") and skipped and wanting:
        report.outcome = "failed"
        report.longrepr = f"skipped, though {', '.join(wanting)} is required: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the real open data beside the project, or a skip that says so."""
    folder = Path(os.environ.get("ZAE_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no real data: {folder.name}/data is absent (set ZAE_SHARED)")
    return folder
