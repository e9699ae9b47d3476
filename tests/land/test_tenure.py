import pytest
from pandas import Series

from land.errors import SchemaError
from land.tenure import TENURES, tenure_of


def test_public_private_and_unknown_hands():
    owners = Series(
        ["state", "public_land_agency", "developer", "person", "social_housing", None, "unknown"]
    )
    assert tenure_of(owners).tolist() == [
        "public", "public", "private", "private", "unknown", "unknown", "unknown",
    ]  # fmt: skip


def test_every_owner_type_of_a_layer_has_a_tenure():
    from layers.schema import OWNER_TYPES

    assert set(tenure_of(Series(OWNER_TYPES))) == set(TENURES)


def test_strange_types_are_all_named():
    with pytest.raises(SchemaError, match="'SCI', 'mairie'"):
        tenure_of(Series(["mairie", "SCI", "epci"]))
