"""Names on a static map: whole, on what they name, clear of the foot and of one another."""

import pytest
from matplotlib.axes import Axes
from shapely import LineString, box

from zae.publish import drawing
from zae.publish.lettering import names

STYLE = {"fontsize": 6, "color": drawing.INK}


def map_of(metres: float) -> Axes:
    """A square map of 100 mm: a letter of 6 points is 1.3 % of it wide, and a little more."""
    return drawing.sheet(100, 100, (0, 0, metres, metres))[1]


def places(axes: Axes) -> dict[str, tuple[float, float]]:
    return {t.get_text(): t.get_position() for t in axes.texts}


def test_a_name_at_the_edge_moves_in_on_its_own_outline() -> None:
    axes = map_of(1000)
    assert names(axes, [("Saint-Ouen", box(900, 500, 1500, 600))], **STYLE) == ["Saint-Ouen"]
    x, y = places(axes)["Saint-Ouen"]
    assert 900 < x < 1000 - 5 * 12.7 < 1000
    assert 500 < y < 600


def test_a_name_without_room_on_its_outline_is_left_out_rather_than_cut() -> None:
    axes = map_of(1000)
    thin, low = box(990, 0, 1500, 1000), box(300, 0, 700, 90)  # the edge, the scale bar
    assert names(axes, [("Saint-Ouen", thin), ("Lattes", low)], **STYLE) == []
    assert places(axes) == {}


def test_the_first_of_two_names_in_one_place_is_written() -> None:
    here = box(400, 400, 600, 600)
    pair = [("Grabels", here), ("Juvignac", here), ("Pérols", box(400, 700, 600, 800))]
    assert names(map_of(1000), pair, **STYLE) == ["Grabels", "Pérols"]


def test_a_street_is_named_in_the_middle_of_what_is_seen_of_it() -> None:
    axes = map_of(1000)
    assert names(axes, [("Rue", LineString([(0, 500), (3000, 500)]))], **STYLE)
    assert places(axes)["Rue"] == pytest.approx((500, 500))
