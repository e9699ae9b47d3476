"""Ids of zones: their own, the one that the ground had, else a new number; never one twice."""

from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Series

from zae.inventory.site_ids import site_ids

S = "34172_SITE-ECO_{:05d}".format


def ground(zones: dict[str, str]) -> DataFrame:
    """One land unit of a hectare a key, in the zone of its value."""
    return DataFrame({"site_id": zones, "area_m2": 10_000.0})


def before(sites: dict[str, str]) -> DataFrame:
    return DataFrame({"site_id": sites})


def test_a_new_number_leaves_out_what_zones_already_bear() -> None:
    for zones in (S(1), "Z2"), ("Z2", S(1)):
        found = site_ids(Series("34172", index=zones), DataFrame(), None)
        assert dict(zip(zones, found, strict=True)) == {S(1): S(1), "Z2": S(2)}


def test_an_id_that_a_zone_bears_is_not_handed_down_to_another() -> None:
    """Unit U lay in site 1, and lies in Z2; meanwhile another zone of the layer is named site 1."""
    zones = Series("34172", index=["Z2", S(1)])
    found = site_ids(zones, ground({"U": "Z2"}), before({"U": S(1)}))
    assert found.tolist() == [S(2), S(1)]


def test_the_ground_hands_down_its_id_and_a_lost_one_is_not_given_again() -> None:
    zones = Series("34172", index=["Z1", "Z2"])
    found = site_ids(zones, ground({"U": "Z2"}), before({"U": S(4), "V": S(7)}))
    assert found.tolist() == [S(8), S(4)]


def test_the_highest_number_is_followed_by_a_gap() -> None:
    found = site_ids(Series("34172", index=[S(99_999), "Z2"]), DataFrame(), None)
    assert found.tolist() == [S(99_999), S(1)]


NAMES = st.sampled_from(["Z1", "Z2", "Z3", S(1), S(2), S(3), S(99_999)])
SITES = st.sampled_from([S(1), S(2), S(3), S(99_998), "00000_SITE-ECO_00002"])


@given(
    zones=st.lists(NAMES, unique=True, min_size=1),
    now=st.dictionaries(st.sampled_from("UVWX"), NAMES),
    then=st.dictionaries(st.sampled_from("UVWX"), SITES),
    communes=st.sampled_from(["34172", "34022", None]),
)
def test_no_two_zones_have_one_id_and_own_ids_stay(
    zones: list[str], now: dict[str, str], then: dict[str, str], communes: str | None
) -> None:
    units = ground({u: z for u, z in now.items() if z in zones})
    found = site_ids(Series(communes, index=zones, dtype=object), units, before(then))
    assert found.is_unique
    assert found.str.fullmatch(r"\d{5}_SITE-ECO_\d{5}").all()
    assert [(z, f) for z, f in zip(zones, found, strict=True) if "SITE" in z and f != z] == []
