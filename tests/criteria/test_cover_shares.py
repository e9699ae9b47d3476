"""A land cover is measured once for the three facts that ask."""

from collections import Counter

import pytest
from pandas import testing
from shapely import Polygon, box

from criteria.cover_shares import KINDS, cover_shares
from criteria.indicators import facts_by_project
from criteria.project import reference_projects
from criteria.sobriety import artificialised_share
from criteria.soil import canopy_share, farmland_share
from land.errors import GeometryError
from tests.criteria.maps import SQUARE, frame, sites

WOOD, FIELD, LOT = box(0, 0, 20, 100), box(20, 0, 50, 100), box(50, 0, 90, 100)
FACTS = {
    "artificialised_share": artificialised_share,
    "canopy_share": canopy_share,
    "farmland_share": farmland_share,
}


def cover():
    return frame(
        [WOOD, FIELD, LOT],
        cover_code=["CS2.1.1.1", "CS2.2.1", "CS1.1.1.2"],
        use_code=["US1.2", "US1.1", None],
    )


def test_each_kind_by_hand() -> None:
    shares = cover_shares(sites(), land_cover=cover()).round(9)
    assert shares.loc["A"].to_dict() == {
        "seen": 0.9,
        "artificialised": 0.4, "artificialised_at_most": 0.4,
        "trees": 0.2, "trees_at_most": 0.5,
        "farmed": 0.3, "farmed_at_most": 0.7,
    }  # fmt: skip


def test_one_kind_alone_is_as_among_all() -> None:
    together = cover_shares(sites(), land_cover=cover())
    for kind in KINDS:
        alone = cover_shares(sites(), land_cover=cover(), kinds=[kind])
        testing.assert_frame_equal(alone, together[alone.columns])


def test_the_facts_are_those_that_each_function_gives_alone() -> None:
    computed: Counter[str] = Counter()

    def recall(key, _given, compute):
        computed[key] += 1
        return compute()

    place = frame([SQUARE]).set_axis(["A"])
    offices = reference_projects()["tertiaire"]
    (facts,) = facts_by_project(place, {"land_cover": cover()}, [offices], recall=recall)
    for key, function in FACTS.items():
        alone = function(place.geometry, land_cover=cover())
        found = {side: getattr(facts, side)[key] for side in ("low", "high", "status")}
        told = alone.assign(**found).astype(alone.dtypes)
        testing.assert_frame_equal(alone, told)
    assert computed["shares"] == 1


def test_a_polygon_in_several_parts_is_refused_once_by_its_name() -> None:
    bow = Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    broken = frame([bow, LOT], cover_code=["CS2.1.1.1"] * 2, use_code=["US1.1"] * 2)
    with pytest.raises(GeometryError, match=r"cover: 1 invalid geometry \(0: Self-inter"):
        cover_shares(sites(), land_cover=broken, kinds=["trees", "farmed"])
