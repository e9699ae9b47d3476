"""Territory twin test on the four real territories: no criterion only measures density."""

from functools import cache

import numpy as np
import pytest
from pandas import DataFrame, Series, concat

from criteria.redundancy import density_twins
from tests.real.conftest import Studied
from zae.assessment import Assessment
from zae.twins import density, run_of, twins

pytestmark = pytest.mark.shared

TERRITORIES = ("montpellier", "grenoble", "lille", "puisaye-forterre")
ROUNDING = 1e-9
TESTED = 4
"""Sites, and two territories, under which the test says nothing."""


@pytest.fixture(scope="module")
def four(studied: Studied) -> dict[str, Assessment]:
    return {name: studied(name) for name in TERRITORIES}


@pytest.fixture(scope="module")
def around(four: dict[str, Assessment]) -> dict[str, Series]:
    return {name: density(found) for name, found in four.items()}


def test_every_site_has_a_density_and_town_is_denser_than_country(
    around: dict[str, Series],
) -> None:
    assert all(dense.notna().all() for dense in around.values())
    country = around["puisaye-forterre"]
    assert country.max() < 100  # persons/km²; 33,562 inhabitants on some 1,700 km²
    assert all(around[t].median() > 10 * country.max() for t in TERRITORIES[:3])


@pytest.mark.parametrize(
    "project", ["artisanat", "industrie", "logistique", "tertiaire", "commerce"]
)
def test_no_criterion_only_measures_density(four: dict[str, Assessment], project: str) -> None:
    table = twins(four, project)
    assert list(table.index) == [c.key for c in four["lille"].grid.criteria]
    assert not table["flagged"].any()
    # Most criteria wait for layers that the open files do not hold: the test is of these alone.
    tested = table[(table["sites"] >= TESTED) & (table["territories"] > 1)].index
    assert {"job_density", "open_ground", "transit_walk", "public_cost"} <= set(tested)
    # And the project alone decides most of these: what varies between sites is what is tested.
    marks = concat([run_of(found, project).scores.marks.central for found in four.values()])
    assert set(marks[tested].columns[marks[tested].std() > ROUNDING]) == {"transit_walk"}


def test_one_that_does_would_be_flagged(around: dict[str, Series]) -> None:
    """The same sites with a mark that is the density, and one that chance gives."""
    chance = np.random.default_rng(0)

    @cache
    def drawn(name: str) -> DataFrame:
        dense = around[name]
        return DataFrame(
            {"dense": (dense / 12_000).clip(0, 1), "drawn": chance.random(len(dense))},
            index=dense.index,
        )

    flagged = density_twins({name: drawn(name) for name in around}, around)["flagged"]
    assert flagged.to_dict() == {"dense": True, "drawn": False}
