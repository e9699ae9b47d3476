"""The walk to a served stop, and the carbon of commuting."""

import numpy as np
import pytest
from pandas import DataFrame, Series
from shapely import LineString, Point, box

from criteria.mobility import commuting_ghg, transit_walk, yearly_kg
from tests.criteria.maps import SQUARE, communes, frame, sites, status, values

NAN = float("nan")


def stops(*places: tuple[float, float]):
    """Stops by distance from the east side of the square and departures per hour."""
    return frame(
        [Point(100 + metres, 50) for metres, _ in places],
        peak_departures_per_h=[often for _, often in places],
    )


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([(200, 2.0)], (200.0, 300.0, "estimated")),  # two an hour are enough
        ([(200, 1.9), (400, 6.0)], (400.0, 600.0, "estimated")),
        ([(200, NAN), (400, 6.0)], (200.0, 600.0, "estimated")),
        ([(200, NAN)], (200.0, 1500.0, "estimated")),
        ([(1200, 6.0)], (1200.0, 1500.0, "estimated")),  # the walk is cut at the reach
        ([(200, 1.0)], (1500.0, 1500.0, "none_found")),
        ([(1501, 6.0)], (1500.0, 1500.0, "none_found")),
    ],
)
def test_as_the_crow_flies_the_walk_has_bounds(places: list, expected: tuple) -> None:
    assert values(transit_walk(sites(), stops=stops(*places))) == expected


def test_along_streets_the_walk_is_measured() -> None:
    # out of the square at (100, 0), 300 m east, then 50 m north to the stop
    streets = frame(
        [LineString([(0, 0), (400, 0)]), LineString([(400, 0), (400, 50)])],
        walkable=[True, None],
    )
    part = transit_walk(sites(), stops=stops((300, 4.0)), streets=streets)
    assert values(part) == (350.0, 350.0, "measured")


def test_a_street_that_is_not_walkable_does_not_carry() -> None:
    streets = frame([LineString([(0, 0), (600, 0)])], walkable=[False])
    part = transit_walk(sites(), stops=stops((300, 4.0)), streets=streets)
    assert values(part) == (300.0, 450.0, "estimated")


def test_far_from_all_streets_only_the_straight_line_is_known() -> None:
    streets = frame([LineString([(0, 9000), (600, 9000)])], walkable=[True])
    part = transit_walk(sites(), stops=stops((300, 4.0)), streets=streets)
    assert values(part) == (300.0, 450.0, "estimated")


def test_no_stops_at_all_is_unknown() -> None:
    assert status(transit_walk(sites())) == "unknown"
    assert status(transit_walk(sites(), stops=stops())) == "unknown"


def test_the_published_scale_of_commuting_carbon() -> None:
    """CRITERIA, section 2: 317, 634, 951 and 1,585 kg for 5, 10, 15 and 25 km one way."""
    kilos = yearly_kg(np.array([5.0, 10.0, 15.0, 25.0]))
    assert kilos.round().tolist() == [317, 634, 951, 1585]


HERE = communes({"1": box(-1000, -1000, 1000, 1000), "2": box(19_000, -1000, 21_000, 1000)})
CENTRE = sites(A=box(-10, -10, 10, 10))
IN_1 = Series({"A": "1"})
OWN_KM = 2 / 3 * np.sqrt(4.0 / np.pi) * 1.3
"""Inside one's own commune of 4 km²: two thirds of its radius, times the detour."""


def flows(*rows: tuple[str, str, float]) -> DataFrame:
    return DataFrame(rows, columns=["origin_insee", "destination_insee", "workers"])


def _kg(*shares_km: tuple[float, float]) -> float:
    return float(yearly_kg(np.array([sum(s * km for s, km in shares_km)]))[0])


def test_workers_come_from_where_they_live() -> None:
    part = commuting_ghg(
        CENTRE,
        commune_of=IN_1,
        communes=HERE,
        flows=flows(("1", "1", 30), ("2", "1", 10), ("1", "2", 99)),
    )
    expected = _kg((0.75, OWN_KM), (0.25, 26.0))
    assert values(part) == (pytest.approx(expected), pytest.approx(expected), "estimated")


def test_origins_outside_live_from_the_edge_to_fifty_kilometres() -> None:
    part = commuting_ghg(
        CENTRE, commune_of=IN_1, communes=HERE, flows=flows(("1", "1", 30), ("9", "1", 10))
    )
    low = _kg((0.75, OWN_KM), (0.25, 1.3))  # the edge is 1 km away
    high = _kg((0.75, OWN_KM), (0.25, 50.0))
    assert values(part) == (
        pytest.approx(low, rel=1e-6),
        pytest.approx(high, rel=1e-6),
        "estimated",
    )


@pytest.mark.parametrize(
    ("commune", "rows"),
    [
        ("1", [("1", "1", 4), ("9", "1", 6)]),  # most origins are unknown
        ("1", [("1", "2", 10)]),  # nobody works there
        ("1", [("1", "1", 0)]),
        (None, [("1", "1", 10)]),
    ],
)
def test_too_little_is_unknown(commune: str | None, rows: list) -> None:
    part = commuting_ghg(
        CENTRE, commune_of=Series({"A": commune}, dtype=object), communes=HERE, flows=flows(*rows)
    )
    assert status(part) == "unknown"


def test_without_layers_it_is_unknown() -> None:
    assert status(commuting_ghg(CENTRE, commune_of=IN_1, communes=HERE)) == "unknown"
    assert status(commuting_ghg(CENTRE, commune_of=IN_1, flows=flows(("1", "1", 3)))) == "unknown"


def test_the_squares_are_left_alone() -> None:
    places = sites(A=SQUARE)
    transit_walk(places, stops=stops((300, 4.0)))
    assert places.equals(sites(A=SQUARE))
