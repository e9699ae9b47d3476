"""Exports: the whole chain for those who keep it; by allow-list for everybody."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from shapely import Point

from tests.zae.store.entries import S1, Promised, day, entry
from zae.store import Correction, Entry, Remark, Store, StoreError, Subject, create
from zae.store.export import export
from zae.store.frames import frame, places

CANARY = "CANARI7391"


def seeded(store: Store) -> None:
    """One open promise, one restricted, one open remark, an open one that was corrected."""
    hidden = {"author": f"{CANARY}-author", "reason": f"{CANARY}-reason", "contact": f"{CANARY}-c",
              "geometry": Point(770123, 6280123), "dated": day(2024)}  # fmt: skip
    store.add(entry(40, visibility="public", **hidden))
    store.add(entry(41, subject=Subject("site", f"{CANARY}-site"), **hidden))
    store.add(Entry(payload=Remark(text=f"{CANARY}-text"), subject=S1, author=f"{CANARY}-a",
                    role="élu", visibility="public"))  # fmt: skip
    wrong = store.add(entry(7391, visibility="public"))
    correction = Correction(corrects=wrong.event_id, changes={"jobs": 42})
    store.add(Entry(payload=correction, subject=S1, author="B", role="service",
                    visibility="public"))  # fmt: skip


def texts(path: Path) -> str:
    """Every text of a file, a database table by table."""
    if path.suffix != ".gpkg":
        return path.read_text(encoding="utf-8-sig")
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".gpkg"])
def test_nothing_restricted_in_a_public_export(store: Store, tmp_path: Path, suffix: str) -> None:
    seeded(store)
    path = tmp_path / f"public{suffix}"
    count = export(store, path, "public")
    found = texts(path)
    assert CANARY not in found
    assert "7391" not in found
    assert "770123" not in found
    assert count == (0 if suffix == ".gpkg" else 3)  # no kind of these lets its place out
    restricted = tmp_path / f"restricted{suffix}"
    assert export(store, restricted) == (2 if suffix == ".gpkg" else 5)
    assert f"{CANARY}-c" in texts(restricted)


def test_a_public_frame_holds_what_is_marked_and_the_day_alone(tmp_path: Path) -> None:
    store = create(tmp_path / "r.sqlite")
    seeded(store)
    found = frame(store.current(Promised), "public")
    assert list(found.columns) == ["seq", "kind", "subject_kind", "subject_id", "dated", "role",
                                   "grid", "jobs"]  # fmt: skip
    assert found["jobs"].tolist() == [40.0, 42.0]
    assert str(found["dated"].iloc[0]) == "2024-01-01"
    assert places(store.current(Promised)).crs == 2154


def test_another_program_can_check_the_lines(tmp_path: Path) -> None:
    """The documented recipe, without the code of the store."""
    store = create(tmp_path / "r.sqlite")
    seeded(store)
    export(store, tmp_path / "all.jsonl")
    previous = "0" * 64
    for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines():
        *fields, last = json.loads(line).values()
        text = json.dumps(["zae-event-1", *fields], ensure_ascii=False, separators=(",", ":"))
        assert fields[-1] == previous
        assert sha256(text.encode()).hexdigest() == last
        previous = last
    assert previous == store.head()[1]


def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    store = create(tmp_path / "r.sqlite")
    store.add(entry(contact="=1+1", reason="-2"))
    export(store, tmp_path / "e.csv")
    row = pd.read_csv(tmp_path / "e.csv").iloc[0]
    assert (row["contact"], row["reason"]) == ("'=1+1", "'-2")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"write to one of \.csv, \.jsonl, \.gpkg"):
        export(create(tmp_path / "r.sqlite"), tmp_path / "e.doc")


def test_commands_list_copy_and_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from zae.cli.entry import run

    seeded(create(tmp_path / "r.sqlite"))
    address = str(tmp_path / "r.sqlite")
    told: Callable[[], str] = lambda: capsys.readouterr().out  # noqa: E731
    assert run(["store", "history", address, "--until", "2024-06-30", "--json"]) == 0
    assert [row["seq"] for row in json.loads(told())] == [1, 2]
    assert run(["store", "history", address, "--subject", "site:S1"]) == 0
    assert "remarque" in told()
    assert run(["store", "copy", address, str(tmp_path / "c.sqlite")]) == 0
    assert run(["store", "export", str(tmp_path / "e.csv"), str(tmp_path / "c.sqlite")]) == 0
    assert "5 événement(s)" in told()
