"""The studies of real territories, each carried out and written once; a PostGIS to check them."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from criteria.facts import Facts
from tests.real.oracle import Oracle
from zae import study
from zae.assess import assess, measured
from zae.assessment import Assessment
from zae.caching import Cache
from zae.publish import geopackage, parquet_file, report
from zae.publish.delivery import FILES, deliver

HERE = Path(__file__).parent
STUDIES = tuple(sorted(path.stem for path in HERE.glob("*.toml")))
WHOLE = ("aramon", "montpellier", "olemps", "puisaye-forterre")
"""Studies of which every file is written; in the others, of many sites, those that tests read."""

collect_ignore = ["qgis_figures.py"]  # a script for the system's Python, where PyQGIS lives

Studied = Callable[[str], Assessment]
Delivered = Callable[[str], Path]
Measurements = Callable[[str, str], Facts]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Facts that are measured once for all tests."""
    return Cache(tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="session")
def studied(shared: Path, kept: Cache) -> Studied:
    """Assessment of a study, by the name of its file; the same one every time."""
    del shared

    @cache
    def carried_out(name: str) -> Assessment:
        return assess(study.read(HERE / f"{name}.toml"), recall=kept)

    return carried_out


@pytest.fixture(scope="session")
def measurements(studied: Studied, kept: Cache) -> Measurements:
    """Facts of a study for a project, before intervals that say too little count as unknown."""

    @cache
    def of(name: str, project: str) -> Facts:
        done = studied(name)
        found = measured(done.study, done.layers, done.sites, recall=kept)
        return next(facts for one, facts in found if one.key == project)

    return of


@pytest.fixture(scope="session")
def delivered(studied: Studied, tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    """Folder with the GeoPackage, the table and the report of a study, or with all, by its name."""

    @cache
    def written(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        if name in WHOLE:
            deliver(studied(name), folder)
        else:
            geopackage.write(studied(name), folder / FILES["geopackage"])
            parquet_file.write_parquet(studied(name), folder / FILES["parquet"])
            report.write_html(studied(name), folder / FILES["report"])
        return folder

    return written


@pytest.fixture(scope="session")
def oracle(shared: Path) -> Iterator[Oracle]:
    """A PostGIS that takes the raw files, without the readers under test."""
    address = os.environ.get("ZAE_TEST_POSTGIS")
    if not address:
        pytest.skip("no PostGIS: set ZAE_TEST_POSTGIS (see .ci/postgis.sh)")
    made = Oracle(address, shared / "data")
    yield made
    made.close()
