"""Tables of a GeoPackage made small: what is read is what was written."""

import sqlite3
from pathlib import Path

import pyogrio
import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from tests.zae import small
from zae.publish.gpkg_compact import Likeness, compact

ALIKE = Likeness(twins={"high": "low"}, together=("criterion", "weight"))


def table() -> DataFrame:
    """Texts said twice, none, hostile; bounds alike, apart, absent on both sides."""
    return DataFrame(
        {
            "site_id": ["S1", "S1", "S2", "S2"],
            "label": [small.HOSTILE[0], small.HOSTILE[0], None, ""],
            "low": [1.5, 2.0, float("nan"), 0.0],
            "high": [1.5, 3.0, float("nan"), 0.0],
            "count": [1, 2, 3, 4],
            "criterion": ["land", "air", "land", None],
            "weight": [0.5, 0.2, 0.5, float("nan")],
        }
    )


def compacted(path: Path, frame: DataFrame) -> Path:
    pyogrio.write_dataframe(frame.iloc[:0], path, layer="facts", driver="GPKG")
    with sqlite3.connect(path) as base:
        compact(base, "facts", ALIKE, frame)
    return path


def test_every_cell_and_type_reads_as_before(tmp_path: Path) -> None:
    plain = tmp_path / "plain.gpkg"
    pyogrio.write_dataframe(table(), plain, layer="facts", driver="GPKG")
    found = pyogrio.read_dataframe(compacted(tmp_path / "small.gpkg", table()), layer="facts")
    assert_frame_equal(found, pyogrio.read_dataframe(plain, layer="facts"))
    assert [n for n, _ in pyogrio.list_layers(tmp_path / "small.gpkg")] == ["facts"]


def test_a_text_is_written_once_and_a_bound_equal_to_the_other_not_at_all(tmp_path: Path) -> None:
    with sqlite3.connect(compacted(tmp_path / "small.gpkg", table())) as base:
        values = {v for (v,) in base.execute("SELECT value FROM facts_values")}
        highs = [h for (h,) in base.execute("SELECT high FROM facts_rows ORDER BY fid")]
    assert values == {"S1", "S2", small.HOSTILE[0], ""}
    assert highs == [None, 3.0, None, None]


def test_columns_that_go_together_are_written_once_for_each_combination(tmp_path: Path) -> None:
    with sqlite3.connect(compacted(tmp_path / "small.gpkg", table())) as base:
        kinds = base.execute("SELECT criterion, weight FROM facts_kinds").fetchall()
        rows = [k for (k,) in base.execute("SELECT kind FROM facts_rows ORDER BY fid")]
    assert kinds == [("land", 0.5), ("air", 0.2), (None, None)]
    assert rows == [1, 2, 1, 3]


def test_a_bound_that_is_open_beside_a_value_stays_open(tmp_path: Path) -> None:
    frame = table().assign(high=[None, 3.0, None, 0.0])  # the first one has a low bound alone
    found = pyogrio.read_dataframe(compacted(tmp_path / "small.gpkg", frame), layer="facts")
    assert found["high"].isna().tolist() == [True, False, True, False]
    assert found["low"].isna().tolist() == [False, False, True, False]


@pytest.mark.parametrize(("site", "rows"), [("S2", 2), ("S3", 0)])
def test_the_facts_of_a_site_are_found_by_an_index(tmp_path: Path, site: str, rows: int) -> None:
    with sqlite3.connect(compacted(tmp_path / "small.gpkg", table())) as base:
        asked = "SELECT * FROM facts WHERE site_id = ?"
        plan = " ".join(step for *_, step in base.execute(f"EXPLAIN QUERY PLAN {asked}", [site]))
        assert len(base.execute(asked, [site]).fetchall()) == rows
    assert "USING INDEX facts_rows_site" in plan
    assert "SCAN" not in plan
