"""One small study for all commands about mutualisation."""

from pathlib import Path

import pytest

from tests.zae.mutualisation import street


@pytest.fixture(scope="session")
def street_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Study file of the street."""
    return street.write(tmp_path_factory.mktemp("rue"))
