"""Many writers at once, and writers that are killed: nothing that was recorded is lost."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.zae.store.entries import Promised, write
from zae.store import Store, create, open_store
from zae.store.verify import verify


def writer(address: str, schema: str, name: str, count: int) -> subprocess.Popen[str]:
    """A process of its own that adds entries and says each once it is recorded."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.zae.store.entries", address, schema, name, str(count)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.postgis
def test_fifty_writers_on_one_database_lose_no_event(
    shared_store: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Fifty connections of their own, three events each."""
    address, schema = shared_store
    create(address, schema=schema)
    stores = [open_store(address, schema=schema) for _ in range(50)]
    threads = [
        threading.Thread(target=write, args=(store, f"W{i}", 3)) for i, store in enumerate(stores)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = stores[0].events(Promised)
    assert {(e.author, e.read(Promised).jobs) for e in events} == {
        (f"W{i}", float(n)) for i in range(50) for n in range(3)
    }
    assert {e.event_id for e in events} == set(capsys.readouterr().out.split())
    assert verify(stores[0]).faults == ()


def test_processes_on_one_file_lose_no_event(tmp_path: Path) -> None:
    store = create(tmp_path / "r.sqlite")
    writers = [writer(str(tmp_path / "r.sqlite"), "zae", f"P{i}", 6) for i in range(3)]
    said = [line for one in writers for line in one.communicate(timeout=120)[0].split()]
    assert [one.returncode for one in writers] == [0, 0, 0]
    assert {event.event_id for event in store.events()} == set(said)
    assert len(said) == 18
    assert verify(store).faults == ()


def killed(store: Store, address: str, schema: str) -> None:
    """A writer is killed in its work: what it was told is there, the rest goes on from it."""
    child = writer(address, schema, "K", 10_000)
    assert child.stdout is not None
    said = [child.stdout.readline().strip() for _ in range(4)]
    child.send_signal(signal.SIGKILL)
    said += child.communicate(timeout=60)[0].split()
    assert child.returncode == -signal.SIGKILL
    recorded = [event.event_id for event in store.events()]
    assert recorded[: len(said)] == said
    assert len(recorded) - len(said) in (0, 1)  # one may be recorded and not yet said
    write(store, "after", 1)
    assert verify(store).faults == ()


def test_a_killed_writer_leaves_a_sound_file(tmp_path: Path) -> None:
    address = str(tmp_path / "r.sqlite")
    killed(create(address), address, "zae")


@pytest.mark.postgis
def test_a_killed_writer_leaves_a_sound_database(shared_store: tuple[str, str]) -> None:
    address, schema = shared_store
    killed(create(address, schema=schema), address, schema)
