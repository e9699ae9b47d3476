"""The pipeline on four rectangles and on the fictional commune."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import LineString, Point, box

from criteria.explain import explain
from land.errors import ZaeError
from layers.account import Reason
from zae import assessment as assessment_module
from zae import study
from zae.assess import assess
from zae.assessment import Assessment
from zae.publish.contents import contents

EAST, NORTH = 700_000, 6_600_000

STUDY = """
title = "Quatre rectangles"
vocations = ["artisanat", "tertiaire"]
[sites]
kinds = ["site"]
[[layer]]
role = "site"
path = "sites.gpkg"
[[layer]]
role = "hazard"
path = "ppri.geojson"
vintage = "2024"
[[layer]]
role = "stop"
path = "arrets.csv"
[[layer]]
role = "street"
path = "voies.gpkg"
"""


def write_layers(folder: Path) -> None:
    """Site A lies 400 m along the street from a tram stop; a red zone covers a tenth of B."""
    place = lambda x, y, w, h: box(EAST + x, NORTH + y, EAST + x + w, NORTH + y + h)  # noqa: E731
    GeoDataFrame(
        {"site_id": ["A", "B"], "name": ["Ancienne gare", "Moulin"]},
        geometry=[place(0, 10, 100, 100), place(0, -110, 100, 100)], crs=2154,
    ).to_file(folder / "sites.gpkg")  # fmt: skip
    GeoDataFrame(
        {"hazard_id": ["R"], "severity": [3]}, geometry=[place(0, -20, 100, 10)], crs=2154
    ).to_crs(4326).to_file(folder / "ppri.geojson")
    GeoDataFrame(
        {"street_id": ["s"]}, crs=2154,
        geometry=[LineString([(EAST, NORTH), (EAST + 100, NORTH), (EAST + 600, NORTH)])],
    ).to_file(folder / "voies.gpkg")  # fmt: skip
    at = GeoDataFrame(geometry=[Point(EAST + 500, NORTH)], crs=2154).to_crs(4326).geometry[0]
    (folder / "arrets.csv").write_text(
        f"stop_id;name;lat;lon;peak_departures_per_h\n1;Gare;{at.y};{at.x};6\n".replace(".", ","),
        encoding="utf-8-sig",
    )
    (folder / "etude.toml").write_text(STUDY, encoding="utf-8")


@pytest.fixture(scope="module")
def rectangles(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    folder = tmp_path_factory.mktemp("Étude à l'essai")
    write_layers(folder)
    return assess(study.read(folder / "etude.toml"))


def test_facts_come_from_the_files(rectangles: Assessment) -> None:
    facts = rectangles.runs["tertiaire"].facts
    assert facts.low["hazard_class"].to_dict() == {"A": 0, "B": 3}
    walk = facts.low.loc["A", "transit_walk"]
    assert walk == facts.high.loc["A", "transit_walk"]
    # 10 m to the street, then 400 to 500 m along it by where the site is left.
    assert 400 <= walk <= 510
    assert facts.status.loc["A", "job_match"] == "unknown"


def test_a_red_zone_excludes_and_ranks_last_but_leaves_the_score(rectangles: Assessment) -> None:
    table = rectangles.runs["artisanat"].scores.table
    assert table["admission"].to_dict() == {"A": "admissible", "B": "interdit"}
    assert table["rank"].to_dict() == {"A": 1, "B": 2}
    assert table.loc["B", "score"] > 1


def test_every_fact_that_is_known_has_an_origin_in_the_study(rectangles: Assessment) -> None:
    named = {*rectangles.layers, "project"}
    for run in rectangles.runs.values():
        known = ~run.facts.status.isin(["unknown", "not_applicable"]).all()
        for fact in known[known].index:
            assert set(run.facts.origin[fact]) <= named
            assert run.facts.origin[fact] or fact == "plot_fit"
        # Layers, not roles: those are the names that lead to a file.
        assert run.facts.origin["hazard_class"] == ("ppri",)
        assert run.facts.origin["transit_walk"] == ("arrets", "voies")


def test_a_score_can_be_computed_again_from_its_explanation(rectangles: Assessment) -> None:
    """Weighted means inside families, weighted geometric mean across, on what is known."""
    grid = rectangles.grid
    for run in rectangles.runs.values():
        lines = explain(run.facts, run.scores, grid)
        for site, rows in lines[lines["mark"].notna()].groupby("site_id"):
            logs = weights = 0.0
            for family, part in rows.groupby("family"):
                mean = (part["weight"] * part["mark"]).sum() / part["weight"].sum()
                logs += grid.family_weight(str(family)) * np.log(max(mean, 0.01))
                weights += grid.family_weight(str(family))
            score = run.scores.table.loc[str(site), "score"]
            assert score == pytest.approx(100 * np.exp(logs / weights))
            assert rows["contribution"].sum() == pytest.approx(score)


def test_all_layers_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    write_layers(tmp_path)
    (tmp_path / "voies.gpkg").write_bytes(b"not a GeoPackage")
    (tmp_path / "arrets.csv").unlink()
    with pytest.raises(study.StudyError) as error:
        assess(study.read(tmp_path / "etude.toml"))
    message = str(error.value)
    assert "layer voies: " in message
    assert "layer arrets: " in message
    assert "2 layer(s)" in message


def test_a_project_of_the_study_is_scored_beside_the_reference_ones(tmp_path: Path) -> None:
    write_layers(tmp_path)
    own = """
        [[project]]
        key = "menuiserie"
        label = { fr = "Menuiserie", en = "Joinery" }
        vocation = "artisanat"
        jobs = { cadres = 0, professions_intermediaires = 0, employes = 2, ouvriers = 8 }
        plot_m2 = 4000
    """
    (tmp_path / "etude.toml").write_text(STUDY + own, encoding="utf-8")
    run = assess(study.read(tmp_path / "etude.toml")).runs["menuiserie"]
    assert run.facts.low.loc["A", "job_density"] == pytest.approx(25)  # 10 jobs on 0.4 ha
    assert run.facts.status.loc["A", "open_ground"] == "unknown"


def test_the_account_of_every_layer_balances(rectangles: Assessment) -> None:
    by_action = pd.pivot_table(
        rectangles.account, index="layer", columns="action", values="count", aggfunc="sum"
    ).fillna(0)
    refused = by_action.get("refused", 0)
    assert (by_action["read"] == by_action["kept"] + refused).all()
    assert set(by_action.index) == {*rectangles.layers, "sites"}


def test_a_reserve_that_was_lifted_no_longer_ranks_the_site_after_the_others(
    tmp_path: Path,
) -> None:
    """Offices need 1.67 ha: a hectare is too small until it is agreed to join the next plot."""
    write_layers(tmp_path)
    lifted = """
        [[lifted]]
        site = "A"
        veto = "site_too_small"
        reason = "Promesse de vente sur la parcelle voisine, délibération du 3 mars 2026"
        author = "Service foncier"
    """
    (tmp_path / "etude.toml").write_text(STUDY + lifted, encoding="utf-8")
    scores = assess(study.read(tmp_path / "etude.toml")).runs["tertiaire"].scores
    assert scores.table.loc["A", "admission"] == "admissible"
    of_a = scores.vetoes.query("site_id == 'A'").set_index("veto")["state"]
    assert of_a["site_too_small"] == "lifted"


def test_parameters_of_the_territory_and_the_day_of_the_law_reach_the_facts(
    tmp_path: Path,
) -> None:
    write_layers(tmp_path)
    dated = 'day = 2024-01-01\nparameters = "charge.toml"\n' + STUDY
    (tmp_path / "etude.toml").write_text(dated, encoding="utf-8")
    (tmp_path / "charge.toml").write_text("[household_sise]\nvalue = 2\n", encoding="utf-8")
    with pytest.raises(ZaeError, match="household_sise"):
        assess(study.read(tmp_path / "etude.toml"))
    (tmp_path / "charge.toml").write_text("", encoding="utf-8")
    facts = assess(study.read(tmp_path / "etude.toml")).runs["tertiaire"].facts
    # Article L171-4: 30 % of the roof until the first of July 2026, 40 % after.
    assert facts.low.loc["A", "renewable_roof_floor"] == 30


def test_a_layer_of_too_many_rows_stays_in_its_file_and_the_account_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(assessment_module, "COPIED_ROWS", 1)
    write_layers(tmp_path)
    found = assess(study.read(tmp_path / "etude.toml"))
    copied = [table.name for table in contents(found) if table.group == "context"]
    assert copied == ["context_arrets", "context_voies", "context_ppri"]
    noted = found.account[found.account["reason"] == Reason.NOT_COPIED]
    assert noted[["layer", "action", "count"]].to_numpy().tolist() == [["sites", "noted", 2]]
