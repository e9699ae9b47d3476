"""Votes on both stores: quorum, majorities, amendments, any past day."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.zae.charter.small import small_text
from zae.charter.article import CharterError
from zae.charter.votes import Vote, in_force, propose, tallies, vote
from zae.store import Store
from zae.store.verify import verify

MEMBERS = """
[[member]]
key = "a"
label = "A"
votes = 3
[[member]]
key = "b"
label = "B"
votes = 2
[[member]]
key = "c"
label = "C"
votes = 1
"""


def when(month: int) -> datetime:
    return datetime(2025, month, 1, tzinfo=UTC)


def written(folder: Path, version: str) -> Path:
    file = folder / f"charte-{version}.toml"
    text = small_text(a=f'version = "0.1" => version = "{version}"') + MEMBERS
    file.write_text(text, encoding="utf-8")
    return file


def say(store: Store, proposal: str, month: int, **choices: str) -> None:
    for member, choice in choices.items():
        said = Vote.model_validate({"proposal": proposal, "member": member, "choice": choice})
        vote(store, said, author="secrétaire", on=when(month))


def test_votes_adopt_then_amend_and_any_past_day_is_read_again(
    store: Store, tmp_path: Path
) -> None:
    first = propose(store, written(tmp_path, "0.1"), author="A", on=when(1)).event_id
    say(store, first, 2, b="for")
    assert not tallies(store).loc[first, "adopted"]  # 2 of 6 votes: no quorum
    say(store, first, 3, a="for", c="against")
    second = propose(store, written(tmp_path, "0.2"), author="B", on=when(4)).event_id
    say(store, second, 5, a="for", b="against", c="abstain")
    found = tallies(store)
    assert list(found.loc[first, ["for", "against", "cast"]]) == [5, 1, 1]
    assert bool(found.loc[second, "amends"])
    assert not found.loc[second, "adopted"]  # 3 of 5 is less than two thirds
    say(store, second[:12], 6, b="for")  # the last word counts: 5 of 5
    versions = {m: in_force(store, until=when(m)) for m in (2, 3, 5, 6)}
    assert {m: c.version if c else "" for m, c in versions.items()} == {
        2: "", 3: "0.1", 5: "0.1", 6: "0.2",
    }  # fmt: skip
    assert not verify(store).faults


def test_who_is_no_member_cannot_vote(store: Store, tmp_path: Path) -> None:
    first = propose(store, written(tmp_path, "0.1"), author="A").event_id
    with pytest.raises(CharterError, match="no member « z »"):
        say(store, first, 1, z="for")
    with pytest.raises(CharterError, match="0 proposals begin with"):
        say(store, "zzz", 1, a="for")
