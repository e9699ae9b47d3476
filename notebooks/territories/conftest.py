"""Notebooks of real territories read real open data: without them they are left out, with a reason."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the notebooks of this folder, and skip them where their files are absent."""
    folder = Path(os.environ.get("ZAE_SHARED") or HERE.parents[2] / "shared")
    there = (folder / "data").is_dir()
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.shared)
            if not there:
                item.add_marker(pytest.mark.skip("no real data: set ZAE_SHARED"))
