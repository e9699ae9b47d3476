"""Offers, answers and silent estimates: on both stores, replayed at any date."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.zae.negotiation.small import ten_hectares
from zae.negotiation.case import CaseError
from zae.negotiation.rounds import (
    Answer,
    Estimate,
    Offer,
    answer,
    answer_of,
    course,
    estimate,
    offer,
    silent_round,
)
from zae.negotiation.table import negotiate
from zae.store import Store
from zae.store.export import export
from zae.store.verify import verify

DAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def said(p: int, g: int, *, party: str, turn: int = 1, concession: str = "") -> Offer:
    shares = {"p": p / 100, "g": g / 100, "s": (100 - p - g) / 100}
    return Offer(round=turn, party=party, shares=shares, concession=concession)


def test_two_rounds_are_told_with_who_moved_by_how_much(store: Store) -> None:
    case = ten_hectares()
    table = negotiate(case, case.site())
    first = offer(store, case, "S1", said(70, 20, party="development"), author="A", on=DAY)
    offer(store, case, "S1", said(40, 40, party="ecology"), author="B", on=DAY)
    second = offer(
        store, case, "S1", said(56, 30, party="development", turn=2, concession="14 % de services"),
        author="A", on=DAY + timedelta(days=7),
    )  # fmt: skip
    answer(
        store, case, "S1",
        Answer(party="ecology", offer=second.event_id[:8], answer="reserve", condition="clôtures"),
        author="B", on=DAY + timedelta(days=8),
    )  # fmt: skip
    found = course(table, store)
    assert found["party"].tolist() == ["development", "ecology", "development"]
    assert found["moved"].round(2).tolist() == [0.0, 0.0, 0.2]  # from 0.70/0.70 to 0.56/0.70
    assert found["reserves"].tolist() == [(), (), ("ecology",)]
    # As it stood a week earlier, nobody had moved nor answered.
    before = course(table, store, until=DAY + timedelta(days=1))
    assert len(before) == 2
    assert first.event_id in set(before["event_id"])
    assert not verify(store).faults


def test_an_offer_beyond_a_red_line_is_not_recorded(store: Store) -> None:
    case = ten_hectares()
    with pytest.raises(CaseError, match="red line asks for ≥ 2"):
        offer(store, case, "S1", said(85, 10, party="development"), author="A")
    assert store.head()[0] == 0


def test_silent_estimates_are_shown_from_three_on_and_never_by_name(
    store: Store, tmp_path: Path
) -> None:
    case = ten_hectares()
    values = {"development": 10.0, "ecology": 40.0, "centrality": 20.0}
    for i, (party, value) in enumerate(values.items()):
        estimate(
            store, case, "S1", Estimate(round=1, party=party, item="sol ouvert", value=value),
            author=party, on=DAY + timedelta(hours=i),
        )  # fmt: skip
        shown = silent_round(store, "S1").loc[(1, "sol ouvert")]
        assert shown["count"] == i + 1
        assert shown.isna()["median"] == (i < 2)
    assert (shown["q1"], shown["median"], shown["q3"]) == (15.0, 20.0, 30.0)
    # A service that mends its own estimate counts once.
    estimate(
        store, case, "S1", Estimate(round=1, party="ecology", item="sol ouvert", value=30.0),
        author="x", on=DAY + timedelta(days=1),
    )  # fmt: skip
    assert silent_round(store, "S1").loc[(1, "sol ouvert"), "count"] == 3
    export(store, tmp_path / "registre.csv", "public")
    told = (tmp_path / "registre.csv").read_text(encoding="utf-8")
    assert "ecology" not in told
    assert "30" not in told


def test_unknown_words_are_refused(store: Store) -> None:
    case = ten_hectares()
    with pytest.raises(CaseError, match="no service « mairie »"):
        offer(store, case, "S1", said(50, 30, party="mairie"), author="A")
    with pytest.raises(CaseError, match="0 offers begin with"):
        answer(
            store, case, "S1", answer_of(party="ecology", offer="zz", answer="accept"), author="A"
        )
    with pytest.raises(CaseError, match="no answer"):
        answer_of(party="ecology", offer="zz", answer="peut-être")
