"""One draft of the row of plots, shared by the tests that only look at it."""

from pathlib import Path

import pytest

from tests.zae.inventory import town
from zae import study
from zae.inventory.draft import draft
from zae.inventory.state import Inventory

collect_ignore = ["qgis_open.py"]  # a script for the system's Python, where PyQGIS lives


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return draft(study.read(town.write(tmp_path_factory.mktemp("town"))))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Study file of a row of plots of one's own."""
    return town.write(tmp_path)
