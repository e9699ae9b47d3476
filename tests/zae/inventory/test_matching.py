"""Businesses matched to land units: each kind of doubt on plots of 100 m."""

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import Point

from tests.zae.inventory import town
from zae.inventory.matching import (
    ADDRESS,
    BOTH,
    DISAGREE,
    NEAR,
    NEAR_SEVERAL,
    PLACE,
    SEVERAL,
    VAGUE_PLACE,
    address_key,
    candidates,
)

Y = town.Y0
UNITS = GeoDataFrame(
    {"parcels": [town.parcel(1), f"{town.parcel(2)}|{town.parcel(3)}", town.parcel(4)]},
    geometry=[town.plot(1), town.plot(2).union(town.plot(3)), town.plot(4)],
    index=pd.Index(["A", "B", "C"], name="unit_id"), crs=2154,
)  # fmt: skip


def places(refs: dict[str, str]) -> GeoDataFrame:
    return GeoDataFrame(
        {"address": list(refs), "commune_insee": "34022", "parcel_refs": list(refs.values())},
        geometry=[Point(0, 0)] * len(refs), crs=2154,
    )  # fmt: skip


def matched(firm: dict[str, object], addresses: GeoDataFrame | None = None) -> list[tuple]:
    table = GeoDataFrame([firm], crs=2154).set_index("establishment_id")
    found = candidates(table, UNITS, addresses)
    return [tuple(r) for r in found[["unit_id", "method", "confidence"]].to_numpy().tolist()]


HERE = places({"1 rue d'Essai": town.parcel(1), "4 rue d'Essai": town.parcel(4)})


def test_place_and_address_agree() -> None:
    assert matched(town.firm(1, 1), HERE) == [("A", "both", BOTH)]


def test_a_place_alone() -> None:
    assert matched(town.firm(1, 1)) == [("A", "place", PLACE)]
    assert matched(town.firm(1, 1, location_quality=None)) == [("A", "place", VAGUE_PLACE)]


def test_an_address_alone_when_the_point_is_on_its_street() -> None:
    """The point lies on plot 1, but is only known to be in the street: the address speaks."""
    on_street = town.firm(1, 1, address="4, Rue d’Essai", location_quality="street")
    assert matched(on_street, HERE) == [("C", "address", ADDRESS)]


def test_place_and_address_at_odds_go_to_a_person() -> None:
    assert matched(town.firm(1, 1, address="4 rue d'Essai"), HERE) == [
        ("A", "place", DISAGREE), ("C", "address", DISAGREE),
    ]  # fmt: skip


def test_an_address_of_several_units() -> None:
    both = places({"9 rue d'Essai": f"{town.parcel(1)}|{town.parcel(4)}"})
    lost = town.firm(1, 1, address="9 rue d'Essai", location_quality="commune")
    assert matched(lost, both) == [("A", "address", SEVERAL), ("C", "address", SEVERAL)]


def test_a_point_beside_one_unit_or_between_several() -> None:
    south = {"geometry": Point(town.X0 + 50, Y - 20), "address": None}
    assert matched(town.firm(1, 1, **south)) == [("A", "near", NEAR)]
    corner = {"geometry": Point(town.X0 + 100, Y - 20), "address": None}
    assert matched(town.firm(1, 1, **corner)) == [
        ("A", "near", NEAR_SEVERAL), ("B", "near", NEAR_SEVERAL),
    ]  # fmt: skip
    far = {"geometry": Point(town.X0 + 50, Y - 26), "address": None}
    assert matched(town.firm(1, 1, **far)) == []


def test_a_point_in_the_middle_of_the_commune_says_nothing() -> None:
    assert matched(town.firm(1, 1, location_quality="commune", address=None), HERE) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("12 bis, av. de la Gare", "12 BIS AVENUE DE LA GARE"),
        ("3 rte des Hêtres", "3 Route des Hetres"),
        ("1 r. St-Éloi", "1 RUE SAINT ELOI"),
    ],
)
def test_spellings_of_one_address(one: str, two: str) -> None:
    keys = address_key(pd.Series([one, two]))
    assert keys[0] == keys[1]
