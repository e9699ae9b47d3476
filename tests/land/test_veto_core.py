"""Veto core: small meetings by hand, and what the theorem of Moulin promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pandas import DataFrame

from land.errors import SchemaError
from land.negotiation import pareto_efficient
from land.veto_core import veto_core


def test_one_party_alone_takes_its_best() -> None:
    assert veto_core(DataFrame({"economy": [1, 3, 2]})).tolist() == [False, True, False]


def test_a_majority_cannot_leave_the_third_with_its_worst() -> None:
    """Three parties, four options: each may refuse one, ceil(4/3) - 1; two together two."""
    worths = DataFrame(
        {"economy": [4, 3, 2, 1], "housing": [4, 3, 2, 1], "energy": [1, 2, 3, 4]},
        index=list("ABCD"),
    )
    # Energy refuses A. Economy and housing refuse two of the rest: C and D. B is left.
    assert veto_core(worths).to_dict() == {"A": False, "B": True, "C": False, "D": False}


@given(
    st.tuples(st.integers(1, 8), st.integers(1, 4)).flatmap(
        lambda s: arrays(np.int64, s, elements=st.integers(0, 5))
    )
)
def test_never_empty_always_efficient_where_all_differ(table: np.ndarray) -> None:
    # Ties are broken so that each party has a strict order, as the theorem asks.
    worths = DataFrame(table + np.arange(len(table))[:, None] / 100)
    core = veto_core(worths)
    assert core.any()
    assert pareto_efficient(worths)[core].all()


def test_too_many_parties_are_refused() -> None:
    with pytest.raises(SchemaError, match="13 parties"):
        veto_core(DataFrame(np.zeros((2, 13))))
