"""Numbers, yes-or-no and codes as French tables write them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.text import (
    as_boolean,
    as_number,
    as_text,
    encoding_of,
    is_utf8,
    restore_insee,
    restore_parcels,
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("3 297", 3297.0),
        ("3\u202f297,5", 3297.5),
        ("1.234,5", 1234.5),
        ("1234.5", 1234.5),
        ("31,60%", 0.316),
        ("-12", -12.0),
        ("1e3", 1000.0),
        ("oops", np.nan),
        ("", np.nan),
        ("inf", np.nan),
    ],
)
def test_numbers(cell: str, value: float) -> None:
    numbers, percent = as_number(pd.Series([cell]))
    assert numbers.iloc[0] == pytest.approx(value, nan_ok=True)
    assert percent.iloc[0] == cell.endswith("%")


@given(st.lists(st.one_of(st.none(), st.integers(-(10**9), 10**9)), min_size=1))
def test_whole_numbers_survive_as_text(values: list[int | None]) -> None:
    floats = pd.Series([np.nan if v is None else float(v) for v in values])
    back = [None if pd.isna(t) else int(t) for t in as_text(floats)]
    assert back == values


def test_yes_or_no() -> None:
    cells = pd.Series(["Oui", "NON", "1", "0", "vrai", "peut-être", None, True], dtype=object)
    expected = [True, False, True, False, True, pd.NA, pd.NA, True]
    assert as_boolean(cells).tolist() == expected


def test_codes_that_lost_a_zero() -> None:
    assert restore_insee(pd.Series(["1004", "01004", "97209", "2B033"])).tolist() == [
        "01004",
        "01004",
        "97209",
        "2B033",
    ]
    short, whole = "1004000AB0001", "34172000AB0001"
    assert restore_parcels(pd.Series([short, whole, f"{whole}|{short}"])).tolist() == [
        f"0{short}",
        whole,
        f"{whole}|0{short}",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "macintosh", "cp850"])
def test_encodings_of_a_french_sentence(encoding: str) -> None:
    text = "Béziers, Sète et l'Évêché : à côté du théâtre, où ça ?"
    assert encoding_of(text.encode(encoding)) == encoding


def test_utf8_with_a_letter_cut_in_two_at_the_end_of_a_field() -> None:
    content = ("é" * 100).encode() + b"\xc3 "
    assert is_utf8(content)
    assert not is_utf8("é".encode("cp1252"))
