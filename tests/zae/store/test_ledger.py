"""What is added stays, in order; the state of today and of any past day is derived from it."""

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box
from shapely.affinity import translate
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.zae.store.entries import S1, Promised, Visited, day, entry
from zae.store import (
    Correction,
    Entry,
    Payload,
    Store,
    StoreError,
    Subject,
    copy,
    create,
    open_store,
)
from zae.store.address import where
from zae.store.verify import verify

REAL = MultiPolygon([box(770000.1, 6280000.7, 770100.3, 6280100.9),
                     translate(box(770000.1, 6280000.7, 770100.3, 6280100.9), 1e3)])  # fmt: skip


def correction(of: str, **changes: object) -> Entry:
    return Entry(
        payload=Correction(corrects=of, changes=changes), subject=S1, author="B", role="service"
    )


def test_what_is_added_is_read_again_to_the_last_digit(store: Store) -> None:
    given_ = entry(0.1 + 0.2, geometry=REAL, dated=day(2024), reason="l'été, œuvre « 1 »\n2")
    event = store.add(given_)
    (read,) = store.events(Promised)
    assert read == event
    assert read.read(Promised).jobs == 0.1 + 0.2
    assert read.geometry is not None
    assert read.geometry.equals_exact(REAL, 0)
    assert (read.seq, read.dated, read.reason) == (1, day(2024), given_.reason)
    assert store.head() == (1, event.hash)


@settings(max_examples=10, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    texts=st.lists(st.text(max_size=30), min_size=1, max_size=6),
    number=st.floats(allow_nan=False, allow_infinity=False),
    x=st.floats(-1e7, 1e7),
)
def test_whatever_is_taken_in_comes_out_as_it_was(
    store: Store, texts: list[str], number: float, x: float
) -> None:
    """Round trip of any text and number; the chain holds whatever it carries."""
    place = Point(x, 1 / 3)
    added = store.add_all([entry(number, contact=text, geometry=place) for text in texts])
    read = tuple(store.records())
    assert read[-len(texts) :] == added
    assert [event.read(Promised).contact for event in added] == texts
    assert all(event.digest() == event.hash for event in read)


def test_a_past_day_is_replayed_by_what_was_said_or_by_what_was_recorded(store: Store) -> None:
    """Promised in 2020 and corrected in 2022; both typed in from paper in 2024."""
    store = Store(store.engine, store.name, lambda: day(2024))
    first = store.add(entry(40, dated=day(2020)))
    store.add(Entry(payload=Correction(corrects=first.event_id, changes={"jobs": 25}), subject=S1,
                    author="B", role="service", dated=day(2022)))  # fmt: skip

    def jobs(year: int, by: str) -> list[float]:
        events = store.current(Promised, until=day(year, 6), by=by)  # type: ignore[arg-type]
        return [event.read(Promised).jobs for event in events]

    assert [jobs(y, "dated") for y in (2019, 2021, 2023)] == [[], [40.0], [25.0]]
    assert [jobs(y, "recorded") for y in (2021, 2023, 2024)] == [[], [], [25.0]]
    assert [e.read(Promised).jobs for e in store.events(Promised)] == [40.0]


def test_a_correction_changes_the_state_and_not_the_record(store: Store) -> None:
    event = store.add(entry(40, contact="Zoé", visibility="public"))
    store.add(correction(event.event_id, jobs=30))
    (held,) = store.current(Promised)
    assert (held.read(Promised).jobs, held.read(Promised).contact) == (30.0, "Zoé")
    assert held.visibility == "restricted"  # that of the correction: nothing is let out by mistake
    assert store.events(Promised)[0] == event
    withdrawn = Correction(corrects=event.event_id, withdrawn=True)
    store.add(Entry(payload=withdrawn, subject=S1, author="B", role="service"))
    assert store.current(Promised) == []
    assert len(store.events()) == 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"jobs": "many"}, "jobs: Input should be a valid number"), ({"job": 3}, "not permitted")],
)
def test_a_correction_must_fit_what_it_corrects(
    store: Store, changes: dict[str, object], said: str
) -> None:
    event = store.add(entry())
    with pytest.raises(StoreError, match=said):
        store.add(correction(event.event_id, **changes))
    with pytest.raises(StoreError, match="no event absent to correct"):
        store.add(correction("absent"))
    elsewhere = Entry(payload=Correction(corrects=event.event_id), subject=Subject("site", "S2"),
                      author="B", role="service")  # fmt: skip
    with pytest.raises(StoreError, match="corrects an event about site S1"):
        store.add(elsewhere)


def test_all_or_none_and_every_fault_at_once(store: Store) -> None:
    future = day(2190)
    with pytest.raises(StoreError) as caught:
        store.add_all([entry(), entry(dated=future), entry(), correction("absent")])
    assert len(caught.value.faults) == 2
    assert "#2" in str(caught.value)
    assert "2190-01-01" in str(caught.value)
    assert store.events() == []
    assert [e.seq for e in store.add_all([entry(1), entry(2)])] == [1, 2]


def test_the_same_entry_handed_in_again_is_recorded_once(store: Store) -> None:
    """Who does not know whether the first try arrived may try again."""
    once = entry()
    assert store.add(once) == store.add(once)
    assert len(store.events()) == 1
    with pytest.raises(StoreError, match="that of another event"):
        store.add(entry(99, event_id=once.event_id))
    store.add(correction(once.event_id, jobs=1))
    assert store.add(once).seq == 1


def test_events_are_found_by_kind_and_subject(store: Store) -> None:
    zone = Subject("zone", "Z1")
    visit = Entry(payload=Visited(found="rien"), subject=zone, author="B", role="élu")
    store.add_all([entry(1), entry(2, subject=zone), visit])
    assert [e.seq for e in store.events(subject=zone)] == [2, 3]
    assert [e.seq for e in store.current(Promised, subject=zone)] == [2]
    assert [e.kind for e in store.events(Visited)] == ["test_visit"]
    with pytest.raises(StoreError, match="is of the kind « test_visit »"):
        store.events(Visited)[0].read(Promised)


ATTACKS = (
    "UPDATE event SET author = 'x'",
    "DELETE FROM event",
    "DELETE FROM head",
    "UPDATE head SET events = 0",
    "INSERT INTO head VALUES (2, 0, '')",
    """INSERT INTO event SELECT seq + 5, 'other', kind, subject_kind, subject_id, author, role,
       dated, recorded, reason, grid, visibility, payload, geometry, crs, previous, hash
       FROM event""",
)


@pytest.mark.parametrize("sql", ATTACKS)
def test_the_database_itself_refuses_what_is_not_one_more_event(store: Store, sql: str) -> None:
    store.add(entry())
    with pytest.raises(DatabaseError, match="zae: "), store.engine.begin() as connection:
        connection.execute(text(sql))
    assert verify(store).faults == ()


@pytest.mark.postgis
def test_a_whole_table_cannot_be_emptied_at_once(shared_store: tuple[str, str]) -> None:
    store = create(shared_store[0], schema=shared_store[1])
    for table in ("event", "head"):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            store.engine.begin() as connection,
        ):
            connection.execute(text(f"TRUNCATE {table}"))


def test_threads_of_one_process_wait_for_each_other(store: Store) -> None:
    threads = [threading.Thread(target=store.add, args=(entry(i),)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(e.read(Promised).jobs for e in store.events(Promised)) == list(range(8))
    assert verify(store).faults == ()


def test_a_chain_is_copied_as_it_is(store: Store, tmp_path: Path) -> None:
    """From a file to a database, or the other way: same hashes, and it goes on."""
    store.add_all([entry(i, geometry=REAL) for i in range(3)])
    target = create(tmp_path / "copie.sqlite")
    assert copy(store, target) == 3
    assert target.events() == store.events()
    target.add(entry(4))
    assert verify(target).faults == ()
    with pytest.raises(StoreError, match="not empty"):
        copy(store, target)


def test_making_a_store_twice_keeps_what_it_holds(tmp_path: Path) -> None:
    create(tmp_path / "r.sqlite").add(entry())
    assert len(create(tmp_path / "r.sqlite").events()) == 1
    assert len(open_store(tmp_path / "r.sqlite").events()) == 1


def test_a_store_that_is_not_there_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"absent\.sqlite: no store there"):
        open_store(tmp_path / "absent.sqlite")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "other.sqlite").write_bytes(b"not a database, though long enough to be read as one")
    with pytest.raises(StoreError, match="not a database"):
        open_store(tmp_path / "other.sqlite")


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    """Its tables may mean what this version does not know."""
    store = create(tmp_path / "r.sqlite")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE store_version SET version_num = '9999'"))
    for way in (open_store, create):
        with pytest.raises(StoreError, match="newer version of zae"):
            way(tmp_path / "r.sqlite")


def test_a_password_is_never_shown() -> None:
    secret = "postgresql://someone:s3cret@127.0.0.1:1/sig"
    for way in (open_store, create):
        with pytest.raises(StoreError, match=r"sig\.zae") as caught:
            way(secret)
        assert "s3cret" not in str(caught.value)
        assert "someone" not in str(caught.value)
        assert caught.value.__cause__ is None
    with pytest.raises(StoreError, match="cannot be understood") as caught:
        open_store("postgresql://someone:s3cret@host:port/sig")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"author": " "}, "author: from 1 to 200"),
        ({"role": "a\x00b"}, "role: a character"),
        ({"reason": "x" * 4001}, "reason: at most 4000"),
        ({"subject": Subject("site", "")}, "subject.id: from 1"),
        ({"dated": day(2024).replace(tzinfo=None)}, "without a time zone"),
        ({"crs": 4326}, "EPSG:4326 is not a legal"),
        ({"visibility": "open"}, "visibility: one of public, restricted"),
        ({"geometry": Point()}, "geometry is empty"),
    ],
)
def test_a_wrong_entry_is_refused_before_it_reaches_the_store(
    fields: dict[str, object], said: str
) -> None:
    with pytest.raises(StoreError, match=said):
        entry(**fields)  # type: ignore[arg-type]


def test_only_finite_numbers_and_registered_kinds(tmp_path: Path) -> None:
    store = create(tmp_path / "r.sqlite")
    with pytest.raises(StoreError, match="not finite"):
        store.add(entry(float("nan")))

    class Unknown(Payload):
        pass

    with pytest.raises(StoreError, match="Unknown is not registered"):
        Entry(payload=Unknown(), subject=S1, author="A", role="b")


def test_the_address_of_a_study(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZAE_STORE", raising=False)
    assert where(Path("e")) == str(Path("e/registre.sqlite"))
    assert where(Path("e"), "suivi.sqlite") == str(Path("e/suivi.sqlite"))
    monkeypatch.setenv("ZAE_STORE", "postgresql://h/d")
    assert where(Path("e")) == "postgresql://h/d"
