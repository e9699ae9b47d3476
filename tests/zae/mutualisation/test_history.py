"""What became of practices: kept on both stores, replayed on any day, nothing said in public."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from zae.cli.entry import run
from zae.cli.stores import KINDS
from zae.mutualisation.history import Step, history, note
from zae.store import Store, kinds
from zae.store.export import export
from zae.store.verify import verify

ROOT = Path(__file__).resolve().parents[3]


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 12, tzinfo=UTC)


def test_a_practice_that_was_tried_and_stopped(store: Store, tmp_path: Path) -> None:
    for on, state, told in ((1, "proposed", ""), (5, "tried", ""), (9, "stopped", "trop cher")):
        step = Step(practice="parking", state=state, partners=4, told=told)
        note(store, "Z1", step, author="A. Martin", role="animatrice", on=day(on))
    note(store, "Z2", Step(practice="waste", state="running"), author="B", role="élue", on=day(2))
    found = history(store, "Z1")
    assert found["state"].tolist() == ["proposed", "tried", "stopped"]
    assert found["last"].tolist() == [False, False, True]
    before = history(store, "Z1", until=day(6))
    assert before[before["last"]]["state"].tolist() == ["tried"]
    assert history(store)["zone_id"].value_counts().to_dict() == {"Z1": 3, "Z2": 1}
    assert not verify(store).faults
    export(store, tmp_path / "registre.csv", "public")
    told_ = (tmp_path / "registre.csv").read_text(encoding="utf-8")
    assert "Martin" not in told_
    assert "trop cher" not in told_


def test_what_was_entered_afterwards_about_an_earlier_day_is_not_the_last(store: Store) -> None:
    """Running since the 9th; that it was proposed on the 2nd is remembered later."""
    for on, state in ((9, "running"), (2, "proposed"), (9, "stopped")):
        step = Step(practice="parking", state=state)
        note(store, "Z1", step, author="A", role="animatrice", on=day(on))
    found = history(store, "Z1")
    assert found["state"].tolist() == ["proposed", "running", "stopped"]
    assert found["last"].tolist() == [False, False, True]


def test_a_day_and_not_its_hour_says_what_came_last(store: Store) -> None:
    """Said at 15 h, then of the same day without an hour, which is noon: the latter stands."""
    for hour, state in ((15, "tried"), (12, "refused")):
        step, on = Step(practice="waste", state=state), day(3).replace(hour=hour)
        note(store, "Z1", step, author="A", role="animatrice", on=on)
    found = history(store, "Z1")
    assert found[found["last"]]["state"].tolist() == ["refused"]


@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def test_the_commands(
    where: str, street_study: Path, tmp_path: Path, request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    study, register = tmp_path / "etude.toml", []
    shutil.copy(street_study, study)
    if where == "postgis":
        address, schema = request.getfixturevalue("shared_store")
        text = study.read_text(encoding="utf-8")
        study.write_text(f'store = "{address}"\n{text}', encoding="utf-8")
        register = ["--schema", schema]
    words = ["mutualise", "note", str(study), "--zone", "Z1", "--author", "A. Martin", *register]
    assert run([*words, "--practice", "parking", "--state", "tried", "--partners", "3",
                "--told", "le gardien y tient", "--day", "2026-03-02"]) == 0  # fmt: skip
    assert run([*words, "--practice", "parking", "--state", "fini"]) == 1
    assert run([*words, "--practice", "piscine", "--state", "tried"]) == 1
    capsys.readouterr()
    assert run(["mutualise", "history", str(study), *register]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for piece in ("Stationnement partagé", "essayée", "2 mars 2026", "le gardien y tient"):
        assert piece in told
    assert run(["mutualise", "history", str(study), *register, "--json"]) == 0
    assert [row["partners"] for row in json.loads(capsys.readouterr().out)] == [3]
    assert run(["store", "history", str(study), *register]) == 0
    assert "étape d'une pratique" in " ".join(capsys.readouterr().out.split())


def test_the_store_knows_every_kind_of_every_part() -> None:
    """Whatever word was asked for: a part that registers a kind is in the list."""
    parts = {
        str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
        for path in (ROOT / "zae").rglob("*.py")
        if "\n@kind(" in path.read_text(encoding="utf-8")
    }
    assert parts - {"zae.store.kinds"} == set(KINDS)
    assert {"negotiation_offer", "mutualisation_step", "promise"} <= set(kinds())
