"""
Peak memory of clipping: a child process each, bounded in megabytes, never in seconds.

A file that is twice as large must not cost more: the bound is above what the libraries take when
they are imported, and far below the size of the table.
"""

import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely import box

pytestmark = pytest.mark.slow

COMMUNES = 36_000
ROWS = 3_000_000
BUILDINGS = 400_000
MIB = 1 << 20

CHILD = """
import resource, sys
from pathlib import Path
from shapely import box
from layers.fetch.area import Area
from layers.fetch.clip import features, parquet_rows
import pyogrio, pyarrow.dataset, pandas
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
what, path = sys.argv[1], Path(sys.argv[2])
if what == "parquet":
    found = parquet_rows(path, ["34172"], ["codeCommuneEtablissement"])
elif what == "whole":
    found = type("Whole", (), {"frame": pandas.read_parquet(path), "rows_in_file": 0})
else:
    area = Area(communes=frozenset(), outline=box(700_000, 6_600_000, 700_500, 6_600_500))
    found = features(path, area, buffer_m=0)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(found.frame), found.rows_in_file, (peak - before) // 1024)
"""


def peak_of(what: str, path: Path) -> tuple[int, int, int]:
    """Rows kept, rows in the file, and what was taken above the imports. [MiB]"""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, what, str(path)], capture_output=True, text=True, check=True,
        env={**os.environ, "MALLOC_ARENA_MAX": "2"}, timeout=300,
    )  # fmt: skip
    kept, total, mib = map(int, done.stdout.split())
    return kept, total, mib


@pytest.fixture(scope="module")
def sirene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three million establishments in the order of their SIRET, as the Insee publishes them."""
    path = tmp_path_factory.mktemp("sirene") / "StockEtablissement_utf8.parquet"
    rng = np.random.default_rng(5)
    group = 100_000
    with pq.ParquetWriter(path, _block(rng, 0, 1).schema, compression="snappy") as writer:
        for first in range(0, ROWS, group):
            writer.write_table(_block(rng, first, group), row_group_size=group)
    return path


def _block(rng: np.random.Generator, first: int, size: int) -> pa.Table:
    codes = rng.integers(1_000, COMMUNES, size)
    codes[::50_000] = 34_172
    number = np.arange(first, first + size)
    return pa.Table.from_pandas(
        pd.DataFrame({
            "siret": [f"{n:014d}" for n in number],
            "codeCommuneEtablissement": [f"{c:05d}" for c in codes],
            "denominationUsuelleEtablissement": [f"Établissement {n} et fils" for n in number],
            "libelleVoieEtablissement": [f"RUE DU {n % 997}E RI" for n in number],
            "activitePrincipaleEtablissement": "45.20B",
        }),
        preserve_index=False,
    )  # fmt: skip


def test_a_national_parquet_is_never_held_whole(sirene: Path) -> None:
    kept, total, mib = peak_of("parquet", sirene)
    whole = peak_of("whole", sirene)[2]
    assert total == ROWS
    assert kept >= ROWS // 50_000
    assert mib < 160, f"{mib} MiB to clip, {whole} MiB to hold it whole"
    assert mib * 3 < whole, f"{mib} MiB to clip, {whole} MiB to hold it whole"


@pytest.fixture(scope="module")
def buildings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four hundred thousand buildings of ten metres, every twenty metres."""
    path = tmp_path_factory.mktemp("batiments") / "batiments.gpkg"
    side = int(BUILDINGS**0.5)
    x, y = np.meshgrid(700_000 + 20 * np.arange(side), 6_600_000 + 20 * np.arange(side))
    shapes = box(x.ravel(), y.ravel(), x.ravel() + 10, y.ravel() + 10)
    names = [f"bâtiment numéro {n} du cadastre départemental" for n in range(side**2)]
    gpd.GeoDataFrame({"nom": names}, geometry=shapes, crs=2154).to_file(path, driver="GPKG")
    return path


def test_the_buildings_of_a_departement_are_never_held_whole(buildings: Path) -> None:
    kept, total, mib = peak_of("gpkg", buildings)
    assert (kept, total) == (26 * 26, int(BUILDINGS**0.5) ** 2)
    assert mib < 120, f"{mib} MiB"
