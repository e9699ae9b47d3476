"""Zones compared by their management."""

import pytest
from pandas import DataFrame

from zae.mutualisation.comparison import comparison
from zae.mutualisation.wording import comparison_notes


def managed(*jobs: float, yes: float) -> DataFrame:
    """Zones of so many jobs, with (1) or without (0) collective management."""
    return DataFrame(
        {"jobs_low": jobs, "jobs_high": jobs, "collective_management_low": yes,
         "collective_management_high": yes}
    )  # fmt: skip


def test_zones_are_compared_by_the_medians_of_both_kinds() -> None:
    """Medians 500 and 100; every draw of three among these lies 300 to 500 apart."""
    zones = DataFrame(
        [*managed(400, 500, 600, yes=1).to_dict("records"),
         *managed(100, 100, 100, yes=0).to_dict("records"), {"jobs_low": 9.0, "jobs_high": 9.0}]
    )  # fmt: skip
    row = comparison(zones).loc["jobs"]
    assert (row["with"], row["without"], row["difference"], row["not_told"]) == (500, 100, 400, 1)
    assert 300 <= row["low"] < 400 < row["high"] <= 500


def test_no_interval_is_given_for_two_zones_on_a_side() -> None:
    zones = DataFrame([*managed(1, 2, yes=1).to_dict("records"),
                       *managed(3, 4, 5, yes=0).to_dict("records")])  # fmt: skip
    row = comparison(zones).loc["jobs"]
    assert row[["low", "high"]].isna().all()
    assert row["difference"] == -2.5


@pytest.mark.parametrize(("lang", "piece"), [("en", "no effect"), ("fr", "n'est pas un effet")])
def test_it_says_that_a_difference_is_no_effect(lang: str, piece: str) -> None:
    rows = comparison(managed(1, 2, yes=1))
    assert piece in " ".join(comparison_notes(rows, lang)).replace("’", "'")
