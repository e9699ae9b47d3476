"""Fixtures that every test may use."""

import os
import sys

# Processes share the cores already: threads of BLAS that wait for each other would take them away.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text

from zae.store import Store, create

ROOT = Path(__file__).resolve().parent.parent
# Every run draws the same cases, so that a fault shows where it was made; to look for others:
# pytest --hypothesis-profile=explore
settings.register_profile("same", derandomize=True)
settings.register_profile("explore", derandomize=False, max_examples=300, deadline=None)
settings.load_profile("same")
PURE = ("land", "criteria")
NEEDS = ("qgis", "postgis", "browser", "libreoffice", "wfs")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``-n``, tests that use the same costly fixture run in the same process."""
    from tests.scheduling import ByFixture

    config.option.loadscopereorder = False
    return ByFixture(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests start first; those that talk to the internet only where their marker is named."""
    items.sort(key=lambda item: "tests/real/" not in item.nodeid)
    if "network" in str(config.getoption("-m")):
        return
    asking = [item for item in items if item.get_closest_marker("network")]
    config.hook.pytest_deselected(items=asking)
    items[:] = [item for item in items if not item.get_closest_marker("network")]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """With ``--cov`` the two pure packages are traced by their own tests: all would take long."""
    measuring = sys.modules.get("coverage")
    running = measuring.Coverage.current() if measuring else None
    inside = item.path.is_relative_to(ROOT) and item.path.relative_to(ROOT)
    if running is None or not inside or inside.parts[0] in PURE or inside.parts[1] in PURE:
        return (yield)
    running.stop()
    try:
        return (yield)
    finally:
        running.start()


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


def postgis_or_skip() -> str:
    """Address of the PostGIS of the tests, or a skip that says so."""
    address = os.environ.get("ZAE_TEST_POSTGIS", "")
    if not address:
        pytest.skip("no PostGIS: set ZAE_TEST_POSTGIS (see .ci/postgis.sh)")
    return address


@pytest.fixture
def shared_store() -> Iterator[tuple[str, str]]:
    """Address of a PostGIS and a schema in it that nobody else uses; the schema goes afterwards."""
    with own_schema() as found:
        yield found


@contextmanager
def own_schema() -> Iterator[tuple[str, str]]:
    """As ``shared_store``, for as long as the caller likes."""
    address, schema = postgis_or_skip(), f"zae_test_{uuid4().hex[:12]}"
    yield address, schema
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store, once in a SQLite file and once in a PostGIS."""
    if request.param == "sqlite":
        return create(tmp_path / "registre.sqlite")
    address, schema = request.getfixturevalue("shared_store")
    return create(address, schema=schema)
