"""Every table and column that a study writes has its entry in the reference, and no other has."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from docs import make_columns
from zae.assessment import Assessment
from zae.publish import csv_file, geopackage, parquet_file
from zae.publish.editions import edited
from zae.publish.fields import CODES, labels

PAGE = make_columns.page()


@pytest.fixture(scope="module")
def written(few: Assessment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Columns of each layer and table that a reader of the GeoPackage is shown."""
    path = tmp_path_factory.mktemp("colonnes") / "scores.gpkg"
    geopackage.write(few, path)
    with closing(sqlite3.connect(path)) as base:
        names = [n for (n,) in base.execute("SELECT table_name FROM gpkg_contents")]
        found = {
            name: {row[1] for row in base.execute(f'PRAGMA table_info("{name}")')}
            for name in names
            if not name.startswith(("context_", "layer_styles"))
        }
    return {name: columns - {*make_columns.INSIDE} for name, columns in found.items()}


def test_every_column_of_the_geopackage_is_told_and_no_other(
    written: dict[str, set[str]], few: Assessment
) -> None:
    told = {name: set(columns) for name, (_, _, columns) in make_columns.TABLES.items()}
    of_project = told.pop("scores_<projet>")
    assert len(few.runs) > 0
    assert written == told | {f"scores_{key}": of_project for key in few.runs}


def test_every_column_of_the_geopackage_has_its_two_labels(written: dict[str, set[str]]) -> None:
    of_scores = PAGE.partition("## Inventaire")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+ \| [^|]+) \|$", of_scores, flags=re.MULTILINE))
    columns = set().union(*written.values())
    assert len(columns) > 60
    assert columns - set(rows) == set()


def test_every_column_of_the_flat_tables_is_told(few: Assessment, tmp_path: Path) -> None:
    csv_file.write_csv(few, tmp_path / "scores.csv")
    parquet_file.write_parquet(few, tmp_path / "scores.parquet")
    known = labels(few.grid)
    heads = pd.read_csv(tmp_path / "scores.csv", sep=";", decimal=",", nrows=0).columns
    columns = pd.read_parquet(tmp_path / "scores.parquet").columns
    assert len(heads) == len(columns) - 1
    assert set(heads) - set(known.values()) == set()
    assert set(columns) - set(known) == {"geometry"}


def test_what_the_page_says_of_the_public_edition_holds(few: Assessment) -> None:
    said = re.search(r"édition publique laisse de côté (.+?) et", PAGE.replace("\n", " "))
    assert said
    left_out = set(re.findall(r"`(\w+)`", said[1]))
    assert left_out == {"parcels", "tenure"}
    assert left_out & set(edited(few, "public").sites.columns) == set()


def test_every_code_of_a_coded_column_is_told() -> None:
    wanted = [f"| `{column}` | `{code}` | " for column, found in CODES.items() for code in found]
    assert [row for row in wanted if row not in PAGE] == []
