import numpy as np
import pytest
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from land.errors import CRSError, IdentifierError
from land.measures.network import street_graph, walk_distance

PLOT = GeoSeries({"A": box(50, 20, 100, 60)}, crs=2154)


def lines(*found):
    return GeoSeries([LineString(line) for line in found], crs=2154)


def stops(**found):
    return GeoSeries({name: Point(xy) for name, xy in found.items()}, crs=2154)


def walk(streets, targets, *, origins=PLOT, reach_m=1000.0, **options):
    return walk_distance(origins, targets, street_graph(streets), reach_m=reach_m, **options)


MAIN = lines([(0, 0), (400, 0)])


def test_round_the_corner():
    streets = lines([(0, 0), (400, 0)], [(400, 0), (400, 300)])
    # 20 m to the street, 300 m from x = 100 to the corner, 80 m up, 5 m to the stop.
    assert walk(streets, stops(t=(405, 80)))["distance_m"]["A"] == pytest.approx(405)


def test_on_one_street_before_behind_and_in_front():
    for x, along in ((250, 150), (10, 40), (75, 0), (50, 0)):
        assert walk(MAIN, stops(t=(x, 0)))["distance_m"]["A"] == pytest.approx(20 + along)


def test_nearest_of_two_and_the_first_of_equals():
    found = walk(MAIN, stops(far=(300, 0), near=(160, 0)))
    assert found.loc["A", ["distance_m", "target", "found"]].tolist() == [80, "near", True]
    equal = walk(MAIN, stops(b=(160, 3), a=(160, -3)))
    assert (equal["target"]["A"], equal["distance_m"]["A"]) == ("a", 83)


@pytest.mark.parametrize(("reach", "found"), [(169.9, False), (170, True), (170.1, True)])
def test_reach_is_included(reach, found):
    row = walk(MAIN, stops(t=(250, 0)), reach_m=reach).loc["A"]
    assert row["found"] == found
    assert np.isnan(row["distance_m"]) != found
    assert row["street_m"] == 20


def test_a_river_without_bridge():
    streets = lines([(0, 0), (400, 0)], [(0, 300), (400, 300)])
    found = walk(streets, stops(t=(60, 301)))
    assert not found["found"]["A"]


def test_land_far_from_streets_says_so():
    found = walk(MAIN, stops(t=(60, 0)), access_m=19)
    assert not found["found"]["A"]
    assert np.isnan(found["street_m"]["A"])


def test_stop_far_from_streets_is_only_reached_directly():
    assert not walk(MAIN, stops(t=(75, 90)), access_m=50)["found"]["A"]
    assert walk(MAIN, stops(t=(75, 70)), access_m=50)["distance_m"]["A"] == 10


def test_stop_on_the_land_or_on_its_pavement():
    assert walk(MAIN, stops(t=(75, 40)))["distance_m"]["A"] == 0
    assert walk(MAIN, stops(t=(75, 10)))["distance_m"]["A"] == 10


def test_a_street_through_the_land_leaves_at_its_edge():
    through = box(100, -50, 200, 50)
    origins = GeoSeries({"A": through}, crs=2154)
    found = walk(MAIN, stops(t=(350, 0)), origins=origins)
    assert found.loc["A", ["distance_m", "street_m"]].tolist() == [150, 0]


@pytest.mark.parametrize(
    ("stop", "south", "east"),
    [
        ((196, 4), 20 + 96 + 4, 10 + 96 + 4),  # 4 m from both streets
        ((204, -4), 20 + 100 + np.hypot(4, 4), 10 + 100 + np.hypot(4, 4)),  # off their corner
    ],
)
def test_a_stop_as_near_to_two_streets_is_on_both(stop, south, east):
    streets = lines([(0, 0), (200, 0)], [(200, 0), (200, 300)])
    plots = GeoSeries({"S": box(50, 20, 100, 60), "E": box(210, 100, 250, 150)}, crs=2154)
    found = walk(streets, stops(t=stop), origins=plots)["distance_m"]
    assert found.to_dict() == {"S": pytest.approx(south), "E": pytest.approx(east)}


def test_both_streets_of_a_corner_plot_are_tried():
    streets = lines([(0, 0), (400, 0)], [(0, 0), (0, 300)])
    corner = GeoSeries({"A": box(9, 6, 50, 60)}, crs=2154)
    # By the farther street, 9 m away: 140 m from y = 60 to y = 200.
    assert walk(streets, stops(t=(0, 200)), origins=corner)["distance_m"]["A"] == pytest.approx(149)


def test_refusals_and_nothing():
    with pytest.raises(IdentifierError, match="'A'"):
        walk(MAIN, stops(t=(0, 0)), origins=GeoSeries([box(0, 0, 1, 1)] * 2, ["A", "A"], crs=2154))
    with pytest.raises(CRSError):
        walk(MAIN, stops(t=(0, 0)).set_crs(2975, allow_override=True))
    assert not walk(MAIN, GeoSeries([], crs=2154))["found"].any()
    assert not walk(lines(), stops(t=(0, 0)))["found"].any()
    assert len(walk(MAIN, stops(t=(0, 0)), origins=PLOT.iloc[:0])) == 0


GRID = lines(*([(0, 100 * i), (400, 100 * i)] for i in range(5)),
             *([(100 * i, 0), (100 * i, 400)] for i in range(5)))  # fmt: skip


def noded():
    return GeoSeries(list(GRID.union_all().geoms), crs=2154)


places = st.tuples(st.integers(0, 400), st.integers(0, 400))


@settings(max_examples=40, deadline=None)
@given(places, st.lists(places, min_size=1, max_size=4, unique=True), st.floats(0, 360))
def test_never_shorter_than_the_crow_and_turning_changes_nothing(corner, spots, angle):
    x, y = (c + 0.2 for c in corner)  # no plot at exactly 12 m from a street
    origins = GeoSeries({"A": box(x, y, x + 30, y + 20)}, crs=2154)
    targets = GeoSeries([Point(s) for s in spots], crs=2154)
    found = walk(noded(), targets, origins=origins, reach_m=5000)
    crow = targets.distance(origins.iloc[0]).min()
    assert found["distance_m"]["A"] >= crow - 1e-6
    turned = walk(
        noded().rotate(angle, origin=(0, 0)),
        targets.rotate(angle, origin=(0, 0)),
        origins=origins.rotate(angle, origin=(0, 0)),
        reach_m=5000,
    )
    # Nodes are kept to the millimetre, and the crossings of a turned map round differently.
    assert turned["distance_m"]["A"] == pytest.approx(found["distance_m"]["A"], abs=0.05)


@settings(max_examples=40, deadline=None)
@given(places, places, st.randoms())
def test_a_point_walks_to_a_stop_as_in_manhattan(start, end, random):
    # On the lines of a square grid the walk from crossing to crossing is |dx| + |dy|.
    (x1, y1), (x2, y2) = ((100 * round(a / 100), 100 * round(b / 100)) for a, b in (start, end))
    streets = noded().sample(frac=1, random_state=random.randrange(99))
    origins = GeoSeries({"A": Point(x1, y1)}, crs=2154)
    found = walk(streets, stops(t=(x2, y2)), origins=origins, reach_m=5000)
    assert found["distance_m"]["A"] == pytest.approx(abs(x1 - x2) + abs(y1 - y2), abs=1e-6)
