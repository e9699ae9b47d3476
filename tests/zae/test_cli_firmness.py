"""The commands about how sure the scores are, on two zones and one stop."""

import json
from pathlib import Path

import pytest
from geopandas import GeoDataFrame
from shapely import Point, box

from zae.cli.entry import run
from zae.cli.exits import Exit

EAST, NORTH = 700_000, 6_600_000


def written(folder: Path, name: str, *, population: int) -> Path:
    """A study of two zones in two communes of 1 km²; the first zone holds a stop."""
    at = [(EAST, NORTH), (EAST + 1000, NORTH)]
    GeoDataFrame(
        {"zone_id": ["Z1", "Z2"], "name": ["Les Prés", "Le Bois"]},
        geometry=[box(x + 400, y, x + 600, y + 200) for x, y in at], crs=2154,
    ).to_file(folder / f"{name}-zones.gpkg")  # fmt: skip
    GeoDataFrame(
        {"commune_insee": ["01001", "01002"], "population": [population, 2 * population]},
        geometry=[box(x, y - 500, x + 1000, y + 500) for x, y in at], crs=2154,
    ).to_file(folder / f"{name}-communes.gpkg")  # fmt: skip
    GeoDataFrame(
        {"stop_id": ["A1"], "mode": ["bus"], "peak_departures_per_h": [6.0]},
        geometry=[Point(EAST + 500, NORTH + 100)], crs=2154,
    ).to_file(folder / f"{name}-arrets.gpkg")  # fmt: skip
    path = folder / f"{name}.toml"
    layers = {"zone": "zones", "commune": "communes", "stop": "arrets"}
    told = (f'[[layer]]\nrole = "{r}"\npath = "{name}-{f}.gpkg"\n' for r, f in layers.items())
    path.write_text(
        f'title = "{name}"\nvocations = ["artisanat"]\n' + "".join(told), encoding="utf-8"
    )
    return path


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("ville"), "ville", population=5000)


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert run([str(word) for word in words]) == Exit.OK
    return capsys.readouterr().out


def test_robustness_says_shares_of_weightings(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(capsys, "robustness", town)
    assert "des pondérations admissibles" in text
    assert "ne prédit la réussite de personne" in text
    found = json.loads(said(capsys, "robustness", town, "--json", "--draws", "400"))
    assert found["draws"] == 400
    assert sum(row["first_share"] for row in found["sites"]) == pytest.approx(1)
    assert [row["site_id"] for row in found["sites"]] == ["Z1", "Z2"]  # the stop is at Z1


def test_an_order_that_names_no_family_is_refused(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["robustness", str(town), "--order", "land,ecology"]) == Exit.FAULT
    error = capsys.readouterr().err
    assert "land,ecology" in error
    assert "centrality" in error


def test_next_data_names_the_layer_that_would_settle(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "à fournir" in said(capsys, "unknowns", town)
    assert "changerait" in said(capsys, "unknowns", town, "--site", "Z2")
    rows = json.loads(said(capsys, "unknowns", town, "--site", "Z2", "--json"))
    assert {row["site_id"] for row in rows} == {"Z2"}
    powers = [row["power"] for row in rows]
    assert powers == sorted(powers, reverse=True)


def test_a_site_that_is_not_there_is_a_fault(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["unknowns", str(town), "--site", "Z9"]) == Exit.FAULT
    assert "Z1, Z2" in capsys.readouterr().err


def test_redundancy_of_two_studies_is_the_twin_test(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    country = written(tmp_path, "campagne", population=20)
    text = said(capsys, "redundancy", town, country)
    assert "territoires jumeaux" in text
    assert "ville : poids" in text.replace("\xa0", " ")
    found = json.loads(said(capsys, "redundancy", town, country, "--json"))
    assert set(found["studies"]) == {"ville", "campagne"}
    walk = next(row for row in found["twins"] if row["criterion"] == "transit_walk")
    assert (walk["sites"], walk["territories"]) == (4, 2)


def test_the_twin_test_without_communes_says_what_to_add(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "nu.toml"
    zones = town.with_name("ville-zones.gpkg").as_posix()
    bare.write_text(
        f'title = "Nu"\nvocations = ["artisanat"]\n[[layer]]\nrole = "zone"\npath = "{zones}"\n',
        encoding="utf-8",
    )
    assert run(["redundancy", str(town), str(bare)]) == Exit.FAULT
    error = capsys.readouterr().err
    assert "Nu" in error
    assert "commune" in error
