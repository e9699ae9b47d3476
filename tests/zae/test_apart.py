"""Facts and rules too many for the GeoPackage: files of their own, the same figures."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from zae.assessment import Assessment
from zae.publish import apart, geopackage
from zae.publish.tables import facts_table, vetoes_table


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "ROWS", 1)


@pytest.mark.usefixtures("many")
def test_every_fact_and_mark_is_there(assessment: Assessment, tmp_path: Path) -> None:
    files = apart.write_apart(assessment, tmp_path)
    wide = pd.read_parquet(files["facts"]).set_index(["project", "site_id"])
    long = facts_table(assessment)
    assert len(wide) == len(assessment.sites) * len(assessment.runs)
    for key, rows in long.groupby("criterion"):
        mine = rows.set_index(["project", "site_id"]).loc[wide.index]
        for side in ("low", "high"):
            pd.testing.assert_series_equal(wide[f"{key}_{side}"], mine[side], check_names=False)
        assert wide[f"{key}_status"].tolist() == mine["status"].tolist()
        if f"{key}_mark" in wide:
            pd.testing.assert_series_equal(wide[f"{key}_mark"], mine["mark"], check_names=False)


@pytest.mark.usefixtures("many")
def test_rules_are_those_of_the_geopackage(assessment: Assessment, tmp_path: Path) -> None:
    files = apart.write_apart(assessment, tmp_path)
    found = pd.read_parquet(files["vetoes"])
    assert_frame_equal(found, vetoes_table(assessment), check_dtype=False)


@pytest.mark.usefixtures("many")
def test_a_first_project_without_rules_leaves_room_for_those_of_the_next(
    assessment: Assessment, tmp_path: Path
) -> None:
    first, *_others = assessment.runs
    run = assessment.runs[first]
    free = replace(run, scores=replace(run.scores, vetoes=run.scores.vetoes.iloc[:0]))
    shown = replace(assessment, runs={**assessment.runs, first: free})
    found = pd.read_parquet(apart.write_apart(shown, tmp_path)["vetoes"])
    assert 0 < len(found) < len(vetoes_table(assessment))
    assert_frame_equal(found, vetoes_table(shown), check_dtype=False)


@pytest.mark.usefixtures("many")
def test_the_geopackage_says_where_they_are(assessment: Assessment, tmp_path: Path) -> None:
    tables = geopackage.write(assessment, tmp_path / "scores.gpkg", lang="en")
    assert not {"facts", "vetoes"} & {t.name for t in tables}
    with closing(sqlite3.connect(tmp_path / "scores.gpkg")) as base:
        asked = "SELECT description FROM gpkg_contents WHERE table_name = 'sites'"
        (said,) = base.execute(asked).fetchone()
    assert said.endswith("stand in facts.parquet and vetoes.parquet.")


def test_few_facts_stay_in_the_geopackage(assessment: Assessment, tmp_path: Path) -> None:
    assert apart.write_apart(assessment, tmp_path) == {}
