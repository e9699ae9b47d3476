"""Several sites at once: equal to every choice tried one by one."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pandas import DataFrame, Series

from land.allocation import RULES, NoAllocationError, allocation
from land.errors import SchemaError

SITES, USES, PARTIES = ["north", "south", "west"], ["factory", "homes", "plant"], ["eco", "hab"]
LABELS = pd.MultiIndex.from_product([SITES, USES])


def table(values: np.ndarray) -> DataFrame:
    return DataFrame(values, index=LABELS, columns=PARTIES)


def nothing() -> DataFrame:
    return DataFrame(0.0, index=SITES, columns=PARTIES)


def reached(rule: str, gains: Series, possible: Series) -> float:
    """What a rule makes of a choice; larger is better."""
    if rule == "utilitarian":
        return float(gains.sum())
    if rule == "nash":
        return float(gains.prod())
    shares = gains / possible if rule == "kalai_smorodinsky" else gains
    return float(shares.min())


def every_choice(worths: DataFrame) -> list[Series]:
    return [
        worths.loc[list(zip(SITES, uses, strict=True))].sum()
        for uses in product(USES, repeat=len(SITES))
    ]


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=10, deadline=None)
@given(arrays(np.int64, (9, 2), elements=st.integers(1, 20)))
def test_equal_to_every_choice_tried(rule: str, values: np.ndarray) -> None:
    worths = table(values.astype(float))
    choices = every_choice(worths)
    possible = DataFrame(choices).max()
    best = max(reached(rule, c, possible) for c in choices)
    found = allocation(worths, nothing(), rule=rule)
    assert reached(rule, found.gains, possible) == pytest.approx(best, rel=1e-6)
    assert worths.loc[list(found.options.items())].sum().to_numpy() == pytest.approx(found.gains)


def test_a_red_line_is_kept_and_costs_what_it_costs() -> None:
    """Homes are worth nothing to the economy, yet ten hectares of them must be somewhere."""
    worths = table(np.array([[5, 1], [0, 4], [1, 0]] * 3, dtype=float))
    hectares = DataFrame({"homes_ha": [0.0, 10.0, 0.0] * 3}, index=LABELS)
    free = allocation(worths, nothing(), rule="utilitarian", quantities=hectares)
    held = allocation(
        worths, nothing(), rule="utilitarian", quantities=hectares, least={"homes_ha": 10}
    )
    assert free.quantities["homes_ha"] == 0
    assert held.quantities["homes_ha"] == 10
    assert free.gains.sum() - held.gains.sum() == pytest.approx(2)


def test_nobody_is_worse_off_over_all_sites_but_may_be_on_one() -> None:
    worths = table(
        np.array([[9, 0], [0, 1], [0, 0], [1, 0], [0, 9], [0, 0], [1, 1], [0, 0], [0, 0]], float)
    )
    without = nothing()
    without.loc["north", "hab"] = without.loc["south", "eco"] = 1.0
    found = allocation(worths, without, rule="nash")
    assert found.options.to_dict() == {"north": "factory", "south": "homes", "west": "factory"}
    assert found.gains.to_dict() == {"eco": 9.0, "hab": 9.0}


def test_red_lines_that_no_choice_keeps_are_said() -> None:
    hectares = DataFrame({"homes_ha": [0.0, 10.0, 0.0] * 3}, index=LABELS)
    with pytest.raises(NoAllocationError, match="red line"):
        allocation(
            table(np.ones((9, 2))),
            nothing(),
            rule="nash",
            quantities=hectares,
            least={"homes_ha": 31},
        )


def test_faults_are_told_at_once() -> None:
    with pytest.raises(SchemaError) as fault:
        allocation(
            table(np.ones((9, 2))), nothing().drop("west"), rule="fair", least={"homes_ha": 1}
        )
    assert len(fault.value.faults) == 3


@pytest.mark.slow
def test_two_hundred_sites_and_four_parties() -> None:
    """Not a timed test: it must end, be proved near the best, and keep its red line."""
    rng = np.random.default_rng(1)
    labels = pd.MultiIndex.from_product([range(200), range(5)])
    worths = DataFrame(rng.random((1000, 4)), index=labels, columns=list("abcd"))
    hectares = DataFrame({"open_ha": rng.random(1000)}, index=labels)
    without = DataFrame(0.2, index=range(200), columns=list("abcd"))
    for rule in ("utilitarian", "kalai_smorodinsky"):
        found = allocation(
            worths, without, rule=rule, quantities=hectares, least={"open_ha": 110}, gap=1e-3
        )
        assert found.gap <= 1e-3
        assert found.quantities["open_ha"] >= 110 - 1e-6
        assert len(found.options) == 200
