"""A file appears whole or not at all; the date written into it can be fixed."""

import datetime as dt
import errno
import sqlite3
from pathlib import Path

import pytest

from land.errors import ZaeError
from zae.publish.dates import VARIABLE, written_at
from zae.publish.whole import whole


def half_written(path: Path) -> None:
    with whole(path) as beside:
        beside.write_text("half of")
        raise RuntimeError("power cut")


def test_a_failed_run_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")
    with pytest.raises(RuntimeError):
        half_written(path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text() == "before"


def test_the_folder_is_made(tmp_path: Path) -> None:
    with whole(tmp_path / "x" / "y" / "a.txt") as beside:
        beside.write_text("all")
    assert (tmp_path / "x" / "y" / "a.txt").read_text() == "all"


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(ZaeError, match=r"a\.txt"), whole(tmp_path / "x" / "a.txt"):
        pass


def test_the_date_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "86400")
    assert written_at() == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    monkeypatch.setenv(VARIABLE, "yesterday")
    with pytest.raises(ZaeError, match="yesterday"):
        written_at()


def filled(path: Path) -> None:
    """Write a database that may not grow past some pages, as on a disk that is full."""
    with whole(path) as beside, sqlite3.connect(beside) as base:
        base.execute("PRAGMA max_page_count = 2")
        base.execute("CREATE TABLE t (x BLOB)")
        base.execute("INSERT INTO t VALUES (zeroblob(100000))")


def test_a_full_disk_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ZaeError, match=r"scores\.gpkg.*disk is full"):
        filled(tmp_path / "scores.gpkg")
    with pytest.raises(ZaeError, match=r"a\.txt.*disk is full"), whole(tmp_path / "a.txt"):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(PermissionError), whole(tmp_path / "a.txt"):
        raise PermissionError(errno.EACCES, "Permission denied")
    assert list(tmp_path.iterdir()) == []
