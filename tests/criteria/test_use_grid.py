"""Grids of classes and uses: what is published says the original figures, faults are told."""

import json
import re
from pathlib import Path

import pytest

from criteria.grid import RuleError, names, packaged, published
from criteria.use_grid import Class, UseGrid, parse_uses, published_uses

VERSIONS = ("1.16", "1.19")

_CLOSED = {"[]": "both", "[)": "left", "(]": "right", "(": "neither", "[": "left"}


def original(shared: Path, version: str) -> dict:
    path = shared / "anchors" / "mutafriches" / f"criteria-matrix-v{version}.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.shared
@pytest.mark.parametrize("version", VERSIONS)
def test_every_weight_and_every_score_is_that_of_the_original(shared: Path, version: str) -> None:
    theirs, ours = original(shared, version), published_uses(f"mutafriches-{version}")
    assert [u.key for u in ours.uses] == theirs["uses"]
    assert {c.key: c.weight.points for c in ours.criteria} == theirs["weights"]
    scores = {
        c.key: {x.value: dict(zip(theirs["uses"], x.scores, strict=True)) for x in c.scale.classes}
        for c in ours.criteria
    }
    assert scores == {
        key: {row["value"]: row["scores"] for row in rows} for key, rows in theirs["matrix"].items()
    }


def _contains(one: Class, number: float) -> bool:
    low, high = one.above is None or number > one.above, one.below is None or number < one.below
    at_low = number == one.above and one.closed in {"both", "left"}
    at_high = number == one.below and one.closed in {"both", "right"}
    return (low or at_low) and (high or at_high)


def _contains_there(row: dict, number: float) -> bool:
    low, high = row["min"], row["max"]
    above = low is None or number > low or (number == low and row["bounds"][0] == "[")
    under = high is None or number < high or (number == high and row["bounds"][-1] == "]")
    return above and under


@pytest.mark.shared
@pytest.mark.parametrize("version", VERSIONS)
def test_every_bound_is_that_of_the_original_on_both_sides(shared: Path, version: str) -> None:
    theirs, ours = original(shared, version), published_uses(f"mutafriches-{version}")
    for criterion in ours.criteria:
        rows = theirs["matrix"][criterion.key]
        ends = {e for r in rows if "bounds" in r for e in (r["min"], r["max"]) if e is not None}
        assert criterion.scale.numeric == bool(ends)
        for number in [e + d for e in ends for d in (-1e-6, 0, 1e-6)]:
            here = [c.value for c in criterion.scale.classes if _contains(c, number)]
            assert here == [r["value"] for r in rows if _contains_there(r, number)]


@pytest.mark.shared
@pytest.mark.parametrize("version", VERSIONS)
def test_the_rules_are_those_of_the_original(shared: Path, version: str) -> None:
    path = shared / "anchors" / "mutafriches" / "algorithm.json"
    theirs = json.loads(path.read_text(encoding="utf-8"))
    ours = published_uses(f"mutafriches-{version}")
    assert ours.aggregation.neutral == theirs["scores"]["neutre"]
    read = [[x.from_score, x.label["fr"]] for x in ours.reliability.scale]
    assert read == theirs["reliability_levels"]
    assert [[x.from_score, x.label["fr"]] for x in ours.potential.scale] == theirs[
        "potential_labels"
    ]
    rules = [
        {"if": {w.criterion: w.value for w in e.when}, "excludes": list(e.excludes)}
        for e in ours.exclusions
    ]
    assert [r["if"] for r in rules] == [r["if"] for r in theirs["exclusion_rules_v1.16"]]
    assert [set(r["excludes"]) for r in rules] == [
        set(r["excludes"]) for r in theirs["exclusion_rules_v1.16"]
    ]


def test_weights_add_up_to_what_was_published() -> None:
    grids = [published_uses(f"mutafriches-{v}") for v in VERSIONS]
    assert [len(g.criteria) for g in grids] == [31, 32]
    assert [sum(c.weight.points for c in g.criteria) for g in grids] == [33, 34]


def test_the_two_kinds_are_not_taken_for_each_other() -> None:
    assert "mutafriches-1.19" not in names()
    assert "implantation-1" not in names(kind="uses")
    with pytest.raises(RuleError, match="is a grid of uses"):
        published("mutafriches-1.19")
    with pytest.raises(RuleError, match="no grid of uses « implantation-1 »"):
        published_uses("implantation-1")


def faulty(old: str, new: str) -> UseGrid:
    text = packaged("mutafriches-1.19")
    assert old in text
    return parse_uses(text.replace(old, new, 1), name="essai")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("scores = [1, 1, 0.5, 1, -2, 0.5, -2]", "scores = [1, 1]", "2 scores for 7 uses"),
        ("above = 10000, below = 15000", "above = 12000, below = 15000", "leave a gap or overlap"),
        ('below = 50000, closed = "both"', 'below = 50000, closed = "left"', "leave a gap"),
        ("below = 10000, closed", "above = 0, below = 10000, closed", "must be unbounded outside"),
        ('value = "exclusion" }', 'value = "non-classe" }', "no class « non-classe »"),
        ('excludes = ["photovoltaique"]', 'excludes = ["eolien"]', "no use « eolien »"),
        ('key = "surfaceBati"', 'key = "surfaceSite"', "criterion named twice: surfaceSite"),
        ('value = "prive"', 'value = "public"', "class named twice"),
        ("from_score = 0, label", "from_score = 1, label", "must fall to 0"),
        ('none_found = ">', 'none_found = ">>', "none_found: no class"),
        ('name = "mutafriches"', 'name = "somme"', "Input should be 'mutafriches'"),
        ('kind = "uses"', 'kind = "uses"\nsurprise = 1', "Extra inputs"),
        ("weight = { points = 2,", "weight = { points = 0,", "greater than 0"),
    ],
)
def test_a_faulty_part_is_refused_with_its_reason(old: str, new: str, fault: str) -> None:
    with pytest.raises(RuleError, match=re.escape(fault)):
        faulty(old, new)


def test_text_that_is_not_toml_is_refused_by_name() -> None:
    with pytest.raises(RuleError, match="grid essai: not valid TOML"):
        parse_uses("kind = ", name="essai")
