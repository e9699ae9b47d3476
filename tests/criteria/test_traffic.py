"""Cars at the peak over the spare capacity of the access."""

import numpy as np
import pytest
from shapely import LineString

from criteria.centrality import likely_range, load, project_draws
from criteria.parameters import modes
from criteria.traffic import peak_cars, spare_capacity, transport_load
from land.errors import CRSError
from tests.criteria.maps import frame, jobs, project, sites, status, values

DEPOT = project(jobs=jobs(ouvriers=100), trucks_per_day=40, transfer_share=1.0)


def road(metres: float, spare: float):
    """A road that many metres south of the square."""
    return LineString([(0, -metres), (100, -metres)]), spare


def streets(*roads: tuple[LineString, float]):
    return frame([r for r, _ in roads], spare_veh_h=[s for _, s in roads])


def test_cars_and_trucks_at_the_modes() -> None:
    values_ = dict(modes("centrality")) | {"transfer_share": np.array([1.0])}
    cars = peak_cars(DEPOT, load(DEPOT.jobs, values_), values_)
    # 100 x 0.706 x 0.45 / 1.45 + 40 x 0.10 x 2.5 ; moved jobs bring no newcomer
    assert cars[0] == pytest.approx(21.910 + 10.0, abs=0.001)


def test_the_best_street_within_fifty_metres_is_the_access() -> None:
    drawn = project_draws(DEPOT)
    low, high = likely_range(peak_cars(DEPOT, load(DEPOT.jobs, drawn), drawn))
    part = transport_load(
        sites(), project=DEPOT, streets=streets(road(10, 50.0), road(50, 100.0), road(51, 900.0))
    )
    assert values(part)[:2] == pytest.approx((low / 100, high / 100), rel=1e-4)


@pytest.mark.parametrize("roads", [[road(51, 100.0)], [road(10, float("nan"))]])
def test_without_a_known_access_it_is_unknown(roads: list) -> None:
    assert status(transport_load(sites(), project=DEPOT, streets=streets(*roads))) == "unknown"


def test_without_streets_trucks_or_jobs() -> None:
    near = streets(road(10, 100.0))
    assert status(transport_load(sites(), project=DEPOT)) == "unknown"
    mute = project(jobs=jobs(cadres=5))
    assert status(transport_load(sites(), project=mute, streets=near)) == "unknown"
    empty = project(jobs=jobs(), trucks_per_day=1)
    assert status(transport_load(sites(), project=empty, streets=near)) == "not_applicable"


def test_streets_in_another_system_are_refused():
    streets = frame([LineString([(0, -5), (9, -5)])], spare_veh_h=[300.0]).set_crs(
        4326, allow_override=True
    )
    with pytest.raises(CRSError, match="4326"):
        spare_capacity(sites(), streets=streets)
