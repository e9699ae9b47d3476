"""A record that was changed, removed or moved is found, though the triggers were taken away."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.zae.store.entries import day, entry
from zae.cli.entry import run
from zae.store import Store, create
from zae.store.verify import verify

TRIGGERS = {
    "event": ("event_linked", "event_counted", "event_unchanged", "event_kept"),
    "head": ("head_kept", "head_alone", "head_follows"),
}


def tamper(store: Store, statements: Sequence[str]) -> None:
    """What the administrator of a database can do."""
    shared = store.engine.dialect.name == "postgresql"
    with store.engine.begin() as connection:
        for table, names in TRIGGERS.items():
            for name in names:
                on = f" ON {table}" if shared else ""
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))
        for statement in statements:
            connection.execute(text(statement))


SWAP = (
    "UPDATE event SET seq = 9 WHERE seq = 2",
    "UPDATE event SET seq = 2 WHERE seq = 3",
    "UPDATE event SET seq = 3 WHERE seq = 9",
)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE event SET author = 'X' WHERE seq = 2"], ["record 2: not as it was written"]),
        (["UPDATE event SET dated = recorded WHERE seq = 2"], ["record 2: not as it was written"]),
        (["UPDATE event SET geometry = NULL WHERE seq = 2"], ["record 2: not as it was written"]),
        (["UPDATE event SET payload = '{' WHERE seq = 2"], ["record 2: not as it was written"]),
        (["UPDATE event SET visibility = 'public' WHERE seq = 4"], ["record 4: not as it was"]),
        (["DELETE FROM event WHERE seq = 2"], ["record 2 to 2: missing"]),
        (["DELETE FROM event WHERE seq = 1"], ["record 1 to 1: missing"]),
        (["DELETE FROM event WHERE seq = 4"], ["the last record is 3, 4 were written"]),
        (["DELETE FROM event"], ["the last record is 0, 4 were written"]),
        (SWAP, ["record 2: does not follow", "record 2: not as", "record 3: does not follow",
                "record 3: not as", "record 4: does not follow"]),
    ],
    ids=["author", "date", "place", "payload", "visibility", "removed", "first", "last", "all",
         "moved"],
)  # fmt: skip
def test_every_tampering_is_found_and_named(
    store: Store, statements: Sequence[str], found: list[str]
) -> None:
    from shapely import Point

    store.add_all([entry(i, geometry=Point(i, i), dated=day(2020 + i)) for i in range(4)])
    assert verify(store).faults == ()
    tamper(store, statements)
    faults = [str(fault) for fault in verify(store).faults]
    assert len(faults) == len(found), faults
    assert all(fault.startswith(start) for fault, start in zip(faults, found, strict=True)), faults


def test_a_record_that_was_hashed_again_breaks_the_next_link(store: Store) -> None:
    """Who changes a record and its hash must change every later one, and what was printed."""
    events = store.add_all([entry(i) for i in range(3)])
    from dataclasses import replace

    forged = replace(events[1], author="X").sealed()
    tamper(store, [f"UPDATE event SET author = 'X', hash = '{forged.hash}' WHERE seq = 2"])
    assert [str(f) for f in verify(store).faults] == ["record 3: does not follow the one before"]
    quoted = verify(store, quoted=events[1].hash[:12]).faults
    assert str(quoted[-1]).startswith("no record has the hash")
    assert len(verify(store, quoted=events[0].hash[:12].upper()).faults) == 1


@pytest.mark.parametrize("column", ["dated", "geometry", "payload", "author"])
def test_rubbish_in_a_file_is_found_and_does_not_stop_the_check(
    tmp_path: Path, column: str
) -> None:
    store = create(tmp_path / "r.sqlite")
    store.add_all([entry(i) for i in range(3)])
    tamper(store, [f"UPDATE event SET {column} = x'00ff' WHERE seq = 2"])
    assert [str(f)[:8] for f in verify(store).faults] == ["record 2"]


def test_the_command_says_where_and_ends_with_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = str(tmp_path / "r.sqlite")
    assert run(["store", "init", address]) == 0
    store = create(address)
    store.add_all([entry(i) for i in range(2)])
    assert run(["store", "verify", address]) == 0
    assert store.head()[1] in capsys.readouterr().out
    tamper(store, ["UPDATE event SET role = 'x' WHERE seq = 1"])
    assert run(["store", "verify", address]) == 1
    assert "enregistrement 1 : n'est plus tel qu'il fut écrit" in capsys.readouterr().out
    assert run(["store", "verify", "--head", "abc", address]) == 1
    assert "l'empreinte citée, abc" in capsys.readouterr().out
