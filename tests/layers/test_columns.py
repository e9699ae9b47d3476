"""Names, values, constants, selection and ids, on tables of two or three rows."""

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from land.errors import SchemaError
from layers.account import Account
from layers.columns import identified, producer_of, renamed, selected, translated
from layers.options import ReadOptions
from layers.schema import ROLES
from layers.sources import bdtopo

STOP, ZONE = ROLES["stop"], ROLES["zone"]


def account() -> Account:
    return Account("t", "stop")


def test_names_of_the_user_win_over_the_producer_and_ours() -> None:
    frame = pd.DataFrame({"ID": ["a"], "TOPONYME": ["t"], "label": ["l"], "name": ["n"]})
    told = account()
    options = ReadOptions(rename={"LABEL": "name"})
    columns = list(renamed(frame, ZONE, options, bdtopo, told).columns)
    assert columns == ["zone_id", "TOPONYME", "name", "name_source"]
    assert told.frame()["reason"].tolist() == [
        "column of the file set aside under another name: name → name_source"
    ]


def test_faults_of_rename_are_all_told() -> None:
    options = ReadOptions(rename={"absent": "name", "a": "colour"})
    with pytest.raises(
        SchemaError, match="no column « absent »; the role has no column « colour »"
    ):
        renamed(pd.DataFrame({"a": [1]}), STOP, options, None, account())


def test_values_are_compared_as_text_without_case_and_the_user_wins() -> None:
    frame = pd.DataFrame({"usage": ["ANNEXE", "Agricole", "Silo"], "height_m": [0.0, 5.0, None]})
    options = ReadOptions(values={"usage": {"silo": "industrial", "Agricole": None}})
    told = account()
    out = translated(frame, ROLES["building"], options, bdtopo, told)
    assert out["usage"].tolist() == ["annex", None, "industrial"]
    assert out["height_m"].isna().tolist() == [True, False, True]
    assert told.frame()["reason"].tolist() == [
        "values read as missing: usage 'Agricole' (1)",
        "values read as missing: height_m '0' (1)",
    ]


def test_constants_fill_absent_columns_and_missing_cells() -> None:
    frame = pd.DataFrame({"mode": ["tram", None, " "]})
    told = account()
    options = ReadOptions(defaults={"mode": "bus", "peak_departures_per_h": 4})
    out = translated(frame, STOP, options, None, told)
    assert out["mode"].tolist() == ["tram", "bus", "bus"]
    assert out["peak_departures_per_h"].tolist() == [4, 4, 4]
    assert told.frame()["count"].tolist() == [2, 3]
    with pytest.raises(SchemaError, match="has no column colour"):
        translated(frame, STOP, ReadOptions(defaults={"colour": 1}), None, told)


def test_rows_outside_the_selection_are_refused_with_their_values() -> None:
    frame = pd.DataFrame(
        {"NATURE": ["Zone industrielle", "Mairie", "Mairie"], "FICTIF": ["Non", "Non", "Oui"]},
        index=["A", "B", "C"],
    )
    told = account()
    kept = selected(frame, ZONE, ReadOptions(), bdtopo, told)
    assert list(kept.index) == ["A"]
    assert told.frame()[["reason", "ids"]].to_numpy().tolist() == [
        ["outside the selection: NATURE 'Mairie' (2)", "B|C"]
    ]
    all_of_them = ReadOptions(where={"nature": ["Mairie", "Zone industrielle"]})
    assert list(selected(frame, ZONE, all_of_them, bdtopo, told).index) == ["A", "B"]
    with pytest.raises(SchemaError, match="where: no column « colour »"):
        selected(frame, ZONE, ReadOptions(where={"colour": ["red"]}), None, told)


def stops(ids: list[object], xs: list[float]) -> GeoDataFrame:
    return GeoDataFrame({"stop_id": ids}, geometry=[Point(x, 0) for x in xs], crs=2154)


def test_the_same_id_and_place_is_one_row_twice_and_another_place_gets_a_suffix() -> None:
    told = account()
    out = identified(stops(["A", "A", "A", "A-2"], [0, 0, 5, 9]), STOP, told)
    assert out.index.tolist() == ["A", "A-3", "A-2"]
    lines = told.frame()[["action", "reason", "ids"]].to_numpy().tolist()
    assert lines == [
        ["refused", "same row twice", "A"],
        ["changed", "id already taken, suffix added: #3 → A-3", "A"],
    ]


def test_ids_are_made_in_file_order_where_there_is_none() -> None:
    told = account()
    out = identified(stops(["A", None, 7.0], [0, 1, 2]), STOP, told)
    assert out.index.tolist() == ["A", "stop-00002", "7"]
    assert told.frame()["ids"].tolist() == ["stop-00002"]


def test_without_ids_only_rows_alike_in_everything_are_duplicates() -> None:
    frame = GeoDataFrame({"n": ["x", "x", "y"]}, geometry=[Point(0, 0)] * 3, crs=2154)
    told = account()
    assert identified(frame, STOP, told).index.tolist() == ["stop-00001", "stop-00003"]
    assert told.refused() == 1


def test_a_producer_that_is_not_known_is_an_error() -> None:
    with pytest.raises(SchemaError, match="no producer « ign »; known: admin_express, bdtopo"):
        producer_of(["a"], STOP, ReadOptions(producer="ign"), account())


@given(st.lists(st.tuples(st.sampled_from(["A", "B", "A-2", None]), st.integers(0, 2)), min_size=1))
def test_ids_end_up_unique_and_no_row_is_lost(rows: list[tuple[str | None, int]]) -> None:
    told = account()
    frame = stops([r[0] for r in rows], [float(r[1]) for r in rows])
    out = identified(frame, STOP, told)
    assert out.index.is_unique
    assert len(out) + told.refused() == len(rows)
