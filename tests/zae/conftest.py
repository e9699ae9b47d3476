"""Fixtures of the product's tests."""

import pytest

from tests.zae import small
from zae.assessment import Assessment

collect_ignore = ["qgis_open.py"]  # a script for the system's Python, where PyQGIS lives


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    """A dozen squares, two projects, hostile names."""
    return small.assessment()
