"""The sheet and the commands on the fictional commune; zones compared by their management."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from pandas import DataFrame

from zae.cli.entry import run
from zae.demo import prepare
from zae.mutualisation.comparison import comparison

ZONE = "ZAE-99001-05"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Study of the fictional commune."""
    return prepare(tmp_path_factory.mktemp("commune"))


def test_the_sheet_of_a_zone_says_what_is_unknown_and_names_no_establishment(
    study: Path, tmp_path: Path
) -> None:
    assert run(["mutualise", "sheet", str(study), "--zone", ZONE, "--out", str(tmp_path)]) == 0
    pdf = tmp_path / f"{ZONE}.pdf"
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: install poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    text = " ".join(done.stdout.decode().split())
    for piece in ("Les Portes de Valbrume", "Animation : qui le sait ?", "Inovallée", "11 400"):
        assert piece in text.replace("\u202f", " ").replace("\xa0", " ")
    assert not any(trade in text for trade in ("Bricolage ", "Hypermarché ", "Jardinerie "))


def test_the_groups_of_the_commune_add_up_to_what_its_zones_save(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "groupes.gpkg"
    assert run(["mutualise", "find", str(study), "--json", "--out", str(out)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert out.exists()
    assert found["worth"] == pytest.approx(sum(z["land_m2"] for z in found["zones"]))
    assert found["worth"] >= found["pairs_worth"]
    assert found["gap"] <= 1e-6
    assert all(g["size"] <= 4 and g["walk_m"] <= 300 for g in found["groups"])


def test_a_table_of_facilitation_settles_what_was_open(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "zones.csv"
    table.write_text(f"zone_id;collective_management;animation_fte\n{ZONE};oui;1\n", "utf-8")
    words = ["mutualise", "zones", str(study), "--zone", ZONE, "--json"]
    assert run(words) == 0
    before = json.loads(capsys.readouterr().out)["practices"]
    assert run([*words, "--table", str(table)]) == 0
    after = json.loads(capsys.readouterr().out)["practices"]
    assert {p["practice"] for p in before if p["fit"] == "fits"} < {
        p["practice"] for p in after if p["fit"] == "fits"
    }
    assert sum(p["unknown"] for p in after) == 0 < sum(p["unknown"] for p in before)


def test_a_zone_that_is_not_there_is_an_error_with_those_that_are(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mutualise", "zones", str(study), "--zone", "Z"]) != 0
    assert ZONE in capsys.readouterr().err


def managed(*jobs: float, yes: float) -> DataFrame:
    """Zones of so many jobs, with (1) or without (0) collective management."""
    return DataFrame(
        {"jobs_low": jobs, "jobs_high": jobs, "collective_management_low": yes,
         "collective_management_high": yes}
    )  # fmt: skip


def test_zones_are_compared_by_the_medians_of_both_kinds() -> None:
    """Medians 500 and 100; every draw of three among these lies 300 to 500 apart."""
    zones = DataFrame(
        [*managed(400, 500, 600, yes=1).to_dict("records"),
         *managed(100, 100, 100, yes=0).to_dict("records"), {"jobs_low": 9.0, "jobs_high": 9.0}]
    )  # fmt: skip
    row = comparison(zones).loc["jobs"]
    assert (row["with"], row["without"], row["difference"], row["not_told"]) == (500, 100, 400, 1)
    assert 300 <= row["low"] < 400 < row["high"] <= 500


def test_no_interval_is_given_for_two_zones_on_a_side() -> None:
    zones = DataFrame([*managed(1, 2, yes=1).to_dict("records"),
                       *managed(3, 4, 5, yes=0).to_dict("records")])  # fmt: skip
    row = comparison(zones).loc["jobs"]
    assert row[["low", "high"]].isna().all()
    assert row["difference"] == -2.5
