"""Contributions add up to the cent; the checklist counts what has evidence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zae.charter.article import CharterError
from zae.charter.commons import (
    Common,
    Member,
    Principle,
    checklist,
    contributions,
    shared_out,
    weakest,
)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9), st.lists(st.floats(0, 1e6), min_size=1, max_size=12))
def test_parts_add_up_to_the_cost_to_the_cent(cost: int, weights: list[float]) -> None:
    if not sum(weights) > 0:
        with pytest.raises(CharterError):
            shared_out(cost, weights)
        return
    parts = shared_out(cost, weights)
    assert sum(parts) == cost
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - cost * weight / sum(weights)) < 1 + 1e-6


def test_each_thing_is_paid_by_its_own_key() -> None:
    ana = Member(key="ana", label="Ana", area_m2=3000, jobs=10)
    bo = Member(key="bo", label="Bo", area_m2=1000, jobs=30)
    both = ("ana", "bo")
    road = Common(key="road", label="Voie", kind="road", users=both, cost_eur_year=400)
    park = Common(
        key="park", label="P", kind="parking", users=both, cost_eur_year=400, share_by="jobs"
    )
    sign = Common(
        key="sign", label="S", kind="name", users=both, payers=("bo",), cost_eur_year=0.01
    )
    found = contributions([road, park, sign], [ana, bo])
    assert list(found.loc["ana"]) == [300, 100, 0]
    assert list(found.loc["bo"]) == [100, 300, 0.01]


def test_a_key_that_nobody_has_is_told() -> None:
    ana = Member(key="ana", label="Ana")
    road = Common(key="road", label="Voie", kind="road", users=("ana",), cost_eur_year=1)
    with pytest.raises(CharterError, match="no payer has any area_m2"):
        contributions([road], [ana])


def test_an_answer_without_evidence_counts_for_nothing() -> None:
    told = checklist([
        Principle(number=1, answer="yes", evidence="plan"), Principle(number=2, answer="yes"),
        Principle(number=3, answer="partly", evidence="convention"),
    ])  # fmt: skip
    assert told["points"].tolist() == [2, 0, 1, 0, 0, 0, 0, 0]
    assert weakest(told) == [2, 4, 5, 6, 7, 8]
