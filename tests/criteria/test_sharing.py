"""Columns that say the same are held once, and a change of one leaves the other as it was."""

import numpy as np
import pytest
from pandas import DataFrame, Index

from criteria.facts import STATUS, assemble, between, constant, known, sharing, with_values
from criteria.sharing import held_once

SITES = Index(["A", "B"])
NAN = float("nan")


def _held(frame: DataFrame, other: DataFrame, key: str) -> bool:
    return np.shares_memory(frame[key].to_numpy(), other[key].to_numpy())


def test_only_the_same_bits_are_the_same() -> None:
    one = DataFrame({"zero": [0.0, 1.0], "gap": [NAN, 1.0], "other": [1.0, 2.0]})
    two = DataFrame({"zero": [-0.0, 1.0], "gap": [NAN, 1.0], "other": [1.0, 3.0]})
    lean = held_once(two, one)
    assert [_held(lean, one, key) for key in one] == [False, True, False]
    assert np.signbit(lean["zero"].iloc[0])


def test_a_change_of_one_project_is_not_one_of_the_other() -> None:
    one, two = (assemble({"slope": constant(3.0, SITES)}, {}, SITES) for _ in range(2))
    lean = sharing(two, [one])
    changed = with_values(lean, "A", {"slope": 5.0})
    lean.low.loc["B", "slope"] = 7.0
    assert changed.low["slope"].tolist() == [5.0, 3.0]
    assert one.low["slope"].tolist() == lean.high["slope"].tolist() == [3.0, 3.0]


def test_bounds_that_differ_stay_apart() -> None:
    wide = between(known_low := DataFrame({"x": [1.0, 2.0]}, index=SITES)["x"], known_low + 1)
    lean = sharing(assemble({"slope": wide}, {}, SITES))
    assert not _held(lean.low, lean.high, "slope")
    assert lean.high["slope"].tolist() == [2.0, 3.0]


def test_statuses_are_a_byte_a_site_and_equal_to_their_text() -> None:
    part = known(DataFrame({"x": [1.0, NAN]}, index=SITES)["x"])
    facts = assemble({"slope": part}, {}, SITES)
    assert facts.status["slope"].dtype == STATUS
    assert (facts.status["slope"] == "unknown").tolist() == [False, True]
    assert facts.status.loc["A", "slope"] == "measured"


def test_a_status_that_is_none_is_refused() -> None:
    part = constant(3.0, SITES).assign(status="mesuré")
    with pytest.raises(ValueError, match="fact slope: no status « mesuré »"):
        assemble({"slope": part}, {}, SITES)
    with pytest.raises(ValueError, match="no status « mesuré »; one of measured, declared"):
        constant(3.0, SITES, status="mesuré")


def test_bounds_of_other_sites_are_refused() -> None:
    low = DataFrame({"x": [1.0, 2.0]}, index=SITES)["x"]
    with pytest.raises(ValueError, match="not of the same sites"):
        between(low, low.iloc[::-1])
