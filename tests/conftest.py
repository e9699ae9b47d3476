"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the real open data beside the project, or a skip that says so."""
    folder = Path(os.environ.get("ZAE_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no real data: {folder.name}/data is absent (set ZAE_SHARED)")
    return folder
