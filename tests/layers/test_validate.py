"""The declared schema, applied: all faults at once, unknown values told, types as declared."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from land.errors import SchemaError
from layers.account import Account
from layers.schema import ROLES
from layers.validate import DTYPES, checked, coded, schema_of

HAZARD = ROLES["hazard"]


def check(columns: dict[str, list[object]], role: str) -> tuple[pd.DataFrame, list[str]]:
    account = Account("t", role)
    frame = pd.DataFrame(columns)
    frame.index = pd.Index([chr(65 + i) for i in range(len(frame))])
    table = checked(frame, ROLES[role], label="t.csv", account=account)
    return table, account.frame()["reason"].tolist()


@pytest.mark.parametrize("role", [r for r in ROLES if ROLES[r].columns])
def test_every_role_gives_its_columns_in_order_and_type(role: str) -> None:
    filled: dict[str, list[object]] = {
        c.name: [c.choices[0] if c.choices else "1"] for c in ROLES[role].columns if c.required
    }
    table, _ = check({**filled, "other": ["x"]}, role)
    assert tuple(table.columns) == ROLES[role].names
    kinds = {c.name: DTYPES[c.kind] for c in ROLES[role].columns}
    assert {n: str(d) for n, d in table.dtypes.items()} == kinds


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SchemaError) as caught:
        check({"severity": ["4", None, "strong", "1.5", "-1"]}, "hazard")
    text = str(caught.value)
    assert "A, severity: found « 4 », expected at most 3" in text
    assert "B, severity: found nothing, expected a value in every row" in text
    assert "C, severity: found « strong », expected a whole number" in text
    assert "D, severity: found « 1.5 », expected a whole number" in text
    assert "E, severity: found « -1 », expected at least 0" in text


def test_an_unreadable_required_cell_is_one_fault_not_two() -> None:
    with pytest.raises(SchemaError, match=r"t\.csv: 1 fault "):
        check({"severity": ["strong"]}, "hazard")


def test_an_absent_required_column_is_one_fault() -> None:
    with pytest.raises(SchemaError, match=r"1 fault .*\n  every row, severity: found no such col"):
        check({"name": ["a", "b"]}, "hazard")


def test_twenty_faults_are_shown_and_the_rest_counted() -> None:
    with pytest.raises(SchemaError, match=r"25 faults(.|\n)*… and 5 more") as caught:
        check({"severity": ["9"] * 25}, "hazard")
    assert str(caught.value).count("expected at most 3") == 20


def test_a_value_outside_the_list_becomes_missing_and_is_told() -> None:
    table, told = check({"mode": ["tram", "funicular", "funicular"]}, "stop")
    assert table["mode"].isna().tolist() == [False, True, True]
    assert told == ["values outside the list set to missing: mode 'funicular' (2)"]


def test_words_for_nothing_known_become_missing_and_are_told() -> None:
    table, told = check({"declared_area_m2": ["non renseigné", "1 250,5"]}, "friche")
    assert table["declared_area_m2"].tolist()[1] == 1250.5
    assert told == ["values read as missing: declared_area_m2 'non renseigné' (1)"]


def test_percentages_and_zeros_are_told() -> None:
    table, told = check({"open_ground_floor": ["20 %"], "commune_insee": [8190]}, "zone")
    assert table.loc["A", ["open_ground_floor", "commune_insee"]].tolist() == [0.2, "08190"]
    assert told == [
        "leading zeros restored: commune_insee",
        "percentages read as shares: open_ground_floor",
    ]


def test_only_codes_get_zeros_back() -> None:
    assert coded(pd.Series(["1004"]), "name").tolist() == ["1004"]


def test_the_pandera_schema_carries_range_and_list() -> None:
    severity = schema_of(HAZARD).columns["severity"]
    assert [c.statistics for c in severity.checks] == [{"min_value": 0}, {"max_value": 3}]
    kind = schema_of(HAZARD).columns["hazard_kind"]
    assert kind.checks[0].statistics == {"allowed_values": HAZARD.columns[2].choices}


@given(st.lists(st.integers(-2, 6), min_size=1, max_size=30))
def test_faults_are_counted_right(values: list[int]) -> None:
    bad = sum(not 0 <= v <= 3 for v in values)
    frame = pd.DataFrame({"severity": values})
    if not bad:
        table = checked(frame, HAZARD, label="t", account=Account("t", "hazard"))
        assert table["severity"].tolist() == values
        return
    with pytest.raises(SchemaError, match=rf"t: {bad} fault"):
        checked(frame, HAZARD, label="t", account=Account("t", "hazard"))
