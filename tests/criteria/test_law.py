"""Legal minimums on the day before and the day of each step."""

from datetime import date

import pytest

from criteria.energy import renewable_roof_floor
from criteria.grid import RuleError
from criteria.law import floors, legal_floor
from tests.criteria.maps import project, sites, status, values


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2023, 6, 30), None),
        (date(2023, 7, 1), 30),
        (date(2026, 6, 30), 30),
        (date(2026, 7, 1), 40),
        (date(2027, 6, 30), 40),
        (date(2027, 7, 1), 50),
        (date(2040, 1, 1), 50),
    ],
)
def test_the_roof_share_of_the_law_by_day(day: date, share: float | None) -> None:
    found = legal_floor("renewable_roof", on=day)
    assert (found and found.value) == share
    part = renewable_roof_floor(sites(), project=project(roof_m2=501), on=day)
    expected = "not_applicable" if share is None else "measured"
    assert status(part) == expected
    if share is not None:
        assert values(part)[:2] == (share, share)


def test_without_a_day_the_floor_may_be_any_step_and_small_roofs_have_none() -> None:
    part = renewable_roof_floor(sites(), project=project(roof_m2=501))
    assert values(part) == (30.0, 50.0, "estimated")
    small = renewable_roof_floor(sites(), project=project(roof_m2=500), on=date(2027, 7, 1))
    assert status(small) == "not_applicable"


def test_every_minimum_has_its_source_and_a_stranger_is_refused() -> None:
    assert all(step.source and step.unit for steps in floors().values() for step in steps)
    with pytest.raises(RuleError, match="renewable_roof"):
        legal_floor("renewable_rof", on=date(2026, 1, 1))
