"""What unknowns may change, against every completion."""

import itertools

from hypothesis import given, settings

from criteria.decisive import decisive
from criteria.scores import score
from tests.criteria import small

VETOED = small.grid(
    small.veto("stop", "interdit", ("a1", ">=", 70.0)),
    small.veto("mend", "reserve", ("b1", "<", 20.0)),
)
KNOWN = {"a1": 60.0, "a2": 50.0, "b1": 50.0, "c1": 0.0, "c2": 20.0}


def _said(rows: dict) -> dict:
    return decisive(score(small.facts(rows), VETOED)).astype(bool).to_dict("index")


def test_nothing_is_left_to_change_where_all_is_known() -> None:
    assert _said({"A": KNOWN, "B": KNOWN | {"b1": 60.0}}) == {
        s: {"letter": False, "admission": False, "rank": False, "first": False} for s in "AB"
    }


def test_a_complete_site_may_hang_on_a_veto_and_a_vague_one_on_nothing() -> None:
    nearly = KNOWN | {"a1": (69.0, 71.0, "estimated")}
    vague = KNOWN | {"c2": small.UNKNOWN}  # 5 % of the weight: from 62 to 66, letter C
    said = _said({"nearly": nearly, "vague": vague, "far": dict.fromkeys(small.KEYS, 30.0)})
    assert said["nearly"] == {"letter": False, "admission": True, "rank": True, "first": True}
    assert said["vague"]["letter"] is False
    assert said["vague"]["admission"] is False
    assert said["far"]["first"] is False


def _completions(row: dict) -> list[dict]:
    ends = []
    for low, high, status in row.values():
        if status == "not_applicable":
            ends.append([small.NOT_APPLICABLE])
        else:
            both = (-20.0, 120.0) if status == "unknown" else (low, high)
            ends.append([(v, v, "measured") for v in {*both, sum(both) / 2}])
    return [dict(zip(row, cells, strict=True)) for cells in itertools.product(*ends)]


@settings(max_examples=40, deadline=None)
@given(small.sites(1, 1))
def test_a_letter_or_admission_that_cannot_change_never_does(rows: dict) -> None:
    said = _said(rows)["S0"]
    every = {f"C{i}": row for i, row in enumerate(_completions(rows["S0"]))}
    table = score(small.facts(every), VETOED).table
    assert said["letter"] == (table["letter"].nunique() > 1)
    if not said["admission"]:
        assert table["admission"].nunique() == 1
