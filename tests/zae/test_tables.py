"""Tidy tables, the spreadsheet and the GeoParquet file."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st
from pandas import Series

from criteria.facts import Facts
from criteria.scores import score
from tests.zae import small
from zae.assessment import Assessment
from zae.publish import csv_file, parquet_file, spreadsheet, tables
from zae.publish.fields import labels

FORMULA_SIGNS = "=+-@\t\r"


def with_unknown_site(assessment: Assessment, site: str = "S12") -> Assessment:
    """The same assessment, where nothing at all is known of one site for the first project."""
    first, *_rest = assessment.runs
    run = assessment.runs[first]
    low, high, status = run.facts.low.copy(), run.facts.high.copy(), run.facts.status.copy()
    low.loc[site], high.loc[site], status.loc[site] = np.nan, np.nan, "unknown"
    facts = Facts(low=low, high=high, status=status, origin=run.facts.origin)
    scores = score(facts, assessment.grid, vocation=run.project.vocation)
    return replace(
        assessment, runs={**assessment.runs, first: replace(run, facts=facts, scores=scores)}
    )


def test_one_row_per_project_and_site_in_order(assessment: Assessment) -> None:
    rows = tables.site_table(assessment)
    assert rows["project"].tolist() == ["artisanat"] * 12 + ["industrie"] * 12
    assert rows["site_id"].tolist() == [f"S{i:02d}" for i in range(1, 13)] * 2
    assert rows.crs.to_epsg() == 2154
    industrie = rows[rows["project"] == "industrie"].set_index("site_id")["score"]
    expected = assessment.runs["industrie"].scores.table["score"]
    pd.testing.assert_series_equal(industrie, expected, check_names=False)


def test_points_brought_add_up_to_the_score(assessment: Assessment) -> None:
    facts = tables.facts_table(assessment)
    brought = facts.groupby(["project", "site_id"])["contribution"].sum()
    scores = tables.site_table(assessment).set_index(["project", "site_id"])["score"]
    assert np.allclose(brought.sort_index(), scores.sort_index())


def test_every_known_fact_cites_its_file_and_unknown_ones_cite_none(assessment: Assessment) -> None:
    facts = tables.facts_table(assessment)
    known = facts["status"] != "unknown"
    assert set(facts.loc[known, "source"]) == {"Essai, 2026-01 (zones.gpkg)"}
    assert set(facts.loc[~known, "source"]) == {""}
    per_site = len(assessment.grid.criteria) + len(assessment.grid.observations)
    assert len(facts) == 2 * 12 * per_site


def test_a_fact_of_the_project_cites_the_project(assessment: Assessment) -> None:
    run = assessment.runs["artisanat"]
    facts = replace(run.facts, origin={**run.facts.origin, "open_ground": ("project", "zones")})
    altered = replace(assessment, runs={"artisanat": replace(run, facts=facts)})
    found = tables.facts_table(altered).query("criterion == 'open_ground' and status != 'unknown'")
    assert set(found["source"]) == {
        "projet « Artisanat (projet de référence) » ; Essai, 2026-01 (zones.gpkg)"
    }


def test_vetoes_come_gravest_first_and_are_said_in_words(assessment: Assessment) -> None:
    found = tables.vetoes_table(assessment)
    grave = found["level"].map({"interdit": 2, "reserve": 1, "alerte": 0})
    for _, mine in grave.groupby([found["project"], found["site_id"]], sort=False):
        assert mine.is_monotonic_decreasing
    words = tables.site_table(assessment).set_index(["project", "site_id"])["vetoes"]
    first = found[(found["project"] == "artisanat") & (found["site_id"] == "S01")]
    assert words["artisanat", "S01"].count(" : ") == len(first)
    assert words["artisanat", "S01"].startswith("Interdit")


def test_a_site_without_veto_has_an_empty_text_not_a_missing_one(assessment: Assessment) -> None:
    assert tables.site_table(assessment)["vetoes"].notna().all()


def test_the_best_project_is_the_best_class_then_the_best_score(assessment: Assessment) -> None:
    best = tables.sites_frame(assessment).set_index("site_id")["best_project"]
    order = {"admissible": 0, "reserve": 1, "interdit": 2}
    for site in assessment.sites.index:
        ranked = sorted(
            (order[run.scores.table.loc[site, "admission"]], -run.scores.table.loc[site, "score"],
             run.project.label["fr"])
            for run in assessment.runs.values()
        )  # fmt: skip
        assert best[site] == ranked[0][2]


def test_the_layer_of_sites_says_how_sure_the_best_score_is(assessment: Assessment) -> None:
    rows = tables.sites_frame(assessment).set_index("site_id")
    best = tables.best_project(assessment)
    for site, project in best.items():
        told = assessment.runs[project].scores.table.loc[site]
        columns = ["score", "low", "high", "letter", "admission"]
        shown = rows.loc[site, [f"best_{c}" for c in columns]].tolist()
        assert shown == told[["score", "score_low", "score_high", "letter", "admission"]].tolist()
    assert labels(assessment.grid)["best_low"] == "Meilleure note, la plus basse possible (0-100)"


def test_an_unknown_score_stays_missing_and_the_other_project_is_best(
    assessment: Assessment,
) -> None:
    altered = with_unknown_site(assessment)
    rows = tables.site_table(altered).set_index(["project", "site_id"])
    assert pd.isna(rows.loc[("artisanat", "S12"), "score"])
    assert pd.isna(rows.loc[("artisanat", "S12"), "letter"])
    best = tables.sites_frame(altered).set_index("site_id").loc["S12", "best_project"]
    assert best == "Industrie (projet de référence)"


@given(st.text(alphabet=st.sampled_from("=+-@'\t\raé;\"\n "), max_size=8))
def test_guarded_texts_come_back_and_never_start_a_formula(text: str) -> None:
    marked = spreadsheet.guarded(Series([text], dtype="str"))
    assert not marked[0].startswith(tuple(FORMULA_SIGNS))
    assert spreadsheet.unguarded(marked)[0] == text


def test_guarding_leaves_missing_texts_missing() -> None:
    assert spreadsheet.guarded(Series([None, "=1"], dtype="str")).isna().tolist() == [True, False]


def test_the_csv_is_one_that_a_french_spreadsheet_opens(
    assessment: Assessment, tmp_path: Path
) -> None:
    path = tmp_path / "scores.csv"
    csv_file.write_csv(with_unknown_site(assessment), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert len(rows) == 24
    assert rows[1]["Nom"] == "'=1+1; retour\nà la ligne"
    names = spreadsheet.unguarded(Series([r["Nom"] for r in rows[:12]]))
    assert names.tolist() == assessment.sites["name"].tolist()
    assert re.fullmatch(r"\d+,\d+", rows[0]["Note (0-100)"])
    assert (rows[11]["Note (0-100)"], rows[11]["Lettre"]) == ("", "")
    assert rows[0]["Admission"] in {"admissible", "réserve", "interdit"}
    assert rows[0]["Code INSEE de la commune"] == "34172"


def test_the_csv_speaks_english_on_request(assessment: Assessment, tmp_path: Path) -> None:
    csv_file.write_csv(assessment, tmp_path / "scores.csv", lang="en")
    head, first, *_ = (tmp_path / "scores.csv").read_text("utf-8-sig").splitlines()
    assert "Score (0-100)" in head
    assert "Note" not in head
    assert "10000.0" in first


def test_the_parquet_file_is_geoparquet_with_stable_columns(
    assessment: Assessment, tmp_path: Path
) -> None:
    path = tmp_path / "scores.parquet"
    parquet_file.write_parquet(assessment, path)
    geo = json.loads(pq.read_metadata(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["crs"]["id"]["code"] == 2154
    back = gpd.read_parquet(path)
    assert back["name"].tolist()[:3] == list(small.HOSTILE)
    assert {"score_low", "family_land", "letter_high"} <= set(back.columns)
    rows = tables.site_table(assessment)
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.drop(columns="geometry")), pd.DataFrame(rows.drop(columns="geometry")),
        check_dtype=False,
    )  # fmt: skip
    assert back.geometry.geom_equals_exact(rows.geometry, 0).all()
    assert geo["columns"]["geometry"]["bbox"] == rows.total_bounds.tolist()
    assert geo["columns"]["geometry"]["geometry_types"] == sorted(set(rows.geom_type))
    assert [s["layer"] for s in back.attrs["sources"]] == list(assessment.layers)


def test_same_inputs_same_bytes(assessment: Assessment, tmp_path: Path) -> None:
    for name, write in (("a.csv", csv_file.write_csv), ("a.parquet", parquet_file.write_parquet)):
        write(assessment, tmp_path / name)
        first = (tmp_path / name).read_bytes()
        write(assessment, tmp_path / name)
        assert (tmp_path / name).read_bytes() == first
