import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import Series

from land.errors import IdentifierError
from land.ids import (
    is_insee,
    is_parcel,
    is_siren,
    is_siret,
    parcel_id,
    require_unique,
    restore_zeros,
    split_refs,
)


@pytest.mark.parametrize("code", ["01001", "75056", "2A004", "2B033", "97105", "98818"])
def test_insee_codes(code):
    assert is_insee(code)


@pytest.mark.parametrize(
    "code", ["1001", "00001", "20004", "96001", "2C004", "34000", "34 72", "341720", "", "2a004"]
)
def test_not_insee_codes(code):
    assert not is_insee(code)


@pytest.mark.parametrize(
    "code", ["25354000AB0022", "2A004000AB0001", "972090000A0012", "67482000010123"]
)
def test_parcels(code):
    assert is_parcel(code)


@pytest.mark.parametrize(
    "code",
    ["25354000AB022", "25354000AB0000", "25354000000022", "25354000AB00221", "2535400ab0022"],
)
def test_not_parcels(code):
    assert not is_parcel(code)


def test_parcel_id_pads_each_part():
    assert parcel_id("1004", "12", "b", "7") == "010040120B0007"


def test_parcel_id_refuses_what_is_too_long():
    with pytest.raises(IdentifierError, match="'12345'"):
        parcel_id("25354", "", "A", "12345")


@given(
    st.integers(1, 9999), st.sampled_from(["A", "ZB", "AB"]), st.sampled_from(["34172", "2A004"])
)
def test_parcel_id_makes_parcels(number, section, commune):
    assert is_parcel(parcel_id(commune, "", section, str(number)))


def test_zeros_come_back_and_are_told():
    codes = Series(["1004", "01004", "2A004", None, "inconnu", "", "34172"], index=list("abcdefg"))
    restored, changed = restore_zeros(codes, width=5)
    assert restored.drop("d").tolist() == ["01004", "01004", "2A004", "inconnu", "", "34172"]
    assert restored.isna().to_dict()["d"]
    assert changed.to_dict() == dict.fromkeys("bcdefg", False) | {"a": True}
    assert codes["a"] == "1004"


def test_zeros_of_a_column_that_became_numbers():
    restored, changed = restore_zeros(Series([1004.0, np.nan, 34172.0]), width=5)
    assert restored.dropna().tolist() == ["01004", "34172"]
    assert changed.tolist() == [True, False, False]


def test_zero_of_a_parcel_id():
    restored, changed = restore_zeros(Series(["1004000AB0012"]), width=14)
    assert restored.tolist() == ["01004000AB0012"]
    assert changed.tolist() == [True]


def test_siren_of_the_four_territories():
    assert all(map(is_siren, ("243400017", "200067130", "200040715", "200093201")))


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_seen(place, shift):
    digits = list("243400017")
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert not is_siren("".join(digits))


def test_siret():
    assert is_siret("73282932000074")
    assert not is_siret("73282932000075")
    assert not is_siret("7328293200007")


def test_siret_of_la_poste_by_the_sum_of_its_digits():
    assert is_siret("35600000000048")  # head office, by Luhn
    assert is_siret("35600000000001") is (sum(map(int, "35600000000001")) % 5 == 0)
    assert is_siret("35600000000006")  # 3 + 5 + 6 + 6 = 20
    assert not is_siret("35600000000007")  # 21, and Luhn fails


@given(st.lists(st.from_regex(r"[0-9A-Z]{1,14}", fullmatch=True)), st.sampled_from("|,; \n"))
def test_split_refs_undoes_join(refs, separator):
    assert split_refs(separator.join(refs)) == refs


def test_duplicated_id_is_named():
    with pytest.raises(IdentifierError, match="zones: 2 ids stand on several rows: 'A', 'B'"):
        require_unique(Series(0, index=list("AABBBC")), name="zones")
