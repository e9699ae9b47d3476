"""Facts that are kept: found again when nothing changed, computed again when anything did."""

import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from pandas import DataFrame

from criteria import mobility
from criteria.grid import packaged
from criteria.indicators import INDICATORS, PROJECT
from tests.zae.test_assess import write_layers
from zae import study
from zae.assess import assess
from zae.assessment import Assessment
from zae.caching import FOLDER, Cache, cache, code

OF_PROJECT = {k for k, i in INDICATORS.items() if PROJECT in i.needs}
BASES_HERE = {"neighbours", "spare"}
"""Tables behind several facts: the study has no job seekers."""
OF_STREETS = {k for k, i in INDICATORS.items() if "street" in i.needs} | {"spare"}


def run(folder: Path) -> tuple[Assessment, Cache]:
    kept = Cache(folder / FOLDER)
    return assess(study.read(folder / "etude.toml"), recall=kept), kept


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("étude")
    write_layers(folder)
    run(folder)
    return folder


@pytest.fixture
def copied(warm: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(warm, tmp_path / "copie"))


def same(one: Assessment, other: Assessment) -> None:
    for key, mine in one.runs.items():
        for side in ("low", "high", "status"):
            pd.testing.assert_frame_equal(
                getattr(mine.facts, side), getattr(other.runs[key].facts, side)
            )
        pd.testing.assert_frame_equal(mine.scores.table, other.runs[key].scores.table)


def test_a_second_run_computes_nothing_and_finds_the_same(copied: Path) -> None:
    found, kept = run(copied)
    assert kept.computed == []
    assert len(kept.recalled) == len(INDICATORS) + len(OF_PROJECT) + len(BASES_HERE)
    same(found, assess(study.read(copied / "etude.toml")))


def change_hazard(folder: Path) -> None:
    file = folder / "ppri.geojson"
    gpd.read_file(file).assign(severity=2).to_file(file)


def move_street(folder: Path) -> None:
    file = folder / "voies.gpkg"
    frame = gpd.read_file(file)
    frame.set_geometry(frame.translate(0, 1e-3)).to_file(file)


def move_stop(folder: Path) -> None:
    file = folder / "arrets.csv"
    file.write_text(file.read_text("utf-8-sig").replace(";6\n", ";7\n"), encoding="utf-8-sig")


def rename_default(folder: Path) -> None:
    """An option of a layer: what its rows say where the file says nothing."""
    edit(folder, 'path = "voies.gpkg"', 'path = "voies.gpkg"\ndefaults = { walkable = false }')


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "etude.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def move_site(folder: Path) -> None:
    file = folder / "sites.gpkg"
    frame = gpd.read_file(file)
    frame.set_geometry(frame.translate(1e-3, 0)).to_file(file)


def complete(folder: Path) -> None:
    """What was looked for everywhere."""
    edit(folder, 'path = "arrets.csv"', 'path = "arrets.csv"\ncomplete_for = ["tram"]')


def dated(folder: Path) -> None:
    edit(folder, "title", "day = 2024-01-01\ntitle")


def parameters(folder: Path) -> None:
    (folder / "charge.toml").write_text(
        '[household_size]\nlow = 2.0\nvalue = 2.1\nhigh = 2.2\nbasis = "sourced"\n'
        'source = "Insee"\nvintage = "2022"\n',
        encoding="utf-8",
    )
    edit(folder, "title", 'parameters = "charge.toml"\ntitle')


OF_ROLE = {
    role: {k for k, i in INDICATORS.items() if role in i.needs} for role in ("hazard", "stop")
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (change_hazard, OF_ROLE["hazard"]),
        (move_street, OF_STREETS),
        (rename_default, OF_STREETS),
        (move_stop, OF_ROLE["stop"]),
        (complete, OF_ROLE["stop"]),
        (move_site, set(INDICATORS) | BASES_HERE),
        (dated, {"renewable_roof_floor"}),
        (parameters, {k for k, i in INDICATORS.items() if i.model == "centrality"}),
    ],
)
def test_a_change_of_input_recomputes_its_facts_and_no_other(
    copied: Path, change: object, expected: set[str]
) -> None:
    assert callable(change)
    change(copied)
    found, kept = run(copied)
    assert set(kept.computed) == expected
    same(found, assess(study.read(copied / "etude.toml")))


def test_other_weights_compute_nothing(copied: Path) -> None:
    """The same grid with its weights in another order: other scores of the same facts."""
    before = run(copied)[0].runs["artisanat"]
    parts = re.split(r"(?<=share = )([\d.]+)", packaged("implantation-1"))
    parts[1::2] = parts[1::2][::-1]
    heavier = "".join(parts)
    (copied / "grille.toml").write_text(heavier, encoding="utf-8")
    edit(copied, "title", 'grid = "grille.toml"\ntitle')
    found, kept = run(copied)
    assert kept.computed == []
    pd.testing.assert_frame_equal(found.runs["artisanat"].facts.low, before.facts.low)
    assert (found.runs["artisanat"].scores.table["score"] != before.scores.table["score"]).any()


def test_another_project_measures_its_own_facts_only(copied: Path) -> None:
    edit(copied, '"tertiaire"', '"tertiaire", "commerce"')
    _, kept = run(copied)
    assert set(kept.computed) <= OF_PROJECT
    assert "job_density" in kept.computed


def test_the_source_of_a_criterion_is_part_of_its_facts(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line is added to ``criteria.mobility``, and to nothing else."""
    source = code._source

    def edited(name: str) -> bytes:
        return source(name) + (b"\n# changed\n" if name == mobility.__name__ else b"")

    monkeypatch.setattr(code, "_source", edited)
    _, kept = run(copied)
    users = {
        k for k, i in INDICATORS.items()
        if mobility.__name__ in code.imported(i.function.__module__)
    }  # fmt: skip
    assert set(kept.computed) == users
    assert {"transit_walk", "commuting_ghg"} <= users
    assert "hazard_class" not in users


def test_another_version_of_a_library_recomputes_everything(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "version", lambda name: f"{name} of tomorrow")
    assert set(run(copied)[1].computed) == set(INDICATORS) | BASES_HERE


def test_without_a_day_the_law_is_that_of_today(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tomorrow(date):
        @classmethod
        def today(cls) -> date:
            return date(2031, 1, 1)

    monkeypatch.setattr(cache, "date", Tomorrow)
    assert set(run(copied)[1].computed) == {"renewable_roof_floor"}


def test_an_entry_whose_bytes_changed_is_computed_again(copied: Path) -> None:
    entry = next((copied / FOLDER).glob("hazard_class-*.parquet"))
    data = bytearray(entry.read_bytes())
    data[len(data) // 2] ^= 1
    entry.write_bytes(bytes(data))
    _, kept = run(copied)
    assert kept.computed == ["hazard_class"]
    assert run(copied)[1].computed == []


def test_a_fact_of_another_kind_of_argument_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="no content"):
        Cache(tmp_path)("slope", {"sites": object()}, DataFrame)


CHILD = """
import sys, time
from pathlib import Path
from zae import study
from zae.assess import assess
from zae.caching import FOLDER, Cache
class Slow(Cache):
    def _keep(self, name, part):
        super()._keep(name, part)
        time.sleep(0.2)
folder = Path(sys.argv[1])
assess(study.read(folder / "etude.toml"), recall=Slow(folder / FOLDER))
"""


def test_a_run_that_is_killed_goes_on_from_what_it_had_finished(tmp_path: Path) -> None:
    write_layers(tmp_path)
    place = tmp_path / FOLDER
    with subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)]) as child:
        until = time.monotonic() + 60
        while len(list(place.glob("*.parquet"))) < 5 and time.monotonic() < until:
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
    done = {p.stem.split("-")[0] for p in place.glob("*.parquet")}
    found, kept = run(tmp_path)
    assert child.returncode == -signal.SIGKILL
    assert 5 <= len(done) < len(INDICATORS)
    assert set(kept.recalled) >= done
    asked = len(INDICATORS) + len(OF_PROJECT) + len(BASES_HERE)
    assert len(kept.computed) + len(kept.recalled) == asked
    same(found, assess(study.read(tmp_path / "etude.toml")))


def test_two_runs_at_once_leave_whole_entries(tmp_path: Path) -> None:
    write_layers(tmp_path)
    script = CHILD.replace("time.sleep(0.2)", "pass")
    both = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(2)]
    assert [child.wait(120) for child in both] == [0, 0]
    assert list((tmp_path / FOLDER).glob("*.part")) == []
    assert run(tmp_path)[1].computed == []
