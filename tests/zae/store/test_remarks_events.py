"""Remarks that readers saved from the map, as events of a store: once each, never public."""

from pathlib import Path

import pytest

from tests.zae.projects.places import write_study
from tests.zae.test_remarks import HOSTILE, placed, saved, written
from zae.assessment import Assessment
from zae.cli.entry import run
from zae.remarks import FILE, read_saved
from zae.store import Remark, Store, create
from zae.store.frames import frame
from zae.store.remarks import record_remarks
from zae.store.verify import verify
from zae.study import read


def test_each_is_recorded_once_as_it_was_written(
    store: Store, few: Assessment, tmp_path: Path
) -> None:
    here = placed(few, tmp_path)
    first = written(tmp_path / "a.json", saved(here, ("S01", HOSTILE), ("S02", "b")))
    later = written(
        tmp_path / "b.json", saved(here, ("S02", "b"), ("S02", "c"), ("S02", "c"), author=" ")
    )
    found = read_saved([first], here)
    assert [record_remarks(store, found, here) for _ in range(2)] == [2, 0]
    # Written by nobody: another author, so « b » is another remark; « c » stands twice.
    assert record_remarks(store, read_saved([later], here), here) == 2
    events = store.events(Remark)
    assert [(e.subject.id, e.read(Remark).text, e.author) for e in events] == [
        ("S01", HOSTILE, "Jeanne O'Hara"), ("S02", "b", "Jeanne O'Hara"),
        ("S02", "b", "lecteur sans nom"), ("S02", "c", "lecteur sans nom"),
    ]  # fmt: skip
    told = events[0]
    assert (told.dated.isoformat(), told.grid) == (
        "2026-11-23T06:30:00+00:00", f"{here.grid.name} {here.grid.version}",
    )  # fmt: skip
    assert told.geometry is not None
    assert told.geometry.equals(here.sites.geometry["S01"])
    assert (told.read(Remark).score, told.read(Remark).letter) == (51.25, "C")
    assert frame(events, "public").empty
    assert verify(store).faults == ()


def test_the_command_records_them_where_there_is_a_store(
    few: Assessment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a store, none is made."""
    monkeypatch.delenv("ZAE_STORE", raising=False)
    study = write_study(tmp_path)
    content = saved(few, ("Z1", "a")) | {"study": read(study).title}
    line = ["notes", "import", str(written(tmp_path / "n.json", content)), "--study", str(study)]
    assert run(line) == 0
    assert not (tmp_path / "registre.sqlite").exists()
    store = create(tmp_path / "registre.sqlite")
    assert run(line) == 0
    out = capsys.readouterr().out
    assert f"{FILE} : 0 remarque(s) ajoutée(s), 1 déjà là" in out
    assert "registre.sqlite : 1 remarque(s) ajoutée(s), 0 déjà là" in out
    assert len(store.events(Remark)) == 1
