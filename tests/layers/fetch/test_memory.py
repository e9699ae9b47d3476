"""
Peak memory of clipping, in one child process a format, bounded in megabytes, never in seconds.

The child clips a small file, then a larger one, then holds the larger one whole. The peak only
rises: what the second step adds is what the size of the file costs, and the third shows that
holding it would have been seen. It is that of the process (VmHWM): ``ru_maxrss`` begins at what the
parent held.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
from shapely import box

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc: peaks unknown"),
]

GROUP = 50_000
"""Rows of a row group."""
GROUPS = {"parquet": (2, 8), "csv": (16, 32)}
"""Row groups of the two files; of text, pyarrow reads some thirty blocks ahead."""
SIDES = (90, 220)
"""Buildings along a side: about six times as many in the second file."""

CHILD = """
import sys
from pathlib import Path
from shapely import box
from layers.fetch.area import Area
from layers.fetch.clip import features, parquet_rows, text_rows
import pyogrio, pandas

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024

def clipped(path):
    if path.suffix == ".parquet":
        return parquet_rows(path, ["34172"], ["codeCommuneEtablissement"])
    if path.suffix == ".csv":
        return text_rows(path, ["34172"], ["codeCommuneEtablissement"])
    area = Area(communes=frozenset(), outline=box(700_000, 6_600_000, 700_500, 6_600_500))
    return features(path, area, buffer_m=0)

small, large = map(Path, sys.argv[1:])
before = peak()
for _ in range(2):  # what allocators keep of a first clip is no growth with the file
    clipped(small)
first = peak()
found = clipped(large)
second = peak()
read = {".parquet": pandas.read_parquet, ".csv": pandas.read_csv, ".gpkg": pyogrio.read_dataframe}
whole = read[large.suffix](large)
print(len(found.frame), found.rows_in_file, first - before, second - before, peak() - before)
"""


class Peaks(NamedTuple):
    """Rows kept and in the large file; peaks above the imports. [MiB]"""

    kept: int
    total: int
    small: int
    large: int
    whole: int

    def __str__(self) -> str:
        return f"{self.small} MiB, then {self.large} MiB; whole {self.whole} MiB"


ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"}
"""One reader ahead: how many blocks pyarrow holds depends on how busy the machine is, not on us."""


def peaks(small: Path, large: Path) -> Peaks:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(small), str(large)], capture_output=True, text=True,
        check=True, env={**os.environ, **ENVIRONMENT}, timeout=300,
    )  # fmt: skip
    return Peaks(*map(int, done.stdout.split()))


def require_flat(found: Peaks) -> None:
    growth = found.large - found.small
    assert growth < 12, found
    assert found.whole - found.large > 3 * max(growth, 1), found


def establishments() -> pa.Table:
    """Establishments in the order of their SIRET, five of each group in Montpellier."""
    number = np.arange(GROUP)
    codes = np.random.default_rng(5).integers(1_000, 30_000, GROUP)
    codes[::10_000] = 34_172
    return pa.Table.from_pandas(
        pd.DataFrame({
            "siret": [f"{n:014d}" for n in number],
            "codeCommuneEtablissement": [f"{c:05d}" for c in codes],
            "denominationUsuelleEtablissement": [f"Établissement {n} et fils" for n in number],
            "libelleVoieEtablissement": [f"RUE DU {n}E RÉGIMENT D'INFANTERIE" for n in number],
            "enseigne1Etablissement": [f"AU RENDEZ-VOUS DES AMIS N° {n}" for n in number],
        }),
        preserve_index=False,
    )  # fmt: skip


def parquet(path: Path, groups: int) -> Path:
    block = establishments()
    with pq.ParquetWriter(path, block.schema, compression="snappy") as writer:
        for _ in range(groups):
            writer.write_table(block, row_group_size=GROUP)
    return path


def text(path: Path, groups: int) -> Path:
    block = establishments()
    with pv.CSVWriter(path, block.schema) as writer:
        for _ in range(groups):
            writer.write_table(block)
    return path


@pytest.mark.parametrize("write", [parquet, text])
def test_a_national_table_is_never_held_whole(
    tmp_path: Path, write: Callable[[Path, int], Path]
) -> None:
    suffix = {parquet: "parquet", text: "csv"}[write]
    groups = GROUPS[suffix]
    found = peaks(*(write(tmp_path / f"{n}.{suffix}", n) for n in groups))
    assert (found.kept, found.total) == (groups[1] * GROUP // 10_000, groups[1] * GROUP)
    require_flat(found)


def buildings(path: Path, side: int) -> Path:
    """Buildings of ten metres, every twenty metres."""
    x, y = np.meshgrid(700_000 + 20 * np.arange(side), 6_600_000 + 20 * np.arange(side))
    shapes = box(x.ravel(), y.ravel(), x.ravel() + 10, y.ravel() + 10)
    names = [f"bâtiment numéro {n} du cadastre départemental" for n in range(side**2)]
    gpd.GeoDataFrame({"nom": names}, geometry=shapes, crs=2154).to_file(path, driver="GPKG")
    return path


def test_the_buildings_of_a_departement_are_never_held_whole(tmp_path: Path) -> None:
    small, large = (buildings(tmp_path / f"{n}.gpkg", n) for n in SIDES)
    found = peaks(small, large)
    assert (found.kept, found.total) == (26 * 26, SIDES[1] ** 2)
    require_flat(found)
