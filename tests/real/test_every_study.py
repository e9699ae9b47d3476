"""What must hold for every real study, whatever its layers are."""

import hashlib
import re
import sqlite3
import tomllib
from html import unescape
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import criteria
from criteria.scores import Scores
from layers import Raster
from tests.real.conftest import HERE, STUDIES, Delivered, Studied
from zae.checking import check
from zae.publish.fields import role_label

pytestmark = [pytest.mark.shared, pytest.mark.parametrize("name", STUDIES)]

VOCATIONS = ["artisanat", "industrie", "logistique", "tertiaire", "commerce"]
GRID = tomllib.loads(
    (Path(criteria.__file__).parent / "grids" / "implantation-1.toml").read_text("utf-8")
)
LETTERS = {step["letter"]: step["from_score"] for step in GRID["letters"]["scale"]}


def letter_of(mark: float) -> str:
    """The highest letter whose bar the mark reaches, as the scale is written in the grid."""
    return max((bar, letter) for letter, bar in LETTERS.items() if mark >= bar)[1]


def test_every_site_is_scored_for_every_vocation(studied: Studied, name: str) -> None:
    found = studied(name)
    assert list(found.runs) == VOCATIONS
    for run in found.runs.values():
        table = run.scores.table
        assert table.index.equals(found.sites.index)
        assert table["score"].between(table["score_low"] - 1e-9, table["score_high"] + 1e-9).all()
        assert table["score_low"].ge(0).all()
        assert table["score_high"].le(100).all()
        assert sorted(table["rank"]) == list(range(1, len(table) + 1)) or _ties(run.scores)


def _ties(scores: Scores) -> bool:
    """Ranks repeat only where the marks do."""
    table = scores.table
    twins = table[table["rank"].duplicated(keep=False)]
    spread = twins.groupby("rank")["score"].agg(["min", "max"])
    return bool((spread["min"] == spread["max"]).all())


def test_the_letter_is_that_of_the_mark(studied: Studied, name: str) -> None:
    for run in studied(name).runs.values():
        for side in ("", "_low", "_high"):
            table = run.scores.table
            assert table[f"letter{side}"].tolist() == table[f"score{side}"].map(letter_of).tolist()


def test_a_fact_is_either_known_between_two_bounds_or_unknown(studied: Studied, name: str) -> None:
    for run in studied(name).runs.values():
        facts = run.facts
        silent = facts.status.isin(["unknown", "not_applicable"])
        assert facts.low.isna().equals(silent)
        assert facts.high.isna().equals(silent)
        assert (facts.low <= facts.high).where(~silent, other=True).all(axis=None)


def test_every_known_fact_leads_to_a_file(studied: Studied, shared: Path, name: str) -> None:
    found = studied(name)
    hashes = {key: layer.source.sha256 for key, layer in found.layers.items()}
    for run in found.runs.values():
        known = run.facts.status != "unknown"
        for fact in known.columns[known.any()]:
            assert run.facts.origin[fact], fact
            assert set(run.facts.origin[fact]) <= {*hashes, "project"}, fact
    # The hash is that of the bytes of the file on the disk.
    for entry in found.study.layers:
        path = Path(entry.path.replace("${ZAE_SHARED}", str(shared)))
        if path.suffix == ".shp" or entry.join:
            assert re.fullmatch("[0-9a-f]{64}", hashes[entry.name])
        else:
            assert hashes[entry.name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_rows_read_are_rows_kept_and_rows_refused(studied: Studied, name: str) -> None:
    found = studied(name)
    counted = found.account.pivot_table(
        index="layer", columns="action", values="count", aggfunc="sum", fill_value=0
    ).reindex(columns=["read", "kept", "refused"], fill_value=0)
    assert (counted["read"] == counted["kept"] + counted["refused"]).all()
    for key, layer in found.layers.items():
        if not isinstance(layer, Raster):
            assert counted.loc[key, "kept"] == len(layer.frame)
    assert counted.loc["sites", "kept"] == len(found.sites)


def test_a_disk_is_never_said_to_be_surveyed(studied: Studied, name: str) -> None:
    """A disk of 64 sides: its area over that of its box tells it from any other outline."""
    sites = studied(name).sites
    box = sites.geometry.bounds
    full = sites.area / ((box["maxx"] - box["minx"]) * (box["maxy"] - box["miny"]))
    corners = sites.count_coordinates()
    # 64 sin(2π/64) / 8, the share of its box that a regular polygon of 64 sides fills.
    round_ = (corners == 65) & ((full - 0.784137).abs() < 1e-4)
    drawn = sites["geometry_status"].isin(["estimated_disk", "nominal_disk"])
    assert round_.equals(drawn)


def test_unknown_criteria_name_the_layers_that_would_narrow_them(
    studied: Studied, delivered: Delivered, name: str
) -> None:
    found = studied(name)
    given = {entry.role for entry in found.study.layers} | {"project"}
    wanting = {
        said["key"]: tuple(role for role in said["needs"] if role not in given)
        for said in GRID["criteria"]
    }
    wanting = {key: roles for key, roles in wanting.items() if roles}
    assert check(HERE / f"{name}.toml").missing == wanting
    report = unescape((delivered(name) / "report.html").read_text(encoding="utf-8"))
    for run in found.runs.values():
        for key, roles in wanting.items():
            if (run.facts.status[key] == "unknown").all():
                for role in roles:
                    assert role_label(role, lang="fr") in report


def test_the_table_and_the_report_are_whole(
    studied: Studied, delivered: Delivered, name: str
) -> None:
    folder, found = delivered(name), studied(name)
    assert len(gpd.read_parquet(folder / "scores.parquet")) == 5 * len(found.sites)
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="https?://[^"]+\.(?:js|css|png|woff2?)"', html)


def test_the_geopackage_names_the_file_behind_each_fact(delivered: Delivered, name: str) -> None:
    with sqlite3.connect(delivered(name) / "scores.gpkg") as base:
        facts = pd.read_sql("SELECT DISTINCT status, source FROM facts", base)
        files = {row[0] for row in base.execute("SELECT file FROM sources")}
    base.close()
    known = facts[~facts["status"].isin(["unknown"])]
    parts = known["source"].str.split(" ; ").explode()
    cited = parts[~parts.str.startswith("projet ")].str.extract(r"\(([^()]+)\)$")[0]
    assert set(cited) <= files
    assert not cited.isna().any()
