"""The default grid, and what is refused of a faulty one."""

import pytest

from criteria.grid import Grid, RuleError, names, parse, published
from criteria.indicators import INDICATORS, PROJECT
from layers.schema import ROLES
from tests.criteria import small

WEIGHTS = {
    "artificialised_share": 0.08, "job_density": 0.07,
    "ecological_sensitivity": 0.08, "hazard_class": 0.05, "open_ground": 0.05,
    "receptor_distance": 0.05, "commuting_ghg": 0.05, "transit_walk": 0.04,
    "renewable_energy": 0.03,
    "job_match": 0.10, "recruitment_tension": 0.05, "job_seeker_access": 0.06,
    "jobs_balance": 0.04,
    "housing_load": 0.07, "childcare_coverage": 0.04, "school_load": 0.05,
    "transport_load": 0.05, "public_cost": 0.04,
}  # fmt: skip


@pytest.fixture(scope="module")
def grid() -> Grid:
    return published()


def test_the_default_grid_has_the_eighteen_weights_of_the_research(grid: Grid) -> None:
    assert {c.key: c.weight.share for c in grid.criteria} == WEIGHTS
    families = {f.key: round(grid.family_weight(f.key), 9) for f in grid.families}
    assert families == {"land": 0.15, "ecology": 0.35, "employment": 0.25, "centrality": 0.25}


def test_every_number_of_the_default_grid_says_where_it_comes_from(grid: Grid) -> None:
    based = [grid.letters, grid.aggregation]
    based += [part for c in grid.criteria for part in (c.weight, c.value)]
    assert [b for b in based if not b.source.strip()] == []
    assert [c.key for c in grid.criteria if len(c.reference) < 10] == []
    assert [v.key for v in grid.vetoes if len(v.reference) < 10] == []


def test_a_veto_that_quotes_a_code_of_law_unread_says_so(grid: Grid) -> None:
    quoted = [v for v in grid.vetoes if v.reference.startswith("Code")]
    assert quoted
    unread = [v.key for v in quoted if "(lu)" not in v.reference and "lu)" not in v.reference]
    assert [k for k in unread if "(à vérifier)" not in _veto(grid, k).reference] == []


def _veto(grid: Grid, key: str):
    return next(v for v in grid.vetoes if v.key == key)


def test_every_text_is_there_in_both_languages(grid: Grid) -> None:
    texts = [grid.label, *(f.label for f in grid.families), *(c.label for c in grid.criteria)]
    texts += [o.label for o in grid.observations]
    texts += [t for v in grid.vetoes for t in (v.label, v.lifting)]
    assert [t for t in texts if set(t) != {"fr", "en"} or not all(t.values())] == []


def test_vetoes_stand_at_three_levels_each_with_its_way_out(grid: Grid) -> None:
    assert {v.level for v in grid.vetoes} == {"interdit", "reserve", "alerte"}
    assert _veto(grid, "low_job_density").vocations == (
        "artisanat", "industrie", "tertiaire", "commerce",
    )  # fmt: skip


def test_every_fact_of_the_grid_has_an_indicator_with_the_same_needs(grid: Grid) -> None:
    parts = [*grid.criteria, *grid.observations]
    assert {p.key: set(p.needs) for p in parts} == {k: _all_needs(k) for k in grid.fact_keys}


def _all_needs(key: str) -> set[str]:
    indicator = INDICATORS[key]
    inherited = [INDICATORS[fact].needs for fact in (indicator.after or {}).values()]
    return {*indicator.needs, *(need for needs in inherited for need in needs)}


def test_needs_are_roles_of_the_schema_or_the_project(grid: Grid) -> None:
    needs = {n for p in [*grid.criteria, *grid.observations] for n in p.needs}
    assert needs - set(ROLES) == {PROJECT}


def test_faults_of_a_grid_are_all_listed_at_once() -> None:
    criteria = (
        ("a1", "a", 0.5, [[0, 0.0], [100, 0.9]]),
        ("a1", "nowhere", 0.4, [[5, 0.0], [5, 1.0]]),
    )
    faulty = small.text(criteria=criteria).replace('unit = "m"', "unit = 3", 1)
    with pytest.raises(RuleError, match="grid essai") as refused:
        parse(faulty, name="essai")
    message = str(refused.value)
    assert "3 fault(s)" in message
    for place in ("criteria.0.unit", "criteria.0.value", "criteria.1.value"):
        assert place in message


def test_incoherence_between_parts_is_listed_at_once_too() -> None:
    criteria = (("a1", "a", 0.5, small.RISES), ("a1", "b", 0.4, small.RISES))
    text = small.text(small.veto("v", "alerte", ("ghost", ">", 1.0)), criteria=criteria)
    text += small.family("empty")
    with pytest.raises(RuleError) as refused:
        parse(text)
    message = str(refused.value)
    for fault in (
        "weights sum to 0.9",
        "key used twice: a1",
        "family without criterion: empty",
        "unknown fact ghost",
    ):
        assert fault in message


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[0, 0.0], [100, 1.0]", "[0, 0.0], [50, 0.9], [60, 0.8], [100, 1.0]", "neither rise"),
        ("[0, 0.0], [100, 1.0]", "[0, 0.2], [100, 1.0]", "must run from 0 to 1"),
        ("[0, 0.0], [100, 1.0]", "[0, 1.0]", "two or more"),
        ('basis = "assumed"', 'basis = "sourced"', "no source is named"),
        ("from_score = 0 }", "from_score = 10 }", "must fall to 0"),
        ('followup = "-"', 'followup = "-"\nsurprise = 1', "Extra inputs"),
    ],
)
def test_a_faulty_part_is_refused_with_its_reason(old: str, new: str, fault: str) -> None:
    with pytest.raises(RuleError, match=fault):
        parse(small.text().replace(old, new, 1))


def test_a_veto_names_one_threshold_only() -> None:
    both = small.veto("v", "alerte", ("a1", ">", 1.0)).replace(
        "threshold = 1.0", 'threshold = 1.0\nthreshold_fact = "a2"'
    )
    neither = small.veto("v", "alerte", ("a1", ">", 1.0)).replace("threshold = 1.0", "")
    for text in (both, neither):
        with pytest.raises(RuleError, match="either threshold or threshold_fact"):
            parse(small.text(text))


def test_text_that_is_not_toml_is_refused_by_name() -> None:
    with pytest.raises(RuleError, match="grid essai: not valid TOML"):
        parse("name = ", name="essai")


def test_a_grid_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(RuleError, match=f"published: {names()[0]}"):
        published("nulle")


def test_the_hash_of_a_grid_follows_its_text() -> None:
    assert parse(small.text()).sha256 == parse(small.text()).sha256
    assert parse(small.text()).sha256 != parse(small.text() + "\n").sha256


def test_a_copy_looks_up_its_own_criteria() -> None:
    grid = published()
    first = grid.criteria[0]
    assert grid.by_key[first.key] is first
    other = first.model_copy(update={"unit": "ell"})
    for deep in (False, True):
        copied = grid.model_copy(update={"criteria": (other, *grid.criteria[1:])}, deep=deep)
        assert copied.by_key[first.key].unit == "ell"
