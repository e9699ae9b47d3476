"""Outlines that are disks: less trust, and no area where nobody has said one."""

import pytest
from geopandas import GeoDataFrame
from shapely import Point

from criteria.grid import published
from criteria.indicators import INDICATORS, measure
from criteria.outlines import FROM_AREA, FROM_OUTLINE, FROM_WHOLE
from criteria.project import reference_projects
from criteria.vetoes import vetoes
from tests.criteria.maps import frame, status, values
from tests.criteria.test_indicators import layers

OFFICE = reference_projects()["tertiaire"]
KINDS = ("surveyed", "estimated_disk", "nominal_disk")


def disks() -> GeoDataFrame:
    """The same disk of 18 m, three times, known less and less well."""
    return GeoDataFrame(
        {"geometry_status": list(KINDS)},
        geometry=[Point(310, 50).buffer(18)] * 3,
        index=list(KINDS),
        crs=2154,
    )


def _part(key: str, **change: object):
    facts = measure(disks(), layers(), OFFICE.model_copy(update=change))
    return frame([None] * 3).assign(
        low=facts.low[key].to_numpy(), high=facts.high[key].to_numpy(),
        status=facts.status[key].to_numpy(),
    ).set_axis(list(KINDS))  # fmt: skip


def test_the_sets_name_facts_that_exist() -> None:
    assert FROM_AREA <= FROM_OUTLINE <= set(INDICATORS)
    assert set(INDICATORS) >= FROM_WHOLE


@pytest.mark.parametrize("key", ["plot_fit", "wetland_m2"])
def test_an_area_that_nobody_has_said_is_unknown(key: str) -> None:
    part = _part(key)
    assert [status(part, k) for k in KINDS] == ["measured", "estimated", "unknown"]
    assert values(part, "surveyed")[:2] == values(part, "estimated_disk")[:2]


def test_a_nominal_disk_is_never_called_too_small() -> None:
    facts = measure(disks(), layers(), OFFICE)
    found = vetoes(facts, published(), vocation="tertiaire").set_index(["site_id", "veto"])["state"]
    assert found["surveyed", "site_too_small"] == "fired"
    assert found["nominal_disk", "site_too_small"] == "to_check"


def test_statistics_and_answers_are_not_touched() -> None:
    assert [status(_part("jobs_balance"), k) for k in KINDS] == ["measured"] * 3
    assert status(_part("hazard_class"), "nominal_disk") == "none_found"


def test_the_density_of_a_project_that_takes_all_needs_the_area() -> None:
    assert [status(_part("job_density"), k) for k in KINDS] == ["declared"] * 3
    whole = _part("job_density", takes_whole_site=True)
    assert [status(whole, k) for k in KINDS] == ["declared", "declared", "unknown"]
