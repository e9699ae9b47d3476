"""The procedure: each step at its day, each refusal with the day from which it is allowed."""

import datetime as dt
import json
from pathlib import Path

import pytest

from zae.inventory import journal
from zae.inventory.journal import FILE, JournalError
from zae.inventory.life import (
    LifeError,
    first_adoption,
    life,
    next_update,
    require_adopting,
    require_consulting,
    require_drafting,
    require_sending,
)

D = dt.date


def journal_of(folder: Path, *events: tuple[str, dt.date, dict[str, str]]) -> None:
    for kind, day, content in events:
        journal.append(folder, kind, 2026, day=day, contents=[content])  # type: ignore[arg-type]


DRAFT = ("draft", D(2026, 2, 1), {"hash": "h"})
OPEN = ("consultation", D(2026, 3, 2), {"hash": "h"})
ADOPTED = ("adoption", D(2026, 4, 2), {"hash": "h", "act": "41"})


def state(folder: Path):
    return life(journal.read(folder), 2026)


def test_thirty_days_do_not_count_the_day_of_opening() -> None:
    """Opened on 2 March: days 1 to 30 are 3 March to 1 April; adoption from 2 April on."""
    assert first_adoption(D(2026, 3, 2)) == D(2026, 4, 2)
    assert first_adoption(D(2028, 2, 1)) == D(2028, 3, 3)  # a February of 29 days


def test_adoption_before_the_thirty_days_is_refused_with_the_day(tmp_path: Path) -> None:
    journal_of(tmp_path, DRAFT, OPEN)
    now = state(tmp_path)
    with pytest.raises(LifeError, match="may be adopted from 2026-04-02 on"):
        require_adopting(now, D(2026, 4, 1))
    require_adopting(now, D(2026, 4, 2))


def test_adoption_without_consultation_is_refused(tmp_path: Path) -> None:
    journal_of(tmp_path, DRAFT)
    with pytest.raises(LifeError, match="were not consulted"):
        require_adopting(state(tmp_path), D(2027, 1, 1))


def test_adoption_waits_for_the_follow_up_of_every_answer(tmp_path: Path) -> None:
    journal_of(tmp_path, DRAFT, OPEN, ("answer", D(2026, 3, 20), {"answer": "1"}),
               ("answer", D(2026, 3, 21), {"answer": "2"}),
               ("follow_up", D(2026, 3, 30), {"answer": "1", "outcome": "écartée"}))  # fmt: skip
    now = state(tmp_path)
    assert (now.answers, now.open_answers) == (2, 1)
    with pytest.raises(LifeError, match=r"1 answer\(s\) without a follow-up"):
        require_adopting(now, D(2026, 5, 1))
    journal_of(tmp_path, ("follow_up", D(2026, 4, 3), {"answer": "2", "outcome": "acceptée"}))
    require_adopting(state(tmp_path), D(2026, 5, 1))


def test_the_order_of_the_steps(tmp_path: Path) -> None:
    with pytest.raises(LifeError, match="no draft of the inventory of 2026"):
        require_consulting(state(tmp_path), D(2026, 3, 2))
    journal_of(tmp_path, DRAFT)
    with pytest.raises(LifeError, match="2026-01-31 comes before the draft, of 2026-02-01"):
        require_consulting(state(tmp_path), D(2026, 1, 31))
    with pytest.raises(LifeError, match="not adopted yet"):
        require_sending(state(tmp_path), "scot", D(2026, 3, 2))
    journal_of(tmp_path, OPEN)
    with pytest.raises(LifeError, match="opened on 2026-03-02 already"):
        require_consulting(state(tmp_path), D(2026, 3, 3))
    journal_of(tmp_path, ADOPTED)
    now = state(tmp_path)
    assert now.step == "adopted"
    for refused in (lambda: require_drafting(now), lambda: require_adopting(now, D(2026, 6, 1))):
        with pytest.raises(LifeError, match="was adopted on 2026-04-02"):
            refused()
    with pytest.raises(LifeError, match="« maire » does not receive the inventory"):
        require_sending(now, "maire", D(2026, 6, 1))


def test_it_is_sent_when_all_three_have_it(tmp_path: Path) -> None:
    journal_of(tmp_path, DRAFT, OPEN, ADOPTED)
    for i, recipient in enumerate(("scot", "plu", "plh")):
        assert state(tmp_path).step == "adopted"
        journal_of(tmp_path, ("sending", D(2026, 4, 3 + i), {"recipient": recipient}))
    assert state(tmp_path).step == "sent"
    assert state(tmp_path).sent["plu"] == D(2026, 4, 4)


def test_the_clock_of_six_years() -> None:
    assert next_update(None) == D(2029, 8, 24)
    assert next_update(D(2026, 4, 2)) == D(2032, 4, 2)
    assert next_update(D(2024, 2, 29)) == D(2030, 2, 28)
    assert next_update(D(2022, 2, 28)) == D(2028, 2, 28)


def test_another_year_is_another_life(tmp_path: Path) -> None:
    journal_of(tmp_path, DRAFT, OPEN, ADOPTED)
    assert life(journal.read(tmp_path), 2032).step == "none"


def test_a_journal_gives_back_what_was_written(tmp_path: Path) -> None:
    journal_of(tmp_path, DRAFT, ("answer", D(2026, 3, 20), {"answer": "1", "text": "é « x »\n;"}))
    events = journal.read(tmp_path)
    assert [e.number for e in events] == [1, 2]
    assert events[1].content["text"] == "é « x »\n;"
    assert events[1].previous == events[0].hash


@pytest.mark.parametrize("harm", ["change", "remove", "swap", "cut", "forge"])
def test_a_journal_that_was_touched_is_refused_with_the_line(tmp_path: Path, harm: str) -> None:
    journal_of(tmp_path, DRAFT, OPEN, ADOPTED)
    path = tmp_path / FILE
    lines = path.read_text(encoding="utf-8").splitlines()
    if harm == "change":
        lines[1] = lines[1].replace("2026-03-02", "2026-01-02")
    elif harm == "remove":
        del lines[1]
    elif harm == "swap":
        lines[0], lines[1] = lines[1], lines[0]
    elif harm == "cut":
        lines[2] = lines[2][:40]
    else:  # a whole event with a sound hash of its own, that follows nothing
        event = journal.Event.model_validate_json(lines[2])
        event = event.model_copy(update={"previous": "f" * 64})
        lines[2] = event.sealed().model_dump_json()
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(JournalError, match="altered or cut") as fault:
        journal.read(tmp_path)
    assert "line " in str(fault.value)
    with pytest.raises(JournalError):
        journal_of(tmp_path, DRAFT)
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(lines)


def test_every_line_is_plain_json(tmp_path: Path) -> None:
    journal_of(tmp_path, DRAFT)
    told = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert (told["kind"], told["day"], told["year"]) == ("draft", "2026-02-01", 2026)
